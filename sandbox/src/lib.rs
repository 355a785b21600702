//! A simulated Authing in this process, to develop and test against without the real one.
//!
//! It keeps state: users, their sessions as real signed tokens, phone numbers and the WeChat identities they are bound to. It
//! decrypts what WeChat encrypts, refuses codes that are used or too old, and forgets everything when it is dropped.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use authing_sandbox::Sandbox;
//! use authing_wxapp::PhoneOutcome;
//!
//! let sandbox = Sandbox::start().await?;
//! let client = sandbox.client();
//! let ada = sandbox.wechat().user("openid-ada");
//!
//! let code = ada.login();
//! let signed_in = client.sign_in(code, || async { Some(ada.authorize_phone("17612346754")) }).await?;
//! assert_eq!(signed_in.phone, PhoneOutcome::Bound);
//! assert_eq!(signed_in.user.phone.as_deref(), Some("17612346754"));
//! # Ok(()) }
//! ```
//!
//! # Testing a service
//!
//! The back end of a mini-program, tested over HTTP from end to end. The test plays the mini-program, and the sandbox plays
//! Authing and WeChat. The service is the same code that runs against Authing. It is short and forgets nobody: a service to copy is
//! `examples/service_under_test` of the repository, and the crate `authing-axum` is one that is ready.
//!
//! ```
//! use std::{collections::HashMap, sync::{Arc, Mutex}};
//! use authing_sandbox::{Effect, Fault, Sandbox};
//! use authing_wxapp::{AuthenticationClient, Error, MemoryStore, PendingSignIn, PhoneAuthorization, SessionId, SignInStep};
//! use axum::{Json, Router, extract::State, http::StatusCode, routing::post};
//! use serde_json::{Value, json};
//!
//! #[derive(Clone)]
//! struct Service {
//!     authing: AuthenticationClient,
//!     /// Each signed-in user has a client, because a client has one session. The key is the session id of the mini-program.
//!     users: Arc<Mutex<HashMap<String, (AuthenticationClient, Option<PendingSignIn>)>>>,
//! }
//!
//! /// The status of a failed step. `refused` is the status when WeChat does not accept what the mini-program sent.
//! fn status(error: &Error, refused: StatusCode) -> StatusCode {
//!     match error {
//!         _ if error.is_argument() => StatusCode::BAD_REQUEST, // such as an empty code
//!         _ if error.is_wechat_code_refused() || error.is_wechat_data_refused() => refused,
//!         _ if error.is_timeout() => StatusCode::GATEWAY_TIMEOUT,
//!         _ => StatusCode::BAD_GATEWAY, // such as a WeChat that is busy
//!     }
//! }
//!
//! async fn begin(State(service): State<Service>, code: String) -> Result<Json<Value>, StatusCode> {
//!     // Every login begins with an empty session: with the session of an earlier user the code would be ignored.
//!     let client = service.authing.for_session(MemoryStore::new());
//!     let step = client.begin_sign_in(code).await.map_err(|error| status(&error, StatusCode::UNAUTHORIZED))?;
//!     let pending = match step {
//!         SignInStep::SignedIn(_) => None,
//!         SignInStep::PhoneNeeded(pending) => Some(pending),
//!     };
//!     let session = SessionId::random().map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
//!     let phone_needed = pending.is_some();
//!     service.users.lock().unwrap().insert(session.expose().to_owned(), (client, pending));
//!     Ok(Json(json!({ "session": session.expose(), "phoneNeeded": phone_needed })))
//! }
//!
//! #[derive(serde::Deserialize)]
//! struct Button { session: String, code: String, iv: String, data: String }
//!
//! async fn finish(State(service): State<Service>, Json(button): Json<Button>) -> Result<String, StatusCode> {
//!     let user = service.users.lock().unwrap().get(&button.session).cloned();
//!     let (client, pending) = user.ok_or(StatusCode::UNAUTHORIZED)?;
//!     let pending = pending.ok_or(StatusCode::CONFLICT)?; // the account has a phone number already
//!     let consent = PhoneAuthorization::new(button.code, button.iv, button.data);
//!     // After a failure the user is still signed in, and the mini-program can show the button again.
//!     let done = client.finish_sign_in(pending, consent).await;
//!     let done = done.map_err(|error| status(&error, StatusCode::UNPROCESSABLE_ENTITY))?;
//!     if let Some((_, pending)) = service.users.lock().unwrap().get_mut(&button.session) {
//!         *pending = None;
//!     }
//!     Ok(done.user.phone.unwrap_or_default())
//! }
//!
//! #[tokio::main]
//! async fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let sandbox = Sandbox::start().await?;
//!     let service = Service { authing: sandbox.client(), users: Arc::default() };
//!     let app = Router::new().route("/begin", post(begin)).route("/finish", post(finish)).with_state(service);
//!     let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
//!     let url = format!("http://{}", listener.local_addr()?);
//!     tokio::spawn(async { axum::serve(listener, app).await });
//!
//!     let (ada, http) = (sandbox.wechat().user("openid-ada"), reqwest::Client::new());
//!     let begin = async || http.post(format!("{url}/begin")).body(ada.login()).send().await?.json::<Value>().await;
//!     let begun = begin().await?;
//!     assert_eq!(begun["phoneNeeded"], true);
//!
//!     let press = async |code: &str| {
//!         let (iv, data) = ada.press_phone_button("17612346754");
//!         let button = json!({ "session": begun["session"], "code": code, "iv": iv, "data": data });
//!         http.post(format!("{url}/finish")).json(&button).send().await
//!     };
//!     // A wrong code fails this step only; the user presses the button again.
//!     assert_eq!(press("021guessed").await?.status(), reqwest::StatusCode::UNPROCESSABLE_ENTITY);
//!     let code = ada.login(); // before the button is shown
//!     let phone = press(&code).await?.text().await?;
//!     assert_eq!(phone, "17612346754");
//!     assert_eq!(sandbox.users()[0].phone, Some(phone));
//!
//!     // A user who has a phone number is not asked again, and a guessed code signs nobody in.
//!     assert_eq!(begin().await?["phoneNeeded"], false);
//!     let guessed = http.post(format!("{url}/begin")).body("021guessed").send().await?;
//!     assert_eq!((guessed.status(), sandbox.users().len()), (reqwest::StatusCode::UNAUTHORIZED, 1));
//!
//!     // When Authing or WeChat does not work, nobody is told to log in again.
//!     sandbox.wechat().refuse(-1, 1);
//!     let busy = http.post(format!("{url}/begin")).body(ada.login()).send().await?;
//!     assert_eq!(busy.status(), reqwest::StatusCode::BAD_GATEWAY);
//!     sandbox.faults().add(Fault::at("loginByCode", Effect::Empty { status: 503 }));
//!     let unavailable = http.post(format!("{url}/begin")).body(ada.login()).send().await?;
//!     assert_eq!(unavailable.status(), reqwest::StatusCode::BAD_GATEWAY);
//!     Ok(())
//! }
//! ```
//!
//! # What it can do
//!
//! It answers every operation of the contract, and checks each request against the contract. GraphQL is answered as GraphQL has it, with any
//! selection and with introspection. With the secret of the user pool a back end manages users, custom fields, roles and groups, as
//! the `ManagementClient` of the JavaScript SDK does. Messages are not sent but lie in the
//! [outbox](Sandbox::outbox); providers of identities, faces and the phone that scans a QR code are scripted. What it cannot do
//! is refused by its name with the code 501, which is also the HTTP status except in GraphQL. Browsers log in with
//! OIDC, OAuth 2.0 and CAS, not with SAML.
//!
//! A request may have a body of 1 MiB, an upload or a seed one of 32 MiB. The last 1,000 requests, messages and events are kept.
//!
//! Both generations of the API share one state: a user who signs in with the v3 API and the phone button of today
//! ([`WechatUser::press_phone_button_code`]) is the user whom `login_by_code` finds. Sign-ins of the v3 API name the connection
//! [`EXT_IDP_CONN_IDENTIFIER`]. Where Authing publishes no rule, the sandbox does what its SDKs need: `get-profile` answers all members,
//! whatever the scope of the token, and each `get-wechat-access-token-info` fetches a new token unless
//! [`WeChat::keep_access_token`] says otherwise.
//!
//! A back end that calls WeChat itself finds the endpoints `/sns/jscode2session`, `/wxa/business/getuserphonenumber`,
//! `/wxa/checksession`, `/cgi-bin/token` and `/cgi-bin/stable_token` here, for the mini-program [`WECHAT_APP_ID`]. They share users,
//! codes and session keys with Authing. An access token that another one has overwritten works for five more minutes and is then
//! refused with 40001, as WeChat does it.
//!
//! # From other languages
//!
//! The same runs as a program on a port: `authing-sandbox --help`. Scripts do over HTTP, with JSON, what tests do in code:
//! `curl http://127.0.0.1:9000/sandbox/help` explains the whole way. For people there is the page `/sandbox`, which shows each
//! request with its answer, codes, users and sessions, and has buttons for what follows.
//!
//! | under `/sandbox/` | |
//! |---|---|
//! | `GET help` | all of this, with commands for `curl` |
//! | `GET outbox`, `requests`, `events`, `faults`, `clock`, `state` | what was sent, received and how it was answered, published, what goes wrong, the time, and all that the pool holds |
//! | `GET outbox?to=17612346754&wait=5` | the messages to one address; waits up to so many seconds for one whose code was not used |
//! | `GET changes` | server-sent events, one whenever something has changed |
//! | `GET health` | answers as soon as the sandbox does |
//! | `PUT state` | begins again with this seed. Sessions, messages, events, faults and requests are removed, and the answer counts them |
//! | `POST reset` | back to the seed, with the same answer |
//! | `POST clock` | `{"advance": 3600}` moves the clock by seconds, also back; `{"now": "2030-01-01T00:00:00Z"}` sets it. `DELETE clock` sets it back to the time of the machine |
//! | `POST save` | writes the state file |
//! | `POST wechat` | `{"refuse": 45011, "times": 1}`: WeChat refuses the next login codes, with `refusePhoneCodes` those of the phone button; `{"keepSessionKeys": true}`; `{"keepAccessToken": true}` |
//! | `POST wechat/{openid}` | `"login"` gives a code; `{"pressPhoneButtonCode": "17612346754"}` the code of the phone button (`pressRealtimePhoneButtonCode`: of the one whose number is verified at that moment); `{"pressPhoneButton": "17612346754"}` and `{"pressProfileButton": {"nickName": "Ada"}}` what WeChat encrypts; `{"unionid": "u1"}` the unionid that WeChat tells with each login, `{"unionid": null}` that it tells none |
//! | `POST faults` | `{"at": "logout", "times": 1, "effect": "status", "status": 503}`; `at` may be a path, and [`Effect`] has the effects. `DELETE faults` ends them and answers with them. Without `times` a fault stays until then |
//! | `POST qr/{random}` | `{"scan": "a user's id"}`, then `"confirm"`, `"cancel"` or `{"fail": {"code": 2005, "message": "locked"}}`; answers with the state of the code |
//! | `POST login-page` | what it does with a browser: `"automatic"`, `"ask"`, `"deny"` or `{"logInAs": "a user's id"}` |
//! | `POST events` | `{"name": "order.created", "data": {"id": 1}}` publishes an event, and answers with it |

