//! The rules for the session of one user.

use std::sync::Arc;

use authing_wxapp::{Session, User, Version};

use super::support::{
    Broken, Checked, Store, Suite, at_once, check_rules, ensure, full_session, increment, loaded, replaced, rounds,
    session, token,
};

/// Checks all of them with stores that this function opens.
pub async fn check(suite: &mut Suite, open: &impl AsyncFn() -> Store) {
    check_rules! { suite, open;
        a_new_store_is_empty,
        a_session_is_loaded_as_it_was_stored,
        a_session_is_stored_with_the_loaded_version,
        a_session_with_another_version_is_not_stored,
        putting_replaces_whatever_is_stored,
        every_change_changes_the_version,
        clearing_removes_the_session,
        clearing_an_empty_store_succeeds,
        a_version_from_before_a_logout_is_refused_after_a_new_login,
        a_version_from_before_a_logout_is_refused_while_nobody_is_logged_in,
        of_many_updates_with_the_same_version_exactly_one_succeeds,
        no_update_is_lost,
        a_logout_during_updates_is_never_undone_by_an_earlier_update,
        what_cannot_be_loaded_is_not_stored,
    }
}

async fn a_new_store_is_empty(open: &impl AsyncFn() -> Store) -> Checked {
    let token = token(&open().await).await?;
    ensure!(token.is_none(), "load() on a new store returned a session");
    Ok(())
}

