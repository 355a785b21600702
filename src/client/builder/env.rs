//! The options that environment variables set.

use std::{env, ffi::OsString, time::Duration};

use super::AuthenticationClientBuilder;
use crate::{
    core::{header_value, host},
    crypto::PublicKey,
    error::Error,
};

impl AuthenticationClientBuilder {
    /// Returns a builder with the options that the environment variables of this process set.
    ///
    /// | variable | option |
    /// |---|---|
    /// | `AUTHING_APP_ID` | the id of the application, which is required |
    /// | `AUTHING_HOST` | [`host`](Self::host) |
    /// | `AUTHING_WEBSOCKET_HOST` | [`websocket_host`](Self::websocket_host) |
    #[cfg_attr(feature = "events", doc = "| `AUTHING_EVENT_HOST` | [`event_host`](Self::event_host) |")]
    /// | `AUTHING_EXT_IDP_CONN_IDENTIFIER` | [`ext_idp_conn_identifier`](Self::ext_idp_conn_identifier) |
    /// | `AUTHING_APP_SECRET` | [`app_secret`](Self::app_secret) |
    /// | `AUTHING_REDIRECT_URI` | [`redirect_uri`](Self::redirect_uri) |
    /// | `AUTHING_USER_POOL_ID` | [`user_pool_id`](Self::user_pool_id) |
    /// | `AUTHING_TENANT_ID` | [`tenant_id`](Self::tenant_id) |
    /// | `AUTHING_LANG` | [`lang`](Self::lang) |
    /// | `AUTHING_TIMEOUT` | [`timeout`](Self::timeout), in seconds, such as `3` or `2.5` |
    /// | `AUTHING_PUBLIC_KEY` | [`public_key`](Self::public_key) |
    #[cfg_attr(feature = "sm2", doc = "| `AUTHING_SM2_PUBLIC_KEY` | [`sm2_public_key`](Self::sm2_public_key) |")]
    ///
    /// An empty variable counts as not set. Methods that are called on the builder override the variables.
    ///
    /// # Errors
    ///
    /// [`Error::is_argument`] when `AUTHING_APP_ID` is not set, or when a variable has a value that its option does not accept.
    /// The message names the variable, the problem and the remedy, and quotes no secret.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # fn main() -> Result<(), authing_wxapp::Error> {
    /// use authing_wxapp::AuthenticationClientBuilder;
    ///
    /// let client = AuthenticationClientBuilder::from_env()?.build()?;
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: none.
    pub fn from_env() -> Result<Self, Error> {
        Self::from_variables(|name| env::var_os(name))
    }

    fn from_variables(read: impl Fn(&str) -> Option<OsString>) -> Result<Self, Error> {
        let value = |name: &str| match read(name).filter(|value| !value.is_empty()).map(OsString::into_string) {
            Some(Err(_)) => Err(refuse(name, "is not Unicode", "set it again as UTF-8")),
            Some(Ok(value)) => Ok(Some(value)),
            None => Ok(None),
        };
        let app_id = value("AUTHING_APP_ID")?.ok_or_else(|| {
            refuse(
                "AUTHING_APP_ID",
                "is not set",
                "set it to the id of the application, as the Authing console shows it",
            )
        })?;
        check_header("AUTHING_APP_ID", &app_id)?;
        let mut builder = Self::new(app_id);
        for (name, check, set) in VARIABLES {
            if let Some(value) = value(name)? {
                check(name, &value)?;
                builder = set(builder, value);
            }
        }
        if let Some(seconds) = value("AUTHING_TIMEOUT")? {
            builder = builder.timeout(duration("AUTHING_TIMEOUT", &seconds)?);
        }
        Ok(builder)
    }
}

/// The name of a variable, the check of its value, and the option that it sets.
type Variable = (
    &'static str,
    fn(&str, &str) -> Result<(), Error>,
    fn(AuthenticationClientBuilder, String) -> AuthenticationClientBuilder,
);

