//! The sandbox never writes a state that it refuses: whatever happened, a new start with its own export gives the same export.

use std::collections::BTreeSet;

use authing_sandbox::{APP_ID, EXT_IDP_CONN_IDENTIFIER, Sandbox};
use authing_wxapp::{CustomDataType, SmsScene};
use proptest::{prelude::*, test_runner::TestCaseError};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::management::BackEnd;

/// What happens to the user pool. The numbers choose from few users, phone numbers and WeChat users, so that they meet often.
#[derive(Debug, Clone)]
enum Step {
    /// A login of a WeChat user, with the unionid that WeChat tells.
    Login {
        openid: u8,
        unionid: Option<u8>,
    },
    /// The same with a phone number.
    LoginByPhone {
        openid: u8,
        unionid: Option<u8>,
        phone: u8,
    },
    /// A login with a text message, which makes an account if there is none.
    LoginByMessage {
        phone: u8,
        country: u8,
    },
    Register {
        phone: u8,
    },
    Create(Value),
    /// A back end gives an identity at WeChat that has only an id, which is an openid or a unionid.
    CreateWithIdentity {
        id: &'static str,
    },
    Update {
        user: usize,
        input: Value,
    },
    UpdateSelf {
        user: usize,
        input: Value,
    },
    Link {
        primary: usize,
        secondary: usize,
    },
    BindWechat {
        user: usize,
        openid: u8,
        unionid: Option<u8>,
    },
    BindPhone {
        user: usize,
        phone: u8,
        country: u8,
    },
    Delete {
        user: usize,
    },
    /// A custom field is defined with a type, and a user gets a value in it.
    DefineField {
        user: usize,
        number: bool,
    },
    RemoveField,
}

const PHONES: [&str; 6] = ["61234567", "+85261234567", "+8661234567", "17612346754", "+8617612346754", "0085261234567"];
const COUNTRIES: [Option<&str>; 6] = [None, Some("+86"), Some("852"), Some("+853"), Some(""), Some(" 0852")];

/// The names of a user, any of which may be missing or empty.
fn names() -> impl Strategy<Value = Value> {
    let text = |texts: &'static [&'static str]| prop::option::of(prop::sample::select(texts));
    let contact =
        (text(&PHONES), text(&["+86", "+852", "0086", "852 ", "abc"]), text(&["a@example.com", "A@Example.com", ""]));
    (contact, text(&["ada", "bob", ""]), text(&["o0", "o1", "o2"]), text(&["u0", "u1", ""])).prop_map(
        |((phone, country, email), username, openid, unionid)| {
            json!({
                "phone": phone, "phoneCountryCode": country, "email": email, "username": username, "openid": openid,
                "unionid": unionid,
            })
        },
    )
}

fn step() -> impl Strategy<Value = Step> {
    let (user, openid, phone, country) = (0..4_usize, 0..3_u8, 0..6_u8, 0..6_u8);
    let unionid = || prop::option::of(0..2_u8);
    prop_oneof![
        3 => (openid.clone(), unionid()).prop_map(|(openid, unionid)| Step::Login { openid, unionid }),
        2 => (openid.clone(), unionid(), phone.clone())
            .prop_map(|(openid, unionid, phone)| Step::LoginByPhone { openid, unionid, phone }),
        2 => (phone.clone(), country.clone()).prop_map(|(phone, country)| Step::LoginByMessage { phone, country }),
        1 => phone.clone().prop_map(|phone| Step::Register { phone }),
        2 => names().prop_map(Step::Create),
        1 => prop::sample::select(&["o0", "o1", "u0", "u1"][..]).prop_map(|id| Step::CreateWithIdentity { id }),
        2 => (user.clone(), names()).prop_map(|(user, input)| Step::Update { user, input }),
        1 => (user.clone(), names()).prop_map(|(user, input)| Step::UpdateSelf { user, input }),
        2 => (user.clone(), user.clone()).prop_map(|(primary, secondary)| Step::Link { primary, secondary }),
        2 => (user.clone(), openid, unionid())
            .prop_map(|(user, openid, unionid)| Step::BindWechat { user, openid, unionid }),
        2 => (user.clone(), phone, country).prop_map(|(user, phone, country)| Step::BindPhone { user, phone, country }),
        1 => user.clone().prop_map(|user| Step::Delete { user }),
        1 => (user, any::<bool>()).prop_map(|(user, number)| Step::DefineField { user, number }),
        1 => Just(Step::RemoveField),
    ]
}

struct Pool(BackEnd);

