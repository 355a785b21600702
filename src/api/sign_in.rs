//! The recommended sign-in: by code, and by phone only when the account has no phone number.

use super::sign_in_outcome::{PendingSignIn, PhoneOutcome, SignInStep, SignedIn};
use crate::{
    api::{PhoneAuthorization, request::request, require, v3::flow},
    client::AuthenticationClient,
    core::progress::paused,
    error::Error,
    generated::types::User,
    model::{BoxFuture, Secret},
};

/// Asks the user for the phone number.
type Ask<'a> = Box<dyn FnOnce() -> BoxFuture<'a, Option<PhoneAuthorization>> + Send + 'a>;

impl AuthenticationClient {
    /// Signs in by code, and asks for the phone number only when the account has none.
    ///
    /// This method is for programs that can ask the user at once. A back end that gets the phone number with a later
    /// request uses the two steps [`begin_sign_in`](Self::begin_sign_in) and [`finish_sign_in`](Self::finish_sign_in).
    ///
    /// A stored session that the server still accepts is reused without a login: the code is ignored then, and the user
    /// of the session stays signed in, whoever the code belongs to. An expired session leads to a new login.
    ///
    /// With the option [`ext_idp_conn_identifier`](crate::AuthenticationClientBuilder::ext_idp_conn_identifier) the flow uses the
    /// [v3 API](crate::V3): it asks for the profile after each sign-in, renews an expired session with its refresh token, and takes
    /// both forms of the phone button. Without it the flow uses the older API, which every server has and which knows the old form.
    /// Over the v3 API a stored session without the scope `phone` is not reused unless its profile has the number all the same: the
    /// account may have a number that the session does not show.
    ///
    /// - `code`: the code of `wx.login()`.
    /// - `ask`: called when the phone number is needed; returns `None` when the user declines. See [`PhoneAuthorization`] for the
    ///   order of the two codes.
    ///
    /// The [timeout](crate::AuthenticationClientBuilder::timeout) is that of the whole flow: both steps share it. The time that `ask`
    /// takes does not count.
    ///
    /// # Session
    ///
    /// The user and the token are stored. If the number belonged to another account, they are those of that account.
    ///
    /// # Errors
    ///
    /// - The errors of [`login_by_code`](Self::login_by_code): [`Error::is_argument`] for an empty code,
    ///   [`Error::is_api`] for a code that was used or has expired, [`Error::is_store`] when the session cannot be
    ///   stored.
    /// - The errors of [`login_by_phone`](Self::login_by_phone). The user then stays signed in without a phone number.
    ///
    /// Nothing is retried automatically, because the codes are spent.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient, code: String) -> Result<(), authing_wxapp::Error> {
    /// # async fn ask_the_user() -> Option<authing_wxapp::PhoneAuthorization> { None }
    /// let signed_in = client.sign_in(code, || async { ask_the_user().await }).await?;
    /// println!("{}: {:?}", signed_in.user.id, signed_in.phone);
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: none; the documentation of the mini-program SDK recommends this flow. Endpoints: those of the calls
    /// that it makes.
    pub fn sign_in<'a, F, Fut>(&self, code: impl Into<Secret>, ask: F) -> SignIn<'a>
    where
        F: FnOnce() -> Fut + Send + 'a,
        Fut: Future<Output = Option<PhoneAuthorization>> + Send + 'a,
    {
        SignIn::new(self, code.into(), Box::new(|| Box::pin(ask())))
    }

