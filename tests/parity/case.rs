//! A record beside the observed call of our client, and the predicates and checks that decisions use.

use authing_wxapp::Error;
use serde_json::{Value, json};

use crate::{
    calls::{self, browser, oidc, urls},
    compare::{self, Difference},
    design::{self, LOGIN_CODES, Verdict},
    drive, model,
    record::{Record, Sdk, is_falsy},
    replay::Sent,
    v3::{compare::is_shown_as, results::is_tolerated},
};

/// The result of a check. The error says what does not hold.
pub type Check = Result<(), String>;

pub struct Case<'a> {
    pub record: &'a Record,
    pub observed: &'a drive::Observation,
    pub verdict: Option<Verdict>,
    pub differences: Vec<Difference>,
}

/// The first password among the variables of a call.
fn passwords(variables: &Value) -> Option<&Value> {
    compare::PASSWORDS.iter().find_map(|place| variables.pointer(place))
}

/// Succeeds if the condition holds, and otherwise fails with this message.
pub fn ensure(holds: bool, what: &str) -> Check {
    if holds { Ok(()) } else { Err(what.to_owned()) }
}

impl<'a> Case<'a> {
    pub fn new(record: &'a Record, observed: &'a drive::Observation) -> Self {
        let sent = !oidc::is_refused_locally(record);
        let verdict = if sent { design::verdict(record.requests(), observed) } else { None };
        Self { record, observed, verdict, differences: compare::differences(record, observed) }
    }

    // Predicates about the record.

    pub fn is(&self, methods: &[&str]) -> bool {
        methods.contains(&self.record.method.as_str())
    }

    pub fn js(&self) -> bool {
        self.record.sdk == Sdk::Js
    }

    /// Whether the call logs in.
    pub fn is_login(&self) -> bool {
        self.is(&model::LOGINS)
    }

    /// Whether the call ends the session.
    pub fn logs_out(&self) -> bool {
        self.is(&["logout", "logoutCurrent"])
    }

    /// Whether the call registers an account, and logs it in if the reply has a token.
    pub fn is_registration(&self) -> bool {
        self.is(&model::REGISTRATIONS)
    }

    /// Whether a request of this call is sent without a token: a login, a registration, or fetching the key.
    pub fn is_anonymous(&self, sent: &Sent) -> bool {
        let asks_for_login = ["/.well-known", "/qrcode/userinfo", "/public-config", "/start-interaction"];
        let nobodys =
            self.is_login() || self.is_registration() || self.is(&["signinByCredentials"]) || oidc::knows(self.record);
        nobodys || asks_for_login.iter().any(|path| sent.path.ends_with(path))
    }

    /// The header that carries the credential of a request of this call.
    pub fn credentials(&self, sent: &Sent) -> Option<(String, String)> {
        // A header is read without the spaces around its value.
        let bearer = |token: &str| ("authorization".to_owned(), format!("Bearer {token}").trim().to_owned());
        match calls::mfa::mfa_token(self.record) {
            // An MFA token authorizes calls about second factors, but not uploads.
            Some(mfa_token) => (!sent.path.ends_with("/upload")).then(|| bearer(mfa_token)),
            None if self.is_anonymous(sent) => oidc::credentials(self.record),
            None => self.token_before().as_str().map(bearer),
        }
    }

    pub fn gives(&self, option: &str) -> bool {
        !is_falsy(&self.record.get("options")[option])
    }

    /// Whether the last reply to our call was a GraphQL reply.
    pub fn is_graphql(&self) -> bool {
        let decisive = (self.observed.sent.len() + self.observed.skipped).saturating_sub(1);
        let path = self.record.requests().get(decisive).and_then(|request| request["path"].as_str());
        path.is_some_and(|path| path.ends_with("/graphql/v2"))
    }

    /// The recorded password, with its marks.
    pub fn recorded_password(&self) -> Value {
        let last = self.record.requests().last();
        let variables = last.map(|request| &request["graphql"]["variables"]);
        variables.and_then(passwords).cloned().unwrap_or_default()
    }

    pub fn was_uploaded(&self, request: usize) -> bool {
        self.record.delivered().nth(request).is_some_and(|request| request["path"] == "/api/v2/upload")
    }

    // Predicates about our call.

    pub fn error(&self) -> Option<&Error> {
        self.observed.outcome.as_ref().err()
    }

    pub fn value(&self) -> &Value {
        self.observed.outcome.as_ref().unwrap_or(&Value::Null)
    }

    pub fn token_before(&self) -> &Value {
        &self.observed.before["token"]
    }

    pub fn failed(&self) -> bool {
        matches!(
            self.verdict,
            Some(Verdict::Refused { .. } | Verdict::Unreadable | Verdict::Unreachable | Verdict::TimedOut)
        )
    }

    /// Whether the server refused the token.
    pub fn is_login_refused(&self) -> bool {
        // A page is of a gateway.
        let page = self.record.requests().last().and_then(|last| last["reply"]["text"].as_str());
        let page = page.is_some_and(|text| text.trim_start().starts_with('<'));
        !page && matches!(self.verdict, Some(Verdict::Refused { code, .. }) if LOGIN_CODES.contains(&code))
    }

