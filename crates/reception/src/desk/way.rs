//! The lawful ways to receive a patient.

/// What a patient shows, best first (療担則3条).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// Eligibility was confirmed online (電子資格確認).
    Confirmed,
    /// 資格確認書.
    EligibilityCertificate,
    /// The card with Mynaportal's screen or PDF.
    CardWithPortal,
    /// The card with 資格情報のお知らせ.
    CardWithNotice,
    /// The card with a statement written at the counter (被保険者資格申立書).
    CardWithStatement,
}

impl Way {
    /// The ways on when eligibility cannot be confirmed, in order.
    pub(crate) const FALLBACKS: [Self; 4] = [
        Self::EligibilityCertificate,
        Self::CardWithPortal,
        Self::CardWithNotice,
        Self::CardWithStatement,
    ];

    /// The word in forms and in the journal.
    pub(crate) const fn id(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::EligibilityCertificate => "eligibility_certificate",
            Self::CardWithPortal => "card_with_portal",
            Self::CardWithNotice => "card_with_notice",
            Self::CardWithStatement => "card_with_statement",
        }
    }

    /// The way of a word.
    pub(crate) fn of(id: &str) -> Option<Self> {
        let [first, second, third, fourth] = Self::FALLBACKS;
        [Self::Confirmed, first, second, third, fourth].into_iter().find(|it| it.id() == id)
    }
}
