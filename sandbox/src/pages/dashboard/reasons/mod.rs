//! The reasons of refusals in Chinese. The rules of the sandbox give them in English, for programs and logs.

mod table;

use table::TABLE;

/// What a reason of a refusal says in Chinese; the reason itself where there is no translation, as of the words of a parser.
pub fn in_chinese(reason: &str) -> String {
    let fits = |(english, chinese): &(&str, &str)| {
        let values = values(english, reason)?;
        let mut values = values.into_iter();
        let parts: Vec<&str> = chinese.split("{}").collect();
        let last = parts.len() - 1;
        let filled = parts.iter().enumerate().map(|(place, part)| match place == last {
            true => (*part).to_owned(),
            false => format!("{part}{}", in_chinese(values.next().unwrap_or_default())),
        });
        // The template that says most is the right one.
        Some((english.len(), filled.collect::<String>()))
    };
    let best = TABLE.iter().filter_map(fits).max_by_key(|(length, _)| *length);
    best.map_or_else(|| reason.to_owned(), |(_, chinese)| chinese)
}

/// The texts in the places `{}` of a template; nothing if the text has another form.
fn values<'a>(template: &str, text: &'a str) -> Option<Vec<&'a str>> {
    let mut parts = template.split("{}");
    let mut rest = text.strip_prefix(parts.next()?)?;
    let mut found = Vec::new();
    let mut parts = parts.peekable();
    while let Some(part) = parts.next() {
        let end = match parts.peek() {
            Some(_) => rest.find(part)?,
            None => rest.len().checked_sub(part.len()).filter(|end| rest.is_char_boundary(*end))?,
        };
        let (value, after) = rest.split_at(end);
        found.push(value);
        rest = after.strip_prefix(part)?;
    }
    rest.is_empty().then_some(found)
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path, str::FromStr as _};

    use proc_macro2::{TokenStream, TokenTree};

    use super::{TABLE, in_chinese};

    /// The folders and files whose rules refuse something.
    const PLACES: [&str; 7] =
        ["domain", "http", "operations", "stores", "pages/browser.rs", "pages/login.rs", "control/forms.rs"];
    /// Texts there that are no reasons.
    const OTHERS: [&str; 29] = [
        // The words of libraries about types and documents.
        "a map",
        "a sequence",
        "a boolean",
        "a string",
        "struct ",
        "tuple ",
        "enum ",
        "could not coerce ",
        "value `",
        "variable `$",
        "syntax error: ",
        "sandbox; default-src 'none'; style-src 'unsafe-inline'",
        "text/plain; charset=utf-8",
        "application/xml; charset=utf-8",
        "authing-sandbox authority",
        "code id_token",
        "code token",
        "code id_token token",
        "id_token token",
        "openid profile",
        "{} error=\"{}\"",
        "fragment {} ",
        "generated/contract.json: {}",
        "schema.graphql: {}",
        "no certificate can be made: {}",
        "width=device-width, initial-scale=1",
        "the page of the sandbox",
        "opener?.postMessage({}, '*');close()",
        "{} {}",
    ];

    /// The texts in a part of a program, with `{}` in each place that is filled in. Documentation is left out.
    fn texts(tokens: TokenStream, found: &mut BTreeSet<String>) {
        let mut is_attribute = false;
        for token in tokens {
            match &token {
                TokenTree::Group(group) if !is_attribute => texts(group.stream(), found),
                TokenTree::Literal(literal) => {
                    if let Ok(text) = syn::parse_str::<syn::LitStr>(&literal.to_string()) {
                        found.insert(with_empty_places(&text.value()));
                    }
                }
                _ => {}
            }
            is_attribute = matches!(&token, TokenTree::Punct(mark) if mark.as_char() == '#');
        }
    }

    fn with_empty_places(text: &str) -> String {
        let mut parts = text.split('{');
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |template, part| match part.split_once('}') {
            Some((_, after)) => format!("{template}{{}}{after}"),
            None => format!("{template}{{{part}"),
        })
    }

    fn files(place: &Path, found: &mut Vec<String>) {
        if place.is_file() {
            let is_program = place.extension().is_some_and(|it| it == "rs") && !place.ends_with("tests.rs");
            found.extend(is_program.then(|| fs::read_to_string(place).unwrap()));
            return;
        }
        for entry in fs::read_dir(place).unwrap() {
            files(&entry.unwrap().path(), found);
        }
    }

    #[test]
    fn every_reason_has_its_chinese() {
        let mut programs = Vec::new();
        PLACES.iter().for_each(|place| {
            files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(place), &mut programs);
        });
        let mut found = BTreeSet::new();
        for program in &programs {
            let rules = program.split("#[cfg(test)]\nmod ").next().unwrap();
            texts(TokenStream::from_str(rules).unwrap(), &mut found);
        }
        let is_reason = |text: &&String| {
            text.contains(' ') && text.starts_with(|first: char| first.is_ascii_lowercase() || first == '{')
        };
        let reasons: Vec<_> = found.iter().filter(is_reason).collect();
        assert!(reasons.len() > 150, "only {} texts were read", reasons.len());
        let known: BTreeSet<&str> = TABLE.iter().map(|(english, _)| *english).chain(OTHERS).collect();
        let lacks = |text: &&&String| !known.contains(text.as_str());
        let lacking: Vec<_> = reasons.iter().filter(lacks).collect();
        assert!(lacking.is_empty(), "add these to TABLE, or to OTHERS if they are no reasons: {lacking:#?}");
    }

    #[test]
    fn both_languages_fill_in_the_same_number_of_places() {
        let mut seen = BTreeSet::new();
        for (english, chinese) in TABLE {
            assert!(seen.insert(english), "{english} is there twice");
            assert_eq!(english.matches("{}").count(), chinese.matches("{}").count(), "{english}");
        }
    }

    #[test]
    fn what_differs_is_filled_in_and_translated_where_it_can_be() {
        for (english, chinese) in [
            ("the password is wrong", "密码错误"),
            ("the code is missing", "缺少验证码"),
            ("the phone number already exists", "手机号已存在"),
            ("the sandbox does not support GET /api/v2/weather", "沙箱不支持 GET /api/v2/weather"),
            (
                "WeChat answers 40163, code been used: a login code works once",
                "微信返回 40163，code 已被使用：登录 code 只能使用一次",
            ),
            (
                "the body does not fit the contract at /input: \"email\" is a required property",
                "正文在 /input 处不符合契约：缺少必需的成员 email",
            ),
            (
                "the body does not fit the contract: \"code\" is a required property",
                "正文不符合契约：缺少必需的成员 code",
            ),
            ("2004: the user does not exist", "2004：用户不存在"),
            ("what nobody wrote", "what nobody wrote"),
        ] {
            assert_eq!(in_chinese(english), chinese);
        }
    }
}
