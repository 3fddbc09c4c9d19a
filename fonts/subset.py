"""Makes NotoSansJP-Regular.otf: the Japanese part of Noto Sans CJK JP.

Usage: python3 subset.py NotoSansCJK-Regular.ttc NotoSansJP-Regular.otf
Wants: fonttools 4.68.0
"""

import sys

from fontTools import subset
from fontTools.ttLib import TTCollection

# What Japanese text needs beside its kanji: Latin with accents, Greek, Cyrillic, punctuation, signs
# and kana, each block whole, as far as the face has it.
BLOCKS = [
    (0x0020, 0x024F),  # Latin, Latin-1, Latin Extended-A and -B
    (0x0250, 0x03FF),  # phonetic signs, accents, Greek
    (0x0400, 0x045F),  # Cyrillic
    (0x1E00, 0x1EFF),  # Latin Extended Additional
    (0x2000, 0x2BFF),  # punctuation, currency, arrows, mathematics, shapes
    (0x2E80, 0x30FF),  # radicals, CJK punctuation, kana
    (0x31F0, 0x33FF),  # small kana, enclosed letters, units
    (0xF900, 0xFAFF),  # compatibility ideographs
    (0xFE10, 0xFE1F),  # vertical forms
    (0xFE30, 0xFE4F),  # compatibility forms
    (0xFF00, 0xFFEF),  # half-width and full-width forms
    (0x1F100, 0x1F2FF),  # enclosed letters and ideographs
    (0x2F800, 0x2FA1F),  # compatibility ideographs
]
# Features a printed page asks for. `locl` would bring the Chinese and Korean shapes back, and
# `aalt` everything.
FEATURES = ["ccmp", "kern", "palt", "halt", "hwid", "fwid", "vert", "vrt2", "vkrn", "vpal", "vhal"]


def jis_x_0213():
    """Every character of JIS X 0213:2004, by both of its planes."""
    for lead in (b"", b"\x8f"):
        for row in range(0xA1, 0xFF):
            for cell in range(0xA1, 0xFF):
                try:
                    yield from map(ord, (lead + bytes([row, cell])).decode("euc_jis_2004"))
                except UnicodeDecodeError:
                    continue


def varied(face):
    """Every base character and every selector of the face's variation sequences."""
    for table in face["cmap"].tables:
        if table.format == 14:
            for selector, sequences in table.uvsDict.items():
                yield selector
                yield from (base for base, _ in sequences)


def main(source, target):
    face = TTCollection(source, lazy=True).fonts[0]
    assert face["name"].getDebugName(4) == "Noto Sans CJK JP"
    wanted = {code for first, last in BLOCKS for code in range(first, last + 1)}
    wanted |= set(jis_x_0213()) | set(varied(face))

    options = subset.Options()
    options.layout_features = FEATURES
    options.hinting = False
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.glyph_names = False
    # The same face gives the same bytes on every day.
    face.recalcTimestamp = False
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(face)
    subset.save_font(face, target, options)


if __name__ == "__main__":
    main(*sys.argv[1:])
