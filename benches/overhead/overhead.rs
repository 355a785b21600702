//! Compares the SDK with hand-written reqwest and serde_json, for the same calls to the same server.
//!
//! `cargo bench -p overhead` prints ratios (SDK / hand-written) of CPU time, wall time and allocations per call:
//! medians of interleaved rounds, with one call at a time on one thread. It also prints the calls per second with 64
//! concurrent calls, and the median of their ratio. Then criterion measures the wall time of each call. The server sends fixed
//! replies from another thread.

use std::{
    hint::black_box,
    io,
    time::{Duration, Instant},
};

use authing_wxapp::AuthenticationClient;
use criterion::Criterion;
use overhead::HandWritten;
use rustix::time::{ClockId, clock_gettime};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    runtime::Runtime,
};

const ROUNDS: usize = 41;
const CALLS: u32 = 400;
const CONCURRENT: usize = 64;
const APP_ID: &str = "60b5a1f0c3d2e4f5a6b7c8d9";
const USER: &str = r#"{"id":"5f7019a1b2c3d4e5f6a7b8c9","arn":"arn:cn:authing:59f86b4832eb28071bdd9214:user:5f7019a1b2c3d4e5f6a7b8c9","userPoolId":"59f86b4832eb28071bdd9214","status":"Activated","username":"ada","email":"ada@example.com","emailVerified":false,"phone":"17612346754","phoneVerified":true,"unionid":"oUnion0001","openid":"oOpen0001","nickname":"Ada","photo":"https://files.authing.co/user-contents/photos/1.png","token":"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiI1ZjcwMTlhMWIyYzNkNGU1ZjZhN2I4YzkifQ.c2ln","tokenExpiredAt":"2031-01-01T00:00:00.000Z","loginsCount":7,"lastLogin":"2024-05-06T07:08:09.000Z","lastIP":"203.0.113.9","signedUp":"2023-01-02T03:04:05.000Z","blocked":false,"isDeleted":false,"gender":"U","company":null,"externalId":null}"#;
const STATUS: &str = r#"{"code":200,"message":"ok","status":true,"exp":1701209600,"iat":1700000000,"data":{"id":"5f7019a1b2c3d4e5f6a7b8c9","userPoolId":"59f86b4832eb28071bdd9214","arn":null}}"#;

fn main() {
    let host = serve();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let sdk = AuthenticationClient::builder(APP_ID).host(&*host).build().expect("valid options");
    let hand = HandWritten::new(&host, APP_ID);

    println!("\nSDK / hand-written: medians of {ROUNDS} interleaved rounds of {CALLS} calls, one at a time");
    println!("{:<20} {:>7} {:>7} {:>12}", "", "CPU", "wall", "allocations");
    compare(
        &runtime,
        "login_by_code",
        || async { drop(black_box(sdk.login_by_code("021code").await)) },
        || async {
            drop(black_box(hand.login_by_code("021code", true).await));
        },
    );
    // The SDK keeps the user of the session, too. Against a program that does not, it pays for the copy.
    compare(
        &runtime,
        "  without the user",
        || async { drop(black_box(sdk.login_by_code("021code").await)) },
        || async {
            drop(black_box(hand.login_by_code("021code", false).await));
        },
    );
    compare(
        &runtime,
        "check_login_status",
        || async { drop(black_box(sdk.check_login_status().await)) },
        || async {
            drop(black_box(hand.check_login_status().await));
        },
    );

    compare_throughput(
        &runtime,
        || async { sdk.login_by_code("021code").await.is_ok() },
        || async { hand.login_by_code("021code", true).await.is_ok() },
    );

    let mut criterion = Criterion::default().configure_from_args().measurement_time(Duration::from_secs(3));
    let mut group = criterion.benchmark_group("login_by_code");
    group.bench_function("sdk", |b| b.iter(|| runtime.block_on(async { sdk.login_by_code("021code").await.is_ok() })));
    group.bench_function("hand", |b| {
        b.iter(|| runtime.block_on(async { hand.login_by_code("021code", true).await.is_ok() }))
    });
    group.finish();
    let mut group = criterion.benchmark_group("check_login_status");
    group.bench_function("sdk", |b| b.iter(|| runtime.block_on(async { sdk.check_login_status().await.is_ok() })));
    group.bench_function("hand", |b| b.iter(|| runtime.block_on(async { hand.check_login_status().await.is_ok() })));
    group.finish();
    criterion.final_summary();
}

