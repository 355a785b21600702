//! Reading seeds. People write them by hand, so an error says where the seed is wrong.

mod words;
mod yaml;

use std::{collections::BTreeSet, sync::LazyLock};

use authing_wxapp::{User, UserStatus};
use serde::Deserialize as _;
use serde_aux::serde_introspection::serde_introspect;
use serde_json::{Map, Value, json};

use crate::{
    USER_POOL_ID,
    domain::{
        accounts::{Account, AccountDetails, OWN_MEMBERS},
        custom_fields::CustomFields,
        messages::address,
        rng::Rng,
    },
    http::contract::Contract,
    stores::user_pool::UserPool,
};

/// The JSON of a YAML or JSON text.
pub fn parse(text: &str) -> Result<Value, String> {
    // JSON is read first, because YAML does not know the surrogate pairs with which JSON can write an emoji.
    if let Ok(seed) = serde_json::from_str(text) {
        return Ok(seed);
    }
    yaml::parse(text).map_err(|e| format!("the seed: {e}"))
}

/// Reads a seed. Users get the members that every user has, such as an id, unless the seed has them.
pub fn read(seed: Value, rng: &mut Rng) -> Result<UserPool, String> {
    for (place, user) in seed["users"].as_array().into_iter().flatten().enumerate() {
        let at = |(name, problem)| format!("the seed: users[{place}].{name}: {problem}");
        user.as_object().map_or(Ok(()), words::check_user).map_err(at)?;
    }
    let mut pool = read_written(seed, rng)?;
    words::check(&pool).map_err(|problem| format!("the seed: {problem}"))?;
    // Nobody is signed in after a seed. Another user's sign-in may get the same id.
    let mut users = std::mem::take(&mut pool.users).into_vec();
    users.iter_mut().flat_map(|account| &mut account.details.devices).for_each(|device| device.sessions.clear());
    pool.users = users.into();
    Ok(pool)
}

/// Reads what a sandbox has written. Earlier versions took words that nobody knows.
pub fn read_written(mut seed: Value, rng: &mut Rng) -> Result<UserPool, String> {
    if !seed.is_object() {
        return Err("the seed: it is not an object with members such as users".into());
    }
    let users = seed.get_mut("users").and_then(Value::as_array_mut).into_iter().flatten();
    for (place, user) in users.enumerate() {
        if let Value::Object(members) = user {
            let at = |(name, problem)| format!("the seed: users[{place}].{name}: {problem}");
            complete(members, rng);
            check(members).map_err(at)?;
        }
    }
    let mut pool: UserPool = serde_path_to_error::deserialize(seed).map_err(|e| match e.path().to_string() {
        path if path == "." => format!("the seed: {}", e.inner()),
        path => format!("the seed: {path}: {}", e.inner()),
    })?;
    // The service stores mail addresses in lower case.
    let mut users = std::mem::take(&mut pool.users).into_vec();
    for account in &mut users {
        account.user.email = account.user.email.as_deref().map(str::to_lowercase);
        read_custom_values(account, &pool.custom_fields)?;
    }
    pool.users = users.into();
    for (to, code) in std::mem::take(&mut pool.test_codes) {
        let address = address(&to, None).into_owned();
        if pool.test_codes.insert(address, code).is_some() {
            return Err(format!("the seed: two test codes are those of {to}"));
        }
    }
    if let Some((key, value)) = pool.users.repeated() {
        return Err(format!("the seed: two users have the {} {value}", key.word()));
    }
    Ok(pool)
}

/// Text of digits. The type of a user takes numbers there, because some servers send them.
const DIGITS: [&str; 3] = ["phone", "phoneCountryCode", "postalCode"];

/// Checks the names and values of the members of a user. On failure it says which member is wrong, and why: the error of a
/// whole account does not name the member, because the members of several types are flattened into one object.
fn check(user: &Map<String, Value>) -> Result<(), (String, String)> {
    static KNOWN: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
        let members = [serde_introspect::<User>(), serde_introspect::<AccountDetails>(), &OWN_MEMBERS];
        members.concat().into_iter().collect()
    });
    if let Some(unknown) = user.keys().find(|name| !KNOWN.contains(name.as_str())) {
        return Err((unknown.clone(), "users have no such member".into()));
    }
    if let Some(number) = DIGITS.into_iter().find(|name| user.get(*name).is_some_and(Value::is_number)) {
        return Err((
            number.into(),
            "it is a number, which has lost a plus sign or a zero at its start; quote it".into(),
        ));
    }
    if Account::deserialize(user).is_ok() {
        return Ok(());
    }
    for (name, value) in user {
        let alone = json!({ "id": "1", &**name: value });
        if let Err(e) = serde_json::from_value::<Account>(alone) {
            let quoted = if value.is_number() { "; quote the number" } else { "" };
            // The message of serde quotes the value.
            let problem = match Contract::get().secrets.contains(name) {
                true => "it has an unexpected form".into(),
                false => e.to_string(),
            };
            return Err((name.clone(), format!("{problem}{quoted}")));
        }
    }
    Ok(())
}

/// Checks the values of custom fields against their definitions, and replaces them by what the service stores.
fn read_custom_values(account: &mut Account, fields: &CustomFields) -> Result<(), String> {
    for entry in account.user.custom_data.iter_mut().flatten() {
        let field = fields.require(&entry.key);
        let read = field.and_then(|field| field.entry(&entry.value.take().unwrap_or_default()));
        *entry = read.map_err(|refusal| format!("the seed: {}", refusal.message()))?;
    }
    Ok(())
}

fn complete(user: &mut Map<String, Value>, rng: &mut Rng) {
    let id = user.entry("id").or_insert_with(|| rng.id().into()).clone();
    let arn = id.as_str().map(|id| format!("arn:cn:authing:{USER_POOL_ID}:user:{id}"));
    let members = [
        ("arn", json!(arn)),
        ("userPoolId", json!(USER_POOL_ID)),
        ("status", json!(UserStatus::ACTIVATED)),
        ("blocked", json!(false)),
        ("isDeleted", json!(false)),
        ("loginsCount", json!(0)),
    ];
    for (name, value) in members {
        user.entry(name).or_insert(value);
    }
}
