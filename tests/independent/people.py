#!/usr/bin/env python3
"""A seeded generator of dossiers aimed at edges, valid ones and (one in ten) slightly invalid ones.

    python3 people.py --seed 1 --count 1000 > people.jsonl      lines of {"on", "dossier"}

It keeps away from the few dossiers whose meaning the contract leaves open (a card handed over
before an older one, a certificate read as outliving its card, a registration made without a
working certificate), so that a difference means something.
"""

import argparse
import copy
import json
import random
from datetime import date

import standing as rules
from standing import add_months, days, end_of_month, first_of_month

FIRST, LAST = date(2016, 1, 1), date(2033, 12, 31)
FIXED = [
    date(2022, 3, 31),
    date(2022, 4, 1),
    date(2024, 2, 29),
    date(2024, 5, 26),
    date(2024, 5, 27),
    date(2024, 12, 1),
    date(2024, 12, 2),
    date(2025, 10, 1),
    date(2025, 12, 1),
    date(2025, 12, 2),
    date(2026, 7, 31),
    date(2026, 8, 1),
    date(2028, 2, 29),
]
SOCIETIES = ["113019", "143016", "130070", "01130012", "06130090", "01040013", "01270016", "01140011"]


def check_digit(body):
    """F-78."""
    total = 0
    for i, c in enumerate(reversed(body)):
        product = int(c) * (2 if i % 2 == 0 else 1)
        total += product // 10 + product % 10
    return str((10 - total % 10) % 10)


LATE_STAGE = [b + check_digit(b) for b in ("3913000", "3911000", "3927013", "3947001")]


