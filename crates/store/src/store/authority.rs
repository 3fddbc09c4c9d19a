//! The authority's register: cards, certificates, orders and acts.

use jiff::civil::Date;

use crate::{
    AuthorityAct, CardOrder, CertificateHolder, CertificateIssuer, CertificatePlace,
    CertificatePurpose, Error, PersonKey, RegisteredCard, RegisteredCertificate,
    StoppedCertificate, Store,
    authority::{Act, ActOutcome},
};

impl Store {
    /// Carries an act out in one transaction: its change of the person's facts, its steps and its
    /// row, or nothing.
    ///
    /// # Errors
    ///
    /// When the act or its change cannot be recorded whatever the database holds; when its id is
    /// that of an act of another content, instants and the revision read apart; when the database
    /// fails. The act may then have been recorded or not: try again with the same id.
    pub async fn act(&self, act: Act) -> Result<ActOutcome, Error> {
        match self {
            Self::Sqlite(it) => it.act(act).await,
        }
    }

    /// An act by id, as before a retry that would issue anew.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn authority_act(&self, id: &str) -> Result<Option<AuthorityAct>, Error> {
        match self {
            Self::Sqlite(it) => it.authority_act(id),
        }
    }

    /// Every act about a person and about those joined into them, the oldest first.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn acts_of(&self, key: PersonKey) -> Result<Vec<AuthorityAct>, Error> {
        match self {
            Self::Sqlite(it) => it.acts_of(key),
        }
    }

    /// Whose a certificate is and whether it still counts: the hub's question, in one statement.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn certificate_holder(
        &self,
        issuer_key_id: [u8; 20],
        serial: u64,
    ) -> Result<Option<CertificateHolder>, Error> {
        match self {
            Self::Sqlite(it) => it.certificate_holder(issuer_key_id, serial),
        }
    }

    /// A certificate.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn certificate(
        &self,
        issuer_key_id: [u8; 20],
        serial: u64,
    ) -> Result<Option<RegisteredCertificate>, Error> {
        match self {
            Self::Sqlite(it) => it.certificate(issuer_key_id, serial),
        }
    }

    /// Every certificate ever put on a card, in the order issued.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn certificates_of_card(
        &self,
        card_number: &str,
    ) -> Result<Vec<RegisteredCertificate>, Error> {
        match self {
            Self::Sqlite(it) => it.certificates_of_card(card_number),
        }
    }

    /// The held and the revoked of an issuer, of one municipality or all, that had not ended before
    /// a day, in order of serial.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn stopped_certificates(
        &self,
        issuer_key_id: [u8; 20],
        municipality: Option<&str>,
        valid_on: Date,
    ) -> Result<Vec<StoppedCertificate>, Error> {
        match self {
            Self::Sqlite(it) => it.stopped_certificates(issuer_key_id, municipality, valid_on),
        }
    }

    /// A page of the certificates whose last day lies from the first to the last of two days, in
    /// that order. The revoked have ended before and are left out.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn certificates_ending(
        &self,
        purpose: CertificatePurpose,
        from: Date,
        to: Date,
        after: Option<CertificatePlace>,
        limit: usize,
    ) -> Result<Vec<RegisteredCertificate>, Error> {
        match self {
            Self::Sqlite(it) => it.certificates_ending(purpose, (from, to), after, limit),
        }
    }

    /// Registers a key that signs certificates; again with the same does nothing.
    ///
    /// # Errors
    ///
    /// When the key is registered with another purpose, generation or certificate, or another key
    /// with that generation; when the database fails.
    pub async fn put_certificate_issuer(&self, issuer: CertificateIssuer) -> Result<(), Error> {
        match self {
            Self::Sqlite(it) => it.put_certificate_issuer(issuer).await,
        }
    }

    /// Every key that signs certificates, by purpose and generation.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn certificate_issuers(&self) -> Result<Vec<CertificateIssuer>, Error> {
        match self {
            Self::Sqlite(it) => it.certificate_issuers(),
        }
    }

    /// Reserves serial numbers that follow one another and gives the first, from 1. None is ever
    /// given twice; one not used is a gap.
    ///
    /// # Errors
    ///
    /// When the issuer is not registered or has not so many left; when the database fails.
    pub async fn reserve_serials(&self, issuer_key_id: [u8; 20], count: u32) -> Result<u64, Error> {
        match self {
            Self::Sqlite(it) => it.reserve_serials(issuer_key_id, count).await,
        }
    }

    /// A card by number.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn card(&self, card_number: &str) -> Result<Option<RegisteredCard>, Error> {
        match self {
            Self::Sqlite(it) => it.card(card_number),
        }
    }

    /// Every card ever made for a person, in that order.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn cards_of(&self, key: PersonKey) -> Result<Vec<RegisteredCard>, Error> {
        match self {
            Self::Sqlite(it) => it.cards_of(key),
        }
    }

    /// An order by id.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn card_order(&self, order_id: &str) -> Result<Option<CardOrder>, Error> {
        match self {
            Self::Sqlite(it) => it.card_order(order_id),
        }
    }

    /// Every order ever received for a person, in that order.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn card_orders_of(&self, key: PersonKey) -> Result<Vec<CardOrder>, Error> {
        match self {
            Self::Sqlite(it) => it.card_orders_of(key),
        }
    }

    /// Orders neither handed over nor withdrawn, of one municipality or all, the oldest first.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn open_card_orders(
        &self,
        municipality: Option<&str>,
        limit: usize,
    ) -> Result<Vec<CardOrder>, Error> {
        match self {
            Self::Sqlite(it) => it.open_card_orders(municipality, limit),
        }
    }
}
