//! What the logged-in user belongs to and may do.

use crate::{
    api::request::request,
    client::AuthenticationClient,
    error::Error,
    generated::{
        open::ResourceType,
        types::{
            AllowedApplications, AuthorizedResources, GetUserDepartmentsVariables, GetUserRolesVariables,
            ListUserAuthorizedResourcesVariables, OrgNode, SecurityLevel, UserDepartments,
        },
    },
    transport::Query,
};

impl AuthenticationClient {
    /// How well the account of the logged-in user is secured: a score, and what it rests on.
    ///
    /// **Stored afterwards:** nothing changes. **Errors:** [`is_not_logged_in`](Error::is_not_logged_in) without a session,
    /// and nothing is sent.
    ///
    /// JavaScript: `getSecurityLevel`. Endpoint: `GET /api/v2/users/me/security-level`.
    #[doc(alias = "getSecurityLevel")]
    pub fn get_security_level(&self) -> GetSecurityLevel {
        GetSecurityLevel::new(self)
    }

    /// Lists the places of the logged-in user in organisations. Each is a path, from the organisation down to the node that
    /// the user belongs to; [`OrgNode::type_`] tells the two apart. Nobody's list is empty, not an error.
    ///
    /// **Stored afterwards:** nothing changes. **Errors:** [`is_not_logged_in`](Error::is_not_logged_in) without a session,
    /// and nothing is sent.
    ///
    /// JavaScript: `listOrgs`. Endpoint: `GET /api/v2/users/me/orgs`.
    #[doc(alias = "listOrgs")]
    pub fn list_orgs(&self) -> ListOrgs {
        ListOrgs::new(self)
    }

    /// Lists the departments of the logged-in user.
    ///
    /// **Stored afterwards:** nothing changes. **Errors:** [`is_not_logged_in`](Error::is_not_logged_in) without a session,
    /// and nothing is sent; [`is_decode`](Error::is_decode) when the server answers that there is no such user.
    ///
    /// JavaScript: `listDepartments`. Endpoint: GraphQL `user`.
    #[doc(alias = "listDepartments")]
    pub fn list_departments(&self) -> ListDepartments {
        ListDepartments::new(self)
    }

    /// Lists what the logged-in user may do in one permission group.
    ///
    /// - `namespace`: the code of the permission group, such as `default`.
    ///
    /// **Stored afterwards:** nothing changes. **Errors:** as [`list_departments`](Self::list_departments); an empty
    /// namespace is refused before anything is sent.
    ///
    /// JavaScript: `listAuthorizedResources`. Endpoint: GraphQL `user`.
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// use authing_wxapp::ResourceType;
    ///
    /// let menus = client.list_authorized_resources("default").resource_type(ResourceType::MENU).await?;
    /// # Ok(()) }
    /// ```
    #[doc(alias = "listAuthorizedResources")]
    pub fn list_authorized_resources(&self, namespace: impl Into<String>) -> ListAuthorizedResources {
        ListAuthorizedResources::new(self, namespace.into())
    }

    /// Whether the logged-in user has a role.
    ///
    /// - `role_code`: the code of the role; upper and lower case differ.
    ///
    /// **Stored afterwards:** nothing changes. **Errors:** as [`list_departments`](Self::list_departments): a user whom the
    /// server does not know is an error, not `false`. An empty code is refused before anything is sent.
    ///
    /// JavaScript: `hasRole`. Endpoint: GraphQL `user`.
    #[doc(alias = "hasRole")]
    pub fn has_role(&self, role_code: impl Into<String>) -> HasRole {
        HasRole::new(self, role_code.into())
    }

    /// Lists the applications that the logged-in user may use, page by page.
    ///
    /// **Stored afterwards:** nothing changes. **Errors:** [`is_not_logged_in`](Error::is_not_logged_in) without a session,
    /// and nothing is sent.
    ///
    /// JavaScript: `listApplications`. Endpoint: `GET /api/v2/users/me/applications/allowed`.
    #[doc(alias = "listApplications")]
    pub fn list_applications(&self) -> ListApplications {
        ListApplications::new(self)
    }
}

request! {
    /// Of [`get_security_level`](AuthenticationClient::get_security_level).
    GetSecurityLevel("get_security_level") -> SecurityLevel {}
}

request! {
    /// Of [`list_orgs`](AuthenticationClient::list_orgs).
    ListOrgs("list_orgs") -> Vec<Vec<OrgNode>> {}
}

request! {
    /// Of [`list_departments`](AuthenticationClient::list_departments).
    ListDepartments("list_departments") -> UserDepartments {}
}

request! {
    /// Of [`list_authorized_resources`](AuthenticationClient::list_authorized_resources).
    ListAuthorizedResources("list_authorized_resources") -> AuthorizedResources {
        namespace: String;
        /// Lists only resources of this kind.
        resource_type: ResourceType,
    }
}

request! {
    /// Of [`has_role`](AuthenticationClient::has_role).
    HasRole("has_role") -> bool {
        role_code: String;
        /// The code of the permission group in which to look; without it, the server's default.
        namespace: String,
    }
}

request! {
    /// Of [`list_applications`](AuthenticationClient::list_applications).
    ListApplications("list_applications") -> AllowedApplications {
        ;
        /// The number of the page, from 1; 1 by default.
        page: u32,
        /// How many applications a page has; 10 by default.
        limit: u32,
    }
}

impl GetSecurityLevel {
    async fn send(self) -> Result<SecurityLevel, Error> {
        let session = self.client.store().required().await?;
        self.client.authorized(Some(session.token().clone())).get_security_level().await
    }
}

impl ListOrgs {
    async fn send(self) -> Result<Vec<Vec<OrgNode>>, Error> {
        let session = self.client.store().required().await?;
        let orgs = self.client.authorized(Some(session.token().clone())).list_orgs().await?;
        Ok(orgs.unwrap_or_default())
    }
}

impl ListDepartments {
    async fn send(self) -> Result<UserDepartments, Error> {
        let (token, id) = self.client.store().identified().await?;
        let query = Query(GetUserDepartmentsVariables { id });
        let user = self.client.authorized(Some(token)).get_user_departments(&query).await?;
        Ok(user.departments.unwrap_or_default())
    }
}

impl ListAuthorizedResources {
    async fn send(self) -> Result<AuthorizedResources, Error> {
        let Self { client, namespace, resource_type } = self;
        super::require("namespace", &namespace, "pass the code of a permission group, such as default")?;
        let (token, id) = client.store().identified().await?;
        let query = Query(ListUserAuthorizedResourcesVariables { id, namespace: Some(namespace), resource_type });
        let user = client.authorized(Some(token)).list_user_authorized_resources(&query).await?;
        Ok(user.authorized_resources.unwrap_or_default())
    }
}

impl HasRole {
    async fn send(self) -> Result<bool, Error> {
        let Self { client, role_code, namespace } = self;
        super::require("role_code", &role_code, "pass the code of a role")?;
        let (token, id) = client.store().identified().await?;
        let query = Query(GetUserRolesVariables { id, namespace });
        let user = client.authorized(Some(token)).get_user_roles(&query).await?;
        let roles = user.roles.and_then(|roles| roles.list).unwrap_or_default();
        Ok(roles.iter().any(|role| role.code == role_code))
    }
}

impl ListApplications {
    async fn send(self) -> Result<AllowedApplications, Error> {
        let Self { client, page, limit } = self;
        let session = client.store().required().await?;
        let (page, limit) = (page.unwrap_or(1), limit.unwrap_or(10));
        client.authorized(Some(session.token().clone())).list_applications(limit, page).await
    }
}
