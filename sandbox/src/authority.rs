//! The file with the authority that signed the certificate of the sandbox. Clients in other processes read it.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use authing_sandbox::Sandbox;
use tempfile::TempPath;

pub struct Authority {
    file: File,
    sha256: String,
}

enum File {
    /// The user named it, so it is left there at the end.
    Named(PathBuf),
    /// It is removed at the end.
    Temporary(TempPath),
}

impl Authority {
    /// Writes the file, if the sandbox speaks HTTPS.
    #[cfg(feature = "tls")]
    pub fn write(sandbox: &Sandbox, named: Option<PathBuf>) -> io::Result<Option<Self>> {
        let Some(certificate) = sandbox.certificate() else { return Ok(None) };
        let file = File::write(named, certificate.authority())?;
        Ok(Some(Self { file, sha256: certificate.sha256().to_owned() }))
    }

    #[cfg(not(feature = "tls"))]
    pub fn write(_: &Sandbox, _: Option<PathBuf>) -> io::Result<Option<Self>> {
        Ok(None)
    }

    pub fn path(&self) -> &Path {
        match &self.file {
            File::Named(path) => path,
            File::Temporary(path) => path,
        }
    }

    /// The fingerprint of the certificate that clients see.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }
}

impl File {
    #[cfg_attr(not(feature = "tls"), expect(dead_code, reason = "only HTTPS has an authority"))]
    fn write(named: Option<PathBuf>, text: &str) -> io::Result<Self> {
        match named {
            Some(path) => {
                fs::write(&path, text).map_err(|e| io::Error::new(e.kind(), format!("{}: {e}", path.display())))?;
                // A command that `exec` runs may change its folder.
                Ok(Self::Named(std::path::absolute(path)?))
            }
            None => {
                let mut file = tempfile::Builder::new().prefix("authing-sandbox-ca-").suffix(".pem").tempfile()?;
                file.write_all(text.as_bytes())?;
                Ok(Self::Temporary(file.into_temp_path()))
            }
        }
    }
}
