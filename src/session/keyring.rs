//! A session in the keychain of the desktop.

use std::{fmt, sync::Arc};

use keyring_core::{Entry, Error as Refusal};
use tokio::sync::Mutex;

use super::{StoreError, Stored, TokenStore, Version, document, file::blocking};
use crate::{
    error::Error,
    model::{BoxFuture, Session},
};

/// Held during every change, so that the stores of this program do not compete.
static CHANGING: Mutex<()> = Mutex::const_new(());

/// The session of one user in the keychain of the desktop, for a program of one user: Keychain Services on macOS, the Credential
/// Manager on Windows, and on Linux and other systems a Secret Service such as GNOME Keyring or KWallet.
///
/// The operating system encrypts the session, and may ask the user before it gives it out.
///
/// [`replace`](TokenStore::replace) compares and swaps within this program only, since a keychain cannot do it: when two
/// programs change the same session at the same time, the later change counts. Several programs that run at the same time
/// need a [`FileStore`](crate::FileStore). Windows stores at most 2,560 bytes, which a session with a large profile exceeds;
/// this is an error, and the earlier session stays.
///
/// # Examples
///
/// ```no_run
/// # fn main() -> Result<(), authing_wxapp::Error> {
/// use authing_wxapp::{AuthenticationClient, KeyringStore};
///
/// let store = KeyringStore::open("my-tool", "ada")?;
/// let client = AuthenticationClient::builder("YOUR_APP_ID").token_store(store).build()?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct KeyringStore {
    service: Arc<str>,
    user: Arc<str>,
    entry: Arc<Entry>,
}

impl KeyringStore {
    /// Opens the store with this name.
    ///
    /// - `service`: the name of the program, which the user may see when the system asks for permission.
    /// - `user`: the name of the session in this program, such as the profile that the user has chosen.
    ///
    /// Nothing is read, so the user is asked for nothing yet. If the program has set a default store of the crate
    /// `keyring-core`, that one is used.
    ///
    /// # Errors
    ///
    /// [`Error::is_argument`] when the system has no keychain, such as a server without a desktop, or when the keychain does
    /// not accept a name.
    pub fn open(service: impl AsRef<str>, user: impl AsRef<str>) -> Result<Self, Error> {
        let (service, user) = (service.as_ref(), user.as_ref());
        if keyring_core::get_default_store().is_none() && keyring::Entry::store_status().is_err() {
            return Err(Error::argument(
                "this system has no keychain that can be used; unlock or start one, such as GNOME Keyring, or choose a FileStore",
            ));
        }
        let entry = Entry::new(service, user).map_err(|_| {
            let names = format!("service {service:?} and user {user:?}");
            Error::argument(format!(
                "the keychain does not accept the names {names}; choose short names that are not empty"
            ))
        })?;
        Ok(Self { service: service.into(), user: user.into(), entry: Arc::new(entry) })
    }

    fn name(&self) -> String {
        format!("{:?} of {:?} in the keychain", self.user, self.service)
    }

    fn read(&self) -> Result<Stored, StoreError> {
        let text = match self.entry.get_secret() {
            Ok(text) => String::from_utf8(text).map_err(|_| self.foreign("is damaged or not a session"))?,
            Err(Refusal::NoEntry) => return Ok(Stored { version: Version::new(0), session: None }),
            Err(e) => return Err(self.refused("read", &e)),
        };
        let session = document::decode(&text).map_err(|why| self.foreign(why))?;
        Ok(Stored { version: document::version(&text), session: Some(Arc::new(session)) })
    }

    fn write(&self, session: &Session) -> Result<(), StoreError> {
        let text = document::encode(session)?;
        self.entry.set_secret(text.as_bytes()).map_err(|e| self.refused("written", &e))
    }

    /// Changes the entry while no other store of this program does. An entry that was not written by this store is an error.
    async fn change<T: Send + 'static>(
        &self,
        change: impl FnOnce(&Self, Stored) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let changing = CHANGING.lock().await;
        let store = self.clone();
        let work = move || {
            // Held until the change is over, even if the caller is dropped meanwhile.
            let _changing = changing;
            let stored = store.read()?;
            change(&store, stored)
        };
        blocking(work).await?
    }

    /// Some errors of the library contain the secret, so the message has only their kind.
    fn refused(&self, what: &str, e: &Refusal) -> StoreError {
        let why = match e {
            Refusal::NoStorageAccess(_) => {
                "the keychain is locked or the user has refused; unlock it and try again".into()
            }
            Refusal::TooLong(_, limit) => {
                format!("it is longer than the keychain permits ({limit} bytes); choose a FileStore")
            }
            Refusal::Ambiguous(_) => "there are several entries of that name; remove them".into(),
            Refusal::BadEncoding(_) | Refusal::BadDataFormat(..) | Refusal::BadStoreFormat(_) => {
                "the keychain is damaged; remove the entry".into()
            }
            _ => "the keychain has failed; see its own messages".to_owned(),
        };
        StoreError::new(format!("the session {} cannot be {what}: {why}", self.name()))
    }

    fn foreign(&self, what: &str) -> StoreError {
        let name = self.name();
        StoreError::new(format!("the session {name} {what}; it was left as it is: remove it or choose another name"))
    }
}

impl TokenStore for KeyringStore {
    fn load(&self) -> BoxFuture<'_, Result<Stored, StoreError>> {
        let store = self.clone();
        Box::pin(async move { blocking(move || store.read()).await? })
    }

    fn replace(&self, expected: Version, session: Arc<Session>) -> BoxFuture<'_, Result<bool, StoreError>> {
        Box::pin(self.change(move |store, stored| match stored.version == expected {
            true => store.write(&session).map(|()| true),
            false => Ok(false),
        }))
    }

    fn put(&self, session: Arc<Session>) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(self.change(move |store, _| store.write(&session)))
    }

    fn clear(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(self.change(|store, _| match store.entry.delete_credential() {
            Ok(()) | Err(Refusal::NoEntry) => Ok(()),
            Err(e) => Err(store.refused("removed", &e)),
        }))
    }

    fn session_key(&self) -> Option<String> {
        Some(format!("keychain {:?} {:?}", self.service, self.user))
    }
}

impl fmt::Debug for KeyringStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyringStore").field("service", &self.service).field("user", &self.user).finish_non_exhaustive()
    }
}
