//! What a visitor of the page wants to see: the language, the searches and the user who is edited. It is the query of the page.

use std::borrow::Cow;

use authing_wxapp::ErrorCode;
use axum::http::{header, request::Parts};

use super::{
    reasons::in_chinese,
    words::{CHINESE, ENGLISH, Words},
};
use crate::http::{contract::Contract, form};

pub struct View {
    /// The language, if the visitor has chosen one.
    chosen: Option<Language>,
    language: Language,
    /// The text that users are searched for.
    pub users: String,
    /// The text that requests are searched for.
    pub requests: String,
    pub only_problems: bool,
    /// The id of the user who is edited.
    pub user: Option<String>,
    /// The header `Host`, which says under which address the visitor reaches the sandbox.
    pub host: Option<String>,
}

#[derive(Clone, Copy, PartialEq)]
enum Language {
    English,
    Chinese,
}

impl Language {
    fn of(tag: &str) -> Option<Self> {
        match tag.trim().get(..2)?.to_ascii_lowercase().as_str() {
            "en" => Some(Self::English),
            "zh" => Some(Self::Chinese),
            _ => None,
        }
    }

    fn tag(self) -> &'static str {
        if self == Self::Chinese { "zh" } else { "en" }
    }
}

impl View {
    pub fn of(head: &Parts) -> Self {
        let mut query = form(head.uri.query().unwrap_or_default().as_bytes());
        let header = |name| head.headers.get(name).and_then(|value| value.to_str().ok());
        let mut take = |name: &str| query.remove(name).filter(|value| !value.is_empty());
        let chosen = take("lang").and_then(|tag| Language::of(&tag));
        // Browsers list the languages of their user in the order of preference.
        let accepted = header(header::ACCEPT_LANGUAGE).unwrap_or_default().split(',').find_map(Language::of);
        Self {
            chosen,
            language: chosen.or(accepted).unwrap_or(Language::English),
            users: take("users").unwrap_or_default(),
            requests: take("requests").unwrap_or_default(),
            only_problems: take("only").is_some(),
            user: take("user"),
            host: header(header::HOST).map(str::to_owned),
        }
    }

    pub fn words(&self) -> &'static Words {
        if self.language == Language::Chinese { &CHINESE } else { &ENGLISH }
    }

    /// The meaning of a business code, if it is a published one.
    pub fn meaning(&self, code: i64) -> Option<&'static str> {
        match self.language {
            Language::English => ErrorCode::from(code).meaning(),
            Language::Chinese => Contract::get().chinese_meaning(code),
        }
    }

    /// The reason of a refusal in the language of the page.
    pub fn reason<'a>(&self, reason: &'a str) -> Cow<'a, str> {
        match self.language {
            Language::English => reason.into(),
            Language::Chinese => in_chinese(reason).into(),
        }
    }

    /// The pairs of the query, apart from some that a form or a link sets itself.
    pub fn pairs_without(&self, names: &[&str]) -> Vec<(&'static str, &str)> {
        let pairs = [
            ("lang", self.chosen.map_or("", Language::tag)),
            ("users", &self.users),
            ("requests", &self.requests),
            ("only", if self.only_problems { "problems" } else { "" }),
            ("user", self.user.as_deref().unwrap_or_default()),
        ];
        pairs.into_iter().filter(|(name, value)| !value.is_empty() && !names.contains(name)).collect()
    }

    /// The address of this page with one other pair; an empty value removes it.
    pub fn with(&self, name: &'static str, value: &str) -> String {
        let mut pairs = self.pairs_without(&[name]);
        if !value.is_empty() {
            pairs.push((name, value));
        }
        address(&pairs)
    }

    /// The address of this page in the other language.
    pub fn in_other_language(&self) -> String {
        self.with("lang", if self.language == Language::Chinese { "en" } else { "zh" })
    }
}

fn address(pairs: &[(&str, &str)]) -> String {
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    if query.is_empty() { "/sandbox".into() } else { format!("/sandbox?{query}") }
}
