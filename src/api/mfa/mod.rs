//! Second factors.

mod authenticators;
mod face;
mod verification;

pub use authenticators::{
    AssociateMfaAuthenticator, ConfirmAssociateMfaAuthenticator, DeleteMfaAuthenticator, GetMfaAuthenticators,
};
pub use face::{AssociateFaceByPicture, AssociateFaceByUrl, VerifyFaceMfa, VerifyFaceMfaByPicture};
pub use verification::{
    PhoneOrEmailBindable, VerifyAppEmailMfa, VerifyAppSmsMfa, VerifyTotpMfa, VerifyTotpRecoveryCode,
};

use super::require;
use crate::{
    api::request::submodule, client::AuthenticationClient, error::Error, generated::types::User, model::Secret,
};

const REFUSED_LOGIN: &str = "take it from the refused login: Error::mfa_token";
/// The only kind of authenticator that the server knows.
const TOTP: &str = "totp";

impl AuthenticationClient {
    /// Returns the submodule for second factors: binding one to a user, and verifying one during a login.
    ///
    /// A login that needs a second factor is refused with code 1635 or 1636. Its error has a
    /// [`Challenge`](crate::Challenge) with the **MFA token**, which identifies the user for some minutes. The
    /// `verify_…` methods use it to finish the login.
    ///
    /// JavaScript: `mfa`.
    pub fn mfa(&self) -> Mfa {
        Mfa { client: self.clone() }
    }
}

submodule! {
    /// Second factors; [`AuthenticationClient::mfa`] returns it.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// let refused = match client.login_by_email("ada@example.com", "passw0rd").await {
    ///     Ok(user) => return Ok(()),
    ///     Err(error) => error,
    /// };
    /// let Some(mfa_token) = refused.mfa_token() else { return Err(refused) };
    /// let user = client.mfa().verify_totp_mfa("123456", mfa_token).await?;
    /// # Ok(()) }
    /// ```
    Mfa
}

/// A user who has logged in with a recovery code, and the new recovery code.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Recovered {
    /// The user, who is now logged in.
    pub user: User,
    /// The new recovery code, if the server created one. No later call returns it.
    pub recovery_code: Option<Secret>,
}

/// Refuses an empty MFA token.
pub(super) fn require_mfa_token(mfa_token: Secret) -> Result<Secret, Error> {
    require("mfa_token", &mfa_token, REFUSED_LOGIN)?;
    Ok(mfa_token)
}

/// Returns the bearer token of the call: the MFA token if there is one, else the token of the session.
pub(super) async fn session_or(client: &AuthenticationClient, mfa_token: Option<Secret>) -> Result<Secret, Error> {
    match mfa_token {
        Some(mfa_token) => {
            let mfa_token = require_mfa_token(mfa_token)?;
            // A call with the MFA token may end a login, whose session then has to be stored.
            client.store().load().await?;
            Ok(mfa_token)
        }
        None => Ok(client.store().required_token().await?),
    }
}
