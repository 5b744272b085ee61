//! What no run ever does, whatever it is asked, told or answered.

mod elsewhere;
mod publishing;
mod writing;
