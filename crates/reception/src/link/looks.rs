//! Which files are whole: unchanged over two looks.
//!
//! Folders are looked at again and again, because a network share tells nobody of a new file.

use std::{collections::HashMap, time::Duration};

use tokio::time::Instant;

use super::folder::{Listed, Stamp};

/// How long a file must stay unchanged between two looks.
pub(super) const SETTLED_AFTER: Duration = Duration::from_millis(300);

/// What was seen of the files so far.
#[derive(Default)]
pub(super) struct Looks(HashMap<String, Look>);

struct Look {
    stamp: Stamp,
    since: Instant,
}

/// A file that two looks found the same.
#[derive(Clone, Debug)]
pub(super) struct Settled {
    pub(super) file: Listed,
    /// How long it has been the same.
    pub(super) unchanged_for: Duration,
}

impl Looks {
    /// Notes a listing; gives the settled files, oldest first, and whether others may settle soon.
    pub(super) fn note(&mut self, listing: Vec<Listed>, now: Instant) -> (Vec<Settled>, bool) {
        let mut seen = HashMap::with_capacity(listing.len());
        let mut settled = Vec::new();
        let mut unsettled = false;
        for file in listing {
            let before = self.0.get(&file.name).filter(|it| it.stamp == file.stamp);
            let since = before.map_or(now, |it| it.since);
            seen.insert(file.name.clone(), Look { stamp: file.stamp, since });
            let unchanged_for = now.duration_since(since);
            if unchanged_for >= SETTLED_AFTER {
                settled.push(Settled { file, unchanged_for });
            } else {
                unsettled = true;
            }
        }
        self.0 = seen;
        settled.sort_by(|a, b| {
            let key = |it: &Settled| it.file.stamp.modified;
            key(a).cmp(&key(b)).then_with(|| a.file.name.cmp(&b.file.name))
        });
        (settled, unsettled)
    }

    /// Whether a file was in the last listing.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }
}

#[cfg(test)]
mod tests {
    use interchange::oqs::{FileKind, MessageKind};
    use jiff::Timestamp;

    use super::*;

    /// Rows of: milliseconds, the files as `name:size:modified`, the settled names.
    #[track_caller]
    fn check(table: &str) {
        let start = Instant::now();
        let mut looks = Looks::default();
        for row in table.lines().map(str::trim).filter(|row| !row.is_empty()) {
            let cells: Vec<&str> = row.split('|').map(str::trim).collect();
            let listing = cells[1].split_whitespace().map(listed).collect();
            let at = start + Duration::from_millis(cells[0].parse().unwrap());
            let (settled, _) = looks.note(listing, at);
            let names: Vec<&str> = settled.iter().map(|it| &*it.file.name).collect();
            assert_eq!(names.join(" "), cells[2], "{row}");
        }
    }

    fn listed(cell: &str) -> Listed {
        let parts: Vec<&str> = cell.split(':').collect();
        let modified = Timestamp::from_second(parts[2].parse().unwrap()).unwrap();
        let stamp = Stamp { size: parts[1].parse().unwrap(), modified: Some(modified) };
        let kind = FileKind::Handled(MessageKind::Confirm);
        Listed { name: parts[0].to_owned(), kind, stamp }
    }

    #[test]
    fn a_file_settles_when_size_and_time_stay() {
        check(
            "
            0    | a:1:1        |
            299  | a:1:1        |
            300  | a:1:1        | a
            400  | a:2:1        |      # it grew
            699  | a:2:1        |
            700  | a:2:1        | a
            800  | a:2:2        |      # written again, of the same size
            1100 | a:2:2 b:1:1  | a
            1400 | a:2:2 b:1:1  | b a  # the older first
            1500 |              |
            1600 | a:2:2        |      # it came back
            1900 | a:2:2        | a
            "
            .lines()
            .map(|row| row.split('#').next().unwrap_or(row))
            .collect::<Vec<_>>()
            .join("\n")
            .as_str(),
        );
    }
}
