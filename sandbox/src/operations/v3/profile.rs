//! The profile of the signed-in user.

use authing_wxapp::{
    __contract::types::{Profile, UpdateProfileV3Body},
    Change, ErrorCode, User,
};
use serde_json::{Value, json};

use crate::{
    domain::{accounts::Account, refusal::Refusal},
    http::{
        ApiRequest,
        reading::typed,
        reply::{Answer, ok},
    },
    stores::Stores,
};

/// The genders of the published document.
const GENDERS: [&str; 3] = ["M", "F", "U"];

/// Which parts of the profile the call asks for.
#[derive(Clone, Copy)]
struct Parts {
    custom_data: bool,
    identities: bool,
    department_ids: bool,
}

/// The profile. The service leaves out what the scope of the access token does not grant; the sandbox does not, because no published
/// text says which members that are.
pub fn get_profile(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let asks_for = |name: &str| request.query(name).eq_ignore_ascii_case("true");
    let parts = Parts {
        custom_data: asks_for("withCustomData"),
        identities: asks_for("withIdentities"),
        department_ids: asks_for("withDepartmentIds"),
    };
    ok(described(stores.account_of_v3(request.bearer())?, parts)?)
}

pub fn update_profile(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let id = stores.claims_of_v3(request.bearer())?.sub;
    let mut body: UpdateProfileV3Body = request.body()?;
    check_gender(&body)?;
    let custom = stores.custom_fields.read_object(body.custom_data.take())?;
    let identity_number = body.identity_number.take();
    let account = stores.accounts.require(&id)?.clone();
    let mut changed = json!(account.user);
    if let (Value::Object(members), Value::Object(changes)) = (&mut changed, json!(body)) {
        members.extend(changes);
    }
    let user = typed::<User>(&changed).map_err(|e| Refusal::bad_request(format!("this is not a profile: {e}")))?;
    stores.change_own_profile(user)?;
    let account = stores.accounts.require(&id)?;
    account.set_custom_data(custom, None);
    if let Some(number) = identity_number {
        account.details.identity_number = Some(number.expose().to_owned());
    }
    ok(described(account, Parts { custom_data: true, identities: false, department_ids: false })?)
}

/// Refuses a gender that the published document does not have. Version 2 takes any text, because its schema has no list.
fn check_gender(body: &UpdateProfileV3Body) -> Result<(), Refusal> {
    match &body.gender {
        Some(Change::Set(gender)) if !GENDERS.contains(&gender.as_str()) => {
            Err(Refusal::bad_request("gender is M, F or U"))
        }
        _ => Ok(()),
    }
}

/// A user in the names of version 3, which differ from those of version 2.
fn described(account: &Account, parts: Parts) -> Result<Profile, Refusal> {
    let mut profile = json!(account.user);
    if let Some(members) = profile.as_object_mut() {
        for (old, new) in [("id", "userId"), ("lastIP", "lastIp"), ("signedUp", "createdAt")] {
            let value = members.remove(old).unwrap_or_default();
            members.insert(new.into(), value);
        }
    }
    let custom = account.user.custom_data.iter().flatten();
    profile["customData"] = match parts.custom_data {
        true => custom.map(|entry| (entry.key.clone(), json!(entry.value))).collect(),
        false => Value::Null,
    };
    profile["identities"] = match parts.identities {
        true => json!(account.linked_identities()),
        false => Value::Null,
    };
    let departments = account.details.departments.iter();
    profile["departmentIds"] = match parts.department_ids {
        true => departments.map(|one| json!(one)["department"]["id"].clone()).collect(),
        false => Value::Null,
    };
    profile["identityNumber"] = json!(account.details.identity_number);
    serde_json::from_value(profile)
        .map_err(|e| Refusal::new(ErrorCode::INTERNAL_SERVER_ERROR, format!("the profile does not fit: {e}")))
}
