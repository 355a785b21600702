//! Every method with everything that can go wrong between it and the server. Each cell of the matrix is one call: the error has
//! the right kind, status, code and message, the hook hears of it once, nothing secret is shown, no session is lost, the call
//! ends in time, and the same client works afterwards.

#![allow(dead_code)]

#[cfg(target_os = "linux")]
#[path = "../support/held.rs"]
mod held;
#[path = "../secrecy/marks.rs"]
mod marks;
#[path = "../secrecy/methods.rs"]
mod methods;
#[path = "../support/mod.rs"]
mod support;
#[path = "../secrecy/watch.rs"]
mod watch;

#[cfg(feature = "rustls")]
mod certificates;
mod faults;
mod server;
#[cfg(target_os = "linux")]
mod soak;
mod uploads;
mod verdict;

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use authing_wxapp::{AuthenticationClient, Session};
use futures_util::{StreamExt as _, stream};

use crate::{
    faults::{Expect, Fault, REPLY_LIMIT},
    server::{Mode, RawServer},
    support::TestStore,
    verdict::Cell,
    watch::{LOG, assert_secret},
};

/// The limit of a call that is to run into it, and of all others, which must not, however busy the machine is.
const SHORT: Duration = Duration::from_millis(250);
const LONG: Duration = Duration::from_secs(50);
/// What a call that never ends is cut off at, which fails the test.
const FOREVER: Duration = Duration::from_secs(60);
/// So many faults are tried at the same time.
const AT_ONCE: usize = 16;

#[tokio::test(flavor = "multi_thread")]
async fn every_method_bears_every_fault() {
    LOG.begin();
    let rows = stream::iter(faults::all()).map(|fault| tokio::spawn(row(fault))).buffer_unordered(AT_ONCE);
    let rows: Vec<(usize, Vec<String>)> = rows.map(|row| row.expect("no call panics")).collect().await;
    let cells: usize = rows.iter().map(|(cells, _)| cells).sum();
    let wrong: Vec<&String> = rows.iter().flat_map(|(_, wrong)| wrong).collect();
    println!("total faults: {} faults, {cells} cells, wrong {}", rows.len(), wrong.len());
    let listed: Vec<&str> = wrong.iter().take(200).map(|one| one.as_str()).collect();
    assert!(wrong.is_empty(), "{} of {cells} cells\n{}", wrong.len(), listed.join("\n"));
    assert!(cells >= 5_000, "{cells} cells are fewer than before");
    assert_secret("log", &LOG.text());
}

/// Tries one fault with every method that sends something. Returns the number of cells, and what was wrong.
async fn row(fault: Fault) -> (usize, Vec<String>) {
    let server = RawServer::start().await;
    let heard = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&heard);
    let timeout = if fault.expect == Expect::Timeout { SHORT } else { LONG };
    let builder = marks::builder(&server.uri()).timeout(timeout).reply_limit(REPLY_LIMIT);
    let client = builder
        .on_error(move |_, _, _| {
            counted.fetch_add(1, SeqCst);
        })
        .build()
        .unwrap();
    let count = methods::calls(&|| client.clone()).len();
    let (mut cells, mut wrong) = (0, Vec::new());
    for index in 0..count {
        let store = TestStore::with_session(session());
        let clients = || client.for_session(store.clone());
        let (method, call) = methods::calls(&clients).swap_remove(index);
        let before = store.session();
        server.reply(fault.mode.clone());
        let (faults, errors) = (server.faults(), heard.load(SeqCst));
        let result = tokio::time::timeout(FOREVER, call).await;
        server.reply(Mode::Good);
        server.settled().await;
        if server.faults() == faults {
            // It sends nothing, or what it needed was at hand.
            continue;
        }
        cells += 1;
        let result = match result {
            Ok(result) => result,
            Err(_) => {
                wrong.push(format!("{method}, {}: it never ends", fault.name));
                continue;
            }
        };
        let cell = Cell { method, fault: &fault, before, after: store.session(), heard: heard.load(SeqCst) - errors };
        wrong.extend(cell.judge(&result).into_iter().map(|why| format!("{method}, {}: {why}", fault.name)));
        wrong.extend(
            still_works(&client, &fault).await.map(|why| format!("{method}, {}: afterwards {why}", fault.name)),
        );
    }
    (cells, wrong)
}

/// A session that the methods of both APIs can use.
fn session() -> Session {
    Session::new(marks::jwt(marks::BEARER), None).with_access_token(marks::jwt(marks::BEARER))
}

/// Whether the client can be used after a fault; if not, the error. Where the limit is short, a busy machine may need several calls.
async fn still_works(client: &AuthenticationClient, fault: &Fault) -> Option<String> {
    let tries = if fault.expect == Expect::Timeout { 50 } else { 1 };
    let mut last = None;
    for _ in 0..tries {
        match client.for_token(marks::jwt(marks::BEARER)).get_current_user().await {
            Ok(_) => return None,
            Err(error) => last = Some(format!("{error:?}")),
        }
    }
    last
}

/// The matrix has every kind of outcome, so that none of its rules is without a case.
#[test]
fn every_outcome_has_faults() {
    let of = |wanted: fn(&Expect) -> bool| faults::all().iter().filter(|fault| wanted(&fault.expect)).count();
    let counts = [
        of(|expect| matches!(expect, Expect::Broken)),
        of(|expect| matches!(expect, Expect::Timeout)),
        of(|expect| matches!(expect, Expect::Refused(..))),
        of(|expect| matches!(expect, Expect::Failed(_))),
        of(|expect| matches!(expect, Expect::Unreadable)),
        of(|expect| matches!(expect, Expect::Odd)),
        of(|expect| matches!(expect, Expect::OddMember)),
        of(|expect| matches!(expect, Expect::Fine)),
    ];
    assert!(counts.iter().all(|count| *count >= 5), "{counts:?}");
}
