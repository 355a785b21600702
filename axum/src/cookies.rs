//! The cookies: how they are read, set and removed, and what a sealed one holds.

use std::sync::Arc;

use authing_wxapp::{Session, SessionId, User};
use cookie::{Cookie, CookieJar, Key, SameSite, time::Duration};
use http::{HeaderMap, HeaderValue, header};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::problem::Problem;

/// What browsers accept at least, name and attributes included (RFC 6265, section 6.1). They drop a longer one silently.
const LONGEST: usize = 4096;

/// The attributes of the session cookie.
#[derive(Debug, Clone)]
pub(crate) struct CookieOptions {
    pub name: String,
    pub secure: bool,
    pub same_site: SameSite,
    pub domain: Option<String>,
}

/// What a sealed cookie holds: all of the session, except for the profile of the user.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Sealed {
    id: String,
    pub began: u64,
    pub used: u64,
    pub session: Session,
}

impl Sealed {
    pub fn new(id: &SessionId, began: u64, used: u64, session: &Session) -> Self {
        // The profile would make the cookie too long. Of a user whom the token does not name, the id stays.
        let user = Session::new(session.token(), None).user_id().is_none().then(|| session.user_id().map(User::new));
        let mut small = Session::new(session.token(), user.flatten());
        if let Some(access_token) = session.access_token() {
            small = small.with_access_token(access_token);
        }
        if let Some(refresh_token) = session.refresh_token() {
            small = small.with_refresh_token(refresh_token);
        }
        if let Some(seconds) = session.expires_at() {
            small = small.with_expires_at(seconds);
        }
        Self { id: id.expose().to_owned(), began, used, session: small }
    }

    pub fn id(&self) -> Option<SessionId> {
        self.id.parse().ok()
    }
}

/// The values of the cookies with this name. Several are possible: another site of the domain can set one beside ours.
///
/// Cookies that are not ASCII are left out one by one, because ours never are: scripts set cookies of any characters, which must not
/// hide ours. This also leaves out a cookie whose name begins with a space of Unicode: the library would remove the space, and
/// browsers do not protect such a name by its prefix.
pub(crate) fn values(headers: &HeaderMap, name: &str) -> Vec<String> {
    let parts = headers.get_all(header::COOKIE).iter().flat_map(|value| value.as_bytes().split(|byte| *byte == b';'));
    let texts = parts.filter_map(|part| str::from_utf8(part).ok()).filter(|text| text.is_ascii());
    let cookies = texts.filter_map(|text| Cookie::parse(text).ok());
    cookies.filter(|cookie| cookie.name() == name).map(|cookie| cookie.value().to_owned()).collect()
}

impl CookieOptions {
    /// The header that sets the session cookie for so many seconds.
    pub fn set(&self, value: String, seconds: u64) -> Result<HeaderValue, Problem> {
        self.header(self.cookie(self.name.clone(), value, seconds))
    }

    /// The header that removes the session cookie.
    pub fn remove(&self) -> Result<HeaderValue, Problem> {
        self.set(String::new(), 0)
    }

    /// The name of the cookie that keeps a login in a browser until the browser returns from Authing.
    pub fn login_name(&self) -> String {
        format!("{}-login", self.name)
    }

    /// The header that sets that cookie for so many seconds. It is sent when Authing redirects the browser here, whatever the
    /// session cookie does.
    pub fn set_login(&self, value: String, seconds: u64) -> Result<HeaderValue, Problem> {
        let mut cookie = self.cookie(self.login_name(), value, seconds);
        cookie.set_same_site(SameSite::Lax);
        self.header(cookie)
    }

    fn cookie(&self, name: String, value: String, seconds: u64) -> Cookie<'static> {
        let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
        let cookie = Cookie::build((name, value)).path("/").http_only(true).secure(self.secure);
        let mut cookie = cookie.same_site(self.same_site).max_age(Duration::seconds(seconds)).build();
        if let Some(domain) = &self.domain {
            cookie.set_domain(domain.clone());
        }
        cookie
    }

    fn header(&self, cookie: Cookie<'_>) -> Result<HeaderValue, Problem> {
        let text = cookie.to_string();
        if text.len() > LONGEST {
            let length = text.len();
            return Err(Problem::internal(format!(
                "the session needs a cookie of {length} characters and browsers keep {LONGEST}; do not seal sessions with such long tokens"
            )));
        }
        HeaderValue::try_from(text).map_err(Problem::internal)
    }
}

/// The keys that seal cookies: the first one seals, and all of them open.
#[derive(Clone)]
pub(crate) struct Keys(Arc<[Key]>);

impl Keys {
    pub fn new(keys: impl IntoIterator<Item = Key>) -> Self {
        Self(keys.into_iter().collect())
    }

    /// Encrypts and authenticates a value for the cookie of this name.
    pub fn seal(&self, name: &str, value: &impl Serialize) -> Result<String, Problem> {
        let Some(key) = self.0.first() else { return Err(Problem::internal("there is no key to seal cookies with")) };
        let text = serde_json::to_string(value).map_err(Problem::internal)?;
        let mut jar = CookieJar::new();
        jar.private_mut(key).add((name.to_owned(), text));
        let sealed = jar.get(name).ok_or_else(|| Problem::internal("the cookie jar lost a cookie"))?;
        Ok(sealed.value().to_owned())
    }

    /// Opens a value that [`seal`](Self::seal) has made for the cookie of this name; `None` if none of the keys has.
    pub fn open<T: DeserializeOwned>(&self, name: &str, sealed: &str) -> Option<T> {
        let jar = CookieJar::new();
        let cookie = Cookie::new(name.to_owned(), sealed.to_owned());
        let opened = self.0.iter().find_map(|key| jar.private(key).decrypt(cookie.clone()))?;
        serde_json::from_str(opened.value()).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options() -> CookieOptions {
        CookieOptions { name: "__Host-session".into(), secure: true, same_site: SameSite::Lax, domain: None }
    }

    #[test]
    fn a_cookie_is_for_this_host_and_hidden_from_scripts() {
        let header = options().set("the-id".into(), 60).unwrap();
        let expected = "__Host-session=the-id; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=60";
        assert_eq!(header.to_str().unwrap(), expected);
    }

    #[test]
    fn a_cookie_that_browsers_would_drop_is_refused() {
        assert!(options().set("x".repeat(5000), 60).is_err());
    }

    #[test]
    fn what_one_key_has_sealed_opens_with_the_keys_of_a_rotation() {
        let [old, new] = [7, 8].map(|byte: u8| Key::derive_from(&[byte; 32]));
        let sealed = Keys::new([old.clone()]).seal("name", &"text").unwrap();
        assert_eq!(Keys::new([new.clone(), old]).open::<String>("name", &sealed).as_deref(), Some("text"));
        assert_eq!(Keys::new([new.clone()]).open::<String>("name", &sealed), None);
        // A value does not open in the place of another cookie.
        let sealed = Keys::new([new.clone()]).seal("another", &"text").unwrap();
        assert_eq!(Keys::new([new]).open::<String>("name", &sealed), None);
    }
}
