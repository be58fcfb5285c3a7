//! What is lost when these fail: work on many conversations that nobody hears of, or that others can stop.

use model::{Event, Job, JobId, JobReport, JobState, ServerFrame};
use serde_json::{Value, json};

use crate::house::{Agent, House, Socket, command_id};
use crate::http::Answer;

async fn begin(agent: &Agent, id: &str, task: &Value) -> Answer {
    agent
        .call("begin_job", json!({ "envelope": { "id": id, "task": task } }))
        .await
}

/// Follows a job as a screen does: each time that the socket tells of it, it is fetched.
async fn over(agent: &Agent, socket: &mut Socket, id: JobId) -> Job {
    loop {
        let jobs: Vec<Job> = agent.call("jobs", json!({})).await.json();
        let job = jobs.into_iter().find(|it| it.id == id).expect("one's own");
        if job.state.is_over() {
            return job;
        }
        socket
            .until(|frame: ServerFrame| match frame {
                ServerFrame::Event {
                    event: Event::JobChanged { job: changed, version },
                    ..
                } if changed == id && version > job.version => Some(()),
                _ => None,
            })
            .await;
    }
}

#[tokio::test]
async fn many_conversations_end_by_one_request_and_its_owner_hears_how_far_it_is() {
    let house = House::start().await;
    let (customer, other) = (house.visitor().await, house.visitor().await);
    let first = customer.write("hello").await.conversation.id;
    let second = other.write("hello").await.conversation.id;
    let ben = house.colleague("ben").await;
    ben.execute("resolve", json!({ "conversation": second })).await;
    let mut socket = ben.socket(Some(&ben.cursor().await)).await;
    let task = json!({ "bulk": { "action": "finish", "selection": { "conversations": [first, second, 999] } } });
    let id = command_id();
    let job: Job = begin(&ben, &id, &task).await.json();
    let again: Job = begin(&ben, &id, &task).await.json();
    assert_eq!(again.id, job.id);
    let done = over(&ben, &mut socket, job.id).await;
    assert_eq!(
        (done.state, done.total, done.done, done.refused),
        (JobState::Done, Some(3), 1, 2)
    );
    let report: JobReport = ben
        .call("job_report", json!({ "id": job.id, "after": null }))
        .await
        .json();
    let refused: Vec<_> = report.refused.iter().map(|it| it.conversation.0).collect();
    assert_eq!(refused, [second.0, 999]);
    // To others there is no such job.
    let mia = house.colleague("mia").await;
    for function in ["job_report", "cancel_job"] {
        let answer = mia.call(function, json!({ "id": job.id, "after": null })).await;
        assert_eq!(answer.status, 404, "{function}");
    }
    // What agents may not do to one they may not do to many.
    let spam = json!({ "bulk": { "action": "force_close", "selection": { "conversations": [first] } } });
    let agent = house.stranger("sol").await;
    assert_eq!(begin(&agent, &command_id(), &spam).await.status, 403);
}

#[tokio::test]
async fn an_export_is_fetched_by_who_asked_for_it() {
    let house = House::start().await;
    let customer = house.visitor().await;
    let number = customer.write("hello").await.conversation.id;
    let admin = house.administrator().await;
    let mut socket = admin.socket(Some(&admin.cursor().await)).await;
    let export = |format: &str| {
        let query = json!({ "conditions": [], "sort": { "column": "number", "descending": true }, "time": "calendar" });
        json!({ "export": { "format": format, "query": query, "offset": 0, "columns": ["number", "detailed_status"] } })
    };
    let job: Job = begin(&admin, &command_id(), &export("csv")).await.json();
    let done = over(&admin, &mut socket, job.id).await;
    let file = done.file.expect("a file");
    let path = format!("/exports/{}/table.csv", job.id);
    let answer = admin.get(&path).await;
    assert_eq!(answer.status, 200);
    let text = answer.text();
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines.len(), 2, "{text}");
    assert!(lines[1].starts_with(&number.to_string()), "{text}");
    assert_eq!(text.len(), usize::try_from(file.size).expect("a size"));
    let headers = &answer.headers;
    assert!(headers["content-disposition"].starts_with("attachment;"));
    assert_eq!(headers["content-type"], "text/csv; charset=utf-8");
    let mia = house.stranger("mia").await;
    assert_eq!(mia.get(&path).await.status, 404);
    assert_eq!(begin(&mia, &command_id(), &export("xlsx")).await.status, 403);

    let job: Job = begin(&admin, &command_id(), &export("xlsx")).await.json();
    over(&admin, &mut socket, job.id).await;
    let answer = admin.get(&format!("/exports/{}/table.xlsx", job.id)).await;
    assert_eq!((answer.status, &answer.body[..2]), (200, &b"PK"[..]));
}
