//! What the words of an issue run mean on pages.

/// The numbers of sheets: the first and the last, once where it is one.
pub(super) fn sheets(first: u32, last: u32) -> String {
    if first == last { format!("{first:04}") } else { format!("{first:04}–{last:04}") }
}

/// What a file of a batch is.
pub(super) fn file_kind(kind: &str) -> &'static str {
    match kind {
        "sheets" => "書類のシート",
        "again" => "作り直した書類と送付状",
        "letters" => "送付状と枚数票",
        "cover" => "送付状",
        "count_slip" => "枚数票",
        "post_list" => "郵便の一覧",
        "manifest" => "すべてのファイルの一覧",
        _ => "ファイル",
    }
}
