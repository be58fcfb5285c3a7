//! Every query of the store, on both engines: it takes the place of compile-time checking.

mod audit;
mod directory;
mod history;
mod jobs;
mod lists;
mod log;
mod people;
mod routing;
mod search;
mod table;
mod talk;
mod world;
mod writing;
