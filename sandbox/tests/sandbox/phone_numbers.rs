//! A phone number is the digits together with the dialling code: the same digits in two countries are two numbers, and a Chinese
//! number is the same with and without its code.

use authing_sandbox::Sandbox;
use authing_wxapp::{ErrorCode, SmsScene};
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};

use crate::management::BackEnd;

async fn seeded(users: Value) -> Sandbox {
    Sandbox::builder().seed(json!({ "users": users })).start().await.unwrap()
}

/// The status and the message of a new start with these users.
async fn put(sandbox: &Sandbox, users: Value) -> (StatusCode, Value) {
    let request = Client::new().put(format!("{}/sandbox/state", sandbox.url())).json(&json!({ "users": users }));
    let reply = request.send().await.unwrap();
    (reply.status(), reply.json::<Value>().await.unwrap()["message"].clone())
}

#[tokio::test]
async fn a_seed_may_have_the_same_digits_in_two_countries_but_not_the_same_number_twice() {
    let sandbox = Sandbox::start().await.unwrap();
    let hong_kong = json!({ "phone": "61234567", "phoneCountryCode": "+852" });
    assert_eq!(put(&sandbox, json!([hong_kong, { "phone": "61234567" }])).await.0, StatusCode::OK);
    for (one, other) in [
        (&hong_kong, json!({ "phone": "+85261234567" })),
        (&hong_kong, json!({ "phone": "61234567", "phoneCountryCode": "852" })),
        (&json!({ "phone": "17612346754" }), json!({ "phone": "17612346754", "phoneCountryCode": "+86" })),
        (&json!({ "phone": "17612346754" }), json!({ "phone": "+8617612346754" })),
    ] {
        let (status, message) = put(&sandbox, json!([one, other])).await;
        let words = message.as_str().unwrap();
        assert!(status == StatusCode::BAD_REQUEST && words.contains("two users have the phone"), "{other}: {words}");
    }
}

#[tokio::test]
async fn two_countries_survive_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let start = || Sandbox::builder().state_file(folder.path().join("state.json")).start();
    let sandbox = start().await.unwrap();
    let client = sandbox.client();
    for code in ["+852", "+853"] {
        client.send_sms_code("61234567").phone_country_code(code).scene(SmsScene::LOGIN).await.unwrap();
        let sent = sandbox.last_code(&format!("{code}61234567")).unwrap();
        let login = client.login_by_phone_code("61234567", sent).phone_country_code(code).auto_register(true);
        login.await.unwrap();
    }
    sandbox.save_state().unwrap();
    let before = sandbox.export();
    sandbox.stop().await;
    assert_eq!(start().await.unwrap().export(), before);
}

#[tokio::test]
async fn a_back_end_makes_one_user_for_each_number() {
    let back_end = BackEnd::of(seeded(json!([{ "id": "china", "phone": "17612346754" }])).await).await;
    let create = "mutation($userInfo: CreateUserInput!) { createUser(userInfo: $userInfo) { id } }";
    let hong_kong = json!({ "phone": "61234567", "phoneCountryCode": "+852" });
    back_end.call(create, json!({ "userInfo": hong_kong })).await;
    back_end.call(create, json!({ "userInfo": { "phone": "17612346754", "phoneCountryCode": "+1" } })).await;
    let bound = ErrorCode::PHONE_ALREADY_BOUND.get();
    for taken in [hong_kong.clone(), json!({ "phone": "+85261234567" }), json!({ "phone": "+8617612346754" })] {
        assert_eq!(back_end.refused(create, json!({ "userInfo": taken })).await["code"], bound, "{taken}");
    }
    let update =
        "mutation($input: UpdateUserInput!) { updateUser(id: \"china\", input: $input) { phone phoneCountryCode } }";
    for taken in [hong_kong, json!({ "phone": "+85261234567" }), json!({ "phoneCountryCode": "+1" })] {
        assert_eq!(back_end.refused(update, json!({ "input": taken })).await["code"], bound, "{taken}");
    }
    // A number that comes without a dialling code does not get the one of the number before.
    let moved = json!({ "phone": "61234560", "phoneCountryCode": "+852" });
    assert_eq!(back_end.call(update, json!({ "input": moved.clone() })).await, moved);
    let back = back_end.call(update, json!({ "input": { "phone": "61234567" } })).await;
    assert_eq!(back, json!({ "phone": "61234567", "phoneCountryCode": null }));
}

