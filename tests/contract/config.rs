//! The options of the builder: what they send, and the errors for invalid ones.

use std::time::Duration;

use authing_wxapp::{
    AuthenticationClient, AuthenticationClientBuilder, Error, FileStore, HeaderNames, MemoryStore, PhoneAuthorization,
    Secret, TokenAlgorithm, WechatCredentials,
};
use proptest::{prelude::*, test_runner::TestRunner};
use serde_json::json;

use crate::support::{APP_ID, Server, TestKey, TestStore, claims, envelope, hs256, token, user_json};

fn builder() -> AuthenticationClientBuilder {
    AuthenticationClient::builder(APP_ID)
}

/// The builder refuses. The error must name the option, the problem and the remedy.
#[track_caller]
fn refused(builder: AuthenticationClientBuilder, wanted: &[&str]) -> Error {
    let error = builder.build().expect_err("the option is invalid");
    assert!(error.is_argument() && error.is_configuration() && !error.may_have_reached_server(), "{error:?}");
    assert_eq!((error.code().get(), error.verb()), (-3, ""));
    for word in wanted {
        assert!(error.message().contains(word), "{word:?} is not in: {error}");
    }
    error
}

async fn login(server: &Server, builder: AuthenticationClientBuilder) {
    server.reply("loginByCode", envelope(user_json("user-1")));
    builder.build().unwrap().login_by_code("a-code").await.unwrap();
}

#[test]
fn the_defaults_need_nothing_but_the_app_id() {
    let client = builder().build().unwrap();
    assert_eq!((client.app_id(), client.host()), (APP_ID, "https://core.authing.cn"));
    for debug in [format!("{client:?}"), format!("{:?}", builder().access_token("a.s3cret.b"))] {
        assert!(debug.contains(APP_ID) && !debug.contains("s3cret"), "{debug}");
    }
}

#[test]
fn an_app_id_is_required() {
    for empty in ["", "  "] {
        refused(AuthenticationClient::builder(empty), &["app_id", "is empty", "Authing console"]);
    }
}

#[test]
fn a_limit_of_zero_is_refused() {
    refused(builder().timeout(Duration::ZERO), &["option timeout", "is zero", "Duration::from_secs(10)"]);
    refused(builder().connect_timeout(Duration::ZERO), &["option connect_timeout", "is zero", "Duration"]);
    refused(builder().reply_limit(0), &["option reply_limit", "is zero", "8 MiB"]);
}

#[test]
fn an_unusable_host_is_refused_with_its_value_and_the_remedy() {
    let example = "https://authing-api.mydomain.com";
    let cases: [(&str, &[&str]); 14] = [
        ("", &["\"\"", "not an absolute URL", example]),
        ("core.authing.cn", &["\"core.authing.cn\"", "not an absolute URL", example]),
        ("localhost:3000", &["\"localhost:3000\"", "neither http nor https", example]),
        ("/connections", &["not an absolute URL", example]),
        ("https://", &["not an absolute URL", example]),
        ("https:// authing.cn", &["not an absolute URL", example]),
        ("ftp://core.authing.cn", &["\"ftp://core.authing.cn\"", "neither http nor https", example]),
        (" https://core.authing.cn", &["white space", example]),
        ("https://core.authing.cn/a b", &["white space", example]),
        ("https://core.authing.cn?a=b", &["\"https://core.authing.cn?a=b\"", "a query or a fragment", "leave out"]),
        ("https://core.authing.cn/#top", &["a query or a fragment", "leave out"]),
        ("https://core.authing.cn//", &["several slashes", "leave them out"]),
        ("http://core.authing.cn", &["readable over the network", "https", "allow_plain_http()"]),
        ("http://192.168.1.7:3000", &["readable over the network", "allow_plain_http()"]),
    ];
    for (host, wanted) in cases {
        let error = refused(builder().host(host), wanted);
        assert!(error.message().contains("the option host"), "{error}");
    }
}

#[test]
fn credentials_in_a_host_are_refused_and_not_quoted() {
    for host in ["https://ada:s3cret@core.authing.cn", "https://s3cret@core.authing.cn", "ada:s3cret@core authing"] {
        let error = refused(builder().host(host), &["the option host", "https://authing-api.mydomain.com"]);
        assert!(!format!("{error:?} {error}").contains("s3cret"), "{error:?}");
    }
}

#[test]
fn loopback_hosts_may_use_plain_http_and_others_only_when_allowed() {
    for host in ["http://localhost:3000", "http://127.0.0.1:3000", "http://[::1]:3000", "http://api.localhost"] {
        assert_eq!(builder().host(host).build().unwrap().host(), host);
    }
    let trusted = builder().host("http://192.168.1.7:3000").allow_plain_http().build().unwrap();
    assert_eq!(trusted.host(), "http://192.168.1.7:3000");
    // These resemble loopback addresses, but are not.
    for host in ["http://localhost.example.com", "http://127.0.0.1.example.com", "http://example.com/localhost"] {
        refused(builder().host(host), &["readable over the network"]);
    }
}

