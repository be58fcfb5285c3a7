//! Contrast of the colours in `style/tokens.css`: too little of it, and somebody cannot read (WCAG 2.2, 1.4.3, 1.4.11).

use std::collections::BTreeMap;

/// Text (or a sign that carries meaning) and what it stands on.
const TEXT: &[(&str, &[&str])] = &[
    (
        "ink",
        &["ground", "panel", "sunken", "accent-soft", "note", "waiting-soft"],
    ),
    ("muted", &["ground", "panel", "sunken", "accent-soft", "note"]),
    ("accent", &["ground", "panel", "sunken", "accent-soft"]),
    ("on-accent", &["accent", "accent-strong"]),
    ("panel", &["ink"]),
    ("waiting", &["panel", "ground", "waiting-soft", "sunken", "accent-soft"]),
    ("in-service", &["panel", "in-service-soft"]),
    ("done", &["panel", "done-soft"]),
    ("bad", &["panel", "ground", "bad-soft", "accent-soft"]),
];

/// Edges without which a control cannot be found.
const EDGES: &[(&str, &[&str])] = &[("field-line", &["panel", "ground"])];

#[test]
fn every_text_can_be_read_in_both_themes() {
    let tokens = tokens(include_str!("../../style/tokens.css"));
    let mut faint = Vec::new();
    for (pairs, least) in [(TEXT, 4.5), (EDGES, 3.0)] {
        for (front, backs) in pairs {
            for back in *backs {
                for (theme, name) in ["light", "dark"].into_iter().enumerate() {
                    let ratio = contrast(tokens[*front][theme], tokens[*back][theme]);
                    if ratio < least {
                        faint.push(format!("{front} on {back}, {name}: {ratio:.2}, needs {least}"));
                    }
                }
            }
        }
    }
    assert!(faint.is_empty(), "{faint:#?}");
}

/// The colours by name: light, dark.
fn tokens(css: &str) -> BTreeMap<&str, [[f64; 3]; 2]> {
    css.lines()
        .filter_map(|line| {
            let (name, value) = line.trim().strip_prefix("--")?.split_once(": light-dark(#")?;
            let (light, dark) = value.trim_end_matches(");").split_once(", #")?;
            Some((name, [rgb(light), rgb(dark)]))
        })
        .collect()
}

fn rgb(hex: &str) -> [f64; 3] {
    [0, 2, 4].map(|at| {
        let channel = u8::from_str_radix(&hex[at..at + 2], 16).expect("tokens are six hexadecimal digits");
        let value = f64::from(channel) / 255.0;
        if value <= 0.04045 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    })
}

fn contrast(a: [f64; 3], b: [f64; 3]) -> f64 {
    let luminance = |[red, green, blue]: [f64; 3]| 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    let (a, b) = (luminance(a) + 0.05, luminance(b) + 0.05);
    a.max(b) / a.min(b)
}
