//! Second factors: authenticators, recovery codes, codes that were sent, faces.

use authing_wxapp::{
    __contract::types::{
        AssociateFaceBody, AssociateMfaAuthenticatorBody, ConfirmMfaAuthenticatorBody, PhoneOrEmailBindableBody,
        VerifyAppEmailMfaBody, VerifyAppSmsMfaBody, VerifyFaceMfaBody, VerifyTotpMfaBody, VerifyTotpRecoveryCodeBody,
    },
    ErrorCode, MfaAssociation, MfaAuthenticator, MfaPolicy, Secret, TotpSource, User,
};
use axum::{Json, http::StatusCode, response::IntoResponse as _};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::{Value, json};

use crate::{
    domain::{accounts::contact::Contact, clock::iso, mfa::recovery_code, picture, refusal::Refusal, totp},
    http::{
        ApiRequest,
        reply::{Answer, Reply, ok},
    },
    stores::Stores,
};

const TOTP: &str = "totp";

pub fn list_authenticators(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let id = stores.waiting_or_logged_in(request.bearer())?;
    let source = TotpSource::from(request.query("source"));
    let of_source = |it: &&MfaAuthenticator| {
        source.as_str().is_empty() || it.source.as_ref().unwrap_or(&TotpSource::SELF) == &source
    };
    let of_type = ["", TOTP].contains(&request.query("type"));
    let found = stores.accounts.require(&id)?.details.authenticator.iter().filter(|_| of_type).filter(of_source);
    ok(found.collect::<Vec<_>>())
}

/// An authenticator that was not confirmed is replaced; a confirmed one has to be removed first.
pub fn associate_authenticator(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let id = stores.may_bind_factor(request.bearer(), &MfaPolicy::OTP)?;
    let AssociateMfaAuthenticatorBody { authenticator_type, source } = request.body()?;
    known_type(authenticator_type.as_deref())?;
    if stores.accounts.require(&id)?.confirmed_authenticator().is_some() {
        return Err(Refusal::new(ErrorCode::CONFLICT, "the account has an authenticator already"));
    }
    let key = [stores.rng.key(), stores.rng.key()].concat();
    let secret = totp::encode(&key[..20]);
    let (recovery, authenticator_id) = (recovery_code(&mut stores.rng), stores.rng.id());
    let now = iso(stores.clock.now());
    let account = stores.accounts.require(&id)?;
    let name = [&account.user.email, &account.user.phone, &account.user.username].into_iter().flatten().next();
    let name = name.unwrap_or(&account.user.id);
    let uri = totp::uri(name, &secret);
    let picture = format!("data:image/png;base64,{}", BASE64_STANDARD.encode(picture::png(&uri)));
    account.details.authenticator = Some(MfaAuthenticator {
        id: Some(authenticator_id),
        user_id: Some(id),
        authenticator_type: Some(TOTP.into()),
        secret: Some(secret.clone().into()),
        recovery_code: Some(recovery.clone()),
        enable: Some(false),
        source: Some(source.unwrap_or(TotpSource::SELF)),
        created_at: Some(now.clone()),
        updated_at: Some(now),
    });
    ok(MfaAssociation {
        authenticator_type: Some(TOTP.into()),
        secret: secret.into(),
        recovery_code: Some(recovery),
        qrcode_uri: Some(uri.into()),
        qrcode_data_url: Some(picture.into()),
    })
}

/// Confirms an authenticator. This is the only operation that answers HTTP 400 to a wrong code.
pub fn confirm_authenticator(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let ConfirmMfaAuthenticatorBody { authenticator_type, totp: code, .. } = request.body()?;
    known_type(authenticator_type.as_deref())?;
    match confirm(stores, request.bearer(), &code) {
        Err(refusal) if refusal.code == ErrorCode::BAD_REQUEST => {
            Ok(Reply::Raw((StatusCode::BAD_REQUEST, refusal).into_response()))
        }
        confirmed => ok(confirmed?),
    }
}

