//! Stylesheets, script and icon, inside the binary.

use axum::{
    extract::Path,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

/// An asset by its name.
pub(crate) async fn asset(Path(name): Path<String>) -> Response {
    let (kind, body) = match name.as_str() {
        "style.css" => ("text/css; charset=utf-8", include_str!("../../assets/style.css")),
        "tokens.css" => ("text/css; charset=utf-8", include_str!("../../assets/tokens.css")),
        "kiosk.js" => ("text/javascript; charset=utf-8", include_str!("../../assets/kiosk.js")),
        "desk.js" => ("text/javascript; charset=utf-8", include_str!("../../assets/desk.js")),
        "htmx.min.js" => {
            ("text/javascript; charset=utf-8", include_str!("../../assets/htmx.min.js"))
        }
        "icon.svg" => ("image/svg+xml", include_str!("../../assets/icon.svg")),
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "max-age=3600")];
    (headers, body).into_response()
}
