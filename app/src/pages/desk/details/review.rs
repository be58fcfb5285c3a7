//! The supervisor's rating, 1 to 5, with a comment (R171).

use leptos::prelude::*;
use model::{Command, Comment, ConversationId, Review};

use crate::components::{Button, ButtonKind, Choice, ChoiceOption, TextArea};
use crate::pages::desk::work::Work;
use crate::state::DeskState;
use crate::{format, texts};

const VALUES: [&str; 5] = ["1", "2", "3", "4", "5"];
/// The longest comment, in characters.
const LONGEST: u32 = 2_000;

/// To give it, or to change what was given. What is being written stays while others change theirs.
#[component]
pub fn ReviewForm(id: ConversationId, review: Memo<Option<Review>>) -> impl IntoView {
    let work = Work::expect();
    let before = review.get_untracked();
    let given = before
        .as_ref()
        .and_then(|review| VALUES.get(usize::from(review.value) - 1).copied());
    let value = RwSignal::new(given);
    let said = before.as_ref().and_then(|review| review.comment.as_ref());
    let comment = RwSignal::new(said.map(|said| said.as_str().to_owned()).unwrap_or_default());
    let options = VALUES.map(|value| ChoiceOption {
        value,
        label: value,
        symbol: None,
    });
    let save = move |()| {
        if let Some(value) = value.get_untracked().and_then(|value| value.parse().ok()) {
            let command = Command::Review {
                conversation: id,
                value,
                comment: comment.with_untracked(|comment| Comment::new(comment).ok()),
            };
            work.give(command, None);
        }
    };
    view! {
        <div class="review">
            <h4 class="details-subtitle">{texts::review_title()}</h4>
            <Choice
                name="review-value"
                label=texts::review_title()
                options=options.to_vec()
                selected=given.unwrap_or_default()
                on_choose=move |chosen| value.set(Some(chosen))
            />
            <TextArea id="review-comment" label=texts::review_comment() text=comment max_length=LONGEST />
            <div class="review-foot">
                {move || review.get().map(|review| view! { <Signed review=review /> })}
                <Button
                    kind=ButtonKind::Plain
                    disabled=Signal::derive(move || value.get().is_none())
                    on_press=save
                >
                    {texts::review_save()}
                </Button>
            </div>
        </div>
    }
    .into_any()
}

/// For those who may read it only.
#[component]
pub fn ReviewShown(review: Review) -> impl IntoView {
    let comment = review.comment.as_ref().map(|comment| comment.as_str().to_owned());
    view! {
        <div class="review">
            <h4 class="details-subtitle">{texts::review_title()}</h4>
            <p>{texts::rating_of_five(&review.value.to_string())}</p>
            {comment.map(|comment| view! { <p class="rating-comment">{comment}</p> })}
            <Signed review=review />
        </div>
    }
    .into_any()
}

#[component]
fn Signed(review: Review) -> impl IntoView {
    let state = DeskState::expect();
    let by = move || {
        let name = state.read(|replica| replica.directory().user_name(review.by).map(ToOwned::to_owned));
        let name = name.flatten().unwrap_or_else(|| texts::somebody().to_owned());
        texts::review_by(&name, &format::moment(review.at))
    };
    view! { <p class="rating-when">{by}</p> }.into_any()
}
