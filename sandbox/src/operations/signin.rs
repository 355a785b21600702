//! Logins by any connection, which give the tokens of OIDC.

use authing_wxapp::{
    __contract::types::{PassCodePayload, PasswordPayload, SigninByCredentialsBody, SigninOptions},
    ErrorCode, PasswordEncryptType, Secret, SigninResponseType, SigninResult, TokenSet,
};

use crate::{
    APP_ID,
    domain::{
        accounts::Name,
        credentials::CAPTCHA,
        directories::Directory,
        oidc::{Grant, client::ClientCredentials},
        refusal::{Refusal, UNKNOWN_APPLICATION},
    },
    http::{
        ApiRequest,
        reply::{Answer, ok},
    },
    operations::{
        directory::by_directory,
        login::{CodeAddress, by_code},
    },
    stores::{Stores, login::PasswordLogin},
};

/// The scope of a sign-in that asks for none.
pub const SCOPE: &str = "openid profile";

pub fn signin_by_credentials(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let body: SigninByCredentialsBody = request.body()?;
    let options = body.options.unwrap_or_default();
    check_client(stores, request, body.client_id.as_deref(), body.client_secret.as_ref())?;
    // A code that goes to an unregistered address would let its owner log in.
    let code_to = match options.response_type == Some(SigninResponseType::CODE) {
        true => {
            let to = options.redirect_uri.clone();
            let to = to.ok_or_else(|| Refusal::bad_request("redirectUri is missing"))?;
            if let Some(bar) = stores.application.bar_to_return(&to) {
                return Err(Refusal::bad_request(bar.of("redirectUri")));
            }
            Some(to)
        }
        false => None,
    };
    let custom = stores.custom_fields.read_object(options.custom_data.clone())?;
    let found = match (body.connection.as_str(), body.password_payload, body.pass_code_payload) {
        ("PASSWORD", Some(payload), _) => by_password(stores, request, &payload, &options),
        ("PASSCODE", _, Some(payload)) => by_pass_code(stores, &payload, options.auto_register == Some(true)),
        (connection @ ("AD" | "LDAP"), ..) => {
            let (directory, payload) = match connection {
                "AD" => (Directory::Ad, body.ad_payload),
                _ => (Directory::Ldap, body.ldap_payload),
            };
            let payload = payload.ok_or_else(|| incomplete("the payload of the connection is missing"))?;
            let password = plain(stores, &payload.password, &options)?;
            by_directory(stores, directory, &payload.s_am_account_name, &password)
        }
        ("PASSWORD" | "PASSCODE", ..) => Err(incomplete("the payload of the connection is missing")),
        _ => Err(Refusal::bad_request("there is no such connection")),
    };
    let id = found.map_err(hidden)?;
    stores.set_custom_data(&id, custom, options.client_ip)?;
    stores.finish_login(&id)?;
    let scope = options.scope.unwrap_or_else(|| SCOPE.into());
    let grant = stores.grant(&id, scope, options.nonce);
    let result = match code_to {
        Some(to) => SigninResult { code: Some(stores.code(grant, to, None).into()), ..SigninResult::default() },
        None => tokens(stores, &grant)?,
    };
    ok(SigninResult { state: options.state, ..result })
}

/// Refuses a client that does not prove to be the application, by the method that its settings ask for. Clients may leave out the id,
/// which is in the header, too.
pub fn check_client(
    stores: &Stores,
    request: &ApiRequest,
    id: Option<&str>,
    secret: Option<&Secret>,
) -> Result<(), Refusal> {
    let id = id.filter(|id| !id.is_empty()).unwrap_or(APP_ID);
    if id != APP_ID {
        return Err(Refusal::new(ErrorCode::APP_NOT_FOUND, UNKNOWN_APPLICATION));
    }
    let secret = secret.filter(|secret| !secret.expose().is_empty());
    let credentials = ClientCredentials { authorization: request.header("authorization"), id: Some(id), secret };
    let checked = stores.application.authenticate(&credentials, false);
    checked.map(|_| ()).map_err(|refusal| Refusal::new(ErrorCode::FORBIDDEN, refusal.message))
}

/// The tokens of a sign-in.
pub fn tokens(stores: &mut Stores, grant: &Grant) -> Result<SigninResult, Refusal> {
    let TokenSet { access_token, id_token, refresh_token, token_type, expires_in, scope } = stores.tokens(grant)?;
    let access_token = Some(access_token);
    Ok(SigninResult { access_token, id_token, refresh_token, token_type, expires_in, scope, ..SigninResult::default() })
}

fn by_password(
    stores: &mut Stores,
    request: &ApiRequest,
    payload: &PasswordPayload,
    options: &SigninOptions,
) -> Result<String, Refusal> {
    let PasswordPayload { account, username, email, phone, password } = payload;
    let name = match (account, username, email, phone) {
        (Some(account), ..) => Name::Any(account),
        (_, Some(username), ..) => Name::Username(username),
        (_, _, Some(email), _) => Name::Email(email),
        (.., Some(phone)) => Name::Phone(phone),
        _ => return Err(incomplete("the payload names nobody")),
    };
    let password = plain(stores, password, options)?;
    let cookie = request.cookie(CAPTCHA);
    let picture = options.captcha_token.as_ref().map(Secret::expose).or(cookie.as_deref());
    stores.by_password(&PasswordLogin {
        name,
        password: &password,
        auto_register: options.auto_register == Some(true),
        captcha: (picture, options.captcha_code.as_deref()),
    })
}

fn by_pass_code(stores: &mut Stores, payload: &PassCodePayload, auto_register: bool) -> Result<String, Refusal> {
    let PassCodePayload { pass_code, email, phone, phone_country_code } = payload;
    match (email, phone) {
        (Some(email), None) => by_code(stores, &CodeAddress::Email(email), pass_code.expose(), auto_register),
        (None, Some(phone)) => {
            let address = CodeAddress::Phone { number: phone, country_code: phone_country_code.as_deref() };
            by_code(stores, &address, pass_code.expose(), auto_register)
        }
        _ => Err(incomplete("the payload must have either email or phone")),
    }
}

/// The password in plain text. It is only encrypted if the options say so.
fn plain(stores: &Stores, password: &Secret, options: &SigninOptions) -> Result<String, Refusal> {
    plain_text(stores, password.expose(), options.password_encrypt_type.as_ref())
}

/// A password in plain text, which is encrypted as `kind` says, by default not at all.
pub fn plain_text(stores: &Stores, text: &str, kind: Option<&PasswordEncryptType>) -> Result<String, Refusal> {
    match kind {
        None => Ok(text.into()),
        Some(kind) if *kind == PasswordEncryptType::NONE => Ok(text.into()),
        Some(kind) if *kind == PasswordEncryptType::RSA || *kind == PasswordEncryptType::SM2 => {
            stores.credentials.key_bits.decrypt(text)
        }
        Some(_) => Err(Refusal::bad_request("there is no such passwordEncryptType")),
    }
}

/// Hides whether the account or the password is wrong, as this version of the API does.
fn hidden(refusal: Refusal) -> Refusal {
    let wrong = [ErrorCode::USER_NOT_FOUND, ErrorCode::WRONG_PASSWORD, ErrorCode::OAUTH_LOGIN_REQUIRED];
    match wrong.iter().any(|code| code.get() == refusal.code()) {
        true => Refusal::new(ErrorCode::INVALID_CREDENTIALS, "the account does not exist, or its password is wrong"),
        false => refusal,
    }
}

fn incomplete(message: &str) -> Refusal {
    Refusal::new(ErrorCode::PARAMETERS_INCOMPLETE, message)
}
