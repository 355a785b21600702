//! A user without secrets.

use serde::Serialize;

use crate::generated::types::User;

macro_rules! public {
    ($($member:ident $what:literal,)+) => {
        /// What the program of a user may see of the account: no token, and nothing that only concerns the administration.
        ///
        /// A [`User`] itself must not be the body of a response, because it contains the token and those of linked accounts.
        ///
        /// # Examples
        ///
        /// ```
        /// use authing_wxapp::{PublicUser, User};
        ///
        /// let mut user = User::new("5f7019a1b2c3d4e5f6a7b8c9");
        /// user.nickname = Some("Ada".into());
        /// user.token = Some("a secret".into());
        /// let body = serde_json::to_value(PublicUser::from(&user)).unwrap();
        /// assert_eq!(body, serde_json::json!({ "id": "5f7019a1b2c3d4e5f6a7b8c9", "nickname": "Ada" }));
        /// ```
        #[derive(Debug, Clone, PartialEq, Eq, Serialize)]
        #[serde(rename_all = "camelCase")]
        #[non_exhaustive]
        pub struct PublicUser {
            /// The id of the account.
            pub id: String,
            $(
                #[doc = $what]
                #[serde(skip_serializing_if = "Option::is_none")]
                pub $member: Option<String>,
            )+
            /// The gender: `M`, `F` or `U`.
            #[serde(skip_serializing_if = "Option::is_none")]
            pub gender: Option<String>,
            /// Whether the email address has been verified.
            #[serde(skip_serializing_if = "Option::is_none")]
            pub email_verified: Option<bool>,
            /// Whether the phone number has been verified.
            #[serde(skip_serializing_if = "Option::is_none")]
            pub phone_verified: Option<bool>,
        }

        impl From<&User> for PublicUser {
            fn from(user: &User) -> Self {
                Self {
                    id: user.id.clone(),
                    $($member: user.$member.clone(),)+
                    gender: user.gender.as_ref().map(|gender| gender.as_str().to_owned()),
                    email_verified: user.email_verified,
                    phone_verified: user.phone_verified,
                }
            }
        }
    };
}

public! {
    username "The login name.",
    nickname "The display name.",
    name "The full name.",
    photo "The URL of the avatar.",
    email "The email address.",
    phone "The phone number.",
    phone_country_code "The country calling code of the phone number.",
    company "The company.",
    birthdate "The date of birth.",
    locale "The language.",
    country "The country.",
    province "The province.",
    city "The city.",
}
