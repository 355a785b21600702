//! What clients leave out. The contract names at `x-source` who leaves out which part, and each of these is left out here; null
//! stands for what is left out in every request.

use std::{collections::BTreeSet, fs};

use authing_sandbox::{APP_ID, APP_SECRET, Sandbox};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Map, Value, json};

const PASSWORD: &str = "analytical";
const SERVICE: &str = "https%3A%2F%2Fapp.example.com%2F";

/// The contract as one document.
fn contract() -> Value {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../generated/openapi.json");
    serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap()
}

struct World {
    sandbox: Sandbox,
    http: Client,
    /// The token of Ada.
    token: String,
}

impl World {
    async fn start() -> Self {
        let ada =
            json!({ "username": "ada", "email": "ada@example.com", "phone": "17612346754", "password": PASSWORD });
        let seed = json!({ "users": [ada], "passwordKeyBits": 1024 });
        let sandbox = Sandbox::builder().seed(seed).start().await.unwrap();
        let user = sandbox.client().login_by_username("ada", PASSWORD).await.unwrap();
        let http = Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { sandbox, http, token: user.token.unwrap().expose().to_owned() }
    }

    fn request(&self, method: &Method, path: &str) -> RequestBuilder {
        self.http.request(method.clone(), self.sandbox.url() + path)
    }

    /// A request of Guard: its token has no scheme.
    fn of_guard(&self, method: &Method, path: &str) -> RequestBuilder {
        self.request(method, path).header("x-authing-app-id", APP_ID).header("authorization", &self.token)
    }

    fn form(&self, form: &str) -> RequestBuilder {
        let request = self.request(&Method::POST, "/oidc/token").header("x-authing-app-id", APP_ID);
        request.header("content-type", "application/x-www-form-urlencoded").body(form.to_owned())
    }

    async fn refresh_token(&self) -> String {
        let form = format!(
            "grant_type=http%3A%2F%2Fauthing.cn%2Foidc%2Fgrant_type%2Fauthing_token&token={}&redirect_uri={SERVICE}\
             &scope=openid%20offline_access&client_id={APP_ID}&client_secret={APP_SECRET}",
            self.token
        );
        json_of(self.form(&form)).await["refresh_token"].as_str().unwrap().to_owned()
    }

    /// Sends the request of a client that leaves this part out, and says whether it got what it asked for.
    async fn does_without(&self, part: &str) -> Option<bool> {
        let (get, post) = (&Method::GET, &Method::POST);
        let code = async |request: RequestBuilder| json_of(request).await["code"] == 200;
        Some(match part {
            "listMfaAuthenticators type" => {
                code(self.of_guard(get, "/api/v2/mfa/authenticator?source=APPLICATION")).await
            }
            "AssociateMfaAuthenticatorBody authenticator_type" | "mfa" => {
                let request = self.of_guard(post, "/api/v2/mfa/totp/associate");
                code(request.json(&json!({ "source": "APPLICATION" }))).await
            }
            "bearer" => code(self.of_guard(get, "/api/v2/users/me")).await,
            "logoutCurrent appId" | "logoutCurrent deviceId" => code(self.request(get, "/logout")).await,
            "PublishEventBody source" => {
                let event = json!({ "eventType": "order.created", "eventData": "{}" });
                json_of(self.of_guard(post, "/api/v3/pub-userEvent").json(&event)).await["statusCode"] == 200
            }
            "validateTicketV2 format" => {
                let login =
                    self.request(get, &format!("/cas-idp/{APP_ID}/login?service={SERVICE}")).send().await.unwrap();
                let ticket = login.headers()["location"].to_str().unwrap().split_once("ticket=").unwrap().1.to_owned();
                let path = format!("/cas-idp/{APP_ID}/serviceValidate?service={SERVICE}&ticket={ticket}");
                self.request(get, &path).send().await.unwrap().text().await.unwrap().contains("authenticationSuccess")
            }
            "TokenForm client_id" => {
                let token = self.refresh_token().await;
                let form = format!("grant_type=refresh_token&redirect_uri=&refresh_token={token}");
                json_of(self.form(&form)).await["access_token"].is_string()
            }
            "TokenForm redirect_uri" => {
                let token = self.refresh_token().await;
                let client = format!("client_id={APP_ID}&client_secret={APP_SECRET}");
                let form = format!("grant_type=refresh_token&refresh_token={token}&{client}");
                json_of(self.form(&form)).await["access_token"].is_string()
            }
            _ => return None,
        })
    }
}