#[tokio::test]
async fn a_host_may_have_a_path_prefix_and_one_trailing_slash() {
    for (prefix, slash) in [("", "/"), ("/authing", ""), ("/authing/v", "/")] {
        let server = Server::start_as(prefix, &[]).await;
        let host = format!("{}{slash}", server.host());
        let builder = builder().host(host);
        assert_eq!(builder.build().unwrap().host(), server.host());
        login(&server, server.builder().host(format!("{}{slash}", server.host()))).await;
        assert_eq!(server.one_request().path, "/connections/social/wechat-miniprogram/auth");
    }
}

#[test]
fn a_store_excludes_an_access_token() {
    let both = builder().access_token("a.b.c").token_store(MemoryStore::new());
    refused(both, &["access_token", "cannot be combined with token_store", "leave access_token out", "set_token"]);
    refused(builder().access_token(""), &["access_token", "is empty", "leave it out"]);
}

#[test]
fn an_invalid_public_key_is_refused_and_not_quoted() {
    let bad = ["", "s3cret", "-----BEGIN PUBLIC KEY-----", "c2VjcmV0", "-----BEGIN X-----\nczNjcmV0\n-----END X-----"];
    for key in bad {
        let error = refused(builder().public_key(key), &["public_key", "as PEM", "leave it out"]);
        assert!(key.is_empty() || !error.message().contains(key), "{error}");
    }
    for key in [TestKey::small().pem(), TestKey::large().base64()] {
        builder().public_key(key).build().unwrap();
    }
}

#[test]
fn a_value_that_does_not_fit_a_header_is_refused_by_the_name_of_the_header() {
    refused(AuthenticationClient::builder("café"), &["x-authing-app-id", "visible ASCII", "correct the option"]);
    refused(builder().lang("zh\nCN"), &["x-authing-lang", "visible ASCII", "correct the option"]);
    refused(builder().tenant_id("租户"), &["x-authing-app-tenant-id", "visible ASCII"]);
    refused(builder().user_pool_id("池"), &["x-authing-userpool-id", "visible ASCII"]);
    refused(builder().request_from("\0"), &["x-authing-request-from", "visible ASCII"]);
    let bad_name = HeaderNames::default().lang("not a name");
    refused(builder().lang("en").header_names(bad_name), &["\"not a name\"", "not a header name"]);
    let twice = HeaderNames::default().app_id("X-Authing-Sdk-Version");
    refused(builder().header_names(twice), &["x-authing-sdk-version", "already used for something else"]);
    for needed in ["Authorization", "content-type", "host"] {
        refused(
            builder().header_names(HeaderNames::default().app_id(needed)),
            &[needed, "already used for something else"],
        );
    }
}

#[test]
fn invalid_http_client_settings_are_an_error_with_its_source() {
    let error = refused(builder().http(|http| http.user_agent("line\nbreak")), &["option http", "see the source"]);
    assert!(std::error::Error::source(&error).is_some());
}

#[test]
fn an_unwritable_store_is_refused_with_its_path() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    for (path, why) in [(folder.path().to_owned(), "is a folder"), (file.join("session.json"), "cannot be created")] {
        let error = FileStore::open(&path).unwrap_err();
        assert!(error.is_argument(), "{error:?}");
        for word in [path.to_str().unwrap(), why, "choose another path"] {
            assert!(error.message().contains(word), "{word} is not in: {error}");
        }
    }
}

#[tokio::test]
async fn header_options_are_sent_and_unset_ones_are_omitted() {
    let server = Server::start().await;
    login(&server, server.builder()).await;
    let full = server.builder().user_pool_id("pool-1").tenant_id("tenant-1").lang("zh-CN").request_from("console");
    login(&server, full).await;
    let requests = server.requests();
    let header = |at: usize, name: &str| requests[at].header(name).map(str::to_owned);
    for (name, value, default) in [
        ("x-authing-app-id", APP_ID, Some(APP_ID)),
        ("x-authing-userpool-id", "pool-1", None),
        ("x-authing-app-tenant-id", "tenant-1", None),
        ("x-authing-lang", "zh-CN", None),
        ("x-authing-request-from", "console", Some("wxapp")),
    ] {
        assert_eq!(header(0, name).as_deref(), default);
        assert_eq!(header(1, name).as_deref(), Some(value));
    }
    let version = header(0, "x-authing-sdk-version").unwrap();
    assert_eq!(version, format!("rust:{}", env!("CARGO_PKG_VERSION")));
}

