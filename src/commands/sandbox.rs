//! `sandbox`: serves a simulated OpenTrain API on 127.0.0.1.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context as _, anyhow};
use clap::Args;
use opentrain_sandbox::{Fault, Options, Server, Variants};

use super::output::Output;
use crate::exit::Exit;
use crate::failure::Failure;

/// The command's flags.
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES, after_long_help = long_help())]
pub struct SandboxArgs {
    /// The port; 0 takes any free port
    #[arg(long, value_name = "N", default_value_t = 8787)]
    pub port: u16,
    /// Keep jobs in this file between runs
    #[arg(long, value_name = "FILE")]
    pub state: Option<PathBuf>,
    /// Delay each response by this many milliseconds
    #[arg(long, value_name = "MS", default_value_t = 0)]
    pub latency: u64,
    /// Publishes per day [default: 20]
    #[arg(long, value_name = "N")]
    pub daily_limit: Option<u32>,
    /// Choose behaviour that the service's pages leave open: `NAME=VALUE` (repeatable; `--help` lists them)
    #[arg(long, value_name = "NAME=VALUE")]
    pub variant: Vec<String>,
    /// Fail on purpose: `METHOD PATH [#N|#N+|#Nn|*] = KIND`, for instance `POST /job-drafts #1 = reset-after` (repeatable)
    #[arg(long, value_name = "SPEC")]
    pub fault: Vec<Fault>,
}

const EXAMPLES: &str = "\
Examples:
  opentrain-jobs sandbox --port 8787
  opentrain-jobs sandbox --fault 'POST /job-drafts #1 = reset-after'";

const FAULTS: &str = "\
Faults (METHOD PATH [#N|#N+|#Nn|*] = KIND; `*` matches any method, path or segment; #N is the Nth such request,
#Nn every Nth):
  503, 429 retry-after=2, …   answer with this status
  html-502, not-json, empty   answer with such a body
  reset-before, reset-after   reset the connection before or after handling the request
  down                        close all connections, and refuse new ones for two seconds
  truncate, drip, hang        cut the response, send it slowly, never respond
  redirect, huge, echo-token  a redirect, 200 MB, an error that repeats the token
  status=V, key=V, job=V      handle the request and reply with another status, key or job";

fn long_help() -> String {
    let row = |variant: &opentrain_sandbox::Variant| {
        format!("\n  {}={}\n      {}", variant.name, variant.values.join("|"), variant.meaning)
    };
    format!(
        "{EXAMPLES}\n\n{FAULTS}\n\nVariants (the first value is the default):{}",
        Variants::describe().iter().map(row).collect::<String>()
    )
}

/// Serves until the process ends.
pub async fn run(args: &SandboxArgs, output: &Output) -> Result<Exit, Failure> {
    let mut variants = Variants::default();
    for variant in &args.variant {
        variants.set(variant).map_err(|error| Failure::setup(anyhow!("--variant {variant}: {error}")))?;
    }
    let options = Options {
        port: args.port,
        state: args.state.clone(),
        latency: Duration::from_millis(args.latency),
        daily_limit: args.daily_limit,
        variants,
        faults: args.fault.clone(),
        public_url: None,
    };
    let port = args.port;
    let server =
        Server::start(options).await.with_context(|| format!("port {port} can't be served")).map_err(Failure::setup)?;
    let url = server.url();
    output.message(&format!("OpenTrain sandbox at {url}; stop it with Ctrl-C"));
    output.message(&format!("  export OT_API_BASE_URL={url} OT_API_TOKEN=ot_pat_demo"));
    output.message("  opentrain-jobs draft --namespace demo/jobs --records dir:/tmp/demo-records");
    server.wait().await;
    Ok(Exit::Success)
}
