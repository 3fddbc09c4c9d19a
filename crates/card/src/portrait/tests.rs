use hayro_jpeg2000::{DecodeSettings, DecoderContext, Image};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use super::*;

const WIDTH: u32 = 378;
const HEIGHT: u32 = 472;

/// The drawing in gray, by the weights of ITU-R BT.601.
fn drawn(portrait: &Portrait) -> Vec<u8> {
    let tree = Tree::from_str(portrait.svg, &Options::default()).unwrap();
    let mut canvas = Pixmap::new(WIDTH, HEIGHT).unwrap();
    resvg::render(&tree, Transform::identity(), &mut canvas.as_mut());
    let gray = |it: &resvg::tiny_skia::PremultipliedColorU8| {
        let weighted =
            299 * u32::from(it.red()) + 587 * u32::from(it.green()) + 114 * u32::from(it.blue());
        u8::try_from((weighted + 500) / 1000).unwrap()
    };
    canvas.pixels().iter().map(gray).collect()
}

/// The photo as a program that is not ours decodes it.
fn decoded(portrait: &Portrait) -> Vec<u8> {
    let image = Image::new(portrait.jp2, &DecodeSettings::default()).unwrap();
    assert_eq!((image.width(), image.height()), (WIDTH, HEIGHT), "{}", portrait.name);
    assert_eq!((image.color_space().num_channels(), image.has_alpha()), (1, false));
    assert_eq!(image.original_bit_depth(), 8);
    image.decode(&mut DecoderContext::default()).unwrap().data_u8()
}

/// How far two pictures are from each other, a pixel on average, in hundredths of a step of gray.
fn distance(one: &[u8], other: &[u8]) -> usize {
    let sum: usize = one.iter().zip(other).map(|(a, b)| usize::from(a.abs_diff(*b))).sum();
    sum * 100 / one.len()
}

#[test]
fn every_photo_is_its_drawing_in_gray() {
    let drawings: Vec<_> = Portrait::all().map(drawn).collect();
    for (at, portrait) in Portrait::all().enumerate() {
        let photo = decoded(portrait);
        // A lossy file and two renderers: a little everywhere, nothing of the drawing.
        let own = distance(&photo, &drawings[at]);
        assert!(own < 350, "{}: {own} from its drawing", portrait.name);
        let next = distance(&photo, &drawings[(at + 1) % drawings.len()]);
        assert!(next > 1_000, "{}: only {next} from another drawing", portrait.name);
    }
}

#[test]
fn every_photo_is_as_small_as_on_a_real_card_and_like_no_other() {
    let all: Vec<_> = Portrait::all().collect();
    assert_eq!(all.len(), 32);
    for (at, portrait) in all.iter().enumerate() {
        assert!((1_800..=5_000).contains(&portrait.jp2.len()), "{}", portrait.name);
        assert!(all[..at].iter().all(|it| it.jp2 != portrait.jp2), "{}", portrait.name);
    }
}

#[test]
fn age_groups_on_both_sides_of_each_edge() {
    let table = "
        -1  man-child   woman-child
        12  man-child   woman-child
        13  man-young   woman-young
        39  man-young   woman-young
        40  man-middle  woman-middle
        64  man-middle  woman-middle
        65  man-old     woman-old
       120  man-old     woman-old
    ";
    for row in table.trim().lines() {
        let [age, man, woman] = row.split_whitespace().collect::<Vec<_>>()[..] else {
            panic!("{row}")
        };
        let name = |sex| Portrait::of(b"somebody", sex, age.parse().unwrap()).name;
        assert!(name(Sex::Male).starts_with(man), "{row}");
        assert!(name(Sex::Female).starts_with(woman), "{row}");
        assert!([man, woman].iter().any(|it| name(Sex::NotApplicable).starts_with(it)), "{row}");
    }
}

#[test]
fn a_person_keeps_the_portrait_and_all_portraits_are_used() {
    assert_eq!(Portrait::of(b"100000000000018", Sex::Female, 30).name, "woman-young-4");
    assert_eq!(Portrait::of(b"100000000000026", Sex::Male, 70).name, "man-old-1");
    let mut used: Vec<_> = (0..400_u16)
        .flat_map(|person| [5, 25, 50, 75].map(|age| (person.to_be_bytes(), age)))
        .map(|(person, age)| Portrait::of(&person, Sex::NotApplicable, age).name)
        .collect();
    used.sort_unstable();
    used.dedup();
    assert_eq!(used.len(), 32);
}

#[test]
fn an_address_holds_the_whole_drawing_and_no_markup() {
    for portrait in Portrait::all() {
        let address = portrait.data_uri();
        let data = address.strip_prefix("data:image/svg+xml,").unwrap();
        assert!(!data.contains(['<', '>', '"', '\'', '&', '#', '\n']), "{}", portrait.name);
        let mut parts = data.split('%');
        let mut svg = parts.next().unwrap().as_bytes().to_vec();
        for part in parts {
            svg.push(u8::from_str_radix(&part[..2], 16).unwrap());
            svg.extend(&part.as_bytes()[2..]);
        }
        assert_eq!(svg, portrait.svg.as_bytes());
    }
}

#[test]
fn the_sex_by_its_digit() {
    assert_eq!(Sex::of_digit('1'), Some(Sex::Male));
    assert_eq!(Sex::of_digit('2'), Some(Sex::Female));
    assert_eq!(Sex::of_digit('9'), Some(Sex::NotApplicable));
    assert_eq!(Sex::of_digit('0'), None);
}
