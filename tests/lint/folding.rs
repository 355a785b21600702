//! Operations of the known form are folded; others are refused by name.

use syn::{ImplItemFn, parse_str};

use crate::fold::{Reply, fold};

const OPERATION: &str = r#"pub async fn user<'a>(&'a self, id: &'a str) -> Result<ResponseValue<types::User>, Error<()>> {
    let url = format!("{}/users/{}", self.baseurl, encode_path(&id.to_string()));
    let mut header_map = HeaderMap::with_capacity(1usize);
    header_map.append(HeaderName::from_static("api-version"), HeaderValue::from_static(Self::api_version()));
    let mut request = self.client.get(url).header(ACCEPT, json())
        .query(&progenitor_client::QueryParam::new("id", &id)).headers(header_map).build()?;
    let info = OperationInfo { operation_id: "user" };
    self.pre(&mut request, &info).await?;
    let result = self.exec(request, &info).await;
    self.post(&result, &info).await?;
    let response = result?;
    match response.status().as_u16() {
        200..=299 => { ResponseValue::from_response(response).await }
        _ => Err(Error::UnexpectedResponse(response)),
    }
}"#;

fn folded(source: &str) -> Result<ImplItemFn, String> {
    folded_as(source, false)
}

fn folded_as(source: &str, repeatable: bool) -> Result<ImplItemFn, String> {
    let mut operation: ImplItemFn = parse_str(source).unwrap();
    let reply = |name: &str| {
        let (convention, value) = ("Envelope<types::User>".into(), "types::User".into());
        (name == "user").then_some(Reply { convention, value, repeatable })
    };
    fold(&mut operation, reply)?;
    Ok(operation)
}

/// The operation with one replacement.
fn changed(from: &str, to: &str) -> String {
    assert!(OPERATION.contains(from), "{from}");
    OPERATION.replace(from, to)
}

fn expected(request: &str) -> ImplItemFn {
    expected_by("send", request)
}

fn expected_by(send: &str, request: &str) -> ImplItemFn {
    parse_str(&format!(
        r#"pub async fn user<'a>(&'a self, id: &'a str) -> Result<types::User, crate::error::Error> {{
            let url = format!("{{}}/users/{{}}", self.baseurl, encode_path(&id.to_string()));
            let request = {request};
            crate::transport::{send}::<Envelope<types::User>>(self, request, "user").await
        }}"#
    ))
    .unwrap()
}

#[test]
fn only_a_repeatable_operation_may_be_sent_again() {
    let request = r#"self.client.get(url).query(&[("id", &id)]).build()"#;
    assert!(folded_as(OPERATION, false).unwrap() == expected_by("send", request));
    assert!(folded_as(OPERATION, true).unwrap() == expected_by("send_repeatable", request));
}

#[test]
fn a_folded_operation_builds_its_request_and_makes_one_call() {
    assert!(folded(OPERATION).unwrap() == expected(r#"self.client.get(url).query(&[("id", &id)]).build()"#));
    let posted = changed("get(url)", "post(url)").replace(".headers(header_map)", ".json(&body).headers(header_map)");
    let wanted = expected(r#"self.client.post(url).query(&[("id", &id)]).json(&body).build()"#);
    assert!(folded(&posted).unwrap() == wanted);
    let form = changed(".headers(header_map)", ".form_urlencoded(&body)?.headers(header_map)");
    assert!(folded(&form).unwrap() == expected(r#"self.client.get(url).query(&[("id", &id)]).form(&body).build()"#));
}

#[test]
fn an_operation_that_the_contract_does_not_have_is_refused() {
    let other = changed("fn user", "fn users");
    assert_eq!(folded(&other).err().as_deref(), Some("no operation of the contract has the name users"));
}

#[test]
fn an_unknown_form_is_refused_by_the_name_of_the_operation() {
    let others = [
        changed("let response = result?;", "let response = result?; log(&response);"),
        changed("self.post(&result, &info).await?;", "self.after(&result, &info).await?;"),
        changed("let mut header_map", "let mut headers"),
        changed("let mut request", "let mut _request"),
        changed(".headers(header_map)", ".bearer_auth(id).headers(header_map)"),
        changed(".build()?", ".build_split()?"),
        changed("self.pre", "header_map.append(X, id);\nself.pre"),
        changed("match response.status().as_u16() {", "if response.status().is_success() {")
            .replace("_ =>", "")
            .replace("200..=299 =>", "")
            .replace("Err(Error::UnexpectedResponse(response)),", ""),
    ];
    for source in others {
        assert_eq!(
            folded(&source).err().as_deref(),
            Some("the generator writes user in a new form; see build/fold.rs"),
            "{source}"
        );
    }
}
