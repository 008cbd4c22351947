"""What a code means, told to whoever meets it: the sentence, and examples of what it says and of what it lets pass.

The examples are the cases that the tests run, so what is shown here is what happens.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tracker.model.codes import SENTENCES
from tracker.model.problem import CannotRun
from tracker.model.wording import did_you_mean
from tracker.rules import RULES
from tracker.rules.review import SECOND_REVIEWER, SENTENCE
from tracker.store import yaml
from tracker.store.edit import in_flow

_MOST = 2
"""Examples of what is complained about; the first ones are the plainest."""


@dataclass(frozen=True, slots=True)
class Example:
    """A change of a small store that keeps every rule, and what is said of it then."""

    shows: str
    change: tuple[str, ...]
    said: tuple[str, ...]
    """Nothing: it passes."""


@dataclass(frozen=True, slots=True)
class Explained:
    code: str
    level: str
    """Empty where it depends."""
    sentence: str
    examples: tuple[Example, ...] = ()


def sentences() -> dict[str, str]:
    """What every code asks for, by code."""
    return dict(sorted({**SENTENCES, SECOND_REVIEWER: SENTENCE, **{code: rule.sentence for code, rule in RULES.items()}}.items()))


def explained(code: str, cases: Path) -> Explained:
    """What a code means; `cases` is the folder of the cases that the tests run. Raises `CannotRun` where there is no such code."""
    known = sentences()
    wanted = code.strip().upper()
    if wanted not in known:
        raise CannotRun(f"there is no code {code!r}{did_you_mean(wanted, known)}; tracker explain  lists them all")
    level = RULES[wanted].level.value if wanted in RULES else ""
    found = list(_of_rule(cases / "rules" / f"{wanted}.yml", wanted) if wanted in RULES else _of_files(cases / "check", wanted))
    bad, good = [e for e in found if e.said][:_MOST], [e for e in found if not e.said][:1]
    return Explained(wanted, level, known[wanted], (*bad, *good))


def _read(path: Path) -> Sequence[Mapping[str, Any]]:
    if not path.is_file():
        return ()
    read: Sequence[Mapping[str, Any]] = yaml.parse(path.read_bytes(), path.name)
    return read


def _of_rule(path: Path, code: str) -> Iterator[Example]:
    for case in _read(path):
        said = [line for line in case["expect"] if line.startswith(f"{code} ")]
        # A case in which only other rules have a word shows nothing of this one.
        if change := tuple(_changes(case)) if said or not case["expect"] else ():
            yield Example(case["shows"], change, tuple(line.partition(" ")[2] for line in said))


def _changes(case: Mapping[str, Any]) -> Iterator[str]:
    if "today" in case:
        yield f"on {case['today']}"
    yield from (f"{path}, the same as {other}" for path, other in case.get("copy", {}).items())
    for path, fields in case.get("change", {}).items():
        yield path
        if isinstance(fields, list):
            yield from (f"  - {in_flow(each)}" for each in fields)
            continue
        for field, value in fields.items():
            way, _, added = field.partition(".+")
            name = re.sub(r"\.([0-9]+)", r"[\1]", way)
            yield f"  without {name}" if value is None else f"  {name}{' also' if '.+' in field and not added.strip('+') else ''}: {in_flow(value)}"


def _of_files(folder: Path, code: str) -> Iterator[Example]:
    for path in sorted(folder.glob("*.yml")):
        for case in _read(path):
            told = [block for block in re.split(r"\n(?! )", case["problems"].rstrip()) if f": {code} " in block]
            files = [(name, text) for name, text in case["files"].items() if text is not None]
            if told and files:
                shown = tuple(line for name, text in files[:1] for line in (name, *(f"  {line}" for line in text.splitlines())))
                yield Example(case["shows"], shown, tuple(line for block in told for line in block.splitlines()))
