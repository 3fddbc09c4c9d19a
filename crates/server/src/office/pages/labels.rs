//! What the register's words are called on pages.

use eligibility::{DocumentKind as LawKind, Rule};
use record::{ApplicationReason, DocumentKind};

use crate::work::plan::ground_among;

/// The papers an insurer issues, in the order in which pages list them.
pub(super) const ISSUED: [DocumentKind; 3] = [
    DocumentKind::EligibilityCertificate,
    DocumentKind::EligibilityNotice,
    DocumentKind::ElderlyRecipientCertificate,
];

/// Why a paper may be applied for, in the order in which the form lists them.
pub(super) const REASONS: [ApplicationReason; 6] = [
    ApplicationReason::LostDocument,
    ApplicationReason::LostCard,
    ApplicationReason::RenewingCard,
    ApplicationReason::ReturnedCard,
    ApplicationReason::NeedsAssistance,
    ApplicationReason::Other,
];

/// The name of a paper.
pub(super) const fn document(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::EligibilityCertificate => "資格確認書",
        DocumentKind::EligibilityNotice => "資格情報のお知らせ",
        DocumentKind::ElderlyRecipientCertificate => "高齢受給者証",
        DocumentKind::FormerInsuranceCertificate => "従来の健康保険証",
    }
}

/// The word of a paper in addresses and forms.
pub(super) const fn document_word(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::EligibilityCertificate => "eligibility_certificate",
        DocumentKind::EligibilityNotice => "eligibility_notice",
        DocumentKind::ElderlyRecipientCertificate => "elderly_recipient_certificate",
        DocumentKind::FormerInsuranceCertificate => "former_insurance_certificate",
    }
}

/// The issued paper of a word.
pub(super) fn document_of(word: &str) -> Option<DocumentKind> {
    ISSUED.into_iter().find(|it| document_word(*it) == word)
}

/// Why a paper is applied for.
pub(super) const fn reason(it: ApplicationReason) -> &'static str {
    match it {
        ApplicationReason::LostCard => "マイナンバーカードをなくした",
        ApplicationReason::RenewingCard => "マイナンバーカードを更新中",
        ApplicationReason::NeedsAssistance => "マイナ保険証での受診が難しい(要配慮者)",
        ApplicationReason::ReturnedCard => "マイナンバーカードを返納した",
        ApplicationReason::LostDocument => "書類をなくした、汚した",
        ApplicationReason::Other => "その他",
    }
}

/// The word of a reason in forms.
pub(super) const fn reason_word(it: ApplicationReason) -> &'static str {
    match it {
        ApplicationReason::LostCard => "lost_card",
        ApplicationReason::RenewingCard => "renewing_card",
        ApplicationReason::NeedsAssistance => "needs_assistance",
        ApplicationReason::ReturnedCard => "returned_card",
        ApplicationReason::LostDocument => "lost_document",
        ApplicationReason::Other => "other",
    }
}

/// The reason of a word.
pub(super) fn reason_of(word: &str) -> Option<ApplicationReason> {
    REASONS.into_iter().find(|it| reason_word(*it) == word)
}

/// Grounds in a few words.
#[rustfmt::skip]
const GROUNDS: [(Rule, &str); 21] = [
    (Rule::R035, "マイナ保険証を持たない"),
    (Rule::R098, "カードがない"),
    (Rule::R099, "登録していない"),
    (Rule::R100, "登録の解除を申請した"),
    (Rule::R101, "電子証明書が切れた"),
    (Rule::R102, "カードを返納した"),
    (Rule::R103, "自己情報を見せない"),
    (Rule::F49,  "自己情報を見せない"),
    (Rule::R104, "要配慮者の更新"),
    (Rule::R105, "カードの紛失・更新中の申請"),
    (Rule::R106, "要配慮者などの申請"),
    (Rule::R107, "マイナ保険証をなくした申請"),
    (Rule::F48,  "後期高齢者"),
    (Rule::R112, "70歳からの負担割合"),
    (Rule::R116, "申請による交付"),
    (Rule::R117, "なくした書類の再交付"),
    (Rule::R134, "マイナ保険証を持つ人"),
    (Rule::R145, "お知らせの申請"),
    (Rule::R108, "前の期限が切れる"),
    (Rule::R152, "加入・変更"),
    (Rule::R153, "従来の保険証からの切り替え"),
];

/// Why somebody gets a paper, in a few words; the rule's own sentence where there are none.
pub(super) fn ground(rule: Rule) -> &'static str {
    GROUNDS.iter().find(|it| it.0 == rule).map_or_else(|| rule.says(), |it| it.1)
}

/// The ground of an item by the ids of its rules.
pub(super) fn ground_of(because: &str) -> Option<Rule> {
    let rules: Vec<Rule> = because.split_whitespace().filter_map(Rule::of_id).collect();
    ground_among(&rules)
}

/// The kind as the law has it.
pub(super) const fn law_kind(kind: DocumentKind) -> LawKind {
    match kind {
        DocumentKind::EligibilityCertificate => LawKind::EligibilityCertificate,
        DocumentKind::EligibilityNotice => LawKind::EligibilityNotice,
        DocumentKind::ElderlyRecipientCertificate => LawKind::ElderlyRecipientCertificate,
        DocumentKind::FormerInsuranceCertificate => LawKind::FormerInsuranceCertificate,
    }
}

