//! The rules for leases.

use std::time::{Duration, Instant};

use authing_wxapp::{Lease, LeaseHolder};

use super::support::{
    Checked, Store, Suite, at_once, check_rules, ensure, loaded, replaced, rounds, session, token, until,
};

/// Checks all of them with stores that this function opens.
pub async fn check(suite: &mut Suite, open: &impl AsyncFn() -> Store) {
    check_rules! { suite, open;
        a_lease_has_one_holder_until_it_is_released,
        only_the_holder_can_release_a_lease,
        a_lease_that_has_expired_can_be_taken,
        a_holder_that_asks_again_keeps_the_lease,
        of_many_who_want_the_lease_one_gets_it,
        a_failure_is_for_those_who_wait_for_that_holder,
        a_lease_is_independent_of_the_session,
        the_lease_of_a_session_is_no_lease_of_another,
        stores_of_one_session_have_one_key,
    }
}

/// Longer than any rule needs a lease.
const LONG: Duration = Duration::from_secs(50);

/// Numbers as large as they can be: a column for signed numbers is too small for them.
fn holders<const N: usize>() -> [LeaseHolder; N] {
    std::array::from_fn(|number| LeaseHolder::new(u64::MAX - number as u64))
}

/// Asks for the lease of a store, and ends the rule as broken unless this is the answer.
macro_rules! ensure_lease {
    ($store:expr, $holder:expr, $awaited:expr => $expected:expr, $text:literal) => {
        let (answer, expected) = ($store.lease($holder, LONG, $awaited).await?, $expected);
        ensure!(answer == expected, "{}: lease(…) answered {answer:?} instead of {expected:?}", $text);
    };
}

async fn a_lease_has_one_holder_until_it_is_released(open: &impl AsyncFn() -> Store) -> Checked {
    let (store, [one, other]) = (open().await, holders());
    ensure_lease!(store, one, None => Lease::Taken, "nobody has the lease");
    for awaited in [None, Some(one), Some(other)] {
        ensure_lease!(store, other, awaited => Lease::Held(one), "another one has the lease");
    }
    store.release(one, None).await?;
    ensure_lease!(store, other, Some(one) => Lease::Taken, "the lease was released");
    ensure_lease!(store, one, None => Lease::Held(other), "the lease was released and taken again");
    Ok(())
}

async fn only_the_holder_can_release_a_lease(open: &impl AsyncFn() -> Store) -> Checked {
    let (store, [one, other]) = (open().await, holders());
    ensure_lease!(store, one, None => Lease::Taken, "nobody has the lease");
    store.release(other, None).await?;
    store.release(other, Some("failed".into())).await?;
    ensure_lease!(store, other, Some(one) => Lease::Held(one), "another one than the holder called release(…)");
    Ok(())
}

async fn a_lease_that_has_expired_can_be_taken(open: &impl AsyncFn() -> Store) -> Checked {
    let (store, [dead, survivor]) = (open().await, holders());
    let (lifetime, started) = (Duration::from_millis(300), Instant::now());
    ensure!(
        store.lease(dead, lifetime, None).await? == Lease::Taken,
        "nobody has the lease, and lease(…) did not give it"
    );
    let taken = until(&Lease::Taken, Duration::from_secs(10), async || store.lease(survivor, LONG, None).await).await?;
    ensure!(taken, "a lease of 300 ms had not expired after 10 s, so that a holder that has died blocks all others");
    let waited = started.elapsed();
    ensure!(waited > Duration::from_millis(50), "a lease of 300 ms had expired after {} ms", waited.as_millis());
    ensure_lease!(store, dead, None => Lease::Held(survivor), "the lease has expired and was taken by another one");
    store.release(dead, None).await?;
    ensure_lease!(store, dead, None => Lease::Held(survivor), "the holder of an expired lease called release(…)");
    Ok(())
}

async fn a_holder_that_asks_again_keeps_the_lease(open: &impl AsyncFn() -> Store) -> Checked {
    let (store, [holder, other]) = (open().await, holders());
    let lifetime = Duration::from_millis(200);
    ensure!(
        store.lease(holder, lifetime, None).await? == Lease::Taken,
        "nobody has the lease, and lease(…) did not give it"
    );
    ensure_lease!(store, holder, None => Lease::Taken, "the holder asked again");
    tokio::time::sleep(lifetime * 2).await;
    ensure_lease!(store, other, None => Lease::Held(holder), "the holder asked again, for longer");
    Ok(())
}

