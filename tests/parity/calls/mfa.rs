//! Second factors: the recorded calls, their arguments and their results.

use std::sync::OnceLock;

use authing_wxapp::{AuthenticationClient, Error, MfaAssociation, MfaAuthenticator, Picture};
use serde_json::{Value, json};

use super::{chain, options};
use crate::{
    drive::json_of,
    model,
    record::{Record, is_falsy},
};

/// Methods that complete a login.
pub const VERIFICATIONS: [&str; 5] = [
    "mfa.verifyTotpMfa",
    "mfa.verifyTotpRecoveryCode",
    "mfa.verifyAppSmsMfa",
    "mfa.verifyAppEmailMfa",
    "mfa.verifyFaceMfa",
];

/// Methods that upload pictures of a face. For our client the file of a browser's input is an argument too.
pub const PICTURES: [&str; 2] = ["mfa.associateFaceByLocalFile", "mfa.associateFaceByBlob"];

/// Methods without a result.
pub const WITHOUT_RESULT: [&str; 2] = ["mfa.confirmAssosicateMfaAuthenticator", "mfa.deleteMfaAuthenticator"];

const OTHERS: [&str; 4] = [
    "mfa.getMfaAuthenticators",
    "mfa.assosicateMfaAuthenticator",
    "mfa.phoneOrEmailBindable",
    "mfa.associateFaceByUrl",
];

pub fn knows(method: &str) -> bool {
    [&VERIFICATIONS[..], &PICTURES, &WITHOUT_RESULT, &OTHERS].concat().contains(&method)
}

/// Whether a call binds a face.
pub fn binds_a_face(method: &str) -> bool {
    PICTURES.contains(&method) || method == "mfa.associateFaceByUrl"
}

/// Whether a call requires an MFA token, and not a session.
pub fn requires_mfa_token(method: &str) -> bool {
    VERIFICATIONS.contains(&method) || method == "mfa.phoneOrEmailBindable"
}

/// The MFA token among the arguments.
pub fn mfa_token(record: &Record) -> Option<&str> {
    let given = match record.method.as_str() {
        "mfa.verifyFaceMfa" => record.arg(1),
        "mfa.associateFaceByLocalFile" => record.arg(0),
        method if knows(method) => &record.arg(0)["mfaToken"],
        _ => return None,
    };
    given.as_str().filter(|token| !token.is_empty())
}

/// Whether a call lacks an argument besides the MFA token.
pub fn lacks_an_argument(record: &Record) -> bool {
    let missing = |name: &str| is_falsy(&record.arg(0)[name]);
    match record.method.as_str() {
        "mfa.confirmAssosicateMfaAuthenticator" | "mfa.verifyTotpMfa" => missing("totp"),
        "mfa.verifyTotpRecoveryCode" => missing("recoveryCode"),
        "mfa.verifyAppSmsMfa" => missing("phone") || missing("code"),
        "mfa.verifyAppEmailMfa" => missing("email") || missing("code"),
        "mfa.phoneOrEmailBindable" => missing("phone") && missing("email"),
        "mfa.associateFaceByUrl" => missing("baseFace") && missing("photoA"),
        "mfa.associateFaceByBlob" => missing("baseFace") && missing("blobA"),
        "mfa.verifyFaceMfa" => is_falsy(record.arg(0)),
        _ => false,
    }
}

/// Whether a call has neither a session nor an MFA token, but all other arguments.
pub fn lacks_a_session(record: &Record, stored: &Value) -> bool {
    let whole = !lacks_an_argument(record) && !requires_mfa_token(&record.method);
    knows(&record.method) && whole && mfa_token(record).is_none() && stored.is_null()
}

/// The JSON Schema of the result of a call.
pub fn result_of(method: &str) -> Option<&'static Value> {
    static SCHEMAS: OnceLock<[Value; 2]> = OnceLock::new();
    let [list, association] = SCHEMAS.get_or_init(|| {
        [schemars::schema_for!(Vec<MfaAuthenticator>), schemars::schema_for!(MfaAssociation)].map(Value::from)
    });
    match method {
        "mfa.getMfaAuthenticators" => Some(list),
        "mfa.assosicateMfaAuthenticator" => Some(association),
        method if VERIFICATIONS.contains(&method) || binds_a_face(method) => model::result_of("getCurrentUser"),
        _ => None,
    }
}

/// Whether the payload of a success has the required members.
pub fn is_complete(request: &Value, data: &Value) -> bool {
    let id = data["id"].is_string();
    match request["path"].as_str().unwrap_or_default() {
        _ if request["method"] == "DELETE" => true,
        path if path.ends_with("/mfa/authenticator") => data.is_array() || data.is_null(),
        path if path.ends_with("/mfa/totp/associate") => data["secret"].is_string(),
        path if path.ends_with("/mfa/check") => data.is_boolean(),
        path if path.ends_with("/face/associate") => id,
        path if path.ends_with("/verify") || path.ends_with("/recovery") => {
            id && data["token"].as_str().is_some_and(|token| !token.is_empty())
        }
        _ => true,
    }
}

