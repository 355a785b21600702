//! The differences of two contracts: one function for each part of a contract.

use super::{
    members::{self, Site},
    model::{Body, Change, Contract, Names, Operation, Place, Type},
    renames::{self, Renames},
    rules::Kind,
};

/// Gives all differences, in the order of their places.
pub fn contracts(old: &Contract, new: &Contract) -> Vec<Change> {
    let types = renames::types(old, new);
    let operations = renames::operations(&renames::applied(old, &types), new);
    named(old, new, &types, &operations)
}

/// The same, when the renames are known.
pub fn named(old: &Contract, new: &Contract, types: &Renames, operations: &Renames) -> Vec<Change> {
    let (old_requests, old_replies) = old.sides();
    let (new_requests, new_replies) = new.sides();
    let known =
        |names: Names| -> Names { names.into_iter().map(|name| types.get(&name).cloned().unwrap_or(name)).collect() };
    let (old_requests, old_replies) = (known(old_requests), known(old_replies));
    let used: Names = old_requests.union(&old_replies).cloned().collect();
    let unused = used.iter().filter(|name| !new_requests.contains(*name) && !new_replies.contains(*name));
    let mut compare = Compare {
        found: Vec::new(),
        unused: unused.cloned().collect(),
        requests: old_requests.union(&new_requests).cloned().collect(),
        replies: old_replies.union(&new_replies).cloned().collect(),
        conventions: old.ours && new.ours,
    };
    let before = renames::applied(old, types);
    compare.everywhere(&before, new);
    compare.operations(&before, new, operations);
    compare.types(&before, new, types);
    compare.documents(old, new, operations);
    compare.codes(old, new);
    let mut found = compare.found;
    found.iter_mut().for_each(|change| undefined(change, new));
    found.sort_by(|a, b| a.place.cmp(&b.place));
    found
}

/// Reports a new kind of value that is not defined as a mistake instead of a change.
fn undefined(change: &mut Change, new: &Contract) {
    let retyped = [Kind::MemberRetyped, Kind::TypeRetyped, Kind::RequestRetyped, Kind::ReplyRetyped];
    if retyped.contains(&change.kind) {
        let names = change.new.split('`').skip(1).step_by(2);
        let unknown = names.into_iter().find(|name| !new.types.contains_key(*name));
        if let Some(name) = unknown.map(str::to_owned) {
            *change = Change { kind: Kind::ReferenceUnknown, old: String::new(), new: name, ..change.clone() };
        }
    }
}

struct Compare {
    found: Vec<Change>,
    /// The types that nothing sends or returns any more.
    unused: Names,
    requests: Names,
    replies: Names,
    /// Whether both follow the conventions of `spec/authing.yaml`.
    conventions: bool,
}

impl Compare {
    /// Notes a change; the returned one can be refined.
    fn add(&mut self, kind: Kind, place: &Place, subject: &str, old: &str, new: &str) -> &mut Change {
        let (in_requests, in_replies) = match place {
            Place::Type(name) => (self.requests.contains(name), self.replies.contains(name)),
            _ => (true, true),
        };
        self.found.push(Change {
            kind,
            place: place.clone(),
            subject: subject.into(),
            old: old.into(),
            new: new.into(),
            in_requests,
            in_replies,
            guess: false,
        });
        let last = self.found.len() - 1;
        &mut self.found[last]
    }

    /// Notes a change, with the old and the new value in its text.
    fn differ(&mut self, kind: Kind, place: &Place, subject: &str, (old, new): (&str, &str)) {
        if old != new {
            self.add(kind, place, subject, old, new);
        }
    }

    fn everywhere(&mut self, old: &Contract, new: &Contract) {
        if self.conventions {
            let site = Site::headers();
            members::compare(&old.headers, &new.headers, &site, &mut self.found);
            self.differ(Kind::HostChanged, &Place::Everywhere, "every call", (&old.host, &new.host));
        }
        for (name, scheme) in &old.schemes {
            if let Some(other) = new.schemes.get(name) {
                let subject = format!("the credential `{name}`");
                self.differ(Kind::SchemeChanged, &Place::Everywhere, &subject, (scheme, other));
            }
        }
    }

