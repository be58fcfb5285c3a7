//! What a process takes of the machine's memory, in bytes.

use anyhow::Context as _;

/// Resident now.
pub fn resident(process: u32) -> anyhow::Result<u64> {
    field(process, "VmRSS:")
}

/// The most that was ever resident.
pub fn peak(process: u32) -> anyhow::Result<u64> {
    field(process, "VmHWM:")
}

fn field(process: u32, name: &str) -> anyhow::Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB"));
    Ok(kilobytes.with_context(|| name.to_owned())?.trim().parse::<u64>()? * 1024)
}
