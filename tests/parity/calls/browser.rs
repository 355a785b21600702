//! Social and enterprise logins. JavaScript opens the login page and receives the message of its window; with our
//! client the caller does both.

use std::sync::OnceLock;

use authing_wxapp::{AuthenticationClient, Error, LinkedIdentity, Protocol, SocialLoginBuilder};
use reqwest::Url;
use serde_json::{Map, Value, json};

use super::{custom_data, text};
use crate::{drive::json_of, hosts, model, record::Record};

pub const LOGINS: [&str; 2] = ["social.authorize", "enterprise.authorize"];
pub const IDENTITIES: [&str; 3] = ["social.generateLinkExtIdpUrl", "social.unlinkExtIdp", "social.getIdentities"];

/// The JSON Schema of the result of a method. For a link this is the URL.
pub fn result_of(method: &str) -> Option<&'static Value> {
    static SCHEMAS: OnceLock<[Value; 2]> = OnceLock::new();
    let [identities, link] = SCHEMAS.get_or_init(|| {
        let link = json!({ "type": "object", "properties": { "url": { "type": "string" } } });
        [schemars::schema_for!(Vec<LinkedIdentity>).into(), link]
    });
    match method {
        "social.getIdentities" => Some(identities),
        "social.generateLinkExtIdpUrl" => Some(link),
        _ => None,
    }
}

/// Whether the window message has another origin than the login.
pub fn is_forged(record: &Record) -> bool {
    LOGINS.contains(&record.method.as_str()) && record.get("topic") == "postmessage-origin"
}

/// Whether the URL of the page cannot be built, which is an error but not a failed call.
pub fn has_no_page(record: &Record) -> bool {
    record.method == "social.authorize" && text(record, 0).trim().is_empty()
}

/// The arguments that a callback of the window received.
pub fn callback_arguments<'a>(record: &'a Record, callback: &str) -> Option<&'a Value> {
    let calls = record.get("callbacks").as_array().into_iter().flatten();
    calls.into_iter().find(|call| call["callback"] == callback).map(|call| &call["args"])
}

pub async fn call(client: &AuthenticationClient, record: &Record) -> Option<Result<Value, Error>> {
    let social = client.social();
    match record.method.as_str() {
        "social.authorize" => {
            Some(log_in(client, record, social_page(client, record)?.build().map(|login| login.url)).await)
        }
        "enterprise.authorize" => {
            let mut page = client.enterprise().authorize_url(text(record, 0), text(record, 1));
            // The page that the browser was on.
            let noted = record.requests().iter().find_map(|request| request["body"]["json"]["referer"].as_str());
            if let Some(referer) = noted {
                page = page.referer(referer);
            }
            Some(log_in(client, record, page.await.map(|login| login.url)).await)
        }
        "social.generateLinkExtIdpUrl" => {
            let text = |name: &str| record.arg(0)[name].as_str().unwrap_or_default();
            let link = social.generate_link_ext_idp_url(text("extIdpConnIdentifier"), text("idToken")).await;
            json_of(link.map(|url| json!({ "url": url })))
        }
        "social.unlinkExtIdp" => {
            json_of(social.unlink_ext_idp(record.arg(0)["extIdpId"].as_str().unwrap_or_default()).await)
        }
        _ => json_of(social.get_identities().await),
    }
}