async fn json_of(request: RequestBuilder) -> Value {
    request.send().await.unwrap().json().await.unwrap()
}

#[tokio::test]
async fn the_sandbox_does_without_what_a_client_leaves_out() {
    let parts = left_out(&contract());
    assert!(parts.len() > 5, "{parts:?}");
    for part in parts {
        let world = World::start().await;
        let done = world.does_without(&part).await;
        assert_eq!(done, Some(true), "{part}: None is a part that no request here leaves out; write one");
    }
}

/// The parts that the contract marks.
fn left_out(contract: &Value) -> BTreeSet<String> {
    let mut parts = BTreeSet::new();
    let marked = |node: &Value| node["x-source"].is_string();
    let mut add = |of: &str, name: &str| parts.insert(format!("{of} {name}").trim().to_owned());
    for (_, operation) in operations(contract) {
        for parameter in operation["parameters"].as_array().into_iter().flatten().filter(|one| marked(one)) {
            add(operation["operationId"].as_str().unwrap(), parameter["name"].as_str().unwrap());
        }
    }
    for (name, schema) in contract["components"]["schemas"].as_object().unwrap() {
        for (member, _) in schema["properties"].as_object().into_iter().flatten().filter(|(_, schema)| marked(schema)) {
            add(name, member);
        }
    }
    for (name, _) in contract["components"]["securitySchemes"].as_object().unwrap().iter().filter(|(_, it)| marked(it))
    {
        add("", name);
    }
    parts
}

/// The operations, each with its method and path.
fn operations(contract: &Value) -> impl Iterator<Item = ((&str, &str), &Value)> {
    let paths = contract["paths"].as_object().unwrap().iter();
    paths.flat_map(|(path, methods)| {
        methods
            .as_object()
            .unwrap()
            .iter()
            .map(move |(method, operation)| ((method.as_str(), path.as_str()), operation))
    })
}

#[tokio::test]
async fn null_is_read_as_what_is_left_out() {
    let contract = contract();
    let world = World::start().await;
    let mut sent = 0;
    for ((method, path), operation) in operations(&contract) {
        let Some(media) = operation["requestBody"]["content"].get("application/json") else { continue };
        let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
        for (place, body) in with_null(&contract, &media["schema"], &media["example"]) {
            let path = path.split('#').next().unwrap();
            let request = world.request(&method, path).header("x-authing-app-id", APP_ID);
            let reply = request.bearer_auth(&world.token).json(&body).send().await.unwrap().text().await.unwrap();
            let refused =
                ["does not fit the contract", "not what the contract says"].iter().find(|it| reply.contains(**it));
            assert_eq!(refused, None, "{} {place}: {body}: {reply}", operation["operationId"]);
            sent += 1;
        }
    }
    assert!(sent > 200, "only {sent} bodies were sent");
}

/// An example once with each of the optional members of its schema as null, wherever they are.
fn with_null(contract: &Value, schema: &Value, example: &Value) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    let schema = resolved(contract, schema);
    let (Some(members), Some(given)) = (schema["properties"].as_object(), example.as_object()) else { return found };
    let required: Vec<&str> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let with = |name: &str, value: Value| {
        let changed = Map::from_iter([(name.to_owned(), value)]);
        Value::Object(given.clone().into_iter().chain(changed).collect())
    };
    for (name, member) in members {
        if !required.contains(&name.as_str()) {
            found.push((name.clone(), with(name, Value::Null)));
        }
        if let Some(inner) = given.get(name) {
            let inner = with_null(contract, member, inner);
            found.extend(inner.into_iter().map(|(place, value)| (format!("{name}/{place}"), with(name, value))));
        }
    }
    found
}

/// The schema that a reference means.
fn resolved<'a>(contract: &'a Value, schema: &'a Value) -> &'a Value {
    let reference = schema["$ref"].as_str().or_else(|| schema["allOf"][0]["$ref"].as_str());
    reference.map_or(schema, |at| contract.pointer(at.trim_start_matches('#')).unwrap())
}
