//! The devices of the logged-in user.

use serde_json::Value;

use super::require;
use crate::{
    api::request::{request, submodule},
    client::AuthenticationClient,
    error::Error,
    generated::types::{CreateDeviceBody, DeviceBody, MyDevice},
    transport::require_done,
};

const DEVICE: &str = "pass the id of a device, as the list of devices has it";

impl AuthenticationClient {
    /// Returns the submodule for the devices on which the logged-in user has logged in.
    ///
    /// JavaScript: `browserFingerprint`.
    #[doc(alias = "browserFingerprint")]
    pub fn devices(&self) -> Devices {
        Devices { client: self.clone() }
    }
}

submodule! {
    /// The devices of the logged-in user; [`AuthenticationClient::devices`] returns it.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// for device in client.devices().list().await? {
    ///     println!("{:?}, last login: {:?}", device.device, device.last_login_time);
    /// }
    /// # Ok(()) }
    /// ```
    Devices
}

impl Devices {
    /// Lists the devices on which the logged-in user has logged in.
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
    /// JavaScript: `browserFingerprint.myDevicesList`. Endpoint: `GET /api/v3/mydevices/list`.
    #[doc(alias = "myDevicesList")]
    pub fn list(&self) -> ListDevices {
        ListDevices::new(&self.client)
    }

    /// Registers the device that the user is using.
    ///
    /// In a browser, the JavaScript SDK collects the properties of the device itself. Here the program passes them, for
    /// example from `wx.getDeviceInfo()` of the mini-program: [`name`](CreateDevice::name),
    /// [`fact`](CreateDevice::fact).
    ///
    /// - `device_unique_id`: an id that is unique to the device and always the same for it. Generate one and keep it on
    ///   the device.
    ///
    /// # Session
    ///
    /// The session is not changed.
    ///
    /// # Errors
    ///
    /// - [`Error::is_not_logged_in`] without a session (nothing is sent), or if the server rejects its token: log the
    ///   user in.
    /// - [`Error::is_argument`] if the id is blank; nothing is sent.
    /// - [`Error::is_api`] if the server reports that it has not registered the device.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// client.devices().create("3f1c…").name("Ada's phone").fact("os", "HarmonyOS").fact("type", "Mobile").await?;
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `browserFingerprint.createDevice`, with `getBrowserFingers` and `getDeviceInfo` for the facts.
    /// Endpoint: `POST /api/v3/create-device`.
    #[doc(alias = "createDevice")]
    #[doc(alias = "getBrowserFingers")]
    #[doc(alias = "getDeviceInfo")]
    pub fn create(&self, device_unique_id: impl Into<String>) -> CreateDevice {
        let device_unique_id = device_unique_id.into();
        CreateDevice::new(&self.client, CreateDeviceBody { device_unique_id, ..Default::default() })
    }

    /// Removes a device from the user's devices.
    ///
    /// - `device_id`: the id of the device, from [`list`](Self::list).
    ///
    /// # Session
    ///
    /// The session is not changed.
    ///
    /// # Errors
    ///
    /// - [`Error::is_not_logged_in`] without a session (nothing is sent), or if the server rejects its token: log the
    ///   user in.
    /// - [`Error::is_argument`] if the id is blank; nothing is sent.
    /// - [`Error::is_api`] if the server reports that it has not removed the device.
    ///
    /// JavaScript: `browserFingerprint.myDevicesUnbind`. Endpoint: `POST /api/v3/mydevices/unbind`.
    #[doc(alias = "myDevicesUnbind")]
    pub fn unbind(&self, device_id: impl Into<String>) -> UnbindDevice {
        UnbindDevice::new(&self.client, device_id.into())
    }

    /// Ends the sessions of the user on a device.
    ///
    /// - `device_id`: the id of the device, from [`list`](Self::list).
    ///
    /// # Session
    ///
    /// The session of this client is not changed, even if it belongs to that device.
    ///
    /// # Errors
    ///
    /// - [`Error::is_not_logged_in`] without a session (nothing is sent), or if the server rejects its token: log the
    ///   user in.
    /// - [`Error::is_argument`] if the id is blank; nothing is sent.
    /// - [`Error::is_api`] if the server reports that it has not ended the sessions.
    ///
    /// JavaScript: `browserFingerprint.myDevicesLogout`. Endpoint: `POST /api/v3/mydevices/revoke-session`.
    #[doc(alias = "myDevicesLogout")]
    pub fn logout(&self, device_id: impl Into<String>) -> LogoutDevice {
        LogoutDevice::new(&self.client, device_id.into())
    }
}

request! {
    ListDevices("devices_list") -> Vec<MyDevice> {}
}

request! {
    CreateDevice("devices_create") -> () { body: CreateDeviceBody }
}

impl CreateDevice {
    /// Sets the display name of the device.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.body.name = Some(name.into());
        self
    }

    /// Adds a property of the device under its JavaScript name, such as `os`, `version`, `vendor`, `language`, `type`
    /// or `userAgent`.
    pub fn fact(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.body.extra.insert(name.into(), value.into());
        self
    }

    async fn send(self) -> Result<(), Error> {
        let Self { client, body } = self;
        require("device_unique_id", &body.device_unique_id, "make one up for the device and keep it there")?;
        let token = client.store().required_token().await?;
        require_done(client.authorized(token).create_device(&body).await?)
    }
}

request! {
    UnbindDevice("devices_unbind") -> () { device_id: String }
}

request! {
    LogoutDevice("devices_logout") -> () { device_id: String }
}

impl ListDevices {
    async fn send(self) -> Result<Vec<MyDevice>, Error> {
        let token = self.client.store().required_token().await?;
        let devices = self.client.authorized(token).list_my_devices().await?;
        Ok(devices.unwrap_or_default())
    }
}

impl UnbindDevice {
    async fn send(self) -> Result<(), Error> {
        let Self { client, device_id } = self;
        require("device_id", &device_id, DEVICE)?;
        let (token, body) = (client.store().required_token().await?, DeviceBody { device_id });
        require_done(client.authorized(token).unbind_my_device(&body).await?)
    }
}

impl LogoutDevice {
    async fn send(self) -> Result<(), Error> {
        let Self { client, device_id } = self;
        require("device_id", &device_id, DEVICE)?;
        let (token, body) = (client.store().required_token().await?, DeviceBody { device_id });
        require_done(client.authorized(token).logout_my_device(&body).await?)
    }
}
