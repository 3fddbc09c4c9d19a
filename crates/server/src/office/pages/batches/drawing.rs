//! What a batch's page says, from the register and the run in this process.

use std::collections::BTreeMap;

use jiff::Timestamp;
use store::{Batch, BatchItem, Held, ItemCounts, RecordedAct};

use super::{
    super::{
        Shared, Signed,
        telling::{counted, name_of, size},
    },
    acting::valid_sheets,
    page::{
        Again, BatchAct, Counting, FileRow, HeldRow, Now, ProgressView, ReleaseEvent, ReleaseView,
        Releasing, SpoilForm, Starting, ToldRow,
    },
    state::BatchState,
};
use crate::{
    office::runs::{Run, RunState},
    pages::{
        fields::{Choice, Field, with_errors},
        message::Trouble,
        session::random,
        view::{Chip, Day, Tone, time},
    },
    work::issue::explained,
};

/// Files shown at the most.
const FILES_SHOWN_MAX: usize = 30;
/// People held shown at the most.
const HELD_SHOWN_MAX: usize = 100;
/// Spoiled sheets read for the list of what was told.
const SHEETS_READ_MAX: usize = 5_000;

/// Why sheets are spoiled: the word, and what the page says.
pub(super) const SPOILED_WHY: [(&str, &str); 4] =
    [("jam", "紙づまり"), ("faint", "かすれ"), ("dirt", "汚れ"), ("other", "その他")];

/// What the page of a batch is drawn from.
pub(super) struct Drawing<'a> {
    pages: &'a Shared,
    signed: &'a Signed,
    batch: &'a Batch,
    counts: ItemCounts,
    run: Option<Run>,
    pub(super) state: BatchState,
    /// How many one person may release alone.
    alone_max: Option<u32>,
    at: Timestamp,
}

impl<'a> Drawing<'a> {
    pub(super) fn of(
        pages: &'a Shared,
        signed: &'a Signed,
        batch: &'a Batch,
    ) -> Result<Self, Trouble> {
        let run = pages.office.runs().of(&batch.batch_id);
        let settings = pages.office.ledger().insurer_settings(batch.insurer, batch.on);
        Ok(Self {
            pages,
            signed,
            batch,
            counts: pages.office.store().batch_item_counts(&batch.batch_id)?,
            state: BatchState::of(batch, run.as_ref()),
            run,
            alone_max: settings.release_by_two_above,
            at: pages.office.now(),
        })
    }

    /// Whether two people must release it.
    fn is_by_two(&self) -> bool {
        self.alone_max.is_some_and(|it| self.batch.items > it)
    }

    /// Whether whoever looks may release it.
    fn may_release(&self) -> bool {
        let role = self.signed.role;
        if self.is_by_two() {
            role.may_release() && self.signed.by() != self.batch.made_by
        } else {
            role.may_record()
        }
    }

    /// How it stands, and the next act.
    pub(super) fn now(&self, again: &Again) -> Result<Now, Trouble> {
        let (tone, icon, heading) = self.state.heading();
        let waits_for_me = self.state == BatchState::Waits && self.may_release();
        let may_record = self.signed.role.may_record();
        let withdraw = if may_record && self.state.may_withdraw(&self.counts) {
            Some(act_id()?)
        } else {
            None
        };
        Ok(Now {
            tone,
            icon,
            heading: if waits_for_me { "あなたの許可を待っています" } else { heading },
            says: self.says(),
            is_running: self.state == BatchState::Running,
            act: if may_record { self.act(again)? } else { BatchAct::Nothing(LOOKS_ONLY) },
            withdraw,
        })
    }

