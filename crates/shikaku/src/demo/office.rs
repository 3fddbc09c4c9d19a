//! The demo's insurer's office: made-up staff with keys, workplaces with addresses, settings, work.

mod waiting;

use std::sync::Arc;

use anyhow::Context as _;
use eligibility::InsurerNumber;
use jiff::{ToSpan as _, civil::Date};
use server::{
    authority::StaffKey,
    ledger::Ledger,
    office::{OfficeRole, admit},
};
use store::{Employer, NewSetting};

use super::{files::Files, insurers, people, stories::Story};
use crate::{clock, command::institution};

/// Who works in the office: id, name, role.
pub(super) const STAFF: [(&str, &str, OfficeRole); 4] = [
    ("tanto", "事務 一郎", OfficeRole::Clerk),
    ("shonin", "承認 二子", OfficeRole::Approver),
    ("kansa", "監査 三郎", OfficeRole::Auditor),
    ("kanri", "管理 四季", OfficeRole::Administrator),
];

/// What the insurer has set: a fee for lost papers, a second person for more than twenty.
const SETTINGS: &str = r#"{
    "insurance_name": "国民健康保険",
    "reissue_fee_yen": 1000,
    "release_by_two_above": 20,
    "bank_account": "みほん銀行 見本支店 普通 0000001 ミホンコクミンケンコウホケンクミアイ"
}"#;

/// Days before the demo from which the settings hold, so that what was decided lately had them.
const SET_BEFORE: i32 = 30;

/// Makes the office ready: its staff, its workplaces, its settings and the work that waits there,
/// each where it is not there yet.
pub(super) async fn open(
    files: &Files,
    ledger: &Arc<Ledger>,
    stories: &[Story],
    on: Date,
) -> anyhow::Result<()> {
    let insurer: InsurerNumber = insurers::PHYSICIANS.parse().context("the demo's insurer")?;
    admit_staff(files, ledger, insurer).await?;
    record_workplaces(ledger, insurer).await?;
    prepare(ledger, insurer, on).await?;
    waiting::record(ledger, insurer, stories, on).await
}

/// Records the settings where there are none.
async fn prepare(ledger: &Ledger, insurer: InsurerNumber, on: Date) -> anyhow::Result<()> {
    let settings = ledger.store().settings().context("reading the settings")?;
    if settings.iter().all(|it| it.setting.insurer != Some(insurer)) {
        let setting = NewSetting {
            insurer: Some(insurer),
            from: on.saturating_sub(SET_BEFORE.days()),
            body: SETTINGS.to_owned(),
            recorded_at: clock::now(),
            recorded_by: "kanri".to_owned(),
        };
        ledger.append_setting(setting, on).await.context("recording the settings")?;
    }
    Ok(())
}

/// New keys at each start, in files for the first page's command.
async fn admit_staff(files: &Files, ledger: &Ledger, insurer: InsurerNumber) -> anyhow::Result<()> {
    for (id, name, role) in STAFF {
        let key = StaffKey::of(institution::random_bytes()?);
        Files::replace_key(&files.office_key(id), key.as_str())?;
        admit(ledger.store(), insurer, (id, name), role, &key, clock::now())
            .await
            .context("admitting the office's staff")?;
    }
    Ok(())
}

async fn record_workplaces(ledger: &Ledger, insurer: InsurerNumber) -> anyhow::Result<()> {
    let recorded = ledger.store().employers(insurer).context("reading the workplaces")?;
    for (place, (code, name)) in (1..).zip(people::workplaces()) {
        if recorded.iter().any(|it| it.code == code && !it.address.is_empty()) {
            continue;
        }
        let address = format!("見本県みほん市中央1-{place}");
        let employer = Employer { insurer, code, name, address };
        ledger.store().put_employer(employer).await.context("recording a workplace")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_settings_are_settings() {
        let settings: record::Settings = serde_json::from_str(SETTINGS).unwrap();
        assert_eq!(settings.to_law().map(|it| it.reissue_fee_yen), Ok(1000));
    }
}
