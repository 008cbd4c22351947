"""Problems as people and programs read them. The one wording of places, levels and sums."""

from collections import Counter
from collections.abc import Mapping, Sequence
from urllib.parse import quote

import orjson

from tracker.model.problem import Problem
from tracker.model.vocabulary import Level


def as_text(problem: Problem, *, width: int = 120) -> str:
    """`path:line:col: CODE message`, then the offending line with a caret below the place."""
    said = "warning: " if problem.level is Level.WARNING else ""
    head = printable(f"{problem.place}: {problem.code} {said}{problem.message}")
    if not problem.source_line.strip():
        return head
    start = max(0, problem.column - width // 2) if len(problem.source_line) > width else 0
    shown = printable(problem.source_line[start : start + width])
    caret = f"\n    {' ' * (problem.column - 1 - start)}^" if problem.column else ""
    return f"{head}\n    {shown}{caret}"


def printable(text: str) -> str:
    """On one line, in which nothing works on a terminal: messages quote what others wrote."""
    return "".join(c if c.isprintable() else " " if c == "\t" else "\ufffd" for c in text)


def shortened(problems: Sequence[Problem], most: int = 5) -> tuple[tuple[Problem, ...], tuple[str, ...]]:
    """Every error, and of each kind of warning the first few; with a line on how many more of that kind there are."""
    shown: list[Problem] = []
    counts: Counter[str] = Counter()
    for problem in problems:
        if problem.level is Level.WARNING:
            counts[problem.code] += 1
            if counts[problem.code] > most:
                continue
        shown.append(problem)
    left = tuple(f"{count - most:,} more warnings {code}; 'tracker check' shows them all" for code, count in sorted(counts.items()) if count > most)
    return tuple(shown), left


def total(problems: Sequence[Problem]) -> str:
    """`2 errors, 1 warning`."""
    counts = [(sum(1 for p in problems if p.level is level), level.value) for level in Level]
    return ", ".join(f"{count} {word}{'' if count == 1 else 's'}" for count, word in counts if count) or "no problems"


def refusal(problems: Sequence[Problem]) -> str:
    """Why nothing was published."""
    return f"{total(problems)}: nothing was published, and the site that was there is untouched"


def as_json(problems: Sequence[Problem]) -> bytes:
    """A list of objects with path, line, column, code, level and message."""
    rows = [{"path": p.path, "line": p.line, "column": p.column, "code": p.code, "level": p.level.value, "message": p.message} for p in problems]
    return orjson.dumps(rows, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def as_annotations(problems: Sequence[Problem], prefix: str) -> str:
    """Workflow commands (https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands), a line for each problem.

    GitHub shows ten errors and ten warnings of a step; so what needs a second reviewer comes first among the warnings. `prefix` leads from the
    repository's root to the folder of mkdocs.yml.
    """
    ordered = sorted(problems, key=lambda p: (p.level is Level.WARNING, not p.code.startswith("R9"), p))
    return "".join(f"{_annotation(problem, prefix)}\n" for problem in ordered)


def _annotation(problem: Problem, prefix: str) -> str:
    places = {"line": problem.line, "col": problem.column}
    given = {"title": problem.code} if is_elsewhere(problem) else {"file": prefix + problem.path, **places, "title": problem.code}
    said = f"{problem.path}: {problem.message}" if is_elsewhere(problem) else problem.message
    properties = ",".join(f"{name}={_escaped(str(value), in_property=True)}" for name, value in given.items() if value)
    return f"::{problem.level.value} {properties}::{_escaped(said)}"


def is_elsewhere(problem: Problem) -> bool:
    """It is about a file of another source (`SOURCE:path`), which this repository does not have."""
    return ":" in problem.path.partition("/")[0]


def _escaped(text: str, *, in_property: bool = False) -> str:
    """Nothing in a message can end its line and begin another command."""
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if in_property else text


def as_sarif(problems: Sequence[Problem], prefix: str, version: str, sentences: Mapping[str, str], settings: str) -> bytes:
    """A SARIF 2.1.0 log (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), as code scanning takes it; `sentences` say what the rules are.

    Code scanning refuses a log in which a result has no place, so what is wrong in another source stands at `settings`, the file that names it.
    """
    codes = sorted({p.code for p in problems})
    results = [
        {
            "ruleId": p.code,
            "ruleIndex": codes.index(p.code),
            "level": p.level.value,
            "message": {"text": f"{p.path}: {p.message}" if is_elsewhere(p) else p.message},
            "locations": [{"physicalLocation": {"artifactLocation": _artifact(prefix + settings)} if is_elsewhere(p) else _location(p, prefix)}],
        }
        for p in problems
    ]
    driver = {"name": "tracker", "version": version, "rules": [_rule(code, sentences.get(code)) for code in codes]}
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}],
    }
    return orjson.dumps(log, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _rule(code: str, sentence: str | None) -> dict[str, object]:
    return {"id": code, **({"shortDescription": {"text": sentence}} if sentence else {})}


def _location(problem: Problem, prefix: str) -> dict[str, object]:
    region = {"startLine": problem.line} | ({"startColumn": problem.column} if problem.column else {})
    return {"artifactLocation": _artifact(prefix + problem.path), **({"region": region} if problem.line else {})}


def _artifact(path: str) -> dict[str, str]:
    return {"uri": quote(path), "uriBaseId": "%SRCROOT%"}