const VARIABLES: &[Variable] = &[
    ("AUTHING_HOST", check_host, AuthenticationClientBuilder::host),
    ("AUTHING_WEBSOCKET_HOST", check_host, AuthenticationClientBuilder::websocket_host),
    #[cfg(feature = "events")]
    ("AUTHING_EVENT_HOST", check_event_host, AuthenticationClientBuilder::event_host),
    ("AUTHING_EXT_IDP_CONN_IDENTIFIER", anything, AuthenticationClientBuilder::ext_idp_conn_identifier),
    ("AUTHING_APP_SECRET", anything, AuthenticationClientBuilder::app_secret),
    ("AUTHING_REDIRECT_URI", anything, AuthenticationClientBuilder::redirect_uri),
    ("AUTHING_USER_POOL_ID", check_header, AuthenticationClientBuilder::user_pool_id),
    ("AUTHING_TENANT_ID", check_header, AuthenticationClientBuilder::tenant_id),
    ("AUTHING_LANG", check_header, AuthenticationClientBuilder::lang),
    ("AUTHING_PUBLIC_KEY", check_public_key, AuthenticationClientBuilder::public_key),
    #[cfg(feature = "sm2")]
    ("AUTHING_SM2_PUBLIC_KEY", check_sm2_public_key, AuthenticationClientBuilder::sm2_public_key),
];

fn refuse(name: &str, what: &str, mend: &str) -> Error {
    Error::configuration(format!("the environment variable {name} {what}; {mend}"))
}

fn anything(_: &str, _: &str) -> Result<(), Error> {
    Ok(())
}

/// Plain HTTP is accepted here, because only `build` knows whether the option `allow_plain_http` is set.
fn check_host(name: &str, host: &str) -> Result<(), Error> {
    host::check(&in_option(name), host, true).map(drop)
}

#[cfg(feature = "events")]
fn check_event_host(name: &str, host: &str) -> Result<(), Error> {
    host::check_socket(&in_option(name), host, true).map(drop)
}

/// How the check of a host names the variable: "the option host (environment variable AUTHING_HOST) …".
fn in_option(name: &str) -> String {
    let option = name.strip_prefix("AUTHING_").unwrap_or(name).to_lowercase();
    format!("{option} (environment variable {name})")
}

fn check_header(name: &str, value: &str) -> Result<(), Error> {
    let what = "has characters that no HTTP header can carry";
    let mend = "set it to visible ASCII characters, without a line break at the end";
    header_value(value).map(drop).ok_or_else(|| refuse(name, what, mend))
}

fn check_public_key(name: &str, key: &str) -> Result<(), Error> {
    let mend = "set it to an RSA public key as PEM, or leave it out to fetch the server's";
    PublicKey::parse(key).map(drop).map_err(|why| refuse(name, why.message(), mend))
}

#[cfg(feature = "sm2")]
fn check_sm2_public_key(name: &str, key: &str) -> Result<(), Error> {
    let mend = "set it to the 130 hexadecimal digits that the console shows, or leave it out";
    crate::crypto::Sm2Key::parse(key).map(drop).map_err(|why| refuse(name, why.message(), mend))
}

