//! Paths and names in this workspace. Other modules take them from here, so a new layout changes only this file.

use std::{
    env,
    path::{Path, PathBuf},
    sync::OnceLock,
};

/// The package of the SDK, whose build script generates the client.
pub const SDK: &str = "authing-wxapp";

/// The published packages, each with files that it must contain.
pub const PUBLISHED: &[(&str, &[&str])] = &[
    (
        SDK,
        &[
            "spec/authing.yaml",
            "generated/client.rs",
            "build/lint.rs",
            "examples/sign_in.rs",
            "docs/differences.md",
            "README.zh-CN.md",
            "ARCHITECTURE.md",
        ],
    ),
    ("authing-sandbox", &["src/lib.rs", "src/main.rs", "README.md", "LICENSE"]),
    ("authing-axum", &["src/lib.rs", "README.md", "LICENSE"]),
];

/// The folders of the packages that users depend on.
pub const PACKAGE_FOLDERS: &[(&str, &str)] = &[(SDK, "."), ("authing-sandbox", "sandbox"), ("authing-axum", "axum")];

/// The READMEs whose code is compiled with the dependencies that they name.
pub const READMES: &[&str] = &["README.md", "README.zh-CN.md", "sandbox/README.md", "axum/README.md"];

/// The cargo arguments that build the sandbox program, and its path in the target folder.
pub const BUILD_SANDBOX: &str = "build --locked --quiet -p authing-sandbox";
const SANDBOX_PROGRAM: &str = "debug/authing-sandbox";
/// The cargo arguments that build the examples that a browser opens, with all programs that the tests build. After them there is
/// nothing left to compile, which there would be if the examples were built by themselves, with fewer features.
pub const BUILD_EXAMPLES: &str = "build --locked --quiet --bins --examples";

/// The folder of the sandbox, and those of its packages for Python and Node.
pub const SANDBOX: &str = "sandbox";
pub const WHEEL: &str = "sandbox/packaging/wheel";
pub const NPM: &str = "sandbox/packaging/npm";
/// Where the packages are built and tried, in the target folder.
pub const PACKAGES: &str = "packages";

/// The folders of the third-party clients.
pub const CONFORMANCE: &str = "sandbox/tests/conformance";
pub const JAVASCRIPT: &str = "sandbox/tests/js";
/// The clients in Python, with the folders of their interpreters. Two versions of one package need two of them.
pub const PYTHON_CLIENTS: [(&str, &str); 2] = [
    ("target/ci-clients/python/bin", "sandbox/tests/clients/python"),
    ("target/ci-clients/python-v3/bin", "sandbox/tests/clients/python-v3"),
];

/// The contract, and the snapshot of the code generated from it.
pub const CONTRACT: &str = "spec/authing.yaml";
pub const SNAPSHOT: &str = "generated";

/// The folder with the linters of the contract and their rules, and the reference in the target folder.
pub const LINTERS: &str = ".ci/openapi";
pub const REFERENCE: &str = "reference/index.html";

/// What users read of each release.
pub const CHANGELOG: &str = "CHANGELOG.md";

/// Where the name of an operation that is gone may stay: what other software has and sends, and words that are rehearsed.
pub const KEEP_OLD_NAMES: &[&str] =
    &["fuzz/seeds", "sandbox/tests/js/methods.json", "tests/parity/wire", "tests/parity/wire-v3", "xtask/tests"];

/// The tests of the contract itself, and of the methods that use it, as arguments of cargo. Names of modules may follow the latter.
pub const CONTRACT_TESTS: &str = "test --quiet --locked -p authing-wxapp --test lint --test snapshot";
pub const CONTRACT_TESTS_OF_METHODS: &str = "test --quiet --locked -p authing-wxapp --test contract --";

/// What else to run after a change of the contract.
pub const CONTRACT_CHECKS: &[&str] = &[
    "cargo test -p authing-wxapp -p xtask",
    "cargo test -p authing-sandbox",
    "cargo xtask openapi",
    "cargo xtask clients conformance",
];

/// The package of the fuzz targets, which has a lock file of its own, and the targets.
pub const FUZZ: &str = "fuzz";
pub const FUZZ_TARGETS: &[&str] = &["reply", "custom_field", "token", "session_file", "seed", "lint"];

/// The programs in the Python virtual environment that `.ci/prepare` creates.
pub const PYTHON_PROGRAMS: &str = "target/ci-python/bin";

/// The root folder of the workspace.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask is a folder of the workspace")
}

static CALLED_FROM: OnceLock<PathBuf> = OnceLock::new();

/// Remembers the folder in which the task was called, before it goes to that of the workspace.
pub fn remember_caller() {
    if let Ok(folder) = env::current_dir() {
        CALLED_FROM.get_or_init(|| folder);
    }
}

/// A path as the caller wrote it.
pub fn from_caller(path: &str) -> PathBuf {
    CALLED_FROM.get().map_or(root(), PathBuf::as_path).join(path)
}

/// The sandbox program, or the one that `AUTHING_SANDBOX` names.
pub fn sandbox_program() -> PathBuf {
    if let Some(program) = env::var_os("AUTHING_SANDBOX") {
        return root().join(program);
    }
    target().join(SANDBOX_PROGRAM)
}

/// The folder into which cargo builds.
pub fn target() -> PathBuf {
    root().join(env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
}
