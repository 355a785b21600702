//! Decrypting WeChat data: the published example, and data that must be refused.

use authing_sandbox::{WechatError, decrypt, encrypt};
use serde_json::json;

const APP_ID: &str = "wx4f4bc4dec97d474b";
const SESSION_KEY: &str = "tiihtNczf5v6AKRyjwEUhQ==";
const IV: &str = "r7BXXKkLb8qrSNn05n0qiA==";
const DATA: &str = "CiyLU1Aw2KjvrjMdj8YKliAjtP4gsMZMQmRzooG2xrDcvSnxIMXFufNstNGTyaGS9uT5geRa0W4oTOb1WT7fJlAC+oNPdbB+3hVbJSRgv+4lGOETKUQz6OYStslQ142dNCuabNPGBzlooOmB231qMM85d2/fV6ChevvXvQP8Hkue1poOFtnEtpyxVLW1zAo6/1Xx1COxFvrc2d7UL/lmHInNlxuacJXwu0fjpXfz/YqYzBIBzD6WUfTIF9GRHpOn/Hz7saL8xz+W//FRAUid1OksQaQx4CMs8LOddcQhULW4ucetDf96JcR3g0gfRK4PC7E/r7Z6xNrXd2UIeorGj5Ef7b1pJAYB6Y5anaHqZ9J6nKEBvB4DnNLIVWSgARns/8wR2SiRS7MNACwTyrGvt9ts8p12PKFdlqYTopNHR1Vf7XjfhQlVsAJdNiKdYmYVoKlaRv85IfVunYzO0IKXsyl7JCUjCpoG20f0a04COwfneQAGGwd5oa+T8yO5hzuyDb/XcxxmK01EpqOyuxINew==";

#[test]
fn the_published_example_is_decrypted() {
    let plain = decrypt(APP_ID, SESSION_KEY, IV, DATA).unwrap();
    assert_eq!(
        plain,
        json!({
            "openId": "oGZUI0egBJY1zhBYw2KhdUfwVJJE",
            "nickName": "Band",
            "gender": 1,
            "language": "zh_CN",
            "city": "Guangzhou",
            "province": "Guangdong",
            "country": "CN",
            "avatarUrl": "http://wx.qlogo.cn/mmopen/vi_32/aSKcBBPpibyKNicHNTMM0qJVh8Kjgiak2AHWr8MHM4WgMEm7GFhsf8OYrySdbvAMvTsw3mo8ibKicsnfN5pRjl1p8HQ/0",
            "unionId": "ocMvos6NjeKLIBqg5Mr9QjxrP1FA",
            "watermark": { "timestamp": 1_477_314_187, "appid": APP_ID },
        })
    );
}

#[test]
fn the_watermark_must_name_this_mini_program() {
    assert_eq!(decrypt("wx0000000000000000", SESSION_KEY, IV, DATA), Err(WechatError::Watermark));
    let unmarked = encrypt(SESSION_KEY, IV, &json!({ "phoneNumber": "17612346754" })).unwrap();
    assert_eq!(decrypt(APP_ID, SESSION_KEY, IV, &unmarked), Err(WechatError::Watermark));
}

#[test]
fn another_session_key_is_refused() {
    assert_eq!(decrypt(APP_ID, "AAAAAAAAAAAAAAAAAAAAAA==", IV, DATA), Err(WechatError::Key));
}

#[test]
fn invalid_base64_and_wrong_lengths_are_refused() {
    for (key, iv, data) in [
        ("?", IV, DATA),
        (SESSION_KEY, "?", DATA),
        (SESSION_KEY, IV, "?"),
        ("AAAA", IV, DATA),
        (SESSION_KEY, "AAAA", DATA),
    ] {
        assert_eq!(decrypt(APP_ID, key, iv, data), Err(WechatError::Encoding), "{key} {iv}");
    }
    assert_eq!(encrypt("AAAA", IV, &json!({})), Err(WechatError::Encoding));
}

proptest::proptest! {
    #[test]
    fn decryption_reverses_encryption(key: [u8; 16], iv: [u8; 16], text: String) {
        use base64::{Engine as _, prelude::BASE64_STANDARD};
        let (key, iv) = (BASE64_STANDARD.encode(key), BASE64_STANDARD.encode(iv));
        let plain = json!({ "text": text, "watermark": { "appid": APP_ID } });
        let sealed = encrypt(&key, &iv, &plain).unwrap();
        proptest::prop_assert_eq!(decrypt(APP_ID, &key, &iv, &sealed), Ok(plain));
    }
}
