//! Pages for browsers: the login pages of OIDC, OAuth 2.0 and CAS, the windows of identity providers, and the dashboard.

pub mod browser;
pub mod cas;
pub mod dashboard;
pub mod login;
mod windows;
