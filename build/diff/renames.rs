//! Guesses what was renamed. A removed and a new part count as one when everything but their names is equal, and either the names are
//! similar or nothing else was removed or added.

use std::collections::BTreeMap;

use super::model::{Contract, Member, Operation, Type};

/// New names by old ones.
pub type Renames = BTreeMap<String, String>;

/// How similar two names must be, from 0 to 1. `phone` and `phoneNumber` are (0.91), `email` and `token` are not (0.47).
const ALIKE: f64 = 0.8;

/// Whether two names differ in case only, underscores set aside.
pub fn recased(old: &str, new: &str) -> bool {
    old != new && plain(old) == plain(new)
}

fn plain(name: &str) -> String {
    name.chars().filter(|c| !['_', '-'].contains(c)).flat_map(char::to_lowercase).collect()
}

/// Whether two names are similar.
pub fn alike(old: &str, new: &str) -> bool {
    recased(old, new) || strsim::jaro_winkler(&old.to_lowercase(), &new.to_lowercase()) >= ALIKE
}

/// The components that were renamed.
pub fn types(old: &Contract, new: &Contract) -> Renames {
    // A type may contain itself, and its neighbours may have been renamed too, so kinds are compared without names.
    let shape = |found: &Type| {
        let members = found.members.iter().map(|(name, one)| (name.clone(), unnamed(&one.kind), one.required));
        (unnamed(&found.own.kind), members.collect::<Vec<_>>())
    };
    let shapes = |contract: &Contract, other: &Contract| -> BTreeMap<_, _> {
        let only = contract.types.iter().filter(|(name, _)| !other.types.contains_key(*name));
        only.map(|(name, found)| (name.clone(), shape(found))).collect()
    };
    pairs(&shapes(old, new), &shapes(new, old), |(old_name, one), (new_name, other), alone| {
        let members = |shape: &(String, Vec<(String, String, bool)>)| {
            shape.1.iter().map(|(name, ..)| name.clone()).collect::<Vec<_>>()
        };
        one == other && (alike(old_name, new_name) || alone && !one.1.is_empty())
            || recased(old_name, new_name) && members(one) == members(other)
    })
}

/// A kind without the names of components.
fn unnamed(kind: &str) -> String {
    kind.split('`').step_by(2).collect::<Vec<_>>().join("`")
}

/// The operations whose operationId was changed. The types already have the names of the new contract.
pub fn operations(old: &Contract, new: &Contract) -> Renames {
    let kinds = |one: &Operation| {
        let kind = |body: &Option<super::model::Body>| body.as_ref().map(|body| body.kind.clone());
        (one.method.clone(), kind(&one.request), kind(&one.reply), one.convention.clone())
    };
    pairs(&old.operations, &new.operations, |(old_id, one), (new_id, other), _| {
        one.method == other.method && one.path == other.path
            || recased(old_id, new_id)
            || kinds(one) == kinds(other) && alike(old_id, new_id)
    })
}

/// The members or parameters that were renamed.
pub fn members(old: &BTreeMap<String, Member>, new: &BTreeMap<String, Member>) -> Renames {
    pairs(old, new, |(old_name, one), (new_name, other), alone| {
        let numbers =
            [one, other].iter().all(|one| ["an integer", "a number"].iter().any(|kind| one.kind.starts_with(kind)));
        let same = (one.kind == other.kind || numbers) && one.secret == other.secret;
        let same_text = !one.text.is_empty() && one.text == other.text;
        let parent = |name: &str| name.rsplit_once(['.', ' ']).map(|(parent, _)| parent.to_owned());
        parent(old_name) == parent(new_name)
            && (recased(old_name, new_name) || same && (alike(old_name, new_name) || alone && same_text))
    })
}

/// Pairs of what is only in `old` with what is only in `new`, each used once, names in another case first.
fn pairs<T>(
    old: &BTreeMap<String, T>,
    new: &BTreeMap<String, T>,
    same: impl Fn((&String, &T), (&String, &T), bool) -> bool,
) -> Renames {
    let gone: Vec<_> = old.iter().filter(|(name, _)| !new.contains_key(*name)).collect();
    let mut fresh: Vec<_> = new.iter().filter(|(name, _)| !old.contains_key(*name)).collect();
    let alone = gone.len() == 1 && fresh.len() == 1;
    let mut found = Renames::new();
    let plain_names: Vec<String> = fresh.iter().map(|(name, _)| plain(name)).collect();
    for one in &gone {
        let name = plain(one.0);
        let twins = fresh.iter().zip(&plain_names).filter(|(_, other)| **other == name);
        let twin = twins.map(|(other, _)| *other).find(|other| same(*one, *other, alone));
        if let Some((twin, _)) = twin.filter(|(twin, _)| !found.values().any(|taken| taken == *twin)) {
            found.insert(one.0.clone(), twin.clone());
        }
    }
    fresh.retain(|(name, _)| !found.values().any(|taken| taken == *name));
    for one in gone {
        if found.contains_key(one.0) {
            continue;
        }
        let fitting = fresh.iter().enumerate().filter(|(_, other)| same(one, **other, alone));
        let likeness = |name: &str| strsim::jaro_winkler(one.0, name);
        let best = fitting.max_by(|(_, a), (_, b)| likeness(a.0).total_cmp(&likeness(b.0)));
        if let Some((at, _)) = best {
            found.insert(one.0.clone(), fresh.remove(at).0.clone());
        }
    }
    found
}

/// The old contract with the names of the new one, so that a rename is reported once and not wherever the name is used.
pub fn applied(contract: &Contract, types: &Renames) -> Contract {
    let name = |old: &String| types.get(old).unwrap_or(old).clone();
    let kind = |kind: &mut String| {
        let parts = kind.split('`').map(|part| types.get(part).map_or(part, String::as_str));
        *kind = parts.collect::<Vec<_>>().join("`");
    };
    let mut out = contract.clone();
    for found in out.types.values_mut() {
        kind(&mut found.own.kind);
        found.members.values_mut().for_each(|member| kind(&mut member.kind));
        found.types = found.types.iter().map(name).collect();
    }
    for operation in out.operations.values_mut() {
        for body in [&mut operation.request, &mut operation.reply].into_iter().flatten() {
            kind(&mut body.kind);
        }
        for side in [&mut operation.sends, &mut operation.returns] {
            *side = side.iter().map(name).collect();
        }
        operation.parameters.values_mut().for_each(|member| kind(&mut member.kind));
        kind(&mut operation.beside);
    }
    out.types = std::mem::take(&mut out.types).into_iter().map(|(old, found)| (name(&old), found)).collect();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_alike_when_people_would_say_so() {
        assert!(recased("nickName", "nickname") && recased("user_id", "userId") && !recased("a", "a"));
        assert!(alike("phone", "phoneNumber") && alike("nickname", "nickName") && alike("totalCount", "total"));
        assert!(!alike("email", "token") && !alike("photo", "username"));
    }

    #[test]
    fn a_member_is_paired_once_and_with_the_best_name() {
        let text = Member { kind: "text".into(), ..Member::default() };
        let of = |names: &[&str]| names.iter().map(|name| (name.to_string(), text.clone())).collect();
        let found = members(&of(&["phone", "same"]), &of(&["phoneCode", "phones", "same"]));
        assert_eq!(found, Renames::from([("phone".into(), "phones".into())]));
    }
}
