//! A server that writes raw bytes, for replies that no HTTP library would send.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::mpsc,
};

use http::{HeaderMap, HeaderName, HeaderValue};

use super::{Contract, ReceivedRequest};

/// Reads one request, checks it against the contract, writes the given bytes and closes the connection.
pub struct Socket {
    address: SocketAddr,
    received: mpsc::Receiver<ReceivedRequest>,
}

impl Socket {
    pub fn start(bytes: impl Into<Vec<u8>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let (sender, received) = mpsc::channel();
        let bytes = bytes.into();
        std::thread::spawn(move || {
            let (stream, _) = listener.accept().expect("a connection");
            let request = read(&stream);
            // The write fails when the client closes the connection early, which some tests provoke.
            let _ = (&stream).write_all(&bytes);
            drop(stream);
            let _ = sender.send(request);
        });
        Self { address, received }
    }

    pub fn host(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The request, checked against the contract. Call it after the client has received its reply.
    pub fn request(&self) -> ReceivedRequest {
        let mut received = self.received.recv().expect("a request");
        let verdict = Contract::get().check_request(
            &received.method,
            &received.path,
            &received.query,
            &received.headers,
            &received.body,
        );
        received.operation = verdict.unwrap_or_else(|why| panic!("the contract is violated: {why}"));
        received
    }
}

fn read(stream: &TcpStream) -> ReceivedRequest {
    let mut reader = BufReader::new(stream);
    let mut line = || {
        let mut text = String::new();
        reader.read_line(&mut text).expect("a line");
        text.trim_end().to_owned()
    };
    let start = line();
    let mut words = start.split(' ');
    let (method, target) = (words.next().expect("a method").to_owned(), words.next().expect("a target").to_owned());
    let mut headers = HeaderMap::new();
    while let Some((name, value)) = line().split_once(": ") {
        headers.append(name.parse::<HeaderName>().expect("a name"), HeaderValue::from_str(value).expect("a value"));
    }
    let length = headers.get("content-length").map_or(0, |value| value.to_str().unwrap().parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body).expect("a body");
    let url = reqwest::Url::parse(&format!("http://localhost{target}")).expect("a target");
    ReceivedRequest {
        operation: String::new(),
        method,
        path: url.path().to_owned(),
        query: url.query_pairs().into_owned().collect(),
        headers,
        body,
    }
}

/// A host that refuses connections. The returned socket reserves the port without listening; keep it alive.
pub fn host_that_refuses() -> (String, tokio::net::TcpSocket) {
    let socket = tokio::net::TcpSocket::new_v4().expect("a socket");
    socket.bind("127.0.0.1:0".parse().expect("an address")).expect("a port");
    (format!("http://{}", socket.local_addr().expect("an address")), socket)
}
