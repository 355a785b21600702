//! Encryption with an RSA public key as PKCS#1 v1.5 has it (RFC 8017, 7.2.1), which is what the server decrypts.
//!
//! By hand, for it is little, and no library does just that: aws-lc-rs and ring refuse the 1024 bits of the public cloud,
//! and `rsa` brings twenty crates, most of them for private keys. There is no private key here whose use could be timed.

use zeroize::Zeroizing;

/// What the padding needs of the block.
pub const PADDING: usize = 11;

/// Longer keys would only keep a processor busy.
const BITS: std::ops::RangeInclusive<usize> = 1024..=8192;

/// Of a SubjectPublicKeyInfo: that the key is one of RSA.
const ALGORITHM: [u8; 15] = [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];

/// A public key. Numbers are limbs of 64 bits, the lowest first.
pub struct RsaKey {
    modulus: Vec<u64>,
    exponent: u64,
    /// The length of the modulus in bytes.
    pub size: usize,
    /// -1 / modulus, modulo 2^64.
    inverse: u64,
}

impl RsaKey {
    /// Reads a SubjectPublicKeyInfo or the older RSAPublicKey. Nothing, when it is neither or no key to encrypt with.
    pub fn from_der(mut der: &[u8]) -> Option<Self> {
        let mut key = take(0x30, &mut der)?;
        if let Some(mut bits) = key.strip_prefix(&ALGORITHM) {
            let mut inner = take(0x03, &mut bits)?.strip_prefix(&[0])?;
            key = take(0x30, &mut inner).filter(|_| inner.is_empty() && bits.is_empty())?;
        }
        let (modulus, exponent) = (positive(&mut key)?, positive(&mut key)?);
        let bits = (modulus.len() * 8).checked_sub(modulus.first()?.leading_zeros() as usize)?;
        let (size, modulus) = (modulus.len(), limbs(modulus));
        let &[exponent] = &*limbs(exponent) else { return None };
        let lowest = *modulus.first()?;
        if !(der.is_empty() && key.is_empty() && BITS.contains(&bits) && lowest % 2 == 1 && exponent % 2 == 1) {
            return None;
        }
        // Each step doubles the bits that are right; an odd number is its own inverse in the lowest three.
        let inverse = (0..5).fold(lowest, |x, _| x.wrapping_mul(2_u64.wrapping_sub(lowest.wrapping_mul(x))));
        (exponent > 1).then_some(Self { modulus, exponent, size, inverse: inverse.wrapping_neg() })
    }

    /// Encrypts a message that leaves room for the padding. Nothing, when it does not or the system has no random numbers.
    pub fn encrypt(&self, message: &[u8]) -> Option<Vec<u8>> {
        let padded = self.size.checked_sub(message.len()).filter(|rest| *rest >= PADDING)?;
        let mut block = Zeroizing::new(vec![0; self.size]);
        block[padded..].copy_from_slice(message);
        let padding = &mut block[2..padded - 1];
        getrandom::fill(padding).ok()?;
        for byte in padding {
            while *byte == 0 {
                getrandom::fill(std::slice::from_mut(byte)).ok()?;
            }
        }
        block[1] = 2;
        let power = self.power(Zeroizing::new(limbs(&block)));
        let bytes: Vec<u8> = power.iter().flat_map(|limb| limb.to_le_bytes()).take(self.size).collect();
        Some(bytes.into_iter().rev().collect())
    }

    /// number ^ exponent modulo the modulus, by squaring and multiplying in Montgomery's form.
    fn power(&self, number: Limbs) -> Limbs {
        let base = (0..64 * self.modulus.len()).fold(number, |number, _| {
            let mut twice = self.zero();
            add(&mut twice, &number, 2);
            self.reduced(twice)
        });
        let below_the_top = (0..self.exponent.ilog2()).rev();
        let power = below_the_top.fold(base.clone(), |power, bit| {
            let power = self.multiply(&power, &power);
            if self.exponent >> bit & 1 == 1 { self.multiply(&power, &base) } else { power }
        });
        let mut one = vec![0; self.modulus.len()];
        one[0] = 1;
        self.multiply(&power, &one)
    }

    /// a · b / 2^(bits of the limbs) modulo the modulus: each limb of b adds its product and what makes the lowest limb 0.
    fn multiply(&self, a: &[u64], b: &[u64]) -> Limbs {
        let mut sum = self.zero();
        for limb in b {
            add(&mut sum, a, *limb);
            let factor = sum[0].wrapping_mul(self.inverse);
            add(&mut sum, &self.modulus, factor);
            sum.rotate_left(1);
        }
        self.reduced(sum)
    }

    /// Room for a sum below 2^64 times the double modulus.
    fn zero(&self) -> Limbs {
        Zeroizing::new(vec![0; self.modulus.len() + 2])
    }

    /// Takes the modulus off a number that is less than twice as large.
    fn reduced(&self, mut number: Limbs) -> Limbs {
        let mut less = number.clone();
        let mut borrow = false;
        for (i, limb) in less.iter_mut().enumerate() {
            let (once, first) = limb.overflowing_sub(self.modulus.get(i).copied().unwrap_or(0));
            let (twice, second) = once.overflowing_sub(u64::from(borrow));
            (*limb, borrow) = (twice, first || second);
        }
        if !borrow {
            number = less;
        }
        number.truncate(self.modulus.len());
        number
    }
}

type Limbs = Zeroizing<Vec<u64>>;

/// sum += a · b
fn add(sum: &mut [u64], a: &[u64], b: u64) {
    let mut carry = 0;
    for (i, limb) in sum.iter_mut().enumerate() {
        let whole = u128::from(*limb) + u128::from(a.get(i).copied().unwrap_or(0)) * u128::from(b) + carry;
        (*limb, carry) = (whole as u64, whole >> 64);
    }
}

fn limbs(bytes: &[u8]) -> Vec<u64> {
    bytes.rchunks(8).map(|limb| limb.iter().fold(0, |limb, byte| limb << 8 | u64::from(*byte))).collect()
}

/// The content of the DER value that comes next, if it has this tag.
fn take<'a>(tag: u8, der: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (&[found, short], mut rest) = der.split_first_chunk()?;
    let mut length = usize::from(short);
    if short >= 0x80 {
        let (long, behind) = rest.split_at_checked(length & 0x7f).filter(|(long, _)| (1..=2).contains(&long.len()))?;
        length = long.iter().fold(0, |length, byte| length << 8 | usize::from(*byte));
        rest = behind;
    }
    let (content, behind) = rest.split_at_checked(length)?;
    *der = behind;
    (found == tag).then_some(content)
}

/// The bytes of a positive integer, without the zero that marks its sign.
fn positive<'a>(der: &mut &'a [u8]) -> Option<&'a [u8]> {
    let number = take(0x02, der)?;
    match number.strip_prefix(&[0]) {
        Some(number) => Some(number),
        None => Some(number).filter(|number| number.first().is_some_and(|byte| *byte < 0x80)),
    }
}
