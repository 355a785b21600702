//! Events that programs publish.

use authing_wxapp::__contract::types::{Done, PublishEventBody};

use crate::{
    domain::events::PublishedEvent,
    http::{
        ApiRequest,
        reply::{Answer, ok},
    },
    stores::Stores,
};

pub fn publish(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let user_id = Some(stores.claims_of_v3(request.bearer())?.sub);
    let PublishEventBody { event_type, event_data, .. } = request.body()?;
    let at = stores.clock.now();
    stores.events.publish(PublishedEvent { at, name: event_type, data: event_data, user_id });
    ok(Done { success: Some(true) })
}
