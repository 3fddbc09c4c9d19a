//! The roles of the demo behind one address.

use std::sync::Arc;

use anyhow::Context as _;
use axum::Router;
use card::Reader;
use interchange::oqs::Charset;
use jiff::civil::{Date, date};
use reception::{
    HubClient, Journal, desk, kiosk,
    link::{Folders, Link, Settings},
};
use server::{
    authority::{self, Authority, StaffKey, admit},
    hub::{self, Hub, key_hash},
    ledger::Ledger,
    office::{self, Office, OfficeNights},
    work::card::{
        CardOffice, GenerationsSetting, KeyPlace, Municipalities, OfficeParts, OfficeSettings,
    },
};
use store::Institution;
use tokio::{net::TcpListener, sync::watch};

use super::{
    files::Files,
    insurers,
    page::{self, Front, Role},
    stories::Story,
    tray::{self, Place, Table},
};
use crate::{
    clock,
    command::{authority::passphrase, institution},
    serve::asked_to_stop,
};

/// The made-up clerk at the municipal counter.
pub(super) const CLERK: &str = "mihon";
/// The made-up clinic whose desk the demo shows; its number is nobody's.
const CLINIC: &str = "1319999999";
const CLINIC_NAME: &str = "みほん医院";
/// Where the desk's pages lie.
const DESK: &str = "/desk";
/// Where the kiosk's pages lie.
const KIOSK: &str = "/kiosk";
/// Where the card tray lies, with the kiosk beside it.
const TRAY: &str = "/tray";

/// The roles, the working ones with their pages.
const ROLES: [Role; 6] = [
    Role {
        name: "受付",
        command: "desk",
        what: "書面の番号から、資格と負担割合をその場で答える",
        path: Some(DESK),
    },
    Role {
        name: "マイナ受付機",
        command: "kiosk",
        what: "患者さんがカードを置き、本人であることを示す",
        path: Some(TRAY),
    },
    Role {
        name: "保険者の事務",
        command: "office",
        what: "だれに、どの紙を、いつまでに送るかを決めて送る",
        path: Some(office::BASE),
    },
    Role {
        name: "わたしの資格",
        command: "portal",
        what: "本人がスマートフォンで、今日と次にすることを見る",
        path: None,
    },
    Role {
        name: "市区町村の窓口",
        command: "authority",
        what: "カードと電子証明書を発行し、更新し、止める",
        path: Some("/authority"),
    },
    Role {
        name: "資格確認のハブ",
        command: "hub",
        what: "問い合わせに答える。答える前に記録する",
        path: Some("/metrics"),
    },
];

/// What the roles stand on.
pub(super) struct House {
    pub(super) listener: TcpListener,
    pub(super) files: Files,
    pub(super) ledger: Arc<Ledger>,
    pub(super) stories: Vec<Story>,
    pub(super) on: Date,
    pub(super) people: u64,
    pub(super) authority: Arc<Authority>,
    /// The kiosk's reader, where it is a real one.
    pub(super) reader: Option<Box<dyn Reader>>,
}

