//! Seeds of the sandbox: any text is a user pool, or an error that says where.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Err(problem) = authing_sandbox::__fuzz::read_seed(text) {
        assert!(!problem.is_empty(), "the error says nothing");
    }
});
