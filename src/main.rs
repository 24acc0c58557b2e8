//! The program `bundelaar`.

fn main() {}