/// Serves every role that is built until asked to stop; says when it is ready.
pub(super) async fn serve(
    house: House,
    ready: impl FnOnce(&str) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let House { listener, files, ledger, stories, on, people, authority, reader } = house;
    let address = format!("http://{}", listener.local_addr().context("reading the address")?);
    let key = clinic_key(&files, &ledger).await?;
    let client = HubClient::new(&address, CLINIC, &key).context("setting the clinic up")?;
    let tray = card::tray::Tray::new();
    let real = reader.as_ref().map(|it| it.name());
    let table = table(&files, &tray, Arc::clone(&authority), real, &stories)?;
    let reader = reader.unwrap_or_else(|| Box::new(tray.reader()));
    let office = insurer_office(&files, &ledger, &stories, &address).await?;
    let front = Front {
        roles: ROLES.to_vec(),
        commands: commands(&files, &address, on),
        stories,
        on,
        people,
        desk: DESK,
    };
    let nights = OfficeNights::start(Arc::clone(&ledger), Arc::new(clock::now));
    let hub = Arc::new(Hub::new(ledger, Arc::new(clock::now)));
    let journal = Journal::open(&files.desk()).context("opening the desk's journal")?;
    let kiosk = Arc::new(kiosk(client.clone(), journal.clone(), reader));
    let desk = Arc::new(desk(client.clone(), journal));
    let link = link(&files, client).await?;
    let router = Router::new()
        .merge(page::router(Arc::new(front)))
        .merge(hub::router(hub))
        .merge(tray::router(Arc::new(table)))
        .merge(authority::router(authority))
        .merge(office::router(office))
        .nest(DESK, desk::router(Arc::clone(&desk)))
        .nest(KIOSK, kiosk::router(Arc::clone(&kiosk)));

    // Polled once before anybody is told, so that a Ctrl-C right after is heard.
    let mut stop = Box::pin(asked_to_stop());
    tokio::select! {
        biased;
        () = &mut stop => return Ok(()),
        () = std::future::ready(()) => {}
    }
    let work = desk::start(desk);
    let looking = kiosk::start(kiosk);
    // One listener tells all: a second one might begin to listen after the Ctrl-C.
    let (tell, told) = watch::channel(false);
    tokio::spawn(async move {
        stop.await;
        let _ = tell.send(true);
    });
    let link = tokio::spawn(link.run(told_to_stop(told.clone())));
    ready(&address)?;
    let served = axum::serve(listener, router).with_graceful_shutdown(told_to_stop(told)).await;
    nights.stop().await;
    work.stop().await;
    looking.stop().await;
    link.await.context("ending the link")?;
    served.context("serving")
}

/// The table with the cards of the stories, and the kiosk beside it.
fn table(
    files: &Files,
    tray: &card::tray::Tray,
    authority: Arc<Authority>,
    reader: Option<String>,
    stories: &[Story],
) -> anyhow::Result<Table> {
    let place = Place {
        tray: tray.clone(),
        authority,
        directory: files.cards(),
        desk: DESK,
        kiosk: KIOSK,
        reader,
    };
    Table::new(place, stories)
}

/// Returns when everybody is told to stop, or nobody can be told any more.
async fn told_to_stop(mut told: watch::Receiver<bool>) {
    let _ = told.wait_for(|it| *it).await;
}

/// The clinic's desk.
fn desk(hub: HubClient, journal: Journal) -> desk::Desk {
    let desk = desk::Desk::new(hub, journal, CLINIC_NAME.to_owned(), Arc::new(clock::now));
    desk.under(DESK).with_front("/")
}

/// The clinic's kiosk, which writes into the desk's journal.
fn kiosk(hub: HubClient, journal: Journal, reader: Box<dyn Reader>) -> kiosk::Kiosk {
    let (name, clock) = (CLINIC_NAME.to_owned(), Arc::new(clock::now));
    kiosk::Kiosk::new(hub, journal, reader, name, clock).under(KIOSK)
}

/// The clinic's receipt computer's folder, answered in `Shift_JIS` as old ones want it.
async fn link(files: &Files, hub: HubClient) -> anyhow::Result<Link> {
    let settings = Settings { charset: Charset::ShiftJis, ..Settings::default() };
    let folders = Folders::under(&files.receipt());
    let clock = Arc::new(clock::now);
    Link::open(folders, &files.link(), hub, CLINIC.to_owned(), settings, clock)
        .await
        .context("starting the link")
}

/// The clinic's key: that of the file, else a new one; the ledger has its hash.
async fn clinic_key(files: &Files, ledger: &Ledger) -> anyhow::Result<String> {
    let path = files.key();
    if !path.exists() {
        institution::write_key(&path, institution::new_key()?.as_str())?;
    }
    let key = std::fs::read_to_string(&path)
        .with_context(|| format!("reading {}", path.display()))?
        .trim()
        .to_owned();
    let recorded = ledger.store().institution(CLINIC).context("reading the clinic")?;
    let hash = key_hash(&key);
    if recorded.is_none_or(|it| it.key_hash != hash || it.revoked_at.is_some()) {
        let clinic = Institution {
            code: CLINIC.to_owned(),
            name: CLINIC_NAME.to_owned(),
            key_hash: hash,
            added_at: clock::now(),
            revoked_at: None,
        };
        ledger.store().put_institution(clinic).await.context("recording the clinic")?;
    }
    Ok(key)
}

