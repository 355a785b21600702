//! The states of a QR code as a stream.

use std::{
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use futures_core::Stream;

use super::CheckQrCode;
use crate::{
    core::CallContext,
    error::Error,
    generated::types::QrCodeStatus,
    model::BoxFuture,
    transport::{in_time, reported},
};

/// How many consecutive status requests may stay unanswered, by default.
const TOLERATED: u32 = 3;

/// The stream of the states of a QR code, from [`QrCodes::poll`](crate::QrCodes::poll).
///
/// Chain the options, then take the states with [`next`](Self::next) or through the [`Stream`] trait. No request is
/// sent before that, and dropping the stream stops the polling.
///
/// # Examples
///
/// ```no_run
/// # async fn f(client: authing_wxapp::AuthenticationClient, random: String) -> Result<(), authing_wxapp::Error> {
/// use std::time::Duration;
///
/// let mut states = client.qrcode().poll(random).interval(Duration::from_secs(2)).tolerate(10);
/// while let Some(status) = states.next().await {
///     println!("{:?}", status?.status);
/// }
/// # Ok(()) }
/// ```
#[must_use = "a stream does nothing until it is asked for the next state"]
pub struct PollQrCode {
    question: Arc<CheckQrCode>,
    interval: Duration,
    tolerated: u32,
    /// The request in flight; there is at most one.
    asking: Option<BoxFuture<'static, Result<QrCodeStatus, Error>>>,
    /// The delay before the next request; zero before the first.
    pause: Duration,
    ended: bool,
}

impl PollQrCode {
    pub(super) fn new(question: CheckQrCode, interval: Duration) -> Self {
        let question = Arc::new(question);
        Self { question, interval, tolerated: TOLERATED, asking: None, pause: Duration::ZERO, ended: false }
    }

    /// Sets the delay between an answer and the next request; 800 milliseconds by default.
    pub fn interval(mut self, interval: Duration) -> Self {
        self.interval = interval;
        self
    }

    /// Sets how many consecutive requests may stay unanswered before the stream ends with an error; 3 by default, 0 for
    /// none.
    pub fn tolerate(mut self, questions: u32) -> Self {
        self.tolerated = questions;
        self
    }

    /// Waits for the next state; `None` when the stream has ended.
    ///
    /// This is `StreamExt::next` of the crate `futures`, for programs that do not use that crate. It is cancel safe: no
    /// state is lost when the returned future is dropped.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] when the id of the code is empty.
    /// - [`Error::is_api`] when the server does not know the code (2241), or refuses the request otherwise.
    /// - [`Error::is_connect`], [`Error::is_timeout`] or the [HTTP status](Error::http_status) 502, 503 or 504 when
    ///   more consecutive requests than [`tolerate`](Self::tolerate) allows stay unanswered.
    ///
    /// An error ends the stream; another call of [`poll`](crate::QrCodes::poll) with the same id resumes it.
    ///
    /// # Panics
    ///
    /// Panics when it is awaited outside of a tokio runtime.
    pub async fn next(&mut self) -> Option<Result<QrCodeStatus, Error>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Blocks the thread until the next state; `None` when the stream has ended.
    ///
    /// # Errors
    ///
    /// Those of [`next`](Self::next). In a tokio runtime it is an [`Error::is_argument`], and nothing is sent.
    #[cfg(feature = "blocking")]
    pub fn wait_next(&mut self) -> Option<Result<QrCodeStatus, Error>> {
        crate::transport::wait(async { self.next().await.transpose() }).transpose()
    }

    #[inline]
    fn ask(&self) -> BoxFuture<'static, Result<QrCodeStatus, Error>> {
        let (question, interval, mut left) = (Arc::clone(&self.question), self.interval, self.tolerated);
        let mut pause = self.pause;
        Box::pin(async move {
            let CallContext { core, settings } = question.client().context().clone();
            let asked = async {
                loop {
                    if !pause.is_zero() {
                        tokio::time::sleep(pause).await;
                    }
                    match in_time(Arc::clone(&settings), pin!(question.ask())).await {
                        Err(error) if left > 0 && is_passing(&error) => left -= 1,
                        outcome => return outcome,
                    }
                    pause = interval;
                }
            };
            reported(core, "qrcode_poll", pin!(asked)).await
        })
    }
}

/// Whether no server that knows the code has answered, so that the request may be repeated.
fn is_passing(error: &Error) -> bool {
    error.is_connect() || error.is_timeout() || error.http_status().is_some_and(|status| matches!(status, 502..=504))
}

impl Stream for PollQrCode {
    type Item = Result<QrCodeStatus, Error>;

    // Inlined for the same reason as the `into_future` of requests: programs compile only what they use.
    #[inline]
    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.ended {
            return Poll::Ready(None);
        }
        let mut asking = match self.asking.take() {
            Some(asking) => asking,
            None => self.ask(),
        };
        let Poll::Ready(answer) = asking.as_mut().poll(context) else {
            self.asking = Some(asking);
            return Poll::Pending;
        };
        self.pause = self.interval;
        self.ended = answer.as_ref().map_or(true, |status| status.status.is_final());
        Poll::Ready(Some(answer))
    }
}

impl std::fmt::Debug for PollQrCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PollQrCode")
            .field("interval", &self.interval)
            .field("ended", &self.ended)
            .finish_non_exhaustive()
    }
}