impl Pool {
    async fn take(&self, step: &Step) {
        let sandbox = &self.0.sandbox;
        let wechat = |openid: u8, unionid: Option<u8>| {
            let user = sandbox.wechat().user(&format!("o{openid}"));
            match unionid {
                Some(unionid) => user.with_unionid(&format!("u{unionid}")),
                None => user.without_unionid(),
            }
        };
        let number = |phone: u8| PHONES[usize::from(phone)];
        let code_of = |country: u8| COUNTRIES[usize::from(country)].unwrap_or_default();
        let client = sandbox.client();
        // A step that is refused changes nothing, which is as good here.
        match step {
            Step::Login { openid, unionid } => {
                client.login_by_code(wechat(*openid, *unionid).login()).await.unwrap();
            }
            Step::LoginByPhone { openid, unionid, phone } => {
                let user = wechat(*openid, *unionid);
                let (code, (iv, data)) = (user.login(), user.press_phone_button(number(*phone)));
                client.login_by_phone(code, iv, data).await.unwrap();
            }
            Step::LoginByMessage { phone, country } => {
                let sending = client.send_sms_code(number(*phone)).scene(SmsScene::LOGIN);
                sending.phone_country_code(code_of(*country)).await.unwrap();
                let code = sandbox.outbox().pop().unwrap().code;
                let login = client.login_by_phone_code(number(*phone), code).auto_register(true);
                login.phone_country_code(code_of(*country)).await.unwrap();
            }
            Step::Register { phone } => {
                let profile =
                    authing_wxapp::RegisterProfile { phone: Some(number(*phone).into()), ..Default::default() };
                let _ = client.register_by_username("cyd", "passw0rd").profile(profile).await;
            }
            Step::Create(names) => {
                let query = "mutation($it: CreateUserInput!) { createUser(userInfo: $it) { id } }";
                self.0.refused(query, json!({ "it": names })).await;
            }
            Step::CreateWithIdentity { id } => {
                let query = "mutation($identity: CreateUserIdentityInput) { \
                             createUser(userInfo: {}, identity: $identity) { id } }";
                let identity = json!({ "provider": "wechat:miniprogram:default", "userIdInIdp": id });
                self.0.refused(query, json!({ "identity": identity })).await;
            }
            Step::Update { user, input } => {
                let query = "mutation($id: String, $it: UpdateUserInput!) { updateUser(id: $id, input: $it) { id } }";
                self.0.refused(query, json!({ "id": self.id(*user), "it": input })).await;
            }
            Step::UpdateSelf { user, input } => {
                let query = "mutation($it: UpdateUserInput!) { updateUser(input: $it) { id } }";
                let input = json!({ "username": input["username"], "phoneCountryCode": input["phoneCountryCode"] });
                let body = json!({ "query": query, "variables": { "it": input } });
                self.post("/graphql/v2", &self.token(*user).await, body).await;
            }
            Step::Link { primary, secondary } => {
                let (one, other) = (self.token(*primary).await, self.token(*secondary).await);
                let body = json!({ "primaryUserToken": one, "secondaryUserToken": other });
                self.post("/api/v2/users/link", &one, body).await;
            }
            Step::BindWechat { user, openid, unionid } => {
                let code = wechat(*openid, *unionid).login();
                let body = json!({ "code": code, "extIdpConnidentifier": EXT_IDP_CONN_IDENTIFIER });
                self.post("/connections/social/wechat-miniprogram/bind", &self.token(*user).await, body).await;
            }
            Step::BindPhone { user, phone, country } => {
                client.send_sms_code(number(*phone)).phone_country_code(code_of(*country)).await.unwrap();
                let code = sandbox.outbox().pop().unwrap().code;
                let query = "mutation($phone: String!, $code: String!, $country: String) { \
                             bindPhone(phone: $phone, phoneCode: $code, phoneCountryCode: $country) { id } }";
                let country = COUNTRIES[usize::from(*country)];
                let variables = json!({ "phone": number(*phone), "code": code, "country": country });
                let body = json!({ "query": query, "variables": variables });
                self.post("/graphql/v2", &self.token(*user).await, body).await;
            }
            Step::Delete { user } => {
                let query = "mutation($id: String!) { deleteUser(id: $id) { code } }";
                self.0.refused(query, json!({ "id": self.id(*user) })).await;
            }
            Step::DefineField { user, number } => {
                let (kind, value) =
                    if *number { (CustomDataType::NUMBER, "1") } else { (CustomDataType::STRING, "\"1a\"") };
                sandbox.define_custom_field("age", kind);
                let query = "mutation($id: String!, $value: String!) { \
                             setUdv(targetType: USER, targetId: $id, key: \"age\", value: $value) { key } }";
                self.0.refused(query, json!({ "id": self.id(*user), "value": value })).await;
            }
            Step::RemoveField => {
                self.0.refused("mutation { removeUdf(targetType: USER, key: \"age\") { code } }", json!({})).await;
            }
        }
    }

    /// The id of the user at a place; that of nobody if there are too few.
    fn id(&self, place: usize) -> String {
        self.0.sandbox.users().get(place).map_or_else(|| "nobody".into(), |user| user.id.clone())
    }

    async fn token(&self, place: usize) -> String {
        let query = "mutation($id: String) { refreshToken(id: $id) { token } }";
        match self.id(place).as_str() {
            "nobody" => "a.b.c".into(),
            id => self.0.call(query, json!({ "id": id })).await["token"].as_str().unwrap().into(),
        }
    }

    async fn post(&self, path: &str, token: &str, body: Value) {
        let request = self.0.http.post(format!("{}{path}", self.0.sandbox.url())).bearer_auth(token);
        request.header("x-authing-app-id", APP_ID).json(&body).send().await.unwrap();
    }

