#!/usr/bin/env python3
"""Compares `shikaku decide` with the independent reading in standing.py.

    python3 compare.py --shikaku PATH [--seed 1] [--count 2000] [--days-each 1] [--show 2] [--shrink]
    python3 compare.py --shikaku PATH --worked FILE
    python3 compare.py --shikaku PATH --people FILE      lines of {"on", "dossier"}

The binary is run once per day asked (`decide --on DAY FILE`), dossiers of the same day together.
`because` is left out of the comparison, but a due entry's `because` must contain the oracle's.
Exit status: 0 no difference, 1 differences, 2 the binary could not be used.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import people
import standing as rules

FIELDS = [
    "id",
    "on",
    "card",
    "digital_certificate",
    "registration",
    "card_use",
    "coverage",
    "elderly_from",
    "late_stage_from",
    "preschool_to",
    "reader",
    "means",
    "fallback",
    "due",
    "todo",
    "advice",
    "give_back",
    "carry",
    "relocation",
    "next_change_on",
]


class BinaryFailed(Exception):
    pass


def decide(binary, on, dossiers):
    """(answers in order, exit status) of one run."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "people.jsonl")
        with open(path, "w", encoding="utf-8") as out:
            for dossier in dossiers:
                out.write(json.dumps(dossier, ensure_ascii=False) + "\n")
        run = subprocess.run([binary, "decide", "--on", on, path], capture_output=True, text=True, encoding="utf-8")
    if run.returncode not in (0, 1):
        raise BinaryFailed(f"decide --on {on}: exit {run.returncode}: {run.stderr.strip()[:2000]}")
    try:
        answers = [json.loads(line) for line in run.stdout.splitlines() if line.strip()]
    except json.JSONDecodeError as e:
        raise BinaryFailed(f"decide --on {on}: output is not JSON lines: {e}") from e
    if len(answers) != len(dossiers):
        raise BinaryFailed(
            f"decide --on {on}: {len(dossiers)} lines in, {len(answers)} out: {run.stderr.strip()[:2000]}"
        )
    return answers, run.returncode


def oracle(person):
    on, dossier = person
    refused = rules.refusal(dossier)
    if refused:
        return {"error": dict(zip(("field", "found", "wanted"), refused))}
    return rules.judge(dossier, rules.read_day(on))


def due_differences(ours, theirs):
    """Kinds, dates and ways must agree; `because` must contain at least the oracle's ids."""
    if not isinstance(theirs, list):
        return [("due", ours, theirs)]
    out = []
    if [e["document"] for e in ours] != [e.get("document") for e in theirs]:
        return [("due", ours, theirs)]
    for mine, other in zip(ours, theirs):
        at = f"due[{mine['document']}]"
        for field in ("issue_from", "in_hand_by", "how"):
            if mine.get(field) != other.get(field) or (field in other and other[field] is None):
                out.append((f"{at}.{field}", mine.get(field), other.get(field)))
        if not set(mine["because"]) <= set(other.get("because") or []):
            out.append((f"{at}.because", mine["because"], other.get("because")))
        for field in sorted(set(other) - {"document", "issue_from", "in_hand_by", "how", "because"}):
            out.append((f"{at}.{field}", None, other[field]))
    return out


def differences(ours, theirs, line=None):
    """[(field, ours, theirs)]"""
    if "error" in ours or "error" in theirs:
        if "error" in ours and "error" in theirs:
            if line is not None and theirs.get("line") != line:
                return [("line", line, theirs.get("line"))]
            return []
        return [("error", ours.get("error"), theirs.get("error"))]
    out = []
    for field in FIELDS:
        mine, other = ours.get(field), theirs.get(field)
        if field == "due":
            out += due_differences(mine, other)
        elif isinstance(mine, dict) and isinstance(other, dict):
            for key in sorted(set(mine) | set(other)):
                if mine.get(key) != other.get(key) or (key in other and other[key] is None):
                    out.append((f"{field}.{key}", mine.get(key), other.get(key)))
        elif mine != other or (field in theirs and other is None):
            out.append((field, mine, other))
    return out


# -- making a difference small ------------------------------------------------------------------


def smaller(dossier):
    """Dossiers with one thing less."""
    for name, value in dossier.items():
        if name in ("id", "born_on"):
            continue
        yield {k: v for k, v in dossier.items() if k != name}
        if isinstance(value, list):
            for i, item in enumerate(value):
                yield {**dossier, name: value[:i] + value[i + 1 :]}
                for field in item:
                    less = {k: v for k, v in item.items() if k != field}
                    yield {**dossier, name: value[:i] + [less] + value[i + 1 :]}


