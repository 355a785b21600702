//! QR codes as PNG, which is small enough to be written here: one bit a pixel, and nothing compressed.

use qrcode::{Color, QrCode};

/// Pixels a module.
const SCALE: usize = 3;
/// Light modules around the code, by which readers find it.
const MARGIN: usize = 4;

/// The picture of a text; empty when the text has no room in a QR code.
pub fn png(text: &str) -> Vec<u8> {
    let Ok(code) = QrCode::new(text) else { return Vec::new() };
    let side = (code.width() + 2 * MARGIN) * SCALE;
    let is_light = |x: usize, y: usize| {
        let place = |pixel: usize| (pixel / SCALE).checked_sub(MARGIN).filter(|module| *module < code.width());
        place(x).zip(place(y)).is_none_or(|module| code[module] == Color::Light)
    };
    let mut pixels = Vec::new();
    for y in 0..side {
        // No filter for this row.
        pixels.push(0);
        let byte = |x| (0..8).fold(0, |byte, bit| byte << 1 | u8::from(is_light(x + bit, y)));
        pixels.extend((0..side).step_by(8).map(byte));
    }
    // The largest code has 185 modules with its margin, so side and length fit.
    let [side, length] = [side, pixels.len()].map(|number| u32::try_from(number).unwrap_or_default());
    let head = [&side.to_be_bytes()[..], &side.to_be_bytes(), &[1, 0, 0, 0, 0]].concat();
    let [low, high, ..] = length.to_le_bytes();
    let stored = [&[0x78, 1, 1, low, high, !low, !high][..], &pixels, &adler32(&pixels).to_be_bytes()].concat();
    let chunks = [chunk(b"IHDR", &head), chunk(b"IDAT", &stored), chunk(b"IEND", &[])];
    [&b"\x89PNG\r\n\x1a\n"[..], &chunks.concat()].concat()
}

fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let length = u32::try_from(data.len()).unwrap_or_default();
    let body = [&kind[..], data].concat();
    [&length.to_be_bytes()[..], &body, &crc32(&body).to_be_bytes()].concat()
}

fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
    !bytes.iter().fold(u32::MAX, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), step))
}

fn adler32(bytes: &[u8]) -> u32 {
    let (a, b) = bytes.iter().fold((1, 0), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65521;
        (a, (b + a) % 65521)
    });
    b << 16 | a
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksums_are_those_of_the_standards() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(adler32(b"Wikipedia"), 0x11e6_0398);
    }

    /// The pixels of the picture are the modules of the code, with their margin.
    #[test]
    fn the_picture_shows_the_code() {
        let text = "otpauth://totp/ada@example.com?secret=JBSWY3DPEHPK3PXP";
        let (picture, code) = (png(text), QrCode::new(text).unwrap());
        let number = |at: usize| u32::from_be_bytes(picture[at..at + 4].try_into().unwrap()) as usize;
        let side = number(16);
        assert_eq!((side, number(20)), ((code.width() + 8) * 3, side));
        assert_eq!(
            (&picture[12..16], &picture[37..41], &picture[picture.len() - 8..][..4]),
            (&b"IHDR"[..], &b"IDAT"[..], &b"IEND"[..])
        );
        // Behind the heads of chunk, stream and block.
        let pixels = &picture[48..48 + side * (1 + side.div_ceil(8))];
        for y in 0..side {
            for x in 0..side {
                let bit = pixels[y * (1 + side.div_ceil(8)) + 1 + x / 8] >> (7 - x % 8) & 1;
                let inside = |pixel: usize| (4..code.width() + 4).contains(&(pixel / 3));
                let dark = inside(x) && inside(y) && code[(x / 3 - 4, y / 3 - 4)] == Color::Dark;
                assert_eq!(bit == 0, dark, "{x}, {y}");
            }
        }
    }

    #[test]
    fn a_text_that_is_too_long_has_no_picture() {
        assert!(png(&"x".repeat(3000)).is_empty());
        // The largest there is still fits into one block.
        assert!(png(&"x".repeat(2300)).len() > 30_000);
    }
}
