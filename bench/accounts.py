"""Is this really staff? Real accounts of a thousand people: what is answered for them, for forgeries of them and for strangers."""

import argparse
import csv
import gzip
import json
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import chain
from pathlib import Path
from random import Random
from typing import Any

import confusable_homoglyphs
import dnstwist

from bench import node
from tracker.model.handles import canonical, form_of, refuses
from tracker.model.settings import Settings
from tracker.model.staff import Account, StaffMember
from tracker.model.tracker import Tracker
from tracker.model.vocabulary import EndReason
from tracker.views.publication import publish
from tracker.views.verdicts.answer import Verdicts
from tracker.views.verdicts.listing import files
from tracker.views.verdicts.lookalike import name_of

EXAMPLE = "example: TRACKER_DATA=/data python -m bench accounts --handles 100"

TODAY = date(2026, 11, 23)
SITE = "https://staff.example/"
COMPANY = Settings.model_validate({"organisation": {"name": "United States Congress", "url": "https://congress.example/"}})
_SCRIPT = f"""
import {{ openVerdicts }} from "{node.MODULES}/verdict/answer.js";
const {{ files, today, asked }} = given;
const begun = performance.now();
let read = 0;
const verdicts = openVerdicts({{ read: (path) => JSON.parse((read += files[path].length, files[path])), today }});
const said = [];
let first = 0;
let firstRead = 0;
for (const [platform, query] of asked) {{
  const {{ verdict, rule, do_not_confuse_with }} = await verdicts.answer(query, {{ platform }});
  said.push([verdict, rule, do_not_confuse_with.length]);
  if (!first) {{ [first, firstRead] = [performance.now() - begun, read]; }}
}}
say({{ said, first, firstRead, all: performance.now() - begun }});
"""
Pair = tuple[str, str]
"""Platform and handle, as they are asked."""


def people(rows: Sequence[Mapping[str, str]]) -> Iterator[StaffMember]:
    """The rows of staff-accounts.csv as staff; an account that ended was given up, for the file does not say why."""
    by_person: dict[str, list[Mapping[str, str]]] = defaultdict(list)
    for row in rows:
        by_person[row["person_id"]].append(row)
    for person, theirs in sorted(by_person.items()):
        yield StaffMember.model_validate(
            {
                "id": person,
                "name": theirs[-1]["name"],
                "title": theirs[-1]["role"] or None,
                "team": theirs[-1]["team"] or None,
                "accounts": [_account(row) for row in theirs],
            }
        )


def _account(row: Mapping[str, str]) -> Account:
    return Account.model_validate(
        {
            "platform": row["platform"],
            "handle": row["handle"],
            "account_id": row["account_id"] or None,
            "since": row["since"] or None,
            "until": row["until"] or None,
            "reason": EndReason.GIVEN_UP if row["until"] else None,
        }
    )


def index(staff: Sequence[StaffMember]) -> dict[str, Any]:
    """The verify box's files for a directory of these people."""
    public = publish(Tracker(COMPANY, staff=tuple(staff)), datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=UTC))
    return dict(json.loads(json.dumps(files(public, TODAY, SITE))))


def asked_of_node(given: Mapping[str, Any], asked: Sequence[Pair]) -> dict[str, Any]:
    """What the browser's code answers, and how long it took."""
    texts = {path: json.dumps(said, separators=(",", ":"), ensure_ascii=False) for path, said in given.items()}
    return dict(node.run(_SCRIPT, {"files": texts, "today": TODAY.isoformat(), "asked": asked}))


_RULES = (
    "addition",
    "bitsquatting",
    "hyphenation",
    "insertion",
    "omission",
    "plural",
    "repetition",
    "replacement",
    "subdomain",
    "transposition",
    "vowel-swap",
)
"""dnstwist's rules that take one step. Its command and its one public method mix them; only the methods of these names keep them apart."""


def single_steps(name: str) -> Iterator[tuple[str, str]]:
    """What dnstwist makes of a name in one step, by its own rules; of its homoglyphs, of which it exchanges two, those with one exchanged."""
    safe = name.strip("._-").replace("_", "-").replace(".", "-")
    fuzzer = dnstwist.Fuzzer(f"{safe}.test")
    for rule in _RULES:
        for made in sorted(set(getattr(fuzzer, f"_{rule.replace('-', '_')}")())):
            yield rule, made
    for at, char in enumerate(safe):
        for glyph in (*fuzzer.glyphs_ascii.get(char, ()), *fuzzer.glyphs_unicode.get(char, ())):
            yield "homoglyph", safe[:at] + glyph + safe[at + 1 :]