def shrink(binary, on, dossier, field):
    """The smallest dossier found that still differs in the same field."""

    def still(candidate):
        ours = oracle((on, candidate))
        if field != "error" and "error" in ours:
            return False
        theirs = decide(binary, on, [candidate])[0][0]
        return any(f == field for f, _, _ in differences(ours, theirs))

    again = True
    while again:
        again = False
        for candidate in smaller(dossier):
            if still(candidate):
                dossier, again = candidate, True
                break
    return dossier


# -- the runs -----------------------------------------------------------------------------------


def made_up(seed, count, days_each):
    for on, dossier in people.generate(seed, count):
        yield on.isoformat(), dossier
        if days_each > 1 and rules.refusal(dossier) is None:
            rng = random.Random(f"{seed}/{dossier['id']}/days")
            for _ in range(days_each - 1):
                yield people.choose_day(rng, dossier).isoformat(), dossier


def compare(binary, persons, show, shrinking):
    by_day = {}
    for i, (on, dossier) in enumerate(persons):
        by_day.setdefault(on, []).append(i)

    theirs = [None] * len(persons)
    lines = [None] * len(persons)
    faults = []

    def run(on):
        indexes = by_day[on]
        answers, status = decide(binary, on, [persons[i][1] for i in indexes])
        for n, (i, answer) in enumerate(zip(indexes, answers), 1):
            theirs[i], lines[i] = answer, n
        wanted = 1 if any("error" in a for a in answers) else 0
        if status != wanted:
            faults.append(f"decide --on {on}: exit {status}, wanted {wanted}")

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for _ in pool.map(run, by_day):
            pass
    with ProcessPoolExecutor() as pool:
        ours = list(pool.map(oracle, persons, chunksize=16))

    found = {}
    differing = 0
    for i, (on, dossier) in enumerate(persons):
        wrong = differences(ours[i], theirs[i], lines[i])
        differing += bool(wrong)
        for field, mine, other in wrong:
            found.setdefault(field, []).append((i, mine, other))
    for fault in faults:
        print(fault)
    # Rare fields first: they are the easiest to read.
    for field, cases in sorted(found.items(), key=lambda f: len(f[1])):
        print(f"\n=== {field}: {len(cases)} differences")
        for i, mine, other in cases[:show]:
            on, dossier = persons[i]
            if shrinking:
                dossier = shrink(binary, on, dossier, field)
                answer = decide(binary, on, [dossier])[0][0]
                mine, other = next(
                    ((m, o) for f, m, o in differences(oracle((on, dossier)), answer) if f == field), (mine, other)
                )
            print(f"on      {on}")
            print(f"dossier {json.dumps(dossier, ensure_ascii=False)}")
            print(f"field   {field}")
            print(f"ours    {json.dumps(mine, ensure_ascii=False)}")
            print(f"theirs  {json.dumps(other, ensure_ascii=False)}\n")
    refused = sum("error" in o for o in ours)
    print(f"{len(persons)} standings on {len(by_day)} days ({refused} to be refused): {differing} differ")
    return 1 if differing or faults else 0


def check_worked(binary, path):
    persons = rules.read_lines(path)
    failures = 0
    for person in persons:
        answer = decide(binary, person["on"], [person["dossier"]])[0][0]
        if "error" in answer and "error" not in person["expect"]:
            wrong = [("error", None, answer["error"])]
        else:
            wrong = rules.worked_differences(answer, person["expect"])
        for field, wanted, got in wrong:
            print(f"{person['dossier']['id']}: {field}: wanted {wanted!r}, found {got!r}")
        failures += bool(wrong)
    print(f"{len(persons) - failures} of {len(persons)} worked people agree")
    return 1 if failures else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shikaku", required=True, metavar="PATH")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--days-each", type=int, default=1, help="days asked for each person")
    parser.add_argument("--show", type=int, default=2, help="examples printed for each field")
    parser.add_argument("--shrink", action="store_true", help="print the smallest dossier that still differs")
    parser.add_argument("--worked", metavar="FILE")
    parser.add_argument("--people", metavar="FILE")
    args = parser.parse_args()
    binary = os.path.abspath(args.shikaku)
    try:
        if args.worked:
            return check_worked(binary, args.worked)
        if args.people:
            persons = [(p["on"], p["dossier"]) for p in rules.read_lines(args.people)]
        else:
            persons = list(made_up(args.seed, args.count, args.days_each))
        return compare(binary, persons, args.show, args.shrink)
    except (BinaryFailed, OSError) as e:
        print(e, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
