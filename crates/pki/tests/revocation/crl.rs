//! Lists as openssl reads them, and what it makes of a certificate by them.

use jiff::SignedDuration;
use pki::{CrlEntry, CrlError, Issuer, KeyAlgorithm, Revocation, RevocationList, RevocationReason};

use crate::{
    office::{FIRST_SERIAL, Office, Register, mihon, tonari},
    openssl::{Openssl, Said},
};

#[test]
fn openssl_verifies_and_reads_a_list_of_every_kind_of_key() {
    for algorithm in KeyAlgorithm::ALL {
        let office = Office::open(algorithm);
        office.set(FIRST_SERIAL, office.revoked(RevocationReason::KeyCompromise));
        office.set(FIRST_SERIAL + 1, Revocation::OnHold { since: office.earlier(5) });
        office.set(FIRST_SERIAL + 2, office.revoked(RevocationReason::Unspecified));
        let desk = office.desk();
        desk.put("list", &office.whole(7));
        let said = desk.run("crl -inform DER -in list -CAfile ca.pem -noout -text");
        said.ok(&["verify OK"]);
        said.says(&[
            "Version 2 (0x1)",
            "Serial Number: 227B13",
            "Key Compromise",
            "Serial Number: 227B14",
            "Certificate Hold",
            "Serial Number: 227B15",
            "X509v3 CRL Number: \n                7\n",
            "X509v3 Authority Key Identifier",
        ]);
        assert!(!said.text.contains("Unspecified"), "{}", said.text);

        let place = office.municipality(8, &mihon(), ..=FIRST_SERIAL + 1);
        desk.put("list", &place);
        let said = desk.run("crl -inform DER -in list -CAfile ca.pem -noout -text");
        said.ok(&[
            "verify OK",
            "X509v3 Issuing Distribution Point: critical",
            "OU = CRL Distribution Points, OU = Mihon-ken, CN = Mihon-shi CRLDP",
        ]);
    }
}

#[test]
fn a_certificate_is_good_held_good_again_and_revoked() {
    let office = Office::open(KeyAlgorithm::EcdsaP256);
    let desk = office.desk();
    let check = |number| {
        desk.put_text("list.pem", "crl", &[&office.whole(number)]);
        desk.verify(FIRST_SERIAL)
    };
    check(1).ok(&["OK"]);
    office.set(FIRST_SERIAL, Revocation::OnHold { since: office.earlier(5) });
    check(2).refused("certificate revoked");
    office.set(FIRST_SERIAL, Revocation::Good);
    check(3).ok(&["OK"]);
    office.set(FIRST_SERIAL, office.revoked(RevocationReason::Superseded));
    check(4).refused("certificate revoked");
    desk.verify(FIRST_SERIAL + 1).ok(&["OK"]);
}

#[test]
fn a_municipality_s_list_says_nothing_of_another_s_certificates() {
    let office = Office::open(KeyAlgorithm::Rsa2048);
    office.set(FIRST_SERIAL, office.revoked(RevocationReason::Superseded));
    office.set(FIRST_SERIAL + 2, office.revoked(RevocationReason::Superseded));
    let desk = office.desk();
    let of_mihon = office.municipality(1, &mihon(), ..=FIRST_SERIAL + 1);
    desk.put_text("list.pem", "crl", &[&of_mihon]);
    desk.verify(FIRST_SERIAL).refused("certificate revoked");
    desk.verify(FIRST_SERIAL + 1).ok(&["OK"]);
    desk.verify(FIRST_SERIAL + 2).refused("different CRL scope");
    desk.verify(FIRST_SERIAL + 3).refused("different CRL scope");

    let of_tonari = office.municipality(2, &tonari(), FIRST_SERIAL + 2..);
    desk.put_text("list.pem", "crl", &[&of_mihon, &of_tonari]);
    for (serial, good) in (FIRST_SERIAL..).zip([false, true, false, true]) {
        let said = desk.verify(serial);
        if good { said.ok(&["OK"]) } else { said.refused("certificate revoked") }
    }
}

