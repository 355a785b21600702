//! The language of the problems that a request is answered with.

use http::{HeaderMap, header};

tokio::task_local! {
    /// The language of the request that this task answers. The layer sets it, because a handler's `?` makes a problem from an
    /// error alone.
    pub(crate) static OF_THE_REQUEST: Language;
}

/// A language that problems are written in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Language {
    #[default]
    English,
    Chinese,
}

impl Language {
    /// The language of the request that this task answers, or English outside of the layer.
    pub fn current() -> Self {
        OF_THE_REQUEST.try_with(|language| *language).unwrap_or_default()
    }

    /// The first of the accepted languages that problems are written in.
    pub fn accepted(headers: &HeaderMap) -> Self {
        let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        // Nobody's list of languages is longer, and the library keeps a text for each.
        let accepted = accepted.filter(|text| text.len() <= 1000).map(accept_language::parse).unwrap_or_default();
        let known = |tag: &String| match tag.split('-').next() {
            Some(primary) if primary.eq_ignore_ascii_case("zh") => Some(Self::Chinese),
            Some(primary) if primary.eq_ignore_ascii_case("en") => Some(Self::English),
            _ => None,
        };
        accepted.iter().find_map(known).unwrap_or_default()
    }

    /// Its tag in the header `Content-Language`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-CN",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_preferred_language_counts_whatever_its_place() {
        let accepted = |text: &'static str| {
            Language::accepted(&HeaderMap::from_iter([(header::ACCEPT_LANGUAGE, text.try_into().unwrap())]))
        };
        assert_eq!(accepted("zh-CN,zh;q=0.9,en;q=0.8"), Language::Chinese);
        assert_eq!(accepted("en;q=0.4, zh-TW;q=0.9"), Language::Chinese);
        assert_eq!(accepted("fr, en-GB;q=0.7, zh;q=0.3"), Language::English);
        assert_eq!(accepted("fr"), Language::English);
        assert_eq!(accepted(";;;q=,,"), Language::English);
    }
}