/// The authority, its keys in files under a passphrase that lies beside them: a demo's secrets.
pub(super) async fn authority(
    files: Files,
    ledger: Arc<Ledger>,
    address: String,
) -> anyhow::Result<Arc<Authority>> {
    let directory = files.authority();
    std::fs::create_dir_all(&directory)
        .with_context(|| format!("making {}", directory.display()))?;
    let passphrase = passphrase(&directory, None)?;
    admit_clerk(&files, &ledger).await?;
    // One generation of keys, old enough for every card of the stories: a demo is to start at once.
    let generations = GenerationsSetting {
        first_on: date(2019, 1, 1),
        years_between: 15,
        years_valid: 26,
        ..GenerationsSetting::default()
    };
    let parts = OfficeParts {
        ledger,
        keys: KeyPlace { directory, passphrase, token: None },
        municipalities: Municipalities::default(),
        settings: OfficeSettings { address, generations, ..OfficeSettings::default() },
        my_number_key: None,
    };
    let office = CardOffice::open(parts, clock::now()).await.context("opening the authority")?;
    Ok(Arc::new(Authority::new(Arc::new(office), Arc::new(clock::now))))
}

/// The office of one of the made-up insurers, going on with what it had begun.
async fn insurer_office(
    files: &Files,
    ledger: &Arc<Ledger>,
    stories: &[Story],
    address: &str,
) -> anyhow::Result<Arc<Office>> {
    super::office::open(files, ledger, stories, clock::today()).await?;
    let ledger = Arc::clone(ledger);
    let office = Office::new(ledger, Arc::new(clock::now), files.papers(), address.to_owned());
    let office = Arc::new(office.context("opening the office")?);
    office::resume_unfinished(&office).context("going on with unfinished batches")?;
    Ok(office)
}

/// The made-up clerk at the municipal counter, whose key the first page shows.
async fn admit_clerk(files: &Files, ledger: &Ledger) -> anyhow::Result<()> {
    let key = StaffKey::of(institution::random_bytes()?);
    Files::replace_key(&files.clerk_key(), key.as_str())?;
    let who = (CLERK, "窓口 見本");
    admit(ledger.store(), who, authority::Role::Supervisor, None, &key, clock::now())
        .await
        .context("admitting the clerk")
}

/// Commands to try on the demo's files, as they can be pasted into a shell.
fn commands(files: &Files, address: &str, on: Date) -> Vec<(String, &'static str)> {
    let program = std::env::args().next().unwrap_or_else(|| "shikaku".to_owned());
    let quoted = |text: &str| {
        let plain = |it: u8| it.is_ascii_alphanumeric() || b"/._-:".contains(&it);
        if text.bytes().all(plain) {
            text.to_owned()
        } else {
            format!("'{}'", text.replace('\'', r"'\''"))
        }
    };
    let path = |path: &std::path::Path| quoted(&path.to_string_lossy());
    let program = quoted(&program);
    let database = quoted(&files.database());
    let folders = Folders::under(&files.receipt());
    vec![
        (
            format!("{program} decide --on {on} --sources {}", path(&files.dossiers())),
            "上の人たちのきょうを、根拠の条文といっしょに決める",
        ),
        (
            format!(
                "{program} import --db {database} --insurer {} --dry-run {}",
                insurers::PHYSICIANS,
                path(&files.members())
            ),
            "加入者の一覧を取り込むと何が変わるかを見る(--dry-run を外すと取り込む。1行はわざと誤っている)",
        ),
        (
            format!("cat {}", path(&files.clerk_key())),
            "市区町村の窓口に入る鍵を見る(職員の ID は mihon)",
        ),
        (
            format!("cat {}", path(&files.office_key("tanto"))),
            "保険者の事務に入る鍵を見る(職員の ID は tanto。承認者は shonin、監査は kansa、管理者は kanri)",
        ),
        (
            format!("{program} plan --db {database} --insurer {} --on {on}", insurers::PHYSICIANS),
            "だれに、どの紙を、いつまでに送るかを見る(何も変わらない)",
        ),
        (
            format!(
                "curl -s {address}/pki/user-authentication/1.crl \
                 | openssl crl -inform der -noout -text"
            ),
            "止められた電子証明書の一覧を、ほかのソフトで読む",
        ),
        (path(&folders.req), "レセコンの要求のファイルをここに置く(link)"),
        (path(&folders.res), "その答えがここに出る(文字はShift_JIS。ない字は●とカナ)"),
    ]
}
