//! Second factors: authenticators, recovery codes, codes that were sent, faces.

use authing_wxapp::{
    __contract::types::{
        AssociateFaceBody, AssociateMfaAuthenticatorBody, ConfirmMfaAuthenticatorBody, PhoneOrEmailBindableBody,
        VerifyAppEmailMfaBody, VerifyAppSmsMfaBody, VerifyFaceMfaBody, VerifyTotpMfaBody, VerifyTotpRecoveryCodeBody,
    },
    ErrorCode, MfaAssociation, MfaAuthenticator, MfaPolicy, Secret, TotpSource,
};
use axum::{Json, http::StatusCode, response::IntoResponse as _};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::{Value, json};

use crate::{
    domain::{contact::Contact, picture, refusal::Refusal, totp},
    http::{
        ApiRequest,
        reply::{Answer, Reply, ok},
    },
    state::{State, iso},
};

const TOTP: &str = "totp";

pub fn list_authenticators(state: &mut State, asked: &ApiRequest) -> Answer {
    let id = state.waiting_or_logged_in(asked.bearer())?;
    let source = TotpSource::from(asked.query("source"));
    let of_source = |it: &&MfaAuthenticator| {
        source.as_str().is_empty() || it.source.as_ref().unwrap_or(&TotpSource::SELF) == &source
    };
    let of_type = asked.query("type") == TOTP;
    let found = state.account(&id)?.details.authenticator.iter().filter(|_| of_type).filter(of_source);
    ok(found.collect::<Vec<_>>())
}

