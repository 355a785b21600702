//! A server of raw bytes, which can do what no well-behaved HTTP server does.

use std::{
    io,
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::RwLock,
    task::JoinHandle,
};

use crate::support::Contract;

/// One step of a reply.
#[derive(Clone)]
pub enum Step {
    Send(Vec<u8>),
    /// The bytes one at a time, far slower than the client waits.
    Drip(Vec<u8>),
    /// The same bytes again and again, for as long as anybody reads them.
    Repeat(Vec<u8>),
    /// Nothing, until the client goes away.
    Silence,
    /// The end of the connection as TCP has it for an error.
    Reset,
    Close,
    /// The same, and the client has seen it before [`RawServer::settled`] returns. A request that crosses the end of its
    /// connection on the way fails with any client.
    CloseSeen,
}

/// The reply that the contract has as its example.
#[derive(Clone)]
pub struct Good {
    pub content_type: String,
    pub body: Vec<u8>,
    /// The convention of the reply.
    pub convention: String,
    /// The component of the contract that describes the reply.
    pub component: String,
}

/// What a fault makes of the good reply. Without a step it has no place in this reply, which is sent as it is.
pub type Play = Arc<dyn Fn(&Good) -> Vec<Step> + Send + Sync>;

/// How the server replies.
#[derive(Clone)]
pub enum Mode {
    Good,
    Faulty(Play),
    /// The same, before the request has been read.
    Early(Play),
}

/// The server, which ends when this is dropped.
pub struct RawServer {
    address: SocketAddr,
    mode: Arc<Mutex<Mode>>,
    faults: Arc<AtomicUsize>,
    /// Held for reading until the client has seen the end of a connection.
    closing: Arc<RwLock<()>>,
    accepting: JoinHandle<()>,
}

impl RawServer {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (mode, faults) = (Arc::new(Mutex::new(Mode::Good)), Arc::new(AtomicUsize::new(0)));
        let closing = Arc::new(RwLock::new(()));
        let (of_server, counted, ending) = (Arc::clone(&mode), Arc::clone(&faults), Arc::clone(&closing));
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (mode, faults, closing) = (Arc::clone(&of_server), Arc::clone(&counted), Arc::clone(&ending));
                // How a connection ends is what the client is tested with.
                tokio::spawn(async move { drop(serve(stream, &mode, &faults, &closing).await) });
            }
        });
        Self { address, mode, faults, closing, accepting }
    }

    pub fn uri(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn reply(&self, mode: Mode) {
        *self.mode.lock().unwrap() = mode;
    }

    /// Waits until the client has seen every end of a connection that it is to see.
    pub async fn settled(&self) {
        drop(self.closing.write().await);
    }

    /// How many replies were faulty so far.
    pub fn faults(&self) -> usize {
        self.faults.load(SeqCst)
    }
}

impl Drop for RawServer {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn serve(
    mut stream: TcpStream,
    mode: &Mutex<Mode>,
    faults: &AtomicUsize,
    closing: &RwLock<()>,
) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut read = Vec::new();
    loop {
        // An early reply is decided on before the request is known, but not before there is one.
        if stream.read_buf(&mut read).await? == 0 {
            return Ok(());
        }
        let now = mode.lock().unwrap().clone();
        let (good, play) = match now {
            Mode::Early(play) => (Good::nothing(), Some(play)),
            Mode::Faulty(play) => (Good::of(&rest(&mut stream, &mut read).await?), Some(play)),
            Mode::Good => (Good::of(&rest(&mut stream, &mut read).await?), None),
        };
        let steps = play.map(|play| play(&good)).unwrap_or_default();
        if steps.is_empty() {
            stream.write_all(&good.http("200 OK", &[])).await?;
            continue;
        }
        faults.fetch_add(1, SeqCst);
        let _closing = match steps.iter().any(|step| matches!(step, Step::CloseSeen)) {
            true => Some(closing.read().await),
            false => None,
        };
        if !perform(&mut stream, steps).await? {
            return Ok(());
        }
    }
}

