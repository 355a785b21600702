//! A dropped sandbox releases everything. The test is alone in its process, because it counts the resources of the
//! process.

#![cfg(target_os = "linux")]

use authing_sandbox::Sandbox;
use futures_util::StreamExt as _;

fn open_files() -> usize {
    std::fs::read_dir("/proc/self/fd").expect("Linux lists the open files of a process").count()
}

#[tokio::test]
async fn two_hundred_sandboxes_leave_no_port_task_or_file() {
    // The runtime and the first client open files that stay open.
    drop(Sandbox::start().await.unwrap());
    let before = open_files();
    for _ in 0..200 {
        let sandbox = Sandbox::start().await.unwrap();
        let (url, client, ada) = (sandbox.url(), sandbox.client(), sandbox.wechat().user("openid-ada"));
        client.login_by_code(ada.login()).await.unwrap();
        let mut events = client.event().subscribe("order.created").retry_limit(0).await.unwrap();
        drop(sandbox);
        // `ada` still refers to the sandbox. The reference must not keep the subscription alive.
        assert!(events.next().await.unwrap().unwrap_err().is_connect());
        drop(ada);
        while tokio::net::TcpStream::connect(url.trim_start_matches("http://")).await.is_ok() {
            tokio::task::yield_now().await;
        }
    }
    // The runtime closes the client's side of a connection a little later.
    let metrics = tokio::runtime::Handle::current().metrics();
    while metrics.num_alive_tasks() > 0 {
        tokio::task::yield_now().await;
    }
    assert!(open_files() <= before, "{before} files were open, now {}", open_files());
}
