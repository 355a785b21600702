//! Avatars whose sender goes away: the picture of a user is a whole one or none, and the next upload works.

use std::{convert::Infallible, sync::Arc, time::Duration};

use authing_sandbox::{Effect, Fault, Sandbox};
use axum::body::{Body, Bytes};
use futures_util::{StreamExt as _, stream};
use http::{Method, Request, StatusCode};
use tokio::{io::AsyncWriteExt as _, net::TcpStream, sync::Notify};
use tower::ServiceExt as _;

use crate::{
    cancelled::{cancel_when, dropped_after},
    kept::{Kept, in_time, until},
    mini_program::PNG,
    site::Site,
    stop::Server,
};

const BOUNDARY: &str = "--the-boundary\r\n";
const PART: &str = "Content-Disposition: form-data; name=\"file\"; filename=\"me.png\"\r\n\r\n";

/// A picture that is sent in several pieces, and differs from others.
fn picture(number: u8) -> Vec<u8> {
    [PNG, &[number; 100_000]].concat()
}

/// A back end on which Ada is logged in.
struct Upload {
    kept: Kept,
    site: Site,
    session: String,
}

impl Upload {
    async fn new() -> Self {
        let kept = Kept::new();
        let site = kept.site(Sandbox::start().await.unwrap());
        let session = site.log_in("openid-ada").await;
        Self { kept, site, session }
    }

    fn request(&self, body: Body) -> Request<Body> {
        Request::post("/mini/me/avatar").header("x-session", &self.session).body(body).unwrap()
    }

    /// The picture that Authing has of the user.
    async fn photo(&self) -> Option<Vec<u8>> {
        let me = self.site.get("/mini/me", &[("x-session", &self.session)]).await;
        assert_eq!(me.status, StatusCode::OK, "{me:?}");
        match me.json()["photo"].as_str().filter(|photo| photo.contains("avatar-")) {
            Some(photo) => Some(reqwest::get(photo).await.unwrap().bytes().await.unwrap().into()),
            None => None,
        }
    }

    /// Expects that the user has no picture yet, that nothing is left of a session but what there was, and that an upload works.
    async fn has_none_and_the_next_one_works(&self) {
        assert_eq!(self.photo().await, None);
        assert_eq!(self.kept.entries(), 2);
        let reply = self.site.answer(self.request(picture(200).into())).await;
        assert_eq!(reply.status, StatusCode::OK, "{reply:?}");
        assert_eq!(self.photo().await, Some(picture(200)));
        let kept = self.site.stored(&self.session).await.unwrap();
        assert_eq!(
            kept.user().unwrap().photo.as_deref(),
            reply.json()["photo"].as_str(),
            "the session has the profile"
        );
    }
}

/// Half of a picture, after which nothing comes for ever. The signal tells that more was asked for: what there is was passed on.
fn half(asked: &Arc<Notify>) -> Body {
    let (picture, asked) = (picture(1), Arc::clone(asked));
    let first = stream::iter([Ok::<_, Infallible>(Bytes::from(picture[..picture.len() / 2].to_vec()))]);
    let rest = stream::once(async move {
        asked.notify_one();
        std::future::pending().await
    });
    Body::from_stream(first.chain(rest))
}

#[tokio::test]
async fn a_request_that_is_dropped_while_half_of_the_picture_is_at_authing_sets_none() {
    let upload = Upload::new().await;
    let asked = Arc::new(Notify::new());
    cancel_when(&upload.site, upload.request(half(&asked)), async || {
        in_time("half of the picture is sent", asked.notified()).await
    })
    .await;
    upload.has_none_and_the_next_one_works().await;
    assert_eq!(upload.site.asked("updateUser"), 1, "nothing was set but the whole picture");
}

#[tokio::test]
async fn a_request_that_is_dropped_while_authing_has_the_picture_and_is_silent_sets_none() {
    let upload = Upload::new().await;
    upload.site.sandbox.faults().add(Fault::at("upload", Effect::Hang).times(1));
    let received = async || until("the picture arrives", async || upload.site.asked("upload") == 1).await;
    cancel_when(&upload.site, upload.request(picture(1).into()), received).await;
    upload.has_none_and_the_next_one_works().await;
}

