//! Phone numbers. A number belongs to a country: the same digits with another dialling code are the number of somebody else.

use std::borrow::Cow;

use crate::domain::refusal::Refusal;

/// The dialling code of a number that comes without one.
const DEFAULT_CODE: &str = "86";

/// A number with its dialling code, such as `+85261234567`. A Chinese number stays without one, as the service writes it.
pub fn full<'a>(number: &'a str, country_code: Option<&str>) -> Cow<'a, str> {
    if let Some(abroad) = international(number) {
        return match abroad.strip_prefix("+86") {
            Some(chinese) => chinese.to_owned().into(),
            None => abroad,
        };
    }
    match digits(country_code.unwrap_or_default()) {
        "" | DEFAULT_CODE => number.into(),
        code => format!("+{code}{number}").into(),
    }
}

/// The dialling code of a request, without spaces around it; none if the request has none. It is refused if no country can have it.
pub fn code(country_code: Option<&str>) -> Result<Option<&str>, Refusal> {
    let given = country_code.map(str::trim).filter(|text| !text.is_empty());
    match given.map(digits) {
        Some(code) if !may_be_code(code) => {
            Err(Refusal::bad_request("the dialling code is not one such as +86 or +1242"))
        }
        _ => Ok(given),
    }
}

/// Dialling codes have one to three digits and do not begin with zero (E.164). Countries that share the code 1 are chosen with their
/// area codes in the login form of Guard, such as +1242.
fn may_be_code(code: &str) -> bool {
    let has_length = matches!(code.len(), 1..=3) || code.len() == 4 && code.starts_with('1');
    has_length && code.bytes().all(|byte| byte.is_ascii_digit())
}

/// The dialling code that an account has beside a number: that of the number itself if the number is written with one.
pub fn code_of(number: &str, country_code: Option<&str>) -> Option<String> {
    match international(number) {
        Some(abroad) => phonenumber::parse(None, &*abroad).ok().map(|read| format!("+{}", read.country().code())),
        None => country_code.map(str::to_owned),
    }
}

/// A number that is written with its dialling code, such as `+85261234567` or `0085261234567`. No number of a country begins with
/// two zeros.
fn international(number: &str) -> Option<Cow<'_, str>> {
    match number.strip_prefix("00") {
        Some(rest) => Some(format!("+{rest}").into()),
        None => number.starts_with('+').then_some(number.into()),
    }
}

/// The digits of a dialling code, which clients write as `86`, `+86` or `0086`. The published document of the service says that it
/// takes `086`, too.
fn digits(country_code: &str) -> &str {
    country_code.trim().trim_start_matches('+').trim_start_matches('0')
}

#[cfg(test)]
mod tests {
    use super::{code, code_of, full};

    #[test]
    fn a_number_and_its_dialling_code_are_one_name() {
        for (number, code, expected) in [
            ("17612346754", None, "17612346754"),
            ("17612346754", Some("+86"), "17612346754"),
            ("17612346754", Some("0086"), "17612346754"),
            ("17612346754", Some(" 086"), "17612346754"),
            ("+8617612346754", None, "17612346754"),
            ("008617612346754", None, "17612346754"),
            ("61234567", Some("852"), "+85261234567"),
            ("61234567", Some("+0852"), "+85261234567"),
            ("+85261234567", Some("+852"), "+85261234567"),
            ("0085261234567", Some("+86"), "+85261234567"),
            ("17612346754", Some(""), "17612346754"),
        ] {
            assert_eq!(full(number, code), expected, "{number} {code:?}");
        }
    }

    #[test]
    fn only_what_a_country_can_have_is_a_dialling_code() {
        for right in ["852", "+852", "00852", "086", "1", "+1242", "1876"] {
            assert_eq!(code(Some(right)).unwrap(), Some(right));
        }
        for none in [None, Some(""), Some("  ")] {
            assert_eq!(code(none).unwrap(), None);
        }
        assert_eq!(code(Some(" 852 ")).unwrap(), Some("852"));
        for wrong in ["abc", "0", "+", "8520", "8 52", "-852", "８５２"] {
            assert!(code(Some(wrong)).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_number_that_tells_its_dialling_code_has_that_one() {
        for (number, given, expected) in [
            ("+85361234567", None, Some("+853")),
            ("+85361234567", Some("+86"), Some("+853")),
            ("0085261234567", None, Some("+852")),
            ("61234567", Some("852"), Some("852")),
            ("17612346754", None, None),
        ] {
            assert_eq!(code_of(number, given).as_deref(), expected, "{number} {given:?}");
        }
    }
}
