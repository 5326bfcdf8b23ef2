//! What the job cost.

use cpu_time::ProcessTime;

/// CPU time of the whole process and its peak memory, where the system tells it.
pub fn line() -> String {
    let cpu = ProcessTime::try_now().map_or_else(
        |_| String::from("not known"),
        |now| format!("{:?}", now.as_duration()),
    );
    format!(
        "CPU time {cpu}, peak memory {}",
        peak().unwrap_or_else(|| String::from("not known on this system"))
    )
}

fn peak() -> Option<String> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(format!("{} MiB", kib / 1024))
}
