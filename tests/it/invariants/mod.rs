//! What no run ever does, whatever it is asked, told or answered.

mod publishing;
mod requests;
mod writing;
