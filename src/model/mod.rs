//! Values that users of the crate meet, and that know neither a client nor a server.

mod change;
mod claims;
mod custom_value;
pub(crate) mod date;
mod open_string;
mod qr_code_state;
mod secret;
mod user;

pub use change::{Change, Clear};
pub(crate) use claims::Claims;
pub use custom_value::{CustomNumber, CustomValue};
#[allow(unused_imports, reason = "what generated code uses depends on the contract and on who reads it")]
pub(crate) use open_string::{open_string, present, spared, text_or_number};
pub use qr_code_state::QrCodeState;
pub use secret::{Secret, SecretJson};
