//! The extractors.

use std::{fmt, ops::Deref, sync::Arc};

use authing_wxapp::{AuthenticationClient, Session, SessionId, User, VerifiedClaims};
use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use http::request::Parts;

use crate::{
    problem::{Problem, ProblemKind},
    visit::{Identity, Visit},
};

/// The user who has sent the request: an extractor for handlers below the [layer](crate::Auth::layer).
///
/// A request that names nobody, or whose session has ended, is answered with 401 before the handler runs. A handler that serves
/// others as well takes `Option<CurrentUser>`, which is `None` then; when the store or Authing fails, the request is refused all
/// the same, so that an outage does not look like a logout.
///
/// Authing is not asked. The user is the one whose login has made the session, or whom the verified token names.
///
/// # Examples
///
/// ```
/// use authing_axum::{CurrentUser, Problem};
///
/// async fn greet(user: Option<CurrentUser>) -> String {
///     user.map_or("hello stranger".into(), |user| format!("hello {}", user.id()))
/// }
///
/// async fn nickname(user: CurrentUser) -> Result<String, Problem> {
///     Ok(user.profile().await?.nickname.unwrap_or_default())
/// }
/// ```
#[derive(Clone)]
pub struct CurrentUser(Arc<Identity>);

impl CurrentUser {
    pub(crate) async fn of(visit: &Visit) -> Result<Option<Self>, Problem> {
        Ok(visit.identity().await?.map(Self))
    }

    /// Returns the id of the user at Authing.
    pub fn id(&self) -> &str {
        &self.0.user_id
    }

    /// Returns the client of this user, whose calls carry the token of the session.
    pub fn client(&self) -> &AuthenticationClient {
        self.0.client()
    }

    /// Returns the id of the session. `None` for a token that was issued elsewhere.
    pub fn session_id(&self) -> Option<&SessionId> {
        self.0.session().map(|(id, _)| id)
    }

    /// Returns the session as it was when the request came, with the tokens and, unless cookies are sealed, the profile of the
    /// last reply. `None` for a token that was issued elsewhere.
    pub fn session(&self) -> Option<&Arc<Session>> {
        self.0.session().map(|(_, session)| session)
    }

    /// Returns the verified claims of a token that was issued elsewhere; `None` for a session.
    pub fn claims(&self) -> Option<&VerifiedClaims> {
        self.0.claims()
    }

    /// Asks Authing for the profile of the user. It contains the token: a response has it as a
    /// [`PublicUser`](crate::PublicUser).
    ///
    /// # Session
    ///
    /// The profile is stored in the session.
    ///
    /// # Errors
    ///
    /// [`ProblemKind::SessionExpired`] when Authing does not accept the token any more, and every failure of the call.
    pub async fn profile(&self) -> Result<User, Problem> {
        self.0.client().get_current_user().await?.ok_or_else(Problem::expired)
    }

    /// Returns whether the token has this scope. A session has all that the user may do at this application, so its user has
    /// every scope; scopes limit tokens that were issued elsewhere.
    pub fn has_scope(&self, scope: &str) -> bool {
        let has = |claims: &VerifiedClaims| {
            claims.scope.as_deref().is_some_and(|scopes| scopes.split(' ').any(|one| one == scope))
        };
        self.claims().is_none_or(has)
    }

    /// Refuses a user whose token has not this scope; see [`has_scope`](Self::has_scope).
    ///
    /// # Errors
    ///
    /// [`ProblemKind::InsufficientScope`].
    pub fn require_scope(&self, scope: &str) -> Result<(), Problem> {
        if self.has_scope(scope) { Ok(()) } else { Err(Problem::missing_scope(scope)) }
    }

    /// Refuses a user who has not this role. Authing is asked each time.
    ///
    /// - `role`: the code of the role in the Authing console.
    ///
    /// # Errors
    ///
    /// [`ProblemKind::InsufficientScope`], and every failure of the call.
    pub async fn require_role(&self, role: &str) -> Result<(), Problem> {
        match self.0.client().has_role(role).await? {
            true => Ok(()),
            false => {
                let detail = format!("the role {role:?} is missing");
                Err(Problem::new(ProblemKind::InsufficientScope).with_detail(detail))
            }
        }
    }
}

impl<S: Sync> FromRequestParts<S> for CurrentUser {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let found = Self::of(&*Visit::of(&parts.extensions)?).await?;
        found.ok_or_else(|| Problem::new(ProblemKind::LoginRequired))
    }
}

impl<S: Sync> OptionalFromRequestParts<S> for CurrentUser {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Problem> {
        match Self::of(&*Visit::of(&parts.extensions)?).await {
            Err(problem) if problem.kind().status() == http::StatusCode::UNAUTHORIZED => Ok(None),
            outcome => outcome,
        }
    }
}

/// `Debug` prints the id of the user only.
impl fmt::Debug for CurrentUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CurrentUser").field("id", &self.id()).finish_non_exhaustive()
    }
}

/// The [client](AuthenticationClient) of the user who has sent the request: an extractor for handlers that call Authing in the
/// name of this user. It is refused like [`CurrentUser`].
///
/// # Examples
///
/// ```
/// use authing_axum::{Problem, UserClient};
///
/// async fn rename(client: UserClient, name: String) -> Result<(), Problem> {
///     client.update_profile().nickname(name).await?;
///     Ok(())
/// }
/// ```
#[derive(Debug, Clone)]
pub struct UserClient(pub AuthenticationClient);

impl Deref for UserClient {
    type Target = AuthenticationClient;

    fn deref(&self) -> &AuthenticationClient {
        &self.0
    }
}

impl<S: Sync> FromRequestParts<S> for UserClient {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let user = <CurrentUser as FromRequestParts<S>>::from_request_parts(parts, state).await?;
        Ok(Self(user.client().clone()))
    }
}
