//! The action's scripts, run with stand-ins for the tools that reach the network.

mod binary;
mod release;
mod run;
mod scripts;
mod source;
