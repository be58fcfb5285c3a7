//! A thread that stays awake between the steps of its work.
//!
//! A statement of SQLite takes a few microseconds on another thread; to fall asleep until its answer and to be woken takes some
//! fifty, most of all on a virtual machine. So whoever waits for many answers in a row looks for the next one a while before
//! it sleeps.

use core::future::Future;
use core::pin::pin;
use core::sync::atomic::{AtomicBool, Ordering};
use core::task::{Context, Poll};
use std::sync::Arc;
use std::task::Wake;
use std::thread::{self, Thread};

use tokio::runtime::Handle;

/// How often it lets others have the processor before it falls asleep: less than a millisecond when nobody wants it.
const LOOKS: u32 = 1_000;

struct Awake {
    thread: Thread,
    woken: AtomicBool,
}

impl Wake for Awake {
    fn wake(self: Arc<Self>) {
        self.woken.store(true, Ordering::SeqCst);
        // Calls the system only for one that sleeps.
        self.thread.unpark();
    }
}

/// Runs a future to its end on this thread, with what it wants of the runtime.
pub(crate) fn block_on<T>(runtime: &Handle, future: impl Future<Output = T>) -> T {
    let _within = runtime.enter();
    let awake = Arc::new(Awake {
        thread: thread::current(),
        woken: AtomicBool::new(false),
    });
    let waker = Arc::clone(&awake).into();
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        awake.woken.store(false, Ordering::SeqCst);
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
        let mut looks = 0;
        while !awake.woken.load(Ordering::SeqCst) {
            if looks < LOOKS {
                looks += 1;
                thread::yield_now();
            } else {
                thread::park();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use tokio::sync::mpsc;

    use super::block_on;

    #[test]
    fn it_goes_on_at_each_word_whether_it_comes_at_once_or_when_the_thread_sleeps() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .expect("a runtime");
        let (ask, mut asked) = mpsc::channel(1);
        let (tell, mut told) = mpsc::channel(1);
        let answering = thread::spawn(move || {
            while let Some(number) = asked.blocking_recv() {
                // Longer than anybody stays awake, every now and then.
                for _ in 0..(number % 50) / 49 * 100_000 {
                    thread::yield_now();
                }
                tell.blocking_send(number).expect("somebody waits");
            }
        });
        let sum = block_on(runtime.handle(), async move {
            let mut sum = 0_u64;
            for number in 1..=1_000_u64 {
                ask.send(number).await.expect("somebody answers");
                sum += told.recv().await.expect("an answer");
            }
            sum
        });
        assert_eq!(sum, 500_500);
        answering.join().expect("no panic");
    }
}
