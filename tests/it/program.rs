//! The program itself, as a shell sees it, on folders of its own.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use tempfile::TempDir;

/// A folder with `corpus`, and after a run `index` and `data`. The program runs in it.
pub struct Workplace {
    folder: TempDir,
}

/// What one run gave.
#[derive(Debug)]
pub struct Run {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

/// A server that ends with the test.
pub struct Server {
    child: Child,
    pub address: String,
}

impl Workplace {
    /// With these files below `corpus`.
    pub fn new<B: AsRef<[u8]>>(corpus: impl IntoIterator<Item = (&'static str, B)>) -> Self {
        let place = Workplace { folder: tempfile::tempdir().expect("a temporary folder") };
        fs::create_dir(place.path("corpus")).expect("a folder can be made");
        for (name, content) in corpus {
            place.write(&format!("corpus/{name}"), content);
        }
        place
    }

    pub fn path(&self, below: &str) -> PathBuf {
        self.folder.path().join(below)
    }

    pub fn write(&self, below: &str, content: impl AsRef<[u8]>) {
        let path = self.path(below);
        let folder = path.parent().expect("below a folder");
        fs::create_dir_all(folder).expect("a folder can be made");
        fs::write(path, content).expect("a file can be written");
    }

    /// Without the machine's own settings and dictionary, so that all machines give the same.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bundelaar"));
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("BUNDELAAR_") {
                command.env_remove(name);
            }
        }
        command
            .env("BUNDELAAR_DICTIONARY", "none")
            .current_dir(self.folder.path())
            .args(arguments)
            .stdin(Stdio::null());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Run {
        self.command(arguments).output().expect("the program starts").into()
    }

    pub fn run_with_input(&self, arguments: &[&str], input: &str) -> Run {
        let mut child = self
            .command(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut stdin = child.stdin.take().expect("piped");
        stdin.write_all(input.as_bytes()).expect("the program reads");
        drop(stdin);
        child.wait_with_output().expect("the program ends").into()
    }

    /// Starts it and waits for its first line.
    pub fn serve(&self, arguments: &[&str]) -> Server {
        self.start(&mut self.command(arguments))
    }

    pub fn start(&self, command: &mut Command) -> Server {
        self.start_logging(command, Stdio::null())
    }

    /// As `start`, with its log somewhere.
    pub fn start_logging(&self, command: &mut Command, log: impl Into<Stdio>) -> Server {
        let mut child =
            command.stdout(Stdio::piped()).stderr(log).spawn().expect("the program starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("piped")).read_line(&mut line).expect("text");
        let address = line
            .trim_end()
            .strip_prefix("listening on http://")
            .unwrap_or_else(|| panic!("the first line is {line:?}"));
        Server { address: address.to_owned(), child }
    }
}

impl Run {
    #[track_caller]
    pub fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}\n{}", self.out, self.err);
        self
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).expect("JSON on standard output")
    }
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        Run {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).expect("text"),
            err: String::from_utf8(output.stderr).expect("text"),
        }
    }
}

impl Server {
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Asks it to stop, as a service manager does, and gives its exit code.
    pub fn terminate(mut self) -> Option<i32> {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().expect("kill").success());
        self.child.wait().expect("it ends").code()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It has ended already when it was asked to.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// The program as `command` calls it, after these words of a shell, in which `$0` is the program; with
/// `own_disks` among file systems of its own (see [`may_mount`]).
pub fn after(preparation: &str, command: &Command, own_disks: bool) -> Command {
    let mut prepared = Command::new(if own_disks { "unshare" } else { "sh" });
    if own_disks {
        prepared.args(["--map-root-user", "--mount", "sh"]);
    }
    prepared
        .arg("-c")
        .arg(format!("{preparation} && exec \"$0\" \"$@\""))
        .arg(command.get_program())
        .args(command.get_args())
        .current_dir(command.get_current_dir().expect("a workplace"))
        .stdin(Stdio::null());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => prepared.env(name, value),
            None => prepared.env_remove(name),
        };
    }
    prepared
}

/// Whether a program may have file systems of its own here: containers often forbid it. Says so when
/// it may not, as what is tried with them is left out then.
pub fn may_mount() -> bool {
    let mount = ["--map-root-user", "--mount", "mount", "-t", "tmpfs", "none", "/tmp"];
    let refused = match Command::new("unshare").args(mount).output() {
        Ok(tried) if tried.status.success() => return true,
        Ok(tried) => String::from_utf8_lossy(&tried.stderr).trim_end().to_owned(),
        Err(error) => error.to_string(),
    };
    println!("left out, as nothing may be mounted here: {refused}");
    false
}

/// Every file below a folder with its content and the time it was written.
pub fn snapshot(folder: &Path) -> Vec<(PathBuf, Vec<u8>, std::time::SystemTime)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(snapshot(&path));
        } else {
            let written = fs::metadata(&path).and_then(|data| data.modified()).expect("a time");
            files.push((path.clone(), fs::read(&path).expect("a file"), written));
        }
    }
    files.sort();
    files
}
