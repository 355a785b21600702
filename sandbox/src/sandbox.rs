//! The running sandbox, as tests hold it.

use std::{io, time::Duration};

use authing_wxapp::{AuthenticationClient, AuthenticationClientBuilder, CustomDataType, MemoryStore, User};
use jiff::SignedDuration;
use serde_json::Value;

use crate::{
    SandboxBuilder, builder,
    control::{login_page::LoginPage, qr::Phone, wechat::WeChat},
    domain::{
        clock,
        custom_fields::{CustomField, TYPES},
        events::{PublishedEvent, text},
        messages::Message,
        totp,
    },
    http::{faults::Faults, log::ReceivedRequest, server::Server, state::SharedState, tls::Tls},
    state_file,
};

/// A running sandbox; see [the crate](crate). It stops when it is dropped, and its port is free then.
pub struct Sandbox {
    pub(crate) url: String,
    pub(crate) tls: Option<Tls>,
    pub(crate) shared: SharedState,
    pub(crate) client: AuthenticationClient,
    pub(crate) server: Server,
}

impl Sandbox {
    /// Starts a sandbox on a free port of this machine. It runs on a thread of its own.
    ///
    /// # Errors
    ///
    /// When no port can be opened, or the client of this crate cannot be made.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// Starts a sandbox with options.
    pub fn builder() -> SandboxBuilder {
        SandboxBuilder::default()
    }

    /// Where it listens, such as `http://127.0.0.1:40123`; with TLS it begins with `https`.
    pub fn url(&self) -> String {
        self.url.clone()
    }

    /// A client of the sandbox, with a session of its own in memory.
    pub fn client(&self) -> AuthenticationClient {
        self.client.for_session(MemoryStore::new())
    }

    /// A builder for a client of the sandbox, to set options. With [`SandboxBuilder::tls`] it has a closure for `http` that trusts the
    /// certificate; another closure has to do so itself.
    pub fn client_builder(&self) -> AuthenticationClientBuilder {
        builder::client_of(&self.url, self.tls.as_ref())
    }

    /// The certificate, if the sandbox was started with [`SandboxBuilder::tls`].
    #[cfg(feature = "tls")]
    pub fn certificate(&self) -> Option<&crate::Certificate> {
        self.tls.as_ref().map(Tls::certificate)
    }

    /// Plays WeChat: its users, their codes, and the data that WeChat encrypts for them.
    pub fn wechat(&self) -> WeChat {
        WeChat::new(self.shared.clone())
    }

    /// Adds a user with an email address and a password. A user who has the address already gets this password.
    pub fn add_user(&self, email: &str, password: &str) -> User {
        self.shared.lock().stores.add_user(email, password)
    }

    /// The users, in the order in which they were made.
    pub fn users(&self) -> Vec<User> {
        self.shared.lock().stores.accounts.iter().map(|account| account.user.clone()).collect()
    }

    /// A phone that can scan the QR code with this `random`.
    pub fn qr(&self, random: impl Into<String>) -> Phone {
        Phone { shared: self.shared.clone(), random: random.into() }
    }

    /// Controls the login page of OIDC, OAuth 2.0 and CAS.
    pub fn login_page(&self) -> LoginPage {
        LoginPage(self.shared.clone())
    }

    /// Adds and removes faults.
    pub fn faults(&self) -> Faults {
        Faults(self.shared.clone())
    }

    /// The text messages and mails that would have been sent, oldest first.
    pub fn outbox(&self) -> Vec<Message> {
        self.shared.lock().stores.messages.iter().cloned().collect()
    }

    /// The last code that was sent to this phone number or mail address. For a captcha: the text of the picture, by the cookie
    /// that came with it.
    pub fn last_code(&self, to: &str) -> Option<String> {
        self.shared.lock().stores.messages.last_to(to).map(|message| message.code.clone())
    }

    /// What the user pool holds, passwords included, as [`SandboxBuilder::seed`] takes it.
    pub fn export(&self) -> serde_json::Value {
        serde_json::json!(self.shared.lock().stores.export())
    }

    /// Defines a custom field of users, as the administrator of a user pool does. A seed does it with `customFields`.
    /// With a type that is none of the constants of [`CustomDataType`] nothing is defined.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use authing_sandbox::Sandbox;
    /// use authing_wxapp::CustomDataType;
    ///
    /// let sandbox = Sandbox::start().await?;
    /// sandbox.define_custom_field("school", CustomDataType::STRING);
    /// let client = sandbox.client();
    /// client.login_by_code(sandbox.wechat().user("openid-ada").login()).await?;
    /// client.set_udv("school", "Analytical").await?;
    /// # Ok(()) }
    /// ```
    pub fn define_custom_field(&self, key: &str, data_type: CustomDataType) {
        if TYPES.contains(&data_type) {
            let field = CustomField { key: key.into(), data_type, label: None, options: Vec::new() };
            self.shared.lock().stores.define_custom_field(field);
        }
    }