struct Cost {
    cpu: f64,
    wall: f64,
    allocations: f64,
}

fn compare<A: AsyncFn(), B: AsyncFn()>(runtime: &Runtime, name: &str, sdk: A, hand: B) {
    let (mut cpu, mut wall, mut allocations) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let (sdk, hand) = (measure(runtime, &sdk), measure(runtime, &hand));
        // The first round opens the connections.
        if round > 0 {
            cpu.push(sdk.cpu / hand.cpu);
            wall.push(sdk.wall / hand.wall);
            allocations.push(sdk.allocations / hand.allocations);
        }
    }
    println!("{name:<20} {:>7.2} {:>7.2} {:>12.2}", median(cpu), median(wall), median(allocations));
}

fn measure(runtime: &Runtime, call: &impl AsyncFn()) -> Cost {
    let cpu_time = || {
        let time = clock_gettime(ClockId::ThreadCPUTime);
        time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
    };
    let mut cost = Cost { cpu: 0.0, wall: 0.0, allocations: 0.0 };
    let counted = allocation_counter::measure(|| {
        let (cpu, wall) = (cpu_time(), Instant::now());
        runtime.block_on(async {
            for _ in 0..CALLS {
                call().await;
            }
        });
        (cost.cpu, cost.wall) = (cpu_time() - cpu, wall.elapsed().as_secs_f64());
    });
    cost.allocations = counted.count_total as f64;
    cost
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn compare_throughput<A: AsyncFn() -> bool, B: AsyncFn() -> bool>(runtime: &Runtime, sdk: A, hand: B) {
    let (mut of_sdk, mut of_hand, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let (sdk, hand) = (throughput(runtime, &sdk), throughput(runtime, &hand));
        // The first round opens the connections.
        if round > 0 {
            of_sdk.push(sdk);
            of_hand.push(hand);
            ratios.push(sdk / hand);
        }
    }
    println!(
        "\ncalls per second, with {CONCURRENT} concurrent calls on one thread: medians of {ROUNDS} interleaved rounds"
    );
    println!("{:<20} {:>10.0}", "SDK", median(of_sdk));
    println!("{:<20} {:>10.0}", "hand-written", median(of_hand));
    println!("{:<20} {:>10.2}\n", "SDK / hand-written", median(ratios));
}

fn throughput(runtime: &Runtime, call: &impl AsyncFn() -> bool) -> f64 {
    const BATCHES: usize = 6;
    runtime.block_on(async {
        let begun = Instant::now();
        for _ in 0..BATCHES {
            let all = futures_util::future::join_all((0..CONCURRENT).map(|_| call())).await;
            assert!(all.into_iter().all(|worked| worked), "a call failed");
        }
        (BATCHES * CONCURRENT) as f64 / begun.elapsed().as_secs_f64()
    })
}

/// A server that sends fixed replies. One thread has all connections: with a thread each, their placement on the cores decides
/// how long a wake-up takes, and the ratio says nothing about the SDK.
fn serve() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.set_nonblocking(true).expect("a listener for tokio");
    let host = format!("http://{}", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let listener = TcpListener::from_std(listener).expect("a listener");
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(stream));
            }
        });
    });
    host
}

async fn answer(mut stream: TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let reply = |body: String| {
        let length = body.len();
        format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}")
            .into_bytes()
    };
    let login = reply(format!(r#"{{"code":200,"message":"ok","data":{USER}}}"#));
    let status = reply(format!(r#"{{"data":{{"checkLoginStatus":{STATUS}}}}}"#));
    let (mut buffer, mut filled) = (vec![0; 64 << 10], 0);
    loop {
        let read = stream.read(&mut buffer[filled..]).await?;
        if read == 0 {
            return Ok(());
        }
        filled += read;
        let text = String::from_utf8_lossy(&buffer[..filled]);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.trim().parse::<usize>().ok());
        if body.len() < length.unwrap_or(0) {
            continue;
        }
        stream.write_all(if head.starts_with("POST /graphql") { &status } else { &login }).await?;
        filled = 0;
    }
}
