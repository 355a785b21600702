//! The rules for the sessions of many users.

use std::sync::Arc;

use authing_wxapp::{SessionId, SessionStore};

use super::support::{Broken, Checked, Store, Suite, at_once, check_rules, ensure, loaded, replaced, session, token};

/// Checks all of them with stores that this function opens.
pub async fn check(suite: &mut Suite, open: &impl AsyncFn() -> Arc<dyn SessionStore>) {
    check_rules! { suite, open;
        an_id_that_nobody_has_logged_in_with_is_empty,
        one_id_opens_one_session,
        each_id_has_its_own_session,
        sessions_of_many_ids_are_stored_at_the_same_time,
        stores_of_one_id_have_one_session_key,
        a_session_key_does_not_tell_the_id,
    }
}

fn open_one(sessions: &Arc<dyn SessionStore>, id: &SessionId) -> Store {
    Store(sessions.open(id))
}

fn id() -> Result<SessionId, Broken> {
    SessionId::random().map_err(|error| Broken(error.to_string()))
}

async fn an_id_that_nobody_has_logged_in_with_is_empty(open: &impl AsyncFn() -> Arc<dyn SessionStore>) -> Checked {
    let sessions = open().await;
    let store = open_one(&sessions, &id()?);
    ensure!(token(&store).await?.is_none(), "a new id opened a session");
    store.clear().await?;
    ensure!(token(&store).await?.is_none(), "a new id opened a session after clear()");
    Ok(())
}

async fn one_id_opens_one_session(open: &impl AsyncFn() -> Arc<dyn SessionStore>) -> Checked {
    let (sessions, id) = (open().await, id()?);
    // One that was opened before the login, and one that is opened after it.
    let earlier = open_one(&sessions, &id);
    let version = replaced(&open_one(&sessions, &id), "a").await?;
    let read_again: SessionId = id.expose().parse().map_err(|_| Broken("an id could not be read".into()))?;
    for store in [&earlier, &open_one(&sessions, &read_again)] {
        ensure!(
            loaded(store).await? == (version, Some("a".into())),
            "a session was stored, and another store of the same id did not load it with its version"
        );
    }
    ensure!(
        earlier.replace(version, session("b")).await?,
        "replace(…) refused the version of another store of the same id"
    );
    let late = open_one(&sessions, &id).replace(version, session("late")).await?;
    ensure!(!late, "replace(…) did not see a change by another store of the same id");
    open_one(&sessions, &id).clear().await?;
    ensure!(token(&earlier).await?.is_none(), "clear() did not remove the session for another store of the same id");
    Ok(())
}

async fn each_id_has_its_own_session(open: &impl AsyncFn() -> Arc<dyn SessionStore>) -> Checked {
    let sessions = open().await;
    let ids: Vec<_> = (0..20).map(|_| id()).collect::<Result<_, _>>()?;
    let mut versions = Vec::new();
    for (number, id) in ids.iter().enumerate() {
        versions.push(replaced(&open_one(&sessions, id), number).await?);
    }
    open_one(&sessions, &ids[0]).clear().await?;
    replaced(&open_one(&sessions, &ids[1]), "new").await?;
    for (number, id) in ids.iter().enumerate() {
        let expected = match number {
            0 => None,
            1 => Some("new".to_owned()),
            _ => Some(number.to_string()),
        };
        let (version, token) = loaded(&open_one(&sessions, id)).await?;
        ensure!(token == expected, "the session of one id changed when that of another id was changed or removed");
        ensure!(number < 2 || version == versions[number], "the version of one id changed when another id was changed");
    }
    Ok(())
}

async fn sessions_of_many_ids_are_stored_at_the_same_time(open: &impl AsyncFn() -> Arc<dyn SessionStore>) -> Checked {
    let sessions = open().await;
    let stores: Vec<Store> = (0..64).map(|_| Ok(open_one(&sessions, &id()?))).collect::<Result<_, Broken>>()?;
    at_once(stores.len(), |number| {
        let store = stores[number].clone();
        async move { store.put(session(number)).await }
    })
    .await?;
    for (number, store) in stores.iter().enumerate() {
        ensure!(
            token(store).await? == Some(number.to_string()),
            "64 users logged in at the same time, and not all of them have the session that was stored for them"
        );
    }
    Ok(())
}

async fn stores_of_one_id_have_one_session_key(open: &impl AsyncFn() -> Arc<dyn SessionStore>) -> Checked {
    let (sessions, id, other) = (open().await, id()?, id()?);
    let key = open_one(&sessions, &id).session_key();
    ensure!(key == open_one(&sessions, &id).session_key(), "session_key() returned two texts for one id");
    ensure!(
        key.is_none() || key != open_one(&sessions, &other).session_key(),
        "session_key() returned one text for two ids, so that two users would get each other's token"
    );
    Ok(())
}

async fn a_session_key_does_not_tell_the_id(open: &impl AsyncFn() -> Arc<dyn SessionStore>) -> Checked {
    let (sessions, id) = (open().await, id()?);
    let key = open_one(&sessions, &id).session_key().unwrap_or_default();
    ensure!(
        !key.contains(id.expose()),
        "session_key() contains the id. Whoever knows an id has the session: use SessionId::key()"
    );
    Ok(())
}
