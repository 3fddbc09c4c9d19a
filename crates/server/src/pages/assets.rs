//! The house's one stylesheet and its tokens, inside the binary.

use axum::{
    extract::Path,
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};

/// An asset by its name. The files are those of the reception: a page looks the same everywhere.
pub(crate) async fn asset(Path(name): Path<String>) -> Response {
    let (kind, body) = match name.as_str() {
        "style.css" => {
            ("text/css; charset=utf-8", include_str!("../../../reception/assets/style.css"))
        }
        "tokens.css" => {
            ("text/css; charset=utf-8", include_str!("../../../reception/assets/tokens.css"))
        }
        "icon.svg" => ("image/svg+xml", include_str!("../../../reception/assets/icon.svg")),
        "htmx.min.js" => (
            "text/javascript; charset=utf-8",
            include_str!("../../../reception/assets/htmx.min.js"),
        ),
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "max-age=3600")];
    (headers, body).into_response()
}
