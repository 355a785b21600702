//! The changes of a profile that a user may ask for.

use serde::Deserialize;

use super::{Change, present};

macro_rules! profile_changes {
    ($($member:ident $what:literal,)+) => {
        /// The changes of a profile that a program of the user asks for, as the body of a request has them.
        ///
        /// A member that is absent keeps its value, and `null` clears it. Reading a body with any other member fails, so that a
        /// user cannot change what a program did not mean to offer, such as the email address.
        /// `client.update_profile().changes(…)` sends them.
        ///
        /// # Examples
        ///
        /// ```
        /// use authing_wxapp::{Change, ProfileChanges};
        ///
        /// let changes: ProfileChanges = serde_json::from_str(r#"{ "nickname": "Bob", "company": null }"#).unwrap();
        /// assert_eq!(changes.nickname, Some(Change::Set("Bob".into())));
        /// assert_eq!(changes.company, Some(Change::Clear));
        /// assert_eq!(changes.city, None, "it keeps its value");
        /// assert!(serde_json::from_str::<ProfileChanges>(r#"{ "email": "bob@example.com" }"#).is_err());
        /// ```
        ///
        /// From optional values of one's own, of which an absent one keeps the value:
        ///
        /// ```
        /// use authing_wxapp::{Change, ProfileChanges};
        ///
        /// fn changes(nickname: Option<String>, city: Option<String>) -> ProfileChanges {
        ///     let mut changes = ProfileChanges::default();
        ///     changes.nickname = nickname.map(Change::Set);
        ///     changes.city = city.map(Change::Set);
        ///     changes
        /// }
        /// assert!(changes(None, None).is_empty());
        /// ```
        #[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
        #[serde(rename_all = "camelCase", default, deny_unknown_fields)]
        #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
        #[non_exhaustive]
        pub struct ProfileChanges {
            $(
                #[doc = $what]
                #[serde(deserialize_with = "present")]
                pub $member: Option<Change<String>>,
            )+
        }

        impl ProfileChanges {
            /// The names of the members in JSON.
            pub const MEMBERS: &'static [&'static str] = &[$(stringify!($member)),+];

            /// Whether there is nothing to change.
            pub fn is_empty(&self) -> bool {
                self.names().next().is_none()
            }

            /// The names of the members that are to change.
            pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> {
                let members = [$((stringify!($member), self.$member.is_some())),+];
                members.into_iter().filter_map(|(name, changes)| changes.then_some(name))
            }
        }
    };
}

profile_changes! {
    nickname "The display name.",
    name "The full name.",
    gender "The gender: `M`, `F` or `U`.",
    birthdate "The date of birth.",
    company "The company.",
    website "The URL of the personal site.",
    locale "The language.",
    country "The country.",
    province "The province.",
    city "The city.",
    address "The address.",
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_member_is_read_by_its_name() {
        for &member in ProfileChanges::MEMBERS {
            let changes: ProfileChanges = serde_json::from_value(json!({ member: "x" })).unwrap();
            assert!(!changes.is_empty(), "{member}");
            let cleared: ProfileChanges = serde_json::from_value(json!({ member: null })).unwrap();
            assert!(!cleared.is_empty() && cleared != changes, "{member}");
            assert!(serde_json::from_value::<ProfileChanges>(json!({ member: 1 })).is_err(), "{member}");
        }
    }

    #[cfg(feature = "schemars")]
    #[test]
    fn the_schema_allows_what_is_read() {
        let schema = serde_json::to_value(schemars::schema_for!(ProfileChanges)).unwrap();
        let members: Vec<_> = schema["properties"].as_object().unwrap().keys().map(String::as_str).collect();
        assert!(ProfileChanges::MEMBERS.iter().all(|member| members.contains(member)), "{schema}");
        assert_eq!((&schema["additionalProperties"], &schema["required"]), (&json!(false), &json!(null)));
    }
}
