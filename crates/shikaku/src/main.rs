//! The executable: one command per role, and `demo`, which runs them all.

mod clock;
mod command;
mod demo;
mod maker;
mod readers;
mod serve;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// マイナ保険証 whole: who is covered, what proves it, what must be sent.
#[derive(Parser)]
#[command(name = "shikaku", version, about, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Authority(command::authority::AuthorityCommand),
    Card(command::card::CardCommand),
    Decide(command::decide::Decide),
    Demo(demo::Demo),
    Desk(command::desk::DeskCommand),
    Hub(command::hub::HubCommand),
    Institution(command::institution::InstitutionCommand),
    Issue(command::issue::IssueCommand),
    Kiosk(command::kiosk::KioskCommand),
    Link(command::link::LinkCommand),
    Office(command::office::OfficeCommand),
    Openapi(command::openapi::OpenApi),
    Plan(command::plan::PlanCommand),
    Staff(command::staff::StaffCommand),
    Store(command::store::StoreCommand),
    Quarantine(command::quarantine::QuarantineCommand),
    Night(command::night::NightCommand),
    Import(command::import::ImportCommand),
    Settings(command::settings::SettingsCommand),
    Schema(command::schema::Schema),
}

/// How a command ended; the exit status of the contract.
enum Ended {
    /// 0: done.
    Done,
    /// 1: some input was refused, and said so.
    Refused,
    /// 2: wrong usage.
    Usage(String),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let ended = match arguments.command {
        Command::Authority(command) => command.run(),
        Command::Card(command) => command.run(),
        Command::Decide(decide) => decide.run(),
        Command::Demo(demo) => demo.run(),
        Command::Desk(command) => command.run(),
        Command::Hub(command) => command.run(),
        Command::Institution(command) => command.run(),
        Command::Issue(command) => command.run(),
        Command::Kiosk(command) => command.run(),
        Command::Link(command) => command.run(),
        Command::Office(command) => command.run(),
        Command::Openapi(command) => command.run(),
        Command::Plan(command) => command.run(),
        Command::Staff(command) => command.run(),
        Command::Store(command) => command.run(),
        Command::Quarantine(command) => command.run(),
        Command::Night(command) => command.run(),
        Command::Import(command) => command.run(),
        Command::Settings(command) => command.run(),
        Command::Schema(schema) => schema.run(),
    };
    match ended {
        Ok(Ended::Done) => ExitCode::SUCCESS,
        Ok(Ended::Refused) => ExitCode::from(1),
        Ok(Ended::Usage(message)) => {
            eprintln!("shikaku: {message}");
            ExitCode::from(2)
        }
        Err(error) => {
            eprintln!("shikaku: {error:#}");
            ExitCode::from(3)
        }
    }
}
