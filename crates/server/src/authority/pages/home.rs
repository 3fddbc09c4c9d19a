//! The first page: find a person, and the card orders that wait.

use askama::Template;
use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use jiff::civil::Date;
use serde::Deserialize;
use store::{CardOrder, Held};

use super::{
    BASE, Page, Pages, Shared,
    fields::{Field, Kind, Sent, Wrong, with_errors},
    message::{Trouble, shown_with},
    person::path_of,
    sign_in::Signed,
    view::{Chip, Day, Frame, Section},
    words,
};
use crate::{
    day_in_japan,
    work::card::{ApplicationChannel, CardReason, OrderState, order_state},
};

/// Orders read at the most.
const ORDERS_READ_MAX: usize = 500;
/// Orders shown at the most, the oldest first.
const ORDERS_SHOWN_MAX: usize = 50;

/// The three ways to look for a person, as their forms stand.
pub(super) struct Search {
    my_number: Field,
    card_number: Field,
    insurer_number: Field,
    symbol: Field,
    number: Field,
    branch: Field,
    born: Field,
}

/// Which orders show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Show {
    All,
    Received,
    Made,
}

struct OrderRow {
    path: String,
    name: String,
    received: Day,
    reason: &'static str,
    channel: &'static str,
    chip: Chip,
}

/// The numbers of the day.
struct Numbers {
    received: usize,
    made: usize,
    today: usize,
    oldest: Option<Day>,
    is_more: bool,
}

#[derive(Template)]
#[template(path = "authority/home.html")]
struct HomePage {
    frame: Frame,
    search: Search,
    show: Show,
    orders: Vec<OrderRow>,
    hidden: usize,
    numbers: Numbers,
}

/// What the address may say.
#[derive(Deserialize)]
pub(super) struct Showing {
    #[serde(default)]
    show: String,
}

/// The first page.
pub(super) async fn page(
    State(pages): State<Shared>,
    signed: Signed,
    Query(showing): Query<Showing>,
) -> Page {
    let show = Show::ALL.into_iter().find(|it| it.word() == showing.show).unwrap_or(Show::All);
    let search = Search::of(&Sent::default(), &[]);
    draw_showing(&pages, &signed, search, (StatusCode::OK, show))
}

/// To the first page.
pub(super) async fn to_home() -> Response {
    Redirect::to(BASE).into_response()
}

/// The first page with a search that found nobody.
pub(super) fn draw(pages: &Pages, signed: &Signed, search: Search, status: StatusCode) -> Page {
    draw_showing(pages, signed, search, (status, Show::All))
}

fn draw_showing(
    pages: &Pages,
    signed: &Signed,
    search: Search,
    (status, show): (StatusCode, Show),
) -> Page {
    let store = pages.authority.office().ledger().store();
    let municipality = signed.staff.municipality.as_deref();
    let open = store.open_card_orders(municipality, ORDERS_READ_MAX)?;
    let numbers = Numbers::of(&open, day_in_japan(pages.authority.now()));
    let chosen: Vec<&CardOrder> = open.iter().filter(|it| show.has(order_state(it))).collect();
    let mut orders = Vec::new();
    for order in chosen.iter().take(ORDERS_SHOWN_MAX) {
        orders.push(row(pages, signed, order)?);
    }
    let hidden = chosen.len() - orders.len();
    let frame = Frame::of(pages, signed, Section::People);
    shown_with(status, &HomePage { frame, search, show, orders, hidden, numbers })
}

fn row(pages: &Pages, signed: &Signed, it: &CardOrder) -> Result<OrderRow, Trouble> {
    let current = pages.authority.office().ledger().store().person(it.person_key)?;
    let name = current.and_then(|it| match it.held {
        Held::Person(person) => person.identity.map(|it| it.name),
        Held::JoinedInto(_) => None,
    });
    Ok(OrderRow {
        path: path_of(signed, it.person_key)?,
        name: name.unwrap_or_else(|| "氏名の記録なし".to_owned()),
        received: Day::at(it.received_at),
        reason: CardReason::of(&it.reason).map_or("", words::reason),
        channel: ApplicationChannel::of(&it.channel).map_or("", words::channel),
        chip: words::order_state(order_state(it)),
    })
}

impl Search {
    /// The forms as they were sent, with what was wrong.
    pub(super) fn again(sent: &Sent, wrong: &Wrong) -> Self {
        Self::of(sent, std::slice::from_ref(wrong))
    }

    fn of(sent: &Sent, wrongs: &[Wrong]) -> Self {
        let fields = vec![
            Field::line("my_number", "個人番号(12桁)", sent, 20),
            Field::line("card_number", "カードの製造番号(15桁)", sent, 24),
            Field::line("insurer_number", "保険者番号", sent, 16),
            Field::line("symbol", "記号", sent, 40).may_be_empty_untold(),
            Field::line("number", "番号", sent, 40),
            Field::line("branch", "枝番", sent, 4).may_be_empty_untold(),
            Field::day("born", "生年月日", sent, None),
        ];
        let mut fields = with_errors(fields, wrongs).into_iter();
        let mut next = || fields.next().unwrap_or_else(|| Field::line("", "", sent, 0));
        Self {
            my_number: next(),
            card_number: next(),
            insurer_number: next(),
            symbol: next(),
            number: next(),
            branch: next(),
            born: next(),
        }
    }
}

impl Show {
    const ALL: [Self; 3] = [Self::All, Self::Received, Self::Made];

    const fn word(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Received => "received",
            Self::Made => "made",
        }
    }

    const fn text(self) -> &'static str {
        match self {
            Self::All => "すべて",
            Self::Received => "作成待ち",
            Self::Made => "交付待ち",
        }
    }

    fn has(self, state: OrderState) -> bool {
        match self {
            Self::All => true,
            Self::Received => state == OrderState::Received,
            Self::Made => state == OrderState::Made,
        }
    }
}

impl Numbers {
    fn of(open: &[CardOrder], today: Date) -> Self {
        let count = |state| open.iter().filter(|it| order_state(it) == state).count();
        let days = || open.iter().map(|it| day_in_japan(it.received_at));
        Self {
            received: count(OrderState::Received),
            made: count(OrderState::Made),
            today: days().filter(|it| *it == today).count(),
            oldest: days().min().map(Day::of),
            is_more: open.len() == ORDERS_READ_MAX,
        }
    }
}
