//! Signs a WeChat user in with the recommended flow: by code, and by phone only if the account has no phone number.
//!
//! `cargo run --example sign_in` shows the flow on the sandbox; nothing else needs to be installed.
//!
//! With a real Authing, pass the values that your mini-program got from WeChat:
//!
//! ```sh
//! AUTHING_APP_ID=… AUTHING_HOST=https://core.authing.cn \
//!     cargo run --example sign_in -- CODE [LOGIN_CODE PHONE_CODE | LOGIN_CODE IV ENCRYPTED_DATA]
//! ```
//!
//! `CODE` is the code of wx.login(). The other values are for the phone number. With the button of today they are the code of a
//! second wx.login() and `code` of the button's event; set `AUTHING_EXT_IDP_CONN_IDENTIFIER`, too. With the old form of the button
//! they are the code of a second wx.login() that was called BEFORE the button was pressed, and `iv` and `encryptedData` of the
//! event.

use std::{env, process::ExitCode};

use authing_sandbox::{EXT_IDP_CONN_IDENTIFIER, Sandbox, WechatUser};
use authing_wxapp::{AuthenticationClientBuilder, PhoneAuthorization, PhoneOutcome, SignedIn};

#[tokio::main]
async fn main() -> ExitCode {
    let done = match env::var_os("AUTHING_APP_ID") {
        Some(_) => against_authing().await,
        None => on_the_sandbox().await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("✗ {error}");
            ExitCode::FAILURE
        }
    }
}

/// Makes one sign-in with the values of a mini-program, as a deployment would.
async fn against_authing() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = env::args().skip(1);
    let code = arguments.next().ok_or("give the code of wx.login() as the first argument")?;
    let phone: Vec<String> = arguments.collect();
    let authorization = match phone.as_slice() {
        [] => None,
        [login_code, phone_code] => Some(PhoneAuthorization::from_codes(&**login_code, &**phone_code)),
        [code, iv, data] => Some(PhoneAuthorization::new(&**code, &**iv, &**data)),
        _ => return Err("for the phone give LOGIN_CODE PHONE_CODE, or LOGIN_CODE IV ENCRYPTED_DATA".into()),
    };
    let client = AuthenticationClientBuilder::from_env()?.build()?;
    println!("Signing in at {} …", client.host());
    print_result(&client.sign_in(code, || async { authorization }).await?);
    Ok(())
}

/// Makes a sign-in for every possible case. The sandbox simulates the WeChat users.
async fn on_the_sandbox() -> Result<(), Box<dyn std::error::Error>> {
    let sandbox = Sandbox::start().await?;
    println!("No AUTHING_APP_ID, so this is the sandbox at {}.\n", sandbox.url());

    println!(
        "1. Ada opens the mini-program for the first time and presses the phone button of today, which gives a code."
    );
    let ada = sandbox.wechat().user("openid-ada");
    let phone_of_ada = sandbox.client_builder().ext_idp_conn_identifier(EXT_IDP_CONN_IDENTIFIER).build()?;
    print_result(&phone_of_ada.sign_in(ada.login(), || press(&ada, "17612346754")).await?);

    println!("2. She opens it again: the session is still valid, so no code is spent.");
    print_result(&phone_of_ada.sign_in(ada.login(), || never("the phone is bound")).await?);

    println!("3. She chooses a nickname and a picture.");
    let user = phone_of_ada.update_profile().nickname("Ada").await?;
    println!("   nickname: {}", user.nickname.unwrap_or_default());
    let user = phone_of_ada.update_avatar(PICTURE).await?;
    println!("   photo:    {}\n", user.photo.unwrap_or_default());

    println!("4. She logs out; the next login needs only a code, because her phone number is known.");
    phone_of_ada.v3().logout().await?;
    print_result(&phone_of_ada.sign_in(ada.login(), || never("the phone is bound")).await?);

    println!("5. Carol has an old version of the mini-program, whose button gives encrypted data.");
    let carol = sandbox.wechat().user("openid-carol");
    print_result(&sandbox.client().sign_in(carol.login(), || consent(&carol, "17612346755")).await?);

    println!("6. Bob does not share his phone number. He is signed in nevertheless.");
    let bob = sandbox.wechat().user("openid-bob");
    print_result(&sandbox.client().sign_in(bob.login(), || async { None }).await?);

    println!(
        "7. Ada uses another WeChat account with the same phone number, so she is signed in to her first account."
    );
    let ada_at_work = sandbox.wechat().user("openid-ada-at-work");
    print_result(&sandbox.client().sign_in(ada_at_work.login(), || consent(&ada_at_work, "17612346754")).await?);

    println!("8. A code can be used once. The second time is an error with the server's message:");
    let code = bob.login();
    sandbox.client().login_by_code(&*code).await?;
    match sandbox.client().login_by_code(&*code).await {
        Err(error) => println!("   {error}\n"),
        Ok(_) => return Err("the sandbox took a code twice".into()),
    }
    println!("Against a real Authing: set AUTHING_APP_ID and AUTHING_HOST, and give the code as an argument.");
    Ok(())
}

/// The user presses the button and agrees to share the phone number. The fresh code of wx.login() may come before or after.
async fn press(user: &WechatUser, phone: &str) -> Option<PhoneAuthorization> {
    println!("   … the mini-program asks for the phone number, and the user agrees");
    Some(PhoneAuthorization::from_codes(user.login(), user.press_phone_button_code(phone)))
}

/// The same with the old form of the button.
async fn consent(user: &WechatUser, phone: &str) -> Option<PhoneAuthorization> {
    println!("   … the mini-program asks for the phone number, and the user agrees");
    Some(user.authorize_phone(phone))
}

/// For a sign-in that must not ask for the phone number.
async fn never(why: &str) -> Option<PhoneAuthorization> {
    println!("   ✗ asked for the phone although {why}");
    None
}

fn print_result(signed_in: &SignedIn) {
    let user = &signed_in.user;
    let how = if signed_in.reused { "the stored session" } else { "a login" };
    println!("   user:     {} (through {how})", user.id);
    println!(
        "   phone:    {}",
        match &signed_in.phone {
            PhoneOutcome::AlreadyBound => format!("{}, bound before", user.phone.as_deref().unwrap_or("?")),
            PhoneOutcome::Bound => format!("{}, bound now", user.phone.as_deref().unwrap_or("?")),
            PhoneOutcome::BoundToOtherAccount { previous_user_id } => {
                format!("it was bound to this account, which is signed in now in place of {previous_user_id}")
            }
            PhoneOutcome::Declined => "none, the user declined".to_owned(),
            PhoneOutcome::NotTaken => "none, the number was not taken: it may belong to another account".to_owned(),
            PhoneOutcome::Present => user.phone.clone().unwrap_or_default(),
            _ => "?".to_owned(),
        }
    );
    println!();
}

/// A picture of one pixel.
const PICTURE: &[u8] = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";