#[tokio::test]
async fn a_request_that_is_dropped_at_any_moment_sets_a_whole_picture_or_none() {
    let upload = Upload::new().await;
    for polls in 0.. {
        let sent = picture(u8::try_from(polls).expect("an upload is polled fewer times"));
        let pieces: Vec<_> =
            sent.chunks(30_000).map(|piece| Ok::<_, Infallible>(Bytes::from(piece.to_vec()))).collect();
        // Each piece comes a moment later than the handler asks for it, as from a network.
        let pieces = stream::iter(pieces).then(|piece| async {
            tokio::task::yield_now().await;
            piece
        });
        let answer = upload.site.app.clone().oneshot(upload.request(Body::from_stream(pieces)));
        let answer = dropped_after(polls, answer).await;
        let photo = upload.photo().await;
        let whole = photo.as_ref().is_none_or(|photo| (0..=polls).any(|number| *photo == picture(number as u8)));
        assert!(whole, "after {polls} polls the user has a picture that nobody has sent");
        assert!(upload.site.knows(&upload.session).await);
        if let Some(answer) = answer {
            assert_eq!(answer.unwrap().status(), StatusCode::OK);
            assert_eq!(photo, Some(sent));
            assert!(polls > 4, "the request was dropped while the picture arrived");
            break;
        }
    }
}

#[tokio::test]
async fn a_client_that_disconnects_in_the_middle_of_a_picture_sets_none() {
    let form = format!("{BOUNDARY}{PART}");
    for (content_type, before) in [("image/png", ""), ("multipart/form-data; boundary=the-boundary", &form)] {
        let upload = Upload::new().await;
        let server = Server::start(&upload.site).await;
        let picture = picture(1);
        let length = before.len() + picture.len();
        let head = format!(
            "POST /mini/me/avatar HTTP/1.1\r\nhost: shop.example.com\r\nx-session: {}\r\ncontent-type: {content_type}\r\n\
             content-length: {length}\r\n\r\n{before}",
            upload.session
        );
        let mut client = TcpStream::connect(server.address).await.unwrap();
        client.write_all(head.as_bytes()).await.unwrap();
        client.write_all(&picture[..picture.len() / 2]).await.unwrap();
        server.arrived().await;
        drop(client);
        // The server can stop, so nothing waits for the rest of the picture.
        server.stop().await;
        upload.has_none_and_the_next_one_works().await;
        assert_eq!(upload.site.asked("updateUser"), 1, "nothing was set but the whole picture");
    }
}

#[tokio::test]
async fn a_form_that_ends_in_the_middle_of_the_picture_is_refused() {
    let upload = Upload::new().await;
    let headers = [("x-session", &*upload.session), ("content-type", "multipart/form-data; boundary=the-boundary")];
    // Few enough bytes for the format not to be known yet, and so many that the picture is on its way to Authing.
    for length in [20, PNG.len(), 50_000] {
        let form = [BOUNDARY.as_bytes(), PART.as_bytes(), &picture(1)[..length]].concat();
        let reply = upload.site.send(Method::POST, "/mini/me/avatar", &headers, form).await;
        assert_eq!(reply.problem(), (400, "invalid_request".into()), "{length} bytes: {reply:?}");
    }
    upload.has_none_and_the_next_one_works().await;
    assert_eq!(upload.site.asked("updateUser"), 1, "nothing was set but the whole picture");
}

#[tokio::test]
async fn a_client_that_stops_sending_is_not_waited_for_without_end() {
    let kept = Kept::new();
    let sandbox = Sandbox::start().await.unwrap();
    let client = crate::site::client(&sandbox).timeout(Duration::from_secs(1)).build().unwrap();
    let site = kept.site_of(client, sandbox, |builder| builder);
    let session = site.log_in("openid-ada").await;
    let upload = Upload { kept, site, session };
    let reply = upload.site.answer(upload.request(half(&Arc::default()))).await;
    assert!(reply.problem().0 >= 400, "{reply:?}");
    upload.has_none_and_the_next_one_works().await;
}
