//! Organisations, departments, permissions and applications of the logged-in user.

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
    /// Fetches how well the account of the logged-in user is secured: a score of at most 100, and its criteria.
    ///
    /// # Session
    ///
    /// The session is not changed.
    ///
    /// # Errors
    ///
    /// [`Error::is_not_logged_in`] without a session (nothing is sent), or if the server rejects its token: log the
    /// user in.
    ///
    /// JavaScript: `getSecurityLevel`. Endpoint: `GET /api/v2/users/me/security-level`.
    #[doc(alias = "getSecurityLevel")]
    pub fn get_security_level(&self) -> GetSecurityLevel {
        GetSecurityLevel::new(self)
    }

    /// Lists the positions of the logged-in user in organisations.
    ///
    /// Each position is a path from the organisation down to the node that the user belongs to; [`OrgNode::type_`]
    /// tells organisations from nodes. A user without a position gets an empty list, not an error.
    ///
    /// # Session
    ///
    /// The session is not changed.
    ///
    /// # Errors
    ///
    /// [`Error::is_not_logged_in`] without a session (nothing is sent), or if the server rejects its token: log the
    /// user in.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// for path in client.list_orgs().await? {
    ///     let names: Vec<_> = path.into_iter().filter_map(|node| node.name).collect();
    ///     println!("{}", names.join(" / "));
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `listOrgs`. Endpoint: `GET /api/v2/users/me/orgs`.
    #[doc(alias = "listOrgs")]
    pub fn list_orgs(&self) -> ListOrgs {
        ListOrgs::new(self)
    }

    /// Lists the departments of the logged-in user.
    ///
    /// # Session
    ///
    /// The session is not changed.
    ///
    /// # Errors
    ///
    /// - [`Error::is_not_logged_in`] without a session or if its token names no user (nothing is sent), or if the
    ///   server rejects the token: log the user in.
    /// - [`Error::is_decode`] if the server has no such user.
    ///
    /// JavaScript: `listDepartments`. Endpoint: GraphQL `user`.
    #[doc(alias = "listDepartments")]
    pub fn list_departments(&self) -> ListDepartments {
        ListDepartments::new(self)
    }

    /// Lists the resources of one permission group that the logged-in user may access, with the permitted actions.
    ///
    /// - `namespace`: the code of the permission group, such as `default`.
    ///
    /// # Session
    ///
    /// The session is not changed.
    ///
    /// # Errors
    ///
    /// - [`Error::is_not_logged_in`] without a session or if its token names no user (nothing is sent), or if the
    ///   server rejects the token: log the user in.
    /// - [`Error::is_argument`] if the namespace is blank; nothing is sent.
    /// - [`Error::is_decode`] if the server has no such user.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// use authing_wxapp::ResourceType;
    ///
    /// let menus = client.list_authorized_resources("default").resource_type(ResourceType::MENU).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `listAuthorizedResources`. Endpoint: GraphQL `user`.
    #[doc(alias = "listAuthorizedResources")]
    pub fn list_authorized_resources(&self, namespace: impl Into<String>) -> ListAuthorizedResources {
        ListAuthorizedResources::new(self, namespace.into())
    }

    /// Returns whether the logged-in user has a role.
    ///
    /// - `role_code`: the code of the role; it is case-sensitive.
    ///
    /// # Session
    ///
    /// The session is not changed.
    ///
    /// # Errors
    ///
    /// - [`Error::is_not_logged_in`] without a session or if its token names no user (nothing is sent), or if the
    ///   server rejects the token: log the user in.
    /// - [`Error::is_argument`] if the code is blank; nothing is sent.
    /// - [`Error::is_decode`] if the server has no such user: that is an error, not `false`.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// let is_admin = client.has_role("admin").namespace("default").await?;
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `hasRole`. Endpoint: GraphQL `user`.
    #[doc(alias = "hasRole")]
    pub fn has_role(&self, role_code: impl Into<String>) -> HasRole {
        HasRole::new(self, role_code.into())
    }

    /// Lists the applications that the logged-in user may use, one page per call.
    ///
    /// # Session
    ///
    /// The session is not changed.
    ///
    /// # Errors
    ///
    /// [`Error::is_not_logged_in`] without a session (nothing is sent), or if the server rejects its token: log the
    /// user in.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// let second_page = client.list_applications().page(2_u32).limit(20_u32).await?;
    /// println!("{:?} applications on all pages", second_page.total_count);
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `listApplications`. Endpoint: `GET /api/v2/users/me/applications/allowed`.
    #[doc(alias = "listApplications")]
    pub fn list_applications(&self) -> ListApplications {
        ListApplications::new(self)
    }
}

request! {
    GetSecurityLevel("get_security_level") -> SecurityLevel {}
}

request! {
    ListOrgs("list_orgs") -> Vec<Vec<OrgNode>> {}
}

request! {
    ListDepartments("list_departments") -> UserDepartments {}
}

request! {
    ListAuthorizedResources("list_authorized_resources") -> AuthorizedResources {
        namespace: String;
        /// Lists only resources of this type.
        resource_type: ResourceType,
    }
}

request! {
    HasRole("has_role") -> bool {
        role_code: String;
        /// Sets the code of the permission group to search; by default the server chooses it.
        namespace: String,
    }
}

request! {
    ListApplications("list_applications") -> AllowedApplications {
        ;
        /// Sets the number of the page, from 1; 1 by default.
        page: u32,
        /// Sets the number of applications per page; 10 by default.
        limit: u32,
    }
}

impl GetSecurityLevel {
    async fn send(self) -> Result<SecurityLevel, Error> {
        let token = self.client.store().required_token().await?;
        self.client.authorized(token).get_security_level().await
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
        let user = self.client.authorized(token).get_user_departments(&query).await?;
        Ok(user.departments.unwrap_or_default())
    }
}

impl ListAuthorizedResources {
    async fn send(self) -> Result<AuthorizedResources, Error> {
        let Self { client, namespace, resource_type } = self;
        super::require("namespace", &namespace, "pass the code of a permission group, such as default")?;
        let (token, id) = client.store().identified().await?;
        let query = Query(ListUserAuthorizedResourcesVariables { id, namespace: Some(namespace), resource_type });
        let user = client.authorized(token).list_user_authorized_resources(&query).await?;
        Ok(user.authorized_resources.unwrap_or_default())
    }
}

impl HasRole {
    async fn send(self) -> Result<bool, Error> {
        let Self { client, role_code, namespace } = self;
        super::require("role_code", &role_code, "pass the code of a role")?;
        let (token, id) = client.store().identified().await?;
        let query = Query(GetUserRolesVariables { id, namespace });
        let user = client.authorized(token).get_user_roles(&query).await?;
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
