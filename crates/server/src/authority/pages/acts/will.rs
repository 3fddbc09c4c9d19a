//! What an act will do, said plainly before its button.

use super::{super::view::Tone, kind::NextAct};

/// The first sentence is the one to know; the second says what follows from it.
#[rustfmt::skip]
pub(super) const fn will(act: NextAct) -> (Tone, &'static str, &'static str) {
    use Tone::{Move, Part, Stop};
    match act {
        NextAct::Apply => (Move, "申請を記録します", "カードは、まだ作りません。次の画面で、製造の注文を出します。"),
        NextAct::Make => (Move, "カードの電子証明書を発行します", "作ったカードは、交付するまで使えません。"),
        NextAct::Withdraw => (Stop, "申請は、なかったことになります", "作ったカードがあれば、そのカードと電子証明書は使えなくなります。もとには戻せません。"),
        NextAct::HandOver => (Move, "このカードは、すぐに使えるようになります", "前のカードがあれば、前のカードと電子証明書は、すぐに使えなくなります。"),
        NextAct::Pins => (Move, "暗証番号を設定したことを記録します", "暗証番号そのものは、記録しません。本人がカードに設定します。"),
        NextAct::Unlock => (Move, "ロックを解除したことを記録します", "暗証番号そのものは、記録しません。本人がカードに設定しなおします。"),
        NextAct::Renew => (Part, "いまの電子証明書は、すぐに使えなくなります", "新しい電子証明書は、カードに書き込むと使えます。署名した答えを、カードの作り手に渡してください。"),
        NextAct::Sign => (Part, "いまの署名用電子証明書は、すぐに使えなくなります", "利用者証明用の電子証明書は、変わりません。"),
        NextAct::Stop => (Stop, "この電子証明書は、すぐに使えなくなります", "医療機関でも、このカードでは受け付けできません。カードが見つかれば、本人が窓口に来て解除できます。"),
        NextAct::Release => (Move, "このカードは、また、すぐに使えるようになります", "本人か法定代理人が、窓口に来ていることを確かめてください。"),
        NextAct::Return => (Stop, "このカードと電子証明書は、すぐに使えなくなります", "もとには戻せません。使うときは、新しいカードの申請になります。"),
        NextAct::Death => (Stop, "すべてのカードと電子証明書が、すぐに使えなくなります", "申請中のカードは取り下げます。もとには戻せません。"),
        NextAct::MoveOut => (Part, "転出の予定を記録します", "転入の届出と継続利用がないと、カードは期限のあとに使えなくなります。"),
        NextAct::MoveIn => (Part, "住所が変わり、署名用電子証明書は、すぐに使えなくなります", "カードは、期限までに継続利用をすると、続けて使えます。"),
        NextAct::ContinueUse => (Move, "カードを、新しい住所で続けて使えるようになります", "署名用電子証明書は、このあと「署名用電子証明書を発行する」で発行します。"),
        NextAct::Depart => (Part, "国外転出の予定を記録します", "予定の日の前の日までに国外での継続利用をしないと、カードは予定の日に使えなくなります。"),
        NextAct::ContinueAbroad => (Move, "国外でも、カードを続けて使えるようになります", "署名用電子証明書は、国外転出の予定の日に使えなくなります。"),
        NextAct::Particulars => (Part, "署名用電子証明書は、すぐに使えなくなります", "利用者証明用の電子証明書は、変わりません。署名用は、このあと新しく発行できます。"),
    }
}
