//! Replaces the code that progenitor repeats in every operation by one call.

use syn::{Expr, ExprMethodCall, ImplItemFn, Local, Pat, Stmt};

/// How the reply of an operation is read, as Rust source.
#[derive(Clone)]
pub struct Reply {
    /// The convention, such as `crate::transport::Envelope<…>`.
    pub convention: String,
    /// The type of the result.
    pub value: String,
    /// Whether the request may be sent again.
    pub repeatable: bool,
}

/// progenitor repeats in every operation everything after the URL, query and body. `transport::send` does that part,
/// and reads the reply by its convention, so a folded operation builds its request and makes one call:
///
/// ```text
/// pub async fn login_by_code<'a>(&'a self, body: &'a types::LoginByCodeBody) -> Result<Shared<types::User>, crate::Error> {
///     let url = format!("{}/connections/social/wechat-miniprogram/auth", self.baseurl);
///     let request = self.client.post(url).json(&body).build();
///     crate::transport::send::<crate::transport::Envelope<Shared<types::User>>>(self, request, "login_by_code").await
/// }
/// ```
///
/// An operation that the contract marks as repeatable calls `transport::send_repeatable`. Unknown code of progenitor fails
/// the build.
pub fn fold(operation: &mut ImplItemFn, reply: impl Fn(&str) -> Option<Reply>) -> Result<(), String> {
    // Only operations are asynchronous.
    if operation.sig.asyncness.is_none() {
        return Ok(());
    }
    let name = operation.sig.ident.to_string();
    let reply = reply(&name).ok_or_else(|| format!("no operation of the contract has the name {name}"))?;
    let folded = folded(&operation.block.stmts, &name, &reply);
    operation.block.stmts =
        folded.ok_or_else(|| format!("the generator writes {name} in a new form; see build/fold.rs"))?;
    let output = format!("-> Result<{}, crate::error::Error>", reply.value);
    operation.sig.output = syn::parse_str(&output).map_err(|e| format!("{name}: {e}"))?;
    Ok(())
}

/// The statements of the folded operation: its URL, its request and the call. `None` if the statements are not those
/// that progenitor is known to write.
fn folded(statements: &[Stmt], operation: &str, reply: &Reply) -> Option<Vec<Stmt>> {
    let [url, headers, version, request, info, pre, result, post, response, Stmt::Expr(Expr::Match(_), _)] = statements
    else {
        return None;
    };
    let bound = [url, headers, request, info, result, response].map(bound);
    let expected = ["url", "header_map", "request", "info", "result", "response"];
    let called = [version, pre, post].map(called);
    if bound.each_ref().map(Option::as_deref) != expected.map(Some)
        || called.each_ref().map(Option::as_deref) != ["append", "pre", "post"].map(Some)
    {
        return None;
    }
    // let mut request = {request}.build()?;
    let Stmt::Local(Local { init: Some(init), .. }) = request else { return None };
    let Expr::Try(tried) = &*init.expr else { return None };
    let Expr::MethodCall(build) = &*tried.expr else { return None };
    let mut build = build.clone();
    if build.method != "build" {
        return None;
    }
    *build.receiver = request_only(&build.receiver)?;
    let request = syn::parse_quote!(let request = #build;);
    let send = if reply.repeatable { "send_repeatable" } else { "send" };
    let call = format!("crate::transport::{send}::<{}>(self, request, {operation:?}).await", reply.convention);
    Some(vec![url.clone(), request, Stmt::Expr(syn::parse_str(&call).ok()?, None)])
}

/// The method, URL, query and body of a request. `transport::send` adds the headers, and reqwest encodes queries and
/// forms.
fn request_only(expression: &Expr) -> Option<Expr> {
    let call = match expression {
        // self.client
        Expr::Field(_) => return Some(expression.clone()),
        // .form_urlencoded(&body)?
        Expr::Try(tried) => match &*tried.expr {
            Expr::MethodCall(call) => call,
            _ => return None,
        },
        Expr::MethodCall(call) => call,
        _ => return None,
    };
    let receiver = request_only(&call.receiver)?;
    let mut kept = ExprMethodCall { receiver: Box::new(receiver.clone()), ..call.clone() };
    match call.method.to_string().as_str() {
        "header" | "headers" => return Some(receiver),
        "form_urlencoded" => kept.method = syn::parse_str("form").ok()?,
        "query" => {
            // &progenitor_client::QueryParam::new("name", &name)
            let Expr::Reference(parameter) = call.args.first()? else { return None };
            let Expr::Call(new) = &*parameter.expr else { return None };
            let pair = &new.args;
            kept.args = syn::parse_quote!(&[(#pair)]);
        }
        "get" | "put" | "post" | "delete" | "patch" | "head" | "json" => {}
        _ => return None,
    }
    Some(Expr::MethodCall(kept))
}

/// The name that a statement binds.
fn bound(statement: &Stmt) -> Option<String> {
    let Stmt::Local(Local { pat: Pat::Ident(pattern), .. }) = statement else { return None };
    Some(pattern.ident.to_string())
}

/// The method that a statement calls.
fn called(statement: &Stmt) -> Option<String> {
    let Stmt::Expr(expression, Some(_)) = statement else { return None };
    method(expression)
}

fn method(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Await(awaited) => method(&awaited.base),
        Expr::Try(tried) => method(&tried.expr),
        Expr::MethodCall(call) => Some(call.method.to_string()),
        _ => None,
    }
}
