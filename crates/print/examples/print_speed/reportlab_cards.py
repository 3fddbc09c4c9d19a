"""The same cards by ReportLab: python3 reportlab_cards.py cards.jsonl FONT.ttf [ROUNDS]

Reads what `print_speed list` writes. Labels, values, lines, bar and QR code stand where ours do;
it draws no tags and embeds no profile, and letters the font lacks are left as they are.
"""

import io
import json
import sys
import time

from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = 85.60, 53.98
ERAS = [((2019, 5, 1), "令和"), ((1989, 1, 8), "平成"), ((1926, 12, 25), "昭和")]
RULES = [9.4, 14.0, 18.7, 27.1, 30.6, 34.0, 38.0, 44.0]


def written(day):
    if day is None:
        return None
    year, month, date = map(int, day.split("-"))
    first, era = next(it for it in ERAS if (year, month, date) >= it[0])
    return f"{era}{year - first[0] + 1}年{month}月{date}日"


def draw(canvas, card):
    def text(x, y, size, words):
        if words:
            canvas.setFont("BIZ", size)
            canvas.drawString(x * mm, (HEIGHT - y) * mm, words)

    def pair(label, x, value_x, y, size, value):
        canvas.setFillColorRGB(0.29, 0.32, 0.35)
        text(x, y, 5.5, label)
        canvas.setFillColorRGB(0, 0, 0)
        text(value_x, y, size, value)

    canvas.setFillColorRGB(0.08, 0.3, 0.47)
    canvas.rect(-3 * mm, (HEIGHT - 2) * mm, (WIDTH + 6) * mm, 5 * mm, stroke=0, fill=1)
    text(4.6, 7.4, 7.5, card["heading"])
    text(22.0, 7.4, 11.5, "資格確認書")
    canvas.setFillColorRGB(0, 0, 0)
    text(72.0, 7.4, 7.5, card["member"])
    canvas.setStrokeColorRGB(0.72, 0.75, 0.78)
    canvas.setLineWidth(0.28)
    for y in RULES:
        canvas.line(4.6 * mm, (HEIGHT - y) * mm, 81 * mm, (HEIGHT - y) * mm)
    pair("有効期限", 4.6, 20.4, 12.9, 9.5, written(card.get("valid_to")))
    if card.get("valid_from"):
        pair("発効期日", 53.8, 62.9, 12.9, 6.5, written(card["valid_from"]))
        pair("負担割合", 53.8, 62.9, 29.8, 7.5, f"{card['share_tenths']}割")
    pair("記号", 4.6, 11.0, 17.7, 10.5, card["symbol"])
    pair("番号", 36.0, 42.4, 17.7, 10.5, card["number"])
    pair("(枝番)", 64.2, 72.4, 17.7, 10.5, card["branch"])
    text(20.4, 21.5, 5.5, card["kana"])
    pair("氏名", 4.6, 20.4, 26.2, 13, card["name"])
    pair("性別", 64.2, 72.4, 25.4, 7.5, card["sex"])
    pair("生年月日", 4.6, 20.4, 29.8, 7.5, written(card["born_on"]))
    pair("資格取得年月日", 4.6, 20.4, 33.3, 7.5, written(card["acquired_on"]))
    pair("組合員氏名", 4.6, 20.4, 37.0, 7.5, card["insured_name"])
    address = card["address"]["printed"]
    pair("住所", 4.6, 20.4, 41.0, 7.0, address[:18])
    text(20.4, 43.6, 7.0, address[18:])
    insurer = card["insurer"]
    pair("保険者番号", 4.6, 20.4, 46.5, 5.5, insurer["number"])
    pair("交付年月日", 39.0, 50.0, 46.5, 5.5, written(card["issued_on"]))
    pair("保険者名称", 4.6, 20.4, 48.9, 5.5, insurer["name"])
    pair("保険者所在地", 4.6, 20.4, 51.3, 5.5, f"{insurer['address']}  電話 {insurer['phone']}")
    text(69.0, 52.6, 4.5, card["sheet"])
    code = QrCodeWidget(card["code"], barLevel="M")
    left, lower, right, upper = code.getBounds()
    size = 14 * mm
    scale = [size / (right - left), 0, 0, size / (upper - lower), 0, 0]
    drawing = Drawing(size, size, transform=scale)
    drawing.add(code)
    renderPDF.draw(drawing, canvas, 68.4 * mm, (HEIGHT - 50.8) * mm)
    canvas.showPage()


def one_file(cards):
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(WIDTH * mm, HEIGHT * mm), pageCompression=1, invariant=1)
    for card in cards:
        draw(canvas, card)
    canvas.save()
    return out.getbuffer().nbytes


def quickest(rounds, work):
    best, size = None, 0
    for _ in range(rounds):
        start = time.process_time()
        size = work()
        spent = time.process_time() - start
        best = spent if best is None else min(best, spent)
    return best, size


cards = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 3
pdfmetrics.registerFont(TTFont("BIZ", sys.argv[2]))
spent, size = quickest(rounds, lambda: one_file(cards))
print(f"ReportLab, one file: {len(cards) / spent:.0f} a second of CPU, {size / len(cards):.0f} B each")
few = cards[:100]
spent, size = quickest(rounds, lambda: sum(one_file([card]) for card in few))
print(f"ReportLab, one file for each: {len(few) / spent:.0f} a second of CPU, {size / len(few):.0f} B")
