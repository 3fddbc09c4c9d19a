#!/usr/bin/env python3
"""An independent reading of the rules: dossier and day in, standing out.

Written clause by clause from spec/cli.md ("Dossier", "Standing", "Semantics, settled" 1 to 11)
and spec/rules.md (R-, F-, D-, G- numbers). It favors being obvious over being fast and knows the
default settings only. Section numbers in the comments ("§5") are those of "Semantics, settled".

    python3 standing.py [--brute] [--on DATE] [FILE]    lines of {"on", "dossier"}, or of dossiers with --on
    python3 standing.py --worked FILE                   check {"on", "dossier", "expect"} lines
"""

import argparse
import json
import re
import sys
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta

# ---------------------------------------------------------------------------------------------
# Readings chosen where the text leaves room. Each is a switch, so that a decision can be tried.
# ---------------------------------------------------------------------------------------------

# §9: an open application takes `in_hand_by` and `because` from a row of the table whose own
# `issue_from` lies ahead. (A renewal that lies ahead is never taken in.)
APPLICATION_TAKES_ROW_NOT_YET_LISTED = True
# §9: a notice stays away through the last day of a 資格確認書, not only before it.
NOTICE_WAITS_THROUGH_LAST_DAY = True
# §7: a document is shown while its own coverage is in force, also when a newer one overlaps it.
SHOWN_UNDER_OVERLAPPED_COVERAGE = True

# ---------------------------------------------------------------------------------------------
# Fixed law dates (§1)
# ---------------------------------------------------------------------------------------------

AGE_BORDER_18_FROM = date(2022, 4, 1)  # F-21
CONTINUED_USE_ABROAD_FROM = date(2024, 5, 27)  # F-38
NEW_SYSTEM_FROM = date(2024, 12, 2)  # R-152
FORMER_CERTIFICATE_MAX = date(2025, 12, 1)  # R-150
LATE_STAGE_FOR_ALL_TO = date(2026, 7, 31)  # F-48
LATE_STAGE_85_BORN_TO = date(1941, 8, 1)  # F-48

TEXT_EXPIRES_SOON = [  # R-067
    "証明書の有効期限が3カ月以内となっています。市区町村の窓口で更新手続きをお願いします。",
]
TEXT_ELIGIBILITY_ONLY = [  # R-070, R-071
    "電子証明書の有効期限が切れているため、資格情報のみ当機関に提供します。",
    "お早めに市区町村の窓口で電子証明書を更新してください。",
]
TEXT_STOPPED = [  # R-076, R-077, R-078
    "電子証明書が失効しています。",
    "マイナンバーカードを取り出し、受付窓口までお越しください。",
    "証明書の更新は、市区町村の窓口で手続きが必要です。",
]

CERTIFICATE = "eligibility_certificate"
NOTICE = "eligibility_notice"
ELDERLY = "elderly_recipient_certificate"
FORMER = "former_insurance_certificate"
KINDS = [CERTIFICATE, NOTICE, ELDERLY, FORMER]

# ---------------------------------------------------------------------------------------------
# Days
# ---------------------------------------------------------------------------------------------


def days(n):
    return timedelta(days=n)


def end_of_month(day):
    return day.replace(day=monthrange(day.year, day.month)[1])


def first_of_month(day):
    return day.replace(day=1)


