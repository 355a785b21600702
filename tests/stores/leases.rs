//! The part of the conformance suite that concerns the leases of refreshes.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use authing_wxapp::{Lease, LeaseHolder, TokenStore};

use crate::{
    conformance::{Place, loaded, put},
    support::session,
};

const LONG: Duration = Duration::from_secs(50);

fn holders<const N: usize>() -> [LeaseHolder; N] {
    std::array::from_fn(|number| LeaseHolder::new(u64::MAX - number as u64))
}

pub async fn a_lease_has_one_holder_until_it_is_released<S: TokenStore>(place: impl AsyncFn() -> Place<S>) {
    let (store, [one, other]) = (place().await, holders());
    assert_eq!(store.lease(one, LONG, None).await.unwrap(), Lease::Taken);
    for awaited in [None, Some(one), Some(other)] {
        assert_eq!(store.lease(other, LONG, awaited).await.unwrap(), Lease::Held(one));
    }
    store.release(other, None).await.unwrap();
    store.release(other, Some("failed".into())).await.unwrap();
    assert_eq!(store.lease(other, LONG, Some(one)).await.unwrap(), Lease::Held(one), "only the holder can release it");
    store.release(one, None).await.unwrap();
    assert_eq!(store.lease(other, LONG, Some(one)).await.unwrap(), Lease::Taken);
    assert_eq!(store.lease(one, LONG, None).await.unwrap(), Lease::Held(other));
}

/// Asks for the lease until it is taken, and returns how long that took.
async fn taken_after(store: &impl TokenStore, holder: LeaseHolder) -> Duration {
    let started = Instant::now();
    while store.lease(holder, LONG, None).await.unwrap() != Lease::Taken {
        assert!(started.elapsed() < Duration::from_secs(30), "the lease does not expire");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    started.elapsed()
}

pub async fn a_lease_that_has_expired_can_be_taken<S: TokenStore>(place: impl AsyncFn() -> Place<S>) {
    let (store, [dead, survivor]) = (place().await, holders());
    assert_eq!(store.lease(dead, Duration::from_millis(300), None).await.unwrap(), Lease::Taken);
    assert!(taken_after(&**store, survivor).await > Duration::from_millis(50));
    assert_eq!(store.lease(dead, LONG, None).await.unwrap(), Lease::Held(survivor));
    store.release(dead, None).await.unwrap();
    assert_eq!(store.lease(dead, LONG, None).await.unwrap(), Lease::Held(survivor), "it belongs to the survivor");
}

pub async fn a_holder_that_asks_again_keeps_the_lease<S: TokenStore>(place: impl AsyncFn() -> Place<S>) {
    let (store, [holder, other]) = (place().await, holders());
    assert_eq!(store.lease(holder, Duration::from_millis(200), None).await.unwrap(), Lease::Taken);
    assert_eq!(store.lease(holder, LONG, None).await.unwrap(), Lease::Taken);
    tokio::time::sleep(Duration::from_millis(250)).await;
    assert_eq!(store.lease(other, LONG, None).await.unwrap(), Lease::Held(holder));
}

pub async fn of_many_who_want_the_lease_one_gets_it<S: TokenStore>(place: impl AsyncFn() -> Place<S>) {
    let store = place().await;
    for round in 0..5 {
        let tries = (0..16).map(|number| {
            let store = Arc::clone(&store);
            let holder = LeaseHolder::new(round * 16 + number);
            tokio::spawn(async move { (holder, store.lease(holder, LONG, None).await.unwrap()) })
        });
        let answers = futures_util::future::join_all(tries).await;
        let answers: Vec<_> = answers.into_iter().map(Result::unwrap).collect();
        let winners: Vec<_> = answers.iter().filter(|(_, lease)| *lease == Lease::Taken).collect();
        let [(winner, _)] = winners[..] else { panic!("{answers:?}") };
        assert!(answers.iter().all(|(holder, lease)| holder == winner || *lease == Lease::Held(*winner)));
        store.release(*winner, None).await.unwrap();
    }
}

pub async fn a_failure_is_for_those_who_wait_for_that_holder<S: TokenStore>(place: impl AsyncFn() -> Place<S>) {
    let (store, [failed, waiting, later, again]) = (place().await, holders());
    assert_eq!(store.lease(failed, LONG, None).await.unwrap(), Lease::Taken);
    assert_eq!(store.lease(waiting, LONG, None).await.unwrap(), Lease::Held(failed));
    store.release(failed, Some("the server is down".into())).await.unwrap();
    for _ in 0..2 {
        let failure = Lease::Failed("the server is down".into());
        assert_eq!(store.lease(waiting, LONG, Some(failed)).await.unwrap(), failure);
    }
    assert_eq!(store.lease(later, LONG, None).await.unwrap(), Lease::Taken, "who has not waited tries again");
    assert_eq!(store.lease(waiting, LONG, Some(failed)).await.unwrap(), Lease::Held(later));
    store.release(later, None).await.unwrap();
    assert_eq!(store.lease(again, LONG, Some(later)).await.unwrap(), Lease::Taken, "a success leaves nothing");
}

pub async fn a_lease_is_independent_of_the_session<S: TokenStore>(place: impl AsyncFn() -> Place<S>) {
    let (store, [holder, other]) = (place().await, holders());
    let version = put(&**store, "a").await;
    assert_eq!(store.lease(holder, LONG, None).await.unwrap(), Lease::Taken);
    assert_eq!(loaded(&**store).await, (version, Some("a".into())));
    // Whoever has the lease: `replace` decides by the version alone.
    assert!(store.replace(version, session("b")).await.unwrap());
    assert!(!store.replace(version, session("late")).await.unwrap());
    store.clear().await.unwrap();
    assert_eq!(store.lease(other, LONG, None).await.unwrap(), Lease::Held(holder));
    store.release(holder, None).await.unwrap();
    assert_eq!(loaded(&**store).await.1, None);
}

pub async fn the_lease_of_a_session_is_no_lease_of_another<S: TokenStore>(place: impl AsyncFn() -> Place<S>) {
    let (one, another, [ada, bob]) = (place().await, place().await, holders());
    assert_eq!(one.lease(ada, LONG, None).await.unwrap(), Lease::Taken);
    assert_eq!(another.lease(bob, LONG, None).await.unwrap(), Lease::Taken);
    another.release(bob, None).await.unwrap();
    assert_eq!(one.lease(bob, LONG, None).await.unwrap(), Lease::Held(ada));
}

pub async fn stores_of_one_session_have_one_key<S: TokenStore>(place: impl AsyncFn() -> Place<S>) {
    let (one, other) = (place().await, place().await);
    assert!(one.session_key().is_some() && one.session_key() == one.session_key());
    assert_ne!(one.session_key(), other.session_key());
}
