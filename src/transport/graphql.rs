//! The bodies of GraphQL requests.

use serde::{Serialize, Serializer, ser::SerializeStruct};

/// The document that goes with a type of variables.
pub(crate) trait Document {
    const TEXT: &'static str;
}

/// The body of a GraphQL request. The document follows from the variables, so the two cannot disagree.
pub(crate) struct Query<V>(pub V);

impl<V: Document + Serialize> Serialize for Query<V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut body = serializer.serialize_struct("Query", 2)?;
        body.serialize_field("query", V::TEXT)?;
        body.serialize_field("variables", &self.0)?;
        body.end()
    }
}