def add_months(day, months):
    """The same day of another month, clamped to the month's end (rules 4.1)."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month0 + 1, min(day.day, monthrange(year, month0 + 1)[1]))


def end_of_third_month_after(day):
    """grace_end of rules 4.1: the last day of month(day) + 3 (F-07)."""
    return end_of_month(add_months(first_of_month(day), 3))


def birthday_in(year, born_on):
    """F-23: 29 February is 28 February in every year."""
    if (born_on.month, born_on.day) == (2, 29):
        return date(year, 2, 28)
    return date(year, born_on.month, born_on.day)


def nth_birthday_after(issued_on, born_on, n):
    """The n-th birthday strictly after the day of issue (F-01, F-02)."""
    year = max(issued_on.year, born_on.year + 1)
    while birthday_in(year, born_on) <= issued_on:
        year += 1
    return birthday_in(year + n - 1, born_on)


def attained_on(born_on, age):
    """§6: the day before the birthday; born on 29 February: on 28 February in every year (F-70)."""
    if (born_on.month, born_on.day) == (2, 29):
        return date(born_on.year + age, 2, 28)
    return date(born_on.year + age, born_on.month, born_on.day) - days(1)


def elderly_from(born_on):
    """The first of the month after the month in which 70 is attained (F-69)."""
    return add_months(first_of_month(attained_on(born_on, 70)), 1)


def late_stage_from(born_on):
    """The day after 75 is attained (F-73)."""
    return attained_on(born_on, 75) + days(1)


def preschool_to(born_on):
    """The first 31 March on or after the day 6 is attained (F-69)."""
    six = attained_on(born_on, 6)
    march = date(six.year, 3, 31)
    return march if six <= march else date(six.year + 1, 3, 31)


def is_late_stage_number(insurer_number):
    """§6: 8 digits beginning 39."""
    return len(insurer_number) == 8 and insurer_number.startswith("39")


# ---------------------------------------------------------------------------------------------
# Facts. Compared by identity: two equal coverages are still two coverages.
# ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Coverage:
    insurer_number: str
    acquired_on: date
    lost_on: date | None
    income_tier: str
    income_tiers: tuple  # of (from, tier), in the order of the list
    voluntary_continuation: bool

    @property
    def late_stage(self):
        return is_late_stage_number(self.insurer_number)


@dataclass(frozen=True, eq=False)
class Card:
    application_received_on: date
    issued_on: date
    handed_over_on: date
    printed_valid_to: date | None
    pinless: bool
    lost_on: date | None
    suspended_on: date | None
    released_on: date | None
    returned_on: date | None
    revoked_on: date | None


@dataclass(frozen=True, eq=False)
class DigitalCertificate:
    issued_on: date
    read_valid_to: date | None
    revoked_on: date | None


@dataclass(frozen=True, eq=False)
class Registration:
    registered_on: date
    cancel_requested_on: date | None


@dataclass(frozen=True, eq=False)
class Relocation:
    planned_departure_on: date
    moved_in_on: date | None
    reported_on: date | None
    continued_use_on: date | None


@dataclass(frozen=True, eq=False)
class Departure:
    planned_on: date
    continued_use_on: date | None


@dataclass(frozen=True, eq=False)
class Document:
    kind: str
    issued_on: date
    valid_from: date
    valid_to: date | None
    insurer_number: str | None
    lost_on: date | None
    returned_on: date | None


@dataclass(frozen=True, eq=False)
class Application:
    kind: str
    received_on: date
    reason: str


@dataclass(frozen=True, eq=False)
class Facts:
    day: date | None  # the day these facts are known on; None: everything is known
    id: str
    born_on: date
    stay_until: date | None
    smartphone: bool
    needs_assistance: bool
    blocked_without_dates: bool
    blocks: tuple  # of (from, to or None)
    coverages: tuple
    cards: tuple
    certificates: tuple
    registrations: tuple
    relocations: tuple
    departures: tuple
    documents: tuple
    applications: tuple


def read_day(value):
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise ValueError(value)
    return date(int(value[:4]), int(value[5:7]), int(value[8:]))


def read_facts(dossier):
    def day(item, field):
        return read_day(item[field]) if field in item else None

    coverages = tuple(
        Coverage(
            c["insurer_number"],
            day(c, "acquired_on"),
            day(c, "lost_on"),
            c.get("income_tier", "ordinary"),  # §1: the default
            tuple((day(t, "from"), t["tier"]) for t in c.get("income_tiers", [])),
            c.get("voluntary_continuation", False),
        )
        for c in dossier.get("coverages", [])
    )
    cards = tuple(
        Card(
            day(c, "application_received_on"),
            day(c, "issued_on"),
            day(c, "handed_over_on") or day(c, "issued_on"),  # Dossier: default issued_on
            day(c, "valid_to"),
            c.get("pinless", False),
            *(day(c, f) for f in ("lost_on", "suspended_on", "released_on", "returned_on", "revoked_on")),
        )
        for c in dossier.get("cards", [])
    )
    certificates = tuple(
        DigitalCertificate(day(c, "issued_on"), day(c, "valid_to"), day(c, "revoked_on"))
        for c in dossier.get("digital_certificates", [])
    )
    registrations = tuple(
        Registration(day(r, "registered_on"), day(r, "cancel_requested_on"))
        for r in dossier.get("registrations", [])
    )
    relocations = tuple(
        Relocation(*(day(r, f) for f in ("planned_departure_on", "moved_in_on", "reported_on", "continued_use_on")))
        for r in dossier.get("relocations", [])
    )
    departures = tuple(
        Departure(day(d, "planned_on"), day(d, "continued_use_on")) for d in dossier.get("departures_abroad", [])
    )
    documents = tuple(
        Document(
            d["kind"],
            day(d, "issued_on"),
            day(d, "valid_from"),
            day(d, "valid_to"),
            d.get("insurer_number"),
            day(d, "lost_on"),
            day(d, "returned_on"),
        )
        for d in dossier.get("documents", [])
    )
    applications = tuple(
        Application(a["for"], day(a, "received_on"), a["reason"]) for a in dossier.get("applications", [])
    )
    return Facts(
        None,
        dossier.get("id"),
        day(dossier, "born_on"),
        day(dossier, "stay_until"),
        dossier.get("smartphone", True),
        dossier.get("needs_assistance", False),
        dossier.get("self_information_blocked", False),
        tuple((day(b, "from"), day(b, "to")) for b in dossier.get("self_information_blocks", [])),
        coverages,
        cards,
        certificates,
        registrations,
        relocations,
        departures,
        documents,
        applications,
    )


def known_on(facts, day):
    """§1: an event dated after the day asked has not happened and changes nothing.

    Known beforehand: planned_departure_on, planned_on, stay_until, a document's valid_from/valid_to.
    A card issued but not yet handed over is kept; see `current_card`.
    """

    def come(item, *fields):
        gone = {f: None for f in fields if getattr(item, f) is not None and getattr(item, f) > day}
        return replace(item, **gone) if gone else item

    return replace(
        facts,
        day=day,
        blocks=tuple(b for b in facts.blocks if b[0] <= day),
        coverages=tuple(
            replace(come(c, "lost_on"), income_tiers=tuple(t for t in c.income_tiers if t[0] <= day))
            for c in facts.coverages
            if c.acquired_on <= day
        ),
        cards=tuple(
            come(c, "lost_on", "suspended_on", "released_on", "returned_on", "revoked_on")
            for c in facts.cards
            if c.issued_on <= day
        ),
        certificates=tuple(come(c, "revoked_on") for c in facts.certificates if c.issued_on <= day),
        registrations=tuple(come(r, "cancel_requested_on") for r in facts.registrations if r.registered_on <= day),
        relocations=tuple(come(r, "moved_in_on", "reported_on", "continued_use_on") for r in facts.relocations),
        departures=tuple(come(d, "continued_use_on") for d in facts.departures),
        documents=tuple(come(d, "lost_on", "returned_on") for d in facts.documents if d.issued_on <= day),
        applications=tuple(a for a in facts.applications if a.received_on <= day),
    )


def newest(items, field):
    """§1: between equal dates the later in the list wins."""
    best = None
    for item in items:
        if best is None or getattr(item, field) >= getattr(best, field):
            best = item
    return best


# ---------------------------------------------------------------------------------------------
# §3 card
# ---------------------------------------------------------------------------------------------


def current_card(facts, day):
    """§3: the newest handed over on or before the day; older ones are replaced."""
    return newest([c for c in facts.cards if c.handed_over_on <= day], "handed_over_on")


def card_valid_to(facts, card):
    # §3: valid_to where given is taken as it is.
    if card.printed_valid_to is not None:
        return card.printed_valid_to
    # F-21: the age border is judged on the day the application was received; the birthday itself
    # already counts (G-12 to G-17).
    border = 18 if card.application_received_on >= AGE_BORDER_18_FROM else 20
    adult = card.application_received_on >= birthday_in(facts.born_on.year + border, facts.born_on)
    valid_to = nth_birthday_after(card.issued_on, facts.born_on, 10 if adult else 5)
    # F-25: capped by the period of stay.
    if facts.stay_until is not None:
        valid_to = min(valid_to, facts.stay_until)
    return valid_to


def report_by(relocation):
    """§3: planned_departure_on + 30, or moved_in_on + 14 if that is earlier and has come."""
    by = relocation.planned_departure_on + days(30)
    if relocation.moved_in_on is not None:
        by = min(by, relocation.moved_in_on + days(14))
    return by


def continue_by(relocation):
    """§3: reported_on + 90, once reported."""
    return relocation.reported_on + days(90) if relocation.reported_on is not None else None


def lapse_abroad_on(k, card):
    """§3: the day the card lapsed for going abroad, if that has come (R-176, R-177, F-38)."""
    lapses = []
    for departure in k.departures:
        p = departure.planned_on
        if p > k.day or not card.issued_on < p:
            continue
        kept = (
            departure.continued_use_on is not None
            and departure.continued_use_on <= p - days(1)
            and p >= CONTINUED_USE_ABROAD_FROM
            and k.stay_until is None
        )
        if not kept:
            lapses.append(p)
    return min(lapses, default=None)


def lapse_by_relocation_on(k, card):
    """§3: the day the card lapsed for moving, if that has come (R-171, R-172, F-33, F-34)."""
    lapses = []
    order = sorted(k.relocations, key=lambda r: r.planned_departure_on)  # stable: list order between equals
    for i, r in enumerate(order):
        if r.reported_on is None or r.reported_on > report_by(r):
            # Not reported by then: from the day after report_by.
            lapse = report_by(r) + days(1)
        else:
            ends = []
            # Continued use not done by then: from the day after continue_by.
            if r.continued_use_on is None or r.continued_use_on > continue_by(r):
                ends.append(continue_by(r) + days(1))
            # From the day of the next move, if that comes before continued use.
            next_moves = [later.moved_in_on for later in order[i + 1 :] if later.moved_in_on is not None]
            if next_moves and (r.continued_use_on is None or min(next_moves) < r.continued_use_on):
                ends.append(min(next_moves))
            if not ends:
                continue
            lapse = min(ends)
        if lapse > k.day:
            continue
        # For cards issued before the lapse and before reported_on.
        if card.issued_on < lapse and (r.reported_on is None or card.issued_on < r.reported_on):
            lapses.append(lapse)
    return min(lapses, default=None)


def card_state(k):
    """§3: the first that holds."""
    card = current_card(k, k.day)
    if card is None:
        return "none"
    if card.returned_on is not None:
        return "returned"
    if card.revoked_on is not None:
        return "revoked"
    if lapse_abroad_on(k, card) is not None:
        return "lapsed_abroad"
    if lapse_by_relocation_on(k, card) is not None:
        return "lapsed_by_relocation"
    if card.lost_on is not None and not (card.released_on is not None and card.released_on >= card.lost_on):
        return "lost"
    if card.suspended_on is not None and not (
        card.released_on is not None and card.released_on >= card.suspended_on
    ):
        return "suspended"
    if k.day > card_valid_to(k, card):
        return "expired"
    return "usable"


def card_within_three_months(k):
    """§5: the card is `expired` for no longer than to the end of the third month after (F-10)."""
    card = current_card(k, k.day)
    return card_state(k) == "expired" and k.day <= end_of_third_month_after(card_valid_to(k, card))


# ---------------------------------------------------------------------------------------------
# §4 digital certificate
# ---------------------------------------------------------------------------------------------


def card_of_certificate(facts, certificate):
    """§4: the newest card issued on or before the certificate's own issued_on."""
    return newest([c for c in facts.cards if c.issued_on <= certificate.issued_on], "issued_on")


