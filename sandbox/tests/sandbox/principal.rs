//! Real-name authentication.

use authing_wxapp::{PrincipalIdentity, Secret};

use crate::sandbox;

#[tokio::test]
async fn a_real_name_authentication_is_stored() {
    let sandbox = sandbox().await;
    let client = sandbox.client();
    client.login_by_code(sandbox.wechat().user("openid-ada").login()).await.unwrap();
    assert_eq!(client.principal().detail().await.unwrap(), None);
    let ada = PrincipalIdentity::person("Ada", "110101199003070000", "6222020000000000000");
    client.principal().authenticate(ada).await.unwrap();
    let known = client.principal().detail().await.unwrap().unwrap();
    assert_eq!(known.principal_name.as_deref(), Some("Ada"));
    assert_eq!(known.principal_type.unwrap().as_str(), "P");
    assert_eq!(known.principal_code.as_ref().map(Secret::expose), Some("110101199003070000"));
}