/// Confirms the authenticator of the user of a token with one of its codes.
pub fn confirm(stores: &mut Stores, token: Option<&str>, code: &Secret) -> Result<(), Refusal> {
    let id = stores.may_bind_factor(token, &MfaPolicy::OTP)?;
    let now = stores.clock.now();
    let authenticator = stores.accounts.require(&id)?.details.authenticator.as_mut();
    let fitting =
        authenticator.filter(|it| it.secret.as_ref().is_some_and(|it| totp::fits(it.expose(), code.expose(), now)));
    let Some(authenticator) = fitting else {
        return Err(Refusal::bad_request("the code does not belong to an authenticator that waits for it"));
    };
    authenticator.enable = Some(true);
    authenticator.updated_at = Some(iso(now));
    Ok(())
}

pub fn delete_authenticator(stores: &mut Stores, request: &ApiRequest) -> Answer {
    match stores.account_of(request.bearer())?.details.authenticator.take() {
        Some(_) => ok(Value::Null),
        None => Err(Refusal::new(ErrorCode::NOT_FOUND, "the account has no authenticator")),
    }
}

pub fn verify_totp(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let VerifyTotpMfaBody { totp: code } = request.body()?;
    ok(log_in_with_totp(stores, request.bearer(), &code)?)
}

/// Logs in the user of an MFA token with a code of the authenticator.
pub fn log_in_with_totp(stores: &mut Stores, token: Option<&str>, code: &Secret) -> Result<User, Refusal> {
    let id = stores.waiting(token)?;
    if code.expose().is_empty() {
        return Err(Refusal::new(ErrorCode::TOTP_CODE_MISSING, "the code is missing"));
    }
    let now = stores.clock.now();
    let secret =
        stores.accounts.require(&id)?.confirmed_authenticator().and_then(|authenticator| authenticator.secret.as_ref());
    match secret.is_some_and(|secret| totp::fits(secret.expose(), code.expose(), now)) {
        true => stores.log_in(&id),
        false => Err(Refusal::new(ErrorCode::TOTP_CODE_INCORRECT, "the code is wrong")),
    }
}

/// Logs in with a recovery code, which can be used once. The next one is beside the user in the reply.
pub fn verify_recovery_code(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let VerifyTotpRecoveryCodeBody { recovery_code: code } = request.body()?;
    let (id, next) = use_recovery_code(stores, request.bearer(), &code)?;
    let user = stores.log_in(&id)?;
    let reply = json!({ "code": 200, "message": "ok", "data": user, "recoveryCode": next });
    Ok(Reply::Raw(Json(reply).into_response()))
}

/// Uses the recovery code of the user of an MFA token. Gives the id of the user, and the next code.
pub fn use_recovery_code(stores: &mut Stores, token: Option<&str>, code: &Secret) -> Result<(String, Secret), Refusal> {
    let id = stores.waiting(token)?;
    if code.expose().is_empty() {
        return Err(Refusal::new(ErrorCode::RECOVERY_CODE_MISSING, "the recovery code is missing"));
    }
    let known = stores
        .accounts
        .require(&id)?
        .confirmed_authenticator()
        .and_then(|authenticator| authenticator.recovery_code.as_ref());
    if known.map(Secret::expose) != Some(code.expose()) {
        return Err(Refusal::new(ErrorCode::RECOVERY_CODE_INCORRECT, "the recovery code is wrong"));
    }
    let next = recovery_code(&mut stores.rng);
    if let Some(authenticator) = &mut stores.accounts.require(&id)?.details.authenticator {
        authenticator.recovery_code = Some(next.clone());
    }
    Ok((id, next))
}

pub fn verify_sms(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let VerifyAppSmsMfaBody { phone, code, phone_country_code } = request.body()?;
    let kind = Contact::phone(phone_country_code.as_deref())?;
    ok(log_in_with_sent(stores, request.bearer(), &kind, &phone, &code)?)
}

pub fn verify_email(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let VerifyAppEmailMfaBody { email, code } = request.body()?;
    ok(log_in_with_sent(stores, request.bearer(), &Contact::Email, &email.to_lowercase(), &code)?)
}

