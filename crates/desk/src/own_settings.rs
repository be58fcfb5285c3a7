//! What users set for themselves: it stays with them, whatever browser they sit at.

use std::sync::Arc;

use model::{Actor, Audience, Event, LONGEST_SIGNATURE, LONGEST_UNDO, LOUDEST, OwnRecord, OwnSettings, Problem};
use store::{Tx, log, user};

use crate::Desk;
use crate::user::CHANGED_MEANWHILE;

/// The actor's own.
pub async fn read(desk: &Desk, actor: &Actor) -> Result<OwnRecord, Problem> {
    let found = user::own_settings(&mut desk.db.read().await?, actor.user).await?;
    found.ok_or(Problem::NotFound)
}

/// Changes the actor's own, of the version that was read; the other windows hear of it. `Conflict`: changed meanwhile, by
/// another window. `Invalid` with field `signature`, `undo_seconds` or `volume`.
pub async fn change(
    desk: &Desk,
    actor: &Actor,
    expected_version: i64,
    settings: OwnSettings,
) -> Result<OwnRecord, Problem> {
    let settings = Arc::new(checked(settings)?);
    let id = actor.user;
    let now = desk.clock.now();
    desk.db
        .write(move |tx: &mut Tx| {
            let settings = Arc::clone(&settings);
            Box::pin(async move {
                if !user::set_own_settings(tx, id, expected_version, &settings).await? {
                    return Err(CHANGED_MEANWHILE);
                }
                let own = OwnRecord {
                    version: expected_version + 1,
                    settings: OwnSettings::clone(&settings),
                };
                log::append(tx, now, &Audience::User(id), &Event::OwnSettings(own.clone())).await?;
                Ok(own)
            })
        })
        .await
}

/// The settings as they are stored.
fn checked(mut settings: OwnSettings) -> Result<OwnSettings, Problem> {
    let lines = settings.signature.replace("\r\n", "\n");
    let kept: String = lines.chars().filter(|c| !c.is_control() || *c == '\n').collect();
    kept.trim().clone_into(&mut settings.signature);
    if settings.signature.chars().count() > LONGEST_SIGNATURE {
        return Err(Problem::invalid("signature", "too_long"));
    }
    if settings.notifications.volume > LOUDEST {
        return Err(Problem::invalid("volume", "wrong"));
    }
    if settings.undo_seconds > LONGEST_UNDO {
        return Err(Problem::invalid("undo_seconds", "wrong"));
    }
    Ok(settings)
}

#[cfg(test)]
mod tests {
    use model::{LONGEST_SIGNATURE, OwnSettings, Problem};

    use super::checked;

    #[test]
    fn settings_are_stored_only_when_they_make_sense() {
        let signed = |signature: &str| OwnSettings {
            signature: signature.to_owned(),
            ..OwnSettings::default()
        };
        for (given, expected) in [
            (signed(" Ana\r\nLoja\u{7} "), Ok(signed("Ana\nLoja"))),
            (
                signed(&"ç".repeat(LONGEST_SIGNATURE + 1)),
                Err(Problem::invalid("signature", "too_long")),
            ),
            (
                OwnSettings {
                    undo_seconds: 31,
                    ..OwnSettings::default()
                },
                Err(Problem::invalid("undo_seconds", "wrong")),
            ),
        ] {
            assert_eq!(checked(given), expected);
        }
    }
}
