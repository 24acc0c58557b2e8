//! A whole process and what it took.

use std::fs;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

pub struct Measured {
    pub seconds: f64,
    /// The most memory it had at once, mapped files included, in megabytes of 1024 × 1024 bytes; 0
    /// where the system does not tell.
    pub peak_mb: u64,
}

/// Runs a command to its end; what it says is thrown away.
pub fn run(command: &mut Command) -> Result<Measured> {
    let started = Instant::now();
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let status = format!("/proc/{}/status", child.id());
    let mut peak_kb = 0;
    loop {
        if let Some(status) = child.try_wait()? {
            ensure!(status.success(), "{command:?} ended with {status}");
            return Ok(Measured {
                seconds: started.elapsed().as_secs_f64(),
                peak_mb: peak_kb / 1024,
            });
        }
        // The highest so far, so that looking now and then misses nothing but the very end.
        peak_kb = peak_kb.max(high_water_kb(&status).unwrap_or_default());
        sleep(Duration::from_millis(5));
    }
}

fn high_water_kb(status: &str) -> Option<u64> {
    let text = fs::read_to_string(status).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}
