//! What pkilint says of each kind of certificate.

use crate::{
    pkilint,
    samples::{self, Sample},
    tool::Desk,
};

const PROGRAM: &str = "lint_pkix_cert";

#[test]
fn pkilint_finds_nothing_without_a_reason_in_any_kind_of_certificate() {
    let Some(programs) = pkilint::programs() else { return };
    let desk = Desk::new();
    let findings = |der: &[u8]| {
        desk.put("linted", der);
        pkilint::findings(&programs, PROGRAM, &[], &desk.path("linted"))
    };
    for Sample { name, der, .. } in samples::all() {
        let unexplained = pkilint::unexplained(PROGRAM, findings(&der));
        assert!(unexplained.is_empty(), "{name}: {unexplained:?}");
    }
    // It would say so: an end before the beginning.
    let mut wrong = samples::all().swap_remove(1).der;
    let end = wrong.windows(13).position(|window| window == b"300217145959Z").unwrap();
    wrong[end..end + 2].copy_from_slice(b"20");
    let unexplained = pkilint::unexplained(PROGRAM, findings(&wrong));
    assert_eq!(unexplained, ["pkix.certificate_negative_validity_period"]);
}
