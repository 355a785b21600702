//! Logging in with an account of a directory. The directories are those of the seed.

use authing_wxapp::{
    __contract::types::{LoginByAdBody, LoginByLdapBody},
    ErrorCode, Identity, User,
};

use crate::{
    USER_POOL_ID,
    domain::{credentials::Name, refusal::Refusal},
    http::{
        ApiRequest,
        reply::{Answer, ok},
    },
    state::State,
};

/// What kind of directory it is.
#[derive(Clone, Copy)]
pub enum Directory {
    Ldap,
    Ad,
}

pub fn login_by_ldap(state: &mut State, asked: &ApiRequest) -> Answer {
    let body: LoginByLdapBody = asked.body()?;
    let id = by_directory(state, Directory::Ldap, &body.username, body.password.expose())?;
    answer(state, &id, body.client_ip, body.with_custom_data)
}

pub fn login_by_ad(state: &mut State, asked: &ApiRequest) -> Answer {
    let body: LoginByAdBody = asked.body()?;
    let id = by_directory(state, Directory::Ad, &body.username, body.password.expose())?;
    answer(state, &id, body.client_ip, body.with_custom_data)
}

fn answer(state: &mut State, id: &str, client_ip: Option<String>, with_custom_data: Option<bool>) -> Answer {
    state.keep(id, Default::default(), client_ip)?;
    let mut user = state.finish_login(id)?;
    if with_custom_data != Some(true) {
        user.custom_data = None;
    }
    ok(user)
}

/// The account that belongs to one of a directory; made at its first login.
pub fn by_directory(state: &mut State, directory: Directory, name: &str, password: &str) -> Result<String, Refusal> {
    let (provider, people) = match directory {
        Directory::Ldap => ("ldap", &state.data.ldap),
        Directory::Ad => ("ad", &state.data.ad),
    };
    // The names of a Windows domain are as good with the domain as without it.
    let bare = |name: &str| -> String {
        let name = name.rsplit('\\').next().unwrap_or_default();
        match directory {
            Directory::Ad => name.split('@').next().unwrap_or_default().to_lowercase(),
            Directory::Ldap => name.to_owned(),
        }
    };
    let found = people.iter().find(|person| bare(&person.username) == bare(name) && person.password == password);
    // The service does not tell which of the two it is.
    let person = found.cloned().ok_or_else(|| {
        Refusal::new(ErrorCode::INVALID_CREDENTIALS, "the account does not exist, or its password is wrong")
    })?;
    let belongs = |user: &User| {
        user.identities.iter().flatten().any(|identity| {
            identity.provider.as_deref() == Some(provider)
                && identity.user_id_in_idp.as_deref() == Some(person.username.as_str())
        })
    };
    if let Some(id) = state.id_of(belongs) {
        return Ok(id);
    }
    // What another account is called stays there: nobody has proved that both are the same person.
    let is_free = |name: Name<'_>| state.id_of_name(name).is_none();
    let username = Some(person.username.clone()).filter(|name| is_free(Name::Username(name)));
    let email = person.email.map(|email| email.to_lowercase()).filter(|email| is_free(Name::Email(email)));
    let phone = person.phone.filter(|phone| is_free(Name::Phone(phone)));
    let user = &mut state.create(&format!("enterprise:{provider}")).user;
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
