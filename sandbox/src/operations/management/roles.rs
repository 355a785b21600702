//! The roles of the pool, and who has them.

use authing_wxapp::__contract::types::Role;
use authing_wxapp::ErrorCode;
use serde::Deserialize;

use super::{Page, check, done, page};
use crate::{
    domain::{
        accounts::{Account, details::default_namespace},
        clock::iso,
        refusal::Refusal,
        roles,
    },
    http::{
        graphql::FieldCall,
        reply::{Answer, ok},
    },
    stores::Stores,
};

/// The arguments that name one role.
#[derive(Deserialize)]
struct Named {
    code: String,
    #[serde(default = "default_namespace")]
    namespace: String,
}

pub fn role(stores: &mut Stores, call: &FieldCall<'_>) -> Answer {
    check(stores, call)?;
    let Named { code, namespace } = call.arguments()?;
    ok(stores.roles.find(&namespace, &code))
}

pub fn list(stores: &mut Stores, call: &FieldCall<'_>) -> Answer {
    check(stores, call)?;
    #[derive(Deserialize)]
    struct List {
        #[serde(default = "default_namespace")]
        namespace: String,
        #[serde(flatten)]
        page: Page,
    }
    let List { namespace, page: shown } = call.arguments()?;
    page(stores.roles.iter().filter(|role| roles::is(role, &namespace, &role.code)), shown)
}

pub fn create(stores: &mut Stores, call: &FieldCall<'_>) -> Answer {
    check(stores, call)?;
    #[derive(Deserialize)]
    struct Create {
        code: String,
        #[serde(default = "default_namespace")]
        namespace: String,
        description: Option<String>,
        parent: Option<String>,
    }
    let Create { code, namespace, description, parent } = call.arguments()?;
    let parent = parent.map(|parent| stores.roles.require(&namespace, &parent).cloned()).transpose()?;
    let now = Some(iso(stores.clock.now()));
    let role = Role {
        id: Some(stores.rng.id()),
        arn: Some(format!("arn:cn:authing:{}:role:{code}", crate::USER_POOL_ID)),
        code,
        namespace: Some(namespace),
        description,
        parent: parent.map(Box::new),
        created_at: now.clone(),
        updated_at: now,
    };
    stores.roles.add(role.clone())?;
    ok(role)
}

pub fn update(stores: &mut Stores, call: &FieldCall<'_>) -> Answer {
    check(stores, call)?;
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Update {
        code: String,
        #[serde(default = "default_namespace")]
        namespace: String,
        description: Option<String>,
        new_code: Option<String>,
    }
    let Update { code, namespace, description, new_code } = call.arguments()?;
    let new_code = new_code.filter(|new| *new != code);
    if new_code.as_ref().is_some_and(|new| stores.roles.find(&namespace, new).is_some()) {
        return Err(Refusal::new(ErrorCode::CONFLICT, "another role of the permission group has this code"));
    }
    let now = iso(stores.clock.now());
    let role = stores.roles.require(&namespace, &code)?;
    role.description = description.or(role.description.take());
    role.updated_at = Some(now);
    if let Some(new_code) = new_code {
        role.code = new_code;
    }
    let updated = role.clone();
    stores.replace_role(&namespace, &code, Some(&updated));
    ok(updated)
}

pub fn delete(stores: &mut Stores, call: &FieldCall<'_>) -> Answer {
    check(stores, call)?;
    let Named { code, namespace } = call.arguments()?;
    stores.roles.require(&namespace, &code)?;
    remove(stores, &namespace, &code);
    done()
}

pub fn delete_all(stores: &mut Stores, call: &FieldCall<'_>) -> Answer {
    check(stores, call)?;
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Several {
        code_list: Vec<String>,
        #[serde(default = "default_namespace")]
        namespace: String,
    }
    let Several { code_list, namespace } = call.arguments()?;
    for code in code_list {
        remove(stores, &namespace, &code);
    }
    done()
}

fn remove(stores: &mut Stores, namespace: &str, code: &str) {
    stores.roles.remove(namespace, code);
    stores.replace_role(namespace, code, None);
}

/// The arguments that say who gets or loses roles.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Assignment {
    #[serde(default = "default_namespace")]
    namespace: String,
    role_code: Option<String>,
    role_codes: Option<Vec<String>>,
    user_ids: Option<Vec<String>>,
    group_codes: Option<Vec<String>>,
    node_codes: Option<Vec<String>>,
}

impl Assignment {
    fn read(stores: &mut Stores, call: &FieldCall<'_>) -> Result<(String, Vec<Role>, Vec<String>), Refusal> {
        check(stores, call)?;
        let Self { namespace, role_code, role_codes, user_ids, group_codes, node_codes } = call.arguments()?;
        if [group_codes, node_codes].iter().flatten().any(|codes| !codes.is_empty()) {
            return Err(Refusal::new(
                ErrorCode::NOT_IMPLEMENTED,
                "the sandbox does not support roles of groups or departments, only those of users",
            ));
        }
        let codes: Vec<_> = role_code.into_iter().chain(role_codes.into_iter().flatten()).collect();
        let found = codes.iter().map(|code| stores.roles.require(&namespace, code).cloned());
        let found = found.collect::<Result<Vec<_>, _>>()?;
        let ids = user_ids.unwrap_or_default();
        for id in &ids {
            stores.accounts.require(id)?;
        }
        Ok((namespace, found, ids))
    }
}

pub fn assign(stores: &mut Stores, call: &FieldCall<'_>) -> Answer {
    let (namespace, given, ids) = Assignment::read(stores, call)?;
    for id in ids {
        let own = &mut stores.accounts.require(&id)?.details.roles;
        for role in &given {
            own.retain(|known| !roles::is(known, &namespace, &role.code));
            own.push(role.clone());
        }
    }
    done()
}

pub fn revoke(stores: &mut Stores, call: &FieldCall<'_>) -> Answer {
    let (namespace, taken, ids) = Assignment::read(stores, call)?;
    for id in ids {
        let own = &mut stores.accounts.require(&id)?.details.roles;
        own.retain(|known| !taken.iter().any(|role| roles::is(known, &namespace, &role.code)));
    }
    done()
}

/// The users who have one role.
pub fn users(stores: &mut Stores, call: &FieldCall<'_>) -> Answer {
    check(stores, call)?;
    #[derive(Deserialize)]
    struct OfRole {
        #[serde(flatten)]
        role: Named,
        #[serde(flatten)]
        page: Page,
    }
    let OfRole { role, page: shown } = call.arguments()?;
    let has = |account: &&Account| account.details.roles.iter().any(|own| roles::is(own, &role.namespace, &role.code));
    page(stores.accounts.iter().filter(has).map(|account| &account.user), shown)
}

/// The roles of one user, in one permission group or in all.
pub fn of_user(stores: &mut Stores, call: &FieldCall<'_>) -> Answer {
    check(stores, call)?;
    #[derive(Deserialize)]
    struct OfUser {
        id: String,
        namespace: Option<String>,
    }
    let OfUser { id, namespace } = call.arguments()?;
    let own = stores.accounts.require(&id)?.details.roles.iter();
    let fits = |role: &&Role| namespace.as_ref().is_none_or(|namespace| roles::is(role, namespace, &role.code));
    let list: Vec<_> = own.filter(fits).collect();
    ok(serde_json::json!({ "totalCount": list.len(), "list": list }))
}
