//! Reading many people: one thread reads the ledger, others decode and judge.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, sync_channel},
    },
    thread,
};

use store::{Listed, Page, Scope};

use super::PlanError;
use crate::ledger::Ledger;

/// Pages that may wait to be judged.
const WAITING: usize = 8;
/// Threads that judge, at most: one that reads cannot feed more.
const MOST_THREADS: usize = 4;

/// Has everybody of a scope looked at, on as many threads as there are processors. What each thread
/// looks with, `new`, holds what it found and is returned; the order of people is that of keys on
/// one thread only.
pub(in crate::work) fn read<L: Send>(
    ledger: &Ledger,
    scope: Scope,
    progress: &mut dyn FnMut(u64, u64),
    new: impl Fn() -> L,
    look: impl Fn(&mut L, &Listed<'_>) -> Result<(), PlanError> + Sync,
) -> Result<Vec<L>, PlanError> {
    let threads = thread::available_parallelism().map_or(1, usize::from).min(MOST_THREADS);
    let (pages, waiting) = sync_channel::<Page>(WAITING);
    // The threads own it together: with the last of them it goes, and the reader stops.
    let waiting = Arc::new(Mutex::new(waiting));
    thread::scope(|scope_of_threads| {
        let workers: Vec<_> = (0..threads)
            .map(|_| {
                let (waiting, look, mut with) = (Arc::clone(&waiting), &look, new());
                scope_of_threads.spawn(move || {
                    while let Some(page) = next(&waiting) {
                        for listed in page.people() {
                            look(&mut with, &listed)?;
                        }
                    }
                    Ok::<L, PlanError>(with)
                })
            })
            .collect();
        drop(waiting);
        let mut read = 0;
        let reading = ledger.store().pages(scope, &mut |page| {
            read += u64::try_from(page.len()).unwrap_or(0);
            progress(read, page.of.max(read));
            pages.send(page).is_ok()
        });
        drop(pages);
        let mut found = Vec::with_capacity(workers.len());
        for worker in workers {
            match worker.join() {
                Ok(result) => found.push(result?),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        reading?;
        Ok(found)
    })
}

/// The next page, by whichever thread is free.
fn next(waiting: &Mutex<Receiver<Page>>) -> Option<Page> {
    waiting.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
}