#[tokio::test]
async fn renamed_headers_are_sent_under_the_new_name_only() {
    let renamed = [
        ("x-acme-app", "x-authing-app-id"),
        ("x-acme-pool", "x-authing-userpool-id"),
        ("x-acme-tenant", "x-authing-app-tenant-id"),
        ("x-acme-lang", "x-authing-lang"),
        ("x-acme-from", "x-authing-request-from"),
        ("x-acme-sdk", "x-authing-sdk-version"),
    ];
    let server = Server::start_as("", &renamed).await;
    let names = HeaderNames::default().app_id("x-acme-app").user_pool_id("x-acme-pool").tenant_id("X-Acme-Tenant");
    let names = names.lang("x-acme-lang").request_from("x-acme-from").sdk_version("x-acme-sdk");
    let options = server.builder().user_pool_id("pool-1").tenant_id("tenant-1").lang("en-US");
    login(&server, options.header_names(names)).await;
    let request = server.one_request();
    for (name, value) in [("userpool-id", "pool-1"), ("app-tenant-id", "tenant-1"), ("lang", "en-US")] {
        assert_eq!(request.header(&format!("x-authing-{name}")), Some(value));
    }
    assert_eq!(request.header("x-authing-app-id"), Some(APP_ID));
}

#[tokio::test]
async fn the_http_client_can_be_customized() {
    let server = Server::start().await;
    login(&server, server.builder().http(|http| http.user_agent("shop/1.0"))).await;
    assert_eq!(server.one_request().header("user-agent"), Some("shop/1.0"));
}

#[tokio::test]
async fn the_longest_timeouts_never_expire() {
    let server = Server::start().await;
    login(&server, server.builder().timeout(Duration::MAX).connect_timeout(Duration::MAX)).await;
}

/// For example, a token that was copied with a line break.
#[tokio::test]
async fn a_token_that_does_not_fit_a_header_is_refused_without_being_quoted() {
    let server = Server::start().await;
    for odd in ["a.s3cret.b\n", "a.s3cret.\u{1F600}"] {
        let error = server.client_over(TestStore::with(odd, None)).check_login_status().await.unwrap_err();
        assert!(error.is_argument() && !error.may_have_reached_server(), "{error:?}");
        assert!(error.message().contains("no HTTP header can carry"), "{error}");
        assert!(!format!("{error:?} {error}").contains("s3cret"), "{error:?}");
    }
    server.assert_untouched();
}

#[test]
fn a_secret_is_serialized_but_not_printed() {
    let secret = Secret::from(token("user-1"));
    assert_eq!(serde_json::to_value(&secret).unwrap(), json!(token("user-1")));
    assert_eq!(serde_json::from_value::<Secret>(json!(token("user-1"))).unwrap(), secret);
    assert!(!format!("{secret:?}").contains(&token("user-1")));
}

fn for_any<T: Strategy>(strategy: T, property: impl Fn(T::Value)) {
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) };
    TestRunner::new(config)
        .run(&strategy, |value| {
            property(value);
            Ok(())
        })
        .unwrap();
}

#[test]
fn no_host_makes_the_builder_panic_and_an_accepted_host_has_no_trailing_slash() {
    let like_a_url = "(https?|ftp|HTTP)?:?/{0,3}[a-z0-9.@:\\[\\]%-]{0,12}(:[0-9]{0,6})?[/?#a-z ]{0,6}";
    for_any(prop_oneof![any::<String>(), like_a_url], |host| {
        if let Ok(client) = builder().host(&*host).build() {
            assert!(!client.host().ends_with('/'), "{host:?}");
            assert!(host.starts_with(client.host()), "{host:?}");
        }
    });
}

#[test]
fn no_key_makes_the_builder_panic() {
    let like_pem = "(-----BEGIN )?[A-Za-z0-9+/=\\n -]{0,60}(-----END )?";
    for_any(prop_oneof![any::<String>(), like_pem], |key| {
        refused(builder().public_key(key), &["public_key"]);
    });
}

#[tokio::test]
async fn what_the_program_lacks_is_told_from_what_a_caller_gave() {
    let server = Server::start().await;
    let client = server.builder().build().unwrap();
    let button = PhoneAuthorization::from_codes("code", "phone code");
    let hs256 = hs256(b"secret", &claims("https://issuer"));
    for (lacking, error) in [
        ("app_secret()", client.get_access_token_by_code("code").await.unwrap_err()),
        ("app_secret", client.token_verifier(TokenAlgorithm::Hs256).verify(hs256).await.unwrap_err()),
        ("ext_idp_conn_identifier()", client.sign_in_with_phone(button).await.unwrap_err()),
        ("ext_idp_conn_identifier()", client.v3().signin_by_mobile(WechatCredentials::code("code")).await.unwrap_err()),
        ("redirect_uri", client.build_authorize_url().build().unwrap_err()),
    ] {
        assert!(error.is_configuration() && error.is_argument() && error.message().contains(lacking), "{error}");
    }
    let error = client.login_by_code("").await.unwrap_err();
    assert!(error.is_argument() && !error.is_configuration(), "{error}");
    server.assert_untouched();
}
