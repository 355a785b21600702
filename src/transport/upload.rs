//! Uploading a picture. The generator does not support multipart bodies, so this request is written by hand. It is sent like every
//! other request.

use std::{
    path::{Path, PathBuf},
    pin::Pin,
    sync::{Arc, OnceLock},
};

use bytes::Bytes;
use futures_core::Stream;
use futures_util::{StreamExt as _, stream};
use reqwest::{Body, multipart};
use tokio::io::AsyncReadExt as _;

use super::{Envelope, failure::connection_error, send};
use crate::{
    error::{Error, Kind},
    generated::{self, types::UploadedFile},
};

type BoxError = Box<dyn std::error::Error + Send + Sync>;
type Chunks = Pin<Box<dyn Stream<Item = Result<Bytes, BoxError>> + Send>>;

/// Receives the number of bytes sent so far and, if known, the total.
type Progress = Arc<dyn Fn(u64, Option<u64>) + Send + Sync>;

const DEFAULT_LIMIT: u64 = 10 << 20;
/// The size of the pieces that are sent, and therefore the granularity of the progress.
const CHUNK: usize = 64 << 10;
/// The number of leading bytes that the format detection needs.
const MAGIC: usize = 64;

/// An image to upload: from a file, from memory, or from a stream.
///
/// Its format is detected from its first bytes; data of an unknown format is refused before anything is sent.
///
/// # Examples
///
/// ```no_run
/// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
/// use authing_wxapp::Picture;
///
/// client.update_avatar("me.png").await?;
/// let picture = Picture::path("me.png").limit(1 << 20).on_progress(|sent, total| println!("{sent} of {total:?}"));
/// client.update_avatar(picture).await?;
/// # Ok(()) }
/// ```
#[must_use]
pub struct Picture {
    source: Source,
    file_name: Option<String>,
    content_type: Option<String>,
    limit: u64,
    progress: Option<Progress>,
}

/// The purpose of an image.
#[derive(Clone, Copy)]
pub(crate) enum Folder {
    Avatar,
    /// Face photos are stored as private files.
    FacePhoto,
}

impl Folder {
    fn query(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Avatar => &[("folder", "avatar")],
            Self::FacePhoto => &[("folder", "face-photo"), ("private", "true")],
        }
    }

    /// The default file name, without the extension.
    fn file_name(self) -> &'static str {
        match self {
            Self::Avatar => "avatar",
            Self::FacePhoto => "face",
        }
    }
}

enum Source {
    Path(PathBuf),
    Bytes(Bytes),
    Stream(Chunks),
}

impl Picture {
    fn new(source: Source) -> Self {
        Self { source, file_name: None, content_type: None, limit: DEFAULT_LIMIT, progress: None }
    }

    /// Reads the image from this file when it is uploaded.
    pub fn path(path: impl AsRef<Path>) -> Self {
        Self::new(Source::Path(path.as_ref().to_owned()))
    }

    /// Takes an image in memory.
    pub fn bytes(bytes: impl Into<Bytes>) -> Self {
        Self::new(Source::Bytes(bytes.into()))
    }

    /// Takes an image as a stream of pieces, such as the body of a request that your server receives.
    ///
    /// The pieces are forwarded as they arrive.
    pub fn stream<S, E>(pieces: S) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let pieces = pieces.map(|piece| piece.map_err(Into::into)).then(|piece: Result<Bytes, BoxError>| async {
            // Without a pause, an endless stream of empty pieces that are always ready would keep the timeout from firing.
            if piece.as_ref().is_ok_and(Bytes::is_empty) {
                tokio::task::yield_now().await;
            }
            piece
        });
        Self::new(Source::Stream(Box::pin(pieces)))
    }

    /// Sets the file name. The default is the name in the path, or else the purpose (`avatar`, `face`) with the
    /// extension of the format.
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// Sets the media type, such as `image/svg+xml`, and disables the detection of the format.
    pub fn content_type(mut self, media_type: impl Into<String>) -> Self {
        self.content_type = Some(media_type.into());
        self
    }

    /// Sets the maximum size in bytes; 10 MiB by default.
    pub fn limit(mut self, bytes: u64) -> Self {
        self.limit = bytes;
        self
    }

    /// Sets a callback for the progress of the upload.
    ///
    /// It receives the number of bytes sent so far and, if known, the total. It runs on the task that sends and must
    /// not block.
    pub fn on_progress(mut self, progress: impl Fn(u64, Option<u64>) + Send + Sync + 'static) -> Self {
        self.progress = Some(Arc::new(progress));
        self
    }

    /// Opens and checks the image, before a connection is made.
    pub(crate) async fn open(self, folder: Folder) -> Result<Opened, Error> {
        let limit = self.limit;
        let too_large = move || {
            Error::argument(format!(
                "the picture is larger than {limit} bytes; choose a smaller one or raise its limit"
            ))
        };
        let mut name = self.file_name;
        let (first, rest, length) = match self.source {
            Source::Path(path) => {
                let unreadable = |e| {
                    Error::argument(format!("the picture {} cannot be read; check the path", path.display()))
                        .with_source(e)
                };
                // A device has no end, and opening a pipe waits for its other end.
                let metadata = tokio::fs::metadata(&path).await.map_err(unreadable)?;
                if !metadata.is_file() {
                    let what = format!("the picture {} is not a regular file; choose another", path.display());
                    return Err(Error::argument(what));
                }
                if metadata.len() > limit {
                    return Err(too_large());
                }
                name = name.or_else(|| Some(path.file_name()?.to_string_lossy().into_owned()));
                // The file may have grown meanwhile; one byte more than the limit shows that.
                let file = tokio::fs::File::open(&path).await.map_err(unreadable)?;
                let mut bytes = Vec::new();
                file.take(limit.saturating_add(1)).read_to_end(&mut bytes).await.map_err(unreadable)?;
                let bytes = Bytes::from(bytes);
                let length = bytes.len() as u64;
                (bytes, None, Some(length))
            }
            Source::Bytes(bytes) => {
                let length = bytes.len() as u64;
                (bytes, None, Some(length))
            }
            Source::Stream(mut pieces) => {
                let mut first = Vec::new();
                while first.len() < MAGIC {
                    match pieces.next().await {
                        Some(Ok(piece)) => first.extend_from_slice(&piece),
                        Some(Err(e)) => return Err(Error::argument("the stream of the picture failed").with_source(e)),
                        None => break,
                    }
                }
                (first.into(), Some(pieces), None)
            }
        };
        if first.is_empty() {
            return Err(Error::argument("the picture is empty; choose another"));
        }
        if first.len() as u64 > limit {
            return Err(too_large());
        }
        let (content_type, ending) = match self.content_type {
            Some(media_type) => (media_type, "bin"),
            None => match infer::get(&first).filter(|kind| kind.matcher_type() == infer::MatcherType::Image) {
                Some(kind) => (kind.mime_type().to_owned(), kind.extension()),
                None => {
                    return Err(Error::argument(
                        "unrecognised image format; choose an image of a known format, or name its media type with content_type()",
                    ));
                }
            },
        };
        // Checked here, because the multipart part would refuse it only after the connection is made.
        if multipart::Part::text("").mime_str(&content_type).is_err() {
            return Err(Error::argument(format!(
                "content_type {content_type:?} is not a media type; write it like image/png"
            )));
        }
        let file_name = name.unwrap_or_else(|| format!("{}.{ending}", folder.file_name()));
        Ok(Opened { folder, first, rest, length, limit, content_type, file_name, progress: self.progress })
    }
}

