//! Logins with an account of a directory. The seed defines the directories.

use authing_wxapp::{
    __contract::types::{LoginByAdBody, LoginByLdapBody},
    Identity,
};

use crate::{
    USER_POOL_ID,
    domain::{
        accounts::{Key, Name},
        directories::Directory,
        refusal::Refusal,
    },
    http::{
        ApiRequest,
        reply::{Answer, ok},
    },
    stores::Stores,
};

pub fn login_by_ldap(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let body: LoginByLdapBody = request.body()?;
    let id = by_directory(stores, Directory::Ldap, &body.username, body.password.expose())?;
    answer(stores, &id, body.client_ip, body.with_custom_data)
}

pub fn login_by_ad(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let body: LoginByAdBody = request.body()?;
    let id = by_directory(stores, Directory::Ad, &body.username, body.password.expose())?;
    answer(stores, &id, body.client_ip, body.with_custom_data)
}

fn answer(stores: &mut Stores, id: &str, client_ip: Option<String>, with_custom_data: Option<bool>) -> Answer {
    stores.set_custom_data(id, Default::default(), client_ip)?;
    let mut user = stores.finish_login(id)?;
    if with_custom_data != Some(true) {
        user.custom_data = None;
    }
    ok(user)
}

/// The id of the account that belongs to an account of a directory. It is made at the first login.
pub fn by_directory(stores: &mut Stores, directory: Directory, name: &str, password: &str) -> Result<String, Refusal> {
    let person = stores.directories.check(directory, name, password)?.clone();
    let provider = directory.provider();
    if let Some(account) = stores.accounts.find(Key::Identity, &Key::identity(provider, &person.username)) {
        return Ok(account.user.id.clone());
    }
    // A name that another account has stays there, because it is not certain that both are the same person.
    let is_free = |name: Name<'_>| stores.accounts.id_of_name(name).is_none();
    let username = Some(person.username.clone()).filter(|name| is_free(Name::Username(name)));
    let email = person.email.map(|email| email.to_lowercase()).filter(|email| is_free(Name::Email(email)));
    let phone = person.phone.filter(|phone| is_free(Name::Phone(phone)));
    let user = &mut stores.create_account(&format!("enterprise:{provider}")).user;
    (user.username, user.email, user.phone) = (username, email, phone);
    user.nickname = person.nickname;
    user.newly_created = Some(true);
    user.identities = Some(vec![Identity {
        provider: Some(provider.into()),
        user_id_in_idp: Some(person.username),
        user_id: Some(user.id.clone()),
        user_pool_id: Some(USER_POOL_ID.into()),
        is_social: Some(false),
        ..Identity::default()
    }]);
    Ok(user.id.clone())
}
