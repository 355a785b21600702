//! Login by a QR code that a phone scans.

use std::time::Duration;

use super::{CustomData, PollQrCode, options::option_setters, require};
use crate::{
    api::request::request,
    client::AuthenticationClient,
    error::Error,
    generated::types::{GeneQrCodeBody, QrCode, QrCodeStatus, QrTicketBody, User},
    model::{QrCodeState, Secret},
    transport::error_from_json,
};

const RANDOM: &str = "pass the random of the code that gene_code returned";
const TICKET: &str = "pass the ticket that came with the state Authorized";

/// The interval of the JavaScript SDK.
const INTERVAL: Duration = Duration::from_millis(800);

impl AuthenticationClient {
    /// Returns the calls for QR codes that your own app scans; the app is built with a mobile SDK of Authing.
    ///
    /// JavaScript: `qrcode`.
    pub fn qrcode(&self) -> QrCodes {
        QrCodes { client: self.clone(), scene: Scene::App }
    }

    /// Returns the calls for QR codes that WeChat scans and opens in a mini-program.
    ///
    /// JavaScript: `wxqrcode`.
    pub fn wxqrcode(&self) -> QrCodes {
        QrCodes { client: self.clone(), scene: Scene::MiniProgram }
    }

    /// Returns the calls for QR codes that WeChat scans and whose user then follows an official account.
    ///
    /// JavaScript: `wechatmpqrcode`.
    pub fn wechatmpqrcode(&self) -> QrCodes {
        QrCodes { client: self.clone(), scene: Scene::OfficialAccount }
    }
}

/// What scans the codes.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Scene {
    App,
    MiniProgram,
    OfficialAccount,
}

impl Scene {
    fn on_the_wire(self) -> &'static str {
        match self {
            Self::App => "APP_AUTH",
            Self::MiniProgram => "WXAPP_AUTH",
            Self::OfficialAccount => "WECHATMP_AUTH",
        }
    }
}

/// The QR codes of one scene, from [`AuthenticationClient::qrcode`], [`wxqrcode`](AuthenticationClient::wxqrcode) or
/// [`wechatmpqrcode`](AuthenticationClient::wechatmpqrcode).
///
/// A login creates a code, shows its image, and polls its state until the user has decided.
///
/// Two parts of the JavaScript API have no method of their own. `startScanning` draws into a web page: show the image
/// at [`url`](QrCode::url), or with the feature `qr` a `QrPicture`. `stopPolling` corresponds to dropping the stream.
///
/// # Examples
///
/// ```no_run
/// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
/// use authing_wxapp::QrCodeState;
///
/// let code = client.wxqrcode().gene_code().await?;
/// println!("scan the image at {}", code.url.unwrap_or_default());
///
/// let mut states = client.wxqrcode().poll(code.random);
/// while let Some(status) = states.next().await {
///     let status = status?;
///     match status.status {
///         QrCodeState::Scanned => println!("please confirm on the phone"),
///         QrCodeState::Authorized => match (status.ticket, status.user_info.and_then(|user| user.into_user())) {
///             // A back end exchanges the ticket for the user.
///             (Some(ticket), _) => drop(client.wxqrcode().exchange_user_info(ticket).await?),
///             // When the console allows it, the status contains the user and a token.
///             (None, Some(user)) => client.set_current_user(user).await?,
///             (None, None) => println!("allow one of the two in the console"),
///         },
///         QrCodeState::MfaNeeded | QrCodeState::Failed => eprintln!("{}", status.error().unwrap()),
///         QrCodeState::Expired | QrCodeState::Cancelled => println!("create another code"),
///         _ => {}
///     }
/// }
/// # Ok(()) }
/// ```
#[derive(Clone)]
#[doc(alias = "startScanning")]
pub struct QrCodes {
    client: AuthenticationClient,
    scene: Scene,
}

impl std::fmt::Debug for QrCodes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("QrCodes").field("scene", &self.scene.on_the_wire()).finish_non_exhaustive()
    }
}

