//! The program: commands of the operator, and the server.

mod app;
mod archive;
mod cli;
mod config;
mod logging;

fn main() -> std::process::ExitCode {
    cli::run()
}
