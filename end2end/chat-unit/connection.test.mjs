// The socket goes on exactly where the browser was, and comes back by itself without a storm.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Connection, SILENCE } from "../../public/chat/connection.js";

function world() {
  const sockets = [];
  const timers = [];
  const watches = new Map();
  let now = 0;
  let online = true;
  class FakeSocket {
    said = [];
    closed = false;
    constructor(url) {
      this.url = url;
      sockets.push(this);
    }
    send(text) {
      this.said.push(JSON.parse(text));
    }
    close() {
      this.closed = true;
      this.onclose();
    }
    open() {
      this.onopen();
      this.hear({ frame: "hello" });
    }
    hear(frame) {
      this.onmessage({ data: JSON.stringify(frame) });
    }
  }
  return {
    sockets,
    timers,
    silence: () => [...watches.values()].forEach((work) => work()),
    goOnline: (is) => {
      online = is;
    },
    pass: (ms) => {
      now += ms;
    },
    parts: {
      WebSocket: FakeSocket,
      setTimeout: (work, ms) => {
        if (ms !== SILENCE) return timers.push({ work, ms });
        const watch = {};
        watches.set(watch, work);
        return watch;
      },
      clearTimeout: (timer) => watches.delete(timer),
      random: () => 1,
      online: () => online,
      now: () => now,
    },
  };
}

function connect(around) {
  const heard = [];
  const states = [];
  const connection = new Connection(
    { url: "ws://desk/socket", token: () => "token", heard: (frame) => heard.push(frame), state: (up, failures) => states.push([up, failures]) },
    around.parts,
  );
  return { connection, heard, states };
}

test("it greets with the token and the cursor, after every break with the newest cursor", () => {
  const around = world();
  const { connection, heard } = connect(around);
  connection.cursor = "1.0.0.5";
  connection.open();
  around.sockets[0].open();
  assert.deepEqual(around.sockets[0].said, [{ frame: "hello", token: "token", after: "1.0.0.5" }]);
  around.sockets[0].hear({ frame: "event", cursor: "1.0.0.6", messages: [] });
  around.sockets[0].close();
  around.timers.at(-1).work();
  around.sockets[1].open();
  assert.equal(around.sockets[1].said[0].after, "1.0.0.6");
  assert.equal(heard.length, 1);
});

test("pauses double up to half a minute and begin anew after a greeting", () => {
  const around = world();
  const { connection, states } = connect(around);
  connection.open();
  for (let attempt = 0; attempt < 8; attempt += 1) {
    around.sockets.at(-1).close();
    around.timers.at(-1).work();
  }
  assert.deepEqual(around.timers.map(({ ms }) => ms), [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  around.sockets.at(-1).open();
  around.sockets.at(-1).close();
  assert.equal(around.timers.at(-1).ms, 500);
  assert.deepEqual(states.slice(-2), [[true, 0], [false, 1]]);
});

test("without a network nothing is tried, until there is one", () => {
  const around = world();
  const { connection } = connect(around);
  connection.open();
  around.goOnline(false);
  around.sockets[0].close();
  around.timers.at(-1).work();
  assert.equal(around.sockets.length, 1);
  around.goOnline(true);
  connection.wake();
  assert.equal(around.sockets.length, 2);
});

test("nothing of a replaced socket is heard", () => {
  const around = world();
  const { connection, heard } = connect(around);
  connection.open();
  const [old] = around.sockets;
  old.open();
  connection.open();
  old.hear({ frame: "event", cursor: "1.0.0.9", messages: [] });
  assert.deepEqual(heard, []);
  assert.equal(connection.cursor, null);
  assert.equal(around.timers.length, 0, "a socket that was replaced is not a failure");
});

test("a waking device reconnects when its socket was silent for long, and leaves a lively one alone", () => {
  const around = world();
  const { connection } = connect(around);
  connection.open();
  around.sockets[0].open();
  around.pass(10_000);
  connection.wake();
  assert.equal(around.sockets.length, 1);
  around.pass(60_000);
  connection.wake();
  assert.equal(around.sockets.length, 2);
});

test("typing is said only to a server that has greeted", () => {
  const around = world();
  const { connection } = connect(around);
  connection.open();
  connection.signal({ frame: "typing", typing: true });
  around.sockets[0].open();
  connection.signal({ frame: "typing", typing: false });
  assert.deepEqual(around.sockets[0].said.slice(1), [{ frame: "typing", typing: false }]);
});

test("a socket that is silent for two heartbeats is given up, one that beats is kept", () => {
  const around = world();
  const { connection, heard, states } = connect(around);
  connection.cursor = "1.0.0.5";
  connection.open();
  const [silent] = around.sockets;
  silent.open();
  silent.hear({ frame: "beat" });
  assert.deepEqual(heard, [], "a heartbeat is no news");
  assert.equal(around.timers.length, 0);
  around.silence();
  assert.ok(silent.closed);
  assert.deepEqual(states.at(-1), [false, 1]);
  around.timers.at(-1).work();
  around.sockets[1].open();
  assert.equal(around.sockets[1].said[0].after, "1.0.0.5");
  assert.equal(around.timers.length, 1, "nor is it lost twice");
});