    /// Performs the first step of a sign-in whose phone number comes with a later request.
    ///
    /// It logs in by code if the store is empty or the server no longer accepts the stored token.
    ///
    /// - `code`: the code of `wx.login()`.
    ///
    /// # Session
    ///
    /// After a login the user and the token are stored.
    ///
    /// If the store has a session that the server still accepts, that session is reused: **the code is ignored and not
    /// spent**, and [`SignedIn::reused`] is true. The user of that session stays signed in, even if the code belongs to
    /// another WeChat user. A back end must therefore begin every login with a session of its own, from
    /// [`for_session`](Self::for_session) with an empty store. This is also the way to a login in any case.
    ///
    /// # Errors
    ///
    /// The errors of [`login_by_code`](Self::login_by_code): [`Error::is_argument`] for an empty code,
    /// [`Error::is_api`] for a code that was used or has expired, [`Error::is_store`] when the session cannot be
    /// stored.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(
    /// #     client: authing_wxapp::AuthenticationClient,
    /// #     code: String,
    /// # ) -> Result<(), Box<dyn std::error::Error>> {
    /// use authing_wxapp::{PhoneAuthorization, SignInStep};
    ///
    /// // The first request of the mini-program. In a back end the login has a session of its own:
    /// let client = client.for_session(authing_wxapp::MemoryStore::new());
    /// let kept = match client.begin_sign_in(code).await? {
    ///     SignInStep::SignedIn(signed_in) => return Ok(println!("hello {}", signed_in.user.id)),
    ///     SignInStep::PhoneNeeded(pending) => serde_json::to_string(&pending)?,
    /// };
    ///
    /// // The second request, with the values of the button's event:
    /// # let (code, iv, data) = ("", "", "");
    /// let pending = serde_json::from_str(&kept)?;
    /// let signed_in = client.finish_sign_in(pending, PhoneAuthorization::new(code, iv, data)).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: none; the documentation of the mini-program SDK recommends this flow. Endpoints: those of the calls
    /// that it makes.
    pub fn begin_sign_in(&self, code: impl Into<Secret>) -> BeginSignIn {
        BeginSignIn::new(self, code.into())
    }

    /// Performs the second step of a sign-in.
    ///
    /// - `pending`: the value from the first step.
    /// - `authorization`: the user's consent, or `None` when the user declined.
    ///
    /// The client must have the same session as in the first step: use the same store.
    ///
    /// # Session
    ///
    /// The user and the token are stored. If the number belonged to another account, they are those of that account.
    /// When the user declined, the session of the first step stays.
    ///
    /// # Errors
    ///
    /// - The errors of [`login_by_phone`](Self::login_by_phone): [`Error::is_argument`] for an empty value,
    ///   [`Error::is_api`] for a code that was used or a number that cannot be decrypted. The user then stays signed in
    ///   without a phone number, and this step can be repeated with a fresh authorization.
    /// - When the user declined: [`Error::is_not_logged_in`] without a session, and [`Error::is_argument`] when the
    ///   session belongs to another user than the pending sign-in.
    ///
    /// JavaScript: none; the documentation of the mini-program SDK recommends this flow. Endpoints: those of the calls
    /// that it makes.
    pub fn finish_sign_in(
        &self,
        pending: PendingSignIn,
        authorization: impl Into<Option<PhoneAuthorization>>,
    ) -> FinishSignIn {
        FinishSignIn::new(self, pending, authorization.into())
    }
}

impl AuthenticationClient {
    /// Signs in with a phone number at once, for a program that has both codes at hand.
    ///
    /// A stored session that the server still accepts is reused if its account has a phone number; then nothing is spent. Otherwise
    /// one request signs in. The button was pressed before it was known whether the number is needed, which costs money:
    /// [`sign_in`](Self::sign_in) asks for it only then.
    ///
    /// - `authorization`: the codes of today's button, or the values of the old one.
    ///
    /// # Session
    ///
    /// The user and the tokens are stored.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] for an empty value, and for a code of the button without the option
    ///   [`ext_idp_conn_identifier`](crate::AuthenticationClientBuilder::ext_idp_conn_identifier). Nothing is sent.
    /// - [`Error::is_api`] for a code that was used or has expired.
    /// - [`Error::session`] has the session if the sign-in succeeded and what came after it did not.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(
    /// #     client: authing_wxapp::AuthenticationClient,
    /// #     login_code: String, phone_code: String,
    /// # ) -> Result<(), authing_wxapp::Error> {
    /// use authing_wxapp::PhoneAuthorization;
    ///
    /// let signed_in = client.sign_in_with_phone(PhoneAuthorization::from_codes(login_code, phone_code)).await?;
    /// println!("{}: {:?}", signed_in.user.id, signed_in.phone);
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `loginByPhone` of the mini-program SDK of today. Endpoints: those of the calls that it makes.
    pub fn sign_in_with_phone(&self, authorization: PhoneAuthorization) -> SignInWithPhone {
        SignInWithPhone::new(self, authorization)
    }
}

request! {
    SignIn<'a>("sign_in") -> SignedIn { code: Secret, ask: Ask<'a> }
}

