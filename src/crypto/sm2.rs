//! SM2, the public-key encryption of the Chinese standard GM/T 0003.4, in the form that Authing reads.

use sm2::{
    elliptic_curve::common::getrandom::{SysRng, rand_core::TryCryptoRng},
    pke::EncryptingKey,
};

use crate::model::{EncryptedPassword, InvalidValue, Secret};

/// The prefix that tells the server that the password is encrypted with SM2.
const PREFIX: &str = "sm2:";
/// A point that is not compressed begins with this byte, which Authing leaves out of a ciphertext.
const UNCOMPRESSED: &str = "04";

/// The SM2 key that passwords are encrypted with.
pub(crate) struct Sm2Key(EncryptingKey);

impl Sm2Key {
    /// Reads a point in hexadecimal digits, with or without the leading `04`.
    pub fn parse(text: &str) -> Result<Self, InvalidValue> {
        let text = text.trim();
        let prefix = if text.len() == 128 { UNCOMPRESSED } else { "" };
        let bytes = base16ct::mixed::decode_vec(format!("{prefix}{text}")).ok().filter(|bytes| !bytes.is_empty());
        let bytes = bytes.ok_or_else(|| InvalidValue::new("is not in hexadecimal digits"))?;
        EncryptingKey::from_sec1_bytes(&bytes).map(Self).map_err(|_| InvalidValue::new("is no point of SM2"))
    }

    /// Encrypts the UTF-8 bytes of a password, with random numbers of the operating system.
    pub fn encrypt(&self, password: &Secret) -> Result<EncryptedPassword, InvalidValue> {
        self.encrypt_with(&mut SysRng, password)
    }

    fn encrypt_with(
        &self,
        random: &mut impl TryCryptoRng,
        password: &Secret,
    ) -> Result<EncryptedPassword, InvalidValue> {
        // The order is C1 C3 C2, the newer one of the standard.
        let encrypted = self.0.encrypt(random, password.expose().as_bytes());
        let encrypted =
            encrypted.map_err(|_| InvalidValue::new("the password could not be encrypted with the SM2 key"))?;
        let digits = base16ct::lower::encode_string(encrypted.get(1..).unwrap_or_default());
        Ok(EncryptedPassword::new(format!("{PREFIX}{digits}")))
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use sm2::elliptic_curve::common::getrandom::rand_core::TryRng;

    use super::*;

    const KEY: &str = "0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020\
                       ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13";

    /// The random number of the example in the standard.
    struct Standard;

    impl TryRng for Standard {
        type Error = Infallible;

        fn try_next_u32(&mut self) -> Result<u32, Infallible> {
            unreachable!("whole numbers are drawn")
        }

        fn try_next_u64(&mut self) -> Result<u64, Infallible> {
            unreachable!("whole numbers are drawn")
        }

        fn try_fill_bytes(&mut self, into: &mut [u8]) -> Result<(), Infallible> {
            let number = "59276e27d506861a16680f3ad9c02dccef3cc1fa3cdbe4ce6d54b80deac1bc21";
            let number = base16ct::lower::decode_vec(number).expect("digits");
            into.copy_from_slice(&number);
            Ok(())
        }
    }

    impl TryCryptoRng for Standard {}

    #[test]
    fn the_example_of_the_standard_comes_out() {
        let key = Sm2Key::parse(KEY).expect("a key");
        let text = key.encrypt_with(&mut Standard, &"encryption standard".into()).expect("a ciphertext");
        let c1 = "04ebfc718e8d1798620432268e77feb6415e2ede0e073c0f4f640ecd2e149a73\
                  e858f9d81e5430a57b36daab8f950a3c64e6ee6a63094d99283aff767e124df0";
        let c3 = "59983c18f809e262923c53aec295d30383b54e39d609d160afcb1908d0bd8766";
        let c2 = "21886ca989ca9c7d58087307ca93092d651efa";
        assert_eq!(text.expose(), format!("sm2:{c1}{c3}{c2}"));
    }

    #[test]
    fn no_two_ciphertexts_are_the_same() {
        let key = Sm2Key::parse(&KEY[2..]).expect("a key without the byte in front");
        let [one, two] = [(); 2].map(|()| key.encrypt(&"pässwörd 🔑".into()).expect("a ciphertext"));
        assert_ne!(one, two);
        assert_eq!(one.expose().len(), "sm2:".len() + 2 * (64 + 32 + "pässwörd 🔑".len()));
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for (text, why) in [
            ("", "is not in hexadecimal digits"),
            ("04", "is no point of SM2"),
            ("0409f", "is not in hexadecimal digits"),
            ("ключ", "is not in hexadecimal digits"),
            (&*KEY.replace('9', "8"), "is no point of SM2"),
            (&*KEY.replace("04", "g4"), "is not in hexadecimal digits"),
        ] {
            assert_eq!(Sm2Key::parse(text).err(), Some(InvalidValue::new(why)), "{text}");
        }
    }
}
