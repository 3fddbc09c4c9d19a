//! The records of a card, and the signatures over them.

use aws_lc_rs::digest::{SHA256, digest};
use card::virtual_card::made_up::{self, Authority, CERTIFICATES_LAST_DAY, MADE_ON, MakeError};
use card::virtual_card::{PersonalisationError, VirtualCard};
use pki::Purpose;
use pki::card_verifiable::CardVerifiableCertificate;

use super::conversation::{FACE, JPKI, TEXT, check, data, file};
use super::signing::PublicKey;

#[test]
fn the_records_of_the_face_are_signed_under_its_certificate() {
    let mut card = VirtualCard::made_up().unwrap();
    check(
        &mut card,
        &format!(
            "
        > {FACE} < 9000
        > 0020009106 303230313132 < 9000
        > 002000930C 313233343536373839303138 < 9000
    "
        ),
    );
    let [birth, face, certificate, my_number] = [1, 2, 4, 5].map(|id| file(&mut card, id));
    let issuer = issuer(&certificate);

    let [outer] = &objects(&birth)[..] else { panic!() };
    let fields = objects(outer.value);
    assert_eq!(fields.iter().map(|field| field.tag).collect::<Vec<_>>(), [0xDF11, 0xDF12, 0xDF13]);
    assert_eq!(fields[0].value, b"19900112");
    let signed = [fields[0].whole, fields[1].whole].concat();
    assert_eq!(issuer.padded(fields[2].value), digest_info(&[&signed]));

    let [outer] = &objects(&my_number)[..] else { panic!() };
    let fields = objects(outer.value);
    assert_eq!(fields.iter().map(|field| field.tag).collect::<Vec<_>>(), [0xDF41, 0xDF42, 0xDF43]);
    assert!(fields[0].value.starts_with(b"\x89PNG"));
    let signed = [fields[0].whole, fields[1].whole].concat();
    assert_eq!(issuer.padded(fields[2].value), digest_info(&[&signed]));

    let [outer] = &objects(&face)[..] else { panic!() };
    assert_eq!(outer.tag, 0xFF20);
    let fields = objects(outer.value);
    let tags: Vec<u16> = fields.iter().map(|field| field.tag).collect();
    assert_eq!(tags, (0xDF21..=0xDF2A).collect::<Vec<u16>>());
    assert_eq!((fields[2].value, fields[8].value), (&b"2"[..], &b"20350112"[..]));
    assert_eq!(&fields[6].value[4..8], b"jP  ", "the photo is JPEG 2000");
    let group = |from: usize, to: usize| -> Vec<u8> {
        fields[from..=to].iter().flat_map(|field| field.whole.to_vec()).collect()
    };
    let groups = [group(1, 3), group(4, 5), group(6, 6)];
    let groups = groups.each_ref().map(Vec::as_slice);
    assert_eq!(issuer.padded(fields[7].value), digest_info(&groups));
    // The table says where each object begins, counted from the start of the file.
    let mut begins = face.len() - outer.value.len() + fields[0].whole.len();
    for (offset, field) in fields[0].value.chunks_exact(2).zip(&fields[1..]) {
        assert_eq!(usize::from(u16::from_be_bytes([offset[0], offset[1]])), begins);
        begins += field.whole.len();
    }
}

#[test]
fn the_records_of_the_text_are_signed_under_its_certificate() {
    let mut card = VirtualCard::made_up().unwrap();
    check(&mut card, &format!("> {TEXT} < 9000\n> 0020009104 32333435 < 9000"));
    let [my_number, attributes, integrity, certificate, information, key] =
        [1, 2, 3, 4, 5, 7].map(|id| file(&mut card, id));
    let issuer = issuer(&certificate);

    let inside = objects(&attributes)[0].value;
    let fields = objects(inside);
    let texts: Vec<&str> =
        fields[1..].iter().map(|field| std::str::from_utf8(field.value).unwrap()).collect();
    assert_eq!(texts, ["見本\u{3000}花子", "見本県見本市見本町１－１－１", "19900112", "2"]);

    let [outer] = &objects(&integrity)[..] else { panic!() };
    let digests = objects(outer.value);
    // My Number's file whole, with its filler; of the attributes what follows the offset table.
    assert_eq!(digests[0].value, digest(&SHA256, &my_number).as_ref());
    let after_table = &inside[fields[0].whole.len()..];
    assert_eq!(digests[1].value, digest(&SHA256, after_table).as_ref());
    let signed = [digests[0].whole, digests[1].whole].concat();
    assert_eq!(issuer.padded(digests[2].value), digest_info(&[&signed]));

    let [outer] = &objects(&key)[..] else { panic!() };
    let fields = objects(outer.value);
    assert_eq!(issuer.padded(fields[1].value), digest_info(&[fields[0].whole]));
    assert_eq!(information.len(), 256);
}

