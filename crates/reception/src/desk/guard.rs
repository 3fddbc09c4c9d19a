//! What every response carries, and which requests are not the desk's own.

use axum::{
    extract::{Request, State},
    http::{
        HeaderMap, HeaderValue, Method,
        header::{self, HeaderName},
    },
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::{Shared, pages};

/// Pages take nothing from elsewhere, send forms nowhere else, and stand in no other page.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; \
    frame-ancestors 'none'";

/// Refuses a form another site sent, and adds the headers of every page.
pub(super) async fn guard(State(desk): State<Shared>, request: Request, next: Next) -> Response {
    let mut response = if is_own_change(&request) {
        next.run(request).await
    } else {
        pages::from_elsewhere(&desk).into_response()
    };
    if response.extensions().get::<pages::Failed>().is_some() {
        response = pages::failed(&desk);
    }
    add_headers(response.headers_mut(), CONTENT_SECURITY_POLICY);
    response
}

/// Adds what every page of a counter carries, with what it may load.
pub(crate) fn add_headers(headers: &mut HeaderMap, policy: &'static str) {
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
}

/// Whether a request changes nothing, or comes from a page of its own origin.
pub(crate) fn is_own_change(request: &Request) -> bool {
    let changes = request.method() != Method::GET && request.method() != Method::HEAD;
    !changes || is_own(request.headers())
}

/// Whether a request comes from a page of the desk's own origin.
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
    fn only_the_desks_own_pages_may_send_forms() {
        let table = "
            site         origin                 own
            same-origin  -                      yes
            same-origin  null                   yes
            same-site    -                      no
            cross-site   http://127.0.0.1:8080  no
            none         -                      no
            -            http://127.0.0.1:8080  yes
            -            http://127.0.0.1:8081  no
            -            http://elsewhere.test  no
            -            null                   no
            -            -                      no
        ";
        for row in table.trim().lines().skip(1) {
            let cells: Vec<&str> = row.split_whitespace().collect();
            let mut headers = HeaderMap::new();
            headers.insert("host", HeaderValue::from_static("127.0.0.1:8080"));
            for (name, value) in [("sec-fetch-site", cells[0]), ("origin", cells[1])] {
                if value != "-" {
                    headers.insert(name, HeaderValue::from_str(value).unwrap());
                }
            }
            assert_eq!(is_own(&headers), cells[2] == "yes", "{row}");
        }
    }
}
