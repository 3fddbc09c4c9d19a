//! Bytes to domain and back. The only home of wire names.
//!
//! [`confirmation`] is the question and its answer, as every face of the hub speaks it; [`oqs`]
//! spells them for receipt computers. [`members`] reads the lists that insurers supply, [`bank`]
//! the payments a bank reports; [`table`] writes the lists an office keeps.

pub mod bank;
pub mod confirmation;
pub mod members;
pub mod oqs;
pub mod table;
