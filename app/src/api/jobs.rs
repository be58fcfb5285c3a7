//! Jobs: what is done to many conversations, and exports. Begun, looked at and stopped by their owner.

use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use model::{Job, JobEnvelope, JobId, JobReport};

use super::ApiError;

/// Begins a job; the same again is the same job.
#[server(prefix = "/api/fn", endpoint = "begin_job", input = Json)]
pub async fn begin_job(envelope: JobEnvelope) -> Result<Job, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::job::begin(&desk, &session.actor, envelope).await?)
}

/// One's own newest jobs, newest first.
#[server(name = FetchJobs, prefix = "/api/fn", endpoint = "jobs", input = Json)]
pub async fn jobs() -> Result<Vec<Job>, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::job::list(&desk, &session.actor).await?)
}

/// What came of a job, with the conversations that were left as they are, after a place.
#[server(name = FetchJobReport, prefix = "/api/fn", endpoint = "job_report", input = Json)]
pub async fn job_report(id: JobId, after: Option<u32>) -> Result<JobReport, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::job::report(&desk, &session.actor, id, after).await?)
}

/// Stops a job.
#[server(prefix = "/api/fn", endpoint = "cancel_job", input = Json)]
pub async fn cancel_job(id: JobId) -> Result<Job, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::job::cancel(&desk, &session.actor, id).await?)
}
