//! Events that programs publish.

use authing_wxapp::__contract::types::{Done, PublishEventBody};

use crate::{
    domain::events::PublishedEvent,
    http::{
        ApiRequest,
        reply::{Answer, ok},
    },
    state::State,
};

pub fn publish(state: &mut State, asked: &ApiRequest) -> Answer {
    let user_id = Some(state.claims(asked.bearer())?.sub);
    let PublishEventBody { event_type, event_data, .. } = asked.body()?;
    state.publish(PublishedEvent { name: event_type, data: event_data, user_id });
    ok(Done { success: Some(true) })
}
