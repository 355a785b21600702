//! The groups of the pool, and who is in them.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Page, check, done, page};
use crate::{
    domain::{clock::iso, groups::Group, refusal::Refusal},
    http::{
        graphql::FieldCall,
        reply::{Answer, ok},
    },
    stores::Stores,
};

/// A group without its members.
fn described(group: &Group) -> Value {
    json!(Group { users: Default::default(), ..group.clone() })
}

pub fn group(stores: &mut Stores, call: &FieldCall<'_>) -> Answer {
    check(stores, call)?;
    #[derive(Deserialize)]
    struct One {
        code: String,
    }
    ok(stores.groups.find(&call.arguments::<One>()?.code).map(described))
}

pub fn list(stores: &mut Stores, call: &FieldCall<'_>) -> Answer {
    check(stores, call)?;
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct List {
        user_id: Option<String>,
        #[serde(flatten)]
        page: Page,
    }
    let List { user_id, page: shown } = call.arguments()?;
    let fits = |group: &&Group| user_id.as_ref().is_none_or(|id| group.users.contains(id));
    page(stores.groups.iter().filter(fits).map(described), shown)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Members {
    code: String,
    name: Option<String>,
    description: Option<String>,
    new_code: Option<String>,
}

pub fn create(stores: &mut Stores, call: &FieldCall<'_>) -> Answer {
    check(stores, call)?;
    let Members { code, name, description, .. } = call.arguments()?;
    let now = Some(iso(stores.clock.now()));
    let name = name.unwrap_or_else(|| code.clone());
    let group = Group { code, name, description, created_at: now.clone(), updated_at: now, ..Group::default() };
    ok(described(stores.groups.add(group)?))
}

pub fn update(stores: &mut Stores, call: &FieldCall<'_>) -> Answer {
    check(stores, call)?;
    let Members { code, name, description, new_code } = call.arguments()?;
    let new_code = new_code.filter(|new| *new != code);
    if let Some(new_code) = &new_code {
        stores.groups.is_free(new_code)?;
    }
    let now = iso(stores.clock.now());
    let group = stores.groups.require(&code)?;
    group.name = name.unwrap_or_else(|| std::mem::take(&mut group.name));
    group.description = description.or(group.description.take());
    group.code = new_code.unwrap_or(code);
    group.updated_at = Some(now);
    ok(described(group))
}

pub fn delete(stores: &mut Stores, call: &FieldCall<'_>) -> Answer {
    check(stores, call)?;
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Several {
        code_list: Vec<String>,
    }
    let Several { code_list } = call.arguments()?;
    for code in &code_list {
        stores.groups.require(code)?;
    }
    stores.groups.remove(&code_list);
    done()
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Membership {
    user_ids: Vec<String>,
    code: Option<String>,
}

impl Membership {
    fn read(stores: &mut Stores, call: &FieldCall<'_>) -> Result<(Vec<String>, String), Refusal> {
        check(stores, call)?;
        let Self { user_ids, code } = call.arguments()?;
        for id in &user_ids {
            stores.accounts.require(id)?;
        }
        Ok((user_ids, code.ok_or_else(|| Refusal::bad_request("the code of the group is missing"))?))
    }
}

pub fn add_users(stores: &mut Stores, call: &FieldCall<'_>) -> Answer {
    let (ids, code) = Membership::read(stores, call)?;
    stores.groups.require(&code)?.users.extend(ids);
    done()
}

pub fn remove_users(stores: &mut Stores, call: &FieldCall<'_>) -> Answer {
    let (ids, code) = Membership::read(stores, call)?;
    stores.groups.require(&code)?.users.retain(|id| !ids.contains(id));
    done()
}

/// The users of one group.
pub fn users(stores: &mut Stores, call: &FieldCall<'_>) -> Answer {
    check(stores, call)?;
    #[derive(Deserialize)]
    struct OfGroup {
        code: String,
        #[serde(flatten)]
        page: Page,
    }
    let OfGroup { code, page: shown } = call.arguments()?;
    let ids = &stores.groups.require(&code)?.users;
    page(stores.accounts.iter().map(|account| &account.user).filter(|user| ids.contains(&user.id)), shown)
}

/// The groups of one user.
pub fn of_user(stores: &mut Stores, call: &FieldCall<'_>) -> Answer {
    check(stores, call)?;
    #[derive(Deserialize)]
    struct OfUser {
        id: String,
    }
    let OfUser { id } = call.arguments()?;
    let list: Vec<_> = stores.groups.iter().filter(|group| group.users.contains(&id)).map(described).collect();
    ok(json!({ "totalCount": list.len(), "list": list }))
}