impl QrCodes {
    /// Creates a QR code.
    ///
    /// The image of the code is at [`url`](QrCode::url), and its id is [`random`](QrCode::random). The request carries
    /// the token of the session if there is one.
    ///
    /// # Session
    ///
    /// The session does not change.
    ///
    /// # Errors
    ///
    /// [`Error::is_api`] when the server refuses; [`Error::code`] tells why.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// let code = client.wechatmpqrcode().gene_code().ext_idp_conn_id("connection id").with_custom_data(true).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `qrcode.geneCode`. Endpoint: `POST /api/v2/qrcode/gene`.
    #[doc(alias = "geneCode")]
    pub fn gene_code(&self) -> GeneQrCode {
        GeneQrCode::new(
            &self.client,
            GeneQrCodeBody {
                scene: self.scene.on_the_wire().into(),
                auto_merge_qr_code: Some(false),
                context: None,
                params: None,
                ext_idp_conn_id: None,
                with_custom_data: None,
            },
        )
    }

    /// Asks once for the state of a code. [`poll`](Self::poll) asks until the state is final.
    ///
    /// - `random`: the id of the code.
    ///
    /// The request carries the token of the session if there is one.
    ///
    /// # Session
    ///
    /// The session does not change.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] when `random` is empty; nothing is sent.
    /// - [`Error::is_api`] with [code](Error::code) 2241 when the server does not know the code.
    ///
    /// JavaScript: `qrcode.checkStatus`. Endpoint: `GET /api/v2/qrcode/check`.
    #[doc(alias = "checkStatus")]
    pub fn check_status(&self, random: impl Into<String>) -> CheckQrCode {
        CheckQrCode::new(&self.client, random.into())
    }

    /// Polls the state of a code, as a stream that ends by itself.
    ///
    /// - `random`: the id of the code.
    ///
    /// The first request is sent at once; each further one is sent 800 milliseconds
    /// ([`interval`](PollQrCode::interval)) after the previous answer, so requests never overlap. The stream ends after
    /// a [final](crate::QrCodeState::is_final) state and after an error. Dropping it stops the polling, even during a
    /// request.
    ///
    /// # Session
    ///
    /// The session does not change; the example of [`QrCodes`] shows the step that logs in.
    ///
    /// # Errors
    ///
    /// The items of the stream are errors in these cases:
    ///
    /// - [`Error::is_argument`] when `random` is empty; nothing is sent.
    /// - [`Error::is_api`] with [code](Error::code) 2241 when the server does not know the code.
    /// - A request that gets no answer (no connection, a timeout, or a gateway's HTTP status 502, 503 or 504) is
    ///   repeated as often as [`tolerate`](PollQrCode::tolerate) allows, and then becomes an error.
    ///
    /// After an error another call with the same `random` resumes the polling.
    ///
    /// JavaScript: `qrcode.startPolling`. Endpoint: `GET /api/v2/qrcode/check`.
    #[doc(alias = "startPolling")]
    #[doc(alias = "stopPolling")]
    pub fn poll(&self, random: impl Into<String>) -> PollQrCode {
        PollQrCode::new(self.check_status(random), INTERVAL)
    }

    /// Exchanges the ticket of an authorized code for the user, and logs the user in.
    ///
    /// - `ticket`: the ticket that came with the state [`Authorized`](crate::QrCodeState::Authorized). It is valid for
    ///   300 seconds.
    ///
    /// By default the console allows this call to back ends only. The request does not carry the token of an earlier
    /// session.
    ///
    /// # Session
    ///
    /// The user and the token are stored and replace an earlier session. A reply without a token leaves the session
    /// unchanged.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] when `ticket` is empty; nothing is sent.
    /// - [`Error::is_api`] when the ticket has expired, or when the console does not allow the call.
    /// - [`Error::is_store`] when the session cannot be stored. The ticket is spent then; [`Error::session`] has the
    ///   session.
    ///
    /// JavaScript: `qrcode.exchangeUserInfo`. Endpoint: `POST /api/v2/qrcode/userinfo`.
    #[doc(alias = "exchangeUserInfo")]
    pub fn exchange_user_info(&self, ticket: impl Into<Secret>) -> ExchangeQrTicket {
        ExchangeQrTicket::new(&self.client, ticket.into())
    }