#[test]
fn generations_of_one_name_have_lists_of_their_own() {
    let register = Register::default();
    let older = Office::of(KeyAlgorithm::Rsa2048, register.clone());
    let newer = Office::of(KeyAlgorithm::Rsa2048, register);
    older.set(FIRST_SERIAL, older.revoked(RevocationReason::Superseded));
    newer.set(FIRST_SERIAL + 1, newer.revoked(RevocationReason::Superseded));
    let roots = [older.issuer.certificate_der(), newer.issuer.certificate_der()];
    for (office, other, revoked) in [(&older, &newer, 0), (&newer, &older, 1)] {
        let desk = office.desk();
        desk.put_text("ca.pem", "x509", &roots);
        desk.put_text("list.pem", "crl", &[&other.whole(1), &office.whole(1)]);
        for place in 0..4 {
            let said = desk.verify(FIRST_SERIAL + place);
            if place == revoked { said.refused("certificate revoked") } else { said.ok(&["OK"]) }
        }
        let list = office.whole(1);
        let refused = RevocationList::read(&list, other.issuer.certificate()).unwrap_err();
        assert_eq!(refused, CrlError::Issuer);
        assert!(RevocationList::read(&list, office.issuer.certificate()).is_ok());
    }
}

#[test]
fn a_list_of_300_000_reads_back_and_openssl_finds_one_in_it() {
    let office = Office::open(KeyAlgorithm::EcdsaP256);
    let at = office.earlier(10);
    let reason = RevocationReason::CessationOfOperation;
    let entries = (1..=300_000).map(|it| CrlEntry { serial: FIRST_SERIAL + 2 * it, at, reason });
    let whole = office.issuer.full_crl(entries, 9, office.now, office.tomorrow()).unwrap();
    let list = RevocationList::read(&whole, office.issuer.certificate()).unwrap();
    assert_eq!((list.number(), list.entries().len()), (9, 300_000));
    assert_eq!((list.this_update(), list.next_update()), (office.now, office.tomorrow()));
    assert_eq!(list.revocation(FIRST_SERIAL), Revocation::Good);
    assert_eq!(list.revocation(FIRST_SERIAL + 2), Revocation::Revoked { at, reason });
    assert_eq!(list.revocation(FIRST_SERIAL + 3), Revocation::Good);
    assert_eq!(list.revocation(FIRST_SERIAL + 600_000), Revocation::Revoked { at, reason });
    assert_eq!(list.revocation(FIRST_SERIAL + 600_002), Revocation::Good);

    let desk = office.desk();
    desk.put_text("list.pem", "crl", &[&whole]);
    desk.verify(FIRST_SERIAL).ok(&["OK"]);
    desk.verify(FIRST_SERIAL + 2).refused("certificate revoked");
    desk.verify(FIRST_SERIAL + 3).ok(&["OK"]);
}

#[test]
fn a_list_that_was_changed_is_refused() {
    let office = Office::open(KeyAlgorithm::EcdsaP256);
    office.set(FIRST_SERIAL, office.revoked(RevocationReason::Superseded));
    let issuer: &Issuer = &office.issuer;
    for list in [office.whole(1), office.municipality(2, &mihon(), ..)] {
        assert!(RevocationList::read(&list, issuer.certificate()).is_ok());
        for place in 0..list.len() {
            let mut changed = list.clone();
            changed[place] ^= 0x01;
            assert!(RevocationList::read(&changed, issuer.certificate()).is_err(), "{place}");
            assert!(RevocationList::read(&list[..place], issuer.certificate()).is_err());
        }
    }
}

impl Office {
    fn revoked(&self, reason: RevocationReason) -> Revocation {
        Revocation::Revoked { at: self.earlier(10), reason }
    }

    fn tomorrow(&self) -> jiff::Timestamp {
        self.now + SignedDuration::from_hours(24)
    }

    /// The whole list as it now is.
    fn whole(&self, number: u64) -> Vec<u8> {
        self.issuer.full_crl(self.entries(), number, self.now, self.tomorrow()).unwrap()
    }

    /// A municipality's list, of the entries with these numbers.
    fn municipality(
        &self,
        number: u64,
        place: &pki::Municipality,
        serials: impl std::ops::RangeBounds<u64>,
    ) -> Vec<u8> {
        let entries = self.entries().into_iter().filter(|it| serials.contains(&it.serial));
        let (now, tomorrow) = (self.now, self.tomorrow());
        self.issuer.municipality_crl(place, entries, number, now, tomorrow).unwrap()
    }

    /// openssl with this office's certificates.
    fn desk(&self) -> Openssl {
        let desk = Openssl::new();
        desk.put_text("ca.pem", "x509", &[self.issuer.certificate_der()]);
        for (serial, certificate) in &self.certificates {
            desk.put_text(&format!("{serial}.pem"), "x509", &[certificate]);
        }
        desk
    }
}

impl Openssl {
    /// What it makes of a certificate by the lists in `list.pem`.
    fn verify(&self, serial: u64) -> Said {
        self.run(&format!("verify -crl_check -CAfile ca.pem -CRLfile list.pem {serial}.pem"))
    }
}
