"""A plan in words: for a terminal, and as the text of a pull request. Strangers' words are quoted so that they do nothing where they are shown."""

import json
from collections.abc import Iterator
from typing import Any

from tracker.github.merge import Conflict
from tracker.github.plan import Entry, Outcome, Plan
from tracker.model.edit import Append, Change, NewFile, Remove

_SHORT = 100
"""Characters of a value in a list of changes."""
_BOTH = 300
"""Characters of each value of a conflict."""
_LONGEST = 60_000
"""Characters of a pull request's text; GitHub takes 65,536."""
_WORDS = {
    Outcome.NEW: "new",
    Outcome.CHANGED: "changed",
    Outcome.AGREED: "alike by now",
    Outcome.CONFLICT: "in conflict",
    Outcome.REFUSED: "that cannot be records as they are",
    Outcome.GONE: "gone",
    Outcome.WITHDRAWN: "withdrawn",
    Outcome.LEFT_OUT: "left out by policy",
    Outcome.REMOVED: "taken out of the store before",
    Outcome.UNCHANGED: "unchanged",
}


def quoted(value: Any, longest: int = _SHORT) -> str:
    """A value on one line, in which nothing works on a terminal; cut where it is long."""
    text = json.dumps(value, ensure_ascii=False)
    plain = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)
    return plain if len(plain) <= longest else f"{plain[: longest - 1]}…"


def code(text: str) -> str:
    """As code in Markdown, whatever it holds: no name in it calls anybody, no number closes anything (https://spec.commonmark.org/0.31.2/#code-spans)."""
    plain = "".join(c if c.isprintable() else " " for c in text)
    longest = max((len(run) for run in "".join(c if c == "`" else " " for c in plain).split()), default=0)
    fence = "`" * (longest + 1)
    return f"{fence} {plain} {fence}" if "`" in plain else f"{fence}{plain or ' '}{fence}"


def lines(plan: Plan, *, is_applied: bool) -> Iterator[str]:
    """What is written, file by file, and what somebody has to look at."""
    word = "write" if is_applied else "would write"
    for entry in plan.entries:
        if isinstance(entry.file, NewFile):
            yield f"{word}  {entry.path}: {quoted(entry.title)}{_beside(entry.file)}"
        elif entry.file:
            yield from (f"{word}  {entry.path}: {said}" for said in _changes(entry.file.changes))
    for entry in plan.of(Outcome.GONE):
        yield f"gone  {entry.path}: {entry.name} is {entry.reason}; --withdraw {entry.record} makes it a tombstone"
    for entry in plan.entries:
        yield from (
            f"held  {entry.path}: {held.field[0]}: its author has changed it to {quoted(held.theirs)}; --take {entry.record} takes it over"
            for held in entry.held
        )


def _changes(changes: tuple[Change, ...]) -> Iterator[str]:
    for change in changes:
        place = ".".join(map(str, change.field))
        if isinstance(change, Remove):
            yield f"{place}: taken out"
        else:
            yield f"{place}: {'+ ' if isinstance(change, Append) else ''}{quoted(change.value)}"


def _beside(file: NewFile) -> str:
    """What comes with a new record, and what of it has to be read first."""
    comments = file.record.get("comments", ())
    waiting = sum(1 for c in comments if c.get("awaits_review"))
    said = f", {_count(len(comments), 'comment')}" if comments else ""
    said += f", {waiting:,} of them to be read first" if waiting else ""
    return said + (", to be read before it is published" if file.record.get("awaits_review") else "")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def summary(plan: Plan) -> str:
    """How many issues there are, and what becomes of them."""
    counts = [(words, len(plan.of(outcome))) for outcome, words in _WORDS.items()]
    found = ", ".join(f"{count:,} {words}" for words, count in counts if count)
    comments = sum(_comments(entry) for entry in plan.entries)
    more = f", with {_count(comments, 'new comment')}" if comments else ""
    return f"{_count(len(plan.entries), 'issue')}{': ' if found else ''}{found}{more}"


def _comments(entry: Entry) -> int:
    """How many comments come with it."""
    if isinstance(entry.file, NewFile):
        return len(entry.file.record.get("comments", ()))
    return sum(isinstance(c, Append) and c.field == ("comments",) for c in entry.file.changes) if entry.file else 0


def markdown(plan: Plan) -> str:
    """The text of a pull request, no longer than GitHub takes."""
    made: list[str] = []
    length = 0
    rows = list(_markdown(plan))
    for at, row in enumerate(rows):
        if length + len(row) > _LONGEST:
            made.append(f"\n… and {len(rows) - at:,} lines more; the files of this change say all of it.")
            break
        made.append(row)
        length += len(row) + 1
    return "\n".join(made) + "\n"


def _markdown(plan: Plan) -> Iterator[str]:
    yield f"{summary(plan)}."
    yield from _section("New", [f"{_named(e)}: {code(e.title)}{_beside(e.file)}" for e in plan.of(Outcome.NEW) if isinstance(e.file, NewFile)])
    yield from _section("Changed", [_changed(e) for e in plan.of(Outcome.CHANGED, Outcome.WITHDRAWN)])
    yield from _section(
        "Changed on both sides",
        [_both(e) for e in plan.of(Outcome.CONFLICT)],
        "Nothing of these records was changed. Write into the file what is right, or run `tracker sync github --apply` with `--keep ID` or `--take ID`.",
    )
    yield from _section(
        "To be read first",
        [f"{_named(e)}: {', '.join(code(str(h.field[0])) + ' is now ' + code(quoted(h.theirs)) for h in e.held)}" for e in plan.entries if e.held],
        "Their authors have changed these words since one of us read them. `--take ID` takes them over.",
    )
    yield from _section(
        "Gone",
        [f"{_named(e)}: {code(e.name)} is {e.reason}" for e in plan.of(Outcome.GONE)],
        "Nothing was changed. `--withdraw ID` makes a record a tombstone.",
    )
    yield from _section("Not brought in", [f"{code(e.name)}: {code(e.reason)}" for e in plan.of(Outcome.REFUSED)])
    yield from _section("Remarks", [code(said) for said in (*plan.warnings, *plan.notes)])


def _section(title: str, rows: list[str], advice: str = "") -> Iterator[str]:
    if rows:
        yield f"\n### {title} ({len(rows):,})\n"
        if advice:
            yield f"{advice}\n"
        yield from (f"- {row}" for row in rows)


def _named(entry: Entry) -> str:
    return code(str(entry.record))


def _changed(entry: Entry) -> str:
    changes = entry.file.changes if entry.file and not isinstance(entry.file, NewFile) else ()
    return f"{_named(entry)}: " + "; ".join(code(said) for said in _changes(changes))


def both(conflict: Conflict) -> str:
    """A conflict with both of its values."""
    place = ".".join(map(str, conflict.field))
    return f"{place} is {_some(conflict.ours)} here and {_some(conflict.theirs)} on GitHub, and neither is what was last brought in"


def _some(value: Any) -> str:
    return "not given" if value is None else quoted(value, _BOTH)


def _both(entry: Entry) -> str:
    said = (
        f"{code('.'.join(map(str, c.field)))} is {code(quoted(c.ours, _BOTH))} here and {code(quoted(c.theirs, _BOTH))} there"
        for c in entry.conflicts
    )
    return f"{_named(entry)}: " + "; ".join(said)
