"""What gets through the firewall, what it takes for a leak by mistake, and what it costs."""

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from bench.canaries import Canary, canaries, harmless, wall, write_canaries
from bench.generate import generated, write_store
from tracker.checking import SKIPPED
from tracker.hosts.builder import build_site, read_site
from tracker.model.issue import AnyIssue
from tracker.model.vocabulary import LeakKind
from tracker.views.firewall.marks import marked
from tracker.views.firewall.screen import Firewall

EXAMPLE = "example: TRACKER_DATA=../data python -m bench firewall"
BUNDLE = "vtex-known-issues.bundle"
VTEX = Path(__file__).parent.parent / "examples" / "vtex"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SKIPS = "gives away"
"""In the reason for which the firewall skips a record."""
REAL = frozenset(
    {
        ("KI-1167493", LeakKind.EMAIL),
        ("KI-1259047", LeakKind.PHONE),
        ("KI-1287291", LeakKind.EMAIL),
        ("KI-986324", LeakKind.EMAIL),
        ("KI-price-filter-considers-prize-zero-from-unavailable-products", LeakKind.SECRET),
    }
)
"""Of the VTEX text: an address of an employee, three at a provider where anybody may have them, a number that can be dialled, and the token of an attachment.
Read by hand; everything else that is found there is a false alarm."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--issues", type=int, default=10_000, metavar="N", help="how many invented issues are looked at for the cost (default: 10000)"
    )


def main(options: argparse.Namespace) -> None:
    """Print what gets through, the false alarms, and the cost of a look."""
    pieces, looks = canaries(), harmless()
    say = sys.stdout.write
    through = [c for c in pieces if c.shows_in(marked(c.text, wall().leaks)[0])]
    kinds = Counter(c.kind for c in pieces)
    say(f"canaries: {len(pieces)} ({', '.join(kind.counted(kinds[kind]) for kind in LeakKind)}), {len(through)} got through as texts\n")
    say(_site(pieces))
    taken = [look for look in looks if wall().leaks(look)]
    say(f"look-alikes: {len(looks)}, {len(taken)} taken for a leak\n")
    say(_vtex(os.environ.get("TRACKER_DATA")))
    say(_cost(options.issues))


def _site(pieces: list[Canary]) -> str:
    """The same pieces in every field of a whole site, looked for in the bytes of all its files."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        write_canaries(folder, pieces)
        outcome = build_site(folder / "mkdocs.yml", {}, now=NOW, clean=True, tell=lambda *_: None)
        if outcome.published is None:
            return f"a site of them was refused: {[p.message for p in outcome.checked.errors][:3]}\n"
        # Of the theme's own files none is made of records.
        files = {p: p.read_text("utf-8", "replace") for p in sorted((folder / "site").rglob("*")) if p.is_file() and "assets" not in p.parts}
        if left_out := [p for p in outcome.checked.warnings if p.code == SKIPPED]:
            return f"a site of them leaves out {len(left_out)} records: {left_out[0].message}\n"
        through = [c for c in pieces if any(piece and piece in text for text in files.values() for piece in (c.hidden, c.reads))]
        size = sum(map(len, files.values()))
        return f"a site that says them in every field: {len(files):,} files, {size / 1e6:.1f} MB; {len(through)} got through\n"


def _vtex(data: str | None) -> str:
    if not data or not (Path(data) / BUNDLE).is_file():
        return f"no VTEX text: TRACKER_DATA names no folder with {BUNDLE}\n"
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "vtex"
        shutil.copytree(VTEX, folder, ignore=shutil.ignore_patterns(".tracker", "site"))
        shutil.copy(Path(data) / BUNDLE, folder)
        _, _, store = read_site(folder / "mkdocs.yml")
    if store is None:
        return "the VTEX text cannot be read\n"
    found = {(i.id, kind): count for i in store.issues for kind, count in store.removed.get(i.path, {}).items()}
    refused = [s for s in store.skipped if SKIPS in s.reason]
    false = [key for key in found if key not in REAL]
    count = len(store.issues) + len(store.skipped)
    lines = [f"  {id_}: {kind.counted(n)}{'' if (id_, kind) in REAL else ', a false alarm'}\n" for (id_, kind), n in sorted(found.items())]
    alarms = len(false) + len(refused)
    return f"VTEX: {count:,} issues, {len(found)} records' leaks of a kind, {alarms} of them false: {_one_in(alarms, count)}\n{''.join(lines)}"


def _one_in(alarms: int, count: int) -> str:
    return f"1 in {count // alarms:,} issues" if alarms else "none"


def _cost(count: int) -> str:
    """CPU for all issues of an invented store, as in `bench build`."""
    with tempfile.TemporaryDirectory() as made:
        write_store(generated(count), Path(made))
        _, _, store = read_site(Path(made) / "mkdocs.yml")
    if store is None:
        return "the invented store cannot be read\n"
    firewall = Firewall(store)
    spent = min(_timed(firewall, store.issues) for _ in range(3))
    return f"cost: {spent / count * 1e6:.0f} µs of CPU an issue, {spent:.2f} s for {count:,} issues on one core (the best of 3)\n"


def _timed(firewall: Firewall, issues: tuple[AnyIssue, ...]) -> float:
    begun = time.process_time()
    for issue in issues:
        firewall.screened(issue)
    return time.process_time() - begun
