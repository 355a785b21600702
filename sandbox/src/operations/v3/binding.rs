//! The phone number and the mail address of the signed-in user.

use authing_wxapp::{
    __contract::types::{
        BindEmailV3Body, BindPhoneV3Body, NewEmailPayload, NewPhonePayload, PassCodeBody, UpdateEmailToken,
        UpdateEmailV3Body, UpdatePhoneToken, UpdatePhoneV3Body, VerifyUpdateEmailBody, VerifyUpdatePhoneBody,
    },
    ErrorCode, Secret,
};

use super::done;
use crate::{
    domain::{
        accounts::contact::{Contact, mail_address, phone_number},
        refusal::Refusal,
        verified_requests::{Allowed, LIFETIME, Purpose},
    },
    http::{
        ApiRequest,
        reply::{Answer, ok},
    },
    stores::{Stores, contact_change::ContactChange},
};

pub fn bind_phone(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let BindPhoneV3Body { phone_number: number, phone_country_code, pass_code } = request.body()?;
    phone_number(&number, ErrorCode::PHONE_OR_EMAIL_REQUIRED)?;
    bind(stores, request, &Contact::phone(phone_country_code.as_deref())?, &number, &pass_code)
}

pub fn bind_email(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let BindEmailV3Body { email, pass_code } = request.body()?;
    mail_address(&email, ErrorCode::EMAIL_INVALID)?;
    bind(stores, request, &Contact::Email, &email.to_lowercase(), &pass_code)
}

fn bind(stores: &mut Stores, request: &ApiRequest, kind: &Contact, address: &str, code: &Secret) -> Answer {
    let id = stores.claims_of_v3(request.bearer())?.sub;
    if kind.of(&stores.accounts.require(&id)?.user).is_some() {
        return Err(kind.taken("the account has an address already, which is changed by other means"));
    }
    stores.set_contact(&id, kind, (address, code.expose()), &[kind.bind_channel()])?;
    done()
}

pub fn unbind_phone(stores: &mut Stores, request: &ApiRequest) -> Answer {
    unbind(stores, request, &Contact::Phone(None))
}

pub fn unbind_email(stores: &mut Stores, request: &ApiRequest) -> Answer {
    unbind(stores, request, &Contact::Email)
}

/// Takes an address off the account. The code was sent to that address.
fn unbind(stores: &mut Stores, request: &ApiRequest, kind: &Contact) -> Answer {
    let PassCodeBody { pass_code } = request.body()?;
    let id = stores.claims_of_v3(request.bearer())?.sub;
    let account = stores.accounts.require(&id)?;
    let address = kind.full_of(&account.user).ok_or_else(|| kind.missing())?.into_owned();
    let mut changed = account.clone();
    kind.clear(&mut changed.user);
    account.keeps_a_login_method(&changed)?;
    stores.messages.use_code(&address, &[kind.unbind_channel()], pass_code.expose(), stores.clock.now())?;
    *stores.accounts.require(&id)? = changed;
    done()
}

pub fn verify_update_phone_request(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let VerifyUpdatePhoneBody { verify_method, phone_pass_code_payload } = request.body()?;
    if verify_method != "PHONE_PASSCODE" {
        return Err(Refusal::bad_request("verifyMethod is PHONE_PASSCODE here"));
    }
    let payload: NewPhonePayload = phone_pass_code_payload;
    phone_number(&payload.new_phone_number, ErrorCode::PHONE_OR_EMAIL_REQUIRED)?;
    let kinds = (
        Contact::phone(payload.new_phone_country_code.as_deref())?,
        Contact::phone(payload.old_phone_country_code.as_deref())?,
    );
    let new = (payload.new_phone_number, payload.new_phone_pass_code);
    let old = (payload.old_phone_number, payload.old_phone_pass_code);
    let token = verify(stores, request, kinds, new, old)?;
    ok(UpdatePhoneToken { update_phone_token: token, token_expires_in: Some(LIFETIME) })
}

pub fn verify_update_email_request(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let VerifyUpdateEmailBody { verify_method, email_pass_code_payload } = request.body()?;
    if verify_method != "EMAIL_PASSCODE" {
        return Err(Refusal::bad_request("verifyMethod is EMAIL_PASSCODE here"));
    }
    let payload: NewEmailPayload = email_pass_code_payload;
    mail_address(&payload.new_email, ErrorCode::EMAIL_INVALID)?;
    let old = (payload.old_email.map(|email| email.to_lowercase()), payload.old_email_pass_code);
    let new = (payload.new_email.to_lowercase(), payload.new_email_pass_code);
    let token = verify(stores, request, (Contact::Email, Contact::Email), new, old)?;
    ok(UpdateEmailToken { update_email_token: token, token_expires_in: Some(LIFETIME) })
}

/// The token that allows a change which the codes prove.
fn verify(
    stores: &mut Stores,
    request: &ApiRequest,
    (kind, old_kind): (Contact, Contact),
    (address, code): (String, Secret),
    old: (Option<String>, Option<Secret>),
) -> Result<Secret, Refusal> {
    let id = stores.claims_of_v3(request.bearer())?.sub;
    let change = ContactChange {
        kind: &kind,
        address: &address,
        code: code.expose(),
        scenes: kind.new_channels(),
        old: old.0.as_deref().zip(old.1.as_ref().map(Secret::expose)),
        old_kind: &old_kind,
        old_scenes: kind.old_channels(),
    };
    stores.verify_contact_change(&id, &change)?;
    let token = stores.rng.token();
    let allowed = Allowed::Contact { kind, address };
    stores.verified_requests.add(&token, &id, allowed, stores.clock.now());
    Ok(token.into())
}

pub fn update_phone(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let UpdatePhoneV3Body { update_phone_token } = request.body()?;
    update(stores, request, &update_phone_token, Purpose::Phone)
}

pub fn update_email(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let UpdateEmailV3Body { update_email_token } = request.body()?;
    update(stores, request, &update_email_token, Purpose::Email)
}

fn update(stores: &mut Stores, request: &ApiRequest, token: &Secret, purpose: Purpose) -> Answer {
    let id = stores.claims_of_v3(request.bearer())?.sub;
    let allowed = stores.verified_requests.take(token.expose(), &id, purpose, stores.clock.now())?;
    if let Allowed::Contact { kind, address } = allowed {
        stores.set_verified_contact(&id, &kind, &address)?;
    }
    done()
}
