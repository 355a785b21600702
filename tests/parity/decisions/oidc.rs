//! Decisions about OIDC, OAuth 2.0 and CAS.

use serde_json::{Value, json};

use super::Decision;
use crate::{
    calls::oidc::{self, METHODS, TOKENS_OF_A_USER},
    case::{Case, Check, ensure},
    compare::At,
    design::Verdict,
    record,
    replay::Sent,
    rules::*,
    support::pairs,
};

pub const DECISIONS: &[Decision] = &[
    Decision {
        reason: "D07",
        what: "a code logs its user in; other tokens renew the session of the same user only",
        applies: |case| case.is(&TOKENS_OF_A_USER) && id_token(case).is_some(),
        explains: |_, d| at_store(d),
        instead: |case| {
            case.matches_the_reply()?;
            the_id_token_is_the_session(case)
        },
    },
    Decision {
        reason: "D22",
        what: "a failure is an error at any HTTP status, is reported to on_error, and has its OAuth name",
        applies: |case| case.is(&METHODS) && matches!(case.verdict, Some(Verdict::Refused { .. })),
        explains: |_, d| at_outcome(d),
        instead: |case| {
            the_failure_is_returned(case)?;
            let body = case.record.requests().last().map(|request| &request["reply"]["json"]).unwrap_or(&Value::Null);
            let name = body["error"].as_str().filter(|_| body["code"].is_null() && body["statusCode"].is_null());
            ensure(case.error().and_then(|error| error.oauth_error()) == name, "the name of the error differs")
        },
    },
    Decision {
        reason: "D45",
        what: "the user pool id and the tenant id have separate headers",
        applies: |case| {
            let naive = case.is(&METHODS) || case.is(&["signinByCredentials"]);
            case.js() && naive && (case.gives("tenantId") || case.gives("userPoolId"))
        },
        explains: |_, d| at_any_header(d),
        instead: |case| case.headers_are_as_configured(),
    },
    Decision {
        reason: "D52",
        what: "the calls work wherever the program runs",
        applies: |case| {
            let nowhere = case.record.get("environment").as_str().is_some_and(|text| text.contains("no axios adapter"));
            case.is(&METHODS) && nowhere
        },
        explains: |_, d| at_outcome(d) || at_store(d) || matches!(d.at, At::Extra(0)),
        instead: |case| ensure(case.observed.sent.len() == 1, "our client did not send exactly one request"),
    },
    Decision {
        reason: "D55",
        what: "a redirect URI that is not given is omitted",
        applies: |case| case.is(&["getAccessTokenByCode"]) && !case.gives("redirectUri"),
        explains: |_, d| matches!(&d.at, At::Body(_, name) if name == "redirect_uri") && d.recorded == "undefined",
        instead: |case| {
            case.each_sent(|sent| member(sent, "redirect_uri").is_none()).map_err(|()| "a redirect URI was sent".into())
        },
    },
    Decision {
        reason: "D57, D58, design: settings",
        what: "a call that the settings do not allow is refused before anything is sent",
        applies: |case| oidc::is_refused_locally(case.record),
        explains: |_, d| at_outcome(d) || matches!(d.at, At::Missing(_)),
        instead: |case| {
            case.nothing_was_sent()?;
            case.refused_the_argument()
        },
    },
    Decision {
        reason: "D58",
        what: "the id and the secret of the client are used if no access key is given",
        applies: |case| {
            let without_key = ["accessKey", "accessSecret"].iter().all(|name| case.record.arg(1)[*name].is_null());
            let cannot = oidc::is_refused_locally(case.record) || lacks_an_argument(case);
            case.is(&["getAccessTokenByClientCredentials"]) && without_key && !cannot
        },
        explains: |case, d| case.record.thrown().is_some() && (at_outcome(d) || matches!(d.at, At::Extra(0))),
        instead: |case| {
            let option = |name: &str| case.record.get("options")[name].as_str().map(str::to_owned);
            let own = |sent: &Sent| {
                let named = member(sent, "client_id") == option("appId");
                named && member(sent, "client_secret") == option("secret")
            };
            let unreachable = case.verdict == Some(Verdict::Unreachable);
            ensure(
                (unreachable || case.observed.sent.len() == 1) && case.each_sent(own).is_ok(),
                "our request does not authenticate the application",
            )
        },
    },
    Decision {
        reason: "D59, design: options that are types",
        what: "a value that the types cannot express cannot be requested, and an omitted option has its default",
        applies: |case| {
            oidc::is_inexpressible(case.record) && !oidc::is_refused_locally(case.record) && !lacks_an_argument(case)
        },
        explains: |case, d| {
            let nothing = case.record.requests().is_empty();
            nothing && (at_outcome(d) || at_store(d) || matches!(d.at, At::Extra(0) | At::Value(_)))
        },
        instead: |case| ensure(case.observed.sent.len() == 1, "our client did not send exactly one request"),
    },
    Decision {
        reason: "D68",
        what: "the PKCE verifier is sent",
        applies: |case| case.is(&["getAccessTokenByCode"]) && case.record.arg(1)["codeVerifier"].is_string(),
        explains: |case, d| !case.js() && matches!(&d.at, At::Body(_, name) if name == "code_verifier"),
        instead: |case| {
            let given = case.record.arg(1)["codeVerifier"].as_str().map(str::to_owned);
            case.each_sent(|sent| member(sent, "code_verifier") == given)
                .map_err(|()| "the verifier was not sent".into())
        },
    },
    Decision {
        reason: "D68, D70",
        what: "claims are requested as the options say, by default with GET and the token in the header",
        applies: |case| case.is(&["getUserInfoByAccessToken"]) && !oidc::is_refused_locally(case.record),
        explains: |_, d| match &d.at {
            At::Method(_) | At::Query(_) => true,
            At::Body(_, name) => name == "access_token" || name.is_empty(),
            At::Header(_, name) => name == "authorization" || name == "content-type",
            _ => false,
        },
        instead: |case| {
            case.headers_are_as_configured()?;
            let (method, place) = oidc::user_info_request(case.record);
            let token = case.record.arg(0).as_str();
            let given = |at: &str| token.filter(|_| place == at).map(str::to_owned);
            let in_query = |sent: &Sent| sent.query.iter().find(|(name, _)| name == "access_token").cloned();
            let right = |sent: &Sent| {
                let query = in_query(sent).map(|(_, token)| token) == given("query");
                sent.method == method && query && member(sent, "access_token") == given("body")
            };
            case.each_sent(right).map_err(|()| format!("our request is not {method} with the token in the {place}"))
        },
    },
    Decision {
        reason: "D71",
        what: "the result of a CAS 1.0 ticket has the name of its user",
        applies: |case| case.is(&["validateTicketV1"]) && matches!(case.verdict, Some(Verdict::Success(_))),
        explains: |case, d| case.js() && d.at == At::Value("username".into()) && d.recorded.is_null(),
        instead: |case| case.matches_the_reply(),
    },
    Decision {
        reason: "design: safety",
        what: "the cookies that a browser sends automatically are an argument",
        applies: |case| case.is(&["trackSession"]),
        explains: |_, d| at_header(d, "cookie") && d.recorded.is_null(),
        instead: |case| case.headers_are_as_configured(),
    },
];

/// A member of the form in our request.
fn member(sent: &Sent, name: &str) -> Option<String> {
    pairs(&sent.body).into_iter().find(|(other, _)| other == name).map(|(_, value)| value)
}

/// The id token of a reply that is a success.
fn id_token<'a>(case: &'a Case) -> Option<&'a str> {
    let Some(Verdict::Success(tokens)) = &case.verdict else { return None };
    tokens["id_token"].as_str().filter(|token| !token.is_empty())
}

fn the_id_token_is_the_session(case: &Case) -> Check {
    let token = json!(id_token(case));
    let (before, after) = (&case.observed.before, &case.observed.after);
    let whose =
        |session: &Value| record::user_id(&session["token"]).or(session["user"]["id"].as_str().map(str::to_owned));
    let same_user = whose(before).is_some() && whose(before) == record::user_id(&token);
    let nobody = before["token"].is_null();
    if !case.is(&["getAccessTokenByCode"]) && !nobody && !same_user {
        return case.store_is_unchanged();
    }
    ensure(after["token"] == token, "the session does not have the id token")?;
    let kept = same_user && before["user"].is_object();
    ensure(after["user"].is_object() == kept, "the stored user differs")
}
