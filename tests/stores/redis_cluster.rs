//! `RedisSessions` with a cluster of two servers, which each test starts for itself.

use std::{net::TcpListener, time::Duration};

use authing_wxapp::{RedisSessions, SessionId, SessionStore, TokenStore};

use crate::{
    redis::RedisServer,
    support::{session, token},
};

/// The servers of a cluster, which have half of the keys each.
pub struct RedisCluster([RedisServer; 2]);

impl RedisCluster {
    /// Starts a cluster for a test, or says that the test does not run.
    pub async fn start(test: &str) -> Option<Self> {
        let ports = [(); 2].map(|()| TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port());
        let server = |port: u16| {
            let port = port.to_string();
            let options = ["--cluster-enabled", "yes", "--cluster-config-file", "nodes.conf", "--cluster-port", &port];
            RedisServer::with(test, &[&options[..], &["--cluster-node-timeout", "2000"]].concat())
        };
        let cluster = Self([server(ports[0])?, server(ports[1])?]);
        for (server, [first, last]) in cluster.0.iter().zip([[0, 8191], [8192, 16383]]) {
            let mut raw = server.raw().await;
            let _: () =
                redis::cmd("CLUSTER").arg("ADDSLOTSRANGE").arg(first).arg(last).exec_async(&mut raw).await.unwrap();
        }
        let (mut raw, other) = (cluster.0[0].raw().await, &cluster.0[1]);
        let mut meet = redis::cmd("CLUSTER");
        meet.arg("MEET").arg("127.0.0.1").arg(other.port).arg(ports[1]).exec_async(&mut raw).await.unwrap();
        cluster.is_ready().await;
        Some(cluster)
    }

    pub async fn sessions(&self) -> RedisSessions {
        // One address is enough to learn the other one.
        RedisSessions::connect_cluster([&self.0[0].url]).await.unwrap()
    }

    /// Waits until both servers know that all keys have a server, for half a minute at most.
    async fn is_ready(&self) {
        let waiting = async {
            for server in &self.0 {
                let mut raw = server.raw().await;
                loop {
                    let info: String = redis::cmd("CLUSTER").arg("INFO").query_async(&mut raw).await.unwrap();
                    if info.contains("cluster_state:ok") && info.contains("cluster_slots_ok:16384") {
                        break;
                    }
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(30), waiting).await.expect("the servers form a cluster");
    }
}

#[tokio::test]
async fn the_servers_of_a_cluster_share_the_sessions() {
    let Some(cluster) = RedisCluster::start("the_servers_of_a_cluster_share_the_sessions").await else { return };
    let sessions = cluster.sessions().await;
    let ids: Vec<_> = (0..40).map(|_| SessionId::random().unwrap()).collect();
    for (number, id) in ids.iter().enumerate() {
        sessions.open(id).put(session(&number.to_string())).await.unwrap();
    }
    let elsewhere = RedisSessions::connect_cluster(cluster.0.iter().map(|server| &server.url)).await.unwrap();
    for (number, id) in ids.iter().enumerate() {
        assert_eq!(token(&elsewhere.open(id)).await, Some(number.to_string()));
    }
    let mut kept = Vec::new();
    for server in &cluster.0 {
        kept.push(redis::cmd("DBSIZE").query_async::<usize>(&mut server.raw().await).await.unwrap());
    }
    assert!(kept.iter().all(|count| *count > 0) && kept.iter().sum::<usize>() == ids.len(), "{kept:?}");
}

#[tokio::test]
async fn a_server_of_a_cluster_that_was_restarted_is_used_again() {
    let name = "a_server_of_a_cluster_that_was_restarted_is_used_again";
    let Some(mut cluster) = RedisCluster::start(name).await else { return };
    let sessions = cluster.sessions().await;
    let ids: Vec<_> = (0..20).map(|_| SessionId::random().unwrap()).collect();
    for id in &ids {
        sessions.open(id).put(session("before")).await.unwrap();
    }
    cluster.0[1].kill();
    cluster.0[1].restart();
    cluster.is_ready().await;
    let mut kept = 0;
    for id in &ids {
        let store = sessions.open(id);
        // The restarted server keeps nothing on the disk, and the other one has kept all of its sessions.
        kept += usize::from(token(&store).await.is_some());
        store.put(session("after")).await.unwrap();
        assert_eq!(token(&store).await.as_deref(), Some("after"));
    }
    assert!(0 < kept && kept < ids.len(), "{kept}");
}

#[tokio::test]
async fn a_cluster_that_cannot_be_used_is_an_error_that_says_why() {
    let none = RedisSessions::connect_cluster::<&str>([]).await.unwrap_err();
    assert!(none.is_argument() && none.message().contains("at least one server"), "{none:?}");
    let url = RedisSessions::connect_cluster(["redis://:secret-word@[nowhere"]).await.unwrap_err();
    assert!(url.is_argument() && !format!("{url} {url:?}").contains("secret-word"), "{url:?}");
    let passwords = ["redis://:secret-word@127.0.0.1:1", "redis://:another@127.0.0.1:2"];
    let differ = RedisSessions::connect_cluster(passwords).await.unwrap_err();
    assert!(differ.is_argument() && !format!("{differ} {differ:?}").contains("secret-word"), "{differ:?}");
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let gone = RedisSessions::connect_cluster([format!("redis://:secret-word@{closed}")]).await.unwrap_err();
    let text = gone.to_string();
    assert!(gone.is_store() && text.contains(&closed.to_string()) && text.contains("cannot be reached"), "{text}");
    assert!(!format!("{gone} {gone:?}").contains("secret-word"), "{gone:?}");
}

#[tokio::test]
async fn a_server_without_a_cluster_is_refused() {
    let Some(server) = RedisServer::start("a_server_without_a_cluster_is_refused") else { return };
    let error = RedisSessions::connect_cluster([&server.url]).await.unwrap_err();
    assert!(error.is_store() && error.to_string().contains(&server.port.to_string()), "{error:?}");
}
