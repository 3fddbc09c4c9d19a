"""The same cards by typst: python3 typst_cards.py cards.jsonl FOLDER_OF_FONTS

Reads what `print_speed list` writes. Text, lines and bar only: typst has no QR codes of its own,
and packages that draw them come from elsewhere, so its time is without them. Its default PDF is
tagged, as ours is. CPU time of all threads of the process. It keeps what it laid out and knows it
again, so each run is a process of its own: run it several times and take the quickest.
"""

import json
import os
import sys
import tempfile
import time

import typst

SOURCE = """
#set page(width: 85.60mm, height: 53.98mm, margin: 0mm)
#set text(font: ("BIZ UDGothic", "Noto Sans CJK JP"), lang: "ja", cjk-latin-spacing: none)
#let at(x, y, size, words) = place(top + left, dx: x * 1mm, dy: y * 1mm - size * 1pt,
  text(size: size * 1pt, words))
#let pair(label, x, value_x, y, size, value) = {
  place(top + left, dx: x * 1mm, dy: y * 1mm - 5.5pt,
    text(size: 5.5pt, fill: rgb("4a525a"), label))
  at(value_x, y, size, value)
}
#let written(day) = {
  let (year, month, date) = day.split("-").map(int)
  let (era, from) = if day >= "2019-05-01" { ("令和", 2018) } else if day >= "1989-01-08" {
    ("平成", 1988) } else { ("昭和", 1925) }
  era + str(year - from) + "年" + str(month) + "月" + str(date) + "日"
}
#let cards = json("cards.json")
#for card in cards [
  #place(top + left, rect(width: 85.60mm, height: 2mm, fill: rgb("154c79")))
  #place(top + left, dx: 4.6mm, dy: 4.4mm, heading(level: 1, text(size: 9pt, fill: rgb("154c79"),
    card.heading + " 資格確認書")))
  #at(72, 7.4, 7.5, card.member)
  #for y in (9.4, 14.0, 18.7, 27.1, 30.6, 34.0, 38.0, 44.0) {
    place(top + left, dx: 4.6mm, dy: y * 1mm, line(length: 76.4mm, stroke: 0.1mm + rgb("b8c0c8")))
  }
  #pair("有効期限", 4.6, 20.4, 12.9, 9.5, written(card.valid_to))
  #if "valid_from" in card {
    pair("発効期日", 53.8, 62.9, 12.9, 6.5, written(card.valid_from))
    pair("負担割合", 53.8, 62.9, 29.8, 7.5, str(card.share_tenths) + "割")
  }
  #pair("記号", 4.6, 11.0, 17.7, 10.5, card.symbol)
  #pair("番号", 36.0, 42.4, 17.7, 10.5, card.number)
  #pair("(枝番)", 64.2, 72.4, 17.7, 10.5, card.branch)
  #at(20.4, 21.5, 5.5, card.kana)
  #pair("氏名", 4.6, 20.4, 26.2, 13, card.name)
  #pair("性別", 64.2, 72.4, 25.4, 7.5, card.sex)
  #pair("生年月日", 4.6, 20.4, 29.8, 7.5, written(card.born_on))
  #pair("資格取得年月日", 4.6, 20.4, 33.3, 7.5, written(card.acquired_on))
  #pair("組合員氏名", 4.6, 20.4, 37.0, 7.5, card.insured_name)
  #pair("住所", 4.6, 20.4, 41.0, 7.0, card.address.printed)
  #pair("保険者番号", 4.6, 20.4, 46.5, 5.5, card.insurer.number)
  #pair("交付年月日", 39.0, 50.0, 46.5, 5.5, written(card.issued_on))
  #pair("保険者名称", 4.6, 20.4, 48.9, 5.5, card.insurer.name)
  #pair("保険者所在地", 4.6, 20.4, 51.3, 5.5,
    card.insurer.address + "  電話 " + card.insurer.phone)
  #at(69, 52.6, 4.5, card.sheet)
  #pagebreak(weak: true)
]
"""

with open(sys.argv[1], encoding="utf-8") as lines:
    cards = [json.loads(line) for line in lines]
with tempfile.TemporaryDirectory() as folder:
    with open(os.path.join(folder, "cards.json"), "w", encoding="utf-8") as out:
        json.dump(cards, out, ensure_ascii=False)
    source = os.path.join(folder, "main.typ")
    with open(source, "w", encoding="utf-8") as out:
        out.write(SOURCE)
    start = time.process_time()
    file = typst.compile(source, font_paths=[sys.argv[2]], ignore_system_fonts=True)
    spent = time.process_time() - start
each = len(file) / len(cards)
print(f"typst, one file: {len(cards) / spent:.0f} a second of CPU, {each:.0f} B each")