def certificate_valid_to(facts, certificate):
    # Dossier: as read from the certificate; overrides.
    if certificate.read_valid_to is not None:
        return certificate.read_valid_to
    index = next(i for i, c in enumerate(facts.certificates) if c is certificate)
    n = 5
    if index > 0:
        old = facts.certificates[index - 1]
        old_valid_to = certificate_valid_to(facts, old)
        # §4: old − 3 months < issued_on ≤ old valid_to, and the preceding one was not revoked before
        # (G-06 to G-09).
        in_window = add_months(old_valid_to, -3) < certificate.issued_on <= old_valid_to
        revoked_before = old.revoked_on is not None and old.revoked_on < certificate.issued_on
        if in_window and not revoked_before:
            n = 6
    birthday = nth_birthday_after(certificate.issued_on, facts.born_on, n)
    return min(birthday, card_valid_to(facts, card_of_certificate(facts, certificate)))  # F-01 (b)


def certificate_dates(facts, certificate):
    valid_to = certificate_valid_to(facts, certificate)
    return {
        "valid_to": valid_to,
        "notice_from": add_months(valid_to, -3),  # 4.1 alert_start
        "renewable_from": add_months(valid_to, -3) + days(1),  # 4.1 renew_start
        "usable_to": end_of_third_month_after(valid_to),  # 4.1 grace_end
    }


def current_certificate(facts, day):
    """§4: the newest belonging to the current card."""
    card = current_card(facts, day)
    if card is None:
        return None
    own = [c for c in facts.certificates if c.issued_on <= day and card_of_certificate(facts, c) is card]
    return newest(own, "issued_on")


def phase(k):
    """§4: the phase speaks of the certificate alone."""
    certificate = current_certificate(k, k.day)
    if certificate is None:
        return "none"
    if certificate.revoked_on is not None:
        return "revoked"
    d = certificate_dates(k, certificate)
    if k.day < d["notice_from"]:
        return "quiet"
    if k.day <= d["valid_to"]:
        return "expires_soon"
    if k.day <= d["usable_to"]:
        return "eligibility_only"
    return "stopped"


# ---------------------------------------------------------------------------------------------
# §5 registration, card_use, reader
# ---------------------------------------------------------------------------------------------


def current_registration(k):
    """§5: the newest made by the day."""
    return newest(k.registrations, "registered_on")


def cancellation_last_day(registration):
    """§5: to the end of the month after cancel_requested_on (F-66, G-47, G-48)."""
    if registration.cancel_requested_on is None:
        return None
    return end_of_month(add_months(first_of_month(registration.cancel_requested_on), 1))


def lapse_last_day(k, registration):
    """§5: follow the certificates from the one current on registered_on; each next one, on whatever card,
    must be issued on or before the usable_to of the one before (F-12, F-13)."""
    at = current_certificate(k, registration.registered_on)
    if at is None:
        # Not settled: registered while the card in hand had none. The newest issued by then stands in.
        at = newest([c for c in k.certificates if c.issued_on <= registration.registered_on], "issued_on")
    index = next(i for i, c in enumerate(k.certificates) if c is at)
    usable_to = certificate_dates(k, at)["usable_to"]
    for following in k.certificates[index + 1 :]:
        if following.issued_on > usable_to:
            break
        usable_to = certificate_dates(k, following)["usable_to"]
    return usable_to


def cancellation_is_first_end(k):
    """§5: the first end wins; on the same day it is `cancelled`."""
    registration = current_registration(k)
    if registration is None or registration.cancel_requested_on is None:
        return False
    return cancellation_last_day(registration) <= lapse_last_day(k, registration)


def registration_end(k):
    """The earlier end of the current registration, as far as the facts of the day say."""
    registration = current_registration(k)
    if cancellation_is_first_end(k):
        return cancellation_last_day(registration)
    return lapse_last_day(k, registration)


def registration_state(k):
    if current_registration(k) is None:
        return "none"
    if k.day <= registration_end(k):
        return "registered"
    return "cancelled" if cancellation_is_first_end(k) else "lapsed"


def registration_of(k):
    state = registration_state(k)
    out = {"state": state}
    registration = current_registration(k)
    if registration is not None and (
        state in ("cancelled", "lapsed")
        or registration.cancel_requested_on is not None
        or phase(k) == "eligibility_only"
    ):
        out["last_day"] = registration_end(k)
    return out


def blocked(k):
    """Dossier: self_information_blocked is short for a block without dates; §1: both ends count."""
    return k.blocked_without_dates or any(f <= k.day and (t is None or k.day <= t) for f, t in k.blocks)


def card_use(k):
    registered = registration_state(k) == "registered"
    if blocked(k) or not registered:
        return "nothing"
    if card_state(k) == "usable" and phase(k) in ("quiet", "expires_soon"):
        return "everything"
    if (card_state(k) == "usable" or card_within_three_months(k)) and phase(k) in (
        "quiet",
        "expires_soon",
        "eligibility_only",
    ):
        return "eligibility_only"
    return "nothing"


