//! Logging in by a QR code that a phone scans.

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

const RANDOM: &str = "pass the random of the code, as gene_code gave it";
const TICKET: &str = "pass the ticket that came with the state Authorized";

/// JavaScript asks so often.
const INTERVAL: Duration = Duration::from_millis(800);

impl AuthenticationClient {
    /// QR codes that an app of yours scans; the app is built with a mobile SDK of Authing.
    ///
    /// JavaScript: `qrcode`.
    pub fn qrcode(&self) -> QrCodes {
        QrCodes { client: self.clone(), scene: Scene::App }
    }

    /// QR codes that WeChat scans and opens in a mini-program.
    ///
    /// JavaScript: `wxqrcode`.
    pub fn wxqrcode(&self) -> QrCodes {
        QrCodes { client: self.clone(), scene: Scene::MiniProgram }
    }

    /// QR codes that WeChat scans, and whose user then follows an official account.
    ///
    /// JavaScript: `wechatmpqrcode`.
    pub fn wechatmpqrcode(&self) -> QrCodes {
        QrCodes { client: self.clone(), scene: Scene::OfficialAccount }
    }
}

/// Who scans the codes.
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

/// The QR codes of one scene; [`AuthenticationClient::qrcode`], [`wxqrcode`](AuthenticationClient::wxqrcode) and
/// [`wechatmpqrcode`](AuthenticationClient::wechatmpqrcode) give it.
///
/// Make a code, show its picture, and follow what becomes of it:
///
/// ```no_run
/// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
/// use authing_wxapp::QrCodeState;
///
/// let code = client.wxqrcode().gene_code().await?;
/// println!("scan the picture at {}", code.url.unwrap_or_default());
///
/// let mut states = client.wxqrcode().poll(code.random);
/// while let Some(status) = states.next().await {
///     let status = status?;
///     match status.status {
///         QrCodeState::Scanned => println!("now agree on the phone"),
///         QrCodeState::Authorized => match (status.ticket, status.user_info.and_then(|user| user.into_user())) {
///             // A back end exchanges the ticket for the user.
///             (Some(ticket), _) => drop(client.wxqrcode().exchange_user_info(ticket).await?),
///             // When the console allows it, the user comes along with a token.
///             (None, Some(user)) => client.set_current_user(user).await?,
///             (None, None) => println!("allow one of the two in the console"),
///         },
///         QrCodeState::MfaNeeded | QrCodeState::Failed => eprintln!("{}", status.error().unwrap()),
///         QrCodeState::Expired | QrCodeState::Cancelled => println!("make another code"),
///         _ => {}
///     }
/// }
/// # Ok(()) }
/// ```
///
/// What a browser does in JavaScript is here the caller's: `startScanning` draws into the page (show
/// [`url`](QrCode::url), or with the feature `qr` a `QrPicture`), and `stopPolling` is dropping the stream.
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
    /// Makes a code. Its picture is at [`url`](QrCode::url), its id is [`random`](QrCode::random).
    ///
    /// The token of the session is sent along when there is one.
    ///
    /// **Stored afterwards:** nothing changes. **Errors:** what the server refuses has its code.
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

    /// What has become of a code, asked once; [`poll`](Self::poll) asks until it is decided.
    ///
    /// - `random`: the id of the code.
    ///
    /// The token of the session is sent along when there is one.
    ///
    /// **Stored afterwards:** nothing changes. **Errors:** an empty id is refused before anything is sent; an
    /// unknown code is an error of the server (2241).
    ///
    /// JavaScript: `qrcode.checkStatus`. Endpoint: `GET /api/v2/qrcode/check`.
    #[doc(alias = "checkStatus")]
    pub fn check_status(&self, random: impl Into<String>) -> CheckQrCode {
        CheckQrCode::new(&self.client, random.into())
    }

    /// What becomes of a code, as a stream that ends by itself.
    ///
    /// - `random`: the id of the code.
    ///
    /// It asks at once and then every 800 milliseconds ([`interval`](PollQrCode::interval)), counted from the last answer,
    /// so that two questions never overlap. It ends after a [final](crate::QrCodeState::is_final) state, and after an error.
    /// Dropping it stops it, in the middle of a question too.
    ///
    /// **Stored afterwards:** nothing changes; see [`QrCodes`] for the step that logs in. **Errors:** as
    /// [`check_status`](Self::check_status). A question that gets no answer (no connection, a timeout, a gateway's 502, 503
    /// or 504) is asked again, as often as [`tolerate`](PollQrCode::tolerate) says. A stream that has ended with an error can
    /// be taken up again by another call with the same `random`.
    ///
    /// JavaScript: `qrcode.startPolling`. Endpoint: `GET /api/v2/qrcode/check`.
    #[doc(alias = "startPolling")]
    #[doc(alias = "stopPolling")]
    pub fn poll(&self, random: impl Into<String>) -> PollQrCode {
        PollQrCode::new(self.check_status(random), INTERVAL)
    }

    /// Exchanges the ticket of an authorised code for the user, and logs the user in.
    ///
    /// - `ticket`: as it came with the state [`Authorized`](crate::QrCodeState::Authorized). It lives 300 seconds.
    ///
    /// By default the console allows this to back ends only.
    ///
    /// **Stored afterwards:** the user and the token, in the place of whoever was logged in; nothing when the reply has no
    /// token. The token of an earlier session is not sent. **Errors:** an empty ticket is refused before anything is sent;
    /// if the store fails, [`Error::session`] has the session that was obtained.
    ///
    /// JavaScript: `qrcode.exchangeUserInfo`. Endpoint: `POST /api/v2/qrcode/userinfo`.
    #[doc(alias = "exchangeUserInfo")]
    pub fn exchange_user_info(&self, ticket: impl Into<Secret>) -> ExchangeQrTicket {
        ExchangeQrTicket::new(&self.client, ticket.into())
    }

    /// The picture of a code, for a terminal or a page, drawn here.
    ///
    /// Only for [`qrcode`](AuthenticationClient::qrcode): it says what Authing's own picture says, a JSON object with the
    /// scene, the id of the code and of the user pool. The pictures of the other scenes are WeChat's, and no text makes them:
    /// show [`url`](QrCode::url).
    ///
    /// # Errors
    ///
    /// [`is_argument`](Error::is_argument) for the other scenes. Nothing is sent.
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
            "createdAt": jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string(),
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
    /// Of [`gene_code`](QrCodes::gene_code).
    GeneQrCode("qrcode_gene_code") -> QrCode { body: GeneQrCodeBody }
}

