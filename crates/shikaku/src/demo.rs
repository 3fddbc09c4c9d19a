//! The demo: every role that is built at once, over made-up people.

mod insurers;
mod people;
mod stories;
