//! The program in a wheel, for `pip install`.

use super::{Profile, built, empty_folder};
use crate::{
    command::{Result, execute, program},
    layout::{PYTHON_PROGRAMS, WHEEL, root, target},
};

/// Builds the wheel, installs it into a new environment and logs in.
pub fn pack(profile: Profile) -> Result {
    let folder = empty_folder("wheel")?;
    let mut maturin = program(&format!("{}/{PYTHON_PROGRAMS}/maturin", root().display()), "build --quiet --out");
    maturin.arg(&folder).arg("--target-dir").arg(target());
    match profile {
        Profile::Release => maturin.args(["--release", "--strip"]),
        // The check would ask for what only a published wheel needs.
        Profile::Debug => maturin.args(["--auditwheel", "skip"]),
    };
    execute(maturin.current_dir(root().join(WHEEL)))?;
    let wheel = built(&folder, ".whl")?;

    let environment = empty_folder("wheel-tried")?;
    execute(program("python3", "-m venv").arg(&environment))?;
    let tool = |name: &str, arguments: &str| program(&environment.join("bin").join(name).to_string_lossy(), arguments);
    execute(tool("pip", "install --quiet --disable-pip-version-check --no-index").arg(&wheel))?;
    for (arguments, script) in
        [("exec -- python3", "try.py"), ("--tls exec -- python3", "try.py"), ("--tls exec -- sh", "try.sh")]
    {
        execute(tool("authing-sandbox", arguments).arg(root().join(WHEEL).join(script)))?;
    }
    println!("{}", wheel.display());
    Ok(())
}
