//! What can go wrong, each with what the client must make of it.

mod members;

use std::sync::Arc;

use serde_json::{Value, json};

use crate::server::{
    Good, Mode, Play,
    Step::{self, Close, CloseSeen, Drip, Repeat, Reset, Send, Silence},
    http,
};

/// What the client must make of a fault.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Expect {
    /// The connection ended before a reply was whole.
    Broken,
    Timeout,
    /// An error of the server: the HTTP status, the code and the message.
    Refused(u16, i64, &'static str),
    /// The same, with a message that the client writes.
    Failed(u16),
    /// A success without what it promises.
    Unreadable,
    /// As if nothing were wrong.
    Fine,
    /// Unreadable for whoever needs what is odd, and fine for all others.
    Odd,
    /// Unreadable for whoever needs this member, and fine for all others.
    OddMember,
}

pub struct Fault {
    pub name: String,
    pub expect: Expect,
    pub mode: Mode,
}

/// The limit of a reply, which some faults exceed.
pub const REPLY_LIMIT: usize = 64 * 1024;
/// A refusal that no method takes for anything else.
const CODE: i64 = 4999;
const MESSAGE: &str = "there is no such thing";
const PAGE: &str = "<!doctype html><html><body>a gateway</body></html>";

/// Every fault.
pub fn all() -> Vec<Fault> {
    let mut faults = broken();
    faults.extend(slow());
    faults.extend(redirects());
    faults.extend(refusals());
    faults.extend(unreadable());
    faults.extend(odd());
    faults.extend(fine());
    faults.extend(members::all());
    faults
}

fn fault(name: &str, expect: Expect, play: impl Fn(&Good) -> Vec<Step> + std::marker::Send + Sync + 'static) -> Fault {
    Fault { name: name.into(), expect, mode: Mode::Faulty(Arc::new(play)) }
}

/// A head that promises more than the body has.
fn promising(good: &Good) -> Vec<u8> {
    let length = (good.body.len() + 100).to_string();
    http("200 OK", &[("content-type", &good.content_type), ("content-length", &length)], &good.body)
}

/// The good reply without its last bytes, under the length of the whole.
fn half(good: &Good) -> Vec<u8> {
    let mut bytes = good.http("200 OK", &[]);
    bytes.truncate(bytes.len() - good.body.len() / 2 - 1);
    bytes
}

fn broken() -> Vec<Fault> {
    use Expect::Broken;
    let early: Play = Arc::new(|_| vec![Reset]);
    vec![
        Fault { name: "reset while the request is sent".into(), expect: Broken, mode: Mode::Early(early) },
        fault("closed before the head", Broken, |_| vec![Close]),
        fault("reset before the head", Broken, |_| vec![Reset]),
        fault("closed in the status line", Broken, |_| vec![Send(b"HTTP/1.".to_vec()), Close]),
        fault("closed in the head", Broken, |_| vec![Send(b"HTTP/1.1 200 OK\r\ncontent-".to_vec()), Close]),
        fault("reset in the head", Broken, |_| vec![Send(b"HTTP/1.1 200 OK\r\ncontent-".to_vec()), Reset]),
        fault("closed before the body", Broken, |_| {
            vec![Send(http("200 OK", &[("content-length", "100")], b"")), Close]
        }),
        fault("closed in the body", Broken, |good| vec![Send(half(good)), Close]),
        fault("closed after less than was promised", Broken, |good| vec![Send(promising(good)), Close]),
        fault("closed in a chunk", Broken, |good| {
            let head = http("200 OK", &[("transfer-encoding", "chunked")], b"fff\r\n");
            vec![Send(head), Send(good.body.clone()), Close]
        }),
        fault("closed before the last chunk", Broken, |good| {
            // A chunk of no length would be the last one.
            let body = [&good.body[..], b" "].concat();
            let head = http("200 OK", &[("transfer-encoding", "chunked")], format!("{:x}\r\n", body.len()).as_bytes());
            vec![Send(head), Send(body), Send(b"\r\n".to_vec()), Close]
        }),
        fault("a chunk without a length", Broken, |_| {
            vec![Send(http("200 OK", &[("transfer-encoding", "chunked")], b"many\r\n{}\r\n")), Close]
        }),
        fault("no HTTP", Broken, |_| vec![Send(b"SSH-2.0-OpenSSH_9.2\r\n".to_vec()), Close]),
        fault("an alert of TLS", Broken, |_| vec![Send(b"\x15\x03\x01\x00\x02\x02\x28".to_vec()), Close]),
        fault("a status that is no number", Broken, |_| vec![Send(b"HTTP/1.1 OK 200\r\n\r\n".to_vec()), Close]),
        fault("a header with a NUL", Broken, |_| vec![Send(b"HTTP/1.1 200 OK\r\nx: \0\r\n\r\n".to_vec()), Close]),
        fault("a head without an end", Broken, |_| {
            let line = format!("x-filler: {}\r\n", "x".repeat(1000));
            vec![Send(b"HTTP/1.1 200 OK\r\n".to_vec()), Repeat(line.into_bytes())]
        }),
        fault("lengths that disagree", Broken, |good| {
            vec![Send(http("200 OK", &[("content-length", "2"), ("content-length", "3")], &good.body)), Close]
        }),
    ]
}

