//! The checks of stores: a right store passes, and each fault is found by the rule that it breaks.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, Mutex, MutexGuard},
    time::{Duration, Instant},
};

use authing_sandbox::conformance::{Violations, check_leases, check_session_store, check_token_store};
use authing_wxapp::{
    BoxFuture, Lease, LeaseHolder, Session, SessionId, SessionStore, StoreError, Stored, TokenStore, Version,
};

/// What is wrong with a store.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Fault {
    Nothing,
    KeepsOnlyTheToken,
    HasTokensOf255Characters,
    IsNotEmptyAtFirst,
    IgnoresVersions,
    ComparesBeforeItWrites,
    RefusesAndWrites,
    StartsVersionsAgain,
    PutKeepsTheVersion,
    ReplaceKeepsTheVersion,
    LoadingChangesTheVersion,
    ClearsNothing,
    CannotClearTwice,
    Fails,
    OneSessionForAllIds,
    OneSessionForEachStore,
    OneKeyForAllIds,
    AnotherKeyEachTime,
    NoKey,
    KeyIsTheId,
    LeaseForAll,
    LeaseForever,
    LeaseEndsAtOnce,
    LeaseNotForItsHolder,
    LeaseIsNotProlonged,
    ReleasedByAnybody,
    ReleasedByClear,
    ForgetsFailures,
    FailureForAll,
    OneLeaseForAllIds,
}

/// What is kept for one session.
#[derive(Default)]
struct Row {
    version: u64,
    session: Option<Arc<Session>>,
    lease: Option<(LeaseHolder, Instant)>,
    failure: Option<(LeaseHolder, String)>,
    keys: u64,
}

#[derive(Clone)]
struct Sessions {
    fault: Fault,
    rows: Arc<Mutex<HashMap<String, Row>>>,
}

impl Sessions {
    fn new(fault: Fault) -> Self {
        Self { fault, rows: Arc::default() }
    }

    fn open_new(&self) -> Arc<dyn TokenStore> {
        self.open(&SessionId::random().unwrap())
    }
}

impl SessionStore for Sessions {
    fn open(&self, id: &SessionId) -> Arc<dyn TokenStore> {
        let (sessions, key, id) = (self.clone(), id.key(), id.expose().to_owned());
        Arc::new(match self.fault {
            Fault::OneSessionForAllIds => One { sessions, key: "all".into(), id },
            Fault::OneSessionForEachStore => One { sessions: Self::new(self.fault), key, id },
            _ => One { sessions, key, id },
        })
    }
}

/// The store of one session.
struct One {
    sessions: Sessions,
    key: String,
    id: String,
}

impl One {
    fn is(&self, fault: Fault) -> bool {
        self.sessions.fault == fault
    }

    fn rows(&self) -> MutexGuard<'_, HashMap<String, Row>> {
        self.sessions.rows.lock().unwrap()
    }

    fn change<T>(&self, change: impl FnOnce(&mut Row) -> T) -> T {
        change(self.rows().entry(self.key.clone()).or_default())
    }

    fn change_lease<T>(&self, change: impl FnOnce(&mut Row) -> T) -> T {
        let key = if self.is(Fault::OneLeaseForAllIds) { "all" } else { &self.key };
        change(self.rows().entry(key.to_owned()).or_default())
    }

    fn kept(&self, session: Arc<Session>) -> Arc<Session> {
        let token = session.token().expose();
        match self.sessions.fault {
            Fault::KeepsOnlyTheToken => Arc::new(Session::new(token, None)),
            Fault::HasTokensOf255Characters if token.len() > 255 => {
                Arc::new(Session::new(&token[..255], session.user().cloned()))
            }
            _ => session,
        }
    }
}