#[tokio::test]
async fn a_number_is_found_in_each_way_of_writing_it() {
    let seed = json!([
        { "id": "china", "phone": "17612346754" },
        { "id": "hong-kong", "phone": "61234567", "phoneCountryCode": "+852" },
    ]);
    let back_end = BackEnd::of(seeded(seed).await).await;
    let client = back_end.sandbox.client();
    let find = "query($phone: String) { findUser(phone: $phone) { id } }";
    let batch = "query($ids: [String!]!) { userBatch(ids: $ids, type: \"phone\") { id } }";
    for (number, id) in [("17612346754", "china"), ("+8617612346754", "china"), ("+85261234567", "hong-kong")] {
        assert_eq!(back_end.call(find, json!({ "phone": number })).await, json!({ "id": id }), "{number}");
        assert_eq!(back_end.call(batch, json!({ "ids": [number] })).await, json!([{ "id": id }]), "{number}");
        assert!(client.is_user_exists().phone(number).await.unwrap(), "{number}");
    }
    // These digits without a code are a Chinese number, which nobody has.
    assert_eq!(back_end.call(find, json!({ "phone": "61234567" })).await, Value::Null);
}

#[tokio::test]
async fn the_dialling_code_alone_does_not_make_a_number_that_of_somebody_else() {
    let seed = json!([
        { "username": "eve", "password": "passw0rd", "phone": "61234567", "phoneCountryCode": "+86" },
        { "id": "hong-kong", "phone": "61234567", "phoneCountryCode": "+852" },
    ]);
    let sandbox = seeded(seed).await;
    let client = sandbox.client();
    client.login_by_username("eve", "passw0rd").await.unwrap();
    let refused = client.update_profile().phone_country_code("+852").await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::PHONE_UPDATE_NOT_ALLOWED);
    // It is the same number in another way of writing it.
    let user = client.update_profile().phone_country_code("0086").await.unwrap();
    assert_eq!(user.phone_country_code.as_deref(), Some("0086"));
}

#[tokio::test]
async fn the_old_number_of_a_change_may_be_written_with_its_dialling_code() {
    let seed = json!({
        "users": [
            { "username": "ada", "password": "passw0rd", "phone": "17612346754" },
            { "username": "bob", "password": "passw0rd", "phone": "61234567", "phoneCountryCode": "+852" },
        ],
        // A fixed code belongs to a number too, however it is written.
        "testCodes": { "+8617612346754": "1234", "17611111111": "1234", "+85261234567": "1234", "17622222222": "1234" },
    });
    let sandbox = Sandbox::builder().seed(seed).start().await.unwrap();
    let client = sandbox.client();
    client.login_by_username("ada", "passw0rd").await.unwrap();
    client.update_phone("17611111111", "1234").old_phone("+8617612346754", "1234").await.unwrap();
    client.login_by_username("bob", "passw0rd").await.unwrap();
    let change = || client.update_phone("17622222222", "1234").old_phone("61234567", "1234");
    let other = change().old_phone_country_code("+853").await.unwrap_err();
    assert_eq!(other.code(), ErrorCode::OLD_PHONE_MISMATCH);
    change().old_phone_country_code("+852").await.unwrap();
}

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

#[tokio::test]
async fn a_registration_keeps_the_dialling_code_of_the_number_in_its_profile() {
    let sandbox = seeded(json!([{ "phone": "61234567" }])).await;
    let register = async |username: &str, phone: &str| {
        let profile = authing_wxapp::RegisterProfile { phone: Some(phone.into()), ..Default::default() };
        sandbox.client().register_by_username(username, "passw0rd").profile(profile).await
    };
    let taken = register("ada", "+8661234567").await.unwrap_err();
    assert_eq!(taken.code(), ErrorCode::PHONE_ALREADY_BOUND);
    assert!(register("bob", "no number").await.is_err());
    assert_eq!(register("cyd", "+85261234567").await.unwrap().phone.as_deref(), Some("+85261234567"));
}

#[tokio::test]
async fn one_number_is_one_account_however_its_dialling_code_is_written() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = sandbox.client();
    for code in ["852", "852 ", " 852", "+852", "00852", "+0852"] {
        let sending = client.send_sms_code("71234567").phone_country_code(code).scene(SmsScene::LOGIN);
        sending.await.unwrap();
        let sent = sandbox.outbox().pop().unwrap().code;
        let login = client.login_by_phone_code("71234567", sent).phone_country_code(code).auto_register(true);
        let user = login.await.unwrap();
        assert_eq!(user.phone_country_code.as_deref(), Some("852"), "that of the first login, without its spaces");
    }
    assert_eq!(sandbox.users().len(), 1);
}

/// The dialling codes that no country has.
const WRONG_CODES: [&str; 6] = ["abc", "0", "+", "8520", "-86", "8 6"];

