//! Writing to the terminal. A reader that went away (`kartotek … | head`) is no failure of ours.

use std::io::{self, Write};

/// Writes `text` to standard output as it is.
///
/// # Errors
/// If standard output cannot be written; a closed pipe is fine.
pub fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error),
        _ => Ok(()),
    }
}

/// Writes a line to standard output.
///
/// # Errors
/// As [`print`].
pub fn line(text: &str) -> io::Result<()> {
    print(&format!("{text}\n"))
}

/// Writes a line to standard error.
pub fn complain(text: &str) {
    // If not even standard error can be written, there is nobody left to tell.
    let _unheard = writeln!(io::stderr(), "{text}");
}