fn slow() -> Vec<Fault> {
    use Expect::Timeout;
    vec![
        fault("silence", Timeout, |_| vec![Silence]),
        fault("silence in the head", Timeout, |_| vec![Send(b"HTTP/1.1 200 OK\r\ncontent-".to_vec()), Silence]),
        fault("silence in the body", Timeout, |good| vec![Send(half(good)), Silence]),
        fault("a dripping head", Timeout, |good| vec![Drip(good.http("200 OK", &[]))]),
        fault("a dripping body", Timeout, |good| {
            let whole = good.http("200 OK", &[]);
            let head = whole.len() - good.body.len();
            // However short the body is, it does not end in time.
            let length = (good.body.len() + 100).to_string();
            let long = http("200 OK", &[("content-length", &length)], b"");
            vec![Send(long), Drip(whole[head..].repeat(100))]
        }),
        fault("interim replies without an end", Timeout, |_| {
            vec![Repeat(b"HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n".to_vec())]
        }),
    ]
}

fn redirects() -> Vec<Fault> {
    let to = |status: u16, target: &'static str| {
        fault(&format!("{status} to {target}"), Expect::Failed(status), move |_| {
            vec![Send(http(&format!("{status} Moved"), &[("location", target), ("content-length", "0")], b""))]
        })
    };
    [301, 302, 303, 307, 308]
        .into_iter()
        .flat_map(|status| {
            ["/elsewhere", "https://elsewhere.invalid/", "http://127.0.0.1:1/"].map(|target| to(status, target))
        })
        .chain([fault("300 without a target", Expect::Failed(300), |_| {
            vec![Send(http("300 Multiple Choices", &[("content-length", "0")], b""))]
        })])
        .collect()
}

