#![doc = include_str!("../README.md")]

mod auth;
mod builder;
mod cookies;
mod credential;
mod guard;
mod language;
mod layer;
mod problem;
mod record;
mod routes;
mod user;
mod visit;

pub use auth::Auth;
pub use authing_wxapp::PublicUser;
pub use builder::{AuthBuilder, InvalidOption};
pub use cookie::SameSite;
pub use guard::{Guard, GuardService};
pub use layer::{AuthLayer, AuthService};
pub use problem::{Problem, ProblemKind};
pub use user::{CurrentUser, UserClient};

/// The handlers of [`Auth::routes`] and [`Auth::web_routes`], to register them one by one. They belong below the
/// [layer](Auth::layer).
pub mod handlers {
    pub use crate::routes::{
        avatar::update_avatar,
        mini_program::{login, login_by_phone, logout, me, update_me},
        web::{web_callback, web_login, web_logout},
    };
}
