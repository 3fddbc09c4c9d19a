//! What the words of an issue run mean on pages.

/// What a file of a batch is.
pub(super) fn file_kind(kind: &str) -> &'static str {
    match kind {
        "sheets" => "書類のシート",
        "cover" => "送付状",
        "count_slip" => "枚数票",
        "post_list" => "郵便の一覧",
        "manifest" => "すべてのファイルの一覧",
        _ => "ファイル",
    }
}
