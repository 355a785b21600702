//! The routes, each also as a handler of its own.

pub(crate) mod avatar;
pub(crate) mod mini_program;
pub(crate) mod web;

use axum::{
    Json, Router,
    extract::{FromRequest, Request, rejection::JsonRejection},
    routing::{get, post},
};
use serde::de::DeserializeOwned;

use crate::{
    auth::Auth,
    problem::{Problem, ProblemKind},
};

impl Auth {
    /// Returns the routes of a mini-program, with the [layer](Self::layer):
    ///
    /// | route | handler | body | answer |
    /// |---|---|---|---|
    /// | `POST /login` | [`login`](crate::handlers::login) | `{"code": "…"}` of `wx.login()` | `{"session", "user", "phoneNeeded"}` |
    /// | `POST /login/phone` | [`login_by_phone`](crate::handlers::login_by_phone) | of the phone button: `{"code", "phoneCode"}`, or `{"code", "iv", "encryptedData"}` | `{"session", "user", "phone"}` |
    /// | `GET /me` | [`me`](crate::handlers::me) | | the user |
    /// | `PUT /me` | [`update_me`](crate::handlers::update_me) | what is to change | the user |
    /// | `POST /me/avatar` | [`update_avatar`](crate::handlers::update_avatar) | the picture, of `wx.uploadFile()` | the user |
    /// | `POST /logout` | [`logout`](crate::handlers::logout) | | 204 |
    ///
    /// The mini-program sends the `session` of the last login with every other request, in the header `x-session` or as a bearer
    /// token. To leave a route out or to write it by hand, register the others with their [handlers](crate::handlers).
    pub fn routes<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        Router::new()
            .route("/login", post(mini_program::login))
            .route("/login/phone", post(mini_program::login_by_phone))
            .route("/me", get(mini_program::me).put(mini_program::update_me))
            .route("/me/avatar", post(avatar::update_avatar))
            .route("/logout", post(mini_program::logout))
            .layer(self.layer())
    }

    /// Returns the routes of a web site whose users log in on the page of Authing, with the [layer](Self::layer):
    ///
    /// | route | handler | what it does |
    /// |---|---|---|
    /// | `GET /login?return_to=/orders` | [`web_login`](crate::handlers::web_login) | sends the browser to Authing |
    /// | `GET /callback` | [`web_callback`](crate::handlers::web_callback) | checks what the browser brings back, sets the session cookie, and sends the browser to `return_to` |
    /// | `POST /logout` | [`web_logout`](crate::handlers::web_logout) | ends the session, and sends the browser on |
    ///
    /// The client needs the address of `/callback` as its
    /// [`redirect_uri`](authing_wxapp::AuthenticationClientBuilder::redirect_uri), and the console has to list it.
    pub fn web_routes<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        Router::new()
            .route("/login", get(web::web_login))
            .route("/callback", get(web::web_callback))
            .route("/logout", post(web::web_logout))
            .layer(self.layer())
    }
}

/// A body in JSON, whose refusal is a problem document.
pub struct Body<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        match Json::from_request(request, state).await {
            Ok(Json(body)) => Ok(Self(body)),
            Err(rejection) => {
                let kind = match rejection.status().as_u16() {
                    413 => ProblemKind::TooLarge,
                    415 => ProblemKind::UnsupportedMedia,
                    _ => ProblemKind::InvalidRequest,
                };
                Err(Problem::new(kind).with_detail(what_is_wrong(&rejection)))
            }
        }
    }
}

/// What is wrong with a body. The words of the parser would repeat a wrong value, which can be a code.
fn what_is_wrong(rejection: &JsonRejection) -> &'static str {
    match rejection {
        JsonRejection::MissingJsonContentType(_) => "send JSON, with the header Content-Type: application/json",
        JsonRejection::JsonSyntaxError(_) => "the body is not JSON",
        JsonRejection::JsonDataError(_) => "the body lacks a member, or has one of another type",
        _ => "the body cannot be read",
    }
}