/// The code of the README compiles too.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}

mod builder;
pub mod conformance;
mod control;
mod domain;
mod http;
mod operations;
mod pages;
mod router;
mod sandbox;
mod seed;
mod state_file;
mod stores;

pub use builder::SandboxBuilder;
pub use control::{
    login_page::LoginPage,
    qr::{Phone, ScannedQr},
    wechat::{WeChat, WechatUser},
};
pub use domain::{
    events::PublishedEvent,
    messages::Message,
    wechat::encryption::{WechatError, decrypt, encrypt},
};
#[cfg(feature = "tls")]
pub use http::tls::Certificate;
pub use http::{
    faults::{Effect, Fault, Faults},
    log::ReceivedRequest,
    observer::ServedRequest,
};
pub use sandbox::Sandbox;

/// The application id that the sandbox answers to.
pub const APP_ID: &str = "sandbox-app";
/// The secret of that application, with which tokens are signed (HS256).
pub const APP_SECRET: &str = "sandbox-app-secret";
/// The id of the user pool.
pub const USER_POOL_ID: &str = "sandbox-pool";
/// The secret of the user pool.
pub const USER_POOL_SECRET: &str = "sandbox-pool-secret";

/// The id of the mini-program at WeChat, which is in the watermark of the data that WeChat encrypts.
pub const WECHAT_APP_ID: &str = "wx4f4bc4dec97d474b";
/// The secret of the mini-program at WeChat.
pub const WECHAT_APP_SECRET: &str = "sandbox-wechat-secret";
/// The identifier of the connection between the application and the mini-program, `extIdpConnidentifier` of version 3.
pub const EXT_IDP_CONN_IDENTIFIER: &str = "sandbox-wechat";

/// The public key for `AuthenticationClientBuilder::sm2_public_key`, which the SDK has with its feature `sm2`. The sandbox decrypts
/// passwords under SM2 as well as under RSA. It is the key of the examples in GM/T 0003.5.
pub const SM2_PUBLIC_KEY: &str = "09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020\
    ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13";

/// What the fuzz targets need of the inside of the crate. No public API: it changes without notice.
#[cfg(feature = "__fuzz")]
#[doc(hidden)]
pub mod __fuzz {
    /// Reads a seed as [`SandboxBuilder`](crate::SandboxBuilder) does, without starting a server.
    ///
    /// # Errors
    ///
    /// If the seed is not valid. The error says where.
    pub fn read_seed(text: &str) -> Result<(), String> {
        let seed = crate::seed::parse(text)?;
        crate::seed::read(seed, &mut crate::domain::rng::Rng::new(Some(1))).map(|_| ())
    }
}