/// The name of a paper of the law.
pub(super) const fn law_document(kind: LawKind) -> &'static str {
    match kind {
        LawKind::EligibilityCertificate => document(DocumentKind::EligibilityCertificate),
        LawKind::EligibilityNotice => document(DocumentKind::EligibilityNotice),
        LawKind::ElderlyRecipientCertificate => document(DocumentKind::ElderlyRecipientCertificate),
        LawKind::FormerInsuranceCertificate => document(DocumentKind::FormerInsuranceCertificate),
    }
}

/// What an act of the office is called.
pub(super) fn act(kind: &str) -> &str {
    match kind {
        "make_batch" | "batch" => "束を作成",
        "release_batch" => "交付を許可",
        "return_batch" => "束を計画した人に戻した",
        "withdraw_batch" => "束を取りやめ",
        "pause_batch" => "印刷をいったん停止",
        "resume_batch" => "印刷を再開",
        "spoil" | "spoil_sheets" => "刷り損じを届けた",
        "count_batch" => "枚数を確認",
        "send_batch" | "mark_sent" => "束を発送",
        "apply" => "申請を受付",
        "approve" => "交付を決定",
        "refuse" => "不交付を決定",
        "invoice" => "手数料を請求",
        "pay_at_counter" => "窓口で入金",
        "withdraw_application" => "申請を取下げ",
        "take_payment" | "take_payments" => "入金を読み取り",
        "match_payment" => "入金を申請に合わせた",
        "end_payment" | "settle_payment" => "入金を処理",
        "report_loss" => "書類の紛失を記録",
        "report_return" => "書類の返却を記録",
        "cancel_registration" => "利用登録の解除を受付",
        "set_block" | "block" => "自己情報の提供を停止",
        "end_block" | "unblock" => "自己情報の提供を再開",
        "set_assistance" | "assistance" => "要配慮者の記録",
        "set_address" | "address" => "住所を変更",
        "withhold_address" => "住所を出さない扱い",
        "correct" => "記録を訂正",
        "mark_undelivered" | "undelivered" => "郵便がもどった",
        "resend" => "郵便を再送",
        "settle_mailing" => "もどった郵便を処理",
        "remind_return" | "remind_returns" | "remind" => "返却をお願い",
        "warn_expiry" | "send_expiry_warnings" | "expiry_warning" => "有効期限を知らせた",
        other => other,
    }
}

/// Who applied.
pub(super) fn applicant(word: &str) -> &'static str {
    match word {
        "self" => "本人",
        "legal_representative" => "法定代理人",
        "caregiver" => "介助者",
        _ => "",
    }
}

/// How an application came.
pub(super) fn channel(word: &str) -> &'static str {
    match word {
        "employer" => "事業所を通して",
        "direct" => "直接(郵送など)",
        "counter" => "窓口",
        _ => "",
    }
}

/// What was mailed.
pub(super) fn mailed(word: &str) -> &'static str {
    match word {
        "batch" => "交付した書類",
        "invoice" => "手数料の請求",
        "refusal" => "交付しないことのお知らせ",
        "reminder" => "返却のお願い",
        "expiry_warning" => "有効期限のお知らせ",
        "letter" => "手紙",
        _ => "郵便",
    }
}

/// How it was mailed.
pub(super) fn posted(word: &str) -> &'static str {
    match word {
        "simple_registered" => "簡易書留",
        "specific_record" => "特定記録",
        "ordinary" => "普通郵便",
        "parcel" => "小包",
        _ => "",
    }
}

/// How a bundle reaches its people.
pub(super) fn sent_to(deliver: &str) -> &'static str {
    match deliver {
        "employer" => "事業所へ簡易書留",
        "withheld" => "本人が指定した先へ書留",
        _ => "本人へ特定記録",
    }
}

/// Why an act was carried out: a word of the office's work, or what a clerk wrote.
pub(super) fn why(reason: &str) -> &str {
    match reason {
        "received" => "届いた申請",
        "approved" => "交付を決定",
        "invoiced" => "手数料の請求",
        "paid_at_counter" => "窓口での支払い",
        "matched" => "請求番号か金額が一致",
        "matched_by_clerk" => "職員が合わせた",
        "not_matched" => "一致する申請なし",
        "withdrawn" => "本人の取下げ",
        "lost" => "紛失の届け",
        "through_employer" => "事業所から返却",
        "directly" => "本人から返却",
        "destroyed" => "本人が廃棄",
        "sent" => "発送",
        "sent_again" => "再送",
        "unknown" => "あて所に尋ねあたらず",
        "moved" => "転居先不明",
        "not_collected" => "保管期間経過",
        "refused" => "受取拒否",
        "handed_over" => "手渡し",
        "not_needed" => "もう要らない",
        "jam" => "紙づまり",
        "faint" => "かすれ",
        "dirt" => "汚れ",
        "other" => "その他",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_a_form_is_read_back() {
        for kind in ISSUED {
            assert_eq!(document_of(document_word(kind)), Some(kind));
        }
        for it in REASONS {
            assert_eq!(reason_of(reason_word(it)), Some(it));
        }
        assert_eq!(document_of("former_insurance_certificate"), None, "nobody issues it any more");
    }

    #[test]
    fn the_ground_is_that_of_the_plan() {
        for (because, id) in [
            ("R-035 R-098", Some("R-098")),
            ("R-098 R-108", Some("R-098")),
            ("R-153 R-108", Some("R-153")),
            ("", None),
            ("nothing", None),
        ] {
            assert_eq!(ground_of(because).map(Rule::id), id, "{because}");
        }
    }
}
