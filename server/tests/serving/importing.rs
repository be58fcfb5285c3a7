//! What is lost when these fail: a history that comes in half, or a desk that stands still while it comes in.

use std::path::{Path, PathBuf};

use model::ServerFrame;
use store::testing::TestDb;
use tempfile::TempDir;

use crate::balcao::{Told, balcao};
use crate::house::House;

const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/import-example.jsonl");

fn shown(path: &Path) -> &str {
    path.to_str().expect("a name in UTF-8")
}

/// The example with a wrong line after its second one.
fn with_a_wrong_line(folder: &TempDir) -> PathBuf {
    let example = std::fs::read_to_string(EXAMPLE).expect("the example");
    let mut lines: Vec<&str> = example.lines().collect();
    lines.insert(2, r#"{"type":"contact","external_id":"c-9","nmae":"Misspelt"}"#);
    let path = folder.path().join("wrong.jsonl");
    std::fs::write(&path, lines.join("\n")).expect("written");
    path
}

/// How many are new, by the summary's line.
fn new(told: &Told, of: &str) -> u64 {
    let line = told.out.lines().find(|line| line.trim_start().starts_with(of));
    let line = line.unwrap_or_else(|| panic!("nothing of {of}: {}", told.out));
    let count = line.split_whitespace().nth(1).and_then(|count| count.parse().ok());
    count.unwrap_or_else(|| panic!("{line}"))
}

async fn the_program_tries_imports_and_imports_again(db: TestDb) {
    let folder = tempfile::tempdir().expect("a folder");
    let tried = balcao(&db, &folder, &["import", EXAMPLE, "--dry-run"]).await;
    assert_eq!(tried.status, Some(0), "{}", tried.err);
    assert!(
        tried.out.starts_with("Nothing was changed. Would import"),
        "{}",
        tried.out
    );
    let none = balcao(&db, &folder, &["show", "conversation", "1"]).await;
    assert_ne!(none.status, Some(0), "a dry run brings nothing: {}", none.out);

    let imported = balcao(&db, &folder, &["import", EXAMPLE]).await;
    assert_eq!(imported.status, Some(0), "{}", imported.err);
    assert_eq!(new(&imported, "conversations"), new(&tried, "conversations"));
    assert!(new(&imported, "conversations") > 0, "{}", imported.out);
    let first = balcao(&db, &folder, &["show", "conversation", "1", "--json"]).await;
    let first: serde_json::Value = serde_json::from_str(&first.out).expect("one JSON object");
    assert_eq!(first["status"], "closed");

    let again = balcao(&db, &folder, &["import", EXAMPLE]).await;
    assert_eq!(again.status, Some(0), "{}", again.err);
    for kind in [
        "departments",
        "inboxes",
        "connections",
        "users",
        "contacts",
        "conversations",
    ] {
        assert_eq!(new(&again, kind), 0, "{kind}: {}", again.out);
    }
}

async fn the_program_names_a_wrong_line_and_brings_the_others(db: TestDb) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = with_a_wrong_line(&folder);
    let told = balcao(&db, &folder, &["import", shown(&file)]).await;
    assert_eq!(told.status, Some(3), "{}", told.err);
    assert!(told.err.contains("line 3: "), "{}", told.err);
    assert!(told.err.contains("nmae"), "{}", told.err);
    assert!(told.out.contains("(1 refused)"), "{}", told.out);
    assert!(new(&told, "conversations") > 0, "{}", told.out);
    let missing = balcao(&db, &folder, &["import", "no-such-file.jsonl"]).await;
    assert_eq!(missing.status, Some(1));
    assert!(missing.err.contains("no-such-file.jsonl"), "{}", missing.err);
}

async fn a_running_server_answers_meanwhile_and_its_open_desks_load_anew(db: TestDb) {
    let house = House::on(&db).await;
    let ana = house.administrator().await;
    let customer = house.visitor().await;
    let mut socket = ana.socket(Some(&ana.cursor().await)).await;
    let folder = tempfile::tempdir().expect("a folder");
    let words = ["import", EXAMPLE];
    let importing = balcao(&db, &folder, &words);
    let writing = async {
        for number in 0..20 {
            customer.write(&format!("meanwhile {number}")).await;
        }
    };
    let (told, ()) = tokio::join!(importing, writing);
    assert_eq!(told.status, Some(0), "{}", told.err);
    socket
        .until(|frame| matches!(frame, ServerFrame::Resync).then_some(()))
        .await;
    assert_eq!(customer.page().await.messages.len(), 20);
    let snapshot = ana.call("snapshot", serde_json::json!({})).await;
    assert!(snapshot.text().contains("Bike shop"), "the new inbox is on the desk");
}

store::testing::contract! {
    the_program_tries_imports_and_imports_again,
    the_program_names_a_wrong_line_and_brings_the_others,
    a_running_server_answers_meanwhile_and_its_open_desks_load_anew,
}