#[tokio::test]
async fn what_no_country_has_is_refused_as_a_dialling_code_wherever_it_comes() {
    let users = json!([{ "id": "ada", "username": "ada", "password": "passw0rd", "phone": "17612346754" }]);
    let back_end = BackEnd::of(seeded(users).await).await;
    let (sandbox, client) = (&back_end.sandbox, back_end.sandbox.client());
    client.login_by_username("ada", "passw0rd").await.unwrap();
    let token = client.stored_session().await.unwrap().unwrap().token().expose().to_owned();
    let post = async |path: &str, body: Value| -> i64 {
        let request = Client::new().post(sandbox.url() + path).header("x-authing-app-id", authing_sandbox::APP_ID);
        let reply: Value = request.bearer_auth(&token).json(&body).send().await.unwrap().json().await.unwrap();
        let codes = ["apiCode", "code", "statusCode"].map(|name| reply[name].as_i64());
        codes.into_iter().flatten().next().unwrap_or_else(|| panic!("{path}: {reply}"))
    };
    let create = "mutation($it: CreateUserInput!) { createUser(userInfo: $it) { id } }";
    let update = "mutation($it: UpdateUserInput!) { updateUser(id: \"ada\", input: $it) { id } }";
    for code in WRONG_CODES {
        let bad = |outcome: Result<(), authing_wxapp::Error>| {
            assert_eq!(outcome.unwrap_err().code(), ErrorCode::BAD_REQUEST, "{code}");
        };
        bad(client.send_sms_code("71234567").phone_country_code(code).await.map(drop));
        let login = client.login_by_phone_code("71234567", "1234").phone_country_code(code).auto_register(true);
        bad(login.await.map(drop));
        bad(client.register_by_phone_code("71234567", "1234").phone_country_code(code).await.map(drop));
        bad(client.bind_phone("71234567", "1234").phone_country_code(code).await.map(drop));
        bad(client.update_phone("71234567", "1234").phone_country_code(code).await.map(drop));
        bad(client.update_profile().phone_country_code(code).await.map(drop));
        for (path, body) in [
            (
                "/api/v3/send-sms",
                json!({ "phoneNumber": "71234567", "phoneCountryCode": code, "channel": "CHANNEL_LOGIN" }),
            ),
            ("/api/v3/bind-phone", json!({ "phoneNumber": "71234567", "phoneCountryCode": code, "passCode": "1234" })),
            (
                "/api/v3/signin",
                json!({
                    "connection": "PASSCODE", "options": { "autoRegister": true },
                    "passCodePayload": { "phone": "71234567", "phoneCountryCode": code, "passCode": "1234" },
                }),
            ),
        ] {
            assert_eq!(post(path, body).await, 400, "{path} {code}");
        }
        let user = json!({ "phone": "71234567", "phoneCountryCode": code });
        for query in [create, update] {
            let refused = back_end.refused(query, json!({ "it": user })).await;
            assert_eq!(refused["code"], 400, "{code}: {refused}");
            assert!(refused["message"].as_str().unwrap().contains("dialling code"), "{refused}");
        }
        let (status, message) = put(sandbox, json!([user])).await;
        let words = message.as_str().unwrap_or_default();
        assert!(status == StatusCode::BAD_REQUEST && words.contains("users[0].phoneCountryCode: "), "{words}");
    }
    assert_eq!(sandbox.users().len(), 1);
}

#[tokio::test]
async fn a_number_that_is_written_with_its_dialling_code_is_of_that_country() {
    for (phone, given, expected) in [
        ("+85361234567", None, "+853"),
        ("+85361234567", Some("+86"), "+853"),
        ("0085361234567", None, "+853"),
        ("17612346754", None, "+86"),
        ("61234567", Some("853"), "853"),
    ] {
        let seed = json!({
            "users": [{ "username": "ada", "password": "passw0rd" }],
            "testCodes": { "+85361234567": "1234", "17612346754": "1234" },
        });
        let sandbox = Sandbox::builder().seed(seed).start().await.unwrap();
        let client = sandbox.client();
        client.login_by_username("ada", "passw0rd").await.unwrap();
        let bind = client.bind_phone(phone, "1234");
        let user = match given {
            Some(code) => bind.phone_country_code(code).await.unwrap(),
            None => bind.await.unwrap(),
        };
        assert_eq!(user.phone_country_code.as_deref(), Some(expected), "bind {phone} {given:?}");
        let login = sandbox.client().login_by_phone_code(phone, "1234");
        let login = if let Some(code) = given { login.phone_country_code(code) } else { login };
        assert_eq!(login.await.unwrap().id, user.id);

        // A login that makes the account, and a registration, tell the same.
        let again = Sandbox::builder().seed(json!({ "testCodes": { "+85361234567": "1234" } })).start().await.unwrap();
        if phone.starts_with('+') {
            let login = again.client().login_by_phone_code(phone, "1234").auto_register(true);
            let login = if let Some(code) = given { login.phone_country_code(code) } else { login };
            assert_eq!(login.await.unwrap().phone_country_code.as_deref(), Some(expected), "log in {phone}");
        }
    }
}
