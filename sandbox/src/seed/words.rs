//! What the types of a seed allow although nothing in the sandbox could use it: words that nobody knows, addresses that reach
//! nobody, and names that two things have.

use std::{collections::HashSet, fmt::Display, hash::Hash};

use authing_wxapp::{MfaPolicy, UserStatus};
use serde_json::{Map, Value};

use crate::{
    domain::{
        accounts::{Name, details::DEFAULT_NAMESPACE},
        application::{Application, Bar, LoginPageMode},
        custom_fields,
        directories::DirectoryUser,
        phone::code,
    },
    stores::user_pool::UserPool,
};

const STATUSES: [UserStatus; 5] =
    [UserStatus::ACTIVATED, UserStatus::SUSPENDED, UserStatus::RESIGNED, UserStatus::ARCHIVED, UserStatus::DEACTIVATED];
/// The second factors that the sandbox can ask for.
const FACTORS: [MfaPolicy; 4] = [MfaPolicy::SMS, MfaPolicy::EMAIL, MfaPolicy::OTP, MfaPolicy::FACE];

/// Refuses a word that is not among the known ones, which are listed.
fn known<T: Display + PartialEq>(word: &T, words: &[T], what: &str) -> Result<(), String> {
    if words.contains(word) {
        return Ok(());
    }
    let words: Vec<_> = words.iter().map(ToString::to_string).collect();
    Err(format!("{word} is no {what}; there are {}", words.join(", ")))
}

fn phone(number: &str) -> Result<(), String> {
    let checked = Name::Phone(number).check();
    checked.map_err(|_| format!("{number} is not a phone number; write digits, such as 17612346754 or +85261234567"))
}

fn email(address: &str) -> Result<(), String> {
    let checked = Name::Email(address).check();
    checked.map_err(|_| format!("{address} is not a mail address; write one, such as ada@example.com"))
}

/// Checks the words of a user. On failure it says which member is wrong, and why. A user whom a sandbox has written has an `arn`, and
/// may have what a seed may not: a test of WeChat gives any text as a phone number, and earlier versions took any dialling code.
pub fn check_user(user: &Map<String, Value>) -> Result<(), (String, String)> {
    // An empty text is none.
    let text = |name: &str| user.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let at = |name: &str, checked: Result<(), String>| checked.map_err(|problem| (name.to_owned(), problem));
    if text("arn").is_some() {
        return Ok(());
    }
    let status = text("status").map(UserStatus::from);
    at("status", status.map_or(Ok(()), |status| known(&status, &STATUSES, "status of a user")))?;
    at("phone", text("phone").map_or(Ok(()), phone))?;
    at("phoneCountryCode", code(text("phoneCountryCode")).map(drop).map_err(|refusal| refusal.message))?;
    at("email", text("email").map_or(Ok(()), email))
}

/// Checks the other parts of a seed. A failure names the place.
pub fn check(pool: &UserPool) -> Result<(), String> {
    for (place, field) in pool.custom_fields.iter().enumerate() {
        known(&field.data_type, &custom_fields::TYPES, "type of custom fields")
            .map_err(|problem| format!("customFields[{place}].dataType: {problem}"))?;
    }
    for (place, factor) in pool.application_mfa.iter().enumerate() {
        known(factor, &FACTORS, "second factor").map_err(|problem| format!("applicationMfa[{place}]: {problem}"))?;
    }
    once(pool.custom_fields.iter().map(|field| &field.key), |key| format!("two custom fields have the key {key}"))?;
    let roles = pool.roles.iter().map(|role| (role.namespace.as_deref().unwrap_or(DEFAULT_NAMESPACE), &role.code));
    once(roles, |(group, code)| {
        format!("roles: two roles of the permission group {group} have the code {code}; give one of them another")
    })?;
    once(pool.groups.iter().map(|group| &group.code), |code| {
        format!("groups: two groups have the code {code}; give one of them another")
    })?;
    directory("ldap", &pool.ldap)?;
    directory("ad", &pool.ad)?;
    application(&pool.application, pool)
}

fn once<T: Copy + Eq + Hash>(
    values: impl IntoIterator<Item = T>,
    problem: impl FnOnce(T) -> String,
) -> Result<(), String> {
    let mut seen = HashSet::new();
    match values.into_iter().find(|value| !seen.insert(*value)) {
        Some(value) => Err(problem(value)),
        None => Ok(()),
    }
}

fn directory(name: &str, accounts: &[DirectoryUser]) -> Result<(), String> {
    for (place, account) in accounts.iter().enumerate() {
        let at = |member: &str, problem: String| format!("{name}[{place}].{member}: {problem}");
        account.phone.as_deref().map_or(Ok(()), phone).map_err(|problem| at("phone", problem))?;
        account.email.as_deref().map_or(Ok(()), email).map_err(|problem| at("email", problem))?;
    }
    once(accounts.iter().map(|account| &account.username), |username| {
        format!("{name}: two accounts have the username {username}; give one of them another")
    })
}

fn application(application: &Application, pool: &UserPool) -> Result<(), String> {
    for (member, addresses) in
        [("redirectUris", &application.redirect_uris), ("logoutRedirectUris", &application.logout_redirect_uris)]
    {
        for (place, address) in addresses.iter().enumerate() {
            if let Some(bar) = Bar::of_address(address) {
                let problem = bar.of(address);
                return Err(format!(
                    "application.{member}[{place}]: {problem}; write one such as https://app.example.com/"
                ));
            }
        }
    }
    let identifiers = application.social_connections.iter().filter_map(|one| one.identifier.as_ref());
    once(identifiers, |name| {
        format!("application.socialConnections: two have the identifier {name}; give one of them another")
    })?;
    once(application.identity_providers.iter().map(|one| &one.identifier), |name| {
        format!("application.identityProviders: two have the identifier {name}; give one of them another")
    })?;
    match &application.login_page {
        LoginPageMode::LogInAs(id) if pool.users.get(id).is_none() => Err(format!(
            "application.loginPage.logInAs: there is no user with the id {id}; write the id of one of the users"
        )),
        _ => Ok(()),
    }
}
