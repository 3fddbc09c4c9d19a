//! The drawings, by sex and age group. `assets/portraits/people.py` says who they are.

use super::Portrait;

macro_rules! drawn {
    ($($name:literal)*) => {
        [$(Portrait {
            name: $name,
            jp2: include_bytes!(concat!("../../assets/portraits/", $name, ".jp2")),
            svg: include_str!(concat!("../../assets/portraits/", $name, ".svg")),
        }),*]
    };
}

/// Boys and men: child, young, middle, old.
pub(super) static MEN: [[Portrait; 4]; 4] = [
    drawn!("man-child-1" "man-child-2" "man-child-3" "man-child-4"),
    drawn!("man-young-1" "man-young-2" "man-young-3" "man-young-4"),
    drawn!("man-middle-1" "man-middle-2" "man-middle-3" "man-middle-4"),
    drawn!("man-old-1" "man-old-2" "man-old-3" "man-old-4"),
];

/// Girls and women, in the same order.
pub(super) static WOMEN: [[Portrait; 4]; 4] = [
    drawn!("woman-child-1" "woman-child-2" "woman-child-3" "woman-child-4"),
    drawn!("woman-young-1" "woman-young-2" "woman-young-3" "woman-young-4"),
    drawn!("woman-middle-1" "woman-middle-2" "woman-middle-3" "woman-middle-4"),
    drawn!("woman-old-1" "woman-old-2" "woman-old-3" "woman-old-4"),
];