/// Takes the steps, and says whether the connection goes on.
async fn perform(stream: &mut TcpStream, steps: Vec<Step>) -> io::Result<bool> {
    for step in steps {
        match step {
            Step::Send(bytes) => stream.write_all(&bytes).await?,
            Step::Drip(bytes) => {
                for byte in bytes {
                    stream.write_all(&[byte]).await?;
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            }
            Step::Repeat(bytes) => loop {
                stream.write_all(&bytes).await?;
            },
            Step::Silence => return until_gone(stream).await,
            Step::Reset => {
                // With a linger of zero, closing sends a reset.
                stream.set_zero_linger()?;
                return Ok(false);
            }
            Step::Close => {
                stream.shutdown().await?;
                return Ok(false);
            }
            Step::CloseSeen => {
                stream.shutdown().await?;
                return until_gone(stream).await;
            }
        }
    }
    Ok(true)
}

/// Waits until the client has closed its side, which ends the connection.
async fn until_gone(stream: &mut TcpStream) -> io::Result<bool> {
    let mut ignored = [0; 1024];
    while stream.read(&mut ignored).await? > 0 {}
    Ok(false)
}

/// The head and the body of a request. `read` holds what has come of it, and afterwards what has come behind it.
async fn rest(stream: &mut TcpStream, read: &mut Vec<u8>) -> io::Result<Request> {
    loop {
        if let Some((request, length)) = Request::parse(read) {
            read.drain(..length);
            return Ok(request);
        }
        if stream.read_buf(read).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
}

struct Request {
    method: String,
    path: String,
    body: Vec<u8>,
}

impl Request {
    /// The request at the beginning of these bytes and its length, once it is whole.
    fn parse(bytes: &[u8]) -> Option<(Self, usize)> {
        let end = find(bytes, b"\r\n\r\n")?;
        let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
        let after = &bytes[end + 4..];
        let header = |name: &str| head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        let length = match header("content-length") {
            Some(length) => Some(length.trim().parse().ok()?).filter(|length| after.len() >= *length)?,
            // The end of a chunked body, which no body of these tests contains.
            None if header("transfer-encoding").is_some() => find(after, b"0\r\n\r\n")? + 5,
            None => 0,
        };
        let first = String::from_utf8_lossy(bytes.split(|byte| *byte == b'\r').next()?).into_owned();
        let mut words = first.split(' ');
        let (method, target) = (words.next()?.to_owned(), words.next()?);
        let path = target.split('?').next()?.to_owned();
        Some((Self { method, path, body: after[..length].to_vec() }, end + 4 + length))
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

impl Good {
    /// For a reply that is sent before the request is known.
    fn nothing() -> Self {
        Self {
            content_type: "application/json".into(),
            body: b"{}".to_vec(),
            convention: "envelope".into(),
            component: String::new(),
        }
    }

    /// The example of the operation that a request is for.
    fn of(request: &Request) -> Self {
        let contract = Contract::get();
        let json: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let named = json["query"].as_str().and_then(|text| text.split(['(', '{']).next());
        let fragment = named.and_then(|head| head.split_whitespace().nth(1)).map(|name| format!("#{name}"));
        let path = request.path.clone() + &fragment.unwrap_or_default();
        let fits = |of: &str| {
            let (of, asked): (Vec<&str>, Vec<&str>) = (of.split('/').collect(), path.split('/').collect());
            of.len() == asked.len() && of.iter().zip(&asked).all(|(of, asked)| of == asked || of.starts_with('{'))
        };
        let operations = contract.operations.values();
        let operation = operations
            .filter(|one| fits(&one.path) && one.method.eq_ignore_ascii_case(&request.method))
            .max_by_key(|one| one.path == path)
            .unwrap_or_else(|| panic!("the contract has no {} {path}", request.method));
        let node = &contract.document["paths"][&operation.path][operation.method.to_lowercase()];
        let content = node["responses"]["2XX"]["content"].as_object().expect("content");
        let (content_type, media) = content.iter().next().expect("a media type");
        let body = match &media["example"] {
            Value::String(text) => text.clone(),
            json => json.to_string(),
        };
        let (convention, component) = (operation.convention.clone(), operation.reply.clone());
        Self { content_type: content_type.clone(), body: body.into(), convention, component }
    }

    /// The body under a status line, with more headers.
    pub fn http(&self, status: &str, headers: &[(&str, &str)]) -> Vec<u8> {
        let length = self.body.len().to_string();
        http(status, &[&self.head()[..], &[("content-length", &length)], headers].concat(), &self.body)
    }

    /// The headers of the reply without its length.
    pub fn head(&self) -> Vec<(&str, &str)> {
        let cookie = (self.convention == "picture").then_some(("set-cookie", "captcha=1; Path=/"));
        [("content-type", self.content_type.as_str())].into_iter().chain(cookie).collect()
    }

    /// The good reply with another body.
    pub fn with(&self, body: impl Into<Vec<u8>>) -> Self {
        Self { body: body.into(), ..self.clone() }
    }

    /// The same, and it says that it is JSON.
    pub fn json(&self, body: impl Into<Vec<u8>>) -> Self {
        Self { content_type: "application/json".into(), ..self.with(body) }
    }
}

/// A reply as it is on the wire.
pub fn http(status: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let lines: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    [format!("HTTP/1.1 {status}\r\n{lines}\r\n").as_bytes(), body].concat()
}
