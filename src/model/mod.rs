//! Values of the public API that depend on neither a client nor the transport.

mod change;
mod claims;
mod custom_value;
mod date;
mod encrypted_password;
mod invalid_value;
mod json_text;
mod open_string;
mod profile_changes;
mod public_user;
mod qr_code_state;
mod reading;
mod secret;
mod session;
mod shared;
mod user;

pub use change::{Change, Clear};
pub(crate) use claims::Claims;
pub use custom_value::{CustomNumber, CustomValue};
#[cfg(feature = "qr")]
pub(crate) use date::iso_8601;
pub use encrypted_password::EncryptedPassword;
pub use invalid_value::InvalidValue;
pub(crate) use json_text::{decode_json, replace_lone_surrogates};
pub(crate) use open_string::open_string;
pub use profile_changes::ProfileChanges;
pub use public_user::PublicUser;
pub use qr_code_state::QrCodeState;
#[allow(unused_imports, reason = "which of them generated code uses depends on the contract and the features")]
pub(crate) use reading::{lenient_option, present, text_or_number};
pub use secret::{Secret, SecretJson};
pub use session::Session;
pub(crate) use shared::Shared;

/// A boxed future, as the trait [`TokenStore`](crate::TokenStore) and every request return it.
pub type BoxFuture<'a, T> = std::pin::Pin<Box<dyn Future<Output = T> + Send + 'a>>;