request! {
    SignInWithPhone("sign_in_with_phone") -> SignedIn { authorization: PhoneAuthorization }
}

request! {
    BeginSignIn("begin_sign_in") -> SignInStep { code: Secret }
}

request! {
    FinishSignIn("finish_sign_in") -> SignedIn { pending: PendingSignIn, authorization: Option<PhoneAuthorization> }
}

impl SignIn<'_> {
    async fn send(self) -> Result<SignedIn, Error> {
        let Self { client, code, ask } = self;
        match BeginSignIn::new(&client, code).send().await? {
            SignInStep::SignedIn(signed_in) => Ok(*signed_in),
            SignInStep::PhoneNeeded(pending) => {
                let authorization = paused(async { ask().await }).await;
                FinishSignIn::new(&client, pending, authorization).send().await
            }
        }
    }
}

impl BeginSignIn {
    async fn send(self) -> Result<SignInStep, Error> {
        let Self { client, code } = self;
        require("code", &code, "fetch a fresh one with wx.login()")?;
        let (user, reused) = match uses_v3(&client) {
            true => flow::begin(&client, code).await?,
            false => match valid_user(&client).await? {
                Some(user) => (user, true),
                None => (client.login_by_code(code).send().await?, false),
            },
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
        let Some(authorization) = authorization else {
            let session = client.store().required().await?;
            let user = match session.user() {
                Some(user) => user.clone(),
                None if uses_v3(&client) => flow::current_user(&client).await?,
                None => client.get_current_user().send().await?.ok_or_else(Error::not_logged_in)?,
            };
            if user.id != user_id {
                return Err(Error::argument(
                    "the session is that of another user than the pending sign-in; use the same store for both steps",
                ));
            }
            return Ok(SignedIn { user, phone: PhoneOutcome::Declined, reused });
        };
        if !uses_v3(&client) {
            let user = authorization.log_in(&client).await?;
            let phone = match user.id == user_id {
                true => PhoneOutcome::Bound,
                false => PhoneOutcome::BoundToOtherAccount { previous_user_id: user_id },
            };
            return Ok(SignedIn { user, phone, reused });
        }
        let credentials = authorization.into_credentials();
        credentials.check()?;
        // The account may have got a number since the first step. The code of the button costs money.
        if let Some(user) = flow::signed_in_user(&client).await?.filter(|user| user.id == user_id && user.has_phone()) {
            return Ok(SignedIn { user, phone: PhoneOutcome::AlreadyBound, reused });
        }
        let user = flow::sign_in(&client, credentials).await?;
        let phone = taken(&user, Some(user_id));
        Ok(SignedIn { user, phone, reused })
    }
}

impl SignInWithPhone {
    async fn send(self) -> Result<SignedIn, Error> {
        let Self { client, authorization } = self;
        if !uses_v3(&client) {
            authorization.require_old_form()?;
        }
        let credentials = authorization.clone().into_credentials();
        credentials.check()?;
        let before = match uses_v3(&client) {
            true => flow::signed_in_user(&client).await?,
            false => valid_user(&client).await?,
        };
        let previous = match before {
            Some(user) if user.has_phone() => {
                return Ok(SignedIn { user, phone: PhoneOutcome::AlreadyBound, reused: true });
            }
            before => before.map(|user| user.id),
        };
        let user = match uses_v3(&client) {
            true => flow::sign_in(&client, credentials).await?,
            false => authorization.log_in(&client).await?,
        };
        let phone = taken(&user, previous);
        Ok(SignedIn { user, phone, reused: false })
    }
}

/// What has become of a number that the user has shared. `previous` is the account that had none before, if there was one.
fn taken(user: &User, previous: Option<String>) -> PhoneOutcome {
    match previous {
        _ if !user.has_phone() => PhoneOutcome::NotTaken,
        Some(previous_user_id) if previous_user_id != user.id => PhoneOutcome::BoundToOtherAccount { previous_user_id },
        Some(_) => PhoneOutcome::Bound,
        None => PhoneOutcome::Present,
    }
}

/// Whether the flow uses the v3 API, which needs to know the connection.
fn uses_v3(client: &AuthenticationClient) -> bool {
    client.core().ext_idp_conn_identifier.is_some()
}

/// Returns the user of the stored session, if the server still accepts its token.
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
