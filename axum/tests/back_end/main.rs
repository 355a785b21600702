//! Back ends on the sandbox, as their clients see them.

mod browser;
mod cancelled;
mod cancelled_avatar;
mod cancelled_callback;
mod csrf;
mod forged;
mod hostile;
mod kept;
mod limits;
mod mini_program;
mod problems;
mod processes;
mod readme;
// Not all of it: the tests of the SDK kill the server, too.
#[allow(dead_code)]
#[path = "../../../tests/support/redis_server.rs"]
mod redis_server;
mod renewal;
mod sealed;
mod setup;
mod silence;
mod site;
mod stop;
mod tokens;
mod web;
