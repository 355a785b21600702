//! x
mod api;
mod change;
mod client;
mod config;
mod error;
mod flow;
mod generated;
mod password;
#[cfg(feature = "sandbox")]
pub mod sandbox;
mod secret;
mod session;
mod user;
mod wire;

pub use api::{
    CheckLoggedIn, CheckLoginStatus, CustomData, GetCurrentUser, GetPhone, LoginByCode, LoginByCodeWithProfile,
    LoginByEmail, LoginByPhone, Logout, RefreshToken, SetCurrentUser, SetToken, StoredSession, UpdateAvatar,
    UpdateProfile,
};
pub use change::{Change, Clear};
pub use client::AuthenticationClient;
pub use config::{Builder, HeaderNames};
pub use error::{Error, ErrorCode};
pub use flow::{BeginSignIn, FinishSignIn, PendingSignIn, PhoneAuthorization, PhoneOutcome, SignInStep, SignedIn};
pub use generated::{
    open::{CustomDataType, Gender, UserStatus},
    types::{
        CustomDataEntry, Identity, LoginStatus, LoginStatusDetail, PhoneNumber, RefreshedToken, UploadedFile, User,
        Watermark,
    },
};
pub use secret::Secret;
pub use session::{FileStore, MemoryStore, Session, StoreError, Stored, TokenStore, Version};
pub use wire::{BoxFuture, Picture, Progress};