def reader(k):
    """§5: what a reader shows if this card is laid on it; the first row that holds."""
    state, p = card_state(k), phase(k)
    if state in ("none", "lost", "returned"):
        row = (0, [], False)
    elif (
        state in ("suspended", "revoked", "lapsed_abroad", "lapsed_by_relocation")
        or (state == "expired" and not card_within_three_months(k))
        or p in ("none", "revoked", "stopped")
    ):
        row = (3, TEXT_STOPPED, False)
    elif p == "eligibility_only" or state == "expired":
        row = (2, TEXT_ELIGIBILITY_ONLY, True)
    elif p == "expires_soon":
        row = (1, TEXT_EXPIRES_SOON, True)
    else:
        row = (0, [], True)
    return {"phase": row[0], "texts": list(row[1]), "may_continue": row[2] and not blocked(k)}  # F-49


# ---------------------------------------------------------------------------------------------
# §6 coverage
# ---------------------------------------------------------------------------------------------


def coverage_last_day_by_law(facts, coverage):
    ends = []
    if not coverage.late_stage:
        ends.append(late_stage_from(facts.born_on) - days(1))  # F-73
    if coverage.voluntary_continuation:
        ends.append(add_months(coverage.acquired_on, 24) - days(1))  # F-41
    return min(ends, default=None)


def in_force(facts, coverage, day):
    """§6: from acquired_on to the day before lost_on (F-94), or to its end by law."""
    if day < coverage.acquired_on:
        return False
    if coverage.lost_on is not None and day >= coverage.lost_on:
        return False
    by_law = coverage_last_day_by_law(facts, coverage)
    return by_law is None or day <= by_law


def coverage_on(k, day):
    """§6: several in force: the newest acquired_on."""
    return newest([c for c in k.coverages if in_force(k, c, day)], "acquired_on")


def income_tier(coverage):
    """The tier of the newest `from` that has come; before any, the tier without dates."""
    tier, since = coverage.income_tier, None
    for start, name in coverage.income_tiers:  # later ones are already left out by known_on
        if since is None or start >= since:
            tier, since = name, start
    return tier


def share_tenths(k, coverage):
    tier = income_tier(coverage)
    if coverage.late_stage:
        return {"ordinary": 1, "certain_level": 2, "active_level": 3}[tier]
    if k.day <= preschool_to(k.born_on):
        return 2
    if k.day >= elderly_from(k.born_on):
        return 3 if tier == "active_level" else 2
    return 3


def coverage_of(k):
    coverage = coverage_on(k, k.day)
    if coverage is None:
        return {"state": "lost" if k.coverages else "none"}
    return {
        "state": "covered",
        "insurer_number": coverage.insurer_number,
        "share_tenths": share_tenths(k, coverage),
    }


# ---------------------------------------------------------------------------------------------
# §7 documents
# ---------------------------------------------------------------------------------------------


def coverage_of_document(k, document):
    """§7: the coverage in force on the later of issued_on and valid_from; insurer_number decides."""
    day = max(document.issued_on, document.valid_from)
    if document.insurer_number is None:
        return coverage_on(k, day)
    same = [c for c in k.coverages if c.insurer_number == document.insurer_number]
    there = [c for c in same if in_force(k, c, day)]
    before = [c for c in same if c.acquired_on <= day]
    return newest(there or before or same, "acquired_on")


def printed_valid_to(document):
    """§7: a former certificate is valid at most to 2025-12-01 (R-109, R-150)."""
    if document.kind == FORMER:
        return min(document.valid_to or FORMER_CERTIFICATE_MAX, FORMER_CERTIFICATE_MAX)
    return document.valid_to


def is_shown(k, document):
    coverage = coverage_of_document(k, document)
    if coverage is None or not in_force(k, coverage, k.day):
        return False
    if not SHOWN_UNDER_OVERLAPPED_COVERAGE and coverage is not coverage_on(k, k.day):
        return False
    valid_to = printed_valid_to(document)
    return (
        document.valid_from <= k.day
        and (valid_to is None or k.day <= valid_to)
        and document.lost_on is None
        and document.returned_on is None
    )


def any_shown(k, kind):
    return any(d.kind == kind and is_shown(k, d) for d in k.documents)


def document_end(k, document):
    """§7: its end, for `due` only."""
    coverage = coverage_of_document(k, document)
    ends = [printed_valid_to(document)]
    if coverage is not None:
        if not coverage.late_stage and document.valid_from < elderly_from(k.born_on):
            ends.append(elderly_from(k.born_on) - days(1))
        ends.append(coverage_last_day_by_law(k, coverage))
    return min((e for e in ends if e is not None), default=None)


# ---------------------------------------------------------------------------------------------
# §8 means, fallback, carry
# ---------------------------------------------------------------------------------------------


def means(k):
    if coverage_on(k, k.day) is None:
        return []
    out = []
    if card_use(k) != "nothing":
        out.append("my_number_card")
    if any_shown(k, CERTIFICATE):
        out.append("eligibility_certificate")
    if any_shown(k, FORMER):
        out.append("former_insurance_certificate")
    return out


def reaches_portal(k):
    card = current_card(k, k.day)
    return card_use(k) == "everything" and k.smartphone and not card.pinless


def fallback(k):
    if coverage_on(k, k.day) is None:
        return []
    out = []
    if reaches_portal(k):
        out.append("card_and_portal_screen")
    if card_use(k) != "nothing" and any_shown(k, NOTICE):
        out.append("card_and_notice")
    if card_use(k) != "nothing":
        out.append("card_and_statement")
    if any_shown(k, CERTIFICATE):
        out.append("eligibility_certificate")
    return out


def carry(k):
    if coverage_on(k, k.day) is None:
        return "none"
    if not (card_state(k) == "usable" or card_within_three_months(k)):
        return "none"
    if blocked(k) or registration_state(k) == "cancelled":
        return "none"
    if registration_state(k) != "registered":
        return "register_first"
    if reaches_portal(k):
        return "download_to_smartphone"
    if card_use(k) != "nothing":
        return "carry_notice"
    return "none"


# ---------------------------------------------------------------------------------------------
# §9 due
# ---------------------------------------------------------------------------------------------


@dataclass
class Entry:
    issue_from: date | None
    in_hand_by: date | None
    how: str
    because: list


@dataclass
class Reason:
    """A row of the table of reasons: its own dates, used unless the need was there at the start."""

    need_from: date | None  # None: the start
    issue_from: date | None
    in_hand_by: date | None
    ids: list
    by_f48: bool = False


APPLICATION_IDS = {
    "lost_card": ["R-105", "R-107"],
    "renewing_card": ["R-105", "R-107"],
    "needs_assistance": ["R-036", "R-106"],
    "returned_card": ["R-102", "F-46"],
    "lost_document": ["R-117"],
    "other": ["R-106", "R-116"],
}