/// An image that has passed every check.
pub(crate) struct Opened {
    folder: Folder,
    first: Bytes,
    rest: Option<Chunks>,
    length: Option<u64>,
    limit: u64,
    content_type: String,
    file_name: String,
    progress: Option<Progress>,
}

impl Opened {
    /// Builds the multipart part; `broken` receives failures that occur during the upload.
    fn part(self, broken: impl Fn(Error) + Send + Sync + 'static) -> reqwest::Result<multipart::Part> {
        let Self { first, rest, length, limit, progress, .. } = self;
        let head = stream::unfold(first, |mut left| async move {
            let piece = left.split_to(left.len().min(CHUNK));
            (!piece.is_empty()).then_some((Ok(piece), left))
        });
        let mut sent = 0;
        let pieces =
            head.chain(rest.unwrap_or_else(|| Box::pin(stream::empty()))).map(move |piece: Result<Bytes, BoxError>| {
                let piece = piece.map_err(|e| {
                    broken(
                        Error::argument("the stream of the picture failed while it was sent")
                            .with_source(e)
                            .with_reached(true),
                    );
                    "the stream failed"
                })?;
                sent += piece.len() as u64;
                if sent > limit {
                    let message =
                        format!("the picture is larger than {limit} bytes; choose a smaller one or raise its limit");
                    broken(Error::argument(message).with_reached(true));
                    return Err("the picture is too large");
                }
                if let Some(progress) = &progress {
                    progress(sent, length);
                }
                Ok(piece)
            });
        let body = Body::wrap_stream(pieces);
        let part = match length {
            Some(length) => multipart::Part::stream_with_length(body, length),
            None => multipart::Part::stream(body),
        };
        part.file_name(self.file_name).mime_str(&self.content_type)
    }
}

/// Uploads a picture and returns its reference: the URL of a public one, the key of a private one.
pub(crate) async fn upload(api: generated::Client, picture: Opened) -> Result<String, Error> {
    let folder = picture.folder;
    // A failure of the picture breaks the connection. Its own error says more than that of the connection.
    let broken = Arc::new(OnceLock::new());
    let form = {
        let broken = Arc::clone(&broken);
        multipart::Form::new().part("file", picture.part(move |error| _ = broken.set(error)).map_err(connection_error)?)
    };
    let url = format!("{}/api/v2/upload", api.baseurl);
    let request = api.client.post(url).query(folder.query()).multipart(form).build();
    let file = send::<Envelope<UploadedFile>>(&api, request, "upload").await;
    let file = match (broken.get(), file) {
        (None, file) => file?,
        (Some(error), Ok(_)) => return Err(error.shared_clone().with_http(Some(200), None)),
        (Some(error), Err(reply)) => {
            let request_id = reply.request_id().map(str::to_owned);
            return Err(error.shared_clone().with_http(reply.http_status(), request_id));
        }
    };
    let (name, reference) = match folder {
        Folder::Avatar => ("url", file.url),
        Folder::FacePhoto => ("key", file.key),
    };
    reference.ok_or_else(|| {
        let message = format!("the reply cannot be read: `{name}` is missing");
        Error::new(Kind::Decode, message).with_http(Some(200), None).with_reached(true)
    })
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Picture")
            .field("file_name", &self.file_name)
            .field("limit", &self.limit)
            .finish_non_exhaustive()
    }
}

macro_rules! picture_from {
    ($($type:ty => $constructor:ident),* $(,)?) => {
        $(impl From<$type> for Picture {
            fn from(source: $type) -> Self {
                Self::$constructor(source)
            }
        })*
    };
}
picture_from! {
    &str => path,
    String => path,
    &Path => path,
    PathBuf => path,
    Bytes => bytes,
    Vec<u8> => bytes,
    &'static [u8] => bytes,
}