#[test]
fn the_chain_of_the_issuer_domain_holds_together() {
    let mut card = VirtualCard::made_up().unwrap();
    let [upper, lower] = ["00CA00F8000000", "00CA7F21000000"].map(|command| {
        // Without what it is made of, and with the template back around it.
        let parts = data(&mut card, command)[12..].to_vec();
        let whole = [&[0x7F, 0x21, 0x82, 0x02, 0x33][..], &parts].concat();
        CardVerifiableCertificate::parse(&whole).unwrap()
    });
    assert_eq!(lower.issuer, upper.subject);
    assert!(lower.is_signed_by(&upper.public_key_der));
}

#[test]
fn a_child_has_no_certificate_for_signatures() {
    let mut person = made_up::person();
    person.pins.digital_signature = None;
    let authority = Authority::establish(MADE_ON).unwrap();
    check(
        &mut authority.make(&person, MADE_ON, CERTIFICATES_LAST_DAY).unwrap(),
        &format!(
            "
        > {JPKI} < 9000
        > 00B0880000 < 008F00 9000
        > 00B0810004 < 6A82
        > 0020009B   < 63C0
        > 0020009B08 5348494B414B5531 < 6984
        > 802A009A01 58 00 < 6982
        > 0020009804 31323334 < 9000
        > 802A009701 58 00 < [256] 9000
    "
        ),
    );
}

#[test]
fn what_cannot_be_on_one_card_is_refused() {
    let authority = Authority::establish(MADE_ON).unwrap();
    let refused = |person: &card::virtual_card::Personalisation| match authority
        .make(person, MADE_ON, CERTIFICATES_LAST_DAY)
        .map(|_| ())
    {
        Err(MakeError::Personalisation(error)) => error,
        other => panic!("{other:?}"),
    };
    let mut person = made_up::person();
    person.card_number.pop();
    let error = PersonalisationError::NotDigits { what: "card number", length: 15 };
    assert_eq!(refused(&person), error);
    let mut person = made_up::person();
    person.pins.text.push('0');
    assert_eq!(refused(&person), PersonalisationError::Pin("text"));
    let mut person = made_up::person();
    person.photo = vec![0; 40_000];
    assert!(matches!(refused(&person), PersonalisationError::TooLarge(_)));

    let person = made_up::person();
    let keys = VirtualCard::new_keys().unwrap();
    let mut issued = authority.issue(&keys, &person, MADE_ON, CERTIFICATES_LAST_DAY).unwrap();
    issued.records.face = issued.records.birth.clone();
    let error = VirtualCard::personalise(keys, &person, &issued).map(|_| ()).unwrap_err();
    assert_eq!(error, PersonalisationError::Signature("face"));

    let [keys, others] = [VirtualCard::new_keys().unwrap(), VirtualCard::new_keys().unwrap()];
    let issued = authority.issue(&keys, &person, MADE_ON, CERTIFICATES_LAST_DAY).unwrap();
    let error = VirtualCard::personalise(others, &person, &issued).map(|_| ()).unwrap_err();
    assert_eq!(error, PersonalisationError::OtherKey(Purpose::UserAuthentication));
}

#[test]
fn the_card_asks_for_certificates_with_requests_that_prove_its_keys() {
    let keys = VirtualCard::new_keys().unwrap();
    for purpose in [Purpose::UserAuthentication, Purpose::DigitalSignature] {
        let request = keys.certificate_request(purpose).unwrap();
        let request = pki::CertificateRequest::parse(&request).unwrap();
        assert_eq!(request.public_key_der(), keys.public_key_der(purpose));
    }
}

/// An object of tag, length and value.
struct Object<'a> {
    tag: u16,
    value: &'a [u8],
    whole: &'a [u8],
}

/// The objects in a row, of tags of two bytes.
fn objects(mut row: &[u8]) -> Vec<Object<'_>> {
    let mut objects = Vec::new();
    while let [high, low, length, rest @ ..] = row {
        let (header, length) = match *length {
            0x82 => (5, usize::from(u16::from_be_bytes([rest[0], rest[1]]))),
            short => (3, usize::from(short)),
        };
        let (whole, after) = row.split_at(header + length);
        let tag = u16::from_be_bytes([*high, *low]);
        objects.push(Object { tag, value: &whole[header..], whole });
        row = after;
    }
    objects
}

/// The key that the certificate of an application certifies.
fn issuer(certificate: &[u8]) -> PublicKey {
    PublicKey::of_card(&certificate[5 + 5 + 32..][..265])
}

/// What is signed of one part, or of several hashed each for itself.
fn digest_info(parts: &[&[u8]]) -> Vec<u8> {
    let digests: Vec<u8> =
        parts.iter().flat_map(|part| digest(&SHA256, part).as_ref().to_vec()).collect();
    let length = u8::try_from(digests.len()).unwrap();
    let mut info = vec![0x30, length + 17, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01];
    info.extend([0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, length]);
    info.extend(digests);
    info
}
