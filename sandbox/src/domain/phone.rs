//! Phone numbers. A number belongs to a country: the same digits with another dialling code are the number of somebody else.

use std::borrow::Cow;

/// The dialling code of a number that comes without one.
const DEFAULT_CODE: &str = "86";

/// A number with its dialling code, such as `+85261234567`. A Chinese number stays without one, as the service writes it.
pub fn full<'a>(number: &'a str, country_code: Option<&str>) -> Cow<'a, str> {
    if number.starts_with('+') {
        return number.strip_prefix("+86").unwrap_or(number).into();
    }
    match digits(country_code.unwrap_or_default()) {
        "" | DEFAULT_CODE => number.into(),
        code => format!("+{code}{number}").into(),
    }
}

/// The digits of a dialling code, which clients write as `86`, `+86` or `0086`.
pub fn digits(country_code: &str) -> &str {
    country_code.trim_start_matches('+').trim_start_matches("00")
}

#[cfg(test)]
mod tests {
    use super::full;

    #[test]
    fn a_number_and_its_dialling_code_are_one_name() {
        for (number, code, expected) in [
            ("17612346754", None, "17612346754"),
            ("17612346754", Some("+86"), "17612346754"),
            ("17612346754", Some("0086"), "17612346754"),
            ("+8617612346754", None, "17612346754"),
            ("61234567", Some("852"), "+85261234567"),
            ("+85261234567", Some("+852"), "+85261234567"),
            ("17612346754", Some(""), "17612346754"),
        ] {
            assert_eq!(full(number, code), expected, "{number} {code:?}");
        }
    }
}
