//! Random ids, codes, tokens and keys.

use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};

/// The random number generator of a sandbox. With the same seed it gives the same ids, codes, tokens and keys.
pub struct Rng(StdRng);

impl Rng {
    pub fn new(seed: Option<u64>) -> Self {
        Self(seed.map_or_else(rand::make_rng, StdRng::seed_from_u64))
    }

    /// 24 hexadecimal digits, like the ids of the service.
    pub fn id(&mut self) -> String {
        base16ct::lower::encode_string(&self.0.random::<[u8; 12]>())
    }

    /// Decimal digits, like the codes in messages.
    pub fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from_digit(self.0.random_range(0..10), 10).unwrap_or('0')).collect()
    }

    /// Text that cannot be guessed, for authorization codes and opaque tokens.
    pub fn token(&mut self) -> String {
        (0..43).map(|_| char::from(self.0.sample(rand::distr::Alphanumeric))).collect()
    }

    /// A key of 16 bytes.
    pub fn key(&mut self) -> [u8; 16] {
        self.0.random()
    }
}
