//! The encryption of passwords against the crate `rsa`, which has the private half.

use std::sync::OnceLock;

use proptest::{collection, prelude::*};
use rsa::{
    BigUint, Pkcs1v15Encrypt, RsaPrivateKey, RsaPublicKey,
    pkcs1::EncodeRsaPublicKey as _,
    pkcs8::EncodePublicKey as _,
    traits::{PrivateKeyParts as _, PublicKeyParts as _},
};

use crate::crypto::rsa_key::{PADDING, RsaKey};

fn keys() -> &'static [RsaPrivateKey] {
    static PARSED: OnceLock<Vec<RsaPrivateKey>> = OnceLock::new();
    PARSED.get_or_init(|| {
        let parse = |(bits, exponent, primes): (usize, u64, [&str; 2])| {
            let [p, q] = primes.map(|hex| BigUint::parse_bytes(hex.as_bytes(), 16).unwrap());
            let key = RsaPrivateKey::from_p_q(p, q, BigUint::from(exponent)).unwrap();
            assert_eq!(key.n().bits(), bits);
            key
        };
        KEYS.map(parse).to_vec()
    })
}

fn public(key: &RsaPrivateKey) -> RsaKey {
    RsaKey::from_der(spki(&key.to_public_key()).as_slice()).unwrap()
}

fn spki(key: &RsaPublicKey) -> Vec<u8> {
    key.to_public_key_der().unwrap().into_vec()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(30))]

    #[test]
    fn what_is_encrypted_can_be_decrypted(message in collection::vec(any::<u8>(), 0..=117)) {
        for key in keys() {
            let encrypted = public(key).encrypt(&message).unwrap();
            prop_assert_eq!(encrypted.len(), key.size(), "leading zeros stay");
            prop_assert_eq!(&key.decrypt(Pkcs1v15Encrypt, &encrypted).unwrap(), &message);
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in collection::vec(any::<u8>(), 0..40), at in any::<prop::sample::Index>(), byte: u8) {
        let _either = RsaKey::from_der(&bytes).is_some();
        let mut der = spki(&keys()[0].to_public_key());
        let at = at.index(der.len());
        der[at] = byte;
        if let Some(key) = RsaKey::from_der(&der) {
            prop_assert_eq!(key.encrypt(b"passw0rd").unwrap().len(), key.size);
        }
    }
}

#[test]
fn leading_zeros_of_the_ciphertext_stay() {
    let (private, public) = (&keys()[0], public(&keys()[0]));
    // About one in 256 begins with a zero.
    let with_zero = (0..20_000).map(|_| public.encrypt(b"passw0rd").unwrap()).find(|encrypted| encrypted[0] == 0);
    let with_zero = with_zero.expect("one with a leading zero");
    assert_eq!(
        (with_zero.len(), private.decrypt(Pkcs1v15Encrypt, &with_zero).unwrap().as_slice()),
        (128, &b"passw0rd"[..])
    );
}

#[test]
fn the_padding_is_random_and_has_no_zeros() {
    for key in keys() {
        let blocks: Vec<Vec<u8>> = (0..20)
            .map(|_| {
                let encrypted = BigUint::from_bytes_be(&public(key).encrypt(b"pw").unwrap());
                encrypted.modpow(key.d(), key.n()).to_bytes_be()
            })
            .collect();
        for block in &blocks {
            // The leading zero is none of the number.
            assert_eq!((block.len(), block[0]), (key.size() - 1, 2));
            let padding = &block[1..block.len() - 3];
            assert!(!padding.contains(&0) && block.ends_with(b"\0pw"));
            assert_eq!(blocks.iter().filter(|other| *other == block).count(), 1);
        }
    }
}

#[test]
fn a_message_may_fill_all_but_the_padding() {
    for key in keys() {
        let (public, most) = (public(key), key.size() - PADDING);
        let longest = vec![b'x'; most];
        let encrypted = public.encrypt(&longest).unwrap();
        assert_eq!(key.decrypt(Pkcs1v15Encrypt, &encrypted).unwrap(), longest);
        assert_eq!(public.encrypt(&vec![b'x'; most + 1]), None);
        assert_eq!(public.encrypt(&vec![b'x'; 4096]), None);
        assert_eq!(key.decrypt(Pkcs1v15Encrypt, &public.encrypt(b"").unwrap()).unwrap(), b"");
    }
}

