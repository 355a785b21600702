//! A long life of one client with many sessions, in which every hundredth reply is a fault. What the process holds is counted at
//! the end of each tenth, when no call is under way.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use futures_util::{StreamExt as _, stream};

use crate::{
    faults::{self, REPLY_LIMIT},
    held::Held,
    marks, methods,
    server::{Good, Mode, RawServer, Step},
    support::TestStore,
};

const CALLS: usize = 200_000;
const TENTHS: usize = 10;
/// So many sessions are used at the same time, each with every method at once.
const SESSIONS: usize = 4;
/// One reply in so many is a fault.
const EVERY: usize = 100;
/// What a fault that says nothing costs.
const TIMEOUT: Duration = Duration::from_secs(2);

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes: cargo test --test faults -- --ignored --nocapture two_hundred_thousand"]
async fn two_hundred_thousand_calls_leave_nothing_behind() {
    let server = RawServer::start().await;
    let replies = Arc::new(AtomicUsize::new(0));
    server.reply(Mode::Faulty(sometimes(Arc::clone(&replies))));
    let client = marks::builder(&server.uri()).timeout(TIMEOUT).reply_limit(REPLY_LIMIT).build().unwrap();
    let failures = AtomicUsize::new(0);

    let mut held = Vec::new();
    for tenth in 1..=TENTHS {
        let sessions = stream::repeat_with(|| async {
            let store = TestStore::with(&marks::jwt(marks::BEARER), None);
            let clients = || client.for_session(store.clone());
            let calls = methods::calls(&clients);
            let calls = calls.into_iter().map(|(_, call)| async { call.await.is_err() });
            let failed = futures_util::future::join_all(calls).await.into_iter().filter(|failed| *failed).count();
            failures.fetch_add(failed, SeqCst);
        });
        let more = || std::future::ready(replies.load(SeqCst) < CALLS * tenth / TENTHS);
        sessions.take_while(|_| more()).buffer_unordered(SESSIONS).collect::<()>().await;
        let now = Held::now();
        println!("{:>7} replies: {now}", replies.load(SeqCst));
        held.push(now);
    }

    let (replies, faults) = (replies.load(SeqCst), server.faults());
    println!("total soak: {replies} replies, {faults} faults, {} calls failed", failures.load(SeqCst));
    assert!(replies >= CALLS && faults >= CALLS / EVERY, "{replies} replies, {faults} faults");
    // The first tenths fill the pool of connections and the heap.
    let (early, late) = (Held::most(&held[..TENTHS / 2]), Held::most(&held[TENTHS / 2..]));
    assert!(late.threads <= early.threads, "threads: {early}, then {late}");
    assert!(late.files <= early.files + early.files / 4 + 8, "files and sockets: {early}, then {late}");
    assert!(late.tasks <= early.tasks + early.tasks / 4 + 8, "tasks: {early}, then {late}");
    assert!(late.memory <= early.memory + early.memory / 10, "memory: {early}, then {late}");
}

/// Faults in turn, one in [`EVERY`] replies.
fn sometimes(replies: Arc<AtomicUsize>) -> crate::server::Play {
    let of = |fault: faults::Fault| match fault.mode {
        Mode::Faulty(play) => Some(play),
        Mode::Good | Mode::Early(_) => None,
    };
    let plays: Vec<_> = faults::all().into_iter().filter_map(of).collect();
    Arc::new(move |good: &Good| -> Vec<Step> {
        let reply = replies.fetch_add(1, SeqCst);
        match reply % EVERY {
            // Some faults have no place in some replies.
            0 => {
                let in_turn = plays.iter().cycle().skip(reply / EVERY % plays.len()).take(plays.len());
                in_turn.map(|play| play(good)).find(|steps| !steps.is_empty()).unwrap_or_default()
            }
            _ => Vec::new(),
        }
    })
}
