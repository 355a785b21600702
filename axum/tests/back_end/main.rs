//! Back ends on the sandbox, as their clients see them.

mod browser;
mod csrf;
mod hostile;
mod mini_program;
mod problems;
mod readme;
mod renewal;
mod sealed;
mod setup;
mod site;
mod stop;
mod tokens;
mod web;