    /// The code that an authenticator with this secret shows now, by the sandbox's clock (RFC 6238). It is empty if the secret
    /// is not base32.
    pub fn totp(&self, secret: &str) -> String {
        totp::code(secret, self.shared.lock().stores.clock.now()).unwrap_or_default()
    }

    /// Sets whether every face is found to be that of a stranger from now on. The sandbox does not compare pictures, so
    /// otherwise every face is accepted. A seed does it with `failFaceChecks`.
    pub fn fail_face_checks(&self, fail: bool) {
        self.shared.lock().stores.mfa.fail_face_checks = fail;
    }

    /// The events that were published, oldest first.
    pub fn events(&self) -> Vec<PublishedEvent> {
        self.shared.lock().stores.events.all().cloned().collect()
    }

    /// Publishes an event, as a program elsewhere would: its subscribers receive it. Text is sent as it stands,
    /// any other value as JSON text. Over HTTP it is `POST /sandbox/events` with `name` and `data`.
    ///
    /// [`client`](Self::client) subscribes here. The JavaScript SDK does when its option `socketUri` is the address of the
    /// sandbox, with `ws` in the place of `http`.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use authing_sandbox::Sandbox;
    /// use futures_util::StreamExt;
    ///
    /// let sandbox = Sandbox::start().await?;
    /// let client = sandbox.client();
    /// client.login_by_code(sandbox.wechat().user("openid-ada").login()).await?;
    /// let mut orders = client.event().subscribe("order.created").await?;
    ///
    /// sandbox.publish("order.created", serde_json::json!({ "id": 1 }));
    /// let order = orders.next().await.expect("an event")?;
    /// assert_eq!(order.text(), r#"{"id":1}"#);
    /// # Ok(()) }
    /// ```
    pub fn publish(&self, name: impl Into<String>, data: impl Into<Value>) {
        let stores = &mut self.shared.lock().stores;
        let at = stores.clock.now();
        stores.events.publish(PublishedEvent { at, name: name.into(), data: text(data.into()), user_id: None });
    }

    /// Writes the state to the file of [`SandboxBuilder::state_file`].
    ///
    /// # Errors
    ///
    /// If the sandbox has no such file, or the file cannot be written.
    pub fn save_state(&self) -> io::Result<()> {
        state_file::save(&self.shared.lock().stores)
    }

    /// Stops the sandbox. When the future is ready, the port is free and no connection is open. A drop does the same, but blocks
    /// the thread for that time.
    pub async fn stop(mut self) {
        self.shared.lock().end();
        self.server.stop().await;
    }

    /// Restores the seed, and clears sessions, messages, faults and requests. The clock is not reset.
    pub fn reset(&self) {
        self.shared.lock().reset();
    }

    /// The requests of the last calls, oldest first, without tokens, passwords, codes and payloads.
    pub fn requests(&self) -> Vec<ReceivedRequest> {
        self.shared.lock().log.all().cloned().collect()
    }

    /// Moves the sandbox's clock on, so that codes and tokens expire without waiting. It goes no further than the year 9998.
    pub fn advance(&self, time: Duration) {
        let clock = &mut self.shared.lock().stores.clock;
        let time = SignedDuration::try_from(time).unwrap_or(SignedDuration::MAX);
        if clock.move_by(time).is_err() {
            let _ = clock.set(clock::last());
        }
    }

    /// Moves the sandbox's clock back, so that tokens are not valid yet. It goes no further than the year 1970.
    pub fn rewind(&self, time: Duration) {
        let clock = &mut self.shared.lock().stores.clock;
        let time = SignedDuration::try_from(time).unwrap_or(SignedDuration::MAX);
        if clock.move_by(-time).is_err() {
            let _ = clock.set(0);
        }
    }

    /// The time of the sandbox, in seconds since 1970.
    pub fn now(&self) -> i64 {
        self.shared.lock().stores.clock.now()
    }

    /// Sets the sandbox's clock, in seconds since 1970. It goes on from there.
    ///
    /// # Errors
    ///
    /// If the time is not in the years 1970 to 9998.
    pub fn set_time(&self, now: i64) -> io::Result<()> {
        let set = self.shared.lock().stores.clock.set(now);
        set.map_err(|problem| io::Error::new(io::ErrorKind::InvalidInput, problem))
    }

    /// Sets the sandbox's clock back to the time of the machine. [`reset`](Self::reset) does not.
    pub fn reset_time(&self) {
        self.shared.lock().stores.clock.reset();
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        let mut state = self.shared.lock();
        if state.stores.state_file.is_some()
            && let Err(error) = state_file::save(&state.stores)
        {
            tracing::error!(%error, "the state of the sandbox is lost");
        }
        // A `WechatUser` or a `Phone` may outlive the sandbox and keep the state alive, so the subscribers are disconnected here.
        state.end();
    }
}

impl std::fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sandbox").field("url", &self.url()).finish_non_exhaustive()
    }
}
