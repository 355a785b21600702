//! In process Authing.
