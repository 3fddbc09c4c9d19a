//! The words of each form: its title, its reasons, what stands at its foot.

use super::{FormKind, FormPaper, FormReason};

impl FormKind {
    /// Every form.
    pub const ALL: [Self; 7] = [
        Self::CertificateApplication,
        Self::CertificateApplicationVoluntary,
        Self::Reissue,
        Self::ReissueVoluntary,
        Self::NoticeApplication,
        Self::RegistrationCancellation,
        Self::OverseasContinuation,
    ];

    /// The title.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::CertificateApplication => "資格確認書交付申請書",
            Self::CertificateApplicationVoluntary => "資格確認書交付申請書(任意継続被保険者用)",
            Self::Reissue => "資格確認書(再)交付申請書　資格確認書・健康保険証毀損・滅失届",
            Self::ReissueVoluntary => {
                "資格確認書(再)交付申請書　資格確認書・健康保険証毀損・滅失届(任意継続被保険者用)"
            }
            Self::NoticeApplication => "資格情報のお知らせ交付申請書",
            Self::RegistrationCancellation => "マイナンバーカードの健康保険証利用登録解除申請書",
            Self::OverseasContinuation => "個人番号カード国外継続利用申請書",
        }
    }

    /// Whether a sheet has the employer's section (R-116, R-117; R-002 for 任意継続).
    pub(super) const fn goes_through_employer(self) -> bool {
        match self {
            Self::CertificateApplication | Self::Reissue | Self::NoticeApplication => true,
            Self::CertificateApplicationVoluntary
            | Self::ReissueVoluntary
            | Self::RegistrationCancellation
            | Self::OverseasContinuation => false,
        }
    }

    /// Whether it reports a paper that is lost or damaged.
    pub(super) const fn is_report(self) -> bool {
        matches!(self, Self::Reissue | Self::ReissueVoluntary)
    }

    /// Whether the number of the insurance may be replaced by the 個人番号 (F-44).
    pub(super) const fn asks_my_number(self) -> bool {
        !matches!(self, Self::NoticeApplication | Self::OverseasContinuation)
    }

    /// How much taller than least its fields are, so that it fills its page.
    pub(super) const fn stretch(self) -> f32 {
        match self {
            Self::Reissue => 0.95,
            Self::CertificateApplication => 1.0,
            Self::ReissueVoluntary => 1.06,
            Self::NoticeApplication => 1.12,
            Self::CertificateApplicationVoluntary => 1.18,
            Self::RegistrationCancellation => 1.25,
            Self::OverseasContinuation => 1.35,
        }
    }

    /// The reasons to choose from; none where no reason is asked (F-66).
    pub(super) const fn reasons(self) -> &'static [FormReason] {
        use FormReason::{
            CardLost, CardRenewing, CardReturned, CertificateEnded, Changed, Damaged, Lost,
            NeedsAssistance, NoCard, NotRegistered, Other, Stolen,
        };
        match self {
            Self::CertificateApplication | Self::CertificateApplicationVoluntary => &[
                NoCard,
                NotRegistered,
                CertificateEnded,
                CardLost,
                CardRenewing,
                CardReturned,
                NeedsAssistance,
                Changed,
                Other,
            ],
            Self::Reissue | Self::ReissueVoluntary => &[Lost, Damaged, Stolen, Other],
            Self::NoticeApplication => &[Lost, Damaged, Changed, Other],
            Self::RegistrationCancellation | Self::OverseasContinuation => &[],
        }
    }

    /// What the applicant should know.
    pub(super) const fn notes(self) -> &'static [&'static str] {
        const EMPLOYER: &str = "事業主を経由して提出してください。任意継続被保険者の方は、\
                                任意継続被保険者用の用紙で直接提出してください。";
        const DIRECT: &str = "事業主を経由せず、直接提出してください。";
        const BOTH: &str = "マイナ保険証を使える人には、マイナ保険証での受診が困難な場合などを除き、\
                            資格確認書は交付されません。";
        const FEE: &str = "紛失・き損などによる再交付には、手数料がかかることがあります。\
                           受理のあとに請求書をお送りし、入金を確かめてから交付します。";
        const FOUND: &str = "き損のときは、その書類を添えてください。\
                             なくした書類が見つかったときは、使わずに返してください。";
        match self {
            Self::CertificateApplication => &[BOTH, EMPLOYER],
            Self::CertificateApplicationVoluntary => &[BOTH, DIRECT],
            Self::Reissue => &[FEE, FOUND, EMPLOYER],
            Self::ReissueVoluntary => &[FEE, FOUND, DIRECT],
            Self::NoticeApplication => &[
                "資格情報のお知らせだけでは受診できません。マイナ保険証を使える人に交付します。",
                "スマートフォンがあれば、マイナポータルから「医療保険の資格情報」を保存しても使えます。",
            ],
            Self::RegistrationCancellation => &[
                "申請は書面で受け付けます。理由は問いません。本人のほか、代理人も申請できます。",
                "解除した人には資格確認書を交付します。解除のあとに、もう一度登録することもできます。",
            ],
            Self::OverseasContinuation => &[
                "国外転出予定日の前日までに、マイナンバーカードを添えて、お住まいの市区町村の窓口に提出してください。",
                "手続きをしないまま国外転出予定日を迎えると、その日にマイナンバーカードは失効します。",
                "手続きのあと、カードは国外転出者向けマイナンバーカードとして返され、国外でも使えます。\
                 対象は日本国籍の人です。署名用電子証明書は、国外転出予定日に失効します。",
                "この用紙に暗証番号を書かないでください。",
            ],
        }
    }
}

impl FormReason {
    /// The words beside the box.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::NoCard => "マイナンバーカードを持っていない",
            Self::NotRegistered => "健康保険証の利用登録をしていない",
            Self::CertificateEnded => "電子証明書の有効期限が切れた",
            Self::CardLost => "マイナンバーカードを紛失した",
            Self::CardRenewing => "マイナンバーカードを更新・再交付中",
            Self::CardReturned => "マイナンバーカードを返納した",
            Self::NeedsAssistance => "介助が必要などで、マイナ保険証での受診が困難",
            Self::Changed => "氏名などが変わった",
            Self::Lost => "紛失(滅失)",
            Self::Damaged => "き損",
            Self::Stolen => "盗難",
            Self::Other => "その他",
        }
    }
}

impl FormPaper {
    /// Every paper that can be reported.
    pub(super) const ALL: [Self; 3] = [
        Self::EligibilityCertificate,
        Self::FormerInsuranceCertificate,
        Self::ElderlyRecipientCertificate,
    ];

    /// The words beside the box.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::EligibilityCertificate => "資格確認書",
            Self::FormerInsuranceCertificate => "健康保険証",
            Self::ElderlyRecipientCertificate => "高齢受給者証",
        }
    }
}