fn social_page(client: &AuthenticationClient, record: &Record) -> Option<SocialLoginBuilder> {
    let mut page = client.social().authorize_url(text(record, 0));
    let given = super::options(record, 1);
    for (name, value) in &given {
        page = match name.as_str() {
            "authorizationParams" => page.authorization_params(value.clone()),
            "context" => page.context(value.clone()),
            "withIdentities" => page.with_identities(value.as_bool()?),
            "withCustomData" => page.with_custom_data(value.as_bool()?),
            "protocol" => page.protocol(match value.as_str()? {
                "oidc" => Protocol::Oidc,
                "oauth" => Protocol::OAuth,
                "saml" => Protocol::Saml,
                "cas" => Protocol::Cas,
                _ => return None,
            }),
            "uuid" => page.uuid(value.as_str()?),
            "targetUrl" => page.target_url(value.as_str()?),
            "relayMethod" => page.relay_method(value.as_str()?),
            "guardVersion" => page.guard_version(value.as_str()?),
            // Options for opening the page, and those that are set below.
            "popup" | "position" | "onSuccess" | "onError" | "customData" => page,
            _ => return None,
        };
    }
    if let Some(data) = custom_data(&given) {
        page = page.custom_data(data);
    }
    // Inside WeChat the browser leaves the page instead of opening a window.
    let inside = record.get("browser")["navigated"].as_array().is_some_and(|pages| !pages.is_empty());
    Some(if inside { page.in_wechat() } else { page })
}

/// Opens the page and passes on the message of its window, if there is one.
async fn log_in(client: &AuthenticationClient, record: &Record, page: Result<String, Error>) -> Result<Value, Error> {
    let mut result = json!({ "page": address(&page?, (client.host(), hosts::host_of(record.get("options")).trim_end_matches('/'))) });
    let event = json!({ "source": "authing", "eventType": "socialLogin" });
    let message = match (callback_arguments(record, "onSuccess"), callback_arguments(record, "onError")) {
        (Some(args), _) => json!({ "code": 200, "message": "ok", "data": args[0], "event": event }),
        (None, Some(args)) => json!({ "code": args[0], "message": args[1], "data": args[2], "event": event }),
        (None, None) => return Ok(result),
    };
    let host = Url::parse(client.host()).expect("a host").origin().ascii_serialization();
    let origin = if is_forged(record) { "https://evil.example.com" } else { &host };
    result["user"] = json!(client.social().accept_message(origin, message.to_string()).await?);
    Ok(result)
}

/// The URL that the browser opened, and the user in the window message.
pub fn recorded(record: &Record) -> Value {
    let browser = record.get("browser");
    let opened = &browser["opened"][0];
    let page = [&opened["later"][0], &opened["url"], &browser["navigated"][0]];
    let page = page.into_iter().filter_map(Value::as_str).find(|page| !page.is_empty());
    let mut result = json!({ "page": page.map(|page| address(page, ("", ""))) });
    if let Some(args) = callback_arguments(record, "onSuccess") {
        result["user"] = model::user(&args[0]);
    }
    result
}

/// A URL as JSON: its target and its query. `instead` replaces the host.
fn address(page: &str, (host, instead): (&str, &str)) -> Value {
    let moved = |text: &str| if host.is_empty() { text.to_owned() } else { text.replace(host, instead) };
    let url = Url::parse(page).expect("an address");
    let query: Map<String, Value> =
        url.query_pairs().map(|(name, value)| (name.into_owned(), json!(moved(&value)))).collect();
    let mut plain = url.clone();
    plain.set_query(None);
    json!({ "at": moved(plain.as_str()), "query": query })
}

/// Whether a text matches the mark of a random value, such as `{random:20 of A-Za-z0-9}`.
pub fn is_random(mark: &str, text: &str) -> bool {
    let Some((length, class)) =
        mark.strip_prefix("{random:").and_then(|mark| mark.strip_suffix('}')).and_then(|mark| mark.split_once(" of "))
    else {
        return false;
    };
    let ends: Vec<char> = class.chars().collect();
    let ranges: Vec<(char, char)> = ends
        .split(|c| *c == '-')
        .collect::<Vec<_>>()
        .windows(2)
        .filter_map(|pair| Some((*pair[0].last()?, *pair[1].first()?)))
        .collect();
    let fits = |c: char| ranges.iter().any(|(from, to)| (*from..=*to).contains(&c));
    length.parse() == Ok(text.chars().count()) && text.chars().all(fits)
}
