"""Who is drawn: sex and age group, four of each, and what tells them apart."""

BLACK = {"color": "#3b322f", "line": "#1f1a18"}
BROWN = {"color": "#6a4a38", "line": "#422c20"}
LIGHT = {"color": "#8c6444", "line": "#5b3f2a"}
GRAY = {"color": "#a3a4aa", "line": "#6c6d75"}
WHITE = {"color": "#e4e4e8", "line": "#8f9098"}
MIXED = {"color": "#6f6b6b", "line": "#3e3b3b"}

# Hair, its color, skin, clothes, and what else there is.
DRAWN = {
    ("man", "child"): [
        ("bowl", BLACK, "light", ("crew", "#5b9bd5", "#f4f7fa"), {}),
        ("spiky", BROWN, "tanned", ("stripes", "#fdfdfd", "#e2854a"), {"mouth": "open"}),
        ("fringed", BLACK, "middle", ("overalls", "#f3d36b", "#4a74a8"), {"glasses": "round"}),
        ("buzz", BLACK, "tanned", ("hoodie", "#6fb08a", "#fff"), {"eyes": "smile"}),
    ],
    ("woman", "child"): [
        ("twin tails", BROWN, "light", ("crew", "#f2a7b5", "#fff"), {}),
        ("bob", BLACK, "middle", ("overalls", "#fdfdfd", "#c9616f"), {"mouth": "open"}),
        ("clip", BROWN, "light", ("stripes", "#fdfdfd", "#7fb7d9"), {"eyes": "smile"}),
        ("ponytail", BLACK, "tanned", ("hoodie", "#f0b94f", "#fff"), {"glasses": "round"}),
    ],
    ("man", "young"): [
        ("fringed", BLACK, "middle", ("shirt", "#bcd7ee", "#d9e8f5"), {}),
        ("curtain", BROWN, "light", ("hoodie", "#7d8b99", "#fff"), {"mouth": "open"}),
        ("parted", BLACK, "light", ("suit", "#34495f", "#a8433f"), {"glasses": "square"}),
        ("spiky", BROWN, "tanned", ("crew", "#4f9a94", "#e9f4f2"), {"eyes": "smile"}),
    ],
    ("woman", "young"): [
        ("long", BROWN, "light", ("crew", "#f4c9a8", "#fff6ee"), {}),
        ("straight", BLACK, "middle", ("jacket", "#33507a", "#fbf4ea"), {}),
        ("ponytail", BROWN, "tanned", ("shirt", "#cfe3c8", "#e6f1e2"), {"mouth": "open"}),
        ("parted bob", LIGHT, "light", ("turtleneck", "#b46a7c"), {"glasses": "round"}),
    ],
    ("man", "middle"): [
        ("parted", BLACK, "middle", ("suit", "#4a5058", "#3f6fa8"), {}),
        ("swept", MIXED, "tanned", ("shirt", "#dfe7ee", "#f4f7fa"), {"beard": "goatee"}),
        ("buzz", BLACK, "tanned", ("crew", "#8a6f58", "#e9e0d6"), {"eyes": "smile"}),
        ("back", BROWN, "light", ("cardigan", "#5d7a6a", "#e8eef4", "#46604f"),
         {"glasses": "square"}),
    ],
    ("woman", "middle"): [
        ("short", BROWN, "middle", ("jacket", "#6d7f5c", "#fbf4ea"), {}),
        ("wavy", LIGHT, "light", ("cardigan", "#d08a6e", "#fff", "#b06e54"), {"mouth": "open"}),
        ("low bun", BLACK, "tanned", ("crew", "#7c6ea3", "#efeaf6"), {"eyes": "smile"}),
        ("bob", BLACK, "light", ("jacket", "#8a8f96", "#cfe0ee"), {"glasses": "square"}),
    ],
    ("man", "old"): [
        ("sides", WHITE, "middle", ("cardigan", "#7a6a58", "#f4f1ea", "#5f5142"),
         {"glasses": "round"}),
        ("back", WHITE, "light", ("suit", "#5a6068", "#7d5a86"), {}),
        ("thin", GRAY, "tanned", ("shirt", "#c8d6c4", "#dde7da"), {"eyes": "smile"}),
        ("parted", GRAY, "middle", ("kimono", "#55627a", "#394358"), {"beard": "moustache"}),
    ],
    ("woman", "old"): [
        ("perm", GRAY, "light", ("cardigan", "#a77a9a", "#fff", "#86597a"), {"eyes": "smile"}),
        ("bun", WHITE, "middle", ("kimono", "#8fa3a0", "#5f7a76"), {}),
        ("short", WHITE, "light", ("crew", "#88a6c4", "#f1f5f9"), {"glasses": "round"}),
        ("soft perm", MIXED, "tanned", ("jacket", "#8c5a5a", "#f7ece2"), {"mouth": "open"}),
    ],
}

PEOPLE = [
    {
        "name": f"{sex}-{age}-{number}",
        "sex": sex,
        "age": age,
        "hair": hair,
        "skin": skin,
        "clothes": clothes,
        **color,
        **others,
    }
    for (sex, age), drawn in DRAWN.items()
    for number, (hair, color, skin, clothes, others) in enumerate(drawn, start=1)
]
