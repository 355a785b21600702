//! Calls for the user of the session.

use authing_wxapp::{AuthenticationClient, Change, DeletionProof, Error, request::v3::UpdateProfile};
use serde_json::Value;

use super::{given, text};
use crate::{drive::json_of, v3::record::Record};

pub async fn call(client: &AuthenticationClient, record: &Record) -> Option<Result<Value, Error>> {
    let v3 = client.v3();
    let arg = record.arg();
    let member = |name: &str| text(&arg[name]);
    match record.method.as_str() {
        "getUserInfo" | "getProfile" => {
            let mut request = v3.get_profile();
            if let Some(with) = arg["withCustomData"].as_bool() {
                request = request.with_custom_data(with);
            }
            if let Some(with) = arg["withIdentities"].as_bool() {
                request = request.with_identities(with);
            }
            if let Some(with) = arg["withDepartmentIds"].as_bool() {
                request = request.with_department_ids(with);
            }
            json_of(request.await)
        }
        "updateUserInfo" | "updateProfile" => json_of(update_profile(client, arg)?.await),
        "updateAvatar" => json_of(update_avatar(client, record).await),
        "bindWxByCode" | "bindPlatformByCode" => {
            // A code of the caller stands in the place of that of the platform, even if it is none.
            let code = if arg.get("code").is_some() { member("code") } else { record.platform_code() };
            json_of(v3.bind_wechat_mini_program(code).await)
        }
        "bindEmail" => json_of(v3.bind_email(member("email"), member("passCode")).await),
        "unbindEmail" => json_of(v3.unbind_email(member("passCode")).await),
        "bindPhone" => {
            let request = v3.bind_phone(member("phoneNumber"), member("passCode"));
            json_of(match given(&arg["phoneCountryCode"]) {
                Some(code) => request.phone_country_code(code).await,
                None => request.await,
            })
        }
        "unbindPhone" => json_of(v3.unbind_phone(member("passCode")).await),
        "updateEmailRequest" | "verifyUpdateEmailRequest" => {
            let payload = &arg["emailPassCodePayload"];
            let request =
                v3.verify_update_email_request(text(&payload["newEmail"]), text(&payload["newEmailPassCode"]));
            json_of(match payload["oldEmail"].is_null() && payload["oldEmailPassCode"].is_null() {
                true => request.await,
                false => request.old_email(text(&payload["oldEmail"]), text(&payload["oldEmailPassCode"])).await,
            })
        }
        "updateEmail" => json_of(v3.update_email(member("updateEmailToken")).await),
        "updatePhoneRequest" | "verifyUpdatePhoneRequest" => {
            json_of(update_phone(client, &arg["phonePassCodePayload"]).await)
        }
        "updatePhone" => json_of(v3.update_phone(member("updatePhoneToken")).await),
        "updatePassword" => {
            let request = v3.update_password(member("newPassword"));
            json_of(match arg["oldPassword"].as_str() {
                Some(old) => request.old_password(old).await,
                None => request.await,
            })
        }
        "deleteAccountRequest" | "verifyDeleteAccountRequest" => {
            json_of(v3.verify_delete_account_request(deletion_proof(arg)?).await)
        }
        "deleteAccount" => json_of(v3.delete_account(member("deleteAccountToken")).await),
        "getIdentities" => json_of(v3.get_identities().await),
        "unlinkExtIdp" => json_of(v3.unlink_ext_idp(member("extIdpId")).await),
        _ => None,
    }
}

async fn update_phone(client: &AuthenticationClient, payload: &Value) -> Result<Value, Error> {
    let member = |name: &str| text(&payload[name]);
    let mut request = client.v3().verify_update_phone_request(member("newPhoneNumber"), member("newPhonePassCode"));
    if let Some(code) = given(&payload["newPhoneCountryCode"]) {
        request = request.new_phone_country_code(code);
    }
    if !(payload["oldPhoneNumber"].is_null() && payload["oldPhonePassCode"].is_null()) {
        request = request.old_phone(member("oldPhoneNumber"), member("oldPhonePassCode"));
    }
    if let Some(code) = given(&payload["oldPhoneCountryCode"]) {
        request = request.old_phone_country_code(code);
    }
    request.await.map(|token| serde_json::json!(token))
}

/// What proves the will to delete the account; the form follows from the payload, or else from the name of the proof.
fn deletion_proof(arg: &Value) -> Option<DeletionProof> {
    let (phone, email) = (&arg["phonePassCodePayload"], &arg["emailPassCodePayload"]);
    match arg["verifyMethod"].as_str().unwrap_or_default() {
        "EMAIL_PASSCODE" => Some(DeletionProof::email_code(text(&email["email"]), text(&email["passCode"]))),
        "PASSWORD" => Some(DeletionProof::password(text(&arg["passwordPayload"]["password"]))),
        _ => Some(DeletionProof::PhoneCode {
            phone: text(&phone["phoneNumber"]),
            phone_country_code: given(&phone["phoneCountryCode"]).map(str::to_owned),
            code: text(&phone["passCode"]).into(),
        }),
    }
}

type Setter = fn(UpdateProfile, Change<String>) -> UpdateProfile;

/// The setter of a member of the profile.
fn setter(name: &str) -> Option<Setter> {
    macro_rules! setters {
        ($($wire:literal => $rust:ident),* $(,)?) => {
            match name {
                $($wire => Some(UpdateProfile::$rust as Setter),)*
                _ => None,
            }
        };
    }
    setters! {
        "name" => name, "nickname" => nickname, "photo" => photo, "externalId" => external_id, "birthdate" => birthdate,
        "country" => country, "province" => province, "city" => city, "address" => address,
        "streetAddress" => street_address, "postalCode" => postal_code, "gender" => gender, "username" => username,
        "company" => company,
    }
}

/// The update with the members of the argument. A member that our types do not have is left out.
fn update_profile(client: &AuthenticationClient, arg: &Value) -> Option<UpdateProfile> {
    let mut update = client.v3().update_profile();
    for (name, value) in arg.as_object().into_iter().flatten() {
        update = match (setter(name), value) {
            (Some(set), Value::String(text)) => set(update, Change::Set(text.clone())),
            (None, Value::String(number)) if name == "identityNumber" => update.identity_number(number.as_str()),
            (None, Value::Object(data)) if name == "customData" => {
                let fields = data.iter().map(|(key, value)| (key.clone(), value.clone()));
                update.custom_data(fields.collect::<Vec<_>>())
            }
            // A value that was left out is null in the record, too, and clears nothing.
            _ => update,
        };
    }
    Some(update)
}

async fn update_avatar(client: &AuthenticationClient, record: &Record) -> Result<Value, Error> {
    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
    let part = record.requests().first().map(|request| &request["body"]["parts"][0]).unwrap_or(&Value::Null);
    let folder = tempfile::tempdir().expect("a folder can be made");
    let path = folder.path().join(part["fileName"].as_str().unwrap_or("avatar.png"));
    // Without a choice there is no file.
    if record.get("platform")["chosen"].is_null() {
        std::fs::write(&path, PNG).expect("a file can be written");
    }
    client.v3().update_avatar(path).await.map(|profile| serde_json::json!(profile))
}
