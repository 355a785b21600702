//! QR codes as PNG.

use png::{BitDepth, ColorType, Encoder, EncodingError};
use qrcode::{Color, QrCode};

/// The number of pixels per module.
const SCALE: u32 = 3;
/// The number of light modules around the code, which readers need to find it.
const MARGIN: u32 = 4;

/// The picture of a text; empty if the text is too long for a QR code.
pub fn png(text: &str) -> Vec<u8> {
    QrCode::new(text).ok().and_then(|code| draw(&code).ok()).unwrap_or_default()
}

fn draw(code: &QrCode) -> Result<Vec<u8>, EncodingError> {
    let modules = u32::try_from(code.width()).unwrap_or_default();
    let side = (modules + 2 * MARGIN) * SCALE;
    let is_light = |x: u32, y: u32| {
        let place = |pixel: u32| (pixel / SCALE).checked_sub(MARGIN).filter(|module| *module < modules);
        place(x).zip(place(y)).is_none_or(|(x, y)| code[(x as usize, y as usize)] == Color::Light)
    };
    let pixels: Vec<u8> =
        (0..side).flat_map(|y| (0..side).map(move |x| if is_light(x, y) { 255 } else { 0 })).collect();
    let mut picture = Vec::new();
    let mut encoder = Encoder::new(&mut picture, side, side);
    encoder.set_color(ColorType::Grayscale);
    encoder.set_depth(BitDepth::Eight);
    encoder.write_header()?.write_image_data(&pixels)?;
    Ok(picture)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    /// The pixels of the picture are the modules of the code, with their margin.
    #[test]
    fn the_picture_shows_the_code() {
        let text = "otpauth://totp/ada@example.com?secret=JBSWY3DPEHPK3PXP";
        let code = QrCode::new(text).unwrap();
        let mut reader = png::Decoder::new(Cursor::new(png(text))).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let side = reader.next_frame(&mut pixels).unwrap().width as usize;
        assert_eq!((side, pixels.len()), ((code.width() + 8) * 3, side * side));
        for y in 0..side {
            for x in 0..side {
                let inside = |pixel: usize| (4..code.width() + 4).contains(&(pixel / 3));
                let dark = inside(x) && inside(y) && code[(x / 3 - 4, y / 3 - 4)] == Color::Dark;
                assert_eq!(pixels[y * side + x] == 0, dark, "{x}, {y}");
            }
        }
    }

    #[test]
    fn a_text_that_is_too_long_has_no_picture() {
        assert!(png(&"x".repeat(3000)).is_empty());
        assert!(!png(&"x".repeat(2300)).is_empty());
    }
}
