//! Sending a picture. The generator cannot do multipart, so this is by hand; everything around it is the corridor's.

use std::{
    path::{Path, PathBuf},
    pin::Pin,
    sync::{Arc, OnceLock},
};

use bytes::Bytes;
use futures_core::Stream;
use futures_util::{StreamExt as _, stream};
use reqwest::{Body, multipart};

use super::{Envelope, failure::connection_error, send};
use crate::{
    error::{Error, Kind},
    generated::{self, types::UploadedFile},
};

type BoxError = Box<dyn std::error::Error + Send + Sync>;
type Chunks = Pin<Box<dyn Stream<Item = Result<Bytes, BoxError>> + Send>>;

/// Called with the bytes handed to the connection so far and, when it is known, how many there will be.
type Progress = Arc<dyn Fn(u64, Option<u64>) + Send + Sync>;

const DEFAULT_LIMIT: u64 = 10 << 20;
/// How much is handed on at once, and so how often progress is told.
const CHUNK: usize = 64 << 10;
/// The longest beginning that the detection looks at.
const MAGIC: usize = 64;

/// A picture to upload: from a file, from memory, or from a stream.
///
/// Its kind is detected from its first bytes; what is no picture is refused before anything is sent.
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

/// What a picture is uploaded for.
#[derive(Clone, Copy)]
pub(crate) enum Folder {
    Avatar,
    /// Faces are private: nobody else gets to see them.
    FacePhoto,
}

impl Folder {
    fn query(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Avatar => &[("folder", "avatar")],
            Self::FacePhoto => &[("folder", "face-photo"), ("private", "true")],
        }
    }

    /// The name of a picture that has none, without its ending.
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

    /// The picture in this file.
    pub fn path(path: impl AsRef<Path>) -> Self {
        Self::new(Source::Path(path.as_ref().to_owned()))
    }

    /// A picture in memory.
    pub fn bytes(bytes: impl Into<Bytes>) -> Self {
        Self::new(Source::Bytes(bytes.into()))
    }

    /// A picture that comes in pieces, such as the body of a request that your server receives. It is passed on as it
    /// comes.
    pub fn stream<S, E>(pieces: S) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        Self::new(Source::Stream(Box::pin(pieces.map(|piece| piece.map_err(Into::into)))))
    }

    /// The name of the file; by default that of the path, else what it is for (`avatar`, `face`) with the ending of its kind.
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// The media type, such as `image/svg+xml`. It is then taken on trust and not detected.
    pub fn content_type(mut self, media_type: impl Into<String>) -> Self {
        self.content_type = Some(media_type.into());
        self
    }

    /// How many bytes the picture may have; 10 MiB by default.
    pub fn limit(mut self, bytes: u64) -> Self {
        self.limit = bytes;
        self
    }

    /// Called while the picture is sent, with the bytes so far and, when it is known, how many there will be. It runs on
    /// the task that sends and must not block.
    pub fn on_progress(mut self, progress: impl Fn(u64, Option<u64>) + Send + Sync + 'static) -> Self {
        self.progress = Some(Arc::new(progress));
        self
    }

    /// Looks at the picture: everything that can be wrong with it is found here, before a connection is made.
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
                let size = tokio::fs::metadata(&path).await.map_err(unreadable)?.len();
                if size > limit {
                    return Err(too_large());
                }
                name = name.or_else(|| Some(path.file_name()?.to_string_lossy().into_owned()));
                let bytes: Bytes = tokio::fs::read(&path).await.map_err(unreadable)?.into();
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
                    let mend = "choose one, or name its media type with content_type()";
                    return Err(Error::argument(format!(
                        "unrecognised image format: the first bytes are those of no known one; {mend}"
                    )));
                }
            },
        };
        // Checked now, for the part would refuse it when the connection is already there.
        if multipart::Part::text("").mime_str(&content_type).is_err() {
            return Err(Error::argument(format!(
                "content_type {content_type:?} is no media type; write it like image/png"
            )));
        }
        let file_name = name.unwrap_or_else(|| format!("{}.{ending}", folder.file_name()));
        Ok(Opened { folder, first, rest, length, limit, content_type, file_name, progress: self.progress })
    }
}

/// A picture that has passed every check.
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
    /// The multipart part; `broken` hears of what goes wrong while it is sent.
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

/// Uploads a picture. Gives its reference: the URL of a public one, the key of a private one.
pub(crate) async fn upload(api: generated::Client, picture: Opened) -> Result<String, Error> {
    let folder = picture.folder;
    // What breaks on the way has a better error than the broken connection that follows from it.
    let broken = Arc::new(OnceLock::new());
    let form = {
        let broken = Arc::clone(&broken);
        multipart::Form::new().part("file", picture.part(move |error| _ = broken.set(error)).map_err(connection_error)?)
    };
    let url = format!("{}/api/v2/upload", api.baseurl);
    let request = api.client.post(url).query(folder.query()).multipart(form).build();
    let file = send::<Envelope<UploadedFile>>(&api, request, "upload").await;
    let file = match broken.get() {
        Some(error) => return Err(error.shared_clone()),
        None => file?,
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
