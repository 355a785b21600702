use std::env;

use authing_axum::{Auth, CurrentUser};
use authing_wxapp::{AuthenticationClientBuilder, RedisSessions};
use axum::{Router, routing::get};

fn app(auth: &Auth) -> Router {
    Router::new().route("/leaves", get(leaves)).layer(auth.layer()).merge(auth.routes())
}

async fn leaves(user: CurrentUser) -> String {
    format!("{} has no leaves yet", user.id())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let authing = AuthenticationClientBuilder::from_env()?.build()?;
    let sessions = RedisSessions::connect(&env::var("REDIS_URL")?).await?.prefix("tea-house:");
    let listener = tokio::net::TcpListener::bind(env::var("LISTEN")?).await?;
    println!("listening on {}", listener.local_addr()?);
    Ok(axum::serve(listener, app(&Auth::new(authing, sessions))).await?)
}

#[cfg(test)]
mod tests {
    use authing_sandbox::{EXT_IDP_CONN_IDENTIFIER, Sandbox};
    use authing_wxapp::MemorySessions;
    use reqwest::{Client, Method, Response, StatusCode};
    use serde_json::{Value, json};

    use super::*;

    #[tokio::test]
    async fn a_user_logs_in_gives_the_phone_number_and_leaves() {
        let sandbox = Sandbox::start().await.unwrap(); // plays Authing and WeChat
        let authing = sandbox.client_builder().ext_idp_conn_identifier(EXT_IDP_CONN_IDENTIFIER).build().unwrap();
        let app = app(&Auth::new(authing, MemorySessions::new()));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async { axum::serve(listener, app).await });
        let send = async |method: Method, path: &str, session: &Value, body: Value| -> Response {
            let request = Client::new().request(method, format!("{url}{path}")).json(&body);
            request.header("x-session", session.as_str().unwrap_or_default()).send().await.unwrap()
        };

        let ada = sandbox.wechat().user("openid-ada");
        let login = json!({ "code": ada.login() });
        let login: Value = send(Method::POST, "/login", &json!(""), login).await.json().await.unwrap();
        let phone = json!({ "code": ada.login(), "phoneCode": ada.press_phone_button_code("17612346754") });
        let bound: Value = send(Method::POST, "/login/phone", &login["session"], phone).await.json().await.unwrap();
        assert_eq!(bound["phone"], "bound");
        let (session, named) = (&bound["session"], json!({ "nickname": "Ada" }));
        let me: Value = send(Method::PUT, "/me", session, named).await.json().await.unwrap();
        assert_eq!((&me["nickname"], &me["phone"]), (&json!("Ada"), &json!("17612346754")));
        assert_eq!(send(Method::GET, "/leaves", session, json!(null)).await.status(), StatusCode::OK);
        assert_eq!(send(Method::POST, "/logout", session, json!(null)).await.status(), StatusCode::NO_CONTENT);
        assert_eq!(send(Method::GET, "/leaves", session, json!(null)).await.status(), StatusCode::UNAUTHORIZED);
    }
}