    fn operations(&mut self, old: &Contract, new: &Contract, renames: &Renames) {
        let came = |id: &String| renames.values().any(|other| other == id);
        for (id, operation) in &old.operations {
            match renames.get(id).or(Some(id)).and_then(|id| new.operations.get(id)) {
                Some(other) => self.operation(operation, other),
                None => {
                    let place = Place::Operation(id.clone());
                    self.add(Kind::OperationGone, &place, "the operation", &address(operation), "");
                }
            }
        }
        for (id, operation) in new.operations.iter().filter(|(id, _)| !old.operations.contains_key(*id) && !came(id)) {
            let place = Place::Operation(id.clone());
            self.add(Kind::OperationNew, &place, "the operation", "", &address(operation));
        }
    }

    fn operation(&mut self, old: &Operation, new: &Operation) {
        let place = &Place::Operation(new.id.clone());
        let subject = "the operation";
        if old.id != new.id {
            let case = renames::recased(&old.id, &new.id);
            let kind = if case { Kind::OperationRecased } else { Kind::OperationRenamed };
            let certain = case || old.path == new.path;
            self.add(kind, place, subject, &old.id, &new.id).guess = !certain;
        }
        // The fragment of a GraphQL operation never leaves the client.
        let wire = |path: &str| path.split('#').next().unwrap_or_default().to_owned();
        self.differ(Kind::PathChanged, place, subject, (&wire(&old.path), &wire(&new.path)));
        self.differ(Kind::MethodChanged, place, subject, (&old.method, &new.method));
        if self.conventions {
            self.differ(Kind::HostChanged, place, subject, (&old.host, &new.host));
            self.differ(Kind::ConventionChanged, place, "its reply", (&old.convention, &new.convention));
            self.differ(Kind::BesideChanged, place, "its reply", (&old.beside, &new.beside));
            self.differ(Kind::JsChanged, place, subject, (&old.js.join(", "), &new.js.join(", ")));
            let left = new.security.iter().map(String::as_str).collect::<Vec<_>>().join(", or ");
            for way in old.security.difference(&new.security) {
                self.add(Kind::SecurityLess, place, subject, way, &left);
            }
            for way in new.security.difference(&old.security) {
                self.add(Kind::SecurityMore, place, subject, "", way);
            }
            match (old.repeatable, new.repeatable) {
                (false, true) => drop(self.add(Kind::RepeatableMore, place, subject, "", "")),
                (true, false) => drop(self.add(Kind::RepeatableLess, place, subject, "", "")),
                _ => {}
            }
            for (status, kind) in &old.failures {
                match new.failures.get(status) {
                    Some(now) => {
                        let subject = format!("the reply for the status {status}");
                        self.differ(Kind::FailureRetyped, place, &subject, (kind, now));
                    }
                    None => drop(self.add(Kind::StatusGone, place, subject, status, "")),
                }
            }
            for status in new.failures.keys().filter(|status| !old.failures.contains_key(*status)) {
                self.add(Kind::StatusNew, place, subject, "", status);
            }
        }
        match (old.deprecated, new.deprecated) {
            (false, true) => drop(self.add(Kind::Deprecated, place, subject, "", "")),
            (true, false) => drop(self.add(Kind::Undeprecated, place, subject, "", "")),
            _ => {}
        }
        let site = Site::parameters(&new.id, self.conventions);
        members::compare(&old.parameters, &new.parameters, &site, &mut self.found);
        let request = [Kind::RequestNew, Kind::RequestGone, Kind::RequestRetyped, Kind::RequestMedia];
        self.body(place, request, (old.request.as_ref(), new.request.as_ref()));
        if let (Some(old), Some(new)) = (&old.request, &new.request) {
            match (old.required, new.required) {
                (false, true) => drop(self.add(Kind::RequestRequired, place, subject, "", "")),
                (true, false) => drop(self.add(Kind::RequestOptional, place, subject, "", "")),
                _ => {}
            }
        }
        let reply = [Kind::ReplyNew, Kind::ReplyGone, Kind::ReplyRetyped, Kind::ReplyMedia];
        self.body(place, reply, (old.reply.as_ref(), new.reply.as_ref()));
        if self.conventions && old.text != new.text {
            self.add(Kind::TextChanged, place, subject, "", "");
        }
    }

