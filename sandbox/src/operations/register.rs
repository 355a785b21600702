//! Registrations.

use authing_wxapp::{
    __contract::types::{
        RegisterByEmailCodeBody, RegisterByEmailVariables, RegisterByPhoneCodeVariables, RegisterByUsernameVariables,
    },
    ErrorCode, RegisterProfile, User,
};
use serde_json::{Value, json};

use crate::{
    domain::{accounts::Name, credentials::check_length, custom_fields::CustomData, phone, refusal::Refusal},
    http::{
        ApiRequest,
        reading::typed,
        reply::{Answer, ok},
    },
    stores::Stores,
};

/// The scenes of mails whose codes register. Older servers use `VERIFY_CODE`.
pub const MAIL_SCENES: &[&str] = &["REGISTER_VERIFY_CODE", "VERIFY_CODE"];
/// The scenes of text messages whose codes register.
pub const SMS_SCENES: &[&str] = &["register"];

/// A registration with the members that all inputs have.
macro_rules! registration {
    ($input:ident, $name:ident($member:ident), $custom:expr) => {
        Registration {
            name: Name::$name(&$input.$member),
            password: None,
            code: None,
            country_code: None,
            profile: $input.profile,
            custom: $custom,
            client_ip: $input.client_ip,
            force_login: $input.force_login == Some(true),
            generate_token: $input.generate_token == Some(true),
        }
    };
}

pub fn register_by_email(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let RegisterByEmailVariables { input } = request.variables()?;
    let custom = stores.custom_fields.read_params(input.params.as_deref())?;
    let registration = registration!(input, Email(email), custom);
    Registration { password: Some(input.password.expose()), ..registration }.answer(stores)
}

pub fn register_by_username(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let RegisterByUsernameVariables { input } = request.variables()?;
    let custom = stores.custom_fields.read_params(input.params.as_deref())?;
    let registration = registration!(input, Username(username), custom);
    Registration { password: Some(input.password.expose()), ..registration }.answer(stores)
}

pub fn register_by_phone_code(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let RegisterByPhoneCodeVariables { input } = request.variables()?;
    let custom = stores.custom_fields.read_params(input.params.as_deref())?;
    let registration = registration!(input, Phone(phone), custom);
    let country_code = phone::code(input.phone_country_code.as_deref())?;
    let to = phone::full(&input.phone, country_code);
    let code = Some((&*to, SMS_SCENES, input.code.expose()));
    let (password, country_code) =
        (input.password.as_ref().map(|password| password.expose()), country_code.map(str::to_owned));
    Registration { password, code, country_code, ..registration }.answer(stores)
}

pub fn register_by_email_code(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let body: RegisterByEmailCodeBody = request.body()?;
    let custom = stores.custom_fields.read_object(body.custom_data)?;
    let registration = registration!(body, Email(email), custom);
    Registration { code: Some((&*body.email, MAIL_SCENES, body.code.expose())), ..registration }.answer(stores)
}

pub struct Registration<'a> {
    pub name: Name<'a>,
    /// Encrypted.
    pub password: Option<&'a str>,
    /// The address, the scenes and the text of a one-time code.
    pub code: Option<(&'a str, &'a [&'a str], &'a str)>,
    pub country_code: Option<String>,
    pub profile: Option<RegisterProfile>,
    pub custom: CustomData,
    pub client_ip: Option<String>,
    pub force_login: bool,
    pub generate_token: bool,
}

impl Registration<'_> {
    fn answer(self, stores: &mut Stores) -> Answer {
        ok(self.register(stores)?)
    }

    /// Makes the account, and gives its user.
    pub fn register(self, stores: &mut Stores) -> Result<User, Refusal> {
        let (force_login, generate_token) = (self.force_login, self.generate_token);
        let id = self.make(stores)?;
        // The service ignores a bearer token here. Without either option the reply has no token.
        match (force_login, generate_token) {
            (true, _) => stores.finish_login(&id),
            (_, true) => stores.begin_session(&id),
            _ => Ok(stores.accounts.require(&id)?.user.clone()),
        }
    }

    /// Makes the account. All checks come first, so that a refusal changes nothing and uses no code.
    fn make(self, stores: &mut Stores) -> Result<String, Refusal> {
        let Self { name, password, code, country_code, profile, mut custom, client_ip, .. } = self;
        let taken = |code, what: &str| Err(Refusal::new(code, format!("{what} already exists")));
        name.check()?;
        let known = match name {
            Name::Phone(number) => {
                stores.accounts.id_of_name(Name::Phone(&phone::full(number, country_code.as_deref())))
            }
            name => stores.accounts.id_of_name(name),
        };
        if known.is_some() {
            return taken(ErrorCode::USER_ALREADY_EXISTS, "the user");
        }
        let mut profile = profile.unwrap_or_default();
        profile.email = profile.email.map(|email| email.to_lowercase());
        for member in [&mut profile.username, &mut profile.email, &mut profile.phone] {
            // An empty text is no name.
            *member = member.take().filter(|text| !text.is_empty());
        }
        match name {
            Name::Email(_) => profile.email = None,
            Name::Phone(_) => profile.phone = None,
            Name::Username(_) => profile.username = None,
            Name::Any(_) => {}
        }
        let phone = profile.phone.as_deref().map(|number| phone::full(number, country_code.as_deref()));
        let others = [
            (profile.username.as_deref().map(Name::Username), ErrorCode::USERNAME_ALREADY_EXISTS, "the user name"),
            (profile.email.as_deref().map(Name::Email), ErrorCode::EMAIL_ALREADY_BOUND, "the mail address"),
            (phone.as_deref().map(Name::Phone), ErrorCode::PHONE_ALREADY_BOUND, "the phone number"),
        ];
        for (other, code, what) in others {
            let Some(other) = other else { continue };
            other.check()?;
            if stores.accounts.id_of_name(other).is_some() {
                return taken(code, what);
            }
        }
        let fields = profile.udf.take().into_iter().flatten().map(|field| (field.key, field.value.into()));
        custom.extend(stores.custom_fields.read_pairs(fields)?);
        let password = password.map(|password| stores.credentials.key_bits.decrypt(password)).transpose()?;
        if let Some(password) = &password {
            check_length(password)?;
        }
        if let Some((to, scenes, code)) = code {
            stores.messages.use_code(to, scenes, code, stores.clock.now())?;
        }
        let account = stores.create_named(name)?;
        account.password = password;
        let verified = code.is_some().then_some(true);
        match name {
            Name::Email(_) => account.user.email_verified = verified.or(account.user.email_verified),
            Name::Phone(_) => account.user.phone_verified = verified.or(account.user.phone_verified),
            _ => {}
        }
        let number = account.user.phone.as_deref().or(profile.phone.as_deref());
        account.user.phone_country_code = number.and_then(|number| phone::code_of(number, country_code.as_deref()));
        let client_ip = client_ip.or(profile.ip.take());
        account.user = with_profile(&account.user, &profile)?;
        let id = account.user.id.clone();
        stores.set_custom_data(&id, custom, client_ip)?;
        Ok(id)
    }
}

/// The user with the members of the profile, which have the same names.
fn with_profile(user: &User, profile: &RegisterProfile) -> Result<User, Refusal> {
    let mut known = json!(user);
    if let (Value::Object(known), Value::Object(new)) = (&mut known, json!(profile)) {
        known.extend(new.into_iter().filter(|(_, value)| !value.is_null()));
    }
    typed(&known).map_err(|e| Refusal::bad_request(format!("this is not a profile: {e}")))
}