def documents_of(k, coverage, kind):
    return [d for d in k.documents if d.kind == kind and coverage_of_document(k, d) is coverage]


def former_end(k, coverage):
    """§9, §11: the former certificate's valid_to, at most 2025-12-01."""
    former = newest(documents_of(k, coverage, FORMER), "issued_on")
    return printed_valid_to(former) if former is not None else FORMER_CERTIFICATE_MAX


def start_of(k, coverage):
    if coverage.acquired_on >= NEW_SYSTEM_FROM:
        return coverage.acquired_on
    return former_end(k, coverage) + days(1)


def bulk_issue_from(k, coverage):
    """§11: 1st of the second month before the former certificate's end (R-153)."""
    return add_months(first_of_month(former_end(k, coverage)), -2)


def next_list(day):
    """1st and end of the month after the day (F-46, F-51)."""
    first = add_months(first_of_month(day), 1)
    return first, end_of_month(first)


def unusable_since(k):
    """Row "card revoked or lapsed; certificate revoked, or none on the current card": the first such day."""
    card = current_card(k, k.day)
    certificate = current_certificate(k, k.day)
    since = [card.revoked_on, lapse_abroad_on(k, card), lapse_by_relocation_on(k, card)]
    since.append(card.handed_over_on if certificate is None else certificate.revoked_on)
    return min((s for s in since if s is not None), default=None)


def reason_for_certificate(k, coverage):
    """§9: the reason is the first row that holds."""
    if blocked(k):
        return Reason(None, None, None, ["R-103", "F-49"])
    if coverage.late_stage and (k.day <= LATE_STAGE_FOR_ALL_TO or k.born_on <= LATE_STAGE_85_BORN_TO):
        return Reason(None, None, None, ["F-48"], by_f48=True)
    state = card_state(k)
    if state == "none":
        return Reason(None, None, None, ["R-098"])
    if state == "returned":
        returned_on = current_card(k, k.day).returned_on
        return Reason(returned_on, *next_list(returned_on), ["R-102", "F-46"])
    since = unusable_since(k)
    if since is not None:
        return Reason(since, *next_list(since), ["R-035", "F-51"])
    registration = current_registration(k)
    if registration is None:
        return Reason(None, None, None, ["R-099"])
    last_day = registration_end(k)
    if cancellation_is_first_end(k):
        return Reason(
            last_day + days(1), registration.cancel_requested_on, last_day, ["R-100", "F-66", "G-47"]
        )
    if phase(k) in ("eligibility_only", "stopped") or registration_state(k) == "lapsed":
        return Reason(
            last_day + days(1), first_of_month(last_day), last_day, ["R-101", "R-080", "D-11", "F-51", "G-45"]
        )
    return None


def goes_beyond(k, coverage, reason, end):
    """§9: the coverage and (後期) F-48 go beyond the document's end."""
    by_law = coverage_last_day_by_law(k, coverage)
    if by_law is not None and by_law <= end:
        return False
    if reason is not None and reason.by_f48:
        return k.born_on <= LATE_STAGE_85_BORN_TO or end < LATE_STAGE_FOR_ALL_TO
    return True


def longest_end(k, documents):
    """The end of the document that lasts longest; date.max where one has no end."""
    return max(document_end(k, d) or date.max for d in documents)


def certificate_by_table(k, coverage):
    """§9: (entry, whether it is a first round). None: nothing by the table or everything fulfilled for good."""
    reason = reason_for_certificate(k, coverage)
    ever = documents_of(k, coverage, CERTIFICATE)
    held = [d for d in ever if d.returned_on is None]  # a lost one counts as issued (R-117)
    if reason is None:
        # Needs assistance, holds a working card, has had one of this coverage (R-104, F-45).
        if not (k.needs_assistance and card_use(k) != "nothing" and ever):
            return None
        end = longest_end(k, held) if held else document_end(k, newest(ever, "issued_on")) or date.max
        if end == date.max or not goes_beyond(k, coverage, None, end):
            return None
        return Entry(first_of_month(end), end, "ex_officio", ["R-104", "F-45"]), False

    start = start_of(k, coverage)
    if reason.need_from is None or reason.need_from <= start:
        # Held at the start.
        if coverage.acquired_on >= NEW_SYSTEM_FROM:
            entry = Entry(coverage.acquired_on, coverage.acquired_on, "on_enrolment", ["R-152"] + reason.ids)
        else:
            entry = Entry(
                bulk_issue_from(k, coverage), former_end(k, coverage), "ex_officio", ["R-153", "R-108"] + reason.ids
            )
    else:
        entry = Entry(reason.issue_from, reason.in_hand_by, "ex_officio", list(reason.ids))

    if not held or longest_end(k, held) < entry.in_hand_by:
        return entry, True
    # Fulfilled; the document starts the next round.
    end = longest_end(k, held)
    if end == date.max or not goes_beyond(k, coverage, reason, end):
        return None
    ids = ["R-108"] + reason.ids
    if not coverage.late_stage and end == elderly_from(k.born_on) - days(1):
        ids.append("F-41")
    return Entry(first_of_month(end), end, "ex_officio", ids), False


def open_applications(k, coverage, kind):
    """§9: applications of the coverage that wait for a document of this kind."""
    if any_shown(k, FORMER):
        return []  # P-8: while a former certificate is shown, applications wait
    out = []
    for a in k.applications:
        wanted = a.kind
        if wanted == FORMER:  # R-152
            wanted = NOTICE if card_use(k) != "nothing" else CERTIFICATE
        if wanted != kind or coverage_on(k, a.received_on) is not coverage:
            continue
        if any(d.issued_on >= a.received_on for d in documents_of(k, coverage, kind)):
            continue
        out.append(a)
    return out


def merge_applications(k, coverage, table, first_round, applications, ids_of):
    """§9: one entry from that of the table (or None) and the open applications; None if nothing is listed."""
    listed = table is not None and (table.issue_from is None or table.issue_from <= k.day)
    if not applications:
        return table if listed else None
    taken = listed or (table is not None and first_round and APPLICATION_TAKES_ROW_NOT_YET_LISTED)
    issue_from = min(a.received_on for a in applications)
    in_hand_by = None
    because = []
    if taken:
        issue_from = min(issue_from, table.issue_from or issue_from)
        in_hand_by = table.in_hand_by
        because = list(table.because)
    for a in applications:
        because += [i for i in ids_of(a) if i not in because]
    return Entry(max(issue_from, coverage.acquired_on), in_hand_by, "on_application", because)


def due_certificate(k, coverage):
    table, first_round = certificate_by_table(k, coverage) or (None, False)
    if table is not None:
        table.issue_from = max(table.issue_from, coverage.acquired_on)  # never before acquired_on
    return merge_applications(
        k,
        coverage,
        table,
        first_round,
        open_applications(k, coverage, CERTIFICATE),
        lambda a: APPLICATION_IDS[a.reason] + (["R-152"] if a.kind == FORMER else []),
    )


