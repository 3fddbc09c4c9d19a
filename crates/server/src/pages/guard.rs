//! What every page carries, and which forms are not the office's own.

use axum::{
    extract::{Request, State},
    http::{
        HeaderMap, HeaderValue, Method,
        header::{self, HeaderName},
    },
    middleware::Next,
    response::{IntoResponse as _, Response},
};

use super::{Place, message::Message};

/// Pages run no script, take nothing from elsewhere, send forms nowhere else, and stand in no
/// other page.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The same where a page refreshes itself by the house's own script.
const REFRESHING_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; \
    script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; \
    frame-ancestors 'none'";

/// Refuses a form another site sent, draws messages, and adds the headers of every page.
pub(crate) async fn guard(
    State(place): State<&'static Place>,
    request: Request,
    next: Next,
) -> Response {
    let changes = request.method() != Method::GET && request.method() != Method::HEAD;
    let mut response = if changes && !is_own(request.headers()) {
        Message::FromElsewhere.into_response()
    } else {
        next.run(request).await
    };
    if let Some(message) = response.extensions().get::<Message>().copied() {
        response = message.drawn(place);
    }
    let policy = if place.refreshes { REFRESHING_POLICY } else { CONTENT_SECURITY_POLICY };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Whether a request comes from a page of the very same origin.
///
/// Browsers say so in `Sec-Fetch-Site`; where it is missing, `Origin` must name the very host. A
/// browser that says neither is not believed.
fn is_own(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|it| it.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return site == "same-origin";
    }
    let host = text("origin").and_then(|it| it.split_once("://")).map(|(_, host)| host);
    host.is_some() && host == text("host")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_offices_own_pages_may_send_forms() {
        let table = "
            site         origin                 own
            same-origin  -                      yes
            same-origin  null                   yes
            same-site    -                      no
            cross-site   http://127.0.0.1:8083  no
            none         -                      no
            -            http://127.0.0.1:8083  yes
            -            http://127.0.0.1:8084  no
            -            http://elsewhere.test  no
            -            null                   no
            -            -                      no
        ";
        for row in table.trim().lines().skip(1) {
            let cells: Vec<&str> = row.split_whitespace().collect();
            let mut headers = HeaderMap::new();
            headers.insert("host", HeaderValue::from_static("127.0.0.1:8083"));
            for (name, value) in [("sec-fetch-site", cells[0]), ("origin", cells[1])] {
                if value != "-" {
                    headers.insert(name, HeaderValue::from_str(value).unwrap());
                }
            }
            assert_eq!(is_own(&headers), cells[2] == "yes", "{row}");
        }
    }
}
