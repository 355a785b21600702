//! Custom fields, which a user pool adds to its users.

use std::collections::BTreeMap;

use super::require;
use crate::{
    api::request::request,
    client::AuthenticationClient,
    error::Error,
    generated::types::{
        CustomDataEntry, RemoveUdvVariables, SetUdvBatchVariables, SetUdvVariables, UdvVariables, UserDefinedDataInput,
    },
    model::CustomValue,
    transport::Query,
};

const USER: &str = "USER";
const KEY: &str = "pass the key of a custom field of the user pool";

impl AuthenticationClient {
    /// Lists the custom fields of the logged-in user that have a value.
    ///
    /// [`CustomDataEntry::typed`] converts a value to the type of its field: text, number, boolean, date or object. A
    /// value that cannot be converted is returned as text and does not fail the call.
    ///
    /// # Session
    ///
    /// The session is not changed.
    ///
    /// # Errors
    ///
    /// [`Error::is_not_logged_in`] without a session or if its token names no user (nothing is sent), or if the server
    /// rejects the token: log the user in.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// for field in client.list_udv().await? {
    ///     println!("{}: {:?}", field.key, field.typed());
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `listUdv`. Endpoint: GraphQL `udv`.
    #[doc(alias = "listUdv")]
    pub fn list_udv(&self) -> ListUdv {
        ListUdv::new(self)
    }

    /// Sets a custom field of the logged-in user, and returns the fields after the change.
    ///
    /// - `key`: the key of the field, which must be defined in the user pool.
    /// - `value`: text, a number, a boolean, a [`SystemTime`](std::time::SystemTime), JSON, or a [`CustomValue`], of
    ///   the type that the field has.
    ///
    /// # Session
    ///
    /// The session is not changed.
    ///
    /// # Errors
    ///
    /// - [`Error::is_not_logged_in`] without a session or if its token names no user (nothing is sent), or if the
    ///   server rejects the token: log the user in.
    /// - [`Error::is_argument`] if the key is blank, the value is JSON null or the date is out of range; nothing is
    ///   sent. Remove a value with [`remove_udv`](Self::remove_udv).
    /// - [`Error::is_api`] if the user pool has no such field, or the value has another type.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// client.set_udv("school", "Analytical").await?;
    /// client.set_udv("age", 36).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `setUdv`. Endpoint: GraphQL `setUdv`.
    #[doc(alias = "setUdv")]
    pub fn set_udv(&self, key: impl Into<String>, value: impl Into<CustomValue>) -> SetUdv {
        SetUdv::new(self, key.into(), value.into())
    }

    /// Removes the value of a custom field of the logged-in user, and returns the fields after the change.
    ///
    /// - `key`: the key of the field.
    ///
    /// # Session
    ///
    /// The session is not changed.
    ///
    /// # Errors
    ///
    /// - [`Error::is_not_logged_in`] without a session or if its token names no user (nothing is sent), or if the
    ///   server rejects the token: log the user in.
    /// - [`Error::is_argument`] if the key is blank; nothing is sent.
    ///
    /// JavaScript: `removeUdv`. Endpoint: GraphQL `removeUdv`.
    #[doc(alias = "removeUdv")]
    pub fn remove_udv(&self, key: impl Into<String>) -> RemoveUdv {
        RemoveUdv::new(self, key.into())
    }

    /// Returns the values of the custom fields of the logged-in user, by key and in the type of their field.
    ///
    /// Fields without a value are left out.
    ///
    /// # Session
    ///
    /// The session is not changed.
    ///
    /// # Errors
    ///
    /// [`Error::is_not_logged_in`] without a session or if its token names no user (nothing is sent), or if the server
    /// rejects the token: log the user in.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// use authing_wxapp::CustomValue;
    ///
    /// if let Some(CustomValue::Text(school)) = client.get_udf_value().await?.get("school") {
    ///     println!("{school}");
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `getUdfValue`. Endpoint: GraphQL `udv`.
    #[doc(alias = "getUdfValue")]
    pub fn get_udf_value(&self) -> GetUdfValue {
        GetUdfValue::new(self)
    }