    fn act(&self, again: &Again) -> Result<BatchAct, Trouble> {
        let start = |says, button| -> Result<BatchAct, Trouble> {
            Ok(BatchAct::Start(Starting { act_id: act_id()?, says, button }))
        };
        Ok(match self.state {
            BatchState::Waits if self.may_release() => {
                let is_unseen = again.is_unseen;
                BatchAct::Release(Releasing { act_id: act_id()?, is_unseen })
            }
            BatchState::Waits => {
                BatchAct::Wait("計画した人とは別の承認者が、許可するか戻すかを決めます")
            }
            BatchState::Returned => BatchAct::Nothing("わけを確かめて、計画を立てなおしてください"),
            BatchState::Withdrawn => BatchAct::Nothing("この束では、何もすることはありません"),
            BatchState::Released => {
                start("プリンターに紙を入れて、始めてください", "印刷を始める")?
            }
            BatchState::Paused => start("続きから始められます", "続きから始める")?,
            BatchState::Stopped => {
                start("ここまでの記録は残っています。続きから始めてください", "続きから始める")?
            }
            BatchState::Running => BatchAct::Running(act_id()?),
            BatchState::Printed if self.has_unmade()? => {
                start("届けた刷り損じを、まだ作り直していません", "作り直す")?
            }
            BatchState::Printed => BatchAct::Count(self.counting(again)?),
            BatchState::Counted => BatchAct::Send(act_id()?),
            BatchState::Sent => {
                BatchAct::Nothing("届かなかった郵便は、「郵送ともどった郵便」で記録します")
            }
        })
    }

    /// Whether spoiled sheets wait to be made again, as after a stop of the process.
    fn has_unmade(&self) -> Result<bool, Trouble> {
        Ok(!self.pages.office.store().spoiled(&self.batch.batch_id, 0, 1)?.is_empty())
    }

    fn counting(&self, again: &Again) -> Result<Counting, Trouble> {
        let field = Field::line("counted", "数えた枚数", &again.sent, 8);
        let wrongs: Vec<_> = again.wrong.iter().cloned().collect();
        let mut fields = with_errors(vec![field], &wrongs);
        let mut counted_field = fields.pop().ok_or(Trouble::Gone)?;
        counted_field.has_focus = counted_field.error.is_some();
        Ok(Counting {
            act_id: act_id()?,
            sheets: counted(valid_sheets(self.pages.office.store(), &self.batch.batch_id)?),
            counted: counted_field,
        })
    }

    /// What the state means, in a sentence.
    fn says(&self) -> String {
        match self.state {
            BatchState::Waits | BatchState::Released => "まだ1枚も印刷していません。".to_owned(),
            BatchState::Returned => {
                let why = self.batch.returned_why.as_deref().unwrap_or_default();
                format!("わけ: {why}")
            }
            BatchState::Withdrawn => "1枚も作っていません。".to_owned(),
            BatchState::Running => self.estimate(),
            BatchState::Paused => "作った分は、そのまま使えます。".to_owned(),
            BatchState::Stopped => match self.run.map(|it| it.state) {
                Some(RunState::Failed) => {
                    "書き込みなどができませんでした。ディスクの空きと、サーバーの記録を確かめてください。"
                        .to_owned()
                }
                Some(RunState::Running | RunState::Ended) | None => {
                    "事務のプログラムが途中で終わったようです。作った分は、失われていません。".to_owned()
                }
            },
            BatchState::Printed => {
                let held = self.counts.held;
                let more =
                    if held > 0 { format!("保留した人が{held}人います。") } else { String::new() };
                format!("{}枚を作りました。{more}", counted(self.counts.made))
            }
            BatchState::Counted => "封をして、発送できます。".to_owned(),
            BatchState::Sent => {
                let day = self.batch.sent_at.map(|it| Day::at(it).text).unwrap_or_default();
                format!("{day}に発送しました。")
            }
        }
    }

    /// Items done, of how many.
    fn done(&self) -> (u64, u64) {
        let done = self.counts.made + self.counts.held + self.counts.not_due;
        (done, u64::from(self.batch.items))
    }

    /// Items a minute in this run, once it is long enough to tell.
    fn per_minute(&self) -> Option<u64> {
        let run = self.run.filter(|it| it.state == RunState::Running)?;
        let seconds = u64::try_from(self.at.as_second() - run.since.as_second()).ok()?;
        let made = self.done().0.checked_sub(run.first?)?;
        (seconds >= 2 && made > 0).then(|| made * 60 / seconds)
    }

    fn estimate(&self) -> String {
        const STAYS: &str = "画面を閉じても止まりません。";
        let (done, total) = self.done();
        if done == total {
            return format!("記録は終わり、ファイルを書いています。{STAYS}");
        }
        let left = self.run.and_then(|it| it.progress).and_then(|it| it.seconds_left);
        let Some(minutes) = left.map(minutes) else {
            return format!("終わる時刻は、少し進むと分かります。{STAYS}");
        };
        let seconds = minutes * 60;
        let ends = Timestamp::from_second(self.at.as_second().saturating_add(seconds));
        let ends = ends.map_or_else(|_| String::new(), time);
        format!("あと約{minutes}分、{ends}ごろに終わります。{STAYS}")
    }

