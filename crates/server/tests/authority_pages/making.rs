//! Making and renewing on pages: the order goes out, the maker's request is signed, the answer
//! can be saved again.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::{
    keys::keys,
    stage::{Said, Stage},
};

const CHECKED: [(&str, &str); 2] = [("who_came", "person"), ("proof", "two_papers")];

impl Stage {
    /// Sends the form of a new resident.
    pub(crate) async fn act_resident(&self, fields: &[(&str, &str)]) -> Said {
        let act_id = self.get("/residents/new").await.value("act_id");
        let own = [("act_id", act_id.as_str())];
        self.post("/residents/new", &[&own[..], fields].concat()).await
    }

    /// The page of whom the first page lists as waiting.
    async fn listed(&self, name: &str) -> String {
        let home = self.get("").await.text;
        let (before, _) = home.split_once(&format!("\">{name}</a>")).unwrap();
        before.rsplit_once('"').unwrap().1.to_owned()
    }
}

#[tokio::test]
async fn a_card_is_ordered_made_and_handed_over() {
    let stage = Stage::signed_in().await;
    let person = stage.listed("例　太郎").await;
    let page = stage.get(&format!("{person}/acts/make")).await;
    assert_eq!(page.location, format!("{person}/make"));
    let page = stage.get(&page.location).await;
    page.has(&["令和19年8月3日", "令和14年8月3日", "入れられる"]);
    let (act_id, about) = (page.value("act_id"), page.value("about"));
    let own = [("act_id", act_id.as_str()), ("about", about.as_str())];

    let order = stage.post(&format!("{person}/order.json"), &own).await;
    let order: Value = serde_json::from_str(&order.text).unwrap();
    assert_eq!(order["name"], "例　太郎");
    let of_nobody = [&own[..], &[("my_number", crate::stage::MY_NUMBER)]].concat();
    let said = stage.post(&format!("{person}/order.json"), &of_nobody).await;
    assert_eq!(said.status, StatusCode::CONFLICT);
    said.has(&["個人番号が、この人のものではありません"]);

    let make = format!("{person}/make");
    let said = stage.post(&make, &[&own[..], &[("request", "{}")]].concat()).await;
    assert_eq!(said.status, StatusCode::UNPROCESSABLE_ENTITY);
    let number = order["card_number"].as_str().unwrap();
    let request = keys().card_request(number, true);
    let request = serde_json::to_string(&request).unwrap();
    let fields = [&own[..], &[("request", &*request)]].concat();
    let mut answers = Vec::new();
    for _ in 0..2 {
        let said = stage.post(&make, &fields).await;
        assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text);
        stage.get(&said.location).await.has(&["電子証明書を発行しました"]);
        answers.push(stage.get(&format!("{}/answer.json", said.location)).await.text);
    }
    assert_eq!(answers[0], answers[1], "a doubled click is one card");
    let answer: Value = serde_json::from_str(&answers[0]).unwrap();
    assert_eq!(answer["card_number"], number);
    assert!(answer["certificates"]["digital_signature"].is_string());

    let said = stage
        .act(&format!("{person}/acts/hand-over"), &[&CHECKED[..], &[("pinless", "yes")]].concat())
        .await;
    assert_eq!(said.location, format!("{person}?done=hand-over"), "{}", said.text);
    stage.get(&person).await.has(&["カードと電子証明書は使えます", "失効", "交付ずみ"]);
}

#[tokio::test]
async fn certificates_are_renewed_for_the_keys_of_the_card() {
    let stage = Stage::signed_in().await;
    let person = stage.find().await;
    let renew = format!("{person}/acts/renew");
    let said = stage.act(&renew, &[&CHECKED[..], &[("request", "keys")]].concat()).await;
    assert_eq!(said.status, StatusCode::UNPROCESSABLE_ENTITY);
    let request = serde_json::to_string(&keys().requests(true)).unwrap();
    let fields = [&CHECKED[..], &[("request", &*request)]].concat();
    let said = stage.act(&renew, &fields).await;
    assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text);
    let answer = stage.get(&format!("{}/answer.json", said.location)).await.text;
    let answer: Value = serde_json::from_str(&answer).unwrap();
    assert!(answer["user_authentication"].is_string());
    stage.get(&person).await.has(&["カードと電子証明書は使えます", "新しい証明書に交換"]);

    let said = stage.act(&renew, &fields).await;
    assert_eq!(said.status, StatusCode::CONFLICT);
    said.has(&["まだ更新できる日ではありません", "令和15年2月11日から", "F-04", "R-061"]);

    let keys: Value = serde_json::from_str(&request).unwrap();
    let request = json!({"digital_signature": keys["digital_signature"]}).to_string();
    let fields = [&CHECKED[..], &[("request", &*request)]].concat();
    let said = stage.act(&format!("{person}/acts/sign"), &fields).await;
    assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text);
}

#[tokio::test]
async fn an_application_is_taken_and_withdrawn() {
    let stage = Stage::signed_in().await;
    let person = stage.find().await;
    let fields = [
        ("reason", "damaged"),
        ("channel", "counter"),
        ("who_applied", "person"),
        ("received_era", "令和"),
        ("received_year", "10"),
        ("received_month", "3"),
        ("received_day", "1"),
    ];
    let apply = format!("{person}/acts/apply");
    let said = stage
        .act(
            &apply,
            &[("reason", "lost"), fields[1], fields[2], fields[3], fields[4], fields[5], fields[6]],
        )
        .await;
    assert_eq!(said.status, StatusCode::CONFLICT);
    said.has(&["申請の理由が、カードのようすに合いません", "使える", "R-174"]);
    let said = stage.act(&apply, &fields).await;
    assert_eq!(said.location, format!("{person}?done=apply"), "{}", said.text);
    stage.get(&person).await.has(&["カードの作成を待っています", "こわれた"]);
    let said = stage.act(&apply, &fields).await;
    assert_eq!(said.status, StatusCode::CONFLICT);
    said.has(&["申請が、もうあります", "作成待ち"]);
    let said = stage.act(&format!("{person}/acts/withdraw"), &[]).await;
    assert_eq!(said.location, format!("{person}?done=withdraw"), "{}", said.text);
}