/// A failure in each envelope under each status.
fn refusals() -> Vec<Fault> {
    let bodies: [(&str, Value); 4] = [
        ("the envelope of v2", json!({ "code": CODE, "message": MESSAGE })),
        ("the envelope of v3", json!({ "statusCode": 499, "apiCode": CODE, "message": MESSAGE })),
        (
            "the errors of GraphQL",
            json!({ "errors": [{ "message": { "code": CODE, "message": MESSAGE } }], "data": null }),
        ),
        (
            "an error of GraphQL with text",
            json!({ "errors": [{ "message": MESSAGE, "extensions": { "code": CODE } }] }),
        ),
    ];
    let mut faults = Vec::new();
    for status in [400, 401, 403, 429, 500, 503] {
        let line = format!("{status} Failure");
        for (name, body) in &bodies[..3] {
            let (line, body) = (line.clone(), body.to_string());
            faults.push(fault(&format!("{status} with {name}"), Expect::Refused(status, CODE, MESSAGE), move |good| {
                vec![Send(good.json(body.clone()).http(&line, &[("retry-after", "7")]))]
            }));
        }
        let others: [(&str, &str, &str); 6] = [
            ("a page", "text/html", PAGE),
            ("text", "text/plain", "no"),
            ("nothing", "application/json", ""),
            ("cut JSON", "application/json", r#"{"code": 4999, "mess"#),
            ("a list", "application/json", "[1, 2]"),
            ("null", "application/json", "null"),
        ];
        for (name, content_type, body) in others {
            let line = line.clone();
            faults.push(fault(&format!("{status} with {name}"), Expect::Failed(status), move |_| {
                let length = body.len().to_string();
                vec![Send(http(&line, &[("content-type", content_type), ("content-length", &length)], body.as_bytes()))]
            }));
        }
    }
    for (name, body) in &bodies[..3] {
        let body = body.to_string();
        faults.push(fault(&format!("success with {name}"), Expect::Refused(200, CODE, MESSAGE), move |good| {
            vec![Send(good.json(body.clone()).http("200 OK", &[]))]
        }));
    }
    faults
}

fn unreadable() -> Vec<Fault> {
    let body = |name: &str, body: &'static [u8]| {
        fault(name, Expect::Unreadable, move |good| vec![Send(good.json(body).http("200 OK", &[]))])
    };
    let page = |name: &str, head: &'static str| {
        fault(name, Expect::Unreadable, move |good| {
            let page = Good { content_type: "text/html; charset=utf-8".into(), ..good.with(format!("{head}{PAGE}")) };
            vec![Send(page.http("200 OK", &[]))]
        })
    };
    vec![
        page("a page", ""),
        page("a page behind a comment", "<!-- maintenance -->\n"),
        page("a page behind a byte order mark", "\u{feff}"),
        body("cut JSON", br#"{"code":200,"message":"ok","data":{"id":"#),
        body("JSON and more", br#"{"code":200,"data":{"id":"x"}} and more"#),
        body("a nest without an end", &[b'['; 20_000]),
        body("only NULs", &[0; 64]),
        fault("a reply beyond the limit", Expect::Unreadable, |_| {
            vec![Send(http("200 OK", &[("content-type", "application/json")], b"")), Repeat(vec![b' '; 4096])]
        }),
        fault("the promise of a reply beyond the limit", Expect::Unreadable, |good| {
            vec![Send(http("200 OK", &[("content-length", "99999999999")], &good.body)), Silence]
        }),
        fault("gzip that nobody asked for", Expect::Unreadable, |good| {
            let gzip: &[u8] = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xab\x56\xca\x4e\xad\x54\x02\x00";
            vec![Send(good.json(gzip).http("200 OK", &[("content-encoding", "gzip")]))]
        }),
    ]
}

fn odd() -> Vec<Fault> {
    let body = |name: &str, body: &'static str| {
        fault(name, Expect::Odd, move |good| vec![Send(good.json(body).http("200 OK", &[]))])
    };
    vec![
        body("an empty object", "{}"),
        body("null", "null"),
        body("a list", "[]"),
        body("a text", "\"done\""),
        body("a number", "1e400"),
        body("true", "true"),
        body("a success without data", r#"{"code":200,"message":"ok"}"#),
        body("a success with null", r#"{"code":200,"message":"ok","data":null}"#),
        body("a success with an empty object", r#"{"code":200,"message":"ok","data":{}}"#),
        body("a success with a list", r#"{"code":200,"message":"ok","data":[]}"#),
        body("a success with text", r#"{"code":200,"message":"ok","data":"done"}"#),
        body("a success of v3 without data", r#"{"statusCode":200,"message":"ok"}"#),
        body("GraphQL without data", r#"{"data":null}"#),
        body("GraphQL with an empty object", r#"{"data":{}}"#),
        body("GraphQL with two fields", r#"{"data":{"a":{"id":"x"},"b":1}}"#),
        // Read as JavaScript does.
        fault("bytes that are no text", Expect::Odd, |good| {
            vec![Send(good.json(b"{\"code\":200,\"data\":{\"id\":\"\xff\xfe\"}}").http("200 OK", &[]))]
        }),
        fault("an empty success", Expect::Odd, |good| vec![Send(good.with("").http("200 OK", &[]))]),
        fault("204", Expect::Odd, |_| vec![Send(http("204 No Content", &[], b""))]),
        fault("a head and the end", Expect::Odd, |_| {
            vec![Send(http("200 OK", &[("connection", "close")], b"")), Close]
        }),
    ]
}

/// What a client has to bear: the reply is right, whatever its form.
fn fine() -> Vec<Fault> {
    use Expect::Fine;
    let text = |name: &str, change: fn(&str) -> String| {
        fault(name, Fine, move |good| {
            let body = String::from_utf8_lossy(&good.body);
            vec![Send(good.with(change(&body)).http("200 OK", &[]))]
        })
    };
    vec![
        fault("another success", Fine, |good| vec![Send(good.http("201 Created", &[]))]),
        fault("an interim reply before it", Fine, |good| {
            vec![Send(b"HTTP/1.1 100 Continue\r\n\r\n".to_vec()), Send(good.http("200 OK", &[]))]
        }),
        fault("HTTP/1.0 and the end", Fine, |good| {
            let mut whole = http("200 OK", &good.head(), &good.body);
            whole[..8].copy_from_slice(b"HTTP/1.0");
            vec![Send(whole), Close]
        }),
        fault("closed after it", Fine, |good| vec![Send(good.http("200 OK", &[])), CloseSeen]),
        fault("the last one of its connection", Fine, |good| {
            vec![Send(good.http("200 OK", &[("connection", "close")])), Close]
        }),
        fault("in chunks of one byte", Fine, |good| {
            let mut bytes = http("200 OK", &[&good.head()[..], &[("transfer-encoding", "chunked")]].concat(), b"");
            for byte in &good.body {
                bytes.extend([b"1\r\n".as_slice(), &[*byte], b"\r\n"].concat());
            }
            bytes.extend(b"0\r\n\r\n");
            vec![Send(bytes)]
        }),
        fault("many headers", Fine, |good| {
            let names: Vec<String> = (0..80).map(|n| format!("x-filler-{n}")).collect();
            let headers: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "x")).collect();
            vec![Send(good.http("200 OK", &headers))]
        }),
        text("space around it", |body| format!(" \r\n\t{body}\n ")),
        text("a byte order mark before it", |body| format!("\u{feff}{body}")),
    ]
}