    // Checks.

    /// Our outcome matches the reply and has the server's code, and a failure was reported once.
    pub fn matches_the_reply(&self) -> Check {
        match (&self.verdict, &self.observed.outcome) {
            (None, _) => Err("the call was not sent, so no reply explains the outcome".into()),
            (Some(Verdict::Success(payload)), Ok(value)) => {
                let schema = model::result_type(self.record);
                let mut expected = match schema {
                    Some(schema) => model::modelled(payload, schema),
                    // Without a type the result is the payload, or nothing.
                    None if value.is_null() => Value::Null,
                    None => model::without_nulls(payload),
                };
                // The result has the state that the caller passed.
                let state = &self.record.arg(0)["options"]["state"];
                if self.is(&["signinByCredentials"]) && state.is_string() {
                    expected["state"] = state.clone();
                }
                let mut found = Vec::new();
                compare::tree(String::new(), &expected, &model::without_nulls(value), &mut found);
                let same = found.iter().all(|(_, theirs, ours)| is_tolerated(theirs, ours));
                ensure(same, "our value is not that of the reply")
            }
            (Some(Verdict::Success(_)), Err(e)) => Err(format!("the reply is a success, and our call failed: {e}")),
            (Some(verdict), Ok(_)) => Err(format!("the reply is {verdict:?}, and our call returned a value")),
            (Some(verdict), Err(error)) => {
                self.is_error_of(verdict, error)?;
                self.reported_once()
            }
        }
    }

    fn is_error_of(&self, verdict: &Verdict, error: &Error) -> Check {
        let code = error.code().get();
        match verdict {
            Verdict::Refused { code: expected, message, data } => {
                ensure(
                    error.is_api() && code == *expected,
                    &format!("the server's code is {expected}, but ours is {code}"),
                )?;
                let same = message.as_deref().is_none_or(|message| is_shown_as(message, error.message()));
                ensure(same && !error.message().is_empty(), "our message is not the server's")?;
                ensure(json!(error.data()) == *data, "our data is not the server's")
            }
            Verdict::Unreadable => {
                ensure(error.is_decode() && code == -3, "our error is not an unreadable reply with code -3")
            }
            Verdict::Unreachable => {
                ensure(error.is_connect() && code == -2, "our error is not a lost connection with code -2")
            }
            Verdict::TimedOut => ensure(error.is_timeout() && code == -1, "our error is not a timeout with code -1"),
            Verdict::Success(_) => Err("a success is no error".into()),
        }
    }

    /// A failure was passed to `on_error` exactly once, and equals the returned error.
    pub fn reported_once(&self) -> Check {
        let expected = match self.error() {
            // A URL that cannot be built is an error, but not a failed call.
            Some(_) if self.is(&urls::METHODS) || browser::has_no_page(self.record) => vec![],
            Some(error) if self.listens() => vec![json!([error.code().get(), error.message(), error.data()])],
            _ => vec![],
        };
        ensure(self.observed.on_error == expected, "on_error did not get the failure exactly once")
    }

    fn listens(&self) -> bool {
        !is_falsy(&self.observed.options["onError"])
    }

    pub fn store_is_unchanged(&self) -> Check {
        ensure(self.observed.after == self.observed.before, "our store has changed")
    }

    pub fn nothing_was_sent(&self) -> Check {
        ensure(self.observed.sent.is_empty(), "our call sent a request")
    }

    /// An invalid argument was refused before anything was sent or stored.
    pub fn refused_the_argument(&self) -> Check {
        let refused = self.error().is_some_and(|error| error.is_argument() && error.code().get() == -3);
        ensure(refused, "our error is not an argument error with code -3")?;
        self.reported_once()?;
        self.store_is_unchanged()
    }

    /// Every request has exactly the headers of the options, our version, and the right token.
    pub fn headers_are_as_configured(&self) -> Check {
        let expected = design::headers(&self.observed.options);
        let version = design::version_header(&self.observed.options);
        self.each_sent(|sent| {
            let mut expected = expected.clone();
            expected.extend(self.credentials(sent));
            let mut headers = sent.headers.clone();
            headers.remove("content-type");
            let ours = headers.remove(&version).is_some_and(|text| design::is_our_version(&text));
            ours && headers == expected
        })
        .map_err(|()| format!("our headers are not {expected:?} with our version in {version}"))
    }

    pub fn each_sent(&self, holds: impl Fn(&Sent) -> bool) -> Result<(), ()> {
        if self.observed.sent.iter().all(holds) { Ok(()) } else { Err(()) }
    }

    /// Our store has the user of the last reply and this token.
    pub fn stores_the_reply(&self, token: &Value) -> Check {
        let Some(Verdict::Success(payload)) = &self.verdict else { return Err("the reply is no success".into()) };
        let mut user = model::user(payload);
        user["token"] = token.clone();
        ensure(self.observed.after["token"] == *token, "our store has another token")?;
        let mut found = Vec::new();
        compare::tree(String::new(), &user, &model::without_nulls(&self.observed.after["user"]), &mut found);
        let same = found.iter().all(|(_, theirs, ours)| is_tolerated(theirs, ours));
        ensure(same, "our store has another user")
    }
}
