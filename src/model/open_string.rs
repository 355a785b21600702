/// Defines a string type with known values. Every other value is accepted too, so that a new value of the server is not an error.
macro_rules! open_string {
    ($(#[$meta:meta])* pub struct $name:ident { $($constant:ident = $value:literal,)+ }) => {
        $(#[$meta])*
        ///
        /// The type is open: the constants are the known values, and any other text is kept unchanged.
        #[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(transparent))]
        pub struct $name(std::borrow::Cow<'static, str>);

        impl $name {
            $(#[doc = concat!("`", $value, "`")]
            pub const $constant: Self = Self(std::borrow::Cow::Borrowed($value));)+

            /// Returns the text as it is sent.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(std::borrow::Cow::Owned(text.to_owned()))
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(std::borrow::Cow::Owned(text))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}
pub(crate) use open_string;
