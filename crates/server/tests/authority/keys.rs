//! A card's keys as its maker sends them: made once by `openssl`, and used for every card.

use std::{path::Path, process::Command, sync::OnceLock};

use server::work::card::{CardRequest, FaceRecords, KeyRequests};

/// The requests and keys of two cards, so that a renewal has others.
pub(crate) struct CardKeys {
    /// PKCS#10 for the certificate to prove who is here.
    pub(crate) user_authentication: Vec<u8>,
    /// PKCS#10 for the certificate to sign.
    pub(crate) digital_signature: Vec<u8>,
    /// A public key, `SubjectPublicKeyInfo`.
    pub(crate) face_key: Vec<u8>,
}

/// The keys made for the tests of this process.
pub(crate) fn keys() -> &'static CardKeys {
    static KEYS: OnceLock<CardKeys> = OnceLock::new();
    KEYS.get_or_init(|| {
        let dir = tempfile::tempdir().unwrap();
        let request = |name: &str| {
            let key = format!("{name}.key");
            openssl(
                dir.path(),
                &format!(
                    "req -new -newkey rsa:2048 -nodes -keyout {key} -subj /CN=card -outform DER \
                     -out {name}.p10"
                ),
            );
            std::fs::read(dir.path().join(format!("{name}.p10"))).unwrap()
        };
        let user_authentication = request("authentication");
        let digital_signature = request("signature");
        openssl(dir.path(), "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out face.key");
        openssl(dir.path(), "pkey -in face.key -pubout -outform DER -out face.der");
        let face_key = std::fs::read(dir.path().join("face.der")).unwrap();
        CardKeys { user_authentication, digital_signature, face_key }
    })
}

impl CardKeys {
    /// Both requests, or only the first.
    pub(crate) fn requests(&self, signs: bool) -> KeyRequests {
        KeyRequests {
            user_authentication: self.user_authentication.clone(),
            digital_signature: signs.then(|| self.digital_signature.clone()),
        }
    }

    /// What comes back for an order of this card number.
    pub(crate) fn card_request(&self, card_number: &str, signs: bool) -> CardRequest {
        // The records hold the key; what else they hold is the maker's.
        let record = self.face_key.clone();
        CardRequest {
            card_number: card_number.to_owned(),
            keys: self.requests(signs),
            face_key: self.face_key.clone(),
            records: FaceRecords {
                birth: record.clone(),
                face: [record.clone(), b"name and address".to_vec(), b"portrait".to_vec()],
                my_number: record.clone(),
                integrity: b"digests".to_vec(),
                public_key: record,
            },
        }
    }
}

/// Runs the `openssl` program in a directory; its output, both streams.
#[track_caller]
pub(crate) fn openssl(directory: &Path, arguments: &str) -> String {
    let (output, succeeded) = try_openssl(directory, arguments);
    assert!(succeeded, "openssl {arguments}\n{output}");
    output
}

/// The same where it may fail.
pub(crate) fn try_openssl(directory: &Path, arguments: &str) -> (String, bool) {
    let output = Command::new("openssl")
        .args(arguments.split_whitespace())
        .current_dir(directory)
        .output()
        .unwrap();
    let text = [output.stdout, output.stderr].concat();
    (String::from_utf8_lossy(&text).into_owned(), output.status.success())
}
