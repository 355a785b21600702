//! A document that somebody else published, against our contract. Operations are the same when method and path are; then the
//! types that they send and return at the same places are the same too, whatever they are called.

use std::{collections::BTreeMap, fs};

use crate::{
    command::Result,
    contract::{
        diff::{
            compare,
            model::{Change, Contract, Member, Names, Operation, Place},
            project::Project,
            read,
            renames::{self, Renames},
            rules::Kind,
            words,
        },
        draft,
        report::{Format, render},
        source,
    },
    layout::{from_caller, root},
};

/// Prints what the document has that the contract has not, and where both differ.
pub fn report(file: &str, format: Format) -> Result {
    let (ours, theirs) = (source::contract(None)?, document(file)?);
    let (changes, [ours, theirs], lacking) = differences(&ours, &theirs);
    let what = format!("The contract, against {file}");
    let mut report = words::describe(what, &changes, [&ours, &theirs], &Project::read(root())?)?;
    report.notes = vec![
        "\"New\" is what the document has and the contract has not; \"gone\" is the reverse.".into(),
        "A change breaks callers if the contract follows the document in it.".into(),
        format!("{lacking} operations of the contract are not in the document."),
    ];
    anstream::print!("{}", render(&report, format));
    Ok(())
}

/// Prints drafts of operations of the document, in the conventions of our contract.
pub fn write(file: &str, operations: &[&str]) -> Result {
    if operations.is_empty() {
        return Err("--write needs to know what; name operations by operationId or path".into());
    }
    let text = fs::read_to_string(from_caller(file)).map_err(|e| format!("{file}: {e}"))?;
    let ours = source::contract(None)?;
    print!("{}", draft::yaml(&read::value(&text, file)?, operations, &ours)?);
    Ok(())
}

fn document(file: &str) -> Result<Contract> {
    let path = from_caller(file);
    if path.is_file() { source::contract(Some(file)) } else { Err(format!("{}: no file; name one", path.display())) }
}

/// The changes, the two contracts that were compared, and how many operations only ours has.
fn differences(ours: &Contract, theirs: &Contract) -> (Vec<Change>, [Contract; 2], usize) {
    let key = |one: &Operation| (one.method.clone(), one.path.split('#').next().unwrap_or_default().to_owned());
    let known: BTreeMap<_, _> = ours.operations.values().map(|one| (key(one), one)).collect();
    let pairs: Vec<_> = theirs.operations.values().filter_map(|one| Some((one, *known.get(&key(one))?))).collect();

    let mut types = Renames::new();
    for (one, other) in &pairs {
        for (body, known) in [(&one.request, &other.request), (&one.reply, &other.reply)] {
            if let (Some(body), Some(known)) = (body, known) {
                pair(&body.kind, &known.kind, [theirs, ours], &mut types);
            }
        }
    }
    let matched = |id: &str| pairs.iter().find(|(one, _)| one.id == id).map(|(_, known)| known.id.clone());
    let mut aligned = renames::applied(theirs, &types);
    let operations = std::mem::take(&mut aligned.operations).into_values();
    let (both, only): (Vec<_>, Vec<_>) = operations.partition(|one| matched(&one.id).is_some());
    let both = both.into_iter().filter_map(|one| Some((matched(&one.id)?, one)));
    let js = |id: &String| ours.operations.get(id).map(|known| known.js.clone()).unwrap_or_default();
    aligned.operations = both.map(|(id, one)| (id.clone(), Operation { js: js(&id), id, ..one })).collect();

    let mut shared = ours.clone();
    shared.operations.retain(|id, _| pairs.iter().any(|(_, known)| known.id == *id));
    restrict(&mut shared);
    restrict(&mut aligned);
    forgive(&mut shared, &mut aligned);
    let mut changes = compare::named(&shared, &aligned, &Renames::new(), &Renames::new());
    // The headers of every call are parameters of each operation there.
    let headers: Names = ours.headers.keys().cloned().collect();
    let is_header = |change: &Change| headers.iter().any(|name| change.subject.ends_with(&format!("`{}`", last(name))));
    // The transport reads what may stand beside `data`, whatever the reply's type has.
    let kinds = shared.operations.values().filter_map(|one| one.reply.as_ref()).map(|body| &body.kind);
    let envelopes: Names = kinds.filter_map(|kind| kind.split('`').nth(1)).map(str::to_owned).collect();
    let beside = ["apiCode", "code", "message", "requestId", "statusCode"].map(|name| format!("the member `{name}`"));
    let is_beside = |change: &Change| match &change.place {
        Place::Type(name) => envelopes.contains(name) && beside.contains(&change.subject),
        _ => false,
    };
    // The member that had the type tells it; and failures are described for no operation in many documents.
    let is_alone = |change: &Change| matches!(change.kind, Kind::TypeGone | Kind::TypeUnused);
    changes.retain(|change| !is_header(change) && !is_beside(change) && !is_alone(change));
    for one in only {
        let place = Place::Operation(one.id.clone());
        let (subject, new) = ("the operation".into(), compare::address(&one));
        let (kind, old) = (Kind::OperationNew, String::new());
        changes.push(Change { kind, place, subject, old, new, in_requests: true, in_replies: true, guess: false });
        aligned.operations.insert(one.id.clone(), one);
    }
    let lacking = ours.operations.len() - shared.operations.len();
    (changes, [shared, aligned], lacking)
}

