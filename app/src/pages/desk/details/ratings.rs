//! What the customer and the supervisor think (R22 to R24).

use leptos::prelude::*;
use model::{Action, Conversation, Rating, RatingKind, Tab, can};

use super::review::{ReviewForm, ReviewShown};
use crate::components::{Fact, Icon, Symbol};
use crate::state::DeskState;
use crate::{format, texts};

#[component]
pub fn Ratings(conversation: Memo<Conversation>) -> impl IntoView {
    let state = DeskState::expect();
    let rating = Memo::new(move |_| conversation.with(|it| (it.rating.clone(), it.rating_asked.is_some())));
    let review = Memo::new(move |_| conversation.with(|it| it.review.clone()));
    let may_review = Memo::new(move |_| {
        conversation.with(|it| {
            let facts = it.facts();
            it.lifecycle.status.tab() == Tab::Resolved
                && state
                    .read(|replica| can(replica.actor(), Action::Review, &facts))
                    .unwrap_or_default()
        })
    });
    let customer = move || match rating.get() {
        (Some(rating), _) => rated(&rating),
        (None, true) => texts::rating_asked().into_any(),
        (None, false) => texts::details_none().into_any(),
    };
    let supervisor = move || {
        if may_review.get() {
            let id = conversation.with_untracked(|it| it.id);
            view! { <ReviewForm id=id review=review /> }.into_any()
        } else {
            review
                .get()
                .map(|review| view! { <ReviewShown review=review /> })
                .into_any()
        }
    };
    view! {
        <section class="details-section">
            <h3 class="details-title">{texts::ratings_title()}</h3>
            <dl class="facts">
                <Fact label=texts::rating_customer()>{customer}</Fact>
            </dl>
            {supervisor}
        </section>
    }
    .into_any()
}

fn rated(rating: &Rating) -> AnyView {
    let (symbol, words) = match (rating.kind, rating.value) {
        (RatingKind::Like, 0) => (Symbol::Dislike, texts::rating_disliked().to_owned()),
        (RatingKind::Like, _) => (Symbol::Like, texts::rating_liked().to_owned()),
        (RatingKind::Five, value) => (Symbol::Star, texts::rating_of_five(&value.to_string())),
    };
    let comment = rating.comment.as_ref().map(|comment| comment.as_str().to_owned());
    let at = rating.at;
    view! {
        <span class="rating">
            <Icon symbol=symbol />
            {words}
        </span>
        {comment.map(|comment| view! { <p class="rating-comment">{comment}</p> })}
        <p class="rating-when">
            <time title=format::exact(at)>{format::moment(at)}</time>
        </p>
    }
    .into_any()
}