#[test]
fn both_kinds_of_der_are_read_and_nothing_else() {
    let key = keys()[0].to_public_key();
    let (spki, pkcs1) = (spki(&key), key.to_pkcs1_der().unwrap().into_vec());
    assert!(RsaKey::from_der(&spki).is_some() && RsaKey::from_der(&pkcs1).is_some());
    for der in [&spki, &pkcs1] {
        for length in 0..der.len() {
            assert!(RsaKey::from_der(&der[..length]).is_none(), "cut off after {length} bytes");
        }
        assert!(RsaKey::from_der(&[der, &[0][..]].concat()).is_none(), "something behind it");
    }
    // The same key, said to be one of another kind.
    let mut other = spki.clone();
    let last_of_the_algorithm = other.windows(3).position(|bytes| bytes == [1, 1, 1]).unwrap() + 2;
    other[last_of_the_algorithm] = 10;
    assert!(RsaKey::from_der(&other).is_none());
}

#[test]
fn a_key_that_encrypts_badly_or_for_ever_is_none() {
    let good = keys()[0].n();
    let of = |n: BigUint, e: u64| {
        let key = RsaPublicKey::new_unchecked(n, BigUint::from(e));
        RsaKey::from_der(key.to_pkcs1_der().unwrap().as_bytes())
    };
    let one = || BigUint::from(1_u8);
    assert!(of(good.clone(), 65_537).is_some() && of(good.clone(), 3).is_some());
    for exponent in [0, 1, 2, 65_536] {
        assert!(of(good.clone(), exponent).is_none(), "{exponent}");
    }
    assert!(of(good + one(), 65_537).is_none(), "an even modulus");
    for (bits, fits) in [(512, false), (1023, false), (1024, true), (8192, true), (8193, false), (65_536, false)] {
        assert_eq!(of((one() << (bits - 1)) + one(), 65_537).is_some(), fits, "{bits}");
    }
    assert!(of(BigUint::from(0_u8), 3).is_none());
}

/// Bits, exponent, primes: sizes whose limbs come out even and such whose do not. Fixed, for making some takes seconds.
const KEYS: [(usize, u64, [&str; 2]); 4] = [
    (
        1024,
        65_537,
        [
            "\
         c469fd2dd031d7f7bbb4644ded665cad6869320094665480256cc0752b2cc62cdb2c38ffb6d084c4442000d11bbe0d2f\
         9b3e89596dcefb4431347162504799ad",
            "\
         c66260a4623ca75aa8064d8af2d7b281f2cac6f14b7f79ea7db21e8382c07f41588d156fbe2f0568b88373d4925ef2b4\
         439888734c56f83e1ad3c49fae49d3c9",
        ],
    ),
    (
        1024,
        3,
        [
            "\
         e82010f28018838e6d86720e00bd9217719633b6328b682981932067e0c67232b01314b4c30dab0257c8f65ecfec9ed6\
         090cd7cad476a04df629552e4e0cecd1",
            "\
         e645589919edec7193c0762c961715996fed3bd75b08cfdb5440c46a6195bc15b11b5e83dc7c1791b7914908f4f77361\
         213e2a30cb75bd5b480dc04362aac10f",
        ],
    ),
    (
        1031,
        17,
        [
            "\
         9acc4460dc427b56d6ee98ab7278eadf6cc54af28b541f2d7bef596cfcf5a0afe5c279a2d4b9f7cf83d804fe511cfb6b\
         4b049db6ddfe013004c83af736d5acb4f",
            "\
         6f2f0e1ecc70260cd0818ec327b853664f0dbb2eab374230a7c51e25748a02f63b9437c75ae02488894d3ddaca6dfc02\
         fa01f1df965975a8619705d94973ab609",
        ],
    ),
    (
        1100,
        8_589_934_583,
        [
            "\
         263c89fab45daf004f725e94593cacc00d1827bcf9d5ac192fb843bfe511a1323f09094241052df9698895f7c2ef68ad\
         21bc3e4480a6cd6859ab53c5ced8b1b2021dfa25a5",
            "\
         35ec4638d6d60ac3ea28a9a3a780984bf3b1e6f30399c86f15b225c377210283fd200f0ef25159b168664ef07a0fc94a\
         c6c901408f92e7de27889e2d259b67fd4302a75fb7",
        ],
    ),
];
