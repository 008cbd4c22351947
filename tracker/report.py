"""Problems as people and programs read them. The one wording of places, levels and sums."""

from collections import Counter
from collections.abc import Sequence

import orjson

from tracker.model.problem import Problem
from tracker.model.vocabulary import Level


def as_text(problem: Problem, *, width: int = 120) -> str:
    """`path:line:col: CODE message`, then the offending line with a caret below the place."""
    said = "warning: " if problem.level is Level.WARNING else ""
    head = f"{problem.place}: {problem.code} {said}{problem.message}"
    if not problem.source_line.strip():
        return head
    start = max(0, problem.column - width // 2) if len(problem.source_line) > width else 0
    shown = _printable(problem.source_line[start : start + width])
    caret = f"\n    {' ' * (problem.column - 1 - start)}^" if problem.column else ""
    return f"{head}\n    {shown}{caret}"


def _printable(text: str) -> str:
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