def notice_by_table(k, coverage):
    """§9, table of 資格情報のお知らせ: (entry, whether it is a first one), or None."""
    registration = current_registration(k)
    issued = documents_of(k, coverage, NOTICE)  # a lost notice counts as issued
    start = start_of(k, coverage)
    if not issued:
        if coverage.acquired_on >= NEW_SYSTEM_FROM and registration.registered_on <= coverage.acquired_on:
            return Entry(coverage.acquired_on, None, "on_enrolment", ["R-152"]), True
        if (
            coverage.acquired_on < NEW_SYSTEM_FROM
            and registration.registered_on < start
            and not documents_of(k, coverage, CERTIFICATE)
        ):
            entry = Entry(bulk_issue_from(k, coverage), former_end(k, coverage), "ex_officio", ["R-153"])
            entry.issue_from = max(entry.issue_from, coverage.acquired_on)
            return entry, True
        if k.day >= start:
            return Entry(None, None, "ex_officio", ["R-134"]), True
        return None
    end = longest_end(k, issued)
    by_law = coverage_last_day_by_law(k, coverage)
    if end == date.max or (by_law is not None and end >= by_law):
        return None  # none if it is also the coverage's end by law
    issue_from = max(first_of_month(end), coverage.acquired_on)
    return Entry(issue_from, end, "ex_officio", ["R-134", "R-139"]), False


def due_notice(k, coverage, certificate_due):
    if registration_state(k) != "registered" or blocked(k):
        return None
    if phase(k) not in ("quiet", "expires_soon", "eligibility_only"):
        return None
    if not (card_state(k) in ("usable", "lost", "suspended") or card_within_three_months(k)):
        return None
    # Not while a 資格確認書 is due, or one issued, not returned, has not reached its end (R-134).
    if certificate_due:
        return None
    for d in documents_of(k, coverage, CERTIFICATE):
        if d.returned_on is None:
            end = document_end(k, d)
            if end is None or k.day < end or (k.day == end and NOTICE_WAITS_THROUGH_LAST_DAY):
                return None
    table, first_round = notice_by_table(k, coverage) or (None, False)
    return merge_applications(
        k,
        coverage,
        table,
        first_round,
        open_applications(k, coverage, NOTICE),
        lambda a: ["R-145", "R-152"] if a.kind == FORMER else ["R-145"],
    )


def due_elderly(k, coverage):
    """§9: only on open application, as the share is printed (D-14, F-43)."""
    return merge_applications(k, coverage, None, False, open_applications(k, coverage, ELDERLY), lambda a: [])


def due(k):
    coverage = coverage_on(k, k.day)
    if coverage is None or k.day < NEW_SYSTEM_FROM:
        return []
    certificate = due_certificate(k, coverage)
    entries = [
        (CERTIFICATE, certificate),
        (NOTICE, due_notice(k, coverage, certificate is not None)),
        (ELDERLY, due_elderly(k, coverage)),
    ]
    out = []
    for kind, entry in entries:
        if entry is None:
            continue
        item = {"document": kind}
        if entry.issue_from is not None:
            item["issue_from"] = entry.issue_from
        if entry.in_hand_by is not None:
            item["in_hand_by"] = entry.in_hand_by
        item["how"] = entry.how
        item["because"] = entry.because
        out.append(item)
    return out


# ---------------------------------------------------------------------------------------------
# §10 todo, and advice, give_back, relocation
# ---------------------------------------------------------------------------------------------


def todo(k):
    if blocked(k) or card_state(k) == "returned" or registration_state(k) == "cancelled":
        return []  # R-045, G-52
    out = []
    p = phase(k)
    if card_state(k) != "usable":
        out.append("get_card")
    else:
        certificate = current_certificate(k, k.day)
        wanted = p in ("none", "revoked", "eligibility_only", "stopped")
        if p == "expires_soon":
            wanted = k.day >= certificate_dates(k, certificate)["renewable_from"]  # D-05
        if wanted:
            ends_with_card = (
                p not in ("none", "revoked")
                and certificate_valid_to(k, certificate) >= card_valid_to(k, current_card(k, k.day))
            )
            out.append("get_card" if ends_with_card else "renew_digital_certificate")
    if registration_state(k) != "registered":
        out.append("register")
    return out


def advice(k, due_list):
    covered = coverage_on(k, k.day) is not None
    certificate_due = any(e["document"] == CERTIFICATE for e in due_list)
    return ["apply_for_eligibility_certificate"] if covered and not means(k) and not certificate_due else []


def coverage_ended_on(k, coverage):
    """The first day not covered any more, reported or by law, once it has come."""
    by_law = coverage_last_day_by_law(k, coverage)
    ends = [end for end in (coverage.lost_on, None if by_law is None else by_law + days(1)) if end is not None]
    return min((end for end in ends if end <= k.day), default=None)


def collected_by(coverage):
    """R-113, R-114: through the employer where there are workplaces, which National Health Insurance
    societies (third digit 3, F-79) have and municipalities and the late-stage system do not."""
    number = coverage.insurer_number
    workplaces = number[2] == "3" if len(number) == 6 else number[:2] not in ("39", "67")
    return "employer" if workplaces and not coverage.voluntary_continuation else "insurer"


def give_back(k):
    """R-113 to R-115; one entry per kind. A paper to be sent back goes before one to be destroyed."""
    out = []
    for kind in (CERTIFICATE, ELDERLY, FORMER):
        held = [d for d in k.documents if d.kind == kind and d.lost_on is None and d.returned_on is None]
        send, destroy = [], []
        for d in held:
            coverage = coverage_of_document(k, d)
            ended = None if coverage is None else coverage_ended_on(k, coverage)
            if ended is not None:
                send.append((ended + days(5), collected_by(coverage)))  # G-67, D-36
            elif printed_valid_to(d) is not None and k.day > printed_valid_to(d):
                destroy.append(d)
        if send:
            by, to = min(send, key=lambda it: it[0])
            out.append({"document": kind, "by": by, "to": to})
        elif destroy:
            out.append({"document": kind, "to": "nobody"})  # R-115
    return out


def relocation_of(k):
    """§3: of the relocation with the latest planned_departure_on, come or not."""
    relocation = newest(k.relocations, "planned_departure_on")
    if relocation is None:
        return None
    out = {"report_by": report_by(relocation)}
    if continue_by(relocation) is not None:
        out["continue_by"] = continue_by(relocation)
    return out


# ---------------------------------------------------------------------------------------------
# The standing
# ---------------------------------------------------------------------------------------------


