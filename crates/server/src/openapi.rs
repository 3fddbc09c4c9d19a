//! The HTTP interface as an OpenAPI 3.1 document.

use interchange::confirmation::{
    Answer, CardAnswer, CardQuestion, CardRefusal, Challenge, Question, ReferenceNumberOutcome,
    ReferenceNumberRequest,
};
use schemars::{JsonSchema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};

/// What the interface is, in the document's head.
const DESCRIPTION: &str = "Questions of eligibility by the numbers on a paper, or by card. An \
    answer is written down before it is given; `undetermined` never means \"not covered\".";

/// The document.
#[must_use]
pub fn document() -> Value {
    let mut generator = SchemaSettings::draft2020_12()
        .with(|it| it.definitions_path = "/components/schemas".into())
        .into_generator();
    let paths = json!({
        "/v1/confirmations": { "post": confirmations(&mut generator) },
        "/v1/challenges": { "post": challenges(&mut generator) },
        "/v1/card-confirmations": { "post": card_confirmations(&mut generator) },
        "/v1/reference-numbers": { "post": reference_numbers(&mut generator) },
        "/healthz": { "get": plain("The process runs.") },
        "/readyz": { "get": plain("The ledger can be read.") },
        "/metrics": { "get": plain("Counts and times in Prometheus' text form.") },
    });
    let mut schemas = Map::new();
    schemas.insert("Refusal".to_owned(), refusal(&mut generator));
    schemas.extend(generator.take_definitions(true));
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "shikaku hub",
            "version": env!("CARGO_PKG_VERSION"),
            "license": { "name": "Apache-2.0 OR MIT", "identifier": "Apache-2.0 OR MIT" },
            "description": DESCRIPTION,
        },
        "servers": [{ "url": "http://127.0.0.1:8080" }],
        "security": [{ "institution": [] }],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "institution": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "医療機関コード, a dot, and the institution's key.",
                },
            },
        },
    })
}

fn confirmations(generator: &mut SchemaGenerator) -> Value {
    let answer = schema::<Answer>(generator);
    json!({
        "operationId": "confirm",
        "summary": "Is this person covered on this day?",
        "requestBody": body(&schema::<Question>(generator)),
        "responses": {
            "200": content("The answer, durable; the same question again gets it again.", &answer),
            "400": content("A value is malformed.", &refusal_ref()),
            "401": content("The institution is not identified.", &refusal_ref()),
            "409": content("The id was used for another question.", &refusal_ref()),
            "413": { "description": "The body is too large." },
            "422": content("A value cannot be, as a wrong check digit.", &refusal_ref()),
            "429": content("Too many wrong birth dates; see Retry-After.", &refusal_ref()),
            "503": content("The hub cannot tell: `undetermined`, with the cause.", &answer),
        },
    })
}

fn challenges(generator: &mut SchemaGenerator) -> Value {
    let challenge = schema::<Challenge>(generator);
    json!({
        "operationId": "challenge",
        "summary": "A challenge for one confirmation by card, for this institution.",
        "responses": {
            "200": content("A challenge, good for 2 minutes and one question.", &challenge),
            "401": content("The institution is not identified.", &refusal_ref()),
            "503": { "description": "The hub cannot give one now." },
        },
    })
}

fn card_confirmations(generator: &mut SchemaGenerator) -> Value {
    let answer = schema::<CardAnswer>(generator);
    json!({
        "operationId": "confirmByCard",
        "summary": "What does the card laid on the reader prove, and is its holder covered?",
        "description": "The signature is PKCS#1 v1.5 with SHA-256, or ECDSA with the hash of its \
            curve, over the line `shikaku card confirmation 1`, a line feed, and the challenge.",
        "requestBody": body(&schema::<CardQuestion>(generator)),
        "responses": {
            "200": content("The answer, durable; the same question again gets it again.", &answer),
            "400": content("A value is malformed.", &refusal_ref()),
            "401": content("The institution is not identified.", &refusal_ref()),
            "409": content("The challenge was used for another question.", &refusal_ref()),
            "413": { "description": "The body is too large." },
            "422": content("The card's presence is not proven; see `reason`.", &refusal_ref()),
            "503": content("The hub cannot tell: `undetermined`, with the cause.", &answer),
        },
    })
}

fn reference_numbers(generator: &mut SchemaGenerator) -> Value {
    let outcome = schema::<ReferenceNumberOutcome>(generator);
    json!({
        "operationId": "registerReferenceNumber",
        "summary": "Register this institution's number (照会番号) for a person.",
        "requestBody": body(&schema::<ReferenceNumberRequest>(generator)),
        "responses": {
            "200": content("What became of it.", &outcome),
            "400": content("A value is malformed.", &refusal_ref()),
            "401": content("The institution is not identified.", &refusal_ref()),
            "413": { "description": "The body is too large." },
            "422": content("A value cannot be.", &refusal_ref()),
            "503": content("It could not be written down; ask again.", &outcome),
        },
    })
}

fn schema<T: JsonSchema>(generator: &mut SchemaGenerator) -> Value {
    generator.subschema_for::<T>().to_value()
}

fn body(schema: &Value) -> Value {
    json!({ "required": true, "content": { "application/json": { "schema": schema } } })
}

fn content(description: &str, schema: &Value) -> Value {
    json!({ "description": description, "content": { "application/json": { "schema": schema } } })
}

fn plain(description: &str) -> Value {
    let content = json!({ "text/plain": { "schema": { "type": "string" } } });
    let answer = json!({ "description": description, "content": content });
    json!({ "security": [], "responses": { "200": answer } })
}

fn refusal_ref() -> Value {
    json!({ "$ref": "#/components/schemas/Refusal" })
}

/// The body of every refusal. What was found is not repeated: it may be personal. A reason is given
/// where a card's presence is not proven.
fn refusal(generator: &mut SchemaGenerator) -> Value {
    json!({
        "type": "object",
        "required": ["error"],
        "properties": {
            "error": {
                "type": "object",
                "required": ["field", "wanted"],
                "properties": {
                    "field": { "type": "string" },
                    "wanted": { "type": "string" },
                    "reason": schema::<CardRefusal>(generator),
                },
            },
        },
    })
}
