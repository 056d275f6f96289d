//! What the terminal shows while something takes longer than a moment. Without a terminal it shows nothing.

use indicatif::{ProgressBar, ProgressStyle};
use std::time::Duration;

/// A turning sign with a text beside it.
pub fn spinner(text: &str) -> ProgressBar {
    let spinner = ProgressBar::new_spinner();
    spinner.set_message(text.to_owned());
    spinner.enable_steady_tick(Duration::from_millis(120));
    spinner
}

/// A bar of rows: done, in all, per second, time left.
pub fn rows(total: Option<u64>) -> ProgressBar {
    let bar = total.map_or_else(ProgressBar::no_length, ProgressBar::new);
    let template = match total {
        Some(_) => "{bar:40} {human_pos}/{human_len} rows  {per_sec}  {eta} left",
        None => "{spinner} {human_pos} rows  {per_sec}",
    };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar
}