pub async fn call(client: &AuthenticationClient, record: &Record) -> Option<Result<Value, Error>> {
    let (mfa, given) = (client.mfa(), options(record, 0));
    let text = |name: &str| record.arg(0)[name].as_str().unwrap_or_default();
    let token = mfa_token(record);
    /// Adds the MFA token, if there is one.
    macro_rules! with_token {
        ($request:expr) => {{
            let request = $request;
            json_of(if let Some(token) = token { request.mfa_token(token) } else { request }.await)
        }};
    }
    match record.method.as_str() {
        "mfa.getMfaAuthenticators" => json_of(
            chain!(mfa.get_mfa_authenticators(), given, {
                "type" => authenticator_type(text), "source" => source(text), "mfaToken" => mfa_token(text),
            })
            .await,
        ),
        "mfa.assosicateMfaAuthenticator" => json_of(
            chain!(mfa.associate_mfa_authenticator(), given, {
                "authenticatorType" => authenticator_type(text), "source" => source(text), "mfaToken" => mfa_token(text),
            })
            .await,
        ),
        "mfa.confirmAssosicateMfaAuthenticator" => {
            let mut given = given;
            given.remove("totp");
            json_of(
                chain!(mfa.confirm_associate_mfa_authenticator(text("totp")), given, {
                    "authenticatorType" => authenticator_type(text), "source" => source(text),
                    "mfaToken" => mfa_token(text),
                })
                .await,
            )
        }
        "mfa.deleteMfaAuthenticator" => json_of(mfa.delete_mfa_authenticator().await),
        "mfa.verifyTotpMfa" => json_of(mfa.verify_totp_mfa(text("totp"), token.unwrap_or_default()).await),
        "mfa.verifyTotpRecoveryCode" => {
            let recovered = mfa.verify_totp_recovery_code(text("recoveryCode"), token.unwrap_or_default()).await;
            json_of(recovered.map(|recovered| recovered.user))
        }
        "mfa.verifyAppSmsMfa" => {
            let verify = mfa.verify_app_sms_mfa(text("phone"), text("code"), token.unwrap_or_default());
            json_of(match record.arg(0)["phoneCountryCode"].as_str() {
                Some(country) => verify.phone_country_code(country).await,
                None => verify.await,
            })
        }
        "mfa.verifyAppEmailMfa" => {
            json_of(mfa.verify_app_email_mfa(text("email"), text("code"), token.unwrap_or_default()).await)
        }
        "mfa.phoneOrEmailBindable" => {
            let mut given = given;
            given.remove("mfaToken");
            let request = mfa.phone_or_email_bindable(token.unwrap_or_default());
            json_of(chain!(request, given, { "phone" => phone(text), "email" => email(text) }).await)
        }
        "mfa.associateFaceByUrl" => {
            let either = |new: &str, old: &str| record.arg(0)[new].as_str().or(record.arg(0)[old].as_str());
            let bind = mfa.associate_face_by_url(either("baseFace", "photoA").unwrap_or_default());
            with_token!(if let Some(face) = either("compareFace", "photoB") { bind.compare_face(face) } else { bind })
        }
        "mfa.associateFaceByLocalFile" => with_token!(mfa.associate_face_by_picture(picture(record, 0))),
        "mfa.associateFaceByBlob" => {
            let bind = mfa.associate_face_by_picture(picture(record, 0));
            let two = ["compareFace", "blobB"].iter().any(|name| !record.arg(0)[*name].is_null());
            with_token!(if two { bind.compare_face(picture(record, 1)) } else { bind })
        }
        "mfa.verifyFaceMfa" => {
            let photo = record.arg(0).as_str().unwrap_or_default();
            json_of(mfa.verify_face_mfa(photo, token.unwrap_or_default()).await)
        }
        _ => None,
    }
}

/// The picture that a recorded request uploaded, or any picture if JavaScript did not upload one.
fn picture(record: &Record, request: usize) -> Picture {
    let part = record.requests().get(request).map_or(json!(null), |request| request["body"]["parts"][0].clone());
    let size = part["size"].as_u64().and_then(|size| usize::try_from(size).ok()).unwrap_or(8);
    Picture::bytes(vec![0; size])
        .file_name(part["fileName"].as_str().unwrap_or("personal.jpeg"))
        .content_type(part["contentType"].as_str().unwrap_or("image/jpeg"))
}