def confusables() -> dict[str, list[str]]:
    """Characters that look like an ASCII one (UTS 39)."""
    known = json.loads((Path(confusable_homoglyphs.__file__).parent / "confusables.json").read_text("utf-8"))
    found = {c: [o["c"].replace("\u200e", "") for o in known.get(c, ())] for c in map(chr, range(0x30, 0x7B)) if c.isalnum()}
    return {c: [o for o in others if o and not o.isascii()] for c, others in found.items()}


def forgeries(current: Sequence[Pair], listed: set[Pair], random: Random) -> Iterator[tuple[str, Pair]]:
    """By rule: what an impersonator could call themselves, that is not itself listed."""
    glyphs = confusables()
    for platform, handle in current:
        key = canonical(platform, handle)
        name, _, server = name_of(platform, key), "@", key.rpartition("@")[2] if form_of(platform).kind == "federated" else ""
        made = [*single_steps(name)]
        for char_at in random.sample(range(len(name)), min(len(name), 8)):
            known = sorted(glyphs.get(name[char_at], ()))
            made += [("uts-39", name[:char_at] + glyph + name[char_at + 1 :]) for glyph in random.sample(known, min(3, len(known)))]
        if any(glyphs.get(c) for c in name):
            made.append(("uts-39 throughout", "".join(random.choice(glyphs[c]) if glyphs.get(c) else c for c in name)))
        for rule, forged in sorted(set(made)):
            whole = f"{forged}@{server}" if server else forged
            if forged and canonical(platform, whole) != key and (platform, canonical(platform, whole)) not in listed:
                yield rule, (platform, whole)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How many handles are forged, and how often the strangers are drawn."""
    parser.add_argument("--handles", type=int, default=100, help="current accounts to forge; 0: all of them (default: 100)")
    parser.add_argument("--draws", type=int, default=5, help="how often strangers are drawn (default: 5)")
    parser.add_argument("--seed", type=int, default=1)


def main(options: argparse.Namespace) -> None:
    """Measure, and print the figures by rule."""
    folder = os.environ.get("TRACKER_DATA")
    if not folder:
        sys.exit("TRACKER_DATA does not say where staff-accounts.csv lies")
    with (Path(folder) / "staff-accounts.csv").open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    staff = list(people(rows))
    given = index(staff)
    random = Random(options.seed)  # noqa: S311 - the same draw each time
    parts = (_sizes(given), _genuine(rows, given), _forged(rows, given, options.handles, random), _strangers(rows, options.draws))
    for line in chain.from_iterable(parts):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


def _sizes(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['verify/index.json']['accounts']:,} accounts of {given['verify/index.json']['people']['count']:,} people"
    kinds = (
        ("rules (the same on every site)", "rules"),
        ("handles", "accounts"),
        ("people, dates, proofs", "people"),
        ("numbers", "numbers"),
        ("all else", "index"),
    )
    for words, part in kinds:
        encoded = [json.dumps(v, separators=(",", ":"), ensure_ascii=False).encode() for p, v in given.items() if p.startswith(f"verify/{part}")]
        packed = [len(gzip.compress(each, 9, mtime=0)) for each in encoded]
        yield f"  {words}: {len(encoded)} files, {sum(map(len, encoded)):,} bytes, {sum(packed):,} compressed (largest {max(packed):,})"
    total = given["verify/index.json"]["accounts"]
    shards = sum(len(gzip.compress(json.dumps(v, separators=(",", ":")).encode(), 9)) for p, v in given.items() if "accounts-" in p)
    yield f"  handles, compressed, for 1,000 accounts: {1000 * shards // total:,} bytes"


def _place(row: Mapping[str, str]) -> Pair:
    return row["platform"], canonical(row["platform"], row["handle"])


def _genuine(rows: Sequence[Mapping[str, str]], given: Mapping[str, Any]) -> Iterator[str]:
    """Every account that is listed, asked by its own spelling."""
    current = [r for r in rows if not r["until"] or date.fromisoformat(r["until"]) > TODAY]
    held = {_place(r) for r in current}
    ended = [r for r in rows if _place(r) not in held]
    again = len(rows) - len(current) - len(ended)
    for words, asked, wanted in (("current", current, "confirmed"), ("ended", ended, "former")):
        told = asked_of_node(given, [(r["platform"], r["handle"]) for r in asked])
        verdicts = Counter(verdict for verdict, _, _ in told["said"])
        confused = sum(1 for _, _, others in told["said"] if others)
        yield f"{len(asked):,} {words} accounts: {verdicts[wanted]:,} {wanted}; {dict(verdicts)}"
        if wanted == "confirmed":
            yield f"  do not confuse with: {confused} ({confused / len(asked):.2%})"
            yield f"  first verdict in node: {told['first']:.0f} ms after {told['firstRead']:,} bytes; each {told['all'] / len(asked):.2f} ms"
            python = Verdicts(given.__getitem__, TODAY.isoformat())
            agree = sum(
                python.answer(r["handle"], r["platform"])["verdict"] == v for r, (v, _, _) in zip(asked[::20], told["said"][::20], strict=True)
            )
            yield f"  Python agrees about {agree} of {len(asked[::20])}"
    yield f"  ended, but held again: {again}"
    refused = sorted({(r["platform"], r["handle"], r["person_id"]) for r in rows if refuses(r["platform"], r["handle"])})
    yield f"handles that their platform would refuse: {len(refused)}"
    yield from (f"  {platform} {handle!r} of {person}" for platform, handle, person in refused)


def _forged(rows: Sequence[Mapping[str, str]], given: Mapping[str, Any], count: int, random: Random) -> Iterator[str]:
    listed = {_place(r) for r in rows}
    current = sorted({(r["platform"], r["handle"]) for r in rows if not r["until"]})
    drawn = sorted(random.sample(current, min(count, len(current)))) if count else current
    made = list(forgeries(drawn, listed, random))
    told = asked_of_node(given, [pair for _, pair in made])
    total: Counter[str] = Counter()
    caught: Counter[str] = Counter()
    confirmed: list[Pair] = []
    missed: dict[str, list[str]] = defaultdict(list)
    for (rule, pair), (verdict, _, _) in zip(made, told["said"], strict=True):
        total[rule] += 1
        caught[rule] += verdict == "look-alike"
        if verdict in {"confirmed", "stale"}:
            confirmed.append(pair)
        elif verdict != "look-alike":
            missed[rule].append(pair[1])
    single = [r for r in total if r != "uts-39 throughout"]
    share = sum(caught[r] for r in single) / sum(total[r] for r in single)
    yield f"{len(made):,} forgeries of {len(drawn)} current handles: {share:.2%} of the single-step ones look-alike, {len(confirmed)} confirmed {confirmed[:5]}"
    for rule in sorted(total):
        yield f"  {rule}: {caught[rule]:,} of {total[rule]:,} ({caught[rule] / total[rule]:.2%}){', missed as ' + ', '.join(missed[rule][:3]) if missed[rule] else ''}"


def _strangers(rows: Sequence[Mapping[str, str]], draws: int) -> Iterator[str]:
    """Half of the people are the directory; the other half, who have nothing to do with them, are asked about."""
    everybody = sorted({r["person_id"] for r in rows})
    for seed in range(draws):
        chosen = set(Random(seed).sample(everybody, len(everybody) // 2))  # noqa: S311 - the same draw each time
        ours = [r for r in rows if r["person_id"] in chosen]
        listed = {_place(r) for r in ours}
        asked = sorted({(r["platform"], r["handle"]) for r in rows if r["person_id"] not in chosen and _place(r) not in listed})
        given = index(list(people(ours)))
        for words, questions in (("with their platform", asked), ("without", sorted({("", h) for _, h in asked}))):
            told = asked_of_node(given, questions)
            rules = Counter(rule for verdict, rule, _ in told["said"] if verdict == "look-alike")
            names = [q[1] for q, (verdict, _, _) in zip(questions, told["said"], strict=True) if verdict == "look-alike"]
            alarms = sum(rules.values())
            yield f"strangers, draw {seed}, {words}: {alarms} of {len(questions):,} look-alike ({alarms / len(questions):.2%}) {dict(rules)} {names[:4]}"
