//! Operations without what they have in common.

/// What the generator repeats in every operation, from the finished request to its reply, stands once in `wire::hooks`: it
/// was a quarter of all there is to compile. The version of the document goes too, for the service knows no such header.
pub fn fold(operation: &mut syn::ImplItemFn) -> Result<(), String> {
    if operation.sig.asyncness.is_none() {
        return Ok(());
    }
    let name = operation.sig.ident.to_string();
    let folded = folded(&operation.block.stmts, &name);
    operation.block.stmts =
        folded.ok_or_else(|| format!("the generator writes {name} in a new form; see build/fold.rs"))?;
    Ok(())
}

/// The statements of an operation without what all have in common; nothing when they are not those that the generator is
/// known to write.
fn folded(statements: &[syn::Stmt], operation: &str) -> Option<Vec<syn::Stmt>> {
    let [
        url,
        headers,
        version,
        request,
        info,
        pre,
        result,
        post,
        response,
        syn::Stmt::Expr(syn::Expr::Match(reply), _),
    ] = statements
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
    let [syn::Arm { body, .. }, _] = reply.arms.as_slice() else { return None };
    let syn::Expr::Block(syn::ExprBlock { block, .. }) = &**body else { return None };
    let answer = match block.stmts.as_slice() {
        [syn::Stmt::Expr(read, None)] => match function(read)?.as_str() {
            "from_response" => "answer",
            "stream" => "stream",
            _ => return None,
        },
        _ => return None,
    };
    // let mut request = {rest}.headers(header_map).build()?;
    let mut request = request.clone();
    let syn::Stmt::Local(syn::Local { init: Some(init), .. }) = &mut request else { return None };
    let syn::Expr::Try(tried) = &mut *init.expr else { return None };
    let syn::Expr::MethodCall(build) = &mut *tried.expr else { return None };
    let syn::Expr::MethodCall(headers) = &*build.receiver else { return None };
    if headers.method != "headers" {
        return None;
    }
    build.receiver = headers.receiver.clone();
    let last = syn::parse_str(&format!("crate::transport::{answer}(self, request, {operation:?}).await")).ok()?;
    Some(vec![url.clone(), request, syn::Stmt::Expr(last, None)])
}

/// The name that a statement binds.
fn bound(statement: &syn::Stmt) -> Option<String> {
    let syn::Stmt::Local(syn::Local { pat: syn::Pat::Ident(pattern), .. }) = statement else { return None };
    Some(pattern.ident.to_string())
}

/// The function or method that a statement is a call of.
fn called(statement: &syn::Stmt) -> Option<String> {
    let syn::Stmt::Expr(expression, Some(_)) = statement else { return None };
    function(expression)
}

fn function(expression: &syn::Expr) -> Option<String> {
    match expression {
        syn::Expr::Await(awaited) => function(&awaited.base),
        syn::Expr::Try(tried) => function(&tried.expr),
        syn::Expr::MethodCall(call) => Some(call.method.to_string()),
        syn::Expr::Call(call) => {
            let syn::Expr::Path(path) = &*call.func else { return None };
            let name = path.path.segments.last()?.ident.to_string();
            // Ok(ResponseValue::stream(..))
            if name == "Ok" { function(call.args.first()?) } else { Some(name) }
        }
        _ => None,
    }
}
