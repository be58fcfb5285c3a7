//! What a page of the settings fetches before it can show anything: a skeleton until then, and in words what went wrong.

use leptos::prelude::*;

use crate::api::ApiError;
use crate::components::ListSkeleton;
use crate::texts::later as texts;

/// Shows what was fetched; anew whenever it is fetched again.
pub fn loaded<T>(
    data: LocalResource<Result<T, ApiError>>,
    show: impl Fn(T) -> AnyView + Send + 'static,
) -> impl Fn() -> AnyView + Send
where
    T: Clone + 'static,
{
    move || match data.get() {
        None => view! { <ListSkeleton /> }.into_any(),
        Some(Ok(value)) => show(value),
        Some(Err(ApiError(problem))) => view! {
            <div class="settings-column">
                <p class="form-alert" role="alert">
                    {texts::problem(&problem, None)}
                </p>
            </div>
        }
        .into_any(),
    }
}
