//! The authority's whole work: lives of cards as tables, retries and races, and what `openssl` says
//! of certificates, revocation lists and OCSP answers.

#[cfg(test)]
mod api;
#[cfg(test)]
mod dates;
#[cfg(test)]
mod generations;
#[cfg(test)]
mod keys;
#[cfg(test)]
mod letters;
#[cfg(test)]
mod life;
#[cfg(test)]
mod lives;
#[cfg(test)]
mod openssl;
#[cfg(test)]
mod recorded;
#[cfg(test)]
mod retries;
#[cfg(test)]
mod world;
