//! Options that several requests share: the setters with their documentation, and the types of their values.

use serde_json::{Map, Value, json};

/// Adds setters for optional fields that several request bodies have in common.
macro_rules! option_setters {
    ($name:ident.$body:ident { $($option:ident),* $(,)? }) => {
        impl $name {
            $($crate::api::options::option_setters!(@ $body $option);)*
        }
    };
    (@ $body:ident auto_register) => {
        $crate::api::options::option_setters!(@ $body auto_register: bool, "Creates the account if none exists.");
    };
    (@ $body:ident captcha_code) => {
        $crate::api::options::option_setters!(
            @ $body captcha_code: String, "Sets the text of the picture captcha that code 2000 asked for; set `captcha_cookie`, too."
        );
    };
    (@ $body:ident client_ip) => {
        $crate::api::options::option_setters!(
            @ $body client_ip: String, "Sets the IP address of the end user on whose behalf a server calls."
        );
    };
    (@ $body:ident phone_country_code) => {
        $crate::api::options::option_setters!(
            @ $body phone_country_code: String, "Sets the country calling code of the phone number, such as `+86`."
        );
    };
    (@ $body:ident with_custom_data) => {
        $crate::api::options::option_setters!(
            @ $body with_custom_data: bool, "Includes the custom fields of the user in the reply."
        );
    };
    (@ $body:ident profile) => {
        $crate::api::options::option_setters!(
            @ $body profile: $crate::RegisterProfile, "Sets further members of the new user's profile."
        );
    };
    (@ $body:ident force_login) => {
        $crate::api::options::option_setters!(
            @ $body force_login: bool, "Runs a complete login of the new user, with pipeline, hooks and counters."
        );
    };
    (@ $body:ident generate_token) => {
        $crate::api::options::option_setters!(
            @ $body generate_token: bool, "Returns a token with the new user, without the other effects of a login."
        );
    };
    (@ $body:ident phone_token) => {
        $crate::api::options::option_setters!(
            @ $body phone_token: $crate::Secret, "Sets the token that proves that the phone number of the profile belongs to the user."
        );
    };
    (@ $body:ident email_token) => {
        $crate::api::options::option_setters!(
            @ $body email_token: $crate::Secret, "Sets the token that proves that the email address of the profile belongs to the user."
        );
    };
    (@ $body:ident custom_data) => {
        /// Sets custom fields of the user, by key.
        pub fn custom_data(mut self, custom_data: impl Into<$crate::CustomData>) -> Self {
            self.$body.params = Some(custom_data.into().to_params());
            self
        }
    };
    (@ $body:ident context) => {
        /// Sets the context that the pipeline of the user pool receives: a JSON object.
        pub fn context(mut self, context: impl Into<serde_json::Value>) -> Self {
            self.$body.context = Some(context.into().to_string());
            self
        }
    };
    (@ $body:ident scope) => {
        /// Sets the requested scopes, separated by spaces: always `openid`, `offline_access` for a refresh token, and others such
        /// as `profile`, `email` or `phone`, on which the members of the profile depend.
        pub fn scope(mut self, scope: impl Into<String>) -> Self {
            self.$body.scope = Some(scope.into());
            self
        }
    };
    (@ $body:ident tenant_id) => {
        $crate::api::options::option_setters!(@ $body tenant_id: String, "Sets the id of the tenant to log in to.");
    };
    // The v3 API takes objects, where the older one takes their text.
    (@ $body:ident custom_data_object) => {
        /// Sets custom fields of the user, by key.
        pub fn custom_data(mut self, custom_data: impl Into<$crate::CustomData>) -> Self {
            self.$body.custom_data = Some(custom_data.into().into_object());
            self
        }
    };
    (@ $body:ident context_object) => {
        $crate::api::options::option_setters!(
            @ $body context: serde_json::Value, "Sets the context that the pipeline of the user pool receives: a JSON object."
        );
    };
    (@ $body:ident $option:ident: $type:ty, $doc:literal) => {
        #[doc = $doc]
        pub fn $option(mut self, $option: impl Into<$type>) -> Self {
            self.$body.$option = Some($option.into());
            self
        }
    };
}
pub(crate) use option_setters;

/// The values of custom fields, by key.
///
/// It is converted from an array or a vector of pairs, from an iterator of pairs, or from a JSON object.
///
/// # Examples
///
/// ```
/// use authing_wxapp::CustomData;
///
/// let from_pairs = CustomData::from([("school", "Analytical")]);
/// let from_iterator: CustomData = [("school", "Analytical")].into_iter().collect();
/// assert_eq!(from_pairs, from_iterator);
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CustomData(Vec<(String, Value)>);

impl CustomData {
    /// The form that most requests have: the JSON text of a list of key-value objects.
    pub(crate) fn to_params(&self) -> String {
        let entries: Vec<Value> = self.0.iter().map(|(key, value)| json!({ "key": key, "value": value })).collect();
        Value::Array(entries).to_string()
    }

    /// The form that other requests have: a JSON object.
    pub(crate) fn into_object(self) -> Value {
        Value::Object(self.0.into_iter().collect())
    }
}

impl<K: Into<String>, V: Into<Value>> FromIterator<(K, V)> for CustomData {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        Self(pairs.into_iter().map(|(key, value)| (key.into(), value.into())).collect())
    }
}

impl<K: Into<String>, V: Into<Value>, const N: usize> From<[(K, V); N]> for CustomData {
    fn from(pairs: [(K, V); N]) -> Self {
        pairs.into_iter().collect()
    }
}

impl<K: Into<String>, V: Into<Value>> From<Vec<(K, V)>> for CustomData {
    fn from(pairs: Vec<(K, V)>) -> Self {
        pairs.into_iter().collect()
    }
}

impl From<Map<String, Value>> for CustomData {
    fn from(map: Map<String, Value>) -> Self {
        map.into_iter().collect()
    }
}
