use authing_wxapp::User;
use serde::Serialize;

macro_rules! public {
    ($($member:ident $what:literal,)+) => {
        /// What the program of a user may see of the account: no token, and nothing that only concerns the administration.
        ///
        /// A [`User`] itself must not be the body of a response, because it contains the token and those of linked accounts.
        ///
        /// # Examples
        ///
        /// ```
        /// use authing_axum::{CurrentUser, Problem, PublicUser};
        /// use axum::Json;
        ///
        /// async fn me(user: CurrentUser) -> Result<Json<PublicUser>, Problem> {
        ///     Ok(Json(PublicUser::from(&user.profile().await?)))
        /// }
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
