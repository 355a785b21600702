//! The users of the pool, as a back end manages them.

use authing_wxapp::{ErrorCode, Identity, RefreshedToken, User};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Page, check, done, page};
use crate::{
    USER_POOL_ID,
    domain::{
        accounts::{Account, Key},
        clock::{iso, read_time},
        credentials::check_length,
        phone,
        refusal::Refusal,
    },
    http::{
        graphql::FieldCall,
        reading::typed,
        reply::{Answer, ok},
    },
    stores::Stores,
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Create {
    user_info: Map<String, Value>,
    params: Option<String>,
    identity: Option<Identity>,
    reset_password_on_first_login: Option<bool>,
}

pub fn create(stores: &mut Stores, call: &FieldCall<'_>) -> Answer {
    check(stores, call)?;
    let Create { user_info, params, identity, reset_password_on_first_login } = call.arguments()?;
    let custom = stores.custom_fields.read_params(params.as_deref())?;
    let (members, password) = read_members(stores, user_info, None)?;
    let mut made = with_members(&User::default(), members)?;
    let names = [&made.username, &made.email, &made.phone, &made.external_id, &made.unionid, &made.openid];
    if identity.is_none() && names.iter().all(|name| name.is_none()) {
        return Err(Refusal::bad_request("the user has no name: no username, mail address, phone number or identity"));
    }
    let new = User { identities: identity.clone().map(|it| vec![it]), ..made.clone() };
    stores.accounts.check_names(&with_mail_of(User::default(), &new), &new)?;
    let mut user = stores.create_account("import:manual").user.clone();
    let id = user.id.clone();
    made.identities = identity.map(|identity| {
        let (user_id, user_pool_id) = (Some(id.clone()), Some(USER_POOL_ID.into()));
        vec![Identity { user_id, user_pool_id, ..identity }]
    });
    user = with_members(&user, present(&made))?;
    let account = stores.accounts.require(&id)?;
    account.user = user;
    account.password = password;
    account.first_login = reset_password_on_first_login == Some(true);
    stores.set_custom_data(&id, custom, None)?;
    described(stores, &id)
}

#[derive(Deserialize)]
struct ById {
    id: Option<String>,
}

impl ById {
    fn required(self) -> Result<String, Refusal> {
        self.id.ok_or_else(|| Refusal::bad_request("the id of the user is missing"))
    }
}

pub fn user(stores: &mut Stores, call: &FieldCall<'_>) -> Answer {
    check(stores, call)?;
    let id = call.arguments::<ById>()?.required()?;
    described(stores, &id)
}

/// Gives a user a new token, as if the user had logged in.
pub fn refresh_token(stores: &mut Stores, call: &FieldCall<'_>) -> Answer {
    check(stores, call)?;
    let id = call.arguments::<ById>()?.required()?;
    stores.accounts.require(&id)?.may_stay()?;
    let (token, claims) = stores.new_token(&id)?;
    ok(RefreshedToken { token: token.into(), iat: Some(claims.iat), exp: Some(claims.exp) })
}

pub fn list(stores: &mut Stores, call: &FieldCall<'_>) -> Answer {
    check(stores, call)?;
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct List {
        sort_by: Option<String>,
        #[serde(flatten)]
        page: Page,
    }
    let List { sort_by, page: shown } = call.arguments()?;
    let mut users: Vec<_> = stores.accounts.iter().map(|account| &account.user).collect();
    // The service lists the newest user first.
    let (member, ascending): (fn(&User) -> &Option<String>, _) = match sort_by.as_deref() {
        Some("CREATEDAT_ASC") => (|user| &user.created_at, true),
        Some("UPDATEDAT_ASC") => (|user| &user.updated_at, true),
        Some("UPDATEDAT_DESC") => (|user| &user.updated_at, false),
        _ => (|user| &user.created_at, false),
    };
    // Accounts are in the order in which they were made, and the sort keeps the order of equal times.
    users.sort_by_key(|user| member(user));
    if !ascending {
        users.reverse();
    }
    page(users.into_iter(), shown)
}

pub fn batch(stores: &mut Stores, call: &FieldCall<'_>) -> Answer {
    check(stores, call)?;
    #[derive(Deserialize)]
    struct Batch {
        ids: Vec<String>,
        #[serde(rename = "type")]
        kind: Option<String>,
    }
    let Batch { ids, kind } = call.arguments()?;
    let key = match kind.as_deref() {
        None | Some("id") => Key::Id,
        Some("username") => Key::Username,
        Some("phone") => Key::Phone,
        Some("email") => Key::Email,
        Some("externalId") => Key::ExternalId,
        Some(_) => return Err(Refusal::bad_request("users have no such name")),
    };
    let found = ids.iter().filter_map(|id| stores.accounts.find(key, id));
    ok(found.map(|account| &account.user).collect::<Vec<_>>())
}

/// Finds the users that have the text in one of the members; in any name if the request lists no members.
pub fn search(stores: &mut Stores, call: &FieldCall<'_>) -> Answer {
    check(stores, call)?;
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Search {
        query: String,
        fields: Option<Vec<String>>,
        department_opts: Option<Vec<Value>>,
        group_opts: Option<Vec<Value>>,
        role_opts: Option<Vec<Value>>,
        #[serde(flatten)]
        page: Page,
    }
    let Search { query, fields, department_opts, group_opts, role_opts, page: shown } = call.arguments()?;
    if [department_opts, group_opts, role_opts].iter().flatten().any(|options| !options.is_empty()) {
        return Err(Refusal::new(
            ErrorCode::NOT_IMPLEMENTED,
            "the sandbox does not support searchUser with departmentOpts, groupOpts or roleOpts",
        ));
    }
    let usual = ["id", "username", "nickname", "name", "email", "phone", "company", "externalId"].map(Into::into);
    let fields = fields.filter(|fields| !fields.is_empty()).unwrap_or_else(|| usual.into());
    let query = query.to_lowercase();
    let fits = |account: &&Account| {
        let user = json!(account.user);
        fields.iter().any(|field| user[field].as_str().is_some_and(|text| text.to_lowercase().contains(&query)))
    };
    page(stores.accounts.iter().filter(fits).map(|account| &account.user), shown)
}

/// The user with these names, or null.
pub fn find(stores: &mut Stores, call: &FieldCall<'_>) -> Answer {
    check(stores, call)?;
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Find {
        email: Option<String>,
        phone: Option<String>,
        username: Option<String>,
        external_id: Option<String>,
        identity: Option<Identity>,
    }
    let Find { email, phone, username, external_id, identity } = call.arguments()?;
    let identity = identity.and_then(|it| Some(Key::identity(it.provider.as_deref()?, it.user_id_in_idp.as_deref()?)));
    let names = [
        (Key::Email, email),
        (Key::Phone, phone),
        (Key::Username, username),
        (Key::ExternalId, external_id),
        (Key::Identity, identity),
    ];
    let names: Vec<_> = names.iter().filter_map(|(key, name)| Some((*key, name.as_deref()?))).collect();
    ok(stores.accounts.find_by_any(&names).map(|account| &account.user))
}

pub fn update(stores: &mut Stores, call: &FieldCall<'_>) -> Answer {
    check(stores, call)?;
    #[derive(Deserialize)]
    struct Update {
        id: Option<String>,
        input: Map<String, Value>,
    }
    let Update { id, input } = call.arguments()?;
    let id = ById { id }.required()?;
    let (members, password) = read_members(stores, input, Some(&id))?;
    let old = stores.accounts.require(&id)?.user.clone();
    // The dialling code belongs to the number, so another number has none.
    let other_number = !members.contains_key("phoneCountryCode")
        && members.get("phone").is_some_and(|phone| !phone.is_null() && *phone != json!(old.phone));
    let kept = old.phone_country_code.clone().filter(|_| !other_number);
    let updated = with_members(&User { phone_country_code: kept, ..old.clone() }, members)?;
    stores.accounts.check_names(&with_mail_of(old, &updated), &updated)?;
    let now = iso(stores.clock.now());
    let account = stores.accounts.require(&id)?;
    account.user = User { updated_at: Some(now.clone()), ..updated };
    if let Some(password) = password {
        account.set_password(&password, now);
    }
    described(stores, &id)
}

pub fn delete(stores: &mut Stores, call: &FieldCall<'_>) -> Answer {
    check(stores, call)?;
    let id = call.arguments::<ById>()?.required()?;
    stores.accounts.require(&id)?;
    stores.remove_user(&id);
    done()
}

pub fn delete_all(stores: &mut Stores, call: &FieldCall<'_>) -> Answer {
    check(stores, call)?;
    #[derive(Deserialize)]
    struct Ids {
        ids: Vec<String>,
    }
    for id in call.arguments::<Ids>()?.ids {
        stores.remove_user(&id);
    }
    done()
}

fn described(stores: &mut Stores, id: &str) -> Answer {
    ok(&stores.accounts.require(id)?.user)
}

/// The members of a profile without the password, and the password in plain text.
fn read_members(
    stores: &Stores,
    mut members: Map<String, Value>,
    id: Option<&str>,
) -> Result<(Map<String, Value>, Option<String>), Refusal> {
    let password = members.remove("password").and_then(|password| password.as_str().map(str::to_owned));
    let password = password.map(|password| stores.credentials.key_bits.decrypt(&password)).transpose()?;
    if let Some(password) = &password {
        check_length(password)?;
    }
    if let Some(Value::String(email)) = members.get_mut("email") {
        *email = email.to_lowercase();
    }
    if let Some(Value::String(code)) = members.get_mut("phoneCountryCode") {
        *code = phone::code(Some(code))?.unwrap_or_default().to_owned();
    }
    for name in ["lastLogin", "signedUp"] {
        if members.get(name).and_then(Value::as_str).is_some_and(|time| read_time(time).is_none()) {
            return Err(Refusal::bad_request(format!("{name} is not a time")));
        }
    }
    members.insert("id".into(), id.unwrap_or_default().into());
    Ok((members, password))
}

/// The user with the mail address of another one, so that its form is not checked: a back end may give any text, as the own tests of the
/// JavaScript SDK do.
fn with_mail_of(user: User, other: &User) -> User {
    User { email: other.email.clone(), ..user }
}

/// The members that name a user.
const NAMES: [&str; 6] = ["username", "email", "phone", "externalId", "unionid", "openid"];

/// The user with other members, which have the same names.
fn with_members(user: &User, members: Map<String, Value>) -> Result<User, Refusal> {
    let mut known = present(user);
    for (name, value) in members {
        match value {
            Value::Null => {}
            // An empty text is no name.
            Value::String(text) if text.is_empty() && NAMES.contains(&&*name) => drop(known.remove(&name)),
            value => drop(known.insert(name, value)),
        }
    }
    typed(&Value::from(known)).map_err(|e| Refusal::bad_request(format!("this is not a profile: {e}")))
}

/// The members that a user has.
fn present(user: &User) -> Map<String, Value> {
    let members = json!(user).as_object().cloned().unwrap_or_default();
    members.into_iter().filter(|(_, value)| !value.is_null() && *value != "").collect()
}
