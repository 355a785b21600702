//! Operations are folded when they have the form that is known, and refused by name when not.

use syn::{ImplItemFn, parse_str};

use crate::fold::fold;

const OPERATION: &str = r#"pub async fn user<'a>(&'a self, id: &'a str) -> Result<ResponseValue<types::User>, Error<()>> {
    let url = format!("{}/users/{}", self.baseurl, encode_path(&id.to_string()));
    let mut header_map = HeaderMap::with_capacity(1usize);
    header_map.append(HeaderName::from_static("api-version"), HeaderValue::from_static(Self::api_version()));
    let mut request = self.client.get(url).header(ACCEPT, json()).query(&id).headers(header_map).build()?;
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
    let mut operation: ImplItemFn = parse_str(source).unwrap();
    fold(&mut operation)?;
    Ok(operation)
}

/// The operation with one place changed.
fn changed(from: &str, to: &str) -> String {
    assert!(OPERATION.contains(from), "{from}");
    OPERATION.replace(from, to)
}

#[test]
fn what_all_operations_share_is_done_by_one_function() {
    for (reply, function) in [("from_response(response).await", "answer"), ("stream(response)", "stream")] {
        let source = match function {
            "stream" => changed("ResponseValue::from_response(response).await", &format!("Ok(ResponseValue::{reply})")),
            _ => OPERATION.to_owned(),
        };
        let wanted: ImplItemFn = parse_str(&format!(
            r#"pub async fn user<'a>(&'a self, id: &'a str) -> Result<ResponseValue<types::User>, Error<()>> {{
                let url = format!("{{}}/users/{{}}", self.baseurl, encode_path(&id.to_string()));
                let mut request = self.client.get(url).header(ACCEPT, json()).query(&id).build()?;
                crate::transport::{function}(self, request, "user").await
            }}"#
        ))
        .unwrap();
        assert!(folded(&source).unwrap() == wanted, "{function}");
    }
}

#[test]
fn another_form_is_refused_by_the_name_of_the_operation() {
    let others = [
        changed("let response = result?;", "let response = result?; log(&response);"),
        changed("self.post(&result, &info).await?;", "self.after(&result, &info).await?;"),
        changed("let mut header_map", "let mut headers"),
        changed("let mut request", "let mut _request"),
        changed(".headers(header_map)", ""),
        changed("self.pre", "header_map.append(X, id);\nself.pre"),
        changed("_ => Err", "400 => bad(response),\n_ => Err"),
        changed("ResponseValue::from_response(response).await", "Ok(ResponseValue::empty(response))"),
        changed("ResponseValue::from_response(response).await", "ResponseValue::upgrade(response).await"),
    ];
    for source in others {
        assert_eq!(
            folded(&source).err().as_deref(),
            Some("the generator writes user in a new form; see build/fold.rs"),
            "{source}"
        );
    }
}
