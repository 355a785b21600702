//! The claims about a user that a scope grants.

use authing_wxapp::User;
use serde_json::{Map, Value, json};

pub const SCOPES: [&str; 9] =
    ["openid", "offline_access", "profile", "username", "email", "phone", "address", "external_id", "unionid"];

/// The claims about a user. A claim without a value is null, as in the service.
pub fn about(user: &User, scope: &str) -> Map<String, Value> {
    let mut claims = Map::new();
    claims.insert("sub".into(), user.id.clone().into());
    // The scope `user` of OAuth 2.0 grants all claims.
    let whole = scope.split_whitespace().any(|one| one == "user");
    let parts = [
        (
            "profile",
            json!({
                "name": user.name, "given_name": user.given_name, "family_name": user.family_name,
                "middle_name": user.middle_name, "nickname": user.nickname,
                "preferred_username": user.preferred_username, "profile": user.profile, "picture": user.photo,
                "website": user.website, "gender": user.gender, "birthdate": user.birthdate,
                "zoneinfo": user.zoneinfo, "locale": user.locale, "updated_at": user.updated_at,
            }),
        ),
        ("username", json!({ "username": user.username })),
        ("email", json!({ "email": user.email, "email_verified": user.email_verified.unwrap_or(false) })),
        ("phone", json!({ "phone_number": user.phone, "phone_number_verified": user.phone_verified.unwrap_or(false) })),
        (
            "address",
            json!({ "address": {
                "country": user.country, "postal_code": user.postal_code, "region": user.region,
                "formatted": user.formatted, "locality": user.locality, "street_address": user.street_address,
            } }),
        ),
        ("external_id", json!({ "external_id": user.external_id })),
        ("unionid", json!({ "unionid": user.unionid })),
    ];
    for (name, part) in parts {
        let asked = whole || scope.split_whitespace().any(|one| one == name);
        if let Value::Object(members) = part
            && asked
        {
            claims.extend(members);
        }
    }
    claims
}
