//! Generates the typed client from `spec/` into OUT_DIR. Builds without the feature `codegen` compile the reviewed
//! snapshot in `generated/` instead.

#[cfg(feature = "codegen")]
#[path = "build/client.rs"]
mod client;
#[cfg(feature = "codegen")]
#[path = "build/contract.rs"]
mod contract;
// The tasks in `xtask/` use it too, and some of its functions are only for them.
#[cfg(feature = "codegen")]
#[allow(dead_code)]
#[path = "build/diff/mod.rs"]
mod diff;
#[cfg(feature = "codegen")]
#[path = "build/fold.rs"]
mod fold;
#[cfg(feature = "codegen")]
#[path = "build/graphql.rs"]
mod graphql;
#[cfg(feature = "codegen")]
#[path = "build/lint.rs"]
mod lint;
#[cfg(feature = "codegen")]
#[path = "build/rules.rs"]
mod rules;
#[cfg(feature = "codegen")]
#[path = "build/schema.rs"]
mod schema;
#[cfg(feature = "codegen")]
#[path = "build/tables.rs"]
mod tables;
#[cfg(feature = "codegen")]
#[path = "build/yaml.rs"]
mod yaml;

fn main() -> std::process::ExitCode {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=spec");
    #[cfg(feature = "codegen")]
    if let Err(problems) = generate() {
        for problem in problems {
            let place = if problem.starts_with("spec/") { "" } else { "spec/authing.yaml: " };
            println!("cargo::error={place}{problem}");
        }
        return std::process::ExitCode::FAILURE;
    }
    std::process::ExitCode::SUCCESS
}

#[cfg(feature = "codegen")]
fn generate() -> Result<(), Vec<String>> {
    let one = |e: String| vec![e];
    let out = std::path::PathBuf::from(std::env::var_os("OUT_DIR").ok_or_else(|| one("OUT_DIR is not set".into()))?);
    let contract = contract::Contract::read(std::path::Path::new("spec")).map_err(one)?;
    let openapi = tables::openapi(&contract).map_err(one)?;
    // The change is described first: the lint and the compiler report only what follows from it, place by place.
    let checked = lint::check(&contract);
    print_changes(&openapi, checked.is_ok());
    let document = checked?;
    let files = [
        ("client.rs", client::generate(&contract, document).map_err(one)?),
        ("open.rs", tables::open_strings(&contract)),
        ("documents.rs", tables::documents(&contract).map_err(one)?),
        ("payloads.rs", client::payloads(&contract).map_err(one)?),
        ("error_codes.rs", tables::error_codes(&contract).map_err(one)?),
        ("contract.json", rules::of(&contract).map_err(one)?),
        ("openapi.json", openapi),
    ];
    for (name, text) in files {
        let path = out.join(name);
        std::fs::write(&path, text).map_err(|e| one(format!("{}: {e}", path.display())))?;
    }
    Ok(())
}

/// Prints what has changed since the snapshot was reviewed, as warnings.
#[cfg(feature = "codegen")]
fn print_changes(openapi: &str, accepted: bool) {
    // Without a snapshot there is nothing to compare with.
    let Ok(snapshot) = std::fs::read_to_string("generated/openapi.json") else { return };
    if snapshot == openapi {
        return;
    }
    // A contract that cannot be read is refused by the lint, which says more.
    let lines = diff::since_the_snapshot(std::path::Path::new("spec"), std::path::Path::new("."), &snapshot)
        .unwrap_or_default();
    if !accepted {
        println!(
            "cargo::warning=The contract has mistakes: correct the errors first, for some of these changes may follow from them."
        );
    }
    for line in lines {
        println!("cargo::warning={line}");
    }
    if accepted {
        println!("cargo::warning=`cargo xtask regenerate` writes generated/ and lists what is to be written by hand.");
    }
}