fn duration(name: &str, seconds: &str) -> Result<Duration, Error> {
    let duration = seconds.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    duration.filter(|duration| !duration.is_zero()).ok_or_else(|| {
        let mend = "set it to seconds, such as 3 or 2.5, or leave it out for 10 seconds";
        refuse(name, &format!("has the value {seconds:?}, which is no positive number"), mend)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(variables: &[(&str, &str)]) -> Result<AuthenticationClientBuilder, Error> {
        let read = |name: &str| variables.iter().find(|(other, _)| *other == name).map(|(_, value)| value.into());
        AuthenticationClientBuilder::from_variables(read)
    }

    fn message(variables: &[(&str, &str)]) -> String {
        let error = from(variables).expect_err("a variable is missing or invalid");
        assert!(error.is_argument() && !error.may_have_reached_server(), "{error:?}");
        error.message().to_owned()
    }

    const APP: (&str, &str) = ("AUTHING_APP_ID", "app");

    #[test]
    fn the_id_of_the_application_is_required_and_everything_else_is_not() {
        for none in [&[][..], &[("AUTHING_APP_ID", "")]] {
            let message = message(none);
            assert!(message.contains("the environment variable AUTHING_APP_ID is not set; set it to"), "{message}");
        }
        let builder = from(&[APP, ("AUTHING_HOST", ""), ("AUTHING_TIMEOUT", "")]).unwrap();
        assert_eq!((&*builder.app_id, &*builder.host, builder.timeout), ("app", super::super::DEFAULT_HOST, TEN));
    }

    const TEN: Duration = Duration::from_secs(10);

    #[test]
    fn each_variable_sets_its_option() {
        // Hosts of this machine, which a build without TLS takes as well.
        let builder = from(&[
            APP,
            ("AUTHING_HOST", "http://localhost:4000"),
            ("AUTHING_WEBSOCKET_HOST", "http://localhost:4001"),
            ("AUTHING_APP_SECRET", "the-secret"),
            ("AUTHING_REDIRECT_URI", "https://shop.example.com/callback"),
            ("AUTHING_USER_POOL_ID", "pool"),
            ("AUTHING_TENANT_ID", "tenant"),
            ("AUTHING_LANG", "en-US"),
            ("AUTHING_TIMEOUT", "2.5"),
        ]);
        let builder = builder.unwrap();
        assert_eq!((&*builder.app_id, &*builder.host), ("app", "http://localhost:4000"));
        assert_eq!(builder.websocket_host.as_deref(), Some("http://localhost:4001"));
        assert_eq!(builder.oauth.secret.as_ref().map(|secret| secret.expose()), Some("the-secret"));
        assert_eq!(builder.oauth.redirect_uri.as_deref(), Some("https://shop.example.com/callback"));
        assert_eq!((&*builder.user_pool_id, &*builder.tenant_id, &*builder.lang), ("pool", "tenant", "en-US"));
        assert_eq!(builder.timeout, Duration::from_millis(2500));
    }

    #[test]
    fn an_invalid_value_is_refused_with_the_name_of_its_variable() {
        let cases = [
            ("AUTHING_HOST", "core.authing.cn", "write it like https://"),
            ("AUTHING_WEBSOCKET_HOST", "ftp://example.com", "write it like https://"),
            ("AUTHING_TENANT_ID", "tenant\n", "without a line break at the end"),
            ("AUTHING_USER_POOL_ID", "池", "visible ASCII characters"),
            ("AUTHING_LANG", "中文", "visible ASCII characters"),
            ("AUTHING_PUBLIC_KEY", "no key", "as PEM"),
            ("AUTHING_TIMEOUT", "0", "set it to seconds, such as 3 or 2.5"),
            ("AUTHING_TIMEOUT", "-1", "set it to seconds"),
            ("AUTHING_TIMEOUT", "10s", "set it to seconds"),
            ("AUTHING_TIMEOUT", "inf", "set it to seconds"),
            ("AUTHING_TIMEOUT", "NaN", "set it to seconds"),
            #[cfg(feature = "events")]
            ("AUTHING_EVENT_HOST", "example.com", "write it like https://"),
            #[cfg(feature = "sm2")]
            ("AUTHING_SM2_PUBLIC_KEY", "04", "130 hexadecimal digits"),
        ];
        for (name, value, mend) in cases {
            let message = message(&[APP, (name, value)]);
            assert!(message.contains(&format!("environment variable {name}")) && message.contains(mend), "{message}");
        }
        let message = message(&[("AUTHING_APP_ID", "app\n")]);
        assert!(message.contains("the environment variable AUTHING_APP_ID has characters"), "{message}");
    }

    #[cfg(unix)]
    #[test]
    fn a_value_that_is_not_unicode_is_refused_and_not_quoted() {
        use std::os::unix::ffi::OsStringExt as _;
        let odd = |_: &str| Some(OsString::from_vec(b"s3cret\xff".to_vec()));
        let error = AuthenticationClientBuilder::from_variables(odd).unwrap_err();
        assert!(error.message().contains("the environment variable AUTHING_APP_ID is not Unicode"), "{error}");
        assert!(!format!("{error:?}").contains("s3cret"), "{error:?}");
    }
}