    fn body(&mut self, place: &Place, kinds: [Kind; 4], (old, new): (Option<&Body>, Option<&Body>)) {
        let [came, gone, retyped, media] = kinds;
        match (old, new) {
            (None, Some(new)) => drop(self.add(came, place, "the operation", "", &new.kind)),
            (Some(old), None) => drop(self.add(gone, place, "the operation", &old.kind, "")),
            (Some(old), Some(new)) => {
                self.differ(retyped, place, "the operation", (&old.kind, &new.kind));
                self.differ(media, place, "the operation", (&old.media, &new.media));
            }
            (None, None) => {}
        }
    }

    fn types(&mut self, old: &Contract, new: &Contract, renames: &Renames) {
        for (before, name) in renames {
            let case = renames::recased(before, name);
            let kind = if case { Kind::TypeRecased } else { Kind::TypeRenamed };
            self.add(kind, &Place::Type(name.clone()), "the type", before, name).guess = !case;
        }
        for (name, found) in &old.types {
            match new.types.get(name) {
                Some(other) => self.one_type(name, found, other),
                None => drop(self.add(Kind::TypeGone, &Place::Type(name.clone()), "the type", "", "")),
            }
        }
        for name in new.types.keys().filter(|name| !old.types.contains_key(*name)) {
            self.add(Kind::TypeNew, &Place::Type(name.clone()), "the type", "", "");
        }
    }

    fn one_type(&mut self, name: &str, old: &Type, new: &Type) {
        let place = &Place::Type(name.into());
        if self.unused.contains(name) {
            self.add(Kind::TypeUnused, place, "the type", "", "");
        }
        match (old.gives_nothing, new.gives_nothing) {
            (false, true) => drop(self.add(Kind::TypeGivesNothing, place, "the type", "", "")),
            (true, false) => drop(self.add(Kind::TypeGivesSomething, place, "the type", "", "")),
            _ => {}
        }
        match (old.public, new.public) {
            (false, true) => drop(self.add(Kind::TypePublic, place, "the type", "", "")),
            (true, false) => drop(self.add(Kind::TypeHidden, place, "the type", "", "")),
            _ => {}
        }
        let mut meant = Names::new();
        for name in new.strays.difference(&old.strays) {
            let likely = new.members.iter().find(|(member, now)| {
                renames::alike(name, member)
                    && !now.required
                    && old.members.get(*member).is_some_and(|was| was.required)
            });
            let hint =
                likely.map(|(member, _)| format!("; `{member}` was probably meant, and has become optional by this"));
            self.add(Kind::RequiredUnknown, place, "the type", &hint.unwrap_or_default(), name);
            meant.extend(likely.map(|(member, _)| format!("the member `{member}`")));
        }
        let site = Site {
            place: place.clone(),
            in_requests: self.requests.contains(name),
            in_replies: self.replies.contains(name),
            texts: self.conventions,
            secrets: self.conventions,
        };
        members::one(&old.own, &new.own, "the type", &site, &mut self.found);
        let before = self.found.len();
        members::compare(&old.members, &new.members, &site, &mut self.found);
        // The intended member is optional now only because its name in `required` is misspelled.
        let follows = |change: &Change| change.kind == Kind::MemberOptional && meant.contains(&change.subject);
        let members = self.found.split_off(before);
        self.found.extend(members.into_iter().filter(|change| !follows(change)));
    }

