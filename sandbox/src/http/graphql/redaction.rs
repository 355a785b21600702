//! What the log keeps of a request in GraphQL, and what an error may say of it. The names of variables are free: whether one holds a
//! secret follows from the argument that it is given to.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use apollo_compiler::{
    Node,
    ast::{Argument, Definition, Directive, InputValueDefinition, Selection, Value as Literal},
    parser::Parser,
    schema::ExtendedType,
};
use serde_json::{Map, Value};

use super::{DEPTH, SCHEMA, TOKENS};
use crate::http::redaction::{REDACTED, redacted, shown_name};

/// The names in the schema.
struct Names {
    /// Those of arguments and of members of inputs.
    arguments: BTreeSet<&'static str>,
    /// Those of them that take objects.
    inputs: BTreeSet<&'static str>,
    /// Those of types and of the values of enumerations.
    words: BTreeSet<&'static str>,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let of_directives = SCHEMA.directive_definitions.values().flat_map(|one| &one.arguments);
    let mut taken: Vec<&InputValueDefinition> = of_directives.map(|one| &**one).collect();
    let mut words = BTreeSet::from(["true", "false", "null"]);
    for (name, kind) in &SCHEMA.types {
        words.insert(name.as_str());
        match kind {
            ExtendedType::Object(object) => {
                taken.extend(object.fields.values().flat_map(|field| &field.arguments).map(|one| &**one));
            }
            ExtendedType::InputObject(input) => taken.extend(input.fields.values().map(|one| &***one)),
            ExtendedType::Enum(list) => words.extend(list.values.keys().map(|name| name.as_str())),
            _ => {}
        }
    }
    let takes_object = |one: &&&InputValueDefinition| SCHEMA.get_input_object(one.ty.inner_named_type()).is_some();
    let inputs = taken.iter().filter(takes_object).map(|one| one.name.as_str()).collect();
    Names { arguments: taken.iter().map(|one| one.name.as_str()).collect(), inputs, words }
});

/// The body of a request as the log keeps it.
pub fn body_without_secrets(body: &Value, secrets: &BTreeSet<String>) -> Value {
    let Value::Object(members) = body else { return REDACTED.into() };
    let document = members.get("query").and_then(Value::as_str);
    let shown = |(name, value): (&String, &Value)| {
        let shown = match (name.as_str(), value) {
            (_, Value::Null) => Value::Null,
            ("query", Value::String(text)) => without_values(text).into(),
            ("operationName", Value::String(_)) => value.clone(),
            ("variables", Value::Object(values)) => {
                shown_variables(values, &document.and_then(|text| bindings(text, secrets)).unwrap_or_default(), secrets)
            }
            _ => REDACTED.into(),
        };
        (name.clone(), shown)
    };
    members.iter().map(shown).collect()
}

/// The variables without those that hold secrets. What a variable without a binding holds is not known.
fn shown_variables(
    values: &Map<String, Value>,
    bindings: &BTreeMap<String, Holds>,
    secrets: &BTreeSet<String>,
) -> Value {
    let shown = |(name, value): (&String, &Value)| {
        let holds = bindings.get(name).filter(|_| !secrets.contains(name)).copied();
        (name.clone(), shown_variable(value, holds.unwrap_or(Holds::Secret), secrets))
    };
    values.iter().map(shown).collect()
}

fn shown_variable(value: &Value, holds: Holds, secrets: &BTreeSet<String>) -> Value {
    match (value, holds) {
        (Value::Null, _) => Value::Null,
        (_, Holds::NoSecret) => redacted(value, secrets),
        (Value::Object(members), Holds::Object) => members
            .iter()
            .map(|(name, value)| (shown_name(name), shown_variable(value, holds_of(name, secrets), secrets)))
            .collect(),
        (Value::Array(items), Holds::Object) => items.iter().map(|item| shown_variable(item, holds, secrets)).collect(),
        _ => REDACTED.into(),
    }
}

/// What a variable holds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Holds {
    NoSecret,
    /// An object, whose members say what they hold. Anything else in its place may be a secret.
    Object,
    Secret,
}

/// What an argument or a member of an input holds. One that the schema does not have may be the misspelt name of a secret.
fn holds_of(name: &str, secrets: &BTreeSet<String>) -> Holds {
    match name {
        _ if !NAMES.arguments.contains(name) || secrets.contains(name) => Holds::Secret,
        _ if NAMES.inputs.contains(name) => Holds::Object,
        _ => Holds::NoSecret,
    }
}

/// What the variables of a document hold; nothing if it cannot be parsed.
fn bindings(document: &str, secrets: &BTreeSet<String>) -> Option<BTreeMap<String, Holds>> {
    let parsed = Parser::new().token_limit(TOKENS).recursion_limit(DEPTH).parse_ast(document, "document").ok()?;
    let mut bindings = Bindings { secrets, found: BTreeMap::new() };
    for definition in &parsed.definitions {
        match definition {
            Definition::OperationDefinition(operation) => {
                bindings.add_directives(&operation.directives);
                bindings.add_selections(&operation.selection_set);
            }
            Definition::FragmentDefinition(fragment) => {
                bindings.add_directives(&fragment.directives);
                bindings.add_selections(&fragment.selection_set);
            }
            _ => {}
        }
    }
    Some(bindings.found)
}

