//! What the authority does by itself: each day it ends the cards that have lapsed by a move.

use std::{sync::Arc, time::Duration};

use jiff::civil::Date;
use tokio::{task::JoinHandle, time};

use super::Authority;
use crate::work::card::{Occasion, lapse_all};

/// How often it looks whether another day has begun in Japan.
const LOOK_EVERY: Duration = Duration::from_mins(10);

/// The background work of an authority, until it is stopped.
///
/// The hub asks the law and needs none of this: it is for revocation lists and OCSP answers.
#[derive(Debug)]
pub struct Nights {
    task: JoinHandle<()>,
}

impl Nights {
    /// Starts the work: at once, and then after every midnight.
    #[must_use]
    pub fn start(authority: Arc<Authority>) -> Self {
        Self { task: tokio::spawn(work(authority)) }
    }

    /// Ends the work where it is: each act is whole, and the next start does the rest.
    pub async fn stop(self) {
        self.task.abort();
        // It was ended on purpose, which is what it then says.
        drop(self.task.await);
    }
}

async fn work(authority: Arc<Authority>) {
    let mut looks = time::interval(LOOK_EVERY);
    looks.set_missed_tick_behavior(time::MissedTickBehavior::Delay);
    let mut done: Option<Date> = None;
    loop {
        looks.tick().await;
        let occasion = Occasion::now("lapses", "night", authority.now());
        if done == Some(occasion.on) {
            continue;
        }
        match lapse_all(authority.office(), &occasion).await {
            Ok(lapsed) => {
                done = Some(occasion.on);
                tracing::info!(
                    looked_at = lapsed.looked_at,
                    lapsed = lapsed.lapsed,
                    "lapsed cards"
                );
            }
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "lapses were not ended");
            }
        }
    }
}