class Person:
    def __init__(self, rng, name):
        self.rng = rng
        self.d = {"id": name}

    # -- small helpers ----------------------------------------------------------------------

    def chance(self, p):
        return self.rng.random() < p

    def pick(self, items):
        return self.rng.choice(items)

    def day(self, low, high):
        """A day of the range, often a first, a last, a 29 February or one of the law's days."""
        if high <= low:
            return low
        day = low + days(self.rng.randint(0, (high - low).days))
        kind = self.rng.random()
        if kind < 0.2:
            day = first_of_month(day)
        elif kind < 0.4:
            day = end_of_month(day)
        elif kind < 0.55:
            day = self.pick(FIXED)
        elif kind < 0.6:
            day = self.near(date(self.pick([2020, 2024, 2028]), 2, 29))
        return min(max(day, low), high)

    def near(self, day):
        return day + days(self.pick([-2, -1, -1, 0, 0, 0, 1, 1, 2]))

    def facts(self, day=None):
        facts = rules.read_facts(json_of(self.d))
        return facts if day is None else rules.known_on(facts, day)

    def add(self, name, item):
        self.d.setdefault(name, []).append({k: v for k, v in item.items() if v is not None})

    # -- the parts --------------------------------------------------------------------------

    def birth(self):
        r = self.rng
        year_of = {
            "adult": lambda: r.randint(1958, 2000),
            "border": lambda: r.randint(2001, 2008),
            "child": lambda: r.randint(2009, 2021),
            "preschool": lambda: r.randint(2016, 2025),
            "seventy": lambda: r.randint(1953, 1959),
            "seventy_five": lambda: r.randint(1948, 1953),
            "old": lambda: r.randint(1930, 1949),
            "eighty_five": lambda: 1941,
        }
        self.profile = r.choices(list(year_of), [30, 12, 6, 10, 14, 12, 10, 8])[0]
        year = year_of[self.profile]()
        kind = r.random()
        if self.profile == "eighty_five":
            born = self.near(date(1941, 8, 1))
        elif kind < 0.12:
            born = date(year - year % 4, 2, 29)
        elif kind < 0.27:
            born = date(year, r.randint(1, 12), 1)
        elif kind < 0.35:
            born = date(year, r.randint(1, 12), 2)
        elif kind < 0.5:
            born = end_of_month(date(year, r.randint(1, 12), 1))
        elif kind < 0.58:
            born = self.near(date(year, 4, 1))
        else:
            born = date(year, 1, 1) + days(r.randint(0, 364))
        self.born = born
        self.d["born_on"] = born

    def flags(self):
        if self.chance(0.2):
            self.d["smartphone"] = self.chance(0.3)
        if self.chance(0.25):
            self.d["needs_assistance"] = True
        if self.chance(0.04):
            self.d["self_information_blocked"] = True
        if self.chance(0.08):
            low = max(self.born, date(2024, 6, 1))
            for _ in range(self.pick([1, 1, 2])):
                start = self.day(low, date(2030, 1, 1))
                end = self.day(start, start + days(600)) if self.chance(0.6) else None
                self.add("self_information_blocks", {"from": start, "to": end})

    def cards(self):
        r = self.rng
        if self.chance(0.1):
            return
        low = max(self.born, FIRST)
        eighteen = rules.birthday_in(self.born.year + 18, self.born)
        twenty = rules.birthday_in(self.born.year + 20, self.born)
        application = self.day(low, max(low, date(2026, 6, 1)))
        if self.profile == "border" and self.chance(0.8):
            application = max(low, self.near(self.pick([eighteen, twenty, date(2022, 4, 1)])))
        issued = application + days(self.pick([0, 1, 7, 20, 35]))
        if self.chance(0.2):
            # Issued around a birthday.
            birthday = rules.birthday_in(application.year + 1, self.born)
            issued = max(application, self.near(birthday))
        if self.chance(0.1):
            self.d["stay_until"] = self.day(issued + days(30), issued + days(365 * 6))
        stay_until = self.d.get("stay_until")
        previous = None
        for _ in range(3):
            if stay_until is not None and issued >= stay_until:
                return
            card = {"application_received_on": application, "issued_on": issued}
            handed = issued
            if self.chance(0.25):
                handed = issued + days(self.pick([0, 1, 5, 20, 45]))
                card["handed_over_on"] = handed
            if previous is not None and handed < previous:
                return
            if self.chance(0.06):
                card["pinless"] = True
            self.add("cards", card)
            card = self.d["cards"][-1]
            valid_to = rules.card_valid_to(self.facts(), self.facts().cards[-1])
            if self.chance(0.08):
                # As printed: an eleventh or sixth birthday (F-24), or a day off.
                valid_to = self.pick([add_months(valid_to, 12), valid_to - days(1), add_months(valid_to, -7)])
                if valid_to > handed + days(60):
                    card["valid_to"] = valid_to
                valid_to = rules.card_valid_to(self.facts(), self.facts().cards[-1])
            end = valid_to
            horizon = max(handed + days(1), min(valid_to, date(2029, 1, 1)))
            if self.chance(0.2):
                lost = self.day(max(handed, date(2024, 6, 1)) if horizon > date(2024, 6, 1) else handed, horizon)
                if self.chance(0.8):
                    card["lost_on"] = lost
                if "lost_on" not in card or self.chance(0.6):
                    card["suspended_on"] = lost + days(self.pick([0, 0, 1, 3]))
                if self.chance(0.45):
                    cause = max(card.get("lost_on", card["issued_on"]), card.get("suspended_on", card["issued_on"]))
                    card["released_on"] = cause + days(self.pick([0, 1, 10, 40]))
                    if "lost_on" in card and "suspended_on" in card and self.chance(0.15):
                        card["released_on"] = min(card["lost_on"], card["suspended_on"])
                else:
                    end = lost
            if self.chance(0.08):
                card["returned_on"] = end = self.day(handed, horizon)
            elif self.chance(0.08):
                card["revoked_on"] = end = self.day(handed, horizon)
            if not self.chance(0.45) or end > LAST:
                return
            previous = handed
            grace = rules.end_of_third_month_after(end)
            around = self.pick(
                [end - days(r.randint(1, 90)), self.near(end), end + days(r.randint(1, 60)), self.near(grace)]
            )
            issued = max(around, handed + days(1))
            application = max(self.born, issued - days(self.pick([0, 7, 25])))

    def certificates(self):
        cards = self.d.get("cards", [])
        last = None
        for i, card in enumerate(cards):
            until = cards[i + 1]["issued_on"] if i + 1 < len(cards) else date(2034, 1, 1)
            if "handed_over_on" not in card and self.chance(0.08):
                continue  # a card without a certificate
            day = card["issued_on"] + days(self.pick([0, 0, 0, 0, 1, 3]))
            while True:
                facts = self.facts()
                card_end = rules.card_valid_to(facts, facts.cards[i])
                if day >= until or day > card_end or (last is not None and day < last):
                    break
                certificate = {"issued_on": day}
                self.add("digital_certificates", certificate)
                last = day
                certificate = self.d["digital_certificates"][-1]
                facts = self.facts()
                dates = rules.certificate_dates(facts, facts.certificates[-1])
                if self.chance(0.05):
                    read = add_months(dates["valid_to"], self.pick([-1, -2, -12]))
                    if read > day:
                        certificate["valid_to"] = read
                        facts = self.facts()
                        dates = rules.certificate_dates(facts, facts.certificates[-1])
                if self.chance(0.07):
                    certificate["revoked_on"] = self.day(day, min(max(day, dates["valid_to"]), date(2030, 1, 1)))
                if not self.chance(0.7):
                    break
                if "revoked_on" in certificate and self.chance(0.5):
                    day = max(day, certificate["revoked_on"] + days(self.pick([0, 1, 20])))
                else:
                    day = max(
                        day + days(1),
                        self.pick(
                            [
                                self.near(dates["notice_from"]),
                                self.near(dates["notice_from"]),
                                self.near(dates["valid_to"]),
                                self.near(dates["usable_to"]),
                                self.near(dates["usable_to"]),
                                dates["valid_to"] + days(self.rng.randint(-80, 80)),
                            ]
                        ),
                    )

    def can_register(self, day):
        k = self.facts(day)
        return (
            rules.phase(k) in ("quiet", "expires_soon", "eligibility_only")
            and rules.card_state(k) == "usable"
        )

    def registrations(self):
        certificates = self.d.get("digital_certificates", [])
        if not certificates or self.chance(0.12):
            return
        low = certificates[0]["issued_on"]
        for _ in range(3):
            acquired = [c["acquired_on"] for c in self.d.get("coverages", [])]
            for _ in range(12):
                start = low + days(self.rng.randint(0, 200))
                if self.chance(0.4):
                    start = max(low, self.near(self.pick(acquired + [c["issued_on"] for c in certificates] + FIXED)))
                if self.can_register(start):
                    break
            else:
                return
            if start > LAST:
                return
            registration = {"registered_on": start}
            if self.chance(0.25):
                registration["cancel_requested_on"] = self.day(max(start, date(2024, 10, 28)), date(2029, 1, 1))
            self.add("registrations", registration)
            facts = rules.known_on(self.facts(), LAST)
            end = rules.registration_end(facts)
            if end > LAST or not self.chance(0.6):
                return
            low = end + days(self.pick([0, 1, 1, 10, 40]))
            if "cancel_requested_on" in registration and self.chance(0.2):
                low = registration["cancel_requested_on"] + days(1)

    def tiers(self, number, start):
        late = rules.is_late_stage_number(number)
        names = ["ordinary", "certain_level", "active_level"] if late else ["ordinary", "ordinary", "active_level"]
        if self.chance(0.2):
            out = {"income_tiers": []}
            day = start
            for _ in range(self.pick([1, 2, 3])):
                out["income_tiers"].append({"from": day, "tier": self.pick(names)})
                day = date(day.year + 1, 8, 1) if self.chance(0.6) else first_of_month(add_months(day, 5))
            return out
        return {"income_tier": self.pick(names)} if self.chance(0.7) else {}

    def coverages(self):
        seventy_five = rules.late_stage_from(self.born)
        low = max(self.born, date(2008, 1, 1))
        acquired = self.pick(
            [
                self.day(low, date(2024, 12, 1)),
                self.near(date(2024, 12, 2)),
                self.day(date(2024, 12, 2), date(2027, 6, 1)),
                self.day(date(2024, 12, 2), date(2027, 6, 1)),
            ]
        )
        acquired = max(acquired, self.born)
        if self.chance(0.03):
            return
        numbers = SOCIETIES[:]
        self.rng.shuffle(numbers)
        for n in range(4):
            late = acquired >= seventy_five or (
                acquired >= rules.attained_on(self.born, 65) and self.chance(0.1)
            )
            if late and acquired >= seventy_five and n == 0 and self.chance(0.4):
                acquired = seventy_five
            number = self.pick(LATE_STAGE) if late else numbers.pop()
            if late and any(c["insurer_number"] == number for c in self.d.get("coverages", [])):
                return
            coverage = {
                "insurer_number": number,
                "symbol": "101" if self.chance(0.8) else None,
                "number": str(self.rng.randint(1, 99999999)),
                "branch": None if late else "01",
                "role": "insured" if late or self.chance(0.7) else "dependent",
                "acquired_on": acquired,
                **self.tiers(number, acquired),
            }
            if not late and self.chance(0.1) and (acquired.month, acquired.day) != (2, 29):
                coverage["voluntary_continuation"] = True
            lost = None
            if self.chance(0.35):
                lost = self.day(max(acquired, min(date(2024, 11, 1), LAST)), max(acquired, date(2028, 6, 1)))
                if self.chance(0.05):
                    lost = acquired
                coverage["lost_on"] = lost
            self.add("coverages", coverage)
            if lost is None:
                if not late and seventy_five <= date(2030, 1, 1) and self.chance(0.7):
                    acquired = seventy_five
                    continue
                if not self.chance(0.15):
                    return
                acquired = self.day(acquired, acquired + days(900))  # an overlap
            else:
                if not self.chance(0.75):
                    return
                acquired = lost + days(self.pick([0, 0, 0, 1, 14, 31, -1, -20]))
                acquired = max(acquired, self.born)

    def document_end(self, valid_from):
        seventy = rules.elderly_from(self.born) - days(1)
        end = self.pick(
            [
                None,
                date(valid_from.year + 1, 7, 31),
                date(valid_from.year + self.pick([1, 2]), 7, 31),
                date(2026, 7, 31),
                date(2029, 11, 30),
                seventy,
                rules.late_stage_from(self.born) - days(1),
                valid_from + days(self.rng.randint(0, 500)),
                end_of_month(valid_from + days(self.rng.randint(0, 500))),
            ]
        )
        return None if end is None or end < valid_from else end

    def documents(self):
        facts = self.facts()
        for coverage, item in zip(facts.coverages, self.d.get("coverages", [])):
            last = rules.coverage_last_day_by_law(facts, coverage) or LAST
            last = min(last, LAST, (coverage.lost_on or LAST) - days(1) if coverage.lost_on else LAST)
            if last < coverage.acquired_on:
                continue
            if coverage.acquired_on < rules.NEW_SYSTEM_FROM and self.chance(0.5):
                issued = self.day(max(coverage.acquired_on, date(2022, 4, 1)), min(last, date(2024, 12, 1)))
                to = self.pick(
                    [
                        None,
                        date(2025, 12, 1),
                        date(2026, 3, 31),
                        date(2025, 7, 31),
                        date(2025, 9, 30),
                        date(2025, 10, 31),
                    ]
                )
                if issued <= date(2024, 12, 1):
                    self.document(coverage, item, rules.FORMER, issued, issued, to, last)
            for _ in range(self.pick([0, 0, 1, 1, 1, 2, 3])):
                kind = self.rng.choices([rules.CERTIFICATE, rules.NOTICE, rules.ELDERLY], [6, 5, 1])[0]
                low = max(coverage.acquired_on, min(date(2024, 12, 2), last))
                issued = self.pick([self.near(low), low + days(10), self.day(low, min(last, date(2028, 1, 1)))])
                issued = max(issued, self.born)
                valid_from = self.pick(
                    [issued, coverage.acquired_on, first_of_month(add_months(issued, 1)), self.near(issued)]
                )
                self.document(coverage, item, kind, issued, valid_from, self.document_end(valid_from), last)

    def document(self, coverage, item, kind, issued, valid_from, valid_to, last):
        valid_from = max(valid_from, self.born)
        if not coverage.acquired_on <= max(issued, valid_from) <= last:
            return
        if valid_to is not None and valid_to < valid_from:
            valid_to = None
        document = {"kind": kind, "issued_on": issued, "valid_from": valid_from, "valid_to": valid_to}
        if self.chance(0.2):
            document["insurer_number"] = coverage.insurer_number
        if self.chance(0.12):
            document["lost_on"] = self.day(issued, issued + days(500))
        if coverage.lost_on is not None and self.chance(0.4):
            document["returned_on"] = max(issued, coverage.lost_on + days(self.pick([0, 0, 1, 5, 6])))
        elif self.chance(0.08):
            document["returned_on"] = self.day(issued, issued + days(500))
        self.add("documents", document)

    def applications(self):
        for coverage, item in zip(self.facts().coverages, self.d.get("coverages", [])):
            if not self.chance(0.3):
                continue
            low = max(coverage.acquired_on, date(2024, 12, 2))
            for _ in range(self.pick([1, 1, 2])):
                received = self.day(low, min(low + days(700), LAST))
                events = [
                    c[f]
                    for c in self.d.get("cards", [])
                    for f in ("lost_on", "returned_on", "revoked_on", "issued_on")
                    if f in c
                ]
                events += [d["lost_on"] for d in self.d.get("documents", []) if "lost_on" in d]
                if events and self.chance(0.5):
                    received = max(low, self.pick(events) + days(self.pick([0, 1, 4, 20])))
                kinds = [rules.CERTIFICATE] * 5 + [rules.NOTICE] * 3 + [rules.ELDERLY, rules.FORMER]
                kind = self.pick(kinds)
                reason = self.pick(rules.REASONS)
                fee = received + days(self.pick([0, 3, 20])) if reason == "lost_document" and self.chance(0.5) else None
                self.add(
                    "applications", {"for": kind, "received_on": received, "reason": reason, "fee_paid_on": fee}
                )
                if kind != rules.FORMER and self.chance(0.4):
                    issued = received + days(self.pick([-1, 0, 0, 1, 5, 12]))
                    by_law = rules.coverage_last_day_by_law(self.facts(), coverage) or LAST
                    last = min(by_law, LAST, coverage.lost_on - days(1) if coverage.lost_on else LAST)
                    if issued >= coverage.acquired_on:
                        self.document(coverage, item, kind, issued, issued, self.document_end(issued), last)

    def relocations(self):
        if not self.chance(0.2):
            return
        planned = self.day(max(self.born + days(40), date(2024, 1, 1)), date(2028, 1, 1))
        for _ in range(self.pick([1, 1, 2, 3])):
            relocation = {"planned_departure_on": planned}
            if self.chance(0.9):
                moved = planned + days(self.pick([-10, -1, 0, 0, 1, 5, 15, 16, 17, 25, 40]))
                relocation["moved_in_on"] = moved
                by = min(planned + days(30), moved + days(14))
                if self.chance(0.85):
                    reported = max(moved, self.pick([moved, moved + days(3), self.near(by), self.near(by)]))
                    relocation["reported_on"] = reported
                    if self.chance(0.75):
                        again = reported + days(90)
                        relocation["continued_use_on"] = max(
                            reported, self.pick([reported, reported + days(20), self.near(again), self.near(again)])
                        )
            self.add("relocations", relocation)
            done = relocation.get("reported_on", planned + days(60))
            planned = done + days(self.pick([20, 40, 60, 80, 95, 200, 400]))
            if planned <= done + days(15):
                return

    def departures(self):
        if not self.chance(0.08):
            return
        planned = self.day(max(self.born, date(2024, 1, 1)), date(2028, 1, 1))
        continued = None
        if self.chance(0.7):
            continued = max(self.born, planned - days(self.pick([-1, 0, 1, 1, 2, 15])))
        self.add("departures_abroad", {"planned_on": planned, "continued_use_on": continued})

    def make(self):
        self.birth()
        self.flags()
        self.coverages()
        self.cards()
        self.certificates()
        self.registrations()
        self.relocations()
        self.departures()
        self.documents()
        self.applications()
        return json_of(self.d)


