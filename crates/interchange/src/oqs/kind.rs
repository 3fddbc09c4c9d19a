//! What a file in the request folder is, by its name.

/// A request this program answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MessageKind {
    /// Eligibility of one person (資格確認要求).
    Confirm,
    /// Eligibility of many people (資格確認一括照会要求).
    ConfirmMany,
    /// The answers to [`Self::ConfirmMany`] (資格確認一括照会ダウンロード要求).
    DownloadMany,
    /// A patient number for one person (照会番号登録要求).
    RegisterReferenceNumber,
}

/// What a file in the request folder is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A request to answer.
    Handled(MessageKind),
    /// The same in a ZIP with a password: the site has to set its terminal to plain files.
    Encrypted(MessageKind),
    /// A request of the interface that this program leaves to others.
    NotHandled {
        /// How its name begins.
        prefix: &'static str,
        /// What it is.
        title: &'static str,
    },
}

/// The requests of the interface that are not ours, longer beginnings first.
///
/// Source: spec/oqs.md 1.1 and 1.4
const NOT_HANDLED: [(&str, &str); 18] = [
    ("OQSmuimm01req", "照会番号一括登録"),
    ("OQSmuimm02req", "照会番号一括登録(ダウンロード)"),
    ("OQSmutic", "医療扶助 委託先資格情報の一括取得"),
    ("OQSmuhvq", "同意済資格情報の一括取得(訪問診療等)"),
    ("OQSmuonq", "同意済資格情報の一括取得(オンライン診療等)"),
    ("OQSsihvq", "資格確認(訪問診療等)"),
    ("OQSsionq", "資格確認(オンライン診療等)"),
    ("OQSsihvd", "閲覧同意の取り消し(訪問診療等)"),
    ("OQSsiurl", "医療機関アクセスURL取得"),
    ("OQSsiinq", "医療機関環境設定情報照会"),
    ("OQSsiupd", "医療機関環境設定情報更新"),
    ("TKKsiquc01", "特定健診情報"),
    ("YZKsiquc01", "薬剤・診療情報"),
    ("CIPsiquc01", "電子カルテ情報"),
    ("PMHsimsm", "医療費助成"),
    ("EPS", "電子処方箋"),
    ("CIS", "電子カルテ情報共有"),
    ("OQS", "資格確認の他の要求"),
];

impl MessageKind {
    /// Every kind.
    pub const ALL: [Self; 4] =
        [Self::Confirm, Self::ConfirmMany, Self::DownloadMany, Self::RegisterReferenceNumber];

    /// What a file of this name is; `None` for one that is no request of the interface: half
    /// written, an answer, or something else.
    #[must_use]
    pub fn of_file_name(name: &str) -> Option<FileKind> {
        let (base, extension) = name.rsplit_once('.')?;
        let encrypted = extension.eq_ignore_ascii_case("zip");
        if !encrypted && !extension.eq_ignore_ascii_case("xml") {
            return None;
        }
        if let Some(kind) = Self::ALL.into_iter().find(|it| it.tail(base).is_some()) {
            return Some(if encrypted {
                FileKind::Encrypted(kind)
            } else {
                FileKind::Handled(kind)
            });
        }
        let stem = base.split('_').next()?;
        let is_request = stem.get(stem.len().checked_sub(3)?..)?.eq_ignore_ascii_case("req");
        let &(prefix, title) = NOT_HANDLED.iter().find(|(prefix, _)| has_prefix(base, prefix))?;
        is_request.then_some(FileKind::NotHandled { prefix, title })
    }

    /// How the names of such files begin.
    #[must_use]
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Confirm => "OQSsiquc01req",
            Self::ConfirmMany => "OQSmuquc01req",
            Self::DownloadMany => "OQSmuquc02req",
            Self::RegisterReferenceNumber => "OQSsiimm01req",
        }
    }

    /// The name of the answer to a request file: `req` becomes `res`, the rest stays.
    #[must_use]
    pub fn answer_file_name(request: &str) -> Option<String> {
        let FileKind::Handled(kind) = Self::of_file_name(request)? else { return None };
        let (stem, rest) = request.split_at(kind.prefix().len() - 3);
        Some(format!("{stem}res{}", &rest[3..]))
    }

    /// What follows the prefix in a name without extension: nothing, or `_` and a suffix.
    fn tail(self, base: &str) -> Option<&str> {
        let tail = has_prefix(base, self.prefix()).then(|| &base[self.prefix().len()..])?;
        (tail.is_empty() || tail.starts_with('_')).then_some(tail)
    }
}

/// Whether a name begins so; file names on Windows do not tell capitals from small letters.
fn has_prefix(name: &str, prefix: &str) -> bool {
    name.get(..prefix.len()).is_some_and(|it| it.eq_ignore_ascii_case(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files() {
        for row in "
            OQSsiquc01req_202604010001.xml   Handled(Confirm)         OQSsiquc01res_202604010001.xml
            OQSsiquc01req_2021081611906.XML Handled(Confirm)  OQSsiquc01res_2021081611906.XML
            oqssiquc01REQ_1.xml              Handled(Confirm)         oqssiquc01res_1.xml
            OQSsiquc01req_req_req.xml        Handled(Confirm)         OQSsiquc01res_req_req.xml
            OQSsiquc01req.xml                Handled(Confirm)         OQSsiquc01res.xml
            OQSmuquc01req_1.xml              Handled(ConfirmMany)     OQSmuquc01res_1.xml
            OQSmuquc02req_1.xml              Handled(DownloadMany)    OQSmuquc02res_1.xml
            OQSsiimm01req_1.xml              Handled(RegisterReferenceNumber) OQSsiimm01res_1.xml
            OQSsiquc01req_1.zip              Encrypted(Confirm)       -
            OQSmutic01req_1.xml              OQSmutic                 -
            OQSmuhvq02req_1.xml              OQSmuhvq                 -
            OQSmuonq01req_1.xml              OQSmuonq                 -
            OQSmuimm01req_1.xml              OQSmuimm01req            -
            TKKsiquc01req_01_x.zip           TKKsiquc01               -
            YZKsiquc01req_1.xml              YZKsiquc01               -
            EPSsiPIR01req_1.xml              EPS                      -
            OQSsiquc99req_1.xml              OQS                      -
            OQSsiquc01request_1.xml          None                     -
            OQSsiquc01req_1.tmp              None                     -
            OQSsiquc01req_1                  None                     -
            OQSsiquc01res_1.xml              None                     -
            TKKsiquc01res_1.pdf              None                     -
            YZKsiquc01res_1.xml              None                     -
            名簿.xml                         None                     -
            re.xml                           None                     -
            .xml                             None                     -
        "
        .lines()
        .map(str::trim)
        .filter(|row| !row.is_empty())
        {
            let [name, wanted, answer] = *row.split_whitespace().collect::<Vec<_>>() else {
                panic!("{row}")
            };
            let found = match MessageKind::of_file_name(name) {
                None => "None".to_owned(),
                Some(FileKind::NotHandled { prefix, .. }) => prefix.to_owned(),
                Some(kind @ (FileKind::Handled(_) | FileKind::Encrypted(_))) => format!("{kind:?}"),
            };
            assert_eq!(found, wanted, "{row}");
            let answered = MessageKind::answer_file_name(name);
            assert_eq!(answered.as_deref().unwrap_or("-"), answer, "{row}");
        }
    }
}
