//! TLS with a certificate that is made at the start. An authority of its own signs it, whose key is forgotten at once.

use std::{error::Error, io, sync::Arc};

use hmac_sha256::Hash;
use jiff::{Timestamp, ToSpan as _, civil::Date, tz::Offset};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose, date_time_ymd,
};
use reqwest::ClientBuilder;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{ServerConfig, crypto::aws_lc_rs, pki_types::PrivateKeyDer},
    server::TlsStream,
};

/// The certificate of a sandbox that speaks HTTPS. It is new at each start, and so is the authority that clients have to trust.
#[derive(Debug, Clone)]
pub struct Certificate {
    authority: String,
    sha256: String,
}

impl Certificate {
    /// The certificate of the authority, in PEM. Clients that trust it accept the sandbox, and nobody else with its help, because
    /// nobody has the key.
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// The SHA-256 fingerprint of the certificate that clients see, such as `0A:1B:…`.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }
}

/// The certificate, and what answers handshakes with its key.
#[derive(Clone)]
pub struct Tls {
    certificate: Certificate,
    trusted: reqwest::Certificate,
    acceptor: TlsAcceptor,
}

impl Tls {
    /// Makes a certificate for these names and addresses.
    pub fn new(names: Vec<String>) -> io::Result<Self> {
        make(names).map_err(|e| io::Error::other(format!("no certificate can be made: {e}")))
    }

    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// Lets a client trust the certificate, and no other.
    pub fn trust(&self) -> impl Fn(ClientBuilder) -> ClientBuilder + Send + Sync + 'static {
        let trusted = self.trusted.clone();
        move |http| http.tls_certs_only([trusted.clone()])
    }

    /// Answers the handshake of a client.
    pub async fn accept<S: AsyncRead + AsyncWrite + Unpin>(&self, stream: S) -> io::Result<TlsStream<S>> {
        self.acceptor.accept(stream).await
    }
}

fn make(names: Vec<String>) -> Result<Tls, Box<dyn Error + Send + Sync>> {
    let mut authority = valid_for_a_year(CertificateParams::default(), "authing-sandbox authority")?;
    authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate()?)?;

    let mut server = valid_for_a_year(CertificateParams::new(names)?, "authing-sandbox")?;
    server.use_authority_key_identifier_extension = true;
    server.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let key = KeyPair::generate()?;
    let server = server.signed_by(&key, &authority)?;

    let digest = Hash::hash(server.der()).map(|byte| format!("{byte:02X}"));
    let certificate = Certificate { authority: authority.pem(), sha256: digest.join(":") };
    let trusted = reqwest::Certificate::from_pem(certificate.authority.as_bytes())?;
    // The provider is named, because a program that contains two of them has no default.
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
    let config = config.with_safe_default_protocol_versions()?.with_no_client_auth();
    let key = PrivateKeyDer::try_from(key.serialize_der())?;
    let mut config = config.with_single_cert(vec![server.der().clone()], key)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Tls { certificate, trusted, acceptor: TlsAcceptor::from(Arc::new(config)) })
}

/// Parameters of a certificate from yesterday, for clocks that are slow, for a year. Some clients refuse a longer time.
fn valid_for_a_year(mut params: CertificateParams, name: &str) -> Result<CertificateParams, jiff::Error> {
    let day = |date: Date| date_time_ymd(date.year().into(), date.month().unsigned_abs(), date.day().unsigned_abs());
    let today = Offset::UTC.to_datetime(Timestamp::now()).date();
    params.not_before = day(today.yesterday()?);
    params.not_after = day(today.checked_add(1.year())?);
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    Ok(params)
}