    /// How far the printing is, once it has begun.
    pub(super) fn progress(&self) -> Result<Option<ProgressView>, Trouble> {
        if self.batch.started_at.is_none() && self.state != BatchState::Running {
            return Ok(None);
        }
        let (done, total) = self.done();
        let spoiled = self.spoiled_sheets()?.len();
        let waits = self.pages.office.store().spoiled(&self.batch.batch_id, 0, 1)?;
        let spoiled = match (spoiled, waits.is_empty()) {
            (0, _) => "なし".to_owned(),
            (many, true) => format!("{many}枚、すべて作り直しずみ"),
            (many, false) => format!("{many}枚、作り直し中"),
        };
        Ok(Some(ProgressView {
            done: counted(done),
            total: counted(total),
            done_plain: done,
            total_plain: total,
            percent: (done * 100).checked_div(total).unwrap_or(100),
            label: "作った枚数",
            per_minute: self.per_minute().map(counted),
            started: self.batch.started_at.map(time),
            spoiled,
            held: counted(self.counts.held),
            not_due: counted(self.counts.not_due),
        }))
    }

    fn spoiled_sheets(&self) -> Result<Vec<store::Sheet>, Trouble> {
        let sheets = self.pages.office.store().sheets(&self.batch.batch_id, 0, SHEETS_READ_MAX)?;
        Ok(sheets.into_iter().filter(|it| it.void_at.is_some()).collect())
    }

    /// The form to tell spoiled sheets, and those told.
    pub(super) fn spoil(&self, again: &Again) -> Result<Option<SpoilForm>, Trouble> {
        let told = self.told()?;
        let takes = self.state.takes_spoiled() && self.signed.role.may_record();
        if !takes {
            return Ok(None);
        }
        let sent = &again.sent;
        let wrongs: Vec<_> = again.wrong.iter().cloned().collect();
        let fields = vec![
            Field::line("first", "最初の番号", sent, 8),
            Field::line("last", "最後の番号", sent, 8),
        ];
        let mut fields = with_errors(fields, &wrongs).into_iter();
        let (Some(mut first), Some(last)) = (fields.next(), fields.next()) else {
            return Err(Trouble::Gone);
        };
        first.has_focus = first.error.is_some();
        let chosen = sent.text("why");
        let why = SPOILED_WHY.iter().map(|(word, text)| Choice {
            value: (*word).to_owned(),
            text: (*text).to_owned(),
            is_chosen: *word == chosen,
        });
        Ok(Some(SpoilForm { act_id: act_id()?, first, last, why: why.collect(), told }))
    }

    /// What was told spoiled, the newest first: sheets that became void at one instant.
    fn told(&self) -> Result<Vec<ToldRow>, Trouble> {
        let waits: Vec<u32> = {
            let store = self.pages.office.store();
            let waits = store.spoiled(&self.batch.batch_id, 0, SHEETS_READ_MAX)?;
            waits.into_iter().map(|it| it.sheet).collect()
        };
        let mut told: BTreeMap<Timestamp, (u32, u32, bool)> = BTreeMap::new();
        for sheet in self.spoiled_sheets()? {
            let Some(at) = sheet.void_at else { continue };
            let row = told.entry(at).or_insert((sheet.sheet, sheet.sheet, true));
            *row = (
                row.0.min(sheet.sheet),
                row.1.max(sheet.sheet),
                row.2 && !waits.contains(&sheet.sheet),
            );
        }
        let row = |(at, (first, last, is_remade)): (Timestamp, (u32, u32, bool))| ToldRow {
            at: time(at),
            sheets: super::why::sheets(first, last),
            chip: if is_remade {
                Chip::new(Tone::Ok, "作り直した")
            } else {
                Chip::new(Tone::Move, "作り直し中")
            },
        };
        Ok(told.into_iter().rev().map(row).collect())
    }

