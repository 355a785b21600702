//! The best practice of signing in: by code, and by phone only when the account has none.

use serde::{Deserialize, Serialize};

use crate::{
    api::{request::request, require},
    client::AuthenticationClient,
    error::Error,
    generated::types::User,
    model::Secret,
    transport::run,
};

/// The consent of a user to give their phone number, as the event of the `getPhoneNumber` button has it.
///
/// # The order of the two codes
///
/// A sign-in may take **two** codes of `wx.login()`: one for the login, one that goes with the phone number. WeChat encrypts
/// the number with the session key that is valid **when the user presses the button**, and a `wx.login()` may replace that
/// key. So in the mini-program:
///
/// 1. `wx.login()` → the first code → your server → [`begin_sign_in`](AuthenticationClient::begin_sign_in).
/// 2. When the phone is needed: `wx.login()` again, and keep this second code.
/// 3. Only now show the button. Its event gives `iv` and `encryptedData`; send them with the second code.
///
/// With a code that was fetched inside the event's handler, decryption fails now and then, typically at the first try. And
/// a code can be used once, so the first one does not serve twice.
#[derive(Debug, Clone)]
pub struct PhoneAuthorization {
    code: Secret,
    iv: Secret,
    encrypted_data: Secret,
}

impl PhoneAuthorization {
    /// `code`: of the `wx.login()` before the button was pressed; `iv`, `encrypted_data`: of the button's event.
    pub fn new(code: impl Into<Secret>, iv: impl Into<Secret>, encrypted_data: impl Into<Secret>) -> Self {
        Self { code: code.into(), iv: iv.into(), encrypted_data: encrypted_data.into() }
    }
}

/// A user who is signed in.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct SignedIn {
    /// The user; the session is theirs.
    pub user: User,
    /// What came of the phone number.
    pub phone: PhoneOutcome,
    /// Whether a session that was stored and still valid has been used again. The code was not needed then.
    pub reused: bool,
}

/// What came of the phone number at a sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PhoneOutcome {
    /// The account had a phone number; the user was not asked.
    AlreadyBound,
    /// The number is now bound to the account.
    Bound,
    /// The number belonged to another account. The session is that of the other account now, and the WeChat identity is
    /// bound to it.
    BoundToOtherAccount {
        /// The id of the account that was signed in before the phone number was known.
        previous_user_id: String,
    },
    /// The user did not want to give the number. They are signed in without one.
    Declined,
}

/// Where a sign-in stands after its first step.
#[derive(Debug, Clone)]
pub enum SignInStep {
    /// The user is signed in; nothing is left to do.
    SignedIn(Box<SignedIn>),
    /// The user is signed in and has no phone number; ask for it, then
    /// [`finish_sign_in`](AuthenticationClient::finish_sign_in).
    PhoneNeeded(PendingSignIn),
}

/// A sign-in that waits for the phone number. It holds no secret and can be stored between two HTTP requests; the session
/// is in the client's store meanwhile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingSignIn {
    user_id: String,
    reused: bool,
}

impl PendingSignIn {
    /// The id of the account that is signed in so far.
    pub fn user_id(&self) -> &str {
        &self.user_id
    }
}

