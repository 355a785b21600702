//! One request, and who has sent it. That is found out when the first extractor or guard asks, and at most once.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use authing_wxapp::{AuthenticationClient, Secret, Session, SessionId, TokenStore, VerifiedClaims};
use axum::extract::FromRequestParts;
use http::{Extensions, HeaderValue, request::Parts};
use tokio::sync::OnceCell;

use crate::{
    auth::Auth,
    cookies::Sealed,
    credential::{self, Credential},
    problem::{Problem, ProblemKind},
    record::{self, Record, RecordStore},
};

/// A request on its way through the layer.
pub(crate) struct Visit {
    pub auth: Auth,
    credential: Result<Option<Credential>, Problem>,
    cross_site: bool,
    identity: OnceCell<Result<Option<Arc<Identity>>, Problem>>,
    /// The cookies that the response sets.
    cookies: Mutex<Vec<HeaderValue>>,
}

/// Who has sent a request.
pub(crate) struct Identity {
    pub user_id: String,
    proof: Proof,
    auth: Auth,
    /// It is made when a handler first asks for it, because most need nothing but the id of the user.
    client: OnceLock<AuthenticationClient>,
}

/// How the sender was identified.
enum Proof {
    /// A session, as it was when the request came.
    Session { id: SessionId, session: Arc<Session>, store: Arc<dyn TokenStore> },
    /// A token of another place, which has been verified.
    Token { token: Arc<Secret>, claims: VerifiedClaims },
}

impl Identity {
    fn new(user_id: String, proof: Proof, auth: &Auth) -> Self {
        Self { user_id, proof, auth: auth.clone(), client: OnceLock::new() }
    }

    /// The client of this user.
    pub fn client(&self) -> &AuthenticationClient {
        self.client.get_or_init(|| match &self.proof {
            Proof::Session { store, .. } => self.auth.client().for_session(Arc::clone(store)),
            Proof::Token { token, .. } => self.auth.client().for_token(&**token),
        })
    }

    /// The session and its id; `None` for a token of another place.
    pub fn session(&self) -> Option<(&SessionId, &Arc<Session>)> {
        match &self.proof {
            Proof::Session { id, session, .. } => Some((id, session)),
            Proof::Token { .. } => None,
        }
    }

    /// The claims of a token of another place; `None` for a session.
    pub fn claims(&self) -> Option<&VerifiedClaims> {
        match &self.proof {
            Proof::Session { .. } => None,
            Proof::Token { claims, .. } => Some(claims),
        }
    }
}

impl Visit {
    pub fn new<B>(auth: Auth, request: &http::Request<B>) -> Self {
        let headers = request.headers();
        Self {
            credential: credential::read(&auth.0, headers),
            cross_site: credential::is_cross_site(&auth.0, request.method(), request.uri(), headers),
            auth,
            identity: OnceCell::new(),
            cookies: Mutex::default(),
        }
    }

    /// The visit of the request that these extensions are of.
    pub fn of(extensions: &Extensions) -> Result<Arc<Self>, Problem> {
        let visit = extensions.get::<Arc<Self>>().cloned();
        visit.ok_or_else(|| {
            Problem::internal("a route asks for its user outside of the layer; add .layer(auth.layer()) to it")
        })
    }

    /// Whether another site made the browser send the request, which changes something.
    pub fn is_cross_site(&self) -> bool {
        self.cross_site
    }

    /// Whether a cookie says who has sent the request.
    pub fn is_of_cookie(&self) -> bool {
        self.credential.as_ref().is_ok_and(|credential| credential.as_ref().is_some_and(Credential::is_ambient))
    }

    /// Who has sent the request; `None` when it names nobody.
    pub async fn identity(&self) -> Result<Option<Arc<Identity>>, Problem> {
        self.identity.get_or_init(|| self.identify()).await.clone()
    }

    /// Sets a cookie with the response.
    pub fn set_cookie(&self, cookie: HeaderValue) {
        self.cookies.lock().unwrap_or_else(PoisonError::into_inner).push(cookie);
    }

    async fn identify(&self) -> Result<Option<Arc<Identity>>, Problem> {
        let credential = match &self.credential {
            Ok(None) => return Ok(None),
            Ok(Some(credential)) => credential,
            Err(problem) => return Err(problem.clone()),
        };
        if self.cross_site && credential.is_ambient() {
            return Err(Problem::new(ProblemKind::CrossSite));
        }
        let found = match credential {
            // Boxed, because the futures of all handlers have room for this one, and those of requests with tokens do not need it.
            Credential::Header(id) | Credential::Cookie(id) => Box::pin(self.of_session(id, None)).await,
            Credential::Sealed(sealed) => match sealed.id() {
                Some(id) => Box::pin(self.of_session(&id, Some(sealed))).await,
                None => Err(Problem::new(ProblemKind::CredentialRefused)),
            },
            Credential::Token(token) => {
                let claims = self.auth.0.access_tokens.verify(&**token).await?;
                let nobody = || Problem::new(ProblemKind::CredentialRefused).with_detail("the token names no user");
                let user_id = claims.user_id().ok_or_else(nobody)?.to_owned();
                Ok(Identity::new(user_id, Proof::Token { token: Arc::clone(token), claims }, &self.auth))
            }
        };
        found.map(|identity| Some(Arc::new(identity)))
    }

