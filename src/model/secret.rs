//! Credentials, which are never printed.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

/// A credential: a token, a password, a one-time code or encrypted data.
///
/// `Debug` prints a placeholder instead of the text, there is no `Display`, and this crate writes it to no log. Only
/// [`expose`](Self::expose) returns the text. Serializing writes the text, because a secret has to be sent and stored.
/// The memory is zeroed when the value is dropped; copies that serde or the HTTP client make are not.
///
/// `==` takes the same time wherever two texts of the same length differ, so that it does not tell an attacker how much of
/// a guess is right. It does tell whether the lengths are equal.
///
/// Methods that take `impl Into<Secret>` accept a `String`, a `&String`, a `&str` or a `&Secret`.
///
/// # Examples
///
/// ```
/// use authing_wxapp::Secret;
///
/// let text = String::from("eyJhbGciOi");
/// let token = Secret::from(&text);
/// assert_eq!(format!("{token:?}"), "Secret([redacted])");
/// assert_eq!(token.expose(), "eyJhbGciOi");
/// ```
#[derive(Clone, Default)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Returns the text of the secret.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}

impl Eq for Secret {}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret([redacted])")
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<&String> for Secret {
    fn from(text: &String) -> Self {
        text.as_str().into()
    }
}

impl From<&Secret> for Secret {
    fn from(secret: &Secret) -> Self {
        secret.clone()
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

/// JSON that may contain credentials, such as a user's profile at another provider. Like [`Secret`] it is never
/// printed.
///
/// # Examples
///
/// ```
/// use authing_wxapp::SecretJson;
///
/// let profile = SecretJson::from(serde_json::json!({ "access_token": "eyJhbGciOi" }));
/// assert_eq!(format!("{profile:?}"), "SecretJson([redacted])");
/// assert_eq!(profile.expose()["access_token"], "eyJhbGciOi");
/// ```
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(transparent))]
pub struct SecretJson(Value);

impl SecretJson {
    /// Returns the JSON value.
    pub fn expose(&self) -> &Value {
        &self.0
    }
}

impl std::fmt::Debug for SecretJson {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretJson([redacted])")
    }
}

impl From<Value> for SecretJson {
    fn from(value: Value) -> Self {
        Self(value)
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for Secret {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Secret".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        String::json_schema(generator)
    }
}