    /// Who planned and who released it.
    pub(super) fn release(&self) -> Result<ReleaseView, Trouble> {
        let (title, rule) = match (self.is_by_two(), self.alone_max) {
            (true, Some(max)) => (
                "2人の許可",
                format!(
                    "{}枚をこえる交付は、計画した人とは別の人の許可が要ります。",
                    counted(max.into())
                ),
            ),
            (_, Some(max)) => {
                ("許可", format!("{}枚までの交付は、1人で許可できます。", counted(max.into())))
            }
            (_, None) => ("許可", "設定により、枚数にかかわらず1人で許可できます。".to_owned()),
        };
        let event = |who: &str, did: &str, at: Timestamp| -> Result<ReleaseEvent, Trouble> {
            Ok(ReleaseEvent {
                text: format!("{}が{did}", self.staff_name(who)?),
                at: Some((Day::at(at), time(at))),
                says: "",
                is_coming: false,
            })
        };
        let mut events = vec![event(&self.batch.made_by, "計画", self.batch.made_at)?];
        if let (Some(by), Some(at)) = (&self.batch.released_by, self.batch.released_at) {
            events.push(event(by, "許可", at)?);
        } else if let Some(at) = self.batch.returned_at {
            let by = self.returned_by()?;
            events.push(event(&by, "戻した", at)?);
        } else if self.state == BatchState::Waits {
            let is_me = self.may_release();
            events.push(ReleaseEvent {
                text: if is_me {
                    format!("{}(あなた)の許可待ち", self.signed.staff.name)
                } else {
                    "承認者の許可待ち".to_owned()
                },
                at: None,
                says: "許可すると印刷が始まります",
                is_coming: true,
            });
        }
        Ok(ReleaseView { title, rule, events })
    }

    fn returned_by(&self) -> Result<String, Trouble> {
        let store = self.pages.office.store();
        let acts = store.office_acts_about(self.batch.insurer, &self.batch.batch_id)?;
        let returned = acts.into_iter().rev().find(|it: &RecordedAct| it.kind == "return_batch");
        Ok(returned.map(|it| it.recorded_by).unwrap_or_default())
    }

    fn staff_name(&self, id: &str) -> Result<String, Trouble> {
        let staff = self.pages.office.store().staff(id)?;
        Ok(staff.map_or_else(|| id.to_owned(), |it| it.name))
    }

    /// Whose sheet could not be made, with the reading of the name and why.
    pub(super) fn held(&self, items: &[BatchItem]) -> Result<Vec<HeldRow>, Trouble> {
        let store = self.pages.office.store();
        let mut rows = Vec::new();
        for item in items.iter().take(HELD_SHOWN_MAX) {
            let person = match store.person(item.person_key)?.map(|it| it.held) {
                Some(Held::Person(person)) => Some(person),
                Some(Held::JoinedInto(_)) | None => None,
            };
            let identity = person.as_ref().and_then(|it| it.identity.as_ref());
            rows.push(HeldRow {
                place: item.place,
                path: self.signed.person_path(item.person_key)?,
                name: person.as_ref().map_or_else(String::new, |it| name_of(it)),
                kana: identity.and_then(|it| it.kana.clone()).unwrap_or_default(),
                why: explained(item.why.as_deref().unwrap_or_default()),
            });
        }
        Ok(rows)
    }

    /// The files written, and how many are not shown.
    pub(super) fn files(&self) -> Result<(Vec<FileRow>, usize), Trouble> {
        let files = self.pages.office.store().batch_files(&self.batch.batch_id)?;
        let hidden = files.len().saturating_sub(FILES_SHOWN_MAX);
        let row = |it: store::BatchFile| FileRow {
            says: super::why::file_kind(&it.kind),
            size: size(it.bytes),
            name: it.name,
        };
        Ok((files.into_iter().take(FILES_SHOWN_MAX).map(row).collect(), hidden))
    }
}

const LOOKS_ONLY: &str = "あなたの役割では、見るだけです";

/// Whole minutes, at least one.
#[expect(clippy::cast_possible_truncation, reason = "bounded before it is cut")]
fn minutes(seconds: f64) -> i64 {
    (seconds / 60.0).ceil().clamp(1.0, 100_000.0) as i64
}

fn act_id() -> Result<String, Trouble> {
    random::<16>().ok_or(Trouble::Randomness)
}
