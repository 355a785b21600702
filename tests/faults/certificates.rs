//! TLS with a wrong certificate: the call ends before the server gets a request, and says what is wrong. The certificates are
//! made by `certificates/make.sh`.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering::SeqCst},
};

use authing_wxapp::{AuthenticationClient, ErrorCode};
use tokio::{io::AsyncReadExt as _, net::TcpListener, task::JoinHandle};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::aws_lc_rs,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
    },
};

use crate::{marks, methods, support::TestStore, watch::assert_secret};

const AUTHORITY: &[u8] = include_bytes!("certificates/authority.pem");
const KEY: &[u8] = include_bytes!("certificates/server.key");

/// The wrong certificates.
const WRONG: [(&str, &[u8]); 4] = [
    ("self-signed", include_bytes!("certificates/self-signed.pem")),
    ("of another host", include_bytes!("certificates/other-host.pem")),
    ("expired", include_bytes!("certificates/expired.pem")),
    ("not yet valid", include_bytes!("certificates/not-yet-valid.pem")),
];

/// A server that makes the handshake and counts the bytes that come after it.
struct TlsServer {
    host: String,
    received: Arc<AtomicUsize>,
    accepting: JoinHandle<()>,
}

impl TlsServer {
    async fn start(certificate: &[u8]) -> Self {
        let chain = vec![CertificateDer::from_pem_slice(certificate).unwrap()];
        let config = ServerConfig::builder_with_provider(aws_lc_rs::default_provider().into());
        let config = config.with_safe_default_protocol_versions().unwrap().with_no_client_auth();
        let config = config.with_single_cert(chain, PrivateKeyDer::from_pem_slice(KEY).unwrap()).unwrap();
        let (acceptor, received) = (TlsAcceptor::from(Arc::new(config)), Arc::new(AtomicUsize::new(0)));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let host = format!("https://{}", listener.local_addr().unwrap());
        let counted = Arc::clone(&received);
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // A client that does not trust the certificate ends the handshake, or the connection after it.
                let Ok(mut stream) = acceptor.accept(stream).await else { continue };
                let mut bytes = [0; 4096];
                counted.fetch_add(stream.read(&mut bytes).await.unwrap_or(0), SeqCst);
            }
        });
        Self { host, received, accepting }
    }

    /// A client that trusts the authority of the tests.
    fn client(&self) -> AuthenticationClient {
        let trust = |http: reqwest::ClientBuilder| {
            http.tls_certs_only([reqwest::Certificate::from_pem(AUTHORITY).expect("a certificate")])
        };
        marks::builder(&self.host).http(trust).build().unwrap()
    }
}

impl Drop for TlsServer {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

#[tokio::test]
async fn a_server_with_a_wrong_certificate_gets_no_request() {
    let mut cells = 0;
    for (flaw, certificate) in WRONG {
        let server = TlsServer::start(certificate).await;
        let client = server.client();
        let count = methods::calls(&|| client.clone()).len();
        for index in 0..count {
            let store = TestStore::with(&marks::jwt(marks::BEARER), None);
            let before = store.session();
            let clients = || client.for_session(store.clone());
            let (method, call) = methods::calls(&clients).swap_remove(index);
            let Err(error) = call.await else { continue };
            if !error.is_tls() {
                // It is refused before anything is sent, or its address needs no certificate.
                assert!(!error.may_have_reached_server(), "{flaw}, {method}: {error:?}");
                continue;
            }
            cells += 1;
            assert_eq!(error.code(), ErrorCode::NO_CONNECTION, "{flaw}, {method}: {error:?}");
            assert!(!error.is_connect() && !error.is_timeout(), "{flaw}, {method}: {error:?}");
            assert!(!error.may_have_reached_server(), "{flaw}, {method}: {error:?}");
            assert!(error.message().contains("certificate"), "{flaw}, {method}: {error}");
            assert_secret(method, &format!("{error} {error:?}"));
            // A logout ends the session whatever happens.
            let logs_out = ["logout", "logout_current"].contains(&method);
            assert!(logs_out || store.session() == before, "{flaw}, {method}: the session has changed");
        }
        assert_eq!(server.received.load(SeqCst), 0, "{flaw}: the server got a request");
    }
    println!("total certificates: {} wrong certificates, {cells} cells", WRONG.len());
    assert!(cells >= 200, "{cells} cells are fewer than before");
}

/// The other test proves nothing unless a good certificate is trusted.
#[tokio::test]
async fn a_server_with_a_good_certificate_gets_the_request() {
    let server = TlsServer::start(include_bytes!("certificates/good.pem")).await;
    let error = server.client().login_by_code("a-code").await.unwrap_err();
    assert!(!error.is_tls() && error.may_have_reached_server(), "{error:?}");
    assert!(server.received.load(SeqCst) > 0, "the server got no request");
}
