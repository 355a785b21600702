//! Custom fields: any reply is read or refused, and what was read keeps the text that the server sent.

#![no_main]

use authing_wxapp::{CustomDataEntry, CustomValue};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(field) = serde_json::from_str::<CustomDataEntry>(text) else { return };
    match field.typed() {
        Some(CustomValue::Number(number)) => {
            // A number that is written and read again is the same number.
            let written = number.to_string();
            let again = serde_json::json!({ "key": field.key, "dataType": "NUMBER", "value": written });
            let again: CustomDataEntry = serde_json::from_value(again).expect("a field");
            assert_eq!(again.typed(), Some(CustomValue::Number(number)), "{written} is read as another number");
        }
        Some(CustomValue::Raw(raw)) => {
            let given = field.value.as_ref().expect("a value");
            let given = given.as_str().map_or_else(|| given.to_string(), str::to_owned);
            assert_eq!(raw, given, "raw text is the text of the server");
        }
        Some(other) => drop(format!("{other:?}")),
        None => {}
    }
    let written = serde_json::to_string(&field).expect("a field can be written");
    assert_eq!(serde_json::from_str::<CustomDataEntry>(&written).ok().as_ref(), Some(&field), "{written}");
});
