//! The changes of the contract that are rehearsed.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// An edit of a file of `spec/`: in the part that begins with the anchor, the first of these texts becomes the other.
pub type Edit = (&'static str, &'static str, &'static str, &'static str);

const API: &str = "authing.yaml";

/// The changes, with the name of the file that has the words.
pub const REHEARSALS: &[(&str, &[Edit])] = &[
    // What the lint refuses, but for which it has no words about callers.
    ("misspelt-key", &[(API, "    MyDevice:", "online: {type: boolean, nullable", "online: {type: boolean, nulable")]),
    ("dead-reference", &[(API, "    UserReply:", "schemas/User'", "schemas/Usr'")]),
    ("required-and-misspelt", &[(API, "    DeviceBody:", "required: [deviceId]", "required: [deviceID]")]),
    // Operations.
    ("rest-operation-removed", &[(API, "  /api/v2/users/me/applications/allowed:", REMOVE, "")]),
    (
        "graphql-operation-removed",
        &[(API, "  /graphql/v2#bindEmail:", REMOVE, ""), ("graphql/bindEmail.graphql", "", REMOVE, "")],
    ),
    ("graphql-operation-removed-document-left", &[(API, "  /graphql/v2#bindEmail:", REMOVE, "")]),
    ("operation-new", &[(API, "paths:\n", "paths:\n", BADGES)]),
    ("operation-id-renamed", &[(API, "operationId: listApplications", "listApplications", "listAllowedApplications")]),
    ("operation-id-in-another-case", &[(API, "operationId: listApplications", "listApplications", "listapplications")]),
    ("path-moved", &[(API, "  /api/v3/mydevices/unbind:", "/api/v3/mydevices/unbind", "/api/v3/my-devices/unbind")]),
    ("method-changed", &[(API, "  /api/v3/mydevices/unbind:", "post:", "delete:")]),
    ("host-changed", &[(API, "operationId: loginByAd", "https://ws.authing.cn", "https://ad.authing.cn")]),
    (
        "media-type-of-a-request",
        &[(API, "operationId: unbindMyDevice", "application/json", "application/x-www-form-urlencoded")],
    ),
    ("media-type-of-a-reply", &[(API, "operationId: listMyDevices", "application/json", "text/plain")]),
    (
        "security-removed",
        &[(API, "operationId: getPhone", "[{app: []}, {app: [], bearer: []}]", "[{app: [], bearer: []}]")],
    ),
    (
        "security-added",
        &[(API, "operationId: loginByPhone\n", "      summary:", "      security: [{app: []}, {}]\n      summary:")],
    ),
    ("reply-convention", &[(API, "operationId: listMyDevices", "x-reply: envelope-v3", "x-reply: bare")]),
    ("no-longer-repeatable", &[(API, "operationId: listMyDevices", "      x-repeatable: true\n", "")]),
    (
        "repeatable",
        &[(
            API,
            "operationId: phoneOrEmailBindable",
            "x-reply: envelope\n",
            "x-reply: envelope\n      x-repeatable: true\n",
        )],
    ),
    (
        "javascript-methods",
        &[(API, "operationId: listApplications", "[listApplications]", "[listApplications, listApps]")],
    ),
    // Parameters.
    (
        "parameter-new-and-required",
        &[(
            API,
            "operationId: logout\n",
            "      parameters:\n",
            "      parameters:\n        - name: scope\n          in: query\n          required: true\n          description: What is ended.\n          schema: {type: string}\n          example: all\n",
        )],
    ),
    (
        "parameter-gone",
        &[(
            API,
            "operationId: upload",
            "        - name: private\n          in: query\n          description: Whether nobody else may see the picture.\n          schema: {type: boolean}\n          example: true\n",
            "",
        )],
    ),
    ("parameter-renamed", &[(API, "operationId: logout\n", "name: app_id", "name: appId")]),
    ("parameter-required", &[(API, "- name: private", "in: query\n", "in: query\n          required: true\n")]),
    ("parameter-retyped", &[(API, "operationId: listApplications", "uint32", "int64")]),
    ("header-of-every-call-required", &[(API, "    Lang:", "in: header\n", "in: header\n      required: true\n")]),
    // Members.
    ("member-of-a-reply-renamed", &[(API, "    User:\n", "        nickname:", "        displayName:")]),
    (
        "member-of-a-reply-renamed-and-selected",
        &[
            (API, "    User:\n", "        nickname:", "        displayName:"),
            ("graphql/fragments.graphql", "", "nickname", "displayName"),
        ],
    ),
    (
        "member-of-a-reply-renamed-and-still-read",
        &[(
            API,
            "    User:\n",
            "        nickname: {type: string,",
            "        displayName: {type: string, x-aliases: [nickname],",
        )],
    ),
    ("member-of-a-reply-in-another-case", &[(API, "    User:\n", "        nickname:", "        nickName:")]),
    (
        "member-of-a-reply-gone",
        &[(
            API,
            "    MyDevice:",
            "        lastIp: {type: string, nullable: true, description: The address of the last login.}\n",
            "",
        )],
    ),
    (
        "member-of-a-reply-retyped",
        &[(API, "    MyDevice:", "lastLoginTime: {type: string", "lastLoginTime: {type: integer, format: int64")],
    ),
    (
        "member-of-a-reply-required",
        &[(API, "    MyDevice:", "      properties:", "      required: [lastIp]\n      properties:")],
    ),
    (
        "member-of-a-reply-no-longer-null",
        &[(API, "    MyDevice:", "lastIp: {type: string, nullable: true", "lastIp: {type: string")],
    ),
    (
        "member-of-a-reply-new",
        &[(
            API,
            "    MyDevice:",
            "      properties:\n",
            "      properties:\n        name: {type: string, nullable: true, description: The name.}\n",
        )],
    ),
    ("member-of-a-request-required", &[(API, "    LoginByEmailCodeBody:", "[email, code]", "[email, code, clientIp]")]),
    (
        "member-of-a-request-new-and-required",
        &[
            (API, "    BindEmailVariables:", "[email, emailCode]", "[email, emailCode, step]"),
            (
                API,
                "    BindEmailVariables:",
                "      properties:\n",
                "      properties:\n        step: {type: integer, format: uint32}\n",
            ),
        ],
    ),
    ("member-of-a-request-optional", &[(API, "    LoginByEmailCodeBody:", "[email, code]", "[code]")]),
    (
        "member-no-longer-secret",
        &[(
            API,
            "    LinkedIdentity:",
            "accessToken: {$ref: '#/components/schemas/OptionalSecret'",
            "accessToken: {type: string, nullable: true",
        )],
    ),
    (
        "member-secret",
        &[(
            API,
            "    MyDevice:",
            "lastIp: {type: string, nullable: true, description: The address of the last login.}",
            "lastIp: {$ref: '#/components/schemas/OptionalSecret', x-doc: The address of the last login.}",
        )],
    ),
    (
        "values-known",
        &[(API, "    GrantType:", "[authorization_code, refresh_token,", "[authorization_code, password,")],
    ),
    (
        "type-renamed",
        &[
            (API, "        items: {$ref: '#/components/schemas/MyDevice'", "MyDevice", "UserDevice"),
            (API, "    MyDevice:", "MyDevice", "UserDevice"),
        ],
    ),
    // Documents and codes.
    (
        "document-selects-more",
        &[("graphql/user.graphql", "", "    externalId\n", "    externalId\n    mainDepartmentId\n")],
    ),
    ("document-selects-less", &[("graphql/fragments.graphql", "fragment LoginMembers", "  externalId\n", "")]),
    ("document-variable-required", &[("graphql/user.graphql", "", "$id: String)", "$id: String!)")]),
    (
        "error-code-renamed-and-gone",
        &[("error-codes.csv", "\n2005,", "2005,", "2005,X_"), ("error-codes.csv", "\n2006,", REMOVE_LINE, "")],
    ),
    // Three at a time.
    (
        "three-together",
        &[
            (API, "  /api/v2/users/me/applications/allowed:", REMOVE, ""),
            (API, "    MyDevice:", "        lastIp:", "        lastIpAddress:"),
            ("graphql/user.graphql", "", "    externalId\n", ""),
        ],
    ),
];