/// An authenticator that was not confirmed is replaced; a confirmed one has to be removed first.
pub fn associate_authenticator(state: &mut State, asked: &ApiRequest) -> Answer {
    let id = state.may_bind_factor(asked.bearer(), &MfaPolicy::OTP)?;
    let AssociateMfaAuthenticatorBody { authenticator_type, source } = asked.body()?;
    known_type(&authenticator_type)?;
    if state.account(&id)?.confirmed().is_some() {
        return Err(Refusal::new(ErrorCode::CONFLICT, "the account has an authenticator already"));
    }
    let key = [state.chance.key(), state.chance.key()].concat();
    let secret = totp::encode(&key[..20]);
    let (recovery, authenticator_id) = (state.recovery_code(), state.chance.id());
    let now = iso(state.clock.now());
    let account = state.account(&id)?;
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

/// A wrong code is HTTP 400 here, and nowhere else.
pub fn confirm_authenticator(state: &mut State, asked: &ApiRequest) -> Answer {
    let id = state.may_bind_factor(asked.bearer(), &MfaPolicy::OTP)?;
    let ConfirmMfaAuthenticatorBody { authenticator_type, totp: code, .. } = asked.body()?;
    known_type(&authenticator_type)?;
    let now = state.clock.now();
    let authenticator = state.account(&id)?.details.authenticator.as_mut();
    let fitting =
        authenticator.filter(|it| it.secret.as_ref().is_some_and(|it| totp::fits(it.expose(), code.expose(), now)));
    let Some(authenticator) = fitting else {
        let refusal = Refusal::bad_request("the code does not belong to an authenticator that waits for it");
        return Ok(Reply::Raw((StatusCode::BAD_REQUEST, refusal).into_response()));
    };
    authenticator.enable = Some(true);
    authenticator.updated_at = Some(iso(now));
    ok(Value::Null)
}

pub fn delete_authenticator(state: &mut State, asked: &ApiRequest) -> Answer {
    match state.account_of(asked.bearer())?.details.authenticator.take() {
        Some(_) => ok(Value::Null),
        None => Err(Refusal::new(ErrorCode::NOT_FOUND, "the account has no authenticator")),
    }
}

pub fn verify_totp(state: &mut State, asked: &ApiRequest) -> Answer {
    let id = state.waiting(asked.bearer())?;
    let VerifyTotpMfaBody { totp: code } = asked.body()?;
    if code.expose().is_empty() {
        return Err(Refusal::new(ErrorCode::TOTP_CODE_MISSING, "the code is missing"));
    }
    let now = state.clock.now();
    let secret = state.account(&id)?.confirmed().and_then(|authenticator| authenticator.secret.as_ref());
    match secret.is_some_and(|secret| totp::fits(secret.expose(), code.expose(), now)) {
        true => ok(state.log_in(&id)?),
        false => Err(Refusal::new(ErrorCode::TOTP_CODE_INCORRECT, "the code is wrong")),
    }
}

/// The code is spent, and the next one stands beside the user.
pub fn verify_recovery_code(state: &mut State, asked: &ApiRequest) -> Answer {
    let id = state.waiting(asked.bearer())?;
    let VerifyTotpRecoveryCodeBody { recovery_code } = asked.body()?;
    if recovery_code.expose().is_empty() {
        return Err(Refusal::new(ErrorCode::RECOVERY_CODE_MISSING, "the recovery code is missing"));
    }
    let known = state.account(&id)?.confirmed().and_then(|authenticator| authenticator.recovery_code.as_ref());
    if known.map(Secret::expose) != Some(recovery_code.expose()) {
        return Err(Refusal::new(ErrorCode::RECOVERY_CODE_INCORRECT, "the recovery code is wrong"));
    }
    let next = state.recovery_code();
    if let Some(authenticator) = &mut state.account(&id)?.details.authenticator {
        authenticator.recovery_code = Some(next.clone());
    }
    let user = state.log_in(&id)?;
    let reply = json!({ "code": 200, "message": "ok", "data": user, "recoveryCode": next });
    Ok(Reply::Raw(Json(reply).into_response()))
}

pub fn verify_sms(state: &mut State, asked: &ApiRequest) -> Answer {
    let VerifyAppSmsMfaBody { phone, code, phone_country_code } = asked.body()?;
    verify_sent(state, asked, &Contact::Phone(phone_country_code), &phone, &code)
}

pub fn verify_email(state: &mut State, asked: &ApiRequest) -> Answer {
    let VerifyAppEmailMfaBody { email, code } = asked.body()?;
    verify_sent(state, asked, &Contact::Email, &email.to_lowercase(), &code)
}

/// The address is the account's; one that has none gets it by this. Otherwise anybody could answer with a phone of their own.
fn verify_sent(state: &mut State, asked: &ApiRequest, kind: &Contact, address: &str, code: &Secret) -> Answer {
    let id = state.waiting(asked.bearer())?;
    let policy = kind.policy();
    state.takes_factor(&policy)?;
    let bound = kind.of(&state.account(&id)?.user).map(str::to_owned);
    if bound.as_deref().is_some_and(|bound| bound != address) {
        return Err(kind.mismatch());
    }
    if bound.is_none() {
        state.has_no_factor_besides(&id, &policy)?;
    }
    match bound {
        Some(_) => state.take_code(address, kind.factor_scenes(), code.expose())?,
        None => state.give_proved(&id, kind, (address, code), kind.factor_scenes())?,
    }
    ok(state.log_in(&id)?)
}

/// What no other account has can be bound.
pub fn bindable(state: &mut State, asked: &ApiRequest) -> Answer {
    let id = state.waiting(asked.bearer())?;
    let PhoneOrEmailBindableBody { phone, email } = asked.body()?;
    if phone.is_none() && email.is_none() {
        return Err(Refusal::bad_request("neither a phone number nor a mail address is asked about"));
    }
    let email = email.map(|email| email.to_lowercase());
    let asked_about = [(Contact::Phone(None), phone), (Contact::Email, email)];
    ok(!asked_about.iter().any(|(kind, given)| given.as_ref().is_some_and(|given| state.is_taken(&id, kind, given))))
}

/// Both pictures have to be there; what they show is scripted.
pub fn associate_face(state: &mut State, asked: &ApiRequest) -> Answer {
    let id = state.may_bind_factor(asked.bearer(), &MfaPolicy::FACE)?;
    let AssociateFaceBody { photo_a, photo_b, is_external } = asked.body()?;
    let external = is_external == Some(true);
    let there = |state: &State, photo: &str| !photo.is_empty() && (external || state.files.contains_key(photo));
    if !there(state, &photo_a) {
        return Err(Refusal::new(ErrorCode::FACE_PHOTO_MISSING, "the first picture was not uploaded"));
    }
    if !there(state, &photo_b) {
        return Err(Refusal::new(ErrorCode::FACE_COMPARISON_IMAGE_MISSING, "the second picture was not uploaded"));
    }
    let strangers = state.data.fail_face_checks;
    let account = state.account(&id)?;
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

pub fn verify_face(state: &mut State, asked: &ApiRequest) -> Answer {
    let id = state.waiting(asked.bearer())?;
    state.takes_factor(&MfaPolicy::FACE)?;
    let VerifyFaceMfaBody { photo } = asked.body()?;
    if photo.is_empty() || !(photo.contains("://") || state.files.contains_key(&photo)) {
        return Err(Refusal::new(ErrorCode::FACE_PHOTO_MISSING, "the picture was not uploaded"));
    }
    if state.account(&id)?.details.face.is_none() || state.data.fail_face_checks {
        return Err(Refusal::new(ErrorCode::FACE_CHECK_FAILED, "this is another face"));
    }
    ok(state.log_in(&id)?)
}

fn known_type(name: &str) -> Result<(), Refusal> {
    match name == TOTP {
        true => Ok(()),
        false => Err(Refusal::bad_request("the sandbox has authenticators of the type totp only")),
    }
}
