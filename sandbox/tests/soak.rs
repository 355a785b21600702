//! A long life of one sandbox with many clients at a time. The test is alone in its process, because it counts the resources of
//! the process.

#![cfg(target_os = "linux")]

#[path = "../../tests/support/held.rs"]
mod held;

use std::{
    sync::atomic::{AtomicUsize, Ordering::SeqCst},
    time::{Duration, Instant},
};

use authing_sandbox::Sandbox;
use authing_wxapp::MemoryStore;
use held::Held;

const CLIENTS: usize = 64;
const LIFE: Duration = Duration::from_secs(600);
const TENTHS: u32 = 10;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes ten minutes: cargo test -p authing-sandbox --test soak -- --ignored --nocapture"]
async fn sixty_four_clients_leave_nothing_but_their_users() {
    let sandbox = Sandbox::start().await.unwrap();
    let calls = AtomicUsize::new(0);
    let began = Instant::now();
    let mut held = Vec::new();
    for tenth in 1..=TENTHS {
        // Each client keeps its user, so that the number of users is the same at the end of each tenth.
        let clients = (0..CLIENTS).map(|client| visits(&sandbox, client, &calls, began + LIFE * tenth / TENTHS));
        futures_util::future::join_all(clients).await;
        let now = Held::now();
        println!("{:>8} calls, {} users: {now}", calls.load(SeqCst), sandbox.users().len());
        held.push(now);
    }
    assert_eq!(sandbox.users().len(), CLIENTS);
    // The first half fills the log of requests, the lists of sessions and the heap.
    let (early, late) = (Held::most(&held[..5]), Held::most(&held[5..]));
    assert!(late.files <= early.files + 8, "files and sockets: {early}, then {late}");
    assert!(late.tasks <= early.tasks + 8, "tasks: {early}, then {late}");
    assert!(late.threads <= early.threads, "threads: {early}, then {late}");
    assert!(late.memory <= early.memory + early.memory / 10, "memory: {early}, then {late}");
}

/// One client logs in, looks at its profile, changes it and logs out, again and again.
async fn visits(sandbox: &Sandbox, client: usize, calls: &AtomicUsize, until: Instant) {
    let user = sandbox.wechat().user(&format!("openid-{client}"));
    // What counts is what is left, and not how busy the machine is.
    let authing = sandbox.client_builder().timeout(Duration::from_secs(60)).build().unwrap();
    while Instant::now() < until {
        let session = authing.for_session(MemoryStore::default());
        session.login_by_code(user.login()).await.unwrap();
        session.update_profile().nickname(format!("user {client}")).await.unwrap();
        assert!(session.get_current_user().await.unwrap().is_some());
        assert!(session.login_by_code("no such code").await.is_err());
        session.logout().await.unwrap();
        calls.fetch_add(5, SeqCst);
    }
}