    fn documents(&mut self, old: &Contract, new: &Contract, renames: &Renames) {
        let (Some(old), Some(new)) = (&old.documents, &new.documents) else { return };
        let subject = "the document";
        // The renamed members: a document selects them by their new names.
        let kinds = [Kind::MemberRenamed, Kind::MemberRenamedRead, Kind::MemberRecased];
        let renamed = |change: &&Change| kinds.contains(&change.kind);
        let members: Vec<(String, String)> =
            self.found.iter().filter(renamed).map(|change| (change.old.clone(), change.new.clone())).collect();
        for (name, document) in old {
            let now = renames.get(name).unwrap_or(name);
            let place = &Place::Document(now.clone());
            let Some(other) = new.get(now) else {
                // A removed operation takes its document with it.
                let operation = &Place::Operation(now.clone());
                if self.found.iter().any(|one| one.kind == Kind::OperationGone && one.place == *operation) {
                    continue;
                }
                self.add(Kind::DocumentGone, place, subject, "", "");
                continue;
            };
            let count = self.found.len();
            self.differ(Kind::RootChanged, place, subject, (&document.root, &other.root));
            let listed =
                |names: Vec<&String>| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            let mut less: Vec<&String> = document.selects.difference(&other.selects).collect();
            let mut more: Vec<&String> = other.selects.difference(&document.selects).collect();
            for (old, new) in &members {
                let at = |paths: &[&String], name: &String| {
                    paths.iter().position(|path| path.rsplit('.').next() == Some(name))
                };
                if let (Some(gone), Some(came)) = (at(&less, old), at(&more, new)) {
                    less.remove(gone);
                    more.remove(came);
                    self.add(Kind::SelectsRenamed, place, subject, old, new);
                }
            }
            if !less.is_empty() {
                self.add(Kind::SelectsLess, place, subject, &listed(less), "");
            }
            if !more.is_empty() {
                self.add(Kind::SelectsMore, place, subject, "", &listed(more));
            }
            for (variable, kind) in &document.variables {
                // A variable that is new or gone is reported with the members of its type.
                if let Some(now) = other.variables.get(variable) {
                    let words = |kind: &str| format!("{variable}: {kind}");
                    self.differ(Kind::VariableRetyped, place, subject, (&words(kind), &words(now)));
                }
            }
            let renamed = document.text.replace(&format!(" {name}("), &format!(" {now}("));
            let declared = document.variables.keys().eq(other.variables.keys());
            if self.found.len() == count && declared && renamed != other.text && name == now {
                self.add(Kind::DocumentRewritten, place, subject, "", "");
            }
        }
        let came = |name: &String| renames.values().any(|other| other == name);
        for name in new.keys().filter(|name| !old.contains_key(*name) && !came(name)) {
            self.add(Kind::DocumentNew, &Place::Document(name.clone()), subject, "", "");
        }
    }

    fn codes(&mut self, old: &Contract, new: &Contract) {
        let (Some(old), Some(new)) = (&old.codes, &new.codes) else { return };
        let subject = "the code";
        for (number, code) in old {
            let place = &Place::Code(*number);
            let Some(other) = new.get(number) else {
                self.add(Kind::CodeGone, place, subject, &code.name, "");
                continue;
            };
            self.differ(Kind::CodeRenamed, place, subject, (&code.name, &other.name));
            self.differ(Kind::CodeMeaning, place, subject, (&code.english, &other.english));
            self.differ(Kind::CodeMeaning, place, subject, (&code.chinese, &other.chinese));
        }
        for (number, code) in new.iter().filter(|(number, _)| !old.contains_key(number)) {
            self.add(Kind::CodeNew, &Place::Code(*number), subject, "", &code.name);
        }
    }
}

/// The method and the path of an operation, such as `GET /api/v2/users/me`.
pub fn address(operation: &Operation) -> String {
    format!("{} {}", operation.method, operation.path)
}
