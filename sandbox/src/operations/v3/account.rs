//! The password of the signed-in user, the end of the account, and the keys that encrypt passwords.

use authing_wxapp::{
    __contract::types::{
        BindPhoneV3Body, DeleteAccountBody, DeleteAccountToken, DeletionEmailPayload, DeletionPasswordPayload, Done,
        SystemInfo, SystemKey, SystemVersion, UpdatePasswordV3Body, VerifyDeleteAccountBody,
    },
    ErrorCode, PasswordEncryptType,
};

use super::{done, without_payload};
use crate::{
    SM2_PUBLIC_KEY,
    domain::{
        accounts::{Account, contact::Contact},
        phone,
        refusal::Refusal,
        verified_requests::{Allowed, LIFETIME, Purpose},
    },
    http::{
        ApiRequest,
        reply::{Answer, ok},
    },
    operations::signin::plain_text,
    stores::Stores,
};

/// The version that a server of version 3 tells.
const VERSION: &str = "2.0.0";
/// The channel of codes that prove the wish to delete the account.
const DELETION: &[&str] = &["CHANNEL_DELETE_ACCOUNT"];

/// The public facts of the server, without an envelope.
pub fn system_info(stores: &mut Stores, _: &ApiRequest) -> Answer {
    let key = |key: String| Some(SystemKey { public_key: Some(key) });
    let version = || Some(VERSION.to_owned());
    ok(SystemInfo {
        rsa: key(stores.credentials.key_bits.public_key()?),
        sm2: key(SM2_PUBLIC_KEY.into()),
        version: Some(SystemVersion { server: version(), console: version(), login: version() }),
        public_ips: Some(vec!["127.0.0.1".into()]),
    })
}

pub fn update_password(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let id = stores.claims_of_v3(request.bearer())?.sub;
    let UpdatePasswordV3Body { new_password, old_password, password_encrypt_type } = request.body()?;
    let kind = password_encrypt_type.as_ref();
    let new = plain_text(stores, new_password.expose(), kind)?;
    let account = stores.accounts.get(&id).ok_or_else(Refusal::unknown_user)?;
    // A user without a password sets the first one without an old one.
    if account.password.is_some() {
        let refuse = Refusal::new(ErrorCode::ORIGINAL_PASSWORD_REQUIRED, "the old password is needed");
        let old = old_password.ok_or(refuse)?;
        if !is_password(stores, account, old.expose(), kind) {
            return Err(Refusal::new(ErrorCode::ORIGINAL_PASSWORD_INCORRECT, "the old password is wrong"));
        }
    }
    stores.set_password(&id, &new)?;
    done()
}

/// Whether this is the password of an account. The encryption concerns the new password for sure; the mini-program SDK names it and
/// sends an old password as it is, so both forms are taken.
fn is_password(stores: &Stores, account: &Account, sent: &str, kind: Option<&PasswordEncryptType>) -> bool {
    let own = account.password.as_deref();
    own == Some(sent) || plain_text(stores, sent, kind).is_ok_and(|plain| own == Some(&*plain))
}

pub fn verify_delete_account_request(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let id = stores.claims_of_v3(request.bearer())?.sub;
    let body: VerifyDeleteAccountBody = request.body()?;
    let now = stores.clock.now();
    let account = stores.accounts.get(&id).ok_or_else(Refusal::unknown_user)?;
    match body.verify_method.as_str() {
        method @ "PHONE_PASSCODE" => {
            let BindPhoneV3Body { phone_number, phone_country_code, pass_code } =
                body.phone_pass_code_payload.ok_or_else(|| without_payload(method))?;
            let kind = Contact::Phone(None);
            let own = kind.full_of(&account.user).ok_or_else(|| kind.missing())?;
            if own != phone::full(&phone_number, phone::code(phone_country_code.as_deref())?) {
                return Err(kind.mismatch());
            }
            stores.messages.use_code(&own, DELETION, pass_code.expose(), now)?;
        }
        method @ "EMAIL_PASSCODE" => {
            let DeletionEmailPayload { email, pass_code } =
                body.email_pass_code_payload.ok_or_else(|| without_payload(method))?;
            let own = account.user.email.as_deref().ok_or_else(|| Contact::Email.missing())?;
            if email.is_some_and(|email| email.to_lowercase() != own) {
                return Err(Contact::Email.mismatch());
            }
            stores.messages.use_code(own, DELETION, pass_code.expose(), now)?;
        }
        method @ "PASSWORD" => {
            let DeletionPasswordPayload { password, password_encrypt_type } =
                body.password_payload.ok_or_else(|| without_payload(method))?;
            if account.user.phone.is_some() || account.user.email.is_some() {
                return Err(Refusal::bad_request(
                    "the password is enough only for a user who has neither a phone number nor a mail address",
                ));
            }
            if !is_password(stores, account, password.expose(), password_encrypt_type.as_ref()) {
                return Err(Refusal::new(ErrorCode::WRONG_PASSWORD, "the password is wrong"));
            }
        }
        _ => return Err(Refusal::bad_request("verifyMethod is PHONE_PASSCODE, EMAIL_PASSCODE or PASSWORD")),
    }
    let token = stores.rng.token();
    stores.verified_requests.add(&token, &id, Allowed::Deletion, now);
    ok(DeleteAccountToken { delete_account_token: token.into(), token_expires_in: Some(LIFETIME) })
}

/// Deletes the account, and ends its sign-ins.
pub fn delete_account(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let id = stores.claims_of_v3(request.bearer())?.sub;
    let DeleteAccountBody { delete_account_token } = request.body()?;
    let now = stores.clock.now();
    stores.verified_requests.take(delete_account_token.expose(), &id, Purpose::Deletion, now)?;
    stores.remove_user(&id);
    ok(Done { success: Some(true) })
}