    /// The user of a session that is kept here, or that a sealed cookie has brought.
    async fn of_session(&self, id: &SessionId, sealed: Option<&Sealed>) -> Result<Identity, Problem> {
        let (inner, now) = (&self.auth.0, record::now());
        let (store, records) = (inner.sessions.open(id), RecordStore::open(&*inner.sessions, id)?);
        let (version, kept) = records.load_version().await?;
        let mut record = match (kept, sealed) {
            (Some(record), _) => record,
            (None, Some(sealed)) => Record { began: sealed.began, used: sealed.used, ended: false },
            (None, None) => return Err(Problem::expired()),
        };
        if record.is_over(now, inner.lifetimes) {
            // It has a record that says so already if the user has logged out.
            if !record.ended && kept.is_some() {
                self.auth.end(id).await?;
            }
            return Err(Problem::expired());
        }
        let stored = store.load().await.map_err(record::store_failed)?;
        let session = match (stored.session, sealed) {
            (Some(session), _) => session,
            (None, Some(sealed)) => {
                let session = Arc::new(sealed.session.clone());
                // When it fails, another request with the same cookie was faster, and may have renewed the tokens.
                store.replace(stored.version, Arc::clone(&session)).await.map_err(record::store_failed)?;
                session
            }
            (None, None) => return Err(Problem::expired()),
        };
        let session = self.valid(id, &store, session).await?;
        if let Some(touched) = record.touched(now, inner.lifetimes) {
            record = touched;
        }
        if kept != Some(record) {
            records.replace(version, record).await?;
        }
        let user_id = session.user_id().ok_or_else(Problem::expired)?;
        Ok(Identity::new(user_id, Proof::Session { id: id.clone(), session, store }, &self.auth))
    }

    /// The session with a token that has not expired: renewed if it has, and ended if it cannot be renewed.
    async fn valid(
        &self,
        id: &SessionId,
        store: &Arc<dyn TokenStore>,
        session: Arc<Session>,
    ) -> Result<Arc<Session>, Problem> {
        let now = i64::try_from(record::now()).unwrap_or(i64::MAX);
        if session.expires_at().is_none_or(|expires_at| now < expires_at) {
            return Ok(session);
        }
        if session.refresh_token().is_none() {
            self.auth.end(id).await?;
            return Err(Problem::expired());
        }
        let expired = session.access_token().cloned();
        let (auth, id) = (self.auth.clone(), id.clone());
        let client = auth.client().for_session(Arc::clone(store));
        // To the end, because the renewal spends the refresh token, and the answer has the next one. Boxed, because requests come
        // here seldom and would always have to make room for it.
        Box::pin(self.auth.to_the_end(async move {
            let mut renewal = client.v3().refresh_token();
            // Another request may have renewed the session since this one has read it.
            if let Some(expired) = expired {
                renewal = renewal.replacing(expired);
            }
            match renewal.await {
                Ok(_) => {}
                // Another request has ended it.
                Err(error) if error.is_not_logged_in() => return Err(Problem::expired()),
                Err(error) if error.oauth_error() == Some("invalid_grant") => {
                    tracing::info!(%error, "a session has ended, because its tokens can no longer be renewed");
                    auth.end(&id).await?;
                    return Err(Problem::expired());
                }
                Err(error) => return Err(error.into()),
            }
            client.stored_session().await?.ok_or_else(Problem::expired)
        }))
        .await
    }

    /// The cookies that the response has to set. `Err` is a failure that comes too late for the response to tell.
    pub async fn cookies(&self) -> Result<Vec<HeaderValue>, Problem> {
        let mut cookies = std::mem::take(&mut *self.cookies.lock().unwrap_or_else(PoisonError::into_inner));
        let name = self.auth.0.cookie.name.as_bytes();
        let is_session =
            |cookie: &HeaderValue| cookie.as_bytes().strip_prefix(name).is_some_and(|v| v.starts_with(b"="));
        // A login or a logout on this way has the last word.
        if cookies.iter().any(is_session) {
            return Ok(cookies);
        }
        let (Some(identity), Ok(Some(credential))) = (self.identity.get(), &self.credential) else {
            return Ok(cookies);
        };
        match (identity, credential) {
            (Err(problem), credential) if credential.is_ambient() && problem.kind() == ProblemKind::SessionExpired => {
                cookies.push(self.auth.removed_cookie()?);
            }
            (Ok(Some(identity)), Credential::Sealed(sealed)) => {
                if let Some((id, _)) = identity.session() {
                    cookies.extend(Box::pin(self.resealed(id, sealed)).await?);
                }
            }
            _ => {}
        }
        Ok(cookies)
    }

    /// The sealed cookie anew, if the session has changed since it was sealed.
    async fn resealed(&self, id: &SessionId, sealed: &Sealed) -> Result<Option<HeaderValue>, Problem> {
        let inner = &self.auth.0;
        let record = RecordStore::open(&*inner.sessions, id)?.load().await?;
        let stored = inner.sessions.open(id).load().await.map_err(record::store_failed)?;
        match (record, stored.session) {
            (Some(record), _) if record.ended => self.auth.removed_cookie().map(Some),
            (Some(record), Some(session)) => {
                let now = Sealed::new(id, record.began, record.used, &session);
                let unchanged = now.used == sealed.used && now.session == sealed.session;
                match unchanged {
                    true => Ok(None),
                    false => self.auth.session_cookie(id).await.map(Some),
                }
            }
            _ => Ok(None),
        }
    }
}

/// The visit of a request, as an extractor for the handlers of this crate.
pub struct CurrentVisit(pub(crate) Arc<Visit>);

impl<S: Sync> FromRequestParts<S> for CurrentVisit {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Visit::of(&parts.extensions).map(Self)
    }
}
