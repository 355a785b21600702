//! QR codes drawn for terminals and web pages.

use qrcode::render::{svg, unicode::Dense1x2};

use crate::Error;

/// A QR code as a picture. `Display` draws it for a terminal.
///
/// [`QrCodes::picture`](crate::QrCodes::picture) draws the login code of your own app; this type draws any text or URL.
///
/// # Examples
///
/// ```
/// # fn main() -> Result<(), authing_wxapp::Error> {
/// let picture = authing_wxapp::QrPicture::new("https://example.com/login")?;
/// println!("{picture}");
/// assert!(picture.svg().contains("<svg"));
/// # Ok(()) }
/// ```
pub struct QrPicture(qrcode::QrCode);

impl QrPicture {
    /// Encodes text or bytes as a QR code.
    ///
    /// # Errors
    ///
    /// [`Error::is_argument`] if the text is too long: a QR code holds about 2,300 bytes.
    pub fn new(text: impl AsRef<[u8]>) -> Result<Self, Error> {
        let text = text.as_ref();
        qrcode::QrCode::new(text).map(Self).map_err(|_| {
            let length = text.len();
            Error::argument(format!("the text has {length} bytes, more than a QR code has room for; shorten it"))
        })
    }

    /// Draws the code with half-block characters, with a margin.
    ///
    /// It is for light text on a dark background, the usual colours of a terminal: dark modules are left as background.
    pub fn terminal(&self) -> String {
        self.0.render::<Dense1x2>().dark_color(Dense1x2::Light).light_color(Dense1x2::Dark).build()
    }

    /// Draws the code as an SVG image, black on white, with a margin.
    pub fn svg(&self) -> String {
        self.0.render::<svg::Color<'_>>().min_dimensions(240, 240).build()
    }
}

impl std::fmt::Display for QrPicture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.terminal())
    }
}

impl std::fmt::Debug for QrPicture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("QrPicture").field("width", &self.0.width()).finish_non_exhaustive()
    }
}
