"""Draws the portraits and encodes them as a card keeps them.

Usage: python3 draw.py DIRECTORY
Wants: rsvg-convert (librsvg2-bin), opj_compress (libopenjp2-tools), Pillow.

A portrait is a few shapes in color: clothes, hair behind, neck, ears, face, eyes, hair in front.
Hair and clothes are in hair.py and clothes.py. Heads are drawn about their own middle, an adult's
150 wide and 190 high; a child's is the same head made rounder.
"""

import pathlib
import subprocess
import sys
import tempfile

from PIL import Image

from clothes import CLOTHES
from hair import HAIR
from people import PEOPLE

WIDTH, HEIGHT = 378, 472
# Pixels for a byte. It leaves 2 to 5 kB of each drawing, as on a real card.
COMPRESSION = 48
GROUND = "#eef3f8"
# Face, its outline, cheeks.
SKIN = {
    "light": ("#fde3cf", "#c48a6a", "#f7b9a4"),
    "middle": ("#f8d6b8", "#b67c5a", "#efa98e"),
    "tanned": ("#eec29c", "#a06c48", "#df9678"),
}
INK = "#3a2c28"


def main(directory):
    directory = pathlib.Path(directory)
    for person in PEOPLE:
        svg = directory / f"{person['name']}.svg"
        svg.write_text(portrait(person), encoding="utf-8")
        encode(svg)


def encode(svg):
    """Writes the JPEG 2000 file beside a drawing."""
    with tempfile.TemporaryDirectory() as folder:
        png, gray = pathlib.Path(folder, "color.png"), pathlib.Path(folder, "gray.pgm")
        subprocess.run(
            ["rsvg-convert", f"--width={WIDTH}", f"--height={HEIGHT}", f"--output={png}", svg],
            check=True,
        )
        Image.open(png).convert("L").save(gray)
        jp2 = svg.with_suffix(".jp2")
        command = ["opj_compress", "-i", gray, "-o", jp2, "-r", str(COMPRESSION), "-I", "-n", "6"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def portrait(person):
    """A person as SVG."""
    skin, line, cheek = SKIN[person["skin"]]
    behind, front = HAIR[person["hair"]]
    hair = {"fill": person["color"], "line": person["line"]}
    child = person["age"] == "child"
    head = "translate(189 232) scale(1.1 .98)" if child else "translate(189 208)"
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">',
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{GROUND}"/>',
            '<g transform="translate(189 250) scale(1.1) translate(-189 -256)" stroke-width="3" '
            'stroke-linecap="round" stroke-linejoin="round">',
            f'<g transform="{head}">{behind.format(**hair)}</g>',
            clothes(person, skin, line, child),
            f'<g transform="{head}">',
            face(person, skin, line, cheek),
            eyes(person, child),
            mouth(person, line),
            front.format(**hair),
            glasses(person),
            "</g>",
            "</g>",
            "</svg>",
            "",
        ]
    )


def clothes(person, skin, line, child):
    """Neck, shoulders and what covers them."""
    place, wide = {
        "man": ("translate(189) scale(1.04 1) translate(-189)", 35),
        "woman": ("translate(189) scale(.92 1) translate(-189)", 30),
        "child": ("translate(189 20) scale(.8 1) translate(-189)", 31),
    }["child" if child else person["sex"]]
    left, right = 189 - wide, 189 + wide
    neck = (
        f'<path d="M{left} 270V350Q189 400 {right} 350V270Z" fill="{skin}" stroke="{line}"/>'
        f'<path d="M{left + 1} 304Q189 344 {right - 1} 304V286H{left + 1}Z" fill="{line}" '
        'fill-opacity=".35"/>'
    )
    kind, *colors = person["clothes"]
    return f'<g transform="{place}">{neck}{CLOTHES[kind].format(*colors)}</g>'


