//! Encrypting passwords with the server's RSA key.

#[cfg(feature = "password")]
mod rsa_key {
    use base64::{Engine as _, prelude::BASE64_STANDARD};
    use getrandom::SysRng;
    use rsa::{
        Pkcs1v15Encrypt, pkcs1::DecodeRsaPublicKey as _, pkcs8::DecodePublicKey as _, traits::PublicKeyParts as _,
    };

    use crate::model::{EncryptedPassword, InvalidValue, Secret};

    /// The bytes that the padding of PKCS #1 v1.5 takes at least.
    const PADDING: usize = 11;

    /// The RSA key that passwords are encrypted with.
    pub(crate) struct PublicKey(rsa::PublicKey);

    impl PublicKey {
        /// Reads PEM with any line breaks, or the base64 text of the DER, in PKCS #8 or PKCS #1.
        pub fn parse(text: &str) -> Result<Self, InvalidValue> {
            let body: String = match text.split_once("-----BEGIN") {
                Some((_, rest)) => {
                    let body = rest.split_once("-----").map_or("", |(_, body)| body);
                    body.split("-----END").next().unwrap_or_default().into()
                }
                None => text.into(),
            };
            // Some servers and environment variables write line ends as the two characters \n.
            let body: String = body.replace("\\n", "").replace("\\r", "").split_whitespace().collect();
            let der = BASE64_STANDARD.decode(&body).map_err(|_| InvalidValue::new("is neither PEM nor base64"))?;
            let key = rsa::PublicKey::from_public_key_der(&der).or_else(|_| rsa::PublicKey::from_pkcs1_der(&der));
            key.map(Self).map_err(|_| InvalidValue::new("is not an RSA public key"))
        }

        /// Encrypts the UTF-8 bytes of a password; the padding is random.
        pub fn encrypt(&self, password: &Secret) -> Result<EncryptedPassword, InvalidValue> {
            let bytes = password.expose().as_bytes();
            let most = self.0.size().saturating_sub(PADDING);
            if bytes.len() > most {
                let length = bytes.len();
                return Err(InvalidValue::new(format!(
                    "the password has {length} bytes in UTF-8, and the server's key encrypts at most {most}; choose a shorter one"
                )));
            }
            let encrypted = self.0.encrypt(&mut SysRng, Pkcs1v15Encrypt, bytes);
            let encrypted = encrypted
                .map_err(|_| InvalidValue::new("the password could not be encrypted with the server's key"))?;
            Ok(EncryptedPassword::new(BASE64_STANDARD.encode(encrypted)))
        }
    }
}

/// A build without the feature `password` cannot have a key.
#[cfg(not(feature = "password"))]
mod rsa_key {
    use crate::model::{EncryptedPassword, InvalidValue, Secret};

    const MEND: &str = "this build cannot encrypt passwords with RSA; switch on the feature password";

    pub(crate) enum PublicKey {}

    impl PublicKey {
        pub fn parse(_: &str) -> Result<Self, InvalidValue> {
            Err(InvalidValue::new(MEND))
        }

        pub fn encrypt(&self, _: &Secret) -> Result<EncryptedPassword, InvalidValue> {
            match *self {}
        }
    }
}

pub(crate) use rsa_key::PublicKey;
