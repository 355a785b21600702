//! The page `/sandbox` and what belongs to it: its style and its script, its forms, and the events that keep it up to date.

use std::{convert::Infallible, time::Duration};

use axum::{
    body::to_bytes,
    extract::{Request, State as Shared},
    http::{HeaderName, HeaderValue, StatusCode, header, request::Parts},
    response::{
        Html, IntoResponse, Redirect, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures_util::{Stream, stream};

use super::forms::{self, Form};
use crate::{
    http::state::SharedState,
    pages::dashboard::{self, CONTENT_SECURITY_POLICY, View},
};

/// The largest form, in bytes.
const LIMIT: usize = 64 << 10;
/// How long changes are collected before the page is told.
const PAUSE: Duration = Duration::from_millis(200);

/// What protects the page: it loads and runs only its own files, and nothing of it stays in a cache. The page sends its origin with
/// its forms, which a stricter policy about the referrer would prevent.
const HEADERS: [(HeaderName, HeaderValue); 4] = [
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_SECURITY_POLICY)),
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
];

pub async fn show(Shared(shared): Shared<SharedState>, request: Request) -> Response {
    let (head, _) = request.into_parts();
    page(&shared, &head, None)
}

fn page(shared: &SharedState, head: &Parts, problem: Option<&str>) -> Response {
    let view = View::of(head);
    let status = if problem.is_some() { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    let html = dashboard::render(&shared.lock(), &view, problem);
    (status, HEADERS, Html(html)).into_response()
}

/// Does what a form asks for, and sends the browser back to the page, so that a reload does not do it again.
pub async fn act(Shared(shared): Shared<SharedState>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LIMIT).await else {
        return page(&shared, &head, Some("the form is too large"));
    };
    match forms::act(&shared, &head, &Form::read(&body)) {
        Ok(section) => {
            // The user who was edited is not edited any more.
            let back = View::of(&head).with("user", "");
            Redirect::to(&format!("{back}#{section}")).into_response()
        }
        Err(problem) => page(&shared, &head, Some(&problem)),
    }
}

pub async fn style() -> Response {
    file("text/css; charset=utf-8", dashboard::STYLE)
}

pub async fn script() -> Response {
    file("text/javascript; charset=utf-8", dashboard::SCRIPT)
}

fn file(content_type: &'static str, text: &'static str) -> Response {
    (HEADERS, [(header::CONTENT_TYPE, content_type)], text).into_response()
}

/// Sends an event whenever something has changed. Changes that follow each other quickly are one event.
pub async fn changes(Shared(shared): Shared<SharedState>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let events = stream::unfold(shared.changes(), |mut changes| async move {
        changes.changed().await.ok()?;
        tokio::time::sleep(PAUSE).await;
        changes.mark_unchanged();
        Some((Ok(Event::default().data("changed")), changes))
    });
    Sse::new(events).keep_alive(KeepAlive::default())
}

#[cfg(test)]
mod tests {
    use axum::{
        body::Body,
        extract::{Request, State as Shared},
    };

    use super::show;
    use crate::{
        domain::{address::Address, rng::Rng},
        http::state::{SharedState, State},
        stores::user_pool::UserPool,
    };

    #[tokio::test]
    async fn a_visit_of_the_page_is_no_change() {
        let address = Address::new("http://127.0.0.1:80", None, false);
        let state = State::new(address, "sandbox", Rng::new(Some(1)), UserPool::default());
        let shared = SharedState::new(state);
        let changes = shared.changes();
        let page = show(Shared(shared.clone()), Request::new(Body::empty())).await;
        assert_eq!(page.status(), 200);
        assert!(!changes.has_changed().unwrap(), "the page would ask for itself without end");
        shared.lock().stores.clock.reset();
        assert!(changes.has_changed().unwrap());
    }
}