/// In the place of a text: the whole part that begins with the anchor; without an anchor, the file.
const REMOVE: &str = "<the part>";
/// In the place of a text: the line.
const REMOVE_LINE: &str = "<the line>";
const BADGES: &str = "paths:
  /api/v2/users/me/badges:
    get:
      operationId: listBadges
      tags: [profile]
      summary: The badges of the logged-in user
      security: [{app: [], bearer: []}]
      x-js: []
      x-source: an example
      x-reply: envelope
      responses:
        2XX:
          description: Done.
          content:
            application/json:
              schema: {$ref: '#/components/schemas/EmptyReply'}
              example: {code: 200, message: ok}
        4XX: {$ref: '#/components/responses/Failure'}
        5XX: {$ref: '#/components/responses/Failure'}
";

/// A copy of `spec/` in a folder of its own.
pub fn copy(name: &str) -> PathBuf {
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
    let to = Path::new(env!("CARGO_TARGET_TMPDIR")).join("rehearsal").join(name);
    let _ = fs::remove_dir_all(&to);
    for part in ["", "graphql"] {
        fs::create_dir_all(to.join(part)).unwrap();
        for entry in fs::read_dir(spec.join(part)).unwrap().map(Result::unwrap) {
            if entry.path().is_file() {
                fs::copy(entry.path(), to.join(part).join(entry.file_name())).unwrap();
            }
        }
    }
    to
}

pub fn change(spec: &Path, (file, anchor, from, to): &Edit) {
    let path = spec.join(file);
    if anchor.is_empty() && *from == REMOVE {
        return fs::remove_file(path).unwrap();
    }
    let text = fs::read_to_string(&path).unwrap();
    let at = text.find(anchor).unwrap_or_else(|| panic!("{file} has no {anchor:?}"));
    let (head, tail) = text.split_at(at);
    let (at, length) = match *from {
        // Until the next key with the same depth.
        REMOVE => {
            let depth = anchor.len() - anchor.trim_start().len();
            let ends = |line: &&str| line.len() - line.trim_start().len() <= depth;
            let kept = tail.split_inclusive('\n').skip(1).take_while(|line| !ends(line));
            (0, anchor.len() + 1 + kept.map(str::len).sum::<usize>())
        }
        REMOVE_LINE => (1, 1 + tail[1..].find('\n').unwrap()),
        from => (tail.find(from).unwrap_or_else(|| panic!("{file} has no {from:?} after {anchor:?}")), from.len()),
    };
    fs::write(path, format!("{head}{}{to}{}", &tail[..at], &tail[at + length..])).unwrap();
}
