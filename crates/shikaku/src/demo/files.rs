//! Files in the demo's directory, for the commands its first page shows.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use record::{Person, Role, Sex};

use super::{insurers, stories::Story};
use crate::command::institution;

/// Where things lie.
#[derive(Clone, Debug)]
pub(crate) struct Files {
    directory: PathBuf,
}

impl Files {
    /// A directory of the demo's own, made where absent and readable by its owner alone.
    pub(crate) fn of(directory: &Path) -> anyhow::Result<Self> {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(directory).with_context(|| format!("making {}", directory.display()))?;
        let directory = fs::canonicalize(directory)
            .with_context(|| format!("finding {}", directory.display()))?;
        Ok(Self { directory })
    }

    /// The ledger.
    pub(crate) fn database(&self) -> String {
        format!("sqlite:{}", self.directory.join("ledger.sqlite").display())
    }

    /// The desk's own directory.
    pub(crate) fn desk(&self) -> PathBuf {
        self.directory.join("desk")
    }

    /// The made-up people's cards.
    pub(crate) fn cards(&self) -> PathBuf {
        self.directory.join("cards")
    }

    /// The key of the made-up clerk.
    pub(crate) fn clerk_key(&self) -> PathBuf {
        self.directory.join("clerk.key")
    }

    /// The key of somebody in the insurer's office.
    pub(crate) fn office_key(&self, id: &str) -> PathBuf {
        self.directory.join(format!("office-{id}.key"))
    }

    /// Where the insurer's office writes papers.
    pub(crate) fn papers(&self) -> PathBuf {
        self.directory.join("papers")
    }

    /// The authority's keys.
    pub(crate) fn authority(&self) -> PathBuf {
        self.directory.join("authority")
    }

    /// The link's own directory.
    pub(crate) fn link(&self) -> PathBuf {
        self.directory.join("link")
    }

    /// The receipt computer's folder.
    pub(crate) fn receipt(&self) -> PathBuf {
        self.directory.join("receipt")
    }

    /// The key of the made-up clinic.
    pub(crate) fn key(&self) -> PathBuf {
        self.directory.join("clinic.key")
    }

    /// The dossiers of the stories, one a line, for `decide`.
    pub(crate) fn dossiers(&self) -> PathBuf {
        self.directory.join("dossiers.jsonl")
    }

    /// A member list, for `import`.
    pub(crate) fn members(&self) -> PathBuf {
        self.directory.join("members.csv")
    }

    /// Writes a new key in place of an older one.
    pub(crate) fn replace_key(path: &Path, key: &str) -> anyhow::Result<()> {
        match fs::remove_file(path) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(error).context("replacing a key"),
        }
        institution::write_key(path, key)
    }

    /// Writes what the commands read.
    pub(crate) fn write(&self, stories: &[Story]) -> anyhow::Result<()> {
        for (path, text) in
            [(self.dossiers(), dossiers(stories)?), (self.members(), members(stories))]
        {
            fs::write(&path, text).with_context(|| format!("writing {}", path.display()))?;
        }
        Ok(())
    }
}

/// The stories' dossiers, each with its story as id.
fn dossiers(stories: &[Story]) -> anyhow::Result<String> {
    let mut text = String::new();
    for story in stories {
        let mut dossier = story.person.dossier.clone();
        dossier.id = Some(story.key.to_owned());
        text += &serde_json::to_string(&dossier).context("writing a dossier")?;
        text.push('\n');
    }
    Ok(text)
}

/// Rows beside those of the stories: a family of two that is new, and one whose birth date does
/// not exist.
const MORE: &str = "\
101,3001,01,新入 実,シンニュウ ミノル,男,平成2年8月19日,000-0003,見本県みほん市桜台1-1,本人,令和7年4月1日,\r
101,3001,02,新入 あかり,シンニュウ アカリ,女,平成4年1月7日,000-0003,見本県みほん市桜台1-1,家族,令和7年4月1日,\r
101,3002,01,誤記 直,ゴキ ナオシ,男,昭和64年2月30日,000-0004,見本県みほん市港町2-2,本人,令和7年4月1日,\r
";

/// A list of the insurer of the first story: whom it has already, one at a new address, and more.
fn members(stories: &[Story]) -> String {
    // Spreadsheets take UTF-8 for what it is by this mark.
    let mut text = "\u{FEFF}記号,番号,枝番,氏名,氏名カナ,性別,生年月日,郵便番号,住所,本人家族,\
                    資格取得年月日,資格喪失年月日\r\n"
        .to_owned();
    let theirs = stories.iter().filter(|it| it.asked.insurer.to_string() == insurers::PHYSICIANS);
    for (place, story) in theirs.enumerate() {
        text += &row(&story.person, (place == 0).then_some("見本県みほん市緑が丘7-8-9"));
    }
    text + MORE
}

fn row(person: &Person, moved_to: Option<&str>) -> String {
    let mut row = String::new();
    let (Some(identity), Some(address), Some(coverage)) =
        (&person.identity, &person.address, person.dossier.coverages.first())
    else {
        return row;
    };
    let sex = match identity.sex {
        Sex::Male => "男",
        Sex::Female => "女",
        Sex::Unset => "",
    };
    let role = match coverage.role {
        Role::Insured => "本人",
        Role::Dependent => "家族",
    };
    // Writing to a text cannot fail.
    let _ = write!(
        row,
        "{},{},{},{},{},{sex},{},{},{},{role},{},{}\r\n",
        coverage.symbol.as_deref().unwrap_or_default(),
        coverage.number,
        coverage.branch.as_deref().unwrap_or_default(),
        identity.name,
        identity.kana.as_deref().unwrap_or_default(),
        identity.born_on,
        address.postcode.as_deref().unwrap_or_default(),
        moved_to.unwrap_or(&address.text),
        coverage.acquired_on,
        coverage.lost_on.map(|it| it.to_string()).unwrap_or_default(),
    );
    row
}

#[cfg(test)]
mod tests {
    use interchange::members::MemberList;
    use jiff::civil::date;
    use record::{law::Facts, read_line};

    use super::*;
    use crate::demo::stories;

    #[test]
    fn the_commands_read_what_is_written() {
        let directory = tempfile::tempdir().unwrap();
        let files = Files::of(&directory.path().join("new")).unwrap();
        let stories = stories::all(date(2028, 2, 29)).unwrap();
        files.write(&stories).unwrap();

        let lines = fs::read_to_string(files.dossiers()).unwrap();
        for (line, story) in lines.lines().zip(&stories) {
            let dossier = read_line(line.as_bytes(), &mut Facts::empty()).unwrap();
            assert_eq!(dossier.id.as_deref(), Some(story.key));
        }

        let insurer = insurers::PHYSICIANS.parse().unwrap();
        let mut list = MemberList::open(&files.members(), insurer).unwrap();
        let mut rows = Vec::new();
        while let Some(row) = list.next_row().unwrap() {
            rows.push(row);
        }
        assert_eq!(rows.len(), 5);
        let first = rows[0].as_ref().unwrap();
        let person = &stories[0].person;
        assert_eq!(Some(&first.identity), person.identity.as_ref());
        assert_eq!(first.coverage, person.dossier.coverages[0]);
        assert_ne!(first.address, person.address, "moved");
        let second = rows[1].as_ref().unwrap();
        let rare = stories.iter().find(|it| it.key == "rare_kanji").unwrap();
        assert_eq!(Some(&second.identity), rare.person.identity.as_ref());
        assert_eq!(second.address, rare.person.address, "unchanged");
        assert!(rows[2..4].iter().all(Result::is_ok));
        assert!(rows[4].is_err());
    }
}