/// Logs in with a code that was sent to the account's address. An account without an address gets this one. For any other
/// account a different address is refused: otherwise anybody could answer with a phone of their own.
pub fn log_in_with_sent(
    stores: &mut Stores,
    token: Option<&str>,
    kind: &Contact,
    address: &str,
    code: &Secret,
) -> Result<User, Refusal> {
    let id = stores.waiting(token)?;
    let policy = kind.policy();
    stores.mfa.accepts(&policy)?;
    let user = &stores.accounts.require(&id)?.user;
    let bound = kind.full_of(user).map(|bound| bound.into_owned());
    if bound.is_some() && !kind.is_of(user, address) {
        return Err(kind.mismatch());
    }
    if bound.is_none() {
        stores.has_no_other_factor(&id, &policy)?;
    }
    match bound {
        Some(bound) => stores.messages.use_code(&bound, kind.factor_scenes(), code.expose(), stores.clock.now())?,
        None => stores.set_contact(&id, kind, (address, code.expose()), kind.factor_scenes())?,
    }
    stores.log_in(&id)
}

/// An address can be bound if no other account has it.
pub fn bindable(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let id = stores.waiting(request.bearer())?;
    let PhoneOrEmailBindableBody { phone, email } = request.body()?;
    if phone.is_none() && email.is_none() {
        return Err(Refusal::bad_request("neither a phone number nor a mail address is asked about"));
    }
    let email = email.map(|email| email.to_lowercase());
    let asked_about = [(Contact::Phone(None), phone), (Contact::Email, email)];
    ok(!asked_about
        .iter()
        .any(|(kind, given)| given.as_ref().is_some_and(|given| stores.accounts.is_taken(kind.key(), given, &id))))
}

/// Binds a face. Both pictures have to be uploaded; the sandbox does not compare them.
pub fn associate_face(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let id = stores.may_bind_factor(request.bearer(), &MfaPolicy::FACE)?;
    let AssociateFaceBody { photo_a, photo_b, is_external } = request.body()?;
    let external = is_external == Some(true);
    let there = |stores: &Stores, photo: &str| !photo.is_empty() && (external || stores.files.contains(photo));
    if !there(stores, &photo_a) {
        return Err(Refusal::new(ErrorCode::FACE_PHOTO_MISSING, "the first picture was not uploaded"));
    }
    if !there(stores, &photo_b) {
        return Err(Refusal::new(ErrorCode::FACE_COMPARISON_IMAGE_MISSING, "the second picture was not uploaded"));
    }
    let strangers = stores.mfa.fail_face_checks;
    let account = stores.accounts.require(&id)?;
    if account.user.email.is_none() && account.user.phone.is_none() {
        return Err(Refusal::new(ErrorCode::FACE_BINDING_NEEDS_CONTACT, "the account has neither email nor phone"));
    }
    if account.details.face.is_some() {
        return Err(Refusal::new(ErrorCode::FACE_ALREADY_BOUND, "the account has a face already"));
    }
    if strangers {
        return Err(Refusal::new(ErrorCode::FACE_BINDING_FAILED, "the pictures show different faces"));
    }
    account.details.face = Some(photo_a);
    ok(&account.user)
}

pub fn verify_face(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let id = stores.waiting(request.bearer())?;
    stores.mfa.accepts(&MfaPolicy::FACE)?;
    let VerifyFaceMfaBody { photo } = request.body()?;
    if photo.is_empty() || !(photo.contains("://") || stores.files.contains(&photo)) {
        return Err(Refusal::new(ErrorCode::FACE_PHOTO_MISSING, "the picture was not uploaded"));
    }
    if stores.accounts.require(&id)?.details.face.is_none() || stores.mfa.fail_face_checks {
        return Err(Refusal::new(ErrorCode::FACE_CHECK_FAILED, "this is another face"));
    }
    ok(stores.log_in(&id)?)
}

/// Some SDKs name no type, and mean the only one.
fn known_type(name: Option<&str>) -> Result<(), Refusal> {
    match name.is_none_or(|name| name == TOTP) {
        true => Ok(()),
        false => Err(Refusal::bad_request("the sandbox has authenticators of the type totp only")),
    }
}