def json_of(value):
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {k: json_of(v) for k, v in value.items()}
    if isinstance(value, list):
        return [json_of(v) for v in value]
    return value


# -- the day asked ----------------------------------------------------------------------------


def edges(dossier):
    """Days near an edge of this dossier."""
    facts = rules.read_facts(dossier)
    out = set()
    for b in rules.base_days(facts):
        out.update((b - days(1), b, b + days(1)))
        out.update((first_of_month(b), end_of_month(b), end_of_month(b) + days(1)))
    for card in facts.cards:
        out.add(rules.end_of_third_month_after(rules.card_valid_to(facts, card)) + days(1))
    for document in facts.documents:
        if document.valid_to is not None:
            out.add(first_of_month(document.valid_to) - days(1))
    for relocation in facts.relocations:
        out.add(relocation.planned_departure_on + days(31))
        if relocation.moved_in_on is not None:
            out.update((relocation.moved_in_on + days(14), relocation.moved_in_on + days(15)))
        if relocation.reported_on is not None:
            out.update((relocation.reported_on + days(90), relocation.reported_on + days(91)))
    return sorted(out)


def choose_day(rng, dossier):
    if rng.random() < 0.08:
        return date(2024, 11, 1) + days(rng.randint(0, 2500))
    all_edges = edges(dossier)
    recent = [d for d in all_edges if date(2024, 11, 25) <= d <= date(2032, 12, 31)]
    return rng.choice(recent if recent and rng.random() < 0.9 else all_edges)


