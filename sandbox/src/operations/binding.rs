//! Phone number, mail address and other accounts of the logged-in user.

use authing_wxapp::{
    __contract::types::{
        BindEmailVariables, BindPhoneVariables, LinkAccountBody, UnlinkAccountBody, UpdateEmailVariables,
        UpdatePhoneVariables,
    },
    ErrorCode, Identity, Secret,
};
use serde_json::Value;

use crate::{
    domain::{
        accounts::{
            Account,
            contact::Contact,
            wechat::{self, WECHAT, has_wechat},
        },
        refusal::Refusal,
    },
    http::{
        ApiRequest,
        reply::{Answer, ok},
    },
    stores::{Stores, contact_change::ContactChange},
};

pub fn bind_phone(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let BindPhoneVariables { phone, phone_code, phone_country_code } = request.variables()?;
    bind(stores, request, Contact::phone(phone_country_code.as_deref())?, &phone, &phone_code)
}

pub fn bind_email(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let BindEmailVariables { email, email_code } = request.variables()?;
    bind(stores, request, Contact::Email, &email.to_lowercase(), &email_code)
}

fn bind(stores: &mut Stores, request: &ApiRequest, kind: Contact, address: &str, code: &Secret) -> Answer {
    let id = stores.claims(request.bearer())?.sub;
    if kind.of(&stores.accounts.require(&id)?.user).is_some() {
        return Err(kind.taken("the account has an address already"));
    }
    stores.set_contact(&id, &kind, (address, code.expose()), kind.bind_scenes())?;
    ok(stores.user_of(request.bearer())?)
}

pub fn unbind_phone(stores: &mut Stores, request: &ApiRequest) -> Answer {
    unbind(stores, request, &Contact::Phone(None))
}

pub fn unbind_email(stores: &mut Stores, request: &ApiRequest) -> Answer {
    unbind(stores, request, &Contact::Email)
}

fn unbind(stores: &mut Stores, request: &ApiRequest, kind: &Contact) -> Answer {
    let account = stores.account_of(request.bearer())?;
    if kind.of(&account.user).is_none() {
        return Err(kind.missing());
    }
    account.change(|changed| kind.clear(&mut changed.user))?;
    ok(stores.user_of(request.bearer())?)
}

pub fn update_phone(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let variables: UpdatePhoneVariables = request.variables()?;
    let kinds = (
        &Contact::phone(variables.phone_country_code.as_deref())?,
        &Contact::phone(variables.old_phone_country_code.as_deref())?,
    );
    let new = (variables.phone, variables.phone_code);
    update(stores, request, kinds, new, (variables.old_phone, variables.old_phone_code))
}

pub fn update_email(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let variables: UpdateEmailVariables = request.variables()?;
    let old = variables.old_email.map(|email| email.to_lowercase());
    let new = (variables.email.to_lowercase(), variables.email_code);
    update(stores, request, (&Contact::Email, &Contact::Email), new, (old, variables.old_email_code))
}

/// Replaces an address.
fn update(
    stores: &mut Stores,
    request: &ApiRequest,
    (kind, old_kind): (&Contact, &Contact),
    (address, code): (String, Secret),
    old: (Option<String>, Option<Secret>),
) -> Answer {
    let id = stores.claims(request.bearer())?.sub;
    let old = old.0.as_deref().zip(old.1.as_ref().map(Secret::expose));
    let (scenes, old_scenes) = (kind.bind_scenes(), kind.unbind_scenes());
    let change = ContactChange { kind, address: &address, code: code.expose(), scenes, old, old_kind, old_scenes };
    stores.verify_contact_change(&id, &change)?;
    stores.set_verified_contact(&id, kind, &address)?;
    ok(stores.user_of(request.bearer())?)
}

/// Moves the identities of the second account to the first one, and removes the second account.
pub fn link_account(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let LinkAccountBody { primary_user_token, secondary_user_token } = request.body()?;
    let primary = stores.claims(Some(primary_user_token.expose()))?.sub;
    let secondary = stores.claims(Some(secondary_user_token.expose()))?.sub;
    if primary == secondary {
        return Err(Refusal::bad_request("the two tokens are of one account"));
    }
    let joining = stores.accounts.require(&secondary)?.user.clone();
    let mut identities = joining.identities.unwrap_or_default();
    let is_known = |openid: &str| identities.iter().any(|known| known.openid.as_deref() == Some(openid));
    if let Some(openid) = joining.openid.as_deref().filter(|openid| !is_known(openid)) {
        identities.push(wechat::identity(&primary, openid, joining.unionid.as_deref()));
    }
    if identities.is_empty() {
        return Err(Refusal::bad_request("the second account has no identity at a provider"));
    }
    let user = &mut stores.accounts.require(&primary)?.user;
    let again = |identity: &Identity| user.identities.iter().flatten().any(|known| known.provider == identity.provider);
    if identities.iter().any(again) || (joining.openid.is_some() && user.openid.is_some()) {
        return Err(Refusal::new(ErrorCode::OAUTH_TYPE_ALREADY_BOUND, "the account has an identity there already"));
    }
    for identity in &mut identities {
        identity.user_id = Some(primary.clone());
    }
    user.identities.get_or_insert_default().append(&mut identities);
    stores.remove_user(&secondary);
    if let Some(openid) = &joining.openid {
        if let Ok(Account { user, .. }) = stores.accounts.require(&primary) {
            user.openid = Some(openid.clone());
        }
        stores.accounts.move_wechat(&primary, openid, joining.unionid.as_deref());
    }
    ok(Value::Null)
}

pub fn unlink_account(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let UnlinkAccountBody { primary_user_token, provider } = request.body()?;
    let account = stores.account_of(Some(primary_user_token.expose()))?;
    let wechat = provider == WECHAT && has_wechat(&account.user);
    let there = |identity: &Identity| identity.provider.as_ref() == Some(&provider);
    if !wechat && !account.user.identities.iter().flatten().any(there) {
        return Err(Refusal::new(ErrorCode::OAUTH_NOT_BOUND, "the account has no identity there"));
    }
    let mut changed = account.clone();
    changed.user.identities.get_or_insert_default().retain(|identity| !there(identity));
    if wechat {
        changed.forget_wechat();
    }
    account.keeps_a_login_method(&changed)?;
    *account = changed;
    ok(Value::Null)
}
