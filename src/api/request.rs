//! The macros that define public requests: required values are arguments, optional ones are chained, and awaiting sends.

/// Defines a request: its name, the verb it belongs to, its output, required members, and after `;` optional ones with
/// their docs. The area adds `async fn send(self) -> Result<Output, Error>`. A request that borrows names a lifetime: `Name<'a>`.
macro_rules! request {
    (@future $life:lifetime $output:ty) => { $crate::model::BoxFuture<$life, Result<$output, $crate::Error>> };
    (@future $output:ty) => { $crate::model::BoxFuture<'static, Result<$output, $crate::Error>> };
    (
        $(#[$meta:meta])*
        $name:ident $(<$life:lifetime>)? ($verb:literal) -> $output:ty {
            $($field:ident: $type:ty),* $(,)?
            $(; $($(#[$doc:meta])* $option:ident: $option_type:ty),* $(,)?)?
        }
    ) => {
        #[doc = concat!("Request builder of `", $verb, "`: chain the options, then await it. Nothing is sent before.")]
        $(#[doc = ""] #[$meta])*
        #[must_use = "a request does nothing until it is awaited"]
        pub struct $name $(<$life>)? {
            client: $crate::AuthenticationClient,
            $($field: $type,)*
            $($($option: Option<$option_type>,)*)?
        }

        impl $(<$life>)? $name $(<$life>)? {
            /// Sets how long this call may take, in place of the
            /// [`timeout`](crate::AuthenticationClientBuilder::timeout) of the client. Zero is an
            /// [`Error::is_argument`](crate::Error::is_argument).
            pub fn timeout(mut self, timeout: std::time::Duration) -> Self {
                self.client.context_mut().set_timeout(timeout);
                self
            }

            /// Adds a header to the requests of this call, such as `x-forwarded-for`. The last value of a name counts.
            ///
            /// A name or value that no header can have is an [`Error::is_argument`](crate::Error::is_argument), and so is a
            /// header that the client sends itself: credentials, `x-authing-…`, and those of the body. Nothing is sent then.
            pub fn header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
                self.client.context_mut().add_header(name.as_ref(), value.as_ref());
                self
            }

            /// Makes the call and blocks the thread until it is done, for programs without a tokio runtime. Requires the feature
            /// `blocking`.
            ///
            /// # Errors
            ///
            /// Those of the method, and in a tokio runtime [`Error::is_argument`](crate::Error::is_argument): nothing is sent, and
            /// the request is to be awaited there.
            #[cfg(feature = "blocking")]
            #[inline]
            pub fn wait(self) -> Result<$output, $crate::Error> {
                $crate::transport::wait(self.into_future())
            }

            #[allow(clippy::too_many_arguments)]
            fn new(client: &$crate::AuthenticationClient, $($field: $type),*) -> Self {
                Self { client: client.clone(), $($field,)* $($($option: None,)*)? }
            }

            $($($(#[$doc])*
            pub fn $option(mut self, $option: impl Into<$option_type>) -> Self {
                self.$option = Some($option.into());
                self
            })*)?
        }

        impl $(<$life>)? std::fmt::Debug for $name $(<$life>)? {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        }

        impl $(<$life>)? IntoFuture for $name $(<$life>)? {
            type Output = Result<$output, $crate::Error>;
            type IntoFuture = $crate::api::request::request!(@future $($life)? $output);

            // Inlined, so that a program compiles only the methods that it uses.
            #[inline]
            fn into_future(self) -> Self::IntoFuture {
                let context = self.client.context().clone();
                $crate::transport::run(context, $verb, Box::pin(self.send()))
            }
        }
    };
}
pub(crate) use request;

/// Adds setters for the members of an update.
macro_rules! change_setters {
    ($name:ident.$body:ident { $($member:ident: $what:literal),* $(,)? }) => {
        impl $name {
            $(#[doc = concat!(
                "Sets ", $what, ", or clears it with [`Clear`](crate::Clear) or `None`. It stays as it is when this is not called."
            )]
            pub fn $member(mut self, $member: impl Into<$crate::Change<String>>) -> Self {
                self.$body.$member = Some($member.into());
                self
            })*
        }
    };
}
pub(crate) use change_setters;

/// Takes these members out of a [`ProfileChanges`](crate::ProfileChanges) into the body of an update, which keeps its own where one
/// is absent. The others stay behind.
macro_rules! take_changes {
    ($changes:ident, $update:ident.$body:ident { $($member:ident),* $(,)? }) => {
        $(if let Some(change) = $changes.$member.take() {
            $update.$body.$member = Some(change);
        })*
    };
}
pub(crate) use take_changes;

/// Defines the handle of a submodule: a type with a client, which has the methods of one area.
macro_rules! submodule {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Clone)]
        pub struct $name {
            pub(super) client: $crate::client::AuthenticationClient,
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        }
    };
}
pub(crate) use submodule;
