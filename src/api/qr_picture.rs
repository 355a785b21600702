//! QR codes drawn for terminals and pages.

use qrcode::render::{svg, unicode::Dense1x2};

use crate::error::Error;

/// A QR code, drawn here. `Display` is for a terminal.
///
/// For the login code of an own app see [`QrCodes::picture`](crate::QrCodes::picture); any other text or URL fits as well.
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
    /// The code that says this text.
    ///
    /// # Errors
    ///
    /// [`is_argument`](Error::is_argument) when the text is too long: a QR code has room for about 2,300 bytes.
    pub fn new(text: impl AsRef<[u8]>) -> Result<Self, Error> {
        let text = text.as_ref();
        qrcode::QrCode::new(text).map(Self).map_err(|_| {
            let length = text.len();
            Error::argument(format!("the text has {length} bytes, more than a QR code has room for; shorten it"))
        })
    }

    /// Lines of half blocks, with a margin. Right for light text on a dark ground, as most terminals have it: what is dark
    /// in the code stays ground.
    pub fn terminal(&self) -> String {
        self.0.render::<Dense1x2>().dark_color(Dense1x2::Light).light_color(Dense1x2::Dark).build()
    }

    /// An SVG image, black on white, with a margin.
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