impl TokenStore for One {
    fn load(&self) -> BoxFuture<'_, Result<Stored, StoreError>> {
        Box::pin(async {
            if self.is(Fault::Fails) {
                return Err(StoreError::new("cannot read").with_source(std::io::Error::other("disk full")));
            }
            Ok(self.change(|row| {
                if self.is(Fault::IsNotEmptyAtFirst) && row.version == 0 {
                    row.session = Some(Arc::new(Session::new("left over", None)));
                }
                row.version += u64::from(self.is(Fault::LoadingChangesTheVersion));
                Stored { version: Version::new(row.version), session: row.session.clone() }
            }))
        })
    }

    fn replace(&self, expected: Version, session: Arc<Session>) -> BoxFuture<'_, Result<bool, StoreError>> {
        Box::pin(async move {
            let session = self.kept(session);
            if self.is(Fault::ComparesBeforeItWrites) {
                let unchanged = self.change(|row| Version::new(row.version) == expected);
                // As long as a database on the network takes, so that all threads compare before the first one writes.
                tokio::time::sleep(Duration::from_millis(20)).await;
                if unchanged {
                    self.change(|row| (row.version, row.session) = (row.version + 1, Some(session)));
                }
                return Ok(unchanged);
            }
            Ok(self.change(|row| {
                let unchanged = Version::new(row.version) == expected || self.is(Fault::IgnoresVersions);
                if unchanged || self.is(Fault::RefusesAndWrites) {
                    row.version += u64::from(!self.is(Fault::ReplaceKeepsTheVersion));
                    row.session = Some(session);
                }
                unchanged
            }))
        })
    }

    fn put(&self, session: Arc<Session>) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async move {
            self.change(|row| {
                row.version += u64::from(!self.is(Fault::PutKeepsTheVersion));
                row.session = Some(self.kept(session));
            });
            Ok(())
        })
    }

    fn clear(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async {
            self.change(|row| {
                if self.is(Fault::CannotClearTwice) && row.session.is_none() {
                    return Err(StoreError::new("no such row"));
                }
                if !self.is(Fault::ClearsNothing) {
                    row.session = None;
                    row.version = if self.is(Fault::StartsVersionsAgain) { 0 } else { row.version + 1 };
                }
                if self.is(Fault::ReleasedByClear) {
                    row.lease = None;
                }
                Ok(())
            })
        })
    }

    fn session_key(&self) -> Option<String> {
        match self.sessions.fault {
            Fault::NoKey => None,
            Fault::OneKeyForAllIds => Some("all".into()),
            Fault::KeyIsTheId => Some(format!("session/{}", self.id)),
            Fault::AnotherKeyEachTime => self.change(|row| {
                row.keys += 1;
                Some(format!("{}-{}", self.key, row.keys))
            }),
            _ => Some(self.key.clone()),
        }
    }

    fn lease(
        &self,
        holder: LeaseHolder,
        lifetime: Duration,
        awaited: Option<LeaseHolder>,
    ) -> BoxFuture<'_, Result<Lease, StoreError>> {
        Box::pin(async move {
            Ok(self.change_lease(|row| {
                if let Some((failed, failure)) = &row.failure
                    && (Some(*failed) == awaited || self.is(Fault::FailureForAll))
                {
                    return Lease::Failed(failure.clone());
                }
                if let Some((owner, until)) = row.lease
                    && (until > Instant::now() || self.is(Fault::LeaseForever))
                    && !self.is(Fault::LeaseForAll)
                {
                    if owner != holder || self.is(Fault::LeaseNotForItsHolder) {
                        return Lease::Held(owner);
                    }
                    if self.is(Fault::LeaseIsNotProlonged) {
                        return Lease::Taken;
                    }
                }
                let lifetime = if self.is(Fault::LeaseEndsAtOnce) { Duration::ZERO } else { lifetime };
                row.lease = Some((holder, Instant::now() + lifetime));
                row.failure = None;
                Lease::Taken
            }))
        })
    }

    fn release(&self, holder: LeaseHolder, failure: Option<String>) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async move {
            self.change_lease(|row| {
                if row.lease.is_some_and(|(owner, _)| owner == holder) || self.is(Fault::ReleasedByAnybody) {
                    row.lease = None;
                    if !self.is(Fault::ForgetsFailures) {
                        row.failure = failure.map(|failure| (holder, failure));
                    }
                }
            });
            Ok(())
        })
    }
}