    /// Sets several custom fields of the logged-in user at once, and returns the fields after the change.
    ///
    /// - `values`: pairs of key and value in an array, a vector or a map. Each value is as for
    ///   [`set_udv`](Self::set_udv).
    ///
    /// # Session
    ///
    /// The session is not changed.
    ///
    /// # Errors
    ///
    /// - [`Error::is_not_logged_in`] without a session or if its token names no user (nothing is sent), or if the
    ///   server rejects the token: log the user in.
    /// - [`Error::is_argument`] if `values` is empty, a key is blank, a value is JSON null or a date is out of range;
    ///   nothing is sent.
    /// - [`Error::is_api`] if the user pool has no such field, or a value has another type.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// use serde_json::json;
    ///
    /// client.set_udf_value([("school", json!("Analytical")), ("age", json!(36))]).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `setUdfValue`. Endpoint: GraphQL `setUdvBatch`.
    #[doc(alias = "setUdfValue")]
    pub fn set_udf_value<K: Into<String>, V: Into<CustomValue>>(
        &self,
        values: impl IntoIterator<Item = (K, V)>,
    ) -> SetUdfValue {
        SetUdfValue::new(self, values.into_iter().map(|(key, value)| (key.into(), value.into())).collect())
    }

    /// Removes the value of a custom field of the logged-in user.
    ///
    /// [`remove_udv`](Self::remove_udv) does the same and returns the remaining fields.
    ///
    /// - `key`: the key of the field.
    ///
    /// # Session
    ///
    /// The session is not changed.
    ///
    /// # Errors
    ///
    /// - [`Error::is_not_logged_in`] without a session or if its token names no user (nothing is sent), or if the
    ///   server rejects the token: log the user in.
    /// - [`Error::is_argument`] if the key is blank; nothing is sent.
    ///
    /// JavaScript: `removeUdfValue`. Endpoint: GraphQL `removeUdv`.
    #[doc(alias = "removeUdfValue")]
    pub fn remove_udf_value(&self, key: impl Into<String>) -> RemoveUdfValue {
        RemoveUdfValue::new(self, key.into())
    }
}

request! {
    ListUdv("list_udv") -> Vec<CustomDataEntry> {}
}

request! {
    SetUdv("set_udv") -> Vec<CustomDataEntry> { key: String, value: CustomValue }
}

request! {
    RemoveUdv("remove_udv") -> Vec<CustomDataEntry> { key: String }
}

request! {
    GetUdfValue("get_udf_value") -> BTreeMap<String, CustomValue> {}
}

request! {
    SetUdfValue("set_udf_value") -> Vec<CustomDataEntry> { values: Vec<(String, CustomValue)> }
}

request! {
    RemoveUdfValue("remove_udf_value") -> () { key: String }
}

impl ListUdv {
    async fn send(self) -> Result<Vec<CustomDataEntry>, Error> {
        let (token, target_id) = self.client.store().identified().await?;
        let query = Query(UdvVariables { target_type: USER.into(), target_id });
        let fields = self.client.authorized(token).udv(&query).await?;
        Ok(fields.unwrap_or_default())
    }
}

impl SetUdv {
    async fn send(self) -> Result<Vec<CustomDataEntry>, Error> {
        let Self { client, key, value } = self;
        require("key", &key, KEY)?;
        let value = value.to_json_text()?;
        let (token, target_id) = client.store().identified().await?;
        let query = Query(SetUdvVariables { target_type: USER.into(), target_id, key, value });
        Ok(client.authorized(token).set_udv(&query).await?.unwrap_or_default())
    }
}

impl RemoveUdv {
    async fn send(self) -> Result<Vec<CustomDataEntry>, Error> {
        let Self { client, key } = self;
        require("key", &key, KEY)?;
        let (token, target_id) = client.store().identified().await?;
        let query = Query(RemoveUdvVariables { target_type: USER.into(), target_id, key });
        Ok(client.authorized(token).remove_udv(&query).await?.unwrap_or_default())
    }
}

impl GetUdfValue {
    async fn send(self) -> Result<BTreeMap<String, CustomValue>, Error> {
        let fields = ListUdv::new(&self.client).send().await?;
        Ok(fields.into_iter().filter_map(|field| Some((field.key.clone(), field.typed()?))).collect())
    }
}

impl SetUdfValue {
    async fn send(self) -> Result<Vec<CustomDataEntry>, Error> {
        let Self { client, values } = self;
        if values.is_empty() {
            return Err(Error::argument("values is empty; pass at least one key and value"));
        }
        let input = |(key, value): (String, CustomValue)| {
            require("key", &key, KEY)?;
            Ok(UserDefinedDataInput { key, value: value.to_json_text()? })
        };
        let udv_list = values.into_iter().map(input).collect::<Result<_, Error>>()?;
        let (token, target_id) = client.store().identified().await?;
        let query = Query(SetUdvBatchVariables { target_type: USER.into(), target_id, udv_list });
        Ok(client.authorized(token).set_udv_batch(&query).await?.unwrap_or_default())
    }
}

impl RemoveUdfValue {
    async fn send(self) -> Result<(), Error> {
        RemoveUdv::new(&self.client, self.key).send().await.map(drop)
    }
}
