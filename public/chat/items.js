// From what is known and what is on its way to what stands on screen, in order.

/** Messages of one writer within this time stand together, in milliseconds. */
const RUN = 5 * 60_000;

/**
 * @param {import("./timeline.js").Timeline} timeline
 * @param {import("./outbox.js").Entry[]} entries
 * @param {string} bot the name of automatic answers
 * @param {string} deleted what stands in the place of a message that is gone
 * @returns {(import("./bubble.js").Item | {key: string, day: number})[]}
 */
export function items(timeline, entries, bot, deleted) {
  const stored = new Set(timeline.messages.map((message) => message.command));
  const list = [
    ...timeline.messages.map((message) => ({
      // A message keeps the place of the bubble it had on its way.
      // One that has changed is drawn anew.
      key: (message.command ? `c${message.command}` : `m${message.id}`) + (message.version > 1 ? `v${message.version}` : ""),
      id: message.id,
      name: message.from === "you" ? null : message.from === "agent" ? message.name : bot,
      text: message.deleted ? deleted : message.text,
      files: message.files,
      at: message.at,
      state: null,
      commandId: null,
    })),
    ...entries
      .filter((entry) => (entry.text || entry.files) && !stored.has(entry.id))
      .map((entry) => ({
        key: `c${entry.id}`,
        id: null,
        name: null,
        text: entry.text,
        files: entry.files,
        at: entry.at,
        state: entry.refused ? "failed" : "sending",
        commandId: entry.id,
      })),
  ];

  // The last message that was read says so, and the last that was sent.
  const own = list.filter((item) => item.name === null && item.id !== null);
  const readTo = timeline.conversation?.agent_read ?? 0;
  const sent = own.at(-1);
  const read = own.findLast((item) => item.id <= readTo);
  if (sent) sent.state = "sent";
  if (read) read.state = "read";

  const shown = [];
  let before = null;
  for (const item of list) {
    const day = new Date(item.at).setHours(0, 0, 0, 0);
    const newDay = before === null || day !== new Date(before.at).setHours(0, 0, 0, 0);
    if (newDay) shown.push({ key: `d${day}-${item.key}`, day });
    item.first = newDay || before.name !== item.name || item.at - before.at > RUN;
    shown.push(item);
    before = item;
  }
  return shown;
}