    /// What is wrong with the state, if something is.
    async fn fault(&self) -> Result<(), String> {
        let state = self.0.sandbox.export();
        let users = state["users"].as_array().unwrap();
        let mut unionids = BTreeSet::new();
        if !users.iter().filter_map(|user| user["unionid"].as_str()).all(|unionid| unionids.insert(unionid)) {
            return Err(format!("two accounts have one unionid: {state:#}"));
        }
        let request = self.0.http.put(format!("{}/sandbox/state", self.0.sandbox.url())).json(&state);
        let reply = request.send().await.unwrap();
        if reply.status() != StatusCode::OK {
            return Err(format!("{}: {state:#}", reply.text().await.unwrap()));
        }
        let again = self.0.sandbox.export();
        if again == state { Ok(()) } else { Err(format!("{state:#} became {again:#}")) }
    }
}

#[test]
fn what_the_sandbox_writes_it_reads_again_and_it_is_the_same() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(48) };
    let mut runner = prop::test_runner::TestRunner::new(config);
    let steps = prop::collection::vec(step(), 1..24);
    let outcome = runner.run(&steps, |steps| {
        runtime.block_on(async {
            let pool = Pool(BackEnd::of(Sandbox::start().await.unwrap()).await);
            for step in &steps {
                pool.take(step).await;
            }
            pool.fault().await.map_err(TestCaseError::fail)
        })
    });
    outcome.unwrap_or_else(|e| panic!("{e}"));
}

#[tokio::test]
async fn a_generator_that_begins_again_gives_no_id_twice() {
    let folder = tempfile::tempdir().unwrap();
    let start = || Sandbox::builder().rng_seed(1).state_file(folder.path().join("state.json")).start();
    for openid in ["o1", "o2", "o3"] {
        let sandbox = start().await.unwrap();
        sandbox.client().login_by_code(sandbox.wechat().user(openid).login()).await.unwrap();
        sandbox.save_state().unwrap();
        sandbox.stop().await;
    }
    let ids: BTreeSet<_> = start().await.unwrap().users().into_iter().map(|user| user.id).collect();
    assert_eq!(ids.len(), 3);
}

#[tokio::test]
async fn a_user_who_is_added_twice_is_one_user() {
    let sandbox = Sandbox::start().await.unwrap();
    let ada = sandbox.add_user("ada@example.com", "passw0rd");
    assert_eq!(sandbox.add_user("Ada@example.com", "passw0rd2").id, ada.id);
    sandbox.client().login_by_email("ada@example.com", "passw0rd2").await.unwrap();
    assert_eq!(sandbox.users().len(), 1);
}

#[tokio::test]
async fn a_custom_field_takes_its_values_along() {
    let seed = json!({
        "users": [{ "id": "ada", "customData": [{ "key": "age", "value": "36" }, { "key": "school", "value": "x" }] }],
        "customFields": [{ "key": "age", "dataType": "NUMBER" }, { "key": "school", "dataType": "STRING" }],
    });
    let back_end = BackEnd::of(Sandbox::builder().seed(seed).start().await.unwrap()).await;
    let pool = Pool(back_end);
    let sandbox = &pool.0.sandbox;
    let values = || sandbox.users()[0].custom_data.clone().unwrap_or_default();
    sandbox.define_custom_field("age", CustomDataType::STRING);
    assert_eq!(values().len(), 2, "a text may consist of digits");
    sandbox.define_custom_field("school", CustomDataType::NUMBER);
    assert_eq!(values().len(), 1, "x is no number");
    let remove = "mutation { removeUdf(targetType: USER, key: \"age\") { code } }";
    pool.0.call(remove, json!({})).await;
    assert!(values().is_empty());
    pool.fault().await.unwrap();
}

#[tokio::test]
async fn what_a_seed_may_not_say_is_not_in_a_state_either() {
    let pool = Pool(BackEnd::of(Sandbox::start().await.unwrap()).await);
    let sandbox = &pool.0.sandbox;
    // The login page logs in a user who is deleted afterwards.
    let ada = sandbox.add_user("ada@example.com", "passw0rd");
    sandbox.login_page().log_in_as(&ada.id);
    assert_eq!(sandbox.export()["application"]["loginPage"], json!({ "logInAs": ada.id }));
    pool.take(&Step::Delete { user: 0 }).await;
    assert_eq!(sandbox.export()["application"]["loginPage"], "ask");
    pool.fault().await.unwrap();
    // A number that WeChat does not have.
    let user = sandbox.wechat().user("o1");
    let (code, (iv, data)) = (user.login(), user.press_phone_button("abc"));
    sandbox.client().login_by_phone(code, iv, data).await.unwrap_err();
    pool.fault().await.unwrap();
    // An address that is none, and a type that no field has.
    sandbox.add_user("not an address", "passw0rd");
    sandbox.define_custom_field("age", CustomDataType::from("FOO"));
    pool.fault().await.unwrap();
    assert_eq!(sandbox.export()["customFields"], json!([]));
}
