//! Identities of providers that are linked to a user.

use authing_wxapp::{LinkedIdentity, SocialProvider};

use crate::{domain::refusal::Refusal, stores::Stores};

impl Stores {
    /// Links the identity of a page that was opened. The page does not ask the provider, whose answer is made up.
    pub fn link_identity(&mut self, ticket: &str) -> Result<(), Refusal> {
        let (user_id, connection) = self.identity_links.take(ticket, self.clock.now())?;
        let known = self.application.social_connection(&connection).and_then(|known| known.provider.clone());
        let provider = known.unwrap_or_else(|| SocialProvider::from(connection.clone()));
        let (id, source) = (self.rng.id(), self.rng.id());
        let identity = LinkedIdentity {
            identity_id: Some(id.clone()),
            ext_idp_id: Some(source),
            provider: Some(provider),
            type_: Some("openid".into()),
            user_id_in_idp: Some(format!("stub-{id}")),
            origin_conn_ids: Some(vec![connection]),
            ..LinkedIdentity::default()
        };
        self.accounts.require(&user_id)?.linked.push(identity);
        Ok(())
    }
}