struct Bindings<'a> {
    secrets: &'a BTreeSet<String>,
    found: BTreeMap<String, Holds>,
}

impl Bindings<'_> {
    fn add_selections(&mut self, selections: &[Selection]) {
        for selection in selections {
            match selection {
                Selection::Field(field) => {
                    self.add_arguments(&field.arguments);
                    self.add_directives(&field.directives);
                    self.add_selections(&field.selection_set);
                }
                Selection::FragmentSpread(spread) => self.add_directives(&spread.directives),
                Selection::InlineFragment(fragment) => {
                    self.add_directives(&fragment.directives);
                    self.add_selections(&fragment.selection_set);
                }
            }
        }
    }

    fn add_directives(&mut self, directives: &[Node<Directive>]) {
        directives.iter().for_each(|directive| self.add_arguments(&directive.arguments));
    }

    fn add_arguments(&mut self, arguments: &[Node<Argument>]) {
        for argument in arguments {
            self.add(&argument.value, holds_of(&argument.name, self.secrets));
        }
    }

    fn add(&mut self, literal: &Literal, holds: Holds) {
        match literal {
            Literal::Variable(name) => {
                let known = self.found.entry(name.to_string()).or_insert(holds);
                *known = holds.max(*known);
            }
            Literal::List(items) => items.iter().for_each(|item| self.add(item, holds)),
            Literal::Object(members) => {
                let outer = if holds == Holds::Secret { holds } else { Holds::NoSecret };
                members.iter().for_each(|(name, value)| self.add(value, outer.max(holds_of(name, self.secrets))));
            }
            _ => {}
        }
    }
}

/// A message of the library without the value that it quotes, which may be a secret.
pub fn message_without_value(message: &str) -> String {
    if let Some(rest) = message.strip_prefix("could not coerce ")
        && let (Some((what, _)), Some((_, kind))) = (rest.split_once(": "), rest.rsplit_once(" to type "))
    {
        return format!("could not coerce {what} to type {kind}");
    }
    if let Some((_, kind)) = message.strip_prefix("value `").and_then(|rest| rest.split_once("` does not exist on ")) {
        return format!("the value does not exist on {kind}");
    }
    // A text with a dollar sign whose quotes were forgotten is a variable.
    if message.starts_with("variable `$") && message.ends_with("` is not defined") {
        return "a variable is not defined; the operation has to declare it, such as in query q($a: String!)".into();
    }
    // The parser quotes the token that it has found.
    let expected = message.split_once(", got ").filter(|_| message.starts_with("syntax error: "));
    expected.map_or(message, |(expected, _)| expected).to_owned()
}

