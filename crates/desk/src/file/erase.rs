//! Taking away what nobody needs any more: files that were never sent, and bytes of which no row speaks.

use model::Problem;
use store::file;

use crate::Desk;

/// How long an uploaded file waits to be sent, in milliseconds: a day.
const UNSENT: i64 = 24 * 60 * 60 * 1000;
/// Rows in one transaction.
const CHUNK: u32 = 100;

/// Forgets files that were uploaded a day ago and never sent; [`erase`] takes their bytes away.
pub async fn forget_unsent(desk: &Desk) -> Result<(), Problem> {
    let now = desk.clock.now();
    let full = u64::from(CHUNK);
    while desk
        .db
        .write(move |tx| {
            Box::pin(async move { Ok::<_, Problem>(file::forget_unsent(tx, now.plus(-UNSENT), CHUNK, now).await?) })
        })
        .await?
        == full
    {}
    Ok(())
}

/// Takes away the next bytes that nobody needs. False: there are none. First the bytes, then the word of them: what a restart
/// interrupts is done again, and taking away what is gone is no error.
pub async fn erase(desk: &Desk) -> Result<bool, Problem> {
    let keys = file::erasures(&mut desk.db.read().await?, i64::from(CHUNK)).await?;
    if keys.is_empty() {
        return Ok(false);
    }
    for key in &keys {
        desk.files.delete(key).await?;
    }
    desk.db
        .write(move |tx| {
            let keys = keys.clone();
            Box::pin(async move {
                for key in &keys {
                    file::erased(tx, key).await?;
                }
                Ok::<_, Problem>(())
            })
        })
        .await?;
    Ok(true)
}
