//! What the terminal shows while something takes longer than a moment. Without a terminal it shows nothing.

use indicatif::ProgressBar;
use std::time::Duration;

/// A turning sign with a text beside it.
pub fn spinner(text: &str) -> ProgressBar {
    let spinner = ProgressBar::new_spinner();
    spinner.set_message(text.to_owned());
    spinner.enable_steady_tick(Duration::from_millis(120));
    spinner
}
