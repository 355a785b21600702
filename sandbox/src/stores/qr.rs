//! QR codes: their pictures, and the profile of the user who has scanned one.

use authing_wxapp::{QrCode, QrCodeStatus, QrCodeUser};

use crate::{
    domain::{
        custom_fields::CustomData,
        files::File,
        qr::{Outcome, svg},
        refusal::Refusal,
    },
    stores::Stores,
};

impl Stores {
    /// A new QR code and its picture.
    pub fn generate_qr_code(&mut self, scene: &str, custom: CustomData, with_custom_data: bool) -> QrCode {
        let random = self.rng.token();
        let (code, text) = self.qr_codes.generate(&random, scene, custom, with_custom_data, self.clock.now());
        let picture = File { content_type: "image/svg+xml".into(), bytes: svg(&text).into() };
        QrCode { url: self.files.add(self.address.url(), &format!("qr-{random}.svg"), picture), ..code }
    }

    /// The state of a QR code.
    pub fn qr_status(&self, random: &str) -> Result<QrCodeStatus, Refusal> {
        let mut status = self.qr_codes.status(random, self.clock.now())?;
        let account = status.scanned_user_id.as_deref().and_then(|id| self.accounts.get(id));
        status.user_info = account.map(|account| {
            let mut shown = QrCodeUser::default();
            shown.nickname.clone_from(&account.user.nickname);
            shown.photo.clone_from(&account.user.photo);
            shown
        });
        Ok(status)
    }

    /// The user who has scanned a QR code agrees to the login. It is refused for the same reasons as any other login.
    pub fn confirm_qr_code(&mut self, random: &str) {
        let user = self.qr_codes.scanned_by(random).map(str::to_owned);
        let outcome = match user.map_or(Ok(()), |user| self.may_log_in(&user)) {
            Ok(()) => Outcome::Confirmed { ticket: self.rng.token() },
            Err(refusal) => Outcome::Refused(refusal),
        };
        self.qr_codes.finish(random, outcome, self.clock.now());
    }
}
