//! A new resident (住民登録).

use askama::Template;
use axum::{Form, extract::State, http::StatusCode};
use eligibility::number::fold::fold_symbol;
use record::{Address, Identity, Sex};

use super::{
    Page, Pages, Shared,
    acts::see,
    fields::{Field, Kind, Sent, Wrong, with_errors},
    message::{Trouble, shown_with},
    person::path_of,
    refused::RefusedView,
    session::random,
    sign_in::Signed,
    view::{Frame, Section},
};
use crate::work::card::{self, NewResident, Occasion};

const SEXES: [(&str, &str, Sex); 3] =
    [("female", "女", Sex::Female), ("male", "男", Sex::Male), ("unset", "設定しない", Sex::Unset)];

#[derive(Template)]
#[template(path = "authority/resident.html")]
struct ResidentPage {
    frame: Frame,
    act_id: String,
    fields: Vec<Field>,
    refused: Option<RefusedView>,
}

/// The form.
pub(super) async fn page(State(pages): State<Shared>, signed: Signed) -> Page {
    let act_id = random::<16>().ok_or(Trouble::Randomness)?;
    let sent = Sent(vec![("act_id".to_owned(), act_id)]);
    draw(&pages, &signed, &sent, (StatusCode::OK, &[], None))
}

/// Records the resident and shows their page.
pub(super) async fn record(
    State(pages): State<Shared>,
    signed: Signed,
    Form(sent): Form<Vec<(String, String)>>,
) -> Page {
    let sent = Sent(sent);
    let resident = match resident(&sent) {
        Ok(resident) => resident,
        Err(wrong) => {
            let how = (StatusCode::UNPROCESSABLE_ENTITY, &[wrong][..], None);
            return draw(&pages, &signed, &sent, how);
        }
    };
    let staff_id = &signed.staff.staff_id;
    let occasion = Occasion::now(sent.text("act_id"), staff_id, pages.authority.now());
    match card::record_resident(pages.authority.office(), &occasion, &resident).await {
        Ok(done) => Ok(see(&format!("{}?done=resident", path_of(&signed, done.person_key)?))),
        Err(refusal) => match RefusedView::of(&refusal) {
            Some(view) => draw(&pages, &signed, &sent, (StatusCode::CONFLICT, &[], Some(view))),
            None => Err(refusal.into()),
        },
    }
}

fn resident(sent: &Sent) -> Result<NewResident, Wrong> {
    let number: String =
        fold_symbol(sent.text("my_number")).chars().filter(|it| !matches!(it, ' ' | '-')).collect();
    Ok(NewResident {
        identity: Identity {
            name: sent.needed("name")?,
            kana: sent.optional("kana"),
            sex: sent.one("sex", |word| SEXES.iter().find(|it| it.0 == word).map(|it| it.2))?,
            born_on: sent.day("born")?,
            insured_name: None,
        },
        address: Address {
            postcode: sent.optional("postcode"),
            text: sent.needed("address")?,
            withheld: false,
        },
        stay_until: sent.day_where("stay")?,
        my_number: Some(number).filter(|it| !it.is_empty()),
    })
}

fn draw(
    pages: &Pages,
    signed: &Signed,
    sent: &Sent,
    (status, wrongs, refused): (StatusCode, &[Wrong], Option<RefusedView>),
) -> Page {
    let sexes = SEXES.iter().map(|it| (it.0, it.1));
    let hint = "番号そのものは残さず、探すための値だけを残します。";
    let fields = vec![
        Field::line("name", "氏名", sent, 100),
        Field::line("kana", "氏名のカナ", sent, 100).may_be_empty(),
        Field::day("born", "生年月日", sent, None),
        Field::one("sex", "性別", sent, sexes),
        Field::line("postcode", "郵便番号", sent, 8).may_be_empty(),
        Field::line("address", "住所", sent, 200),
        Field::line("my_number", "個人番号(12桁)", sent, 20).may_be_empty().with_hint(hint),
        Field::day("stay", "在留期間の満了日(外国人住民だけ)", sent, None).may_be_empty(),
    ];
    shown_with(
        status,
        &ResidentPage {
            frame: Frame::of(pages, signed, Section::Resident),
            act_id: sent.text("act_id").to_owned(),
            fields: with_errors(fields, wrongs),
            refused,
        },
    )
}