impl AuthenticationClient {
    /// Signs in by code, and asks for the phone number only when the account has none. For programs that can ask at once;
    /// others take the two steps [`begin_sign_in`](Self::begin_sign_in) and [`finish_sign_in`](Self::finish_sign_in).
    ///
    /// A session that is stored and that the server still takes is used again, without a login; an expired one leads to a
    /// new login.
    ///
    /// - `code`: of `wx.login()`.
    /// - `ask`: called when the phone is needed; gives `None` when the user declines. It may take its time: only the calls
    ///   to the server are under the timeout. See [`PhoneAuthorization`] for the order of the two codes.
    ///
    /// **Stored afterwards:** the user and the token; when the number belonged to another account, that one's.
    ///
    /// **Errors:** of the login, or of the login by phone: then the user stays signed in without a phone number. Nothing is
    /// repeated by itself, for the codes are spent.
    ///
    /// JavaScript: none; the docs of the mini-program SDK recommend it. Endpoints: those of the calls that it makes.
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient, code: String) -> Result<(), authing_wxapp::Error> {
    /// # async fn ask_the_user() -> Option<authing_wxapp::PhoneAuthorization> { None }
    /// let signed_in = client.sign_in(code, || async { ask_the_user().await }).await?;
    /// println!("{}: {:?}", signed_in.user.id, signed_in.phone);
    /// # Ok(()) }
    /// ```
    pub async fn sign_in<F, Fut>(&self, code: impl Into<Secret>, ask: F) -> Result<SignedIn, Error>
    where
        F: FnOnce() -> Fut,
        Fut: Future<Output = Option<PhoneAuthorization>>,
    {
        match run(self.core().clone(), "sign_in", Box::pin(BeginSignIn::new(self, code.into()).send())).await? {
            SignInStep::SignedIn(signed_in) => Ok(*signed_in),
            SignInStep::PhoneNeeded(pending) => {
                let authorization = ask().await;
                run(self.core().clone(), "sign_in", Box::pin(FinishSignIn::new(self, pending, authorization).send()))
                    .await
            }
        }
    }

    /// The first step of a sign-in whose phone number comes with a later request: signs in by code, or uses a stored
    /// session that is still valid.
    ///
    /// **Stored afterwards:** the user and the token. **Errors:** as [`login_by_code`](Self::login_by_code).
    ///
    /// JavaScript: none; the docs of the mini-program SDK recommend it. Endpoints: those of the calls that it makes.
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient, code: String) -> Result<(), Box<dyn std::error::Error>> {
    /// use authing_wxapp::{PhoneAuthorization, SignInStep};
    ///
    /// // The first request of the mini-program:
    /// let kept = match client.begin_sign_in(code).await? {
    ///     SignInStep::SignedIn(signed_in) => return Ok(println!("hello {}", signed_in.user.id)),
    ///     SignInStep::PhoneNeeded(pending) => serde_json::to_string(&pending)?,
    /// };
    ///
    /// // The second request, with what the button gave:
    /// # let (code, iv, data) = ("", "", "");
    /// let pending = serde_json::from_str(&kept)?;
    /// let signed_in = client.finish_sign_in(pending, PhoneAuthorization::new(code, iv, data)).await?;
    /// # Ok(()) }
    /// ```
    pub fn begin_sign_in(&self, code: impl Into<Secret>) -> BeginSignIn {
        BeginSignIn::new(self, code.into())
    }

    /// The second step of a sign-in: with what the user consented to, or `None` when they declined.
    ///
    /// The client needs the same session as in the first step: the same store.
    ///
    /// **Stored afterwards:** the user and the token; when the number belonged to another account, that one's.
    ///
    /// **Errors:** as [`login_by_phone`](Self::login_by_phone); the user then stays signed in without a phone number, and
    /// this step can be taken again with a fresh authorization.
    pub fn finish_sign_in(
        &self,
        pending: PendingSignIn,
        authorization: impl Into<Option<PhoneAuthorization>>,
    ) -> FinishSignIn {
        FinishSignIn::new(self, pending, authorization.into())
    }
}

request! {
    /// Of [`begin_sign_in`](AuthenticationClient::begin_sign_in).
    BeginSignIn("begin_sign_in") -> SignInStep { code: Secret }
}

request! {
    /// Of [`finish_sign_in`](AuthenticationClient::finish_sign_in).
    FinishSignIn("finish_sign_in") -> SignedIn { pending: PendingSignIn, authorization: Option<PhoneAuthorization> }
}

impl BeginSignIn {
    async fn send(self) -> Result<SignInStep, Error> {
        let Self { client, code } = self;
        require("code", &code, "fetch a fresh one with wx.login()")?;
        let (user, reused) = match valid_user(&client).await? {
            Some(user) => (user, true),
            None => (client.login_by_code(code).send().await?, false),
        };
        Ok(match user.has_phone() {
            true => SignInStep::SignedIn(Box::new(SignedIn { user, phone: PhoneOutcome::AlreadyBound, reused })),
            false => SignInStep::PhoneNeeded(PendingSignIn { user_id: user.id, reused }),
        })
    }
}

impl FinishSignIn {
    async fn send(self) -> Result<SignedIn, Error> {
        let Self { client, pending: PendingSignIn { user_id, reused }, authorization } = self;
        let Some(PhoneAuthorization { code, iv, encrypted_data }) = authorization else {
            let session = client.store().required().await?;
            let user = match session.user() {
                Some(user) => user.clone(),
                None => client.get_current_user().send().await?.ok_or_else(Error::not_logged_in)?,
            };
            if user.id != user_id {
                return Err(Error::argument(
                    "the session is that of another user than the pending sign-in; use the same store for both steps",
                ));
            }
            return Ok(SignedIn { user, phone: PhoneOutcome::Declined, reused });
        };
        let user = client.login_by_phone(code, iv, encrypted_data).send().await?;
        let phone = match user.id == user_id {
            true => PhoneOutcome::Bound,
            false => PhoneOutcome::BoundToOtherAccount { previous_user_id: user_id },
        };
        Ok(SignedIn { user, phone, reused })
    }
}

/// The user of the stored session, if the server still takes its token.
async fn valid_user(client: &AuthenticationClient) -> Result<Option<User>, Error> {
    let Some(session) = client.store().current().await? else { return Ok(None) };
    if !client.check_login_status().send().await?.is_logged_in() {
        return Ok(None);
    }
    match session.user().filter(|user| user.has_phone()) {
        Some(user) => Ok(Some(user.clone())),
        None => client.get_current_user().send().await,
    }
}
