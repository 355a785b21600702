//! The program in a package of npm, for `npm install` and `npx`.

use std::{env::consts, fs};

use serde_json::{Value, json};

use super::{Profile, built, copy, empty_folder};
use crate::{
    command::{Result, cargo, execute, output, program},
    layout::{BUILD_SANDBOX, NPM, SANDBOX, root, target},
};

/// Builds the package for the system of this machine, installs it into an empty folder and logs in.
pub fn pack(profile: Profile) -> Result {
    let (flag, built_in) = match profile {
        Profile::Debug => ("", "debug"),
        Profile::Release => ("--release", "release"),
    };
    execute(&mut cargo(&format!("{BUILD_SANDBOX} {flag}")))?;
    let name = format!("authing-sandbox{}", consts::EXE_SUFFIX);
    let content = empty_folder("npm-content")?;
    fs::create_dir(content.join("bin")).map_err(|e| format!("{}: {e}", content.display()))?;
    copy(&target().join(built_in).join(&name), &content.join("bin").join(&name))?;
    for file in ["README.md", "LICENSE"] {
        copy(&root().join(SANDBOX).join(file), &content.join(file))?;
    }
    let description = content.join("package.json");
    fs::write(&description, describe(&name)?).map_err(|e| format!("{}: {e}", description.display()))?;

    let folder = empty_folder("npm")?;
    execute(program("npm", "pack --silent --pack-destination").arg(&folder).current_dir(&content))?;
    let package = built(&folder, ".tgz")?;

    let project = empty_folder("npm-tried")?;
    let npm = |arguments: &str| {
        let mut npm = program("npm", arguments);
        npm.current_dir(&project);
        npm
    };
    execute(npm("install --silent --offline --no-audit --no-fund").arg(&package))?;
    for options in ["", "--tls"] {
        let line = format!("exec --offline -- authing-sandbox {options} exec -- node");
        execute(npm(&line).arg(root().join(NPM).join("try.mjs")))?;
    }
    println!("{}", package.display());
    Ok(())
}

/// The `package.json` with the version of the crate and the system of this machine, so that npm refuses it on another.
fn describe(program: &str) -> Result<String> {
    let template = root().join(NPM).join("package.json");
    let failed = |e: &dyn std::fmt::Display| format!("{}: {e}", template.display());
    let text = fs::read_to_string(&template).map_err(|e| failed(&e))?;
    let mut package: Value = serde_json::from_str(&text).map_err(|e| failed(&e))?;
    package["version"] = version()?.into();
    package["bin"]["authing-sandbox"] = format!("bin/{program}").into();
    // The names that Node has for them.
    package["os"] = json!([match consts::OS {
        "macos" => "darwin",
        "windows" => "win32",
        other => other,
    }]);
    package["cpu"] = json!([match consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        other => other,
    }]);
    serde_json::to_string_pretty(&package).map_err(|e| failed(&e))
}

fn version() -> Result<String> {
    let metadata = output(&mut cargo("metadata --locked --no-deps --format-version 1"))?;
    let metadata: Value = serde_json::from_str(&metadata).map_err(|e| format!("cargo metadata: {e}"))?;
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let mut sandbox = packages.filter(|package| package["name"] == "authing-sandbox");
    let version = sandbox.next().and_then(|package| package["version"].as_str());
    version.map(str::to_owned).ok_or_else(|| "cargo metadata does not list authing-sandbox".into())
}
