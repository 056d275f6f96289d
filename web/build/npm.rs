//! `npm ci` into the build folder, once per lockfile.

use super::Outcome;
use std::{fs, path::Path, path::PathBuf, process::Command};

/// Installs exactly what `package-lock.json` says and gives the folder of the modules. Cargo runs one build script at a
/// time per build folder, so two builds never write here at once.
pub fn install(here: &Path, folder: &Path) -> Outcome<PathBuf> {
    let modules = folder.join("node_modules");
    let stamp = folder.join("installed");
    let mut wanted = String::new();
    for name in ["package.json", "package-lock.json", ".npmrc"] {
        let text = fs::read_to_string(here.join(name)).map_err(|error| format!("web/{name}: {error}"))?;
        wanted.push_str(&text);
    }
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) && modules.is_dir() {
        return Ok(modules);
    }
    fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for name in ["package.json", "package-lock.json", ".npmrc"] {
        fs::copy(here.join(name), folder.join(name)).map_err(|error| format!("web/{name}: {error}"))?;
    }
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let result = Command::new(npm).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(folder).output();
    let output = match result {
        Ok(output) => output,
        Err(error) => {
            return Err(format!(
                "npm could not be started ({error}). The web interface takes htmx and Tabler from npm while it is built: \
                 install Node.js 20 or newer with npm (Debian: apt install nodejs npm) and build again."
            ));
        }
    };
    if !output.status.success() {
        return Err(format!(
            "`npm ci` failed ({}). It needs the npm registry once; later builds use what it fetched.\n{}",
            output.status,
            String::from_utf8_lossy(&output.stderr)
        ));
    }
    fs::write(&stamp, wanted).map_err(|error| format!("{}: {error}", stamp.display()))?;
    Ok(modules)
}