# -- slightly invalid ones ----------------------------------------------------------------------


def shifted(text, n):
    return (date.fromisoformat(text) + days(n)).isoformat()


def break_one(rng, dossier):
    """One fault named by the contract; None if this dossier has no place for it."""
    d = copy.deepcopy(dossier)
    born = d["born_on"]

    def one(name):
        items = d.get(name, [])
        return rng.choice(items) if items else None

    fault = rng.randrange(27)
    card, certificate = one("cards"), one("digital_certificates")
    registration, coverage = one("registrations"), one("coverages")
    relocation, document, application = one("relocations"), one("documents"), one("applications")
    if fault == 0:
        d["nickname"] = "x"
    elif fault == 1 and coverage:
        coverage["employer"] = "x"
    elif fault == 2 and card:
        card["issue_on"] = card["issued_on"]
    elif fault == 3:
        d["stay_until"] = rng.choice(
            ["2026-02-29", "2026-04-31", "2026-13-01", "2026-00-10", "2026-1-1", "2026/01/01", ""]
        )
    elif fault == 4:
        del d["born_on"]
    elif fault == 5:
        d["smartphone"] = "yes"
    elif fault == 6 and coverage:
        coverage["role"] = "child"
    elif fault == 7 and document:
        document["kind"] = "passport"
    elif fault == 8 and application:
        application["reason"] = "whim"
    elif fault == 9 and coverage:
        coverage["income_tier"] = "rich"
    elif fault == 10 and coverage:
        coverage["acquired_on"] = shifted(born, -1)
    elif fault == 11 and document:
        document["valid_from"] = shifted(born, -1)
    elif fault == 12:
        d["stay_until"] = shifted(born, -1)
    elif fault == 13 and application:
        application["received_on"] = shifted(born, -1)
    elif fault == 14 and card:
        card["application_received_on"] = shifted(card["issued_on"], 1)
    elif fault == 15 and card:
        card[rng.choice(["handed_over_on", "lost_on", "suspended_on", "returned_on", "revoked_on"])] = shifted(
            card["issued_on"], -1
        )
    elif fault == 16 and card:
        card.pop("lost_on", None), card.pop("suspended_on", None)
        card["released_on"] = shifted(card["issued_on"], 30)
    elif fault == 17 and card:
        card.pop("suspended_on", None)
        card["lost_on"], card["released_on"] = shifted(card["issued_on"], 31), shifted(card["issued_on"], 30)
    elif fault == 18 and certificate:
        first = min(c["issued_on"] for c in d["cards"])
        d["digital_certificates"][0]["issued_on"] = shifted(first, -1)
    elif fault == 19 and certificate:
        certificate["revoked_on"] = shifted(certificate["issued_on"], -1)
    elif fault == 20 and registration:
        registration["cancel_requested_on"] = shifted(registration["registered_on"], -1)
    elif fault == 21 and registration:
        d["registrations"][0] = {"registered_on": shifted(d["digital_certificates"][0]["issued_on"], -1)}
    elif fault == 22 and coverage:
        coverage["lost_on"] = shifted(coverage["acquired_on"], -1)
    elif fault == 23 and relocation:
        relocation["reported_on"] = shifted(relocation.get("moved_in_on", relocation["planned_departure_on"]), -1)
        relocation.pop("continued_use_on", None)
        if rng.random() < 0.5:
            relocation.pop("moved_in_on", None)
    elif fault == 24 and document:
        document["valid_to"] = shifted(document["valid_from"], -1)
    elif fault == 25 and len(d.get("digital_certificates", [])) > 1:
        d["digital_certificates"].reverse()
    elif fault == 26 and relocation and "reported_on" in relocation:
        relocation["continued_use_on"] = shifted(relocation["reported_on"], -1)
    else:
        return None
    try:
        return d if rules.refusal(d) else None
    except (ValueError, KeyError):
        return None


def generate(seed, count):
    """Yields (on, dossier)."""
    for n in range(count):
        rng = random.Random(f"{seed}/{n}")
        dossier = Person(rng, f"{seed}/{n}").make()
        assert rules.refusal(dossier) is None, (rules.refusal(dossier), dossier)
        on = choose_day(rng, dossier)
        if rng.random() < 0.1:
            broken = None
            while broken is None:
                broken = break_one(rng, dossier)
            dossier = broken
        yield on, dossier


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=100)
    args = parser.parse_args()
    for on, dossier in generate(args.seed, args.count):
        print(json.dumps({"on": on.isoformat(), "dossier": dossier}, ensure_ascii=False))


if __name__ == "__main__":
    main()