async fn of_many_who_want_the_lease_one_gets_it(open: &impl AsyncFn() -> Store) -> Checked {
    let store = open().await;
    for round in rounds() {
        let answers = at_once(16, |number| {
            let (store, holder) = (store.clone(), LeaseHolder::new(round * 16 + number as u64));
            async move { Ok((holder, store.lease(holder, LONG, None).await?)) }
        });
        let answers = answers.await?;
        let winners: Vec<_> = answers.iter().filter(|(_, lease)| *lease == Lease::Taken).collect();
        let count = winners.len();
        ensure!(
            count == 1,
            "of 16 who asked at the same time {count} got the lease. Compare and write in one atomic step"
        );
        let winner = winners[0].0;
        for (holder, answer) in &answers {
            ensure!(
                *holder == winner || *answer == Lease::Held(winner),
                "{winner:?} got the lease, and another one was answered {answer:?}"
            );
        }
        store.release(winner, None).await?;
    }
    Ok(())
}

async fn a_failure_is_for_those_who_wait_for_that_holder(open: &impl AsyncFn() -> Store) -> Checked {
    let (store, [failed, waiting, later, again]) = (open().await, holders());
    ensure_lease!(store, failed, None => Lease::Taken, "nobody has the lease");
    ensure_lease!(store, waiting, None => Lease::Held(failed), "another one has the lease");
    store.release(failed, Some("the server is down".into())).await?;
    for _ in 0..2 {
        let failure = Lease::Failed("the server is down".into());
        ensure_lease!(store, waiting, Some(failed) => failure, "the awaited holder released the lease with a failure");
    }
    ensure_lease!(store, later, None => Lease::Taken, "the failure of another holder is not for one who did not wait for it");
    ensure_lease!(store, waiting, Some(failed) => Lease::Held(later), "the lease was taken after a failure");
    store.release(later, None).await?;
    ensure_lease!(store, again, Some(later) => Lease::Taken, "the awaited holder released the lease without a failure");
    Ok(())
}

async fn a_lease_is_independent_of_the_session(open: &impl AsyncFn() -> Store) -> Checked {
    let (store, [holder, other]) = (open().await, holders());
    let version = replaced(&store, "a").await?;
    ensure_lease!(store, holder, None => Lease::Taken, "nobody has the lease");
    ensure!(loaded(&store).await? == (version, Some("a".into())), "lease(…) changed the session or its version");
    ensure!(store.replace(version, session("b")).await?, "replace(…) returned false because of a lease");
    ensure!(!store.replace(version, session("late")).await?, "replace(…) stored an old version because of a lease");
    store.clear().await?;
    ensure_lease!(store, other, None => Lease::Held(holder), "clear() was called while someone had the lease");
    store.release(holder, None).await?;
    ensure!(token(&store).await?.is_none(), "release(…) brought a session back");
    Ok(())
}

async fn the_lease_of_a_session_is_no_lease_of_another(open: &impl AsyncFn() -> Store) -> Checked {
    let (one, another, [ada, bob]) = (open().await, open().await, holders());
    ensure_lease!(one, ada, None => Lease::Taken, "nobody has the lease");
    ensure_lease!(another, bob, None => Lease::Taken, "only the lease of another session was taken");
    another.release(bob, None).await?;
    ensure_lease!(one, bob, None => Lease::Held(ada), "only the lease of another session was released");
    Ok(())
}

async fn stores_of_one_session_have_one_key(open: &impl AsyncFn() -> Store) -> Checked {
    let (one, other) = (open().await, open().await);
    ensure!(
        one.session_key().is_some(),
        "session_key() returned None, so that clients of one program cannot share a refresh"
    );
    ensure!(one.session_key() == one.session_key(), "session_key() returned another text when it was called again");
    ensure!(one.session_key() != other.session_key(), "session_key() returned one text for two sessions");
    Ok(())
}
