//! Generates the typed client from `spec/` into OUT_DIR. Builds without the feature `codegen` compile the reviewed
//! snapshot in `generated/` instead.

#[cfg(feature = "codegen")]
#[path = "build/changes.rs"]
mod changes;
#[cfg(feature = "codegen")]
#[path = "build/client.rs"]
mod client;
#[cfg(feature = "codegen")]
#[path = "build/contract.rs"]
mod contract;
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
            println!("cargo::error={problem}");
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
    let document = lint::check(&contract)?;
    let files = [
        ("client.rs", client::generate(&contract, document).map_err(one)?),
        ("open.rs", tables::open_strings(&contract)),
        ("documents.rs", tables::documents(&contract).map_err(one)?),
        ("error_codes.rs", tables::error_codes(&contract).map_err(one)?),
        ("contract.json", rules::of(&contract).map_err(one)?),
    ];
    print_changes(&files);
    for (name, text) in files {
        let path = out.join(name);
        std::fs::write(&path, text).map_err(|e| one(format!("{}: {e}", path.display())))?;
    }
    Ok(())
}

/// Prints what has changed since the snapshot was reviewed, before the compiler finds what that breaks.
#[cfg(feature = "codegen")]
fn print_changes(files: &[(&str, String)]) {
    let snapshot = |name: &str| std::fs::read_to_string(std::path::Path::new("generated").join(name));
    // Without a snapshot there is nothing to compare with.
    let (Ok(client), Ok(contract)) = (snapshot("client.rs"), snapshot("contract.json")) else { return };
    let now = |wanted: &str| files.iter().find(|(name, _)| *name == wanted).map_or("", |(_, text)| text);
    let old = changes::Generated { client: &client, contract: &contract };
    let new = changes::Generated { client: now("client.rs"), contract: now("contract.json") };
    let changes = changes::describe(&old, &new).unwrap_or_else(|problem| vec![problem]);
    for change in &changes {
        println!("cargo::warning=spec/ has changed: {change}");
    }
    if !changes.is_empty() {
        println!(
            "cargo::warning=`cargo xtask contract diff` says what breaks and what to do; `cargo xtask regenerate` writes generated/"
        );
    }
}
