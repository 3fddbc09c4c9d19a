//! What became of a paper between printing and the post: a sheet that must not go out is taken out.

use std::sync::Arc;

use record::{Application, ApplicationReason, Document, DocumentKind, Fact, SelfInformationBlock};
use server::work::{
    issue::spoil,
    office::{InsurerOffice, PaperAt, ReturnedHow},
};
use store::{ActOutcome, OfficeAct, OfficeStep, PersonKey};

use crate::world::{BATCH, ON, TARO, World, day, run, with};

struct Sending {
    world: World,
    office: InsurerOffice,
}

impl Sending {
    /// Two papers for one employer, printed and counted.
    fn counted() -> Self {
        let world = World::of(&[TARO.to_owned(), with(TARO, &[(",7,", ",8,"), ("太郎", "次郎")])]);
        assert_eq!(world.issue().made, 2);
        let office = InsurerOffice::new(Arc::clone(&world.ledger), Arc::clone(&world.clock));
        let it = Self { world, office };
        it.count("count-1");
        it
    }

    fn count(&self, act: &str) {
        let at = (self.world.clock)();
        let act = OfficeAct {
            id: act.to_owned(),
            insurer: self.world.insurer(),
            kind: "count_batch".to_owned(),
            person_key: None,
            about: Some(BATCH.to_owned()),
            note: "{}".to_owned(),
            recorded_by: "test".to_owned(),
            reason: "test".to_owned(),
            recorded_at: at,
            change: None,
            steps: vec![OfficeStep::CountBatch { batch_id: BATCH.to_owned(), at }],
        };
        let done = run(self.world.store().office_act(act)).unwrap();
        assert!(matches!(done, ActOutcome::Recorded { .. }), "{done:?}");
    }

    /// Sends the batch: `sent`, or the code of why not.
    fn send(&self, act: &str) -> &'static str {
        let occasion = self.office.occasion(act, "test");
        match run(self.office.mark_sent(&occasion, self.world.insurer(), BATCH)) {
            Ok(_) => "sent",
            Err(refusal) => refusal.words().code,
        }
    }

    fn paper(&self, key: PersonKey) -> Document {
        self.world.person(key).dossier.documents[0].clone()
    }

    /// Takes the first sheet out: its paper is given back, its sheet void and not made again.
    fn take_out(&self, key: PersonKey) {
        let occasion = self.office.occasion("return-1", "test");
        let returned = (PaperAt::of(&self.paper(key)), day(ON), ReturnedHow::Directly);
        run(self.office.report_return(&occasion, self.world.insurer(), key, returned)).unwrap();
        assert_eq!(self.send("send-2"), "take_out", "its sheet is still in the parcel");
        run(spoil(&self.world.issuing(), BATCH, (1, 1), "other", "spoil-1")).unwrap();
        let sheets = self.world.sheets(BATCH);
        let valid = sheets.iter().filter(|it| it.void_at.is_none()).map(|it| it.sheet);
        assert_eq!((valid.collect::<Vec<_>>(), sheets.len()), (vec![2], 2));
        assert_eq!(self.send("send-3"), "batch_not_ready", "it is counted again first");
        self.count("count-2");
    }
}

#[test]
fn who_asks_not_to_be_found_is_taken_out_of_the_employers_parcel() {
    let it = Sending::counted();
    let key = it.world.keys()[0];
    let blocked = SelfInformationBlock { from: day(ON), to: None };
    it.world.record(key, vec![Fact::Block(blocked)]);
    assert_eq!(it.send("send-1"), "take_out");
    it.take_out(key);
    assert_eq!(it.send("send-4"), "sent");
    let next = it.world.try_issue("2025-12-03").unwrap();
    let batch = next.batch.unwrap();
    assert_eq!((next.made, it.world.items(&batch)[0].deliver.as_str()), (1, "withheld"));
    assert_eq!(it.world.in_force(key).len(), 1);
    it.world.is_sound(&batch);
}

#[test]
fn a_lost_paper_and_one_that_was_replaced_do_not_go_out() {
    let it = Sending::counted();
    let key = it.world.keys()[0];
    let lost = Document { lost_on: Some(day(ON)), ..it.paper(key) };
    let asked = Fact::Application(Application {
        document: DocumentKind::EligibilityCertificate,
        received_on: day("2025-12-03"),
        reason: ApplicationReason::LostDocument,
        fee_paid_on: None,
    });
    it.world.record(key, vec![Fact::Document(lost), asked]);
    assert_eq!(it.send("send-1"), "take_out");
    // Also once there is another in its place.
    assert_eq!(it.world.try_issue("2025-12-03").unwrap().made, 1);
    assert_eq!(it.send("send-1b"), "take_out");
    it.take_out(key);
    assert_eq!(it.send("send-4"), "sent");
    assert_eq!(it.send("send-4"), "sent", "the same act again");
    assert_eq!(it.send("send-5"), "batch_not_ready");
}