    /// Draws the image of a code locally, for a terminal or a web page.
    ///
    /// This works for [`qrcode`](AuthenticationClient::qrcode) only: the image encodes the same data as the one from
    /// Authing, a JSON object with the scene, the id of the code and the id of the user pool. WeChat draws the images
    /// of the other scenes; show the one at [`url`](QrCode::url).
    ///
    /// # Errors
    ///
    /// [`Error::is_argument`] for the other scenes. Nothing is sent.
    #[cfg(feature = "qr")]
    pub fn picture(&self, code: &QrCode) -> Result<crate::QrPicture, Error> {
        if self.scene != Scene::App {
            return Err(Error::argument(
                "the picture of this scene is drawn by WeChat; show the one at the url of the code",
            ));
        }
        let mut text = serde_json::json!({
            "scene": self.scene.on_the_wire(),
            "random": code.random,
            "createdAt": crate::model::iso_8601(self.client.core().clock.now()),
            "expiresIn": code.expires_in.unwrap_or(120),
            "customData": {},
        });
        let pool = &self.client.core().user_pool_id;
        if !pool.is_empty() {
            text["userPoolId"] = pool.as_str().into();
        }
        crate::QrPicture::new(text.to_string())
    }
}

request! {
    GeneQrCode("qrcode_gene_code") -> QrCode { body: GeneQrCodeBody }
}

option_setters!(GeneQrCode.body { with_custom_data });

impl GeneQrCode {
    /// Sets the context that the pipeline of the user pool receives: a JSON object.
    pub fn context(mut self, context: impl Into<serde_json::Value>) -> Self {
        self.body.context = Some(context.into());
        self
    }

    /// Sets custom fields of the user, by key.
    pub fn custom_data(mut self, custom_data: impl Into<CustomData>) -> Self {
        self.body.params = Some(custom_data.into().into_object());
        self
    }

    /// Sets the id of the connection, for applications with several mini-programs or official accounts.
    #[doc(alias = "extIdpConnId")]
    pub fn ext_idp_conn_id(mut self, id: impl Into<String>) -> Self {
        self.body.ext_idp_conn_id = Some(id.into());
        self
    }
}

request! {
    CheckQrCode("qrcode_check_status") -> QrCodeStatus { random: String }
}

request! {
    ExchangeQrTicket("qrcode_exchange_user_info") -> User { ticket: Secret }
}

impl GeneQrCode {
    async fn send(self) -> Result<QrCode, Error> {
        let Self { client, body } = self;
        let token = client.store().token().await?;
        client.authorized(token).gene_qr_code(&body).await
    }
}

impl CheckQrCode {
    async fn send(self) -> Result<QrCodeStatus, Error> {
        self.ask().await
    }

    pub(super) async fn ask(&self) -> Result<QrCodeStatus, Error> {
        let Self { client, random } = self;
        require("random", random, RANDOM)?;
        let token = client.store().token().await?;
        client.authorized(token).check_qr_code(random).await
    }

    pub(super) fn client(&self) -> &AuthenticationClient {
        &self.client
    }
}

impl ExchangeQrTicket {
    async fn send(self) -> Result<User, Error> {
        let Self { client, ticket } = self;
        require("ticket", &ticket, TICKET)?;
        let body = QrTicketBody { ticket };
        client.store().register(client.anonymous().exchange_qr_ticket(&body)).await
    }
}

impl QrCodeStatus {
    /// Returns the error that kept the code from leading to a login, in the states
    /// [`MfaNeeded`](QrCodeState::MfaNeeded) and [`Failed`](QrCodeState::Failed).
    ///
    /// In the state `MfaNeeded` it is the error that any other login returns: it has an [`Error::mfa_token`] and an
    /// [`Error::challenge`]. In all other states it is `None`.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(
    /// #     client: authing_wxapp::AuthenticationClient,
    /// #     status: authing_wxapp::QrCodeStatus,
    /// # ) -> Result<(), authing_wxapp::Error> {
    /// use authing_wxapp::Challenge;
    ///
    /// if let Some(Challenge::SecondFactor(mfa)) = status.error().and_then(|error| error.challenge()) {
    ///     let user = mfa.verify_totp(&client, "123456").await?;
    /// }
    /// # Ok(()) }
    /// ```
    pub fn error(&self) -> Option<Error> {
        let failed = matches!(self.status, QrCodeState::MfaNeeded | QrCodeState::Failed);
        let why = self.scanned_result.as_ref().map(|result| result.expose());
        failed.then(|| error_from_json(why.unwrap_or(&serde_json::Value::Null)))
    }
}
