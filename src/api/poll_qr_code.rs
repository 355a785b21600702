//! What becomes of a QR code, as a stream.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use futures_core::Stream;

use super::CheckQrCode;
use crate::{
    error::Error,
    generated::types::QrCodeStatus,
    model::BoxFuture,
    transport::{in_time, reported},
};

/// How many questions in a row may stay without an answer.
const TOLERATED: u32 = 3;

/// Of [`poll`](crate::QrCodes::poll): a stream of what becomes of a QR code.
///
/// Chain the options, then take states with [`next`](Self::next), or with whatever takes a [`Stream`]. Nothing is asked
/// before that; dropping it stops it.
#[must_use = "a stream does nothing until it is asked for the next state"]
pub struct PollQrCode {
    question: Arc<CheckQrCode>,
    interval: Duration,
    tolerated: u32,
    /// The question that is under way: there is never another one.
    asking: Option<BoxFuture<'static, Result<QrCodeStatus, Error>>>,
    /// How long to wait before the next question; none at first.
    pause: Duration,
    ended: bool,
}

impl PollQrCode {
    pub(super) fn new(question: CheckQrCode, interval: Duration) -> Self {
        let question = Arc::new(question);
        Self { question, interval, tolerated: TOLERATED, asking: None, pause: Duration::ZERO, ended: false }
    }

    /// How long to wait between an answer and the next question; 800 milliseconds by default.
    pub fn interval(mut self, interval: Duration) -> Self {
        self.interval = interval;
        self
    }

    /// How many questions in a row may stay without an answer before that is an error; 3 by default, 0 for none.
    pub fn tolerate(mut self, questions: u32) -> Self {
        self.tolerated = questions;
        self
    }

    /// The next state, or nothing when the stream has ended. A call that is dropped loses nothing.
    ///
    /// The same as `StreamExt::next` of the crate `futures`, for programs that do not use it.
    pub async fn next(&mut self) -> Option<Result<QrCodeStatus, Error>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    #[inline]
    fn ask(&self) -> BoxFuture<'static, Result<QrCodeStatus, Error>> {
        let (question, interval, mut left) = (Arc::clone(&self.question), self.interval, self.tolerated);
        let mut pause = self.pause;
        Box::pin(async move {
            let client = question.client();
            let asked = async {
                loop {
                    if !pause.is_zero() {
                        tokio::time::sleep(pause).await;
                    }
                    match in_time(client.core(), question.ask()).await {
                        Err(error) if left > 0 && is_passing(&error) => left -= 1,
                        outcome => return outcome,
                    }
                    pause = interval;
                }
            };
            reported(client.core(), "qrcode_poll", asked).await
        })
    }
}

/// Whether nobody has answered who knows the code.
fn is_passing(error: &Error) -> bool {
    error.is_connect() || error.is_timeout() || error.http_status().is_some_and(|status| matches!(status, 502..=504))
}

impl Stream for PollQrCode {
    type Item = Result<QrCodeStatus, Error>;

    // Compiled in the program that polls, as requests are.
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
