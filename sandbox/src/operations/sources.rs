//! Identity sources: the identities that are linked to a user, and the connections of the application. The providers are stubs:
//! opening the page that links an identity links one.

use authing_wxapp::{
    __contract::types::{Done, LinkUrl, StartInteractionBody, UnlinkExtIdpBody},
    ErrorCode, IdentityProvider,
};
use serde_json::{Value, json};

use crate::{
    APP_ID, USER_POOL_ID,
    domain::{
        accounts::{Account, WECHAT_SOURCE, wechat::has_wechat},
        application::ClientAuth,
        refusal::{Refusal, UNKNOWN_APPLICATION},
    },
    http::{
        ApiRequest,
        reply::{Answer, ok},
    },
    operations::guard,
    stores::Stores,
};

fn check_app(id: Option<&str>) -> Result<(), Refusal> {
    match id {
        Some(APP_ID) => Ok(()),
        _ => Err(Refusal::new(ErrorCode::APP_NOT_FOUND, UNKNOWN_APPLICATION)),
    }
}

/// The address of the page on which the user links an identity.
pub fn link_url(stores: &mut Stores, request: &ApiRequest) -> Answer {
    check_app(Some(request.query("app_id")))?;
    let user = stores.claims_of_v3(Some(request.query("id_token")))?.sub;
    let connection = request.query("ext_idp_conn_identifier").to_owned();
    let application = &stores.application;
    if !application.social_connections.is_empty() && application.social_connection(&connection).is_none() {
        return Err(Refusal::bad_request("the application has no such connection"));
    }
    let ticket = stores.rng.token();
    let url = format!("{}/api/v3/link-extidp?ticket={ticket}", stores.url());
    stores.identity_links.add(&ticket, user, connection, stores.clock.now());
    ok(LinkUrl { url })
}

pub fn unlink(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let UnlinkExtIdpBody { ext_idp_id } = request.body()?;
    let account = stores.account_of_v3(request.bearer())?;
    if ext_idp_id == WECHAT_SOURCE && has_wechat(&account.user) {
        account.change(Account::forget_wechat)?;
        return ok(Done { success: Some(true) });
    }
    let linked = &mut account.linked;
    let before = linked.len();
    linked.retain(|identity| identity.ext_idp_id.as_ref() != Some(&ext_idp_id));
    match linked.len() < before {
        true => ok(Done { success: Some(true) }),
        false => Err(Refusal::bad_request("no identity of this source is linked to the user")),
    }
}

pub fn identities(stores: &mut Stores, request: &ApiRequest) -> Answer {
    ok(stores.account_of_v3(request.bearer())?.linked_identities())
}

pub fn public_config(stores: &mut Stores, request: &ApiRequest) -> Answer {
    check_app(request.path.get("appId").map(String::as_str))?;
    let form = guard::login_form(stores)?;
    let application = &stores.application;
    let mut config = json!({
        "id": APP_ID,
        "name": "Sandbox",
        "userPoolId": USER_POOL_ID,
        "requestHostname": stores.url(),
        "eventSocket": stores.url().replacen("http", "ws", 1),
        "redirectUris": application.redirect_uris,
        "protocol": "oidc",
        "oidcConfig": {
            "client_id": APP_ID,
            "redirect_uris": application.redirect_uris,
            "grant_types": ["authorization_code", "implicit", "refresh_token"],
            "response_types": ["code", "id_token token"],
            "id_token_signed_response_alg": application.signature,
            "token_endpoint_auth_method": application.client_auth.unwrap_or(ClientAuth::ClientSecretPost),
        },
        "socialConnections": application.social_connections,
        "identityProviders": application.identity_providers.iter().map(|one| describe(stores.url(), one)).collect::<Vec<_>>(),
    });
    if let (Some(config), Value::Object(form)) = (config.as_object_mut(), form) {
        config.extend(form);
    }
    ok(config)
}

/// An enterprise connection in the form of the service. A connection without a login page has that of the sandbox.
fn describe(url: &str, provider: &IdentityProvider) -> Value {
    let mut described = json!(provider);
    let mut config = described["config"].as_object().cloned().unwrap_or_default();
    let page = match described["protocol"].as_str().unwrap_or_default() {
        // The service misspells this name.
        "oidc" => "authorizationEdpoint",
        "saml" => "samlRequest",
        "cas" => "casConnectionLoginUrl",
        "oauth" => "authUrl",
        "azure-ad" => "authorizationUrl",
        _ => return described,
    };
    let known = config.remove("authorizationEndpoint").or_else(|| config.remove(page));
    let stub = || format!("{url}/connections/enterprise/{}", provider.identifier).into();
    config.insert(page.into(), known.unwrap_or_else(stub));
    described["config"] = config.into();
    described
}

/// Announces a login at a provider. The providers of the sandbox do not need the announcement.
pub fn start_interaction(_: &mut Stores, request: &ApiRequest) -> Answer {
    let body: StartInteractionBody = request.body()?;
    check_app(Some(&body.app_id))?;
    match body.user_pool_id == USER_POOL_ID {
        true => ok(json!({})),
        false => Err(Refusal::bad_request("the user pool does not exist")),
    }
}