/// A document without its texts and numbers, which may be secrets, and without its comments. A text whose quotes were forgotten
/// consists of names and signs: among the arguments only names of arguments, of variables that the document declares, and of
/// directives, types and values of the schema are kept.
fn without_values(text: &str) -> String {
    let (mut rest, mut kept) = (text, String::new());
    // How many parentheses are open, and what stands before the present token.
    let (mut depth, mut before) = (0_usize, ' ');
    let mut declared = BTreeSet::new();
    while let Some(first) = rest.chars().next() {
        let run = |part: fn(char) -> bool| rest.find(|char| !part(char)).unwrap_or(rest.len());
        let in_name = |char: char| char.is_alphanumeric() || char == '_';
        let (length, replacement) = match first {
            '#' => (run(|char| !matches!(char, '\n' | '\r')), Some("")),
            '"' => (string_length(rest), Some("\"[redacted]\"")),
            '-' | '0'..='9' => (run(|char| char.is_alphanumeric() || matches!(char, '-' | '+' | '.')), Some("0")),
            _ if in_name(first) => {
                let length = run(in_name);
                let (name, after) = rest.split_at(length);
                let has_colon = after.trim_start_matches([' ', '\t', '\r', '\n', ',']).starts_with(':');
                if before == '$' && has_colon {
                    declared.insert(name);
                }
                let is_kept = match before {
                    _ if depth == 0 => true,
                    '$' => declared.contains(name),
                    '@' => SCHEMA.directive_definitions.contains_key(name),
                    // What stands after a colon is a value.
                    ':' => NAMES.words.contains(name),
                    _ => has_colon || NAMES.words.contains(name),
                };
                (length, (!is_kept).then_some("redacted"))
            }
            _ => (first.len_utf8(), None),
        };
        let (token, after) = rest.split_at(length);
        match first {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        before = if first.is_whitespace() { before } else { first };
        kept.push_str(replacement.unwrap_or(token));
        rest = after;
    }
    kept
}

/// The length of the string literal at the start of the text, quotes included. A literal without an end extends to the end.
fn string_length(text: &str) -> usize {
    let quote = if text.starts_with("\"\"\"") { "\"\"\"" } else { "\"" };
    let mut at = quote.len();
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with(quote) {
            return at + quote.len();
        }
        // Block strings have one escape sequence, that of their quotes.
        let escape = if quote.len() == 3 { "\\\"\"\"" } else { "\\" };
        let escaped = rest.strip_prefix(escape).map(|after| match quote.len() {
            3 => escape.len(),
            _ => escape.len() + after.chars().next().map_or(0, char::len_utf8),
        });
        at += escaped.unwrap_or_else(|| rest.chars().next().map_or(1, char::len_utf8));
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    use super::{body_without_secrets, message_without_value, without_values};

    #[test]
    fn values_are_removed_from_a_document() {
        for (text, kept) in [
            ("query user{user{id}}", "query user{user{id}}"),
            ("{a(b:\"secret\"){c}}", "{a(b:\"[redacted]\"){c}}"),
            (r#"query q($d1:Int){a(b:"se\"cret\\",d:$d1){c}}"#, "query q($d1:Int){a(b:\"[redacted]\",d:$d1){c}}"),
            (r#"{a(b:"",d:"""x"y\"""z"""){c}}"#, "{a(b:\"[redacted]\",d:\"[redacted]\"){c}}"),
            ("{a(b:-12.5e+3,c2:1234,d:true)}", "{a(b:0,c2:0,d:true)}"),
            ("{a # it's \"secret\n(b:\"söcret\")}", "{a \n(b:\"[redacted]\")}"),
            ("{a(b:\"secret", "{a(b:\"[redacted]\""),
            (
                "{a(b: secret, c: [other {d : more}], e: USER){f}}",
                "{a(b: redacted, c: [redacted {d : redacted}], e: USER){f}}",
            ),
            (
                "query q($a: String! = secret @skip(c: $a)){d(e: $a) @skip(if: true){f: g}}",
                "query q($a: String! = redacted @skip(c: $a)){d(e: $a) @skip(if: true){f: g}}",
            ),
            (
                "{a(password: P@ssw0rd, b: $ecret9, c: my:secret, d: $a:b)}",
                "{a(password: redacted@redacted, b: $redacted, c: redacted:redacted, d: $a:redacted)}",
            ),
        ] {
            assert_eq!(without_values(text), kept, "{text}");
        }
    }

    #[test]
    fn messages_keep_what_is_expected() {
        for (message, kept) in [
            (
                "could not coerce variable c: \"x: y to type z\" to type String",
                "could not coerce variable c to type String",
            ),
            (
                "could not coerce input field LoginByEmailInput.password: [\"x\"] to type String",
                "could not coerce input field LoginByEmailInput.password to type String",
            ),
            ("syntax error: expected R_PAREN, got \"s3cret\"", "syntax error: expected R_PAREN"),
            ("value `s3cret` does not exist on `EmailScene`", "the value does not exist on `EmailScene`"),
            ("the argument `got` is not supported, got it", "the argument `got` is not supported, got it"),
        ] {
            assert_eq!(message_without_value(message), kept);
        }
    }

    #[test]
    fn a_variable_holds_what_the_argument_holds_that_it_is_given_to() {
        let secrets = BTreeSet::from(["password".to_owned(), "newPassword".to_owned()]);
        let variables = |query: &str| {
            let variables = json!({ "a": "s3cret", "b": { "email": "e", "password": "s3cret" } });
            body_without_secrets(&json!({ "query": query, "variables": variables }), &secrets)["variables"].clone()
        };
        let shown = json!({ "email": "e", "password": "[redacted]" });
        for (query, a, b) in [
            ("{ x(email: $a, input: $b) }", json!("s3cret"), shown.clone()),
            ("{ x(newPassword: $a, input: $b) }", json!("[redacted]"), shown.clone()),
            ("{ x(input: { password: $a }, email: $b) }", json!("[redacted]"), shown.clone()),
            ("{ x(input: [{ list: [$a] }]) { y(email: $a) } }", json!("[redacted]"), json!("[redacted]")),
            ("{ x { ...F } } fragment F on User { y(password: $a) z(input: $b) }", json!("[redacted]"), shown.clone()),
            ("{ x @include(if: $a) { ... @skip(if: $b) { y } } }", json!("s3cret"), shown),
            ("{ x(pasword: $a) }", json!("[redacted]"), json!("[redacted]")),
            ("{ x(email: $a", json!("[redacted]"), json!("[redacted]")),
            ("{ x(input: $a, email: $b) }", json!("[redacted]"), json!({ "email": "e", "password": "[redacted]" })),
        ] {
            assert_eq!(variables(query), json!({ "a": a, "b": b }), "{query}");
        }
        for (body, kept) in [
            (json!(["s3cret"]), json!("[redacted]")),
            (json!("s3cret"), json!("[redacted]")),
            (json!({ "query": ["s3cret"], "variables": null }), json!({ "query": "[redacted]", "variables": null })),
            (json!({ "query": "{x}", "variables": ["s3cret"] }), json!({ "query": "{x}", "variables": "[redacted]" })),
            (json!({ "query": "{x}", "more": "s3cret" }), json!({ "query": "{x}", "more": "[redacted]" })),
        ] {
            assert_eq!(body_without_secrets(&body, &secrets), kept);
        }
    }
}
