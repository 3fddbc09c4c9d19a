//! A sentence for each rule an answer may rest on.

use eligibility::InsurerNumber;
use interchange::confirmation::{Answer, Eligibility, Validity};
use record::Role;

use crate::desk::{
    statement::ShareToCollect,
    view::{Line, Reason},
};

/// 資格有効性 as the XML interface numbers it (F-60).
pub(crate) const fn validity_code(validity: Validity) -> &'static str {
    match validity {
        Validity::Valid => "F-60 資格有効性コード1",
        Validity::Invalid => "F-60 資格有効性コード2",
        Validity::InvalidNewerKnown => "F-60 資格有効性コード3",
        Validity::NoMatch => "F-60 資格有効性コード4",
        Validity::Several => "F-60 資格有効性コード5",
        Validity::Undetermined => "F-60 資格有効性コードなし",
    }
}

/// Reasons, each with the rules it speaks for; then whatever else the hub names.
pub(crate) fn reasons(answer: &Answer, mut own: Vec<Reason>) -> Vec<Reason> {
    for id in &answer.because {
        let told = own.iter().any(|it| speaks_for(&it.rule, id));
        if !told {
            let (text, rule) = rule(id);
            own.push(Reason { line: Line::new(text), rule });
        }
    }
    own
}

/// Whether a label such as `R-094・F-64 リーフレット004` names a rule.
fn speaks_for(label: &str, id: &str) -> bool {
    label.split([' ', '・', '、']).any(|it| it == id)
}

/// The reason for a share, from the answer alone.
pub(crate) fn share(answer: &Answer, result: &Eligibility) -> Option<Reason> {
    let tenths = result.share_tenths?;
    let insurer: Option<InsurerNumber> = result.insurer_number.parse().ok();
    let reason = |text: &str, rule: String| Some(Reason { line: Line::new(text), rule });
    if insurer.is_some_and(InsurerNumber::is_late_stage) {
        let text = match tenths {
            1 => "後期高齢者医療で、所得が一般なので1割です。",
            2 => "後期高齢者医療で、一定以上の所得があるので2割です。",
            _ => "後期高齢者医療で、現役並みの所得があるので3割です。",
        };
        return reason(text, "高齢者の医療の確保に関する法律67条".to_owned());
    }
    let label = format!("F-69 {}", law_of_share(insurer, result.role));
    match (ShareToCollect::on(answer.on, result.born_on), tenths) {
        (ShareToCollect::Preschool, _) => reason("小学校に入る前の3月31日までは2割です。", label),
        (ShareToCollect::Standard, _) => {
            reason("小学校に入ってから70歳になる月までは3割です。", label)
        }
        (ShareToCollect::Elderly, 3) => {
            let label = label.replacen("F-69", "F-69・F-71", 1);
            reason("70歳になった次の月からで、現役並みの所得があるので3割です。", label)
        }
        (ShareToCollect::Elderly, _) => reason("70歳になった次の月からは2割です。", label),
    }
}

/// The clause that sets the share, where it is known from the insurer number alone.
const fn law_of_share(insurer: Option<InsurerNumber>, role: Role) -> &'static str {
    let Some(insurer) = insurer else { return "" };
    // 法別番号: none or 67 for 国保, 01 協会けんぽ, 06 健保組合, 63 特定健保組合 (F-77, F-80).
    match (insurer.get() / 1_000_000, role) {
        (0 | 67, _) => "国民健康保険法42条",
        (1 | 6 | 63, Role::Insured) => "健康保険法74条",
        (1 | 6 | 63, Role::Dependent) => "健康保険法110条",
        _ => "各法の定め",
    }
}

/// A short sentence for a rule, and its label.
fn rule(id: &str) -> (String, String) {
    let (text, source) = match id {
        "F-41" => ("任意継続の資格は、始まりから2年で終わります。", ""),
        "F-55" => ("資格の確かめ方は、療担則が定めています。", "療担則3条"),
        "F-59" => ("最後の資格を失い、次の資格が登録されていません。", "資格情報なし"),
        "F-60" => ("資格有効性は、公開のコード表の1から5で答えます。", "資格有効性"),
        "F-61" => ("保険者番号、記号、番号、枝番、生年月日で問い合わせます。", "問い合わせの項目"),
        "F-64" => ("資格がわからないときは、申立書の割合で受付できます。", "被保険者資格申立書"),
        "F-65" => ("勤め先の届けに5日、保険者の登録に5日かかることがあります。", ""),
        "F-67" => ("従来の保険証やお知らせだけでも、番号で確認できれば受付できます。", "暫定措置"),
        "F-69" => ("負担割合は、年齢と所得で決まります。", "国民健康保険法42条ほか"),
        "F-70" => ("年齢は誕生日の前の日に1つ増えます。", "年齢計算ニ関スル法律"),
        "F-71" => ("70歳からは、現役並みの所得があれば3割です。", "現役並み所得"),
        "F-73" => ("75歳の誕生日から、後期高齢者医療の資格になります。", ""),
        "F-83" => ("記号、番号、枝番は、文字の幅をそろえて比べます。", "記号・番号の形"),
        "F-94" => ("資格は、取得の日から喪失の日の前の日まであります。", ""),
        "R-091" => (
            "機械で確かめられないときも、示せるものがあれば保険で受診できます。",
            "リーフレット004の55行",
        ),
        "R-092" => (
            "マイナンバーカードと、マイナポータルの画面かPDFで受付できます。",
            "リーフレット004の56行",
        ),
        "R-093" => {
            ("マイナンバーカードと、資格情報のお知らせで受付できます。", "リーフレット004の56行")
        }
        "R-094" => {
            ("マイナンバーカードと、被保険者資格申立書で受付できます。", "リーフレット004の57行")
        }
        "R-113" => {
            ("資格を失ったら、資格確認書は5日のうちに勤め先へ返します。", "リーフレット003の11行")
        }
        "R-114" => ("任意継続の人は、資格確認書を保険者へ直接返します。", "リーフレット003の11行"),
        other => return ("この規則にもとづく答えです。".to_owned(), other.to_owned()),
    };
    (text.to_owned(), format!("{id} {source}").trim_end().to_owned())
}

/// The reason a rule gives, by its sentence in the table.
pub(crate) fn by_id(id: &str) -> Reason {
    let (text, rule) = rule(id);
    Reason { line: Line::new(text), rule }
}
