use http::StatusCode;

use crate::language::Language;

/// Declares the kinds with their status and their titles in English and Chinese.
macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $kind:ident = $name:literal $status:ident $english:literal $chinese:literal,)+) => {
        /// What has gone wrong, from the view of the program that sent the request.
        ///
        /// The member `kind` of a problem document has its [name](Self::name), for programs to compare with. The member `type`
        /// is the address of its description here.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum ProblemKind {
            $($(#[doc = $doc])+ $kind,)+
        }

        impl ProblemKind {
            /// All kinds.
            pub const ALL: &'static [Self] = &[$(Self::$kind,)+];

            /// Returns the name, such as `login_required`.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)+
                }
            }

            /// Returns the HTTP status.
            pub fn status(self) -> StatusCode {
                match self {
                    $(Self::$kind => StatusCode::$status,)+
                }
            }

            /// The name of the variant, which is part of the address of its documentation.
            pub(super) fn variant(self) -> &'static str {
                match self {
                    $(Self::$kind => stringify!($kind),)+
                }
            }

            pub(super) fn title(self, language: Language) -> &'static str {
                match (self, language) {
                    $(
                        (Self::$kind, Language::English) => $english,
                        (Self::$kind, Language::Chinese) => $chinese,
                    )+
                }
            }
        }
    };
}

kinds! {
    /// The request names nobody, or Authing says that the user is not logged in. Log in.
    LoginRequired = "login_required" UNAUTHORIZED "Please log in." "请先登录。",
    /// The session has ended: it expired, was logged out, or its tokens can no longer be renewed. Log in again.
    SessionExpired = "session_expired" UNAUTHORIZED "Your session has ended. Please log in again." "登录已过期，请重新登录。",
    /// The session id, the cookie or the token is not valid here. Log in again.
    CredentialRefused = "credential_refused" UNAUTHORIZED "The session or token of this request is not valid." "请求携带的会话或令牌无效。",
    /// The user name, the password or the one-time code is wrong.
    LoginRefused = "login_refused" UNAUTHORIZED "The login was refused: name, password or code is wrong." "登录失败：账号、密码或验证码不正确。",
    /// The server demands another step first, such as a second factor or a new password: see
    /// [`Error::challenge`](authing_wxapp::Error::challenge).
    StepRequired = "step_required" FORBIDDEN "Another step is needed to log in." "登录还需要完成另一步验证。",
    /// The token has not the scope, or the user has not the role, that this needs.
    InsufficientScope = "insufficient_scope" FORBIDDEN "You are not allowed to do this." "没有执行此操作的权限。",
    /// Authing forbids it to this user: the account is locked or disabled, or WeChat has blocked it.
    Forbidden = "forbidden" FORBIDDEN "This is not allowed for your account." "你的账号不允许此操作。",
    /// Another web site made the browser send this request.
    CrossSite = "cross_site" FORBIDDEN "The request came from another site." "请求来自其他网站，已被拒绝。",
    /// The code of WeChat or of a login page was used already, has expired, or is not one. Get a new one.
    CodeRefused = "code_refused" BAD_REQUEST "This code is not valid any more. Please try again." "凭证已失效，请重试。",
    /// The encrypted phone number does not fit the code. Call `wx.login()` before the button is shown, and try again.
    PhoneRefused = "phone_refused" UNPROCESSABLE_ENTITY "The phone number could not be read. Please press the button again." "无法读取手机号，请重新点击按钮授权。",
    /// The request lacks something or has a wrong form.
    InvalidRequest = "invalid_request" BAD_REQUEST "The request is not valid." "请求无效。",
    /// Authing understands what was sent and does not accept it.
    Refused = "refused" UNPROCESSABLE_ENTITY "This was not accepted." "操作未被接受。",
    /// Another account has this name, phone number, email address or identity.
    Conflict = "conflict" CONFLICT "Another account has this already." "已被其他账号使用。",
    /// The body is larger than the limit.
    TooLarge = "too_large" PAYLOAD_TOO_LARGE "This file is too large." "文件太大。",
    /// The body is not of a media type that is accepted here, such as a picture.
    UnsupportedMedia = "unsupported_media" UNSUPPORTED_MEDIA_TYPE "This kind of file is not supported." "不支持此文件类型。",
    /// Too many attempts. The header `Retry-After` says when to try again.
    TooManyRequests = "too_many_requests" TOO_MANY_REQUESTS "Too many attempts. Please wait a little." "操作过于频繁，请稍后再试。",
    /// The back end is not set up correctly; its log says what is wrong.
    Internal = "internal" INTERNAL_SERVER_ERROR "Something is wrong on our side." "服务出错了。",
    /// Authing cannot be reached, has failed, or gave an answer that cannot be read.
    AuthingFailed = "authing_failed" BAD_GATEWAY "The login service is not working right now. Please try again later." "登录服务暂时不可用，请稍后再试。",
    /// The store of the sessions has failed.
    StoreFailed = "store_failed" SERVICE_UNAVAILABLE "Sessions are not available right now. Please try again later." "会话服务暂时不可用，请稍后再试。",
    /// Authing did not answer in time.
    AuthingTimeout = "authing_timeout" GATEWAY_TIMEOUT "The login service did not answer in time. Please try again." "登录服务响应超时，请重试。",
}
