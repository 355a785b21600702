//! The recorded calls about the account of the logged-in user, made with our client.

use authing_wxapp::{AuthenticationClient, Error};
use serde_json::Value;

use crate::{drive::json_of, record::Record};

/// What the user belongs to and may do.
pub const MEMBERSHIP: [&str; 6] =
    ["getSecurityLevel", "listOrgs", "listDepartments", "listAuthorizedResources", "hasRole", "listApplications"];

/// Whether a method is one of these.
pub fn knows(method: &str) -> bool {
    MEMBERSHIP.contains(&method)
}

pub async fn call(client: &AuthenticationClient, record: &Record) -> Option<Result<Value, Error>> {
    let arg = |index| record.arg(index).as_str().unwrap_or_default();
    match record.method.as_str() {
        "getSecurityLevel" => json_of(client.get_security_level().await),
        "listOrgs" => json_of(client.list_orgs().await),
        "listDepartments" => json_of(client.list_departments().await),
        "listAuthorizedResources" => {
            let list = client.list_authorized_resources(arg(0));
            json_of(match record.arg(1)["resourceType"].as_str() {
                Some(kind) => list.resource_type(kind).await,
                None => list.await,
            })
        }
        "hasRole" => json_of(match record.arg(1).as_str() {
            Some(namespace) => client.has_role(arg(0)).namespace(namespace).await,
            None => client.has_role(arg(0)).await,
        }),
        "listApplications" => {
            let number = |name: &str| record.arg(0)[name].as_u64().and_then(|number| u32::try_from(number).ok());
            let mut list = client.list_applications();
            if let Some(page) = number("page") {
                list = list.page(page);
            }
            if let Some(limit) = number("limit") {
                list = list.limit(limit);
            }
            json_of(list.await)
        }
        _ => None,
    }
}