async fn a_session_is_loaded_as_it_was_stored(open: &impl AsyncFn() -> Store) -> Checked {
    // Texts in JSON are what other crates keep in the place of a token.
    for stored in [session("a"), session(""), session(r#"{"began":1,"ended":false}"#), full_session()] {
        let store = open().await;
        let version = store.load().await?.version;
        ensure!(store.replace(version, Arc::clone(&stored)).await?, "replace(…) returned false on a new store");
        ensure!(store.load().await?.session == Some(Arc::clone(&stored)), "{DIFFERS}");
        store.put(Arc::clone(&stored)).await?;
        ensure!(store.load().await?.session == Some(stored), "{DIFFERS}");
    }
    return Ok(());

    const DIFFERS: &str = "load() returned another session than the one that was stored. Keep the whole session as serde_json writes it, in \
        a column without a limit of length: tokens, expiry and user";
}

async fn a_session_is_stored_with_the_loaded_version(open: &impl AsyncFn() -> Store) -> Checked {
    let store = open().await;
    for next in ["a", "b", "c"] {
        replaced(&store, next).await?;
        ensure!(
            token(&store).await?.as_deref() == Some(next),
            "replace(…) returned true and did not store the session"
        );
    }
    Ok(())
}

async fn a_session_with_another_version_is_not_stored(open: &impl AsyncFn() -> Store) -> Checked {
    let store = open().await;
    let empty = loaded(&store).await?.0;
    let first = replaced(&store, "a").await?;
    let second = replaced(&store, "b").await?;
    for version in [empty, first, Version::new(second.get().wrapping_add(2))] {
        ensure!(
            !store.replace(version, session("late")).await?,
            "replace(…) returned true for a version that is not the current one"
        );
        let now = loaded(&store).await?;
        ensure!(now == (second, Some("b".into())), "replace(…) returned false and changed the store nevertheless");
    }
    Ok(())
}

async fn putting_replaces_whatever_is_stored(open: &impl AsyncFn() -> Store) -> Checked {
    let store = open().await;
    for next in ["a", "b"] {
        let before = loaded(&store).await?.0;
        store.put(session(next)).await?;
        ensure!(token(&store).await?.as_deref() == Some(next), "put(…) did not store the session");
        ensure!(!store.replace(before, session("late")).await?, "put(…) did not change the version");
    }
    Ok(())
}

async fn every_change_changes_the_version(open: &impl AsyncFn() -> Store) -> Checked {
    let store = open().await;
    let empty = loaded(&store).await?.0;
    let a = replaced(&store, "a").await?;
    ensure!(loaded(&store).await?.0 == a, "load() changed the version");
    let b = replaced(&store, "b").await?;
    ensure!(empty != a && a != b && b != empty, "replace(…) did not change the version");
    // The same session again is a change too: someone may have stored another one in between.
    let again = replaced(&store, "b").await?;
    store.put(session("c")).await?;
    let c = loaded(&store).await?.0;
    store.clear().await?;
    let cleared = loaded(&store).await?.0;
    ensure!(c != b && c != again, "put(…) did not change the version");
    ensure!(cleared != c && cleared != b, "clear() did not change the version");
    Ok(())
}

async fn clearing_removes_the_session(open: &impl AsyncFn() -> Store) -> Checked {
    let store = open().await;
    replaced(&store, "a").await?;
    store.clear().await?;
    ensure!(token(&store).await?.is_none(), "load() returned a session after clear()");
    replaced(&store, "b").await?;
    ensure!(token(&store).await?.as_deref() == Some("b"), "replace(…) after clear() did not store the session");
    Ok(())
}

async fn clearing_an_empty_store_succeeds(open: &impl AsyncFn() -> Store) -> Checked {
    let store = open().await;
    store.clear().await?;
    store.clear().await?;
    ensure!(token(&store).await?.is_none(), "load() returned a session after clear()");
    Ok(())
}

async fn a_version_from_before_a_logout_is_refused_after_a_new_login(open: &impl AsyncFn() -> Store) -> Checked {
    let store = open().await;
    let before = replaced(&store, "ada").await?;
    store.clear().await?;
    replaced(&store, "bob").await?;
    let stored = store.replace(before, session("ada, renewed")).await?;
    let now = token(&store).await?;
    ensure!(
        !stored && now.as_deref() == Some("bob"),
        "the version of a removed session came back for the next one, so that an old refresh replaced the session of another user. Let \
         versions go on after clear(), or start at a random number"
    );
    Ok(())
}

async fn a_version_from_before_a_logout_is_refused_while_nobody_is_logged_in(
    open: &impl AsyncFn() -> Store,
) -> Checked {
    let store = open().await;
    let before = replaced(&store, "ada").await?;
    store.clear().await?;
    let stored = store.replace(before, session("ada, renewed")).await?;
    ensure!(
        !stored && token(&store).await?.is_none(),
        "replace(…) with a version from before clear() undid the logout"
    );
    Ok(())
}

async fn of_many_updates_with_the_same_version_exactly_one_succeeds(open: &impl AsyncFn() -> Store) -> Checked {
    let store = open().await;
    for round in rounds() {
        let version = loaded(&store).await?.0;
        let updates = at_once(16, |number| {
            let store = store.clone();
            async move {
                let token = format!("{round}-{number}");
                Ok(store.replace(version, session(&token)).await?.then_some(token))
            }
        });
        let mut winners: Vec<_> = updates.await?.into_iter().flatten().collect();
        ensure!(
            winners.len() == 1,
            "of 16 calls of replace(…) at the same time with the same version {} returned true. Compare and write in one atomic step",
            winners.len()
        );
        ensure!(token(&store).await? == winners.pop(), "the stored session is not that of the call that returned true");
    }
    Ok(())
}

async fn no_update_is_lost(open: &impl AsyncFn() -> Store) -> Checked {
    let store = open().await;
    at_once(8, |_| {
        let store = store.clone();
        async move {
            for _ in 0..10 {
                increment(&store).await?;
            }
            Ok(())
        }
    })
    .await?;
    let count = token(&store).await?.unwrap_or_default();
    ensure!(
        count == "80",
        "80 updates returned true, and {count} of them are in the store. Compare and write in one atomic step"
    );
    Ok(())
}

async fn a_logout_during_updates_is_never_undone_by_an_earlier_update(open: &impl AsyncFn() -> Store) -> Checked {
    for _ in rounds() {
        let store = open().await;
        let version = replaced(&store, "old").await?;
        at_once(2, |number| {
            let store = store.clone();
            async move {
                match number {
                    0 => store.clear().await,
                    _ => store.replace(version, session("new")).await.map(drop),
                }
            }
        })
        .await?;
        ensure!(token(&store).await?.is_none(), "a call of replace(…) during clear() undid the logout");
    }
    Ok(())
}

/// A user with a member that is nested deeper than a reader permits. A store that writes it and cannot read it has lost the session.
async fn what_cannot_be_loaded_is_not_stored(open: &impl AsyncFn() -> Store) -> Checked {
    let store = open().await;
    for depth in (1..20).chain(100..140) {
        let deep = nested(depth);
        let before = replaced(&store, "a").await?;
        for putting in [false, true] {
            let version = loaded(&store).await?.0;
            let stored = match putting {
                true => store.put(Arc::clone(&deep)).await.is_ok(),
                false => store.replace(version, Arc::clone(&deep)).await.unwrap_or(false),
            };
            let now = store.load().await;
            if stored {
                let Ok(now) = now else {
                    return Err(Broken(UNREADABLE.into()));
                };
                ensure!(
                    now.session.as_ref() == Some(&deep),
                    "a user with a deeply nested member was stored, and another one was loaded"
                );
            } else {
                let now = now?;
                ensure!(depth > 100, "a user with a member that is {depth} lists deep was not stored");
                ensure!(now.version == before, "a session was refused, and the store has changed");
            }
        }
    }
    Ok(())
}

const UNREADABLE: &str = "a user with a deeply nested member was stored, and load() cannot read it, so that the user is logged out for good. \
    Read the text back before you store it, and return a StoreError when that fails";

fn nested(depth: usize) -> Arc<Session> {
    let mut user = serde_json::from_str::<User>(r#"{"id":"ada"}"#).expect("the user of the checks is valid");
    user.direct_management = Some((0..depth).fold(serde_json::json!(1), |inner, _| serde_json::json!([inner])));
    Arc::new(Session::new("deep", Some(user)))
}
