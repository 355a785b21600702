use std::sync::{Arc, OnceLock};

use authing_wxapp::{Picture, PublicUser};
use axum::{Json, extract::Request};
use bytes::Bytes;
use futures_util::{Stream, StreamExt as _, stream::BoxStream};
use http::{HeaderMap, header};

use crate::{
    auth::Auth,
    problem::{Problem, ProblemKind},
    user::CurrentUser,
};

type BoxError = Box<dyn std::error::Error + Send + Sync>;
type Pieces = BoxStream<'static, Result<Bytes, BoxError>>;

/// Replaces the avatar of the user. The body is the picture itself, or a form with the picture as a file, as `wx.uploadFile()`
/// sends it. The picture goes on to Authing while it arrives, and is never held as a whole.
///
/// # Session
///
/// The profile is stored in the session.
///
/// # Errors
///
/// [`ProblemKind::TooLarge`] beyond the [limit](crate::AuthBuilder::avatar_limit), [`ProblemKind::UnsupportedMedia`] when the
/// first bytes are not those of a picture, [`ProblemKind::InvalidRequest`] for a form without a file and for a body that ends too
/// early, and every failure of
/// [`update_avatar`](authing_wxapp::AuthenticationClient::update_avatar).
pub async fn update_avatar(auth: Auth, user: CurrentUser, request: Request) -> Result<Json<PublicUser>, Problem> {
    let limit = auth.0.avatar_limit;
    let (parts, body) = request.into_parts();
    let body = body.into_data_stream();
    let pieces = match boundary(&parts.headers) {
        Some(boundary) => file_of_form(body, boundary).await?,
        None if length(&parts.headers).is_some_and(|length| length > limit) => return Err(too_large(limit)),
        None => body.map(|piece| piece.map_err(Into::into)).boxed(),
    };
    let broken = Arc::new(OnceLock::new());
    let picture = Picture::stream(limited(pieces, limit, Arc::clone(&broken))).limit(limit);
    match (user.client().update_avatar(picture).await, broken.get()) {
        (Ok(user), _) => Ok(Json(PublicUser::from(&user))),
        (Err(error), Some(problem)) if error.is_argument() => Err(Problem::clone(problem)),
        // Nothing but the format is left to be wrong when nothing was sent.
        (Err(error), None) if error.is_argument() && !error.may_have_reached_server() => {
            Err(Problem::from(error).with_kind(ProblemKind::UnsupportedMedia))
        }
        (Err(error), _) => Err(error.into()),
    }
}

fn too_large(limit: u64) -> Problem {
    Problem::new(ProblemKind::TooLarge).with_detail(format!("a picture may have {limit} bytes"))
}

/// The length of the body, as far as the request says it.
fn length(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// The boundary of a form; `None` for a body that is none.
fn boundary(headers: &HeaderMap) -> Option<String> {
    multer::parse_boundary(headers.get(header::CONTENT_TYPE)?.to_str().ok()?).ok()
}

/// The first file of a form.
async fn file_of_form<E: Into<BoxError> + 'static>(
    body: impl Stream<Item = Result<Bytes, E>> + Send + 'static,
    boundary: String,
) -> Result<Pieces, Problem> {
    let invalid = |why: &str| Problem::new(ProblemKind::InvalidRequest).with_detail(why);
    let mut form = multer::Multipart::new(body, boundary);
    loop {
        match form.next_field().await {
            Ok(Some(field)) if field.file_name().is_some() => {
                return Ok(field.map(|piece| piece.map_err(Into::into)).boxed());
            }
            Ok(Some(_)) => {}
            Ok(None) => return Err(invalid("the form has no file")),
            Err(_) => return Err(invalid("the form cannot be read")),
        }
    }
}

/// The same pieces, which fail when they exceed the limit together. `broken` receives what is wrong with them, which the error of
/// the upload does not tell.
fn limited(
    pieces: Pieces,
    limit: u64,
    broken: Arc<OnceLock<Problem>>,
) -> impl Stream<Item = Result<Bytes, BoxError>> + Send {
    let mut left = limit;
    pieces.map(move |piece| {
        let (problem, error) = match piece {
            Ok(piece) => match left.checked_sub(piece.len() as u64) {
                Some(rest) => {
                    left = rest;
                    return Ok(piece);
                }
                None => (too_large(limit), "the picture is larger than the limit".into()),
            },
            Err(error) => {
                let detail = "the body ended before the picture was complete";
                (Problem::new(ProblemKind::InvalidRequest).with_detail(detail), error)
            }
        };
        // The first failure is the one that ends the upload.
        let _ = broken.set(problem);
        Err(error)
    })
}
