//! The differences of members and of parameters, which follow the same rules.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{
    model::{Change, Member, Place},
    renames,
    rules::Kind,
};

/// Where the members are.
pub struct Site {
    pub place: Place,
    pub in_requests: bool,
    pub in_replies: bool,
    /// Whether changed descriptions are reported.
    pub texts: bool,
    /// Whether both sides mark their secrets.
    pub secrets: bool,
}

impl Site {
    /// The headers of every call.
    pub fn headers() -> Self {
        Self { place: Place::Everywhere, in_requests: true, in_replies: false, texts: true, secrets: true }
    }

    /// The parameters of an operation.
    pub fn parameters(id: &str, texts: bool) -> Self {
        Self { place: Place::Operation(id.into()), texts, ..Self::headers() }
    }

    fn subject(&self, name: &str) -> String {
        match (&self.place, name.split_once(' ')) {
            (Place::Everywhere, Some((_, name))) => format!("the header `{name}` of every call"),
            (Place::Operation(_), Some(("header", name))) => format!("the header `{name}`"),
            (Place::Operation(_), Some((place, name))) => format!("the {place} parameter `{name}`"),
            _ => format!("the member `{name}`"),
        }
    }

    fn change(&self, kind: Kind, subject: &str, old: &str, new: &str) -> Change {
        Change {
            kind,
            place: self.place.clone(),
            subject: subject.into(),
            old: old.into(),
            new: new.into(),
            in_requests: self.in_requests,
            in_replies: self.in_replies,
            guess: false,
        }
    }
}

/// Compares members by name.
pub fn compare(old: &BTreeMap<String, Member>, new: &BTreeMap<String, Member>, site: &Site, found: &mut Vec<Change>) {
    let renames = renames::members(old, new);
    let last = |name: &str| name.rsplit(' ').next().unwrap_or_default().to_owned();
    for (name, member) in old {
        let now = renames.get(name).unwrap_or(name);
        let Some(other) = new.get(now) else {
            found.push(site.change(Kind::MemberGone, &site.subject(name), &member.kind, ""));
            continue;
        };
        let subject = site.subject(now);
        if name != now {
            let case = renames::recased(name, now);
            let read = other.aliases.contains(&last(name));
            let kind = match read {
                true => Kind::MemberRenamedRead,
                false if case => Kind::MemberRecased,
                false => Kind::MemberRenamed,
            };
            let change = site.change(kind, &subject, &last(name), &last(now));
            found.push(Change { guess: !case && !read, ..change });
            let aliases = member.aliases.iter().cloned().chain(read.then(|| last(name))).collect();
            one(&Member { aliases, ..member.clone() }, other, &subject, site, found);
            continue;
        }
        one(member, other, &subject, site, found);
    }
    let came = |name: &String| renames.values().any(|other| other == name);
    for (name, member) in new.iter().filter(|(name, _)| !old.contains_key(*name) && !came(name)) {
        let kind = if member.required { Kind::MemberNewRequired } else { Kind::MemberNew };
        found.push(site.change(kind, &site.subject(name), "", &member.kind));
    }
}

/// Compares one member, or a type as if it were one.
pub fn one(old: &Member, new: &Member, subject: &str, site: &Site, found: &mut Vec<Change>) {
    let mut add = |kind: Kind, old: &str, new: &str| found.push(site.change(kind, subject, old, new));
    let is_type = subject == "the type";
    if old.kind != new.kind {
        add(if is_type { Kind::TypeRetyped } else { Kind::MemberRetyped }, &old.kind, &new.kind);
    }
    for kind in presence(old, new) {
        add(kind, "", "");
    }
    if site.secrets {
        flag((old.secret, new.secret), Kind::SecretNew, Kind::SecretGone, &mut add);
    }
    values(old, new, &mut add);
    for name in new.aliases.difference(&old.aliases) {
        add(Kind::AliasNew, "", name);
    }
    for name in old.aliases.difference(&new.aliases) {
        add(Kind::AliasGone, name, "");
    }
    flag((old.accepts_number, new.accepts_number), Kind::NumberAccepted, Kind::NumberRefused, &mut add);
    flag((old.deprecated, new.deprecated), Kind::Deprecated, Kind::Undeprecated, &mut add);
    for (key, kind) in limits(old, new) {
        let words = |member: &Member| member.limits.get(key).map_or("none".into(), |limit| format!("{key} {limit}"));
        add(kind, &words(old), &words(new));
    }
    if old.default != new.default {
        let words = |member: &Member| member.default.clone().unwrap_or("none".into());
        add(Kind::DefaultChanged, &words(old), &words(new));
    }
    if site.texts && old.text != new.text {
        add(Kind::TextChanged, "", "");
    }
}

/// Compares `required` and `nullable`. A change that does not change the Rust type has a kind of its own.
fn presence(old: &Member, new: &Member) -> Vec<Kind> {
    let same = old.is_option() == new.is_option();
    let mut found = Vec::new();
    match (old.required, new.required) {
        (false, true) => found.push(Kind::MemberRequired),
        (true, false) if same => found.push(Kind::MemberOptionalStill),
        (true, false) => found.push(Kind::MemberOptional),
        _ => {}
    }
    match (old.nullable, new.nullable) {
        (false, true) if same => found.push(Kind::MemberNullableStill),
        (false, true) => found.push(Kind::MemberNullable),
        (true, false) if same => found.push(Kind::MemberNotNullStill),
        (true, false) => found.push(Kind::MemberNotNull),
        _ => {}
    }
    found
}

fn flag((old, new): (bool, bool), came: Kind, gone: Kind, add: &mut impl FnMut(Kind, &str, &str)) {
    match (old, new) {
        (false, true) => add(came, "", ""),
        (true, false) => add(gone, "", ""),
        _ => {}
    }
}

fn values(old: &Member, new: &Member, add: &mut impl FnMut(Kind, &str, &str)) {
    let listed = |values: Vec<&String>| values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(", ");
    let (came, gone) = match (old.closed, new.closed) {
        (false, true) => {
            return add(Kind::EnumClosed, "", &listed(new.values.iter().collect()));
        }
        (true, false) => return add(Kind::EnumOpened, "", ""),
        (true, true) => (Kind::EnumValueNew, Kind::EnumValueGone),
        (false, false) => (Kind::ValueNew, Kind::ValueGone),
    };
    let more = listed(new.values.difference(&old.values).collect());
    if !more.is_empty() {
        add(came, "", &more);
    }
    let less = listed(old.values.difference(&new.values).collect());
    if !less.is_empty() {
        add(gone, &less, "");
    }
}

/// Compares the limits. A limit that is new or is not a number counts as stricter.
fn limits<'a>(old: &'a Member, new: &'a Member) -> Vec<(&'a str, Kind)> {
    let mut keys: Vec<&String> = old.limits.keys().chain(new.limits.keys()).collect();
    keys.sort();
    keys.dedup();
    let differing = keys.into_iter().filter(|key| old.limits.get(*key) != new.limits.get(*key));
    differing
        .map(|key| {
            let number = |member: &Member| member.limits.get(key).and_then(Value::as_f64);
            let looser = match (old.limits.get(key), new.limits.get(key)) {
                (_, None) => true,
                (None, _) => false,
                _ => match (number(old), number(new)) {
                    (Some(before), Some(now)) if key.starts_with("min") => now < before,
                    (Some(before), Some(now)) => now > before,
                    _ => false,
                },
            };
            (key.as_str(), if looser { Kind::LimitLoosened } else { Kind::LimitTightened })
        })
        .collect()
}
