use crate::{LoginStatus, User};

impl User {
    /// Creates a user with this id and no other data.
    ///
    /// # Examples
    ///
    /// ```
    /// let user = authing_wxapp::User::new("5f7019a1b2c3d4e5f6a7b8c9");
    /// assert!(!user.has_phone());
    /// ```
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), ..Self::default() }
    }

    /// Returns whether a phone number is bound to the account.
    pub fn has_phone(&self) -> bool {
        self.phone.as_ref().is_some_and(|phone| !phone.is_empty())
    }
}

impl LoginStatus {
    /// Returns whether the token is valid.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// if !client.check_login_status().await?.is_logged_in() {
    ///     println!("log in again");
    /// }
    /// # Ok(()) }
    /// ```
    pub fn is_logged_in(&self) -> bool {
        self.status == Some(true)
    }
}
