//! Departments, roles, resources and applications of the logged-in user. All of them come from the seed.

use authing_wxapp::{
    __contract::types::{
        GetUserDepartmentsVariables, GetUserRolesVariables, ListUserAuthorizedResourcesVariables, Roles,
    },
    AllowedApplication, AllowedApplications, AuthorizedResources, ErrorCode, SecurityLevel, UserDepartments,
};
use serde_json::json;

use crate::{
    APP_ID,
    domain::{accounts::Account, accounts::details::DEFAULT_NAMESPACE, refusal::Refusal},
    http::{
        ApiRequest,
        reply::{Answer, ok},
    },
    stores::Stores,
};

pub fn get_user_departments(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let GetUserDepartmentsVariables { id } = request.variables()?;
    let list = own(stores, request, &id)?.details.departments.clone();
    ok(json!({ "departments": UserDepartments { total_count: count(&list), list: Some(list) } }))
}

pub fn list_user_authorized_resources(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let ListUserAuthorizedResourcesVariables { id, namespace, resource_type } = request.variables()?;
    let namespace = namespace.as_deref().unwrap_or(DEFAULT_NAMESPACE);
    let granted = own(stores, request, &id)?.details.resources.iter().filter(|granted| granted.namespace == namespace);
    let of_type = granted.map(|granted| &granted.resource).filter(|resource| {
        let wanted = resource_type.as_ref();
        wanted.is_none() || resource.type_.as_ref() == wanted
    });
    let list: Vec<_> = of_type.cloned().collect();
    ok(json!({ "authorizedResources": AuthorizedResources { total_count: count(&list), list: Some(list) } }))
}

/// The roles in one permission group, or in all groups if the request names none.
pub fn get_user_roles(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let GetUserRolesVariables { id, namespace } = request.variables()?;
    let mut list = own(stores, request, &id)?.details.roles.clone();
    for role in &mut list {
        role.namespace.get_or_insert_with(|| DEFAULT_NAMESPACE.into());
    }
    list.retain(|role| namespace.is_none() || role.namespace == namespace);
    ok(json!({ "roles": Roles { total_count: count(&list), list: Some(list) } }))
}

pub fn list_orgs(stores: &mut Stores, request: &ApiRequest) -> Answer {
    ok(&stores.account_of(request.bearer())?.details.orgs)
}

/// The applications of the seed, or the sandbox's own application if the seed has none.
pub fn list_applications(stores: &mut Stores, request: &ApiRequest) -> Answer {
    stores.account_of(request.bearer())?;
    let number = |name| request.query(name).parse::<usize>().unwrap_or_default();
    let (page, limit) = (number("page"), number("limit"));
    if page == 0 || limit == 0 {
        return Err(Refusal::bad_request("page and limit must be at least 1"));
    }
    let this = [AllowedApplication {
        id: APP_ID.into(),
        name: Some("Sandbox".into()),
        protocol: Some("oidc".into()),
        ..AllowedApplication::default()
    }];
    let all = if stores.applications.is_empty() { &this[..] } else { &stores.applications };
    let list = all.iter().skip((page - 1).saturating_mul(limit)).take(limit).cloned().collect();
    ok(AllowedApplications { total_count: count(all), list: Some(list) })
}

/// Mail address, phone number, password and second factor each add to the score. The service does not publish its weights, so
/// the sandbox has weights of its own.
pub fn get_security_level(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let Account { user, password, details, .. } = stores.account_of(request.bearer())?;
    if let Some(level) = &details.security_level {
        return ok(level);
    }
    let (email, phone) = (user.email.is_some(), user.phone.is_some());
    let mfa = details.authenticator.as_ref().is_some_and(|it| it.enable == Some(true)) || details.face.is_some();
    let points = [(email, 25), (phone, 25), (password.is_some(), 40), (mfa, 10)];
    ok(SecurityLevel {
        score: Some(points.iter().filter(|(there, _)| *there).map(|(_, points)| points).sum()),
        email: Some(email),
        phone: Some(phone),
        password: Some(password.is_some()),
        password_security_level: password.as_deref().map(strength),
        mfa: Some(mfa),
    })
}

/// 1 for a weak password, 3 for a strong one.
fn strength(password: &str) -> i64 {
    let kinds: [fn(char) -> bool; 4] =
        [|c| c.is_lowercase(), |c| c.is_uppercase(), |c| c.is_numeric(), |c| !c.is_alphanumeric()];
    let used = kinds.iter().filter(|kind| password.contains(**kind)).count();
    match (password.chars().count(), used) {
        (10.., 3..) => 3,
        (8.., 2..) => 2,
        _ => 1,
    }
}

/// The user of the request; for a back end, any user.
fn own<'a>(stores: &'a mut Stores, request: &ApiRequest, id: &str) -> Result<&'a Account, Refusal> {
    match stores.is_back_end(request.bearer()) || stores.claims(request.bearer())?.sub == id {
        true => Ok(stores.accounts.require(id)?),
        false => Err(Refusal::new(ErrorCode::PERMISSION_DENIED, "this is another user")),
    }
}

fn count<T>(list: &[T]) -> Option<i64> {
    i64::try_from(list.len()).ok()
}