def standing_on(facts, day):
    """Everything but next_change_on, with dates as dates."""
    k = known_on(facts, day)
    card = current_card(k, day)
    certificate = current_certificate(k, day)
    out = {"id": facts.id, "on": day}
    out["card"] = {"state": card_state(k)}
    if card is not None:
        out["card"]["valid_to"] = card_valid_to(k, card)
    out["digital_certificate"] = {"phase": phase(k)}
    if certificate is not None:
        out["digital_certificate"].update(certificate_dates(k, certificate))
    out["registration"] = registration_of(k)
    out["card_use"] = card_use(k)
    out["coverage"] = coverage_of(k)
    out["elderly_from"] = elderly_from(k.born_on)
    out["late_stage_from"] = late_stage_from(k.born_on)
    out["preschool_to"] = preschool_to(k.born_on)
    out["reader"] = reader(k)
    out["means"] = means(k)
    out["fallback"] = fallback(k)
    out["due"] = due(k)
    out["todo"] = todo(k)
    out["advice"] = advice(k, out["due"])
    out["give_back"] = give_back(k)
    out["carry"] = carry(k)
    relocation = relocation_of(k)
    if relocation is not None:
        out["relocation"] = relocation
    if out["id"] is None:
        del out["id"]
    return out


def essence(standing):
    """§1: what counts as a difference: anything but on, next_change_on and the top-level because."""
    return {f: v for f, v in standing.items() if f not in ("on", "next_change_on", "because")}


def base_days(facts):
    """Every date of the dossier and every date derived from one."""
    base = {
        AGE_BORDER_18_FROM,
        CONTINUED_USE_ABROAD_FROM,
        NEW_SYSTEM_FROM,
        date(2025, 10, 1),
        FORMER_CERTIFICATE_MAX,
        LATE_STAGE_FOR_ALL_TO,
        elderly_from(facts.born_on),
        late_stage_from(facts.born_on),
        preschool_to(facts.born_on),
        facts.born_on,
    }

    def collect(value):
        if isinstance(value, date):
            base.add(value)
        elif isinstance(value, tuple):
            for item in value:
                collect(item)
        elif hasattr(value, "__dataclass_fields__"):
            for name in value.__dataclass_fields__:
                collect(getattr(value, name))

    collect(facts)
    for card in facts.cards:
        base.add(card_valid_to(facts, card))
        base.add(end_of_third_month_after(card_valid_to(facts, card)))
    for certificate in facts.certificates:
        base.update(certificate_dates(facts, certificate).values())
    for registration in facts.registrations:
        if registration.cancel_requested_on is not None:
            base.add(cancellation_last_day(registration))
    for coverage in facts.coverages:
        base.add(add_months(coverage.acquired_on, 24))
    for relocation in facts.relocations:
        base.add(relocation.planned_departure_on + days(30))
        for day, offset in ((relocation.moved_in_on, 14), (relocation.reported_on, 90)):
            if day is not None:
                base.add(day + days(offset))
    return base


def candidate_days(facts):
    """Generous: every base day and its neighbors, and firsts of the months around it."""
    out = set()
    for b in base_days(facts):
        out.update((b - days(1), b, b + days(1), b + days(2)))
        for months in range(-3, 6):
            first = add_months(first_of_month(b), months)
            out.update((first, first + days(1)))
    return sorted(out)


BRUTE_YEARS = 120


def next_change_on(facts, day, standing, brute=False):
    """§1: the first later day on which the standing differs; None if none does."""
    now = essence(standing)
    if brute:
        later = (day + days(n) for n in range(1, BRUTE_YEARS * 366))
    else:
        later = (d for d in candidate_days(facts) if d > day)
    for d in later:
        if essence(standing_on(facts, d)) != now:
            return d
    return None


def to_json(value):
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {k: to_json(v) for k, v in value.items()}
    if isinstance(value, list):
        return [to_json(v) for v in value]
    return value


def judge(dossier, on, brute=False):
    facts = read_facts(dossier)
    standing = standing_on(facts, on)
    change = next_change_on(facts, on, standing, brute)
    if change is not None:
        standing["next_change_on"] = change
    return to_json(standing)


# ---------------------------------------------------------------------------------------------
# §2 refused, and what cannot be read
# ---------------------------------------------------------------------------------------------

TEXT, FLAG, DAY = "text", "bool", "date YYYY-MM-DD"
TIERS = ["ordinary", "certain_level", "active_level"]
REASONS = list(APPLICATION_IDS)

# field: (type, required). A type is TEXT, FLAG, DAY, a list of allowed words, or {"of": fields} for a list.
SCHEMA = {
    "id": (TEXT, True),
    "born_on": (DAY, True),
    "stay_until": (DAY, False),
    "smartphone": (FLAG, False),
    "self_information_blocks": ({"of": {"from": (DAY, True), "to": (DAY, False)}}, False),
    "self_information_blocked": (FLAG, False),
    "needs_assistance": (FLAG, False),
    "coverages": (
        {
            "of": {
                "insurer_number": (TEXT, True),
                "symbol": (TEXT, False),
                "number": (TEXT, True),
                "branch": (TEXT, False),
                "role": (["insured", "dependent"], True),
                "acquired_on": (DAY, True),
                "lost_on": (DAY, False),
                "income_tier": (TIERS, False),
                "income_tiers": ({"of": {"from": (DAY, True), "tier": (TIERS, True)}}, False),
                "voluntary_continuation": (FLAG, False),
            }
        },
        False,
    ),
    "cards": (
        {
            "of": {
                "application_received_on": (DAY, True),
                "issued_on": (DAY, True),
                "handed_over_on": (DAY, False),
                "valid_to": (DAY, False),
                "pinless": (FLAG, False),
                "lost_on": (DAY, False),
                "suspended_on": (DAY, False),
                "released_on": (DAY, False),
                "returned_on": (DAY, False),
                "revoked_on": (DAY, False),
            }
        },
        False,
    ),
    "digital_certificates": (
        {"of": {"issued_on": (DAY, True), "valid_to": (DAY, False), "revoked_on": (DAY, False)}},
        False,
    ),
    "registrations": ({"of": {"registered_on": (DAY, True), "cancel_requested_on": (DAY, False)}}, False),
    "relocations": (
        {
            "of": {
                "planned_departure_on": (DAY, True),
                "moved_in_on": (DAY, False),
                "reported_on": (DAY, False),
                "continued_use_on": (DAY, False),
            }
        },
        False,
    ),
    "departures_abroad": ({"of": {"planned_on": (DAY, True), "continued_use_on": (DAY, False)}}, False),
    "documents": (
        {
            "of": {
                "kind": (KINDS, True),
                "issued_on": (DAY, True),
                "valid_from": (DAY, True),
                "valid_to": (DAY, False),
                "insurer_number": (TEXT, False),
                "lost_on": (DAY, False),
                "returned_on": (DAY, False),
            }
        },
        False,
    ),
    "applications": (
        {
            "of": {
                "for": (KINDS, True),
                "received_on": (DAY, True),
                "reason": (REASONS, True),
                "fee_paid_on": (DAY, False),
            }
        },
        False,
    ),
}


