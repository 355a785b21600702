/// The names of the headers of every request, for hosts under another brand. Headers that are not named keep their
/// usual name.
///
/// # Examples
///
/// ```
/// use authing_wxapp::HeaderNames;
///
/// let names = HeaderNames::default().app_id("x-acme-app-id").lang("x-acme-lang");
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct HeaderNames {
    pub(crate) app_id: String,
    pub(crate) user_pool_id: String,
    pub(crate) tenant_id: String,
    pub(crate) lang: String,
    pub(crate) request_from: String,
    pub(crate) sdk_version: String,
}

impl Default for HeaderNames {
    fn default() -> Self {
        Self {
            app_id: "x-authing-app-id".into(),
            user_pool_id: "x-authing-userpool-id".into(),
            tenant_id: "x-authing-app-tenant-id".into(),
            lang: "x-authing-lang".into(),
            request_from: "x-authing-request-from".into(),
            sdk_version: "x-authing-sdk-version".into(),
        }
    }
}

macro_rules! header_name {
    ($($name:ident: $default:literal),* $(,)?) => {
        impl HeaderNames {
            /// Every name.
            pub(super) fn all(&self) -> [&str; 6] {
                [$(&self.$name),*]
            }

            $(#[doc = concat!("Sets another name for `", $default, "`.")]
            pub fn $name(mut self, name: impl Into<String>) -> Self {
                self.$name = name.into();
                self
            })*
        }
    };
}
header_name! {
    app_id: "x-authing-app-id",
    user_pool_id: "x-authing-userpool-id",
    tenant_id: "x-authing-app-tenant-id",
    lang: "x-authing-lang",
    request_from: "x-authing-request-from",
    sdk_version: "x-authing-sdk-version",
}
