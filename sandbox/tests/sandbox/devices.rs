//! Devices: creating, listing, logging out and unbinding them.

use authing_wxapp::ErrorCode;

use crate::sandbox;

#[tokio::test]
async fn a_device_is_created_logged_out_and_unbound() {
    let sandbox = sandbox().await;
    let ada = sandbox.wechat().user("openid-ada");
    let (phone, desk) = (sandbox.client(), sandbox.client());
    phone.login_by_code(ada.login()).await.unwrap();
    desk.login_by_code(ada.login()).await.unwrap();
    assert!(desk.devices().list().await.unwrap().is_empty());
    phone.devices().create("dev-1").name("Ada's phone").fact("os", "HarmonyOS").await.unwrap();
    phone.devices().create("dev-1").name("Ada's new phone").await.unwrap();

    let devices = desk.devices().list().await.unwrap();
    assert_eq!((devices.len(), devices[0].online), (1, Some(true)));
    assert_eq!(devices[0].device.as_ref().unwrap()["name"], "Ada's new phone");

    phone.refresh_token().await.unwrap();
    desk.devices().logout("dev-1").await.unwrap();
    assert!(!phone.check_login_status().await.unwrap().is_logged_in());
    assert!(desk.check_login_status().await.unwrap().is_logged_in());
    assert_eq!(desk.devices().list().await.unwrap()[0].online, Some(false));

    desk.devices().unbind("dev-1").await.unwrap();
    assert!(desk.devices().list().await.unwrap().is_empty());
    assert_eq!(desk.devices().unbind("dev-1").await.unwrap_err().code(), ErrorCode::NOT_FOUND);
    assert_eq!(desk.devices().logout("dev-1").await.unwrap_err().code(), ErrorCode::NOT_FOUND);
}

#[tokio::test]
async fn logout_current_ends_the_session_at_the_server() {
    let sandbox = sandbox().await;
    let client = sandbox.client();
    let user = client.login_by_code(sandbox.wechat().user("openid-ada").login()).await.unwrap();
    client.logout_current().await.unwrap();
    let stale = sandbox.client().for_token(user.token.unwrap());
    assert!(!stale.check_login_status().await.unwrap().is_logged_in());
}
