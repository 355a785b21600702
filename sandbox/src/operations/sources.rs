//! Identity sources: what is linked to a user, and what an application is connected with. The providers themselves are stubs:
//! whoever opens the page to link an identity has linked one.

use authing_wxapp::{
    __contract::types::{Done, LinkUrl, StartInteractionBody, UnlinkExtIdpBody},
    ErrorCode, IdentityProvider, LinkedIdentity, SocialProvider,
};
use serde_json::{Value, json};

use crate::{
    APP_ID, USER_POOL_ID,
    domain::refusal::Refusal,
    http::{
        ApiRequest,
        reply::{Answer, ok},
    },
    state::State,
};

fn check_app(id: Option<&str>) -> Result<(), Refusal> {
    match id {
        Some(APP_ID) => Ok(()),
        _ => Err(Refusal::new(ErrorCode::APP_NOT_FOUND, "the application does not exist")),
    }
}

/// The page on which the user links an identity.
pub fn link_url(state: &mut State, asked: &ApiRequest) -> Answer {
    check_app(Some(asked.query("app_id")))?;
    let user = state.claims(Some(asked.query("id_token")))?.sub;
    let connection = asked.query("ext_idp_conn_identifier").to_owned();
    let known = &state.data.application.social_connections;
    if !known.is_empty() && !known.iter().any(|one| one.identifier.as_ref() == Some(&connection)) {
        return Err(Refusal::bad_request("the application has no such connection"));
    }
    let ticket = state.chance.text();
    let url = format!("{}/api/v3/link-extidp?ticket={ticket}", state.url);
    state.links.insert(ticket, (user, connection));
    ok(LinkUrl { url })
}

impl State {
    /// That page, opened: the identity is linked.
    pub fn link_identity(&mut self, ticket: &str) -> Result<(), Refusal> {
        let stale = || Refusal::oauth("invalid_request", "the link is used or unknown");
        let (user, connection) = self.links.remove(ticket).ok_or_else(stale)?;
        let known = self.data.application.social_connections.iter();
        let known = known.clone().find(|one| one.identifier.as_ref() == Some(&connection));
        let provider = known.and_then(|one| one.provider.clone());
        let provider = provider.unwrap_or_else(|| SocialProvider::from(connection.clone()));
        let (id, source) = (self.chance.id(), self.chance.id());
        let identity = LinkedIdentity {
            identity_id: Some(id.clone()),
            ext_idp_id: Some(source),
            provider: Some(provider),
            type_: Some("openid".into()),
            user_id_in_idp: Some(format!("stub-{id}")),
            origin_conn_ids: Some(vec![connection]),
            ..LinkedIdentity::default()
        };
        self.account(&user)?.linked.push(identity);
        Ok(())
    }
}

pub fn unlink(state: &mut State, asked: &ApiRequest) -> Answer {
    let UnlinkExtIdpBody { ext_idp_id } = asked.body()?;
    let linked = &mut state.account_of(asked.bearer())?.linked;
    let before = linked.len();
    linked.retain(|identity| identity.ext_idp_id.as_ref() != Some(&ext_idp_id));
    match linked.len() < before {
        true => ok(Done { success: Some(true) }),
        false => Err(Refusal::bad_request("no identity of this source is linked to the user")),
    }
}

pub fn identities(state: &mut State, asked: &ApiRequest) -> Answer {
    ok(&state.account_of(asked.bearer())?.linked)
}

pub fn public_config(state: &mut State, asked: &ApiRequest) -> Answer {
    check_app(asked.path.get("appId").map(String::as_str))?;
    let application = &state.data.application;
    ok(json!({
        "id": APP_ID,
        "name": "Sandbox",
        "userPoolId": USER_POOL_ID,
        "requestHostname": state.url,
        "eventSocket": state.url.replacen("http", "ws", 1),
        "redirectUris": application.redirect_uris,
        "protocol": "oidc",
        "socialConnections": application.social_connections,
        "identityProviders": application.identity_providers.iter().map(|one| told(&state.url, one)).collect::<Vec<_>>(),
    }))
}

/// An enterprise connection as the service tells it. One without a page of its own has that of the sandbox.
fn told(url: &str, provider: &IdentityProvider) -> Value {
    let mut told = json!(provider);
    let mut config = told["config"].as_object().cloned().unwrap_or_default();
    let page = match told["protocol"].as_str().unwrap_or_default() {
        // The service writes it like this.
        "oidc" => "authorizationEdpoint",
        "saml" => "samlRequest",
        "cas" => "casConnectionLoginUrl",
        "oauth" => "authUrl",
        "azure-ad" => "authorizationUrl",
        _ => return told,
    };
    let known = config.remove("authorizationEndpoint").or_else(|| config.remove(page));
    let stub = || format!("{url}/connections/enterprise/{}", provider.identifier).into();
    config.insert(page.into(), known.unwrap_or_else(stub));
    told["config"] = config.into();
    told
}

/// Notes that somebody goes to log in at a provider. The provider would ask for it; here nobody does.
pub fn start_interaction(_: &mut State, asked: &ApiRequest) -> Answer {
    let body: StartInteractionBody = asked.body()?;
    check_app(Some(&body.app_id))?;
    match body.user_pool_id == USER_POOL_ID {
        true => ok(json!({})),
        false => Err(Refusal::bad_request("the user pool does not exist")),
    }
}
