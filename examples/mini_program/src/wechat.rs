//! What WeChat does for a mini-program, played by the sandbox: `wx.login()`, the `getPhoneNumber` button in both forms, and some
//! troubles.

use std::sync::Arc;

use authing_axum::{Auth, CurrentUser, Problem};
use authing_sandbox::{Effect, Fault, Faults, Sandbox, WeChat};
use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    routing::post,
};
use serde::{Deserialize, Serialize};

#[derive(Clone)]
struct Simulated {
    wechat: WeChat,
    faults: Arc<Faults>,
}

/// What the event of the button carries today.
#[derive(Serialize)]
struct Button {
    code: String,
}

/// What the event of its old form carries.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OldButton {
    iv: String,
    encrypted_data: String,
}

/// What is to go wrong.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Trouble {
    /// Authing fails once at each kind of request.
    AuthingFails,
    /// WeChat refuses the next code, because there were too many.
    TooOften,
    /// The session ends, as if the user had logged out on another device.
    SessionEnds,
}

pub fn routes(sandbox: &Sandbox, auth: &Auth) -> Router {
    Router::new()
        .route("/{openid}/login", post(login))
        .route("/{openid}/phone-code/{number}", post(press_phone_button))
        .route("/{openid}/phone/{number}", post(press_old_phone_button))
        .route("/trouble/{trouble}", post(make_trouble))
        .layer(auth.layer())
        .with_state(Simulated { wechat: sandbox.wechat(), faults: Arc::new(sandbox.faults()) })
}

async fn login(State(simulated): State<Simulated>, Path(openid): Path<String>) -> String {
    simulated.wechat.user(&openid).login()
}

async fn press_phone_button(
    State(simulated): State<Simulated>,
    Path((openid, number)): Path<(String, String)>,
) -> Json<Button> {
    Json(Button { code: simulated.wechat.user(&openid).press_phone_button_code(&number) })
}

async fn press_old_phone_button(
    State(simulated): State<Simulated>,
    Path((openid, number)): Path<(String, String)>,
) -> Json<OldButton> {
    let (iv, encrypted_data) = simulated.wechat.user(&openid).press_phone_button(&number);
    Json(OldButton { iv, encrypted_data })
}

async fn make_trouble(
    State(simulated): State<Simulated>,
    auth: Auth,
    user: Option<CurrentUser>,
    Path(trouble): Path<Trouble>,
) -> Result<StatusCode, Problem> {
    match trouble {
        Trouble::AuthingFails => {
            for at in ["loginByCode", "signinByMobileV3", "user", "updateUser", "upload"] {
                simulated.faults.add(Fault::at(at, Effect::Status { status: 503, html: true }).times(1));
            }
        }
        Trouble::TooOften => simulated.wechat.refuse(45011, 1),
        Trouble::SessionEnds => {
            if let Some(id) = user.as_ref().and_then(CurrentUser::session_id) {
                auth.log_out(id).await?;
            }
        }
    }
    Ok(StatusCode::NO_CONTENT)
}
