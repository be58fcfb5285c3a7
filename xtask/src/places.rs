//! Where things lie: the workspace, cargo's artefacts, the built site.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context as _;

pub struct Places {
    pub workspace: PathBuf,
    /// Cargo's artefacts; follows `CARGO_TARGET_DIR`.
    pub artefacts: PathBuf,
    /// The finished site: `BALCAO_SITE`, else target/site of the workspace, where the server looks for it.
    pub site: PathBuf,
}

impl Places {
    pub fn find() -> anyhow::Result<Self> {
        let answer = Command::new("cargo")
            .args(["metadata", "--no-deps", "--format-version", "1", "--offline"])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .context("cargo metadata")?;
        anyhow::ensure!(
            answer.status.success(),
            "cargo metadata: {}",
            String::from_utf8_lossy(&answer.stderr)
        );
        let metadata: serde_json::Value = serde_json::from_slice(&answer.stdout).context("cargo metadata")?;
        let path = |field: &str| {
            metadata[field]
                .as_str()
                .map(PathBuf::from)
                .with_context(|| format!("cargo metadata tells no {field}"))
        };
        let workspace = path("workspace_root")?;
        let site = std::env::var_os("BALCAO_SITE").map_or_else(|| workspace.join("target/site"), PathBuf::from);
        Ok(Self {
            artefacts: path("target_directory")?,
            site: workspace.join(site),
            workspace,
        })
    }

    /// Beside the site, and so on the same file system: it can be moved into place at one stroke.
    pub fn beside_site(&self, ending: &str) -> PathBuf {
        let mut name = self.site.file_name().unwrap_or_default().to_owned();
        name.push(ending);
        self.site.with_file_name(name)
    }

    pub fn browser_tests(&self) -> PathBuf {
        self.workspace.join("end2end")
    }

    /// A path as a person reads it: relative to the workspace where it lies inside.
    pub fn shown<'a>(&self, path: &'a Path) -> std::path::Display<'a> {
        path.strip_prefix(&self.workspace).unwrap_or(path).display()
    }
}