def unreadable(value, fields, path=""):
    """The first thing in an object that is not of the form of the contract."""
    if not isinstance(value, dict):
        return path or "dossier", value, "an object"
    for name in value:
        if name not in fields:
            return path + name, value[name], "no such field"
    for name, (kind, required) in fields.items():
        if name not in value:
            if required:
                return path + name, None, "present"
            continue
        found = value[name]
        if kind == TEXT and not isinstance(found, str):
            return path + name, found, TEXT
        if kind == FLAG and not isinstance(found, bool):
            return path + name, found, FLAG
        if kind == DAY:
            try:
                read_day(found)
            except ValueError:
                return path + name, found, DAY
        if isinstance(kind, list) and found not in kind:
            return path + name, found, " | ".join(kind)
        if isinstance(kind, dict):
            if not isinstance(found, list):
                return path + name, found, "a list"
            for i, item in enumerate(found):
                wrong = unreadable(item, kind["of"], f"{path}{name}[{i}].")
                if wrong:
                    return wrong
    return None


def all_days(value, fields, path=""):
    for name, (kind, _) in fields.items():
        if name in value and kind == DAY:
            yield path + name, read_day(value[name])
        if name in value and isinstance(kind, dict):
            for i, item in enumerate(value[name]):
                yield from all_days(item, kind["of"], f"{path}{name}[{i}].")


def refusal(dossier):
    """(field, found, wanted) of the first fault, or None."""
    wrong = unreadable(dossier, SCHEMA)
    if wrong:
        return wrong

    def fault(field, found, wanted):
        return field, found.isoformat(), wanted

    facts = read_facts(dossier)
    # §2: anything before born_on.
    for field, day in all_days(dossier, SCHEMA):
        if day < facts.born_on:
            return fault(field, day, "on or after born_on")
    for i, c in enumerate(facts.cards):
        at = f"cards[{i}]."
        # issued_on of a card before application_received_on
        if c.issued_on < c.application_received_on:
            return fault(at + "issued_on", c.issued_on, "on or after application_received_on")
        # a card's events before its issued_on
        for name in ("handed_over_on", "lost_on", "suspended_on", "released_on", "returned_on", "revoked_on"):
            day = getattr(c, name)
            if day is not None and day < c.issued_on:
                return fault(at + name, day, "on or after issued_on")
        # released_on without an earlier (or same-day) lost_on or suspended_on
        if c.released_on is not None:
            causes = [d for d in (c.lost_on, c.suspended_on) if d is not None and d <= c.released_on]
            if not causes:
                return fault(at + "released_on", c.released_on, "on or after lost_on or suspended_on")
    for i, c in enumerate(facts.certificates):
        at = f"digital_certificates[{i}]."
        # a certificate issued before every card
        if not any(card.issued_on <= c.issued_on for card in facts.cards):
            return fault(at + "issued_on", c.issued_on, "on or after the issue of a card")
        # revoked_on before issued_on
        if c.revoked_on is not None and c.revoked_on < c.issued_on:
            return fault(at + "revoked_on", c.revoked_on, "on or after issued_on")
        # lists of certificates not in order
        if i > 0 and c.issued_on < facts.certificates[i - 1].issued_on:
            return fault(at + "issued_on", c.issued_on, "in order of issue")
    for i, r in enumerate(facts.registrations):
        at = f"registrations[{i}]."
        # cancel_requested_on before registered_on
        if r.cancel_requested_on is not None and r.cancel_requested_on < r.registered_on:
            return fault(at + "cancel_requested_on", r.cancel_requested_on, "on or after registered_on")
        # registered_on before every certificate
        if not any(c.issued_on <= r.registered_on for c in facts.certificates):
            return fault(at + "registered_on", r.registered_on, "on or after the issue of a certificate")
    for i, c in enumerate(facts.coverages):
        # lost_on of a coverage before acquired_on (the same day is accepted)
        if c.lost_on is not None and c.lost_on < c.acquired_on:
            return fault(f"coverages[{i}].lost_on", c.lost_on, "on or after acquired_on")
    for i, r in enumerate(facts.relocations):
        at = f"relocations[{i}]."
        # reported_on without moved_in_on, or before it
        if r.reported_on is not None and (r.moved_in_on is None or r.reported_on < r.moved_in_on):
            return fault(at + "reported_on", r.reported_on, "on or after moved_in_on")
        # continued_use_on of a relocation before reported_on
        if r.continued_use_on is not None and (r.reported_on is None or r.continued_use_on < r.reported_on):
            return fault(at + "continued_use_on", r.continued_use_on, "on or after reported_on")
    for i, d in enumerate(facts.documents):
        # valid_to before valid_from
        if d.valid_to is not None and d.valid_to < d.valid_from:
            return fault(f"documents[{i}].valid_to", d.valid_to, "on or after valid_from")
    return None


# ---------------------------------------------------------------------------------------------
# Worked examples
# ---------------------------------------------------------------------------------------------


def look_up(standing, path):
    """`a.b`, `due[KIND]`, `due[KIND].field`; None where there is no such thing."""
    value = standing
    for step in path.split("."):
        kind = re.fullmatch(r"(\w+)\[(\w+)\]", step)
        if kind:
            items = value.get(kind[1]) or []
            value = next((i for i in items if i.get("document") == kind[2]), None)
        else:
            value = value.get(step)
        if value is None:
            return None
    return value


def worked_differences(standing, expect):
    """[(path, wanted, found)]; `because` must contain at least what is expected."""
    out = []
    for path, wanted in expect.items():
        found = look_up(standing, path)
        if path.endswith("because") and isinstance(wanted, list):
            good = isinstance(found, list) and set(wanted) <= set(found)
        else:
            good = found == wanted
        if not good:
            out.append((path, wanted, found))
    return out


def read_lines(path):
    with (sys.stdin if path in (None, "-") else open(path, encoding="utf-8")) as lines:
        return [json.loads(line) for line in lines if line.strip()]


def check_worked(path):
    failures = 0
    people = read_lines(path)
    for person in people:
        standing = judge(person["dossier"], read_day(person["on"]))
        wrong = worked_differences(standing, person["expect"])
        refused = refusal(person["dossier"])
        if refused:
            wrong.append(("refused", None, refused))
        for path_, wanted, found in wrong:
            print(f"{person['dossier']['id']}: {path_}: wanted {wanted!r}, found {found!r}")
        failures += bool(wrong)
    print(f"{len(people) - failures} of {len(people)} worked people agree")
    return 1 if failures else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worked", metavar="FILE")
    parser.add_argument("--on", type=read_day, metavar="DATE", help="lines are bare dossiers, judged on this day")
    parser.add_argument("--brute", action="store_true", help="next_change_on day by day")
    parser.add_argument("file", nargs="?")
    args = parser.parse_args()
    if args.worked:
        return check_worked(args.worked)
    for n, line in enumerate(read_lines(args.file), 1):
        dossier, on = (line, args.on) if args.on else (line["dossier"], read_day(line["on"]))
        refused = refusal(dossier)
        if refused:
            field, found, wanted = refused
            answer = {"line": n, "error": {"field": field, "found": found, "wanted": wanted}}
        else:
            answer = judge(dossier, on, args.brute)
        print(json.dumps(answer, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
