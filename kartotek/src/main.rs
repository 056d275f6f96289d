//! The program: commands of the operator, and the server.

fn main() -> std::process::ExitCode {
    kartotek::cli::run()
}
