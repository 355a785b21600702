//! The devices of the logged-in user.

use serde_json::Value;

use super::require;
use crate::{
    api::request::request,
    client::AuthenticationClient,
    error::Error,
    generated::types::{CreateDeviceBody, DeviceBody, MyDevice},
    transport::require_done,
};

const DEVICE: &str = "pass the id of a device, as the list of devices has it";

impl AuthenticationClient {
    /// The devices on which the logged-in user has logged in.
    ///
    /// JavaScript: `browserFingerprint`.
    #[doc(alias = "browserFingerprint")]
    pub fn devices(&self) -> Devices {
        Devices { client: self.clone() }
    }
}

/// The devices of the logged-in user; [`AuthenticationClient::devices`] gives it.
#[derive(Clone)]
pub struct Devices {
    client: AuthenticationClient,
}

impl std::fmt::Debug for Devices {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Devices").finish_non_exhaustive()
    }
}

impl Devices {
    /// Lists the devices.
    ///
    /// **Stored afterwards:** nothing changes. **Errors:** [`is_not_logged_in`](Error::is_not_logged_in) without a session,
    /// and nothing is sent.
    ///
    /// JavaScript: `browserFingerprint.myDevicesList`. Endpoint: `GET /api/v3/mydevices/list`.
    #[doc(alias = "myDevicesList")]
    pub fn list(&self) -> ListDevices {
        ListDevices::new(&self.client)
    }

    /// Reports the device on which the user is, with what its owner knows of it.
    ///
    /// A browser gathers such facts by itself; here they are the caller's: of the mini-program's `wx.getDeviceInfo()`, say.
    ///
    /// - `device_unique_id`: the same whenever it is the same device, and different for every other.
    ///
    /// **Stored afterwards:** nothing changes. **Errors:** as [`unbind`](Self::unbind).
    ///
    /// JavaScript: `browserFingerprint.createDevice`, with `getBrowserFingers` and `getDeviceInfo` for the facts. Endpoint:
    /// `POST /api/v3/create-device`.
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// client.devices().create("3f1c…").name("Ada's phone").fact("os", "HarmonyOS").fact("type", "Mobile").await?;
    /// # Ok(()) }
    /// ```
    #[doc(alias = "createDevice")]
    #[doc(alias = "getBrowserFingers")]
    #[doc(alias = "getDeviceInfo")]
    pub fn create(&self, device_unique_id: impl Into<String>) -> CreateDevice {
        let device_unique_id = device_unique_id.into();
        CreateDevice::new(&self.client, CreateDeviceBody { device_unique_id, ..Default::default() })
    }

    /// Forgets a device.
    ///
    /// - `device_id`: the id of the device, from the list.
    ///
    /// **Stored afterwards:** nothing changes. **Errors:** [`is_not_logged_in`](Error::is_not_logged_in) without a session,
    /// and nothing is sent; an empty id is refused as well. What the server does not do is an error.
    ///
    /// JavaScript: `browserFingerprint.myDevicesUnbind`. Endpoint: `POST /api/v3/mydevices/unbind`.
    #[doc(alias = "myDevicesUnbind")]
    pub fn unbind(&self, device_id: impl Into<String>) -> UnbindDevice {
        UnbindDevice::new(&self.client, device_id.into())
    }

    /// Ends the sessions of the user on a device.
    ///
    /// - `device_id`: the id of the device, from the list.
    ///
    /// **Stored afterwards:** nothing changes, not even when it is this device. **Errors:** as [`unbind`](Self::unbind).
    ///
    /// JavaScript: `browserFingerprint.myDevicesLogout`. Endpoint: `POST /api/v3/mydevices/revoke-session`.
    #[doc(alias = "myDevicesLogout")]
    pub fn logout(&self, device_id: impl Into<String>) -> LogoutDevice {
        LogoutDevice::new(&self.client, device_id.into())
    }
}

request! {
    /// Of [`list`](Devices::list).
    ListDevices("devices_list") -> Vec<MyDevice> {}
}

request! {
    /// Of [`create`](Devices::create).
    CreateDevice("devices_create") -> () { body: CreateDeviceBody }
}

impl CreateDevice {
    /// What people call the device.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.body.name = Some(name.into());
        self
    }

    /// One more fact about the device, by its name in JavaScript, such as `os`, `version`, `vendor`, `language`, `type` or
    /// `userAgent`.
    pub fn fact(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.body.extra.insert(name.into(), value.into());
        self
    }

    async fn send(self) -> Result<(), Error> {
        let Self { client, body } = self;
        require("device_unique_id", &body.device_unique_id, "make one up for the device and keep it there")?;
        let token = client.store().required().await?.token().clone();
        require_done(client.authorized(Some(token)).create_device(&body).await?)
    }
}

request! {
    /// Of [`unbind`](Devices::unbind).
    UnbindDevice("devices_unbind") -> () { device_id: String }
}

request! {
    /// Of [`logout`](Devices::logout).
    LogoutDevice("devices_logout") -> () { device_id: String }
}

impl ListDevices {
    async fn send(self) -> Result<Vec<MyDevice>, Error> {
        let session = self.client.store().required().await?;
        let devices = self.client.authorized(Some(session.token().clone())).list_my_devices().await?;
        Ok(devices.unwrap_or_default())
    }
}

impl UnbindDevice {
    async fn send(self) -> Result<(), Error> {
        let Self { client, device_id } = self;
        require("device_id", &device_id, DEVICE)?;
        let (token, body) = (client.store().required().await?.token().clone(), DeviceBody { device_id });
        require_done(client.authorized(Some(token)).unbind_my_device(&body).await?)
    }
}

impl LogoutDevice {
    async fn send(self) -> Result<(), Error> {
        let Self { client, device_id } = self;
        require("device_id", &device_id, DEVICE)?;
        let (token, body) = (client.store().required().await?.token().clone(), DeviceBody { device_id });
        require_done(client.authorized(Some(token)).logout_my_device(&body).await?)
    }
}
