//! A phone number is the digits together with the dialling code: the same digits in two countries are two numbers, and a Chinese
//! number is the same with and without its code.

use authing_sandbox::Sandbox;
use reqwest::Client;
use serde_json::{Value, json};

#[tokio::test]
async fn a_message_to_one_country_does_not_delay_one_to_another() {
    let sandbox = Sandbox::start().await.unwrap();
    let send = async |to: Value| {
        let mut body = json!({ "channel": "CHANNEL_LOGIN" });
        body.as_object_mut().unwrap().extend(to.as_object().unwrap().clone());
        let request = Client::new().post(format!("{}/api/v3/send-sms", sandbox.url())).json(&body);
        let request = request.header("x-authing-app-id", authing_sandbox::APP_ID);
        request.send().await.unwrap().json::<Value>().await.unwrap()["statusCode"].clone()
    };
    assert_eq!(send(json!({ "phoneNumber": "61234567", "phoneCountryCode": "+852" })).await, 200);
    assert_eq!(send(json!({ "phoneNumber": "61234567" })).await, 200, "this is another number");
    for again in ["61234567", "+8661234567", "+85261234567"] {
        assert_ne!(send(json!({ "phoneNumber": again })).await, 200, "{again}");
    }
}