option_setters!(GeneQrCode.body { with_custom_data });

impl GeneQrCode {
    /// What the pipeline of the user pool gets to see: an object.
    pub fn context(mut self, context: impl Into<serde_json::Value>) -> Self {
        self.body.context = Some(context.into());
        self
    }

    /// Custom fields of the user, by their key.
    pub fn custom_data(mut self, custom_data: impl Into<CustomData>) -> Self {
        self.body.params = Some(custom_data.into().into_object());
        self
    }

    /// The id of the connection, when the application has several mini-programs or official accounts.
    #[doc(alias = "extIdpConnId")]
    pub fn ext_idp_conn_id(mut self, id: impl Into<String>) -> Self {
        self.body.ext_idp_conn_id = Some(id.into());
        self
    }
}

request! {
    /// Of [`check_status`](QrCodes::check_status).
    CheckQrCode("qrcode_check_status") -> QrCodeStatus { random: String }
}

request! {
    /// Of [`exchange_user_info`](QrCodes::exchange_user_info).
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
    /// Why the code did not lead to a login, in the states [`MfaNeeded`](QrCodeState::MfaNeeded) and
    /// [`Failed`](QrCodeState::Failed). For the first it is the error that any login would have given, with
    /// [`Error::mfa_token`].
    pub fn error(&self) -> Option<Error> {
        let failed = matches!(self.status, QrCodeState::MfaNeeded | QrCodeState::Failed);
        let why = self.scanned_result.as_ref().map(|result| result.expose());
        failed.then(|| error_from_json(why.unwrap_or(&serde_json::Value::Null)))
    }
}