def face(person, skin, line, cheek):
    """Ears and face, cheeks, and the lines that years leave."""
    jaw = 50 if person["sex"] == "man" and person["age"] != "child" else 42
    parts = [
        f'<g fill="{skin}" stroke="{line}">'
        '<ellipse cx="-77" cy="18" rx="13" ry="20"/><ellipse cx="77" cy="18" rx="13" ry="20"/>'
        f'<path d="M-76 0C-76-70-46-98 0-98S76-70 76 0C76 44 {jaw} 96 0 96S-76 44-76 0Z"/></g>',
        f'<g fill="{cheek}" fill-opacity=".6"><ellipse cx="-46" cy="42" rx="15" ry="10"/>'
        '<ellipse cx="46" cy="42" rx="15" ry="10"/></g>',
    ]
    if person["age"] == "old":
        parts.append(
            f'<path d="M-48 31Q-36 37-22 31M48 31Q36 37 22 31M-34 48Q-40 58-37 68M34 48Q40 58 37 68'
            f'M-22-42Q0-46 22-42" fill="none" stroke="{line}" stroke-width="2"/>'
        )
    elif person["age"] == "middle":
        parts.append(
            f'<path d="M-33 50Q-38 58-36 65M33 50Q38 58 36 65" fill="none" stroke="{line}" '
            'stroke-width="2"/>'
        )
    return "".join(parts)


def eyes(person, child):
    """Eyes and brows: dots, or arcs where they smile."""
    brow = person.get("brow", person["line"])
    if person.get("eyes") == "smile":
        look = (
            f'<path d="M-44 18Q-33 4-22 18M44 18Q33 4 22 18" fill="none" stroke="{INK}" '
            'stroke-width="4.5"/>'
        )
    else:
        wide, high = (8, 11) if child else (6.5, 9)
        look = "".join(
            f'<ellipse cx="{x}" cy="14" rx="{wide}" ry="{high}" fill="{INK}"/>'
            f'<circle cx="{x + 2.5}" cy="10" r="2.6" fill="#fff"/>'
            for x in (-33, 33)
        )
    if person["sex"] == "woman" and person["age"] in ("young", "middle") and "eyes" not in person:
        look += f'<path d="M-41 8L-46 3M41 8L46 3" stroke="{INK}"/>'
    weight = 5 if person["sex"] == "man" and not child else 3.5
    arch = -20 if person["sex"] == "woman" or child else -16
    return look + (
        f'<path d="M-46 {arch + 8}Q-34 {arch - 4}-20 {arch + 5}M46 {arch + 8}Q34 {arch - 4} 20 '
        f'{arch + 5}" fill="none" stroke="{brow}" stroke-width="{weight}"/>'
    )


def mouth(person, line):
    """Nose, mouth and beard."""
    beard = {
        None: "",
        "moustache": f'<path d="M-24 56Q-12 44 0 49Q12 44 24 56Q12 55 0 55Q-12 55-24 56Z" '
        f'fill="{person["color"]}" stroke="{person["line"]}" stroke-width="2"/>',
        "goatee": f'<path d="M-15 79Q0 72 15 79Q13 99 0 101Q-13 99-15 79Z" '
        f'fill="{person["color"]}" stroke="{person["line"]}" stroke-width="2"/>',
    }[person.get("beard")]
    nose = f'<path d="M-3 32Q-9 42 2 43" fill="none" stroke="{line}"/>'
    smile = {
        "closed": '<path d="M-19 62Q0 76 19 62" fill="none" stroke="#a8453c" stroke-width="4"/>',
        "open": '<path d="M-21 60Q0 64 21 60Q16 82 0 82T-21 60Z" fill="#b9483f" '
        'stroke="#8e332d" stroke-width="2.5"/><path d="M-16 63Q0 67 16 63L14 68Q0 71-14 68Z" '
        'fill="#fff"/>',
    }[person.get("mouth", "closed")]
    return nose + smile + beard


def glasses(person):
    """Glasses, if any."""
    return {
        None: "",
        "round": '<g fill="#fff" fill-opacity=".25" stroke="#54463f" stroke-width="4">'
        '<circle cx="-34" cy="14" r="24"/><circle cx="34" cy="14" r="24"/>'
        '<path d="M-10 11Q0 5 10 11M-58 11L-76 6M58 11L76 6" fill="none"/></g>',
        "square": '<g fill="#fff" fill-opacity=".25" stroke="#2e2e36" stroke-width="4.5">'
        '<rect x="-61" y="-5" width="51" height="36" rx="9"/>'
        '<rect x="10" y="-5" width="51" height="36" rx="9"/>'
        '<path d="M-10 8Q0 3 10 8M-61 6L-76 3M61 6L76 3" fill="none"/></g>',
    }[person.get("glasses")]


if __name__ == "__main__":
    main(*sys.argv[1:])
