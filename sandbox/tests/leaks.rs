//! Sandboxes that have gone leave nothing behind. Alone in its process, for it counts what the process holds.

#![cfg(target_os = "linux")]

use authing_sandbox::Sandbox;
use futures_util::StreamExt as _;

fn open_files() -> usize {
    std::fs::read_dir("/proc/self/fd").expect("Linux lists the open files of a process").count()
}

#[tokio::test]
async fn two_hundred_sandboxes_leave_no_port_task_or_file() {
    // What the runtime and the first client open stays open.
    drop(Sandbox::start().await.unwrap());
    let before = open_files();
    for _ in 0..200 {
        let sandbox = Sandbox::start().await.unwrap();
        let (url, client, ada) = (sandbox.url(), sandbox.client(), sandbox.wechat().user("openid-ada"));
        client.login_by_code(ada.login()).await.unwrap();
        let mut events = client.event().subscribe("order.created").retry_limit(0).await.unwrap();
        drop(sandbox);
        // Whoever scripts WeChat still knows the sandbox, which must keep no subscriber alive.
        assert!(events.next().await.unwrap().unwrap_err().is_connect());
        drop(ada);
        while tokio::net::TcpStream::connect(url.trim_start_matches("http://")).await.is_ok() {
            tokio::task::yield_now().await;
        }
    }
    // The client's side of a connection closes in its own time.
    let metrics = tokio::runtime::Handle::current().metrics();
    while metrics.num_alive_tasks() > 0 {
        tokio::task::yield_now().await;
    }
    assert!(open_files() <= before, "{before} files were open, now {}", open_files());
}
