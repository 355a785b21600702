//! The names of methods in the documentation: the search of the docs finds every method by its JavaScript name, because
//! the name is an alias; and both READMEs list the same methods.

use std::{collections::BTreeSet, fs, path::Path};

use crate::support::Contract;

/// The submodules of the JavaScript client, and its methods without an operation in the contract. These methods send
/// nothing, or open a page or a WebSocket.
const WITHOUT_OPERATION: [&str; 32] = [
    "browserFingerprint",
    "browserFingerprint.getBrowserFingers",
    "browserFingerprint.getDeviceInfo",
    "buildAuthorizeUrl",
    "buildLogoutUrl",
    "checkLoggedIn",
    "computedPasswordSecurityLevel",
    "enterprise",
    "event",
    "event.sub",
    "generateCodeChallenge",
    "getCodeChallengeDigest",
    "mfa",
    "principal",
    "qrcode",
    "qrcode.stopPolling",
    "setCurrentUser",
    "setLang",
    "setRequestFrom",
    "setToken",
    "social",
    "social.authorize",
    "tokenProvider",
    "tokenProvider.clearUser",
    "tokenProvider.getToken",
    "tokenProvider.getUser",
    "tokenProvider.setToken",
    "tokenProvider.setUser",
    "wechatmpqrcode",
    "wechatmpqrcode.stopPolling",
    "wxqrcode",
    "wxqrcode.stopPolling",
];

#[test]
fn every_javascript_name_is_an_alias_in_the_docs() {
    let names = Contract::get().document["paths"].as_object().unwrap().values();
    let names = names.flat_map(|item| item.as_object().unwrap().values());
    let names = names.flat_map(|operation| operation["x-js"].as_array().unwrap());
    let names: BTreeSet<&str> = names.map(|name| name.as_str().unwrap()).chain(WITHOUT_OPERATION).collect();
    assert!(names.len() > 120, "{names:?}");

    let mut sources = String::new();
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut sources);
    let missing: Vec<&str> = names
        .into_iter()
        .filter(|name| {
            let last = name.rsplit('.').next().unwrap();
            // rustdoc refuses an alias that equals the name of the method.
            let same =
                sources.contains(&format!("pub fn {last}(")) || sources.contains(&format!("pub async fn {last}("));
            !same && !sources.contains(&format!("#[doc(alias = \"{last}\")]"))
        })
        .collect();
    assert!(missing.is_empty(), "no Rust method has #[doc(alias = \"…\")] for {missing:?}");
}

#[test]
fn both_readmes_have_the_same_tables() {
    let named = |readme: &'static str| -> BTreeSet<&'static str> {
        let rows = readme.lines().filter(|line| line.starts_with('|'));
        rows.flat_map(|row| row.split('`').skip(1).step_by(2)).collect()
    };
    let (english, chinese) = (named(include_str!("../../README.md")), named(include_str!("../../README.zh-CN.md")));
    assert!(english.len() > 100, "{english:?}");
    assert_eq!(english, chinese);
}

/// Reads the sources of the library.
fn read(folder: &Path, sources: &mut String) {
    for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            read(&path, sources);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            sources.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
}