fn last(name: &str) -> &str {
    name.rsplit(' ').next().unwrap_or(name)
}

/// Notes that two kinds name the same types, and follows their members.
fn pair(kind: &str, known: &str, contracts: [&Contract; 2], found: &mut Renames) {
    let names = |kind: &str| kind.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
    for (name, known) in names(kind).into_iter().zip(names(known)) {
        if found.contains_key(&name) {
            continue;
        }
        found.insert(name.clone(), known.clone());
        let (Some(one), Some(other)) = (contracts[0].types.get(&name), contracts[1].types.get(&known)) else {
            continue;
        };
        pair(&one.own.kind, &other.own.kind, contracts, found);
        for (member, one) in &one.members {
            if let Some(other) = other.members.get(member) {
                pair(&one.kind, &other.kind, contracts, found);
            }
        }
    }
}

/// Leaves the types that the operations reach.
fn restrict(contract: &mut Contract) {
    let (requests, replies) = contract.sides();
    contract.types.retain(|name, _| requests.contains(name) || replies.contains(name));
}

/// Evens out what is a convention and no difference: values are open here, replies are tolerant, and a document that never says
/// `nullable` says nothing about null.
fn forgive(ours: &mut Contract, theirs: &mut Contract) {
    let silent = !theirs.types.values().flat_map(|one| one.members.values()).any(|one| one.nullable);
    let (requests, _) = ours.sides();
    let open: BTreeMap<String, Member> =
        ours.types.iter().map(|(name, one)| (format!("`{name}`"), one.own.clone())).collect();
    for (name, found) in &mut theirs.types {
        let Some(known) = ours.types.get_mut(name) else { continue };
        // Ours has a component for text with known values, and only that counts.
        for member in known.members.values_mut() {
            if let Some(own) = open.get(&member.kind).filter(|own| own.kind == "text") {
                member.kind.clone_from(&own.kind);
                member.values.clone_from(&own.values);
            }
        }
        // A name that our contract reads as an alias is no other name.
        for (name, member) in &known.members {
            let alias = member.aliases.iter().find_map(|alias| found.members.remove(alias));
            if let Some(alias) = alias {
                found.members.entry(name.clone()).or_insert(alias);
            }
        }
        let both = found.members.iter_mut().filter_map(|(name, one)| Some((one, known.members.get(name)?)));
        for (one, known) in both.chain([(&mut found.own, &known.own)]) {
            one.closed = known.closed;
            // Our extensions, which nobody else writes.
            one.aliases.clone_from(&known.aliases);
            one.accepts_number = known.accepts_number;
            // JSON has no integers, and many documents have none either.
            if one.kind == "a number" && known.kind.starts_with("an integer") {
                one.kind.clone_from(&known.kind);
            }
            if silent {
                one.nullable = known.nullable;
            }
            if !requests.contains(name) {
                (one.required, one.nullable) = (known.required, known.nullable);
            }
        }
        let fresh = found.members.iter_mut().filter(|(member, _)| !known.members.contains_key(*member));
        fresh.filter(|_| !requests.contains(name)).for_each(|(_, one)| (one.required, one.nullable) = (false, true));
    }
    let parameters = theirs.operations.values_mut().flat_map(|one| one.parameters.values_mut());
    parameters.for_each(|one: &mut Member| one.closed = false);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::diff::words::line;

    /// Our contract in small, and the same operation as somebody else writes it.
    const OURS: &str = "{openapi: 3.0.3, paths: {/api/v3/signin: {post: {operationId: signin, x-reply: envelope, \
        requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/SigninBody'}}}}, responses: {}}}}, \
        components: {schemas: {SigninBody: {type: object, required: [connection], properties: {\
        connection: {type: string, x-known-values: [PASSWORD]}, options: {$ref: '#/components/schemas/Options'}}}, \
        Options: {type: object, properties: {scope: {type: string, nullable: true}}}}}}";
    const THEIRS: &str = "{openapi: 3.0.0, paths: {/api/v3/signin: {post: {operationId: C_signin, \
        requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/SigninDto'}}}}, responses: {}}}, \
        /api/v3/other: {get: {operationId: C_other, responses: {}}}}, \
        components: {schemas: {SigninDto: {type: object, required: [connection], properties: {\
        connection: {type: string, enum: [PASSWORD, PASSCODE]}, options: {$ref: '#/components/schemas/OptionsDto'}}}, \
        OptionsDto: {type: object, properties: {scope: {type: string}, tenantId: {type: string}}}}}}";

    fn contract(text: &str) -> Contract {
        crate::contract::diff::parse::document(&read::value(text, "test").unwrap(), &|_: &[&str]| None)
    }

    #[test]
    fn types_are_matched_by_their_places_and_conventions_are_no_differences() {
        let (changes, _, lacking) = differences(&contract(OURS), &contract(THEIRS));
        let report: Vec<_> = changes.iter().map(|change| line(change).sentence).collect();
        let expected = [
            "the member `tenantId` is new: text, optional",
            "the member `connection` also knows `PASSCODE`",
            "the operation is new: GET /api/v3/other",
        ];
        assert_eq!((report.iter().map(String::as_str).collect::<Vec<_>>(), lacking), (expected.to_vec(), 0));
    }
}