/// What all the checks find in a store with this fault.
async fn found(fault: Fault) -> BTreeSet<&'static str> {
    let rules =
        |checked: Result<(), Violations>| checked.err().into_iter().flat_map(|found| found.rules().collect::<Vec<_>>());
    let sessions = Sessions::new(fault);
    let of_many = check_session_store(async || sessions.clone()).await;
    let leases = check_leases(async || sessions.open_new()).await;
    rules(of_many).chain(rules(leases)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_right_store_breaks_no_rule() {
    assert_eq!(found(Fault::Nothing).await, BTreeSet::new());
    let sessions = Sessions::new(Fault::Nothing);
    check_token_store(async || sessions.open_new()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn each_fault_is_found_by_the_rules_that_it_breaks() {
    let cases = [
        (Fault::KeepsOnlyTheToken, &["a_session_is_loaded_as_it_was_stored"][..]),
        (Fault::HasTokensOf255Characters, &["a_session_is_loaded_as_it_was_stored"]),
        (Fault::IsNotEmptyAtFirst, &["a_new_store_is_empty", "an_id_that_nobody_has_logged_in_with_is_empty"]),
        (Fault::IgnoresVersions, &["a_session_with_another_version_is_not_stored", "one_id_opens_one_session"]),
        (Fault::ComparesBeforeItWrites, &["of_many_updates_with_the_same_version_exactly_one_succeeds"]),
        (Fault::RefusesAndWrites, &["a_session_with_another_version_is_not_stored"]),
        (Fault::StartsVersionsAgain, &["a_version_from_before_a_logout_is_refused_after_a_new_login"]),
        (Fault::PutKeepsTheVersion, &["putting_replaces_whatever_is_stored", "every_change_changes_the_version"]),
        (Fault::ReplaceKeepsTheVersion, &["every_change_changes_the_version", "no_update_is_lost"]),
        (Fault::LoadingChangesTheVersion, &["every_change_changes_the_version"]),
        (
            Fault::ClearsNothing,
            &[
                "clearing_removes_the_session",
                "every_change_changes_the_version",
                "a_version_from_before_a_logout_is_refused_while_nobody_is_logged_in",
            ],
        ),
        (Fault::CannotClearTwice, &["clearing_an_empty_store_succeeds"]),
        (Fault::Fails, &["a_new_store_is_empty", "a_lease_is_independent_of_the_session"]),
        (
            Fault::OneSessionForAllIds,
            &["each_id_has_its_own_session", "sessions_of_many_ids_are_stored_at_the_same_time"],
        ),
        (Fault::OneSessionForEachStore, &["one_id_opens_one_session"]),
        (Fault::OneKeyForAllIds, &["stores_of_one_id_have_one_session_key", "stores_of_one_session_have_one_key"]),
        (Fault::AnotherKeyEachTime, &["stores_of_one_id_have_one_session_key", "stores_of_one_session_have_one_key"]),
        (Fault::NoKey, &["stores_of_one_session_have_one_key"]),
        (Fault::KeyIsTheId, &["a_session_key_does_not_tell_the_id"]),
        (
            Fault::LeaseForAll,
            &["a_lease_has_one_holder_until_it_is_released", "of_many_who_want_the_lease_one_gets_it"],
        ),
        (Fault::LeaseForever, &["a_lease_that_has_expired_can_be_taken"]),
        (Fault::LeaseEndsAtOnce, &["a_lease_has_one_holder_until_it_is_released"]),
        (Fault::LeaseNotForItsHolder, &["a_holder_that_asks_again_keeps_the_lease"]),
        (Fault::LeaseIsNotProlonged, &["a_holder_that_asks_again_keeps_the_lease"]),
        (Fault::ReleasedByAnybody, &["only_the_holder_can_release_a_lease"]),
        (Fault::ReleasedByClear, &["a_lease_is_independent_of_the_session"]),
        (Fault::ForgetsFailures, &["a_failure_is_for_those_who_wait_for_that_holder"]),
        (Fault::FailureForAll, &["a_failure_is_for_those_who_wait_for_that_holder"]),
        (Fault::OneLeaseForAllIds, &["the_lease_of_a_session_is_no_lease_of_another"]),
    ];
    // At the same time, because some faults are those of waiting too long.
    let check = async |(fault, rules): (Fault, &[&str])| {
        let found = found(fault).await;
        let missed: Vec<_> = rules.iter().filter(|rule| !found.contains(**rule)).collect();
        assert!(missed.is_empty(), "{fault:?}: {missed:?} is not in {found:#?}");
    };
    futures_util::future::join_all(cases.map(check)).await;
}

#[tokio::test]
async fn violations_say_what_the_store_has_done_and_why() {
    let sessions = Sessions::new(Fault::Fails);
    let violations = check_token_store(async || sessions.open_new()).await.unwrap_err();
    let text = violations.to_string();
    assert!(text.starts_with("the store breaks these rules:\n- a_new_store_is_empty: "), "{text}");
    assert!(text.contains("load() has failed: cannot read: disk full"), "{text}");
    assert_eq!(format!("{violations:?}"), text);

    let sessions = Sessions::new(Fault::StartsVersionsAgain);
    let text = check_token_store(async || sessions.open_new()).await.unwrap_err().to_string();
    assert!(text.contains("Let versions go on after clear()"), "{text}");
    assert!(!text.contains("ada"), "it holds no session: {text}");
}

/// A lease that every caller gets at once is what a store has that does not implement them.
#[tokio::test]
async fn a_store_without_leases_passes_the_checks_that_do_not_need_them() {
    struct WithoutLeases(Arc<dyn TokenStore>);

    impl TokenStore for WithoutLeases {
        fn load(&self) -> BoxFuture<'_, Result<Stored, StoreError>> {
            self.0.load()
        }
        fn replace(&self, expected: Version, session: Arc<Session>) -> BoxFuture<'_, Result<bool, StoreError>> {
            self.0.replace(expected, session)
        }
        fn clear(&self) -> BoxFuture<'_, Result<(), StoreError>> {
            self.0.clear()
        }
    }

    let sessions = Sessions::new(Fault::Nothing);
    let open = async || WithoutLeases(sessions.open_new());
    check_token_store(open).await.unwrap();
    let rules: BTreeSet<_> = check_leases(open).await.unwrap_err().rules().collect();
    assert!(rules.contains("a_lease_has_one_holder_until_it_is_released"), "{rules:?}");
    assert!(rules.contains("stores_of_one_session_have_one_key"), "{rules:?}");
}
