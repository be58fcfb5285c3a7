//! What customers and the supervisor say about the conversations of the demo.

use model::{Language, RatingKind};

use super::chance::Chance;

/// A customer's rating, mostly a good one, now and then with a few words.
pub(super) fn of_customer(chance: &mut Chance, kind: RatingKind, language: Language) -> (u8, Option<&'static str>) {
    let mood = chance.between(0, 100);
    let value = match (kind, mood) {
        (RatingKind::Five, ..4) => 1,
        (RatingKind::Five, 4..8) => 2,
        (RatingKind::Five, 8..16) => 3,
        (RatingKind::Five, 16..42) => 4,
        (RatingKind::Five, _) => 5,
        (RatingKind::Like, ..12) => 0,
        (RatingKind::Like, _) => 1,
    };
    let comments: &[&str] = match (language, mood < 16) {
        (Language::Portuguese, false) => &[
            "Atendimento nota dez!",
            "Rápido e muito atencioso. Obrigada!",
            "Resolveram tudo em poucos minutos",
            "Adorei 💛",
        ],
        (Language::Portuguese, true) => &["Demorou um pouco para responder", "Ainda não entendi o prazo"],
        (Language::English, false) => &[
            "Quick and friendly",
            "Everything sorted in minutes, thanks!",
            "Lovely people",
        ],
        (Language::English, true) => &["It took a while", "I still do not know when it comes"],
        (Language::Spanish, false) => &["Muy amables, gracias", "Rápido y claro", "¡Excelente atención!"],
        (Language::Spanish, true) => &["Tardaron un poco", "No me quedó claro el plazo"],
    };
    let comment = chance.percent(40).then(|| *chance.one_of(comments));
    (value, comment)
}

/// What the supervisor thinks of the agents' work.
pub(super) fn of_supervisor(chance: &mut Chance) -> (u8, Option<&'static str>) {
    let value = match chance.between(0, 100) {
        ..6 => 2,
        6..22 => 3,
        22..55 => 4,
        _ => 5,
    };
    let comments: &[&str] = match value {
        2 | 3 => &[
            "Faltou confirmar o prazo com o cliente",
            "Podia ter respondido antes de pesquisar tudo",
        ],
        _ => &[
            "Ótima condução",
            "Claro e gentil, bom exemplo para o time",
            "Fechou bem a venda",
        ],
    };
    let comment = chance.percent(65).then(|| *chance.one_of(comments));
    (value, comment)
}
