"""The one layout of the store's files: text to text, for `tracker fmt`. Pure.

Fields stand in the order of `model/fields.py`, each with its comments; dates, and versions that would be numbers, are quoted; nothing is left at
the ends of lines and of the file. Whatever else somebody has chosen stays: indentation, brackets, quotes, and every sign within a text. What a
file says is compared before and after, and where it would change, there is no new text.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from yaml.nodes import MappingNode, Node

from tracker.model.fields import FIELDS
from tracker.model.issue import Defect, FeatureRequest
from tracker.model.problem import FieldPath, Problem
from tracker.model.settings import Release, Settings
from tracker.model.staff import Impostor, StaffMember
from tracker.store import yaml
from tracker.store.bare import Bare, bare_values, quoted
from tracker.store.files import StoreFile
from tracker.store.lines import BLANKS, Lines, comments, header, is_block, lines_of, scalars, words

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_MOST_MENDED = 50
"""Lines that YAML refuses for a tab and nothing else; each is found by reading the file once more."""


@dataclass(frozen=True, slots=True)
class Form:
    """What the files of a folder hold."""

    type: Any
    order: tuple[str, ...] = ()
    """Of their fields; none where a file holds a list."""


FORMS: Mapping[str, Form] = {
    "tracker.yml": Form(Settings, tuple(name for name in Settings.model_fields if name != "path")),
    "releases": Form(Release),
    "defects": Form(Defect, tuple(FIELDS["defect"])),
    "features": Form(FeatureRequest, tuple(FIELDS["feature"])),
    "staff": Form(StaffMember, tuple(FIELDS["staff"])),
    "impostors": Form(Impostor, tuple(FIELDS["impostor"])),
}
"""By folder of the store."""


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A file that is not laid out as it should be: what it becomes, and what was done to it."""

    path: str
    content: bytes
    done: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be written, and what is left alone because of its problems."""

    rewrites: tuple[Rewrite, ...]
    problems: tuple[Problem, ...]


def plan(files: Iterable[StoreFile]) -> Plan:
    """What it takes to bring these files into the one layout; for files that are in it, nothing."""
    rewrites: list[Rewrite] = []
    problems: list[Problem] = []
    for file in files:
        try:
            content, done = laid_out(file.raw, file.path, FORMS[file.folder])
        except yaml.Unreadable as e:
            problems += e.problems
        else:
            if content != file.raw:
                rewrites.append(Rewrite(file.path, content, done))
    return Plan(tuple(rewrites), tuple(problems))


def laid_out(raw: bytes, path: str, form: Form) -> tuple[bytes, tuple[str, ...]]:
    """A file in the one layout, and what was done to it.

    Raises `Unreadable` where the file is no YAML, were it mended, and where what it says would not stay the same.
    """
    done: list[str] = []
    text, root = _mended(raw, path, done)
    before, meant = text, yaml.parse(text.encode(), path)
    if bare := list(bare_values(root, (form.type,))):
        done += _counted(bare)
        unquoted = root
        text, root = yaml.compose(quoted(text, bare).encode(), path)
        meant = yaml.parse(text.encode(), path) if words(root) == words(unquoted) else meant
    if unended := _unended(text, root):
        text, root = yaml.compose(unended.encode(), path)
    if ordered := _in_order(text, root, form.order, path):
        done.append("fields in order")
        text, root = yaml.compose(ordered.encode(), path)
    trimmed = _trimmed(lines_of(text, root), done) if text else ""
    if trimmed and not before.endswith("\n"):
        done.append("line feed at the end")
    if trimmed != before:
        _compare(before, trimmed, meant, path)
    return trimmed.encode(), tuple(done)


def _mended(raw: bytes, path: str, done: list[str]) -> tuple[str, Node | None]:
    """The text, and its nodes, without what the loader refuses though it says nothing: a byte order mark, CRLF, and tabs in lines that are else blank."""
    if len(raw) > yaml.MAX_BYTES:
        yaml.decode_text(raw, path)  # It says so; of such a file nobody has read the rest.
    if raw.startswith(_BYTE_ORDER_MARK):
        done.append("byte order mark removed")
        raw = raw.removeprefix(_BYTE_ORDER_MARK)
    if b"\r\n" in raw:
        done.append("line ends LF")
        raw = raw.replace(b"\r\n", b"\n")
    text = yaml.decode_text(raw, path)
    for mended in range(_MOST_MENDED):
        try:
            composed = yaml.compose(text.encode(), path)
        except yaml.Unreadable as e:
            lines = text.split("\n")
            at = e.problems[0].line - 1
            if not 0 <= at < len(lines) or "\t" not in lines[at] or lines[at].strip(BLANKS):
                raise
            lines[at] = ""
            text = "\n".join(lines)
        else:
            done += [_number(mended, "line", "without tabs")] if mended else []
            return composed
    return yaml.compose(text.encode(), path)


def _counted(bare: Iterable[Bare]) -> list[str]:
    counts = Counter(each.what for each in bare)
    return [_number(count, what, "quoted") for what, count in sorted(counts.items())]


def _number(count: int, what: str, outcome: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'} {outcome}"


def _unended(text: str, root: Node | None) -> str:
    """The text where it ends in the middle of a line behind | or >: a line feed there would be a part of what is said, so | becomes |-."""
    last = next((node for node in scalars(root) if is_block(node) and node.end_mark.index >= len(text)), None)
    if last is None or text.endswith("\n") or not last.value or last.value.endswith("\n") or "-" in header(text, last):
        return ""
    at = last.start_mark.index + 1
    head = header(text, last)
    return f"{text[:at]}{head.replace('+', '')}-{text[at + len(head) :]}"


def _in_order(text: str, root: Node | None, order: Sequence[str], path: str) -> str:
    """The text with the fields in order; nothing where they are. A field that is unknown stays behind the one that it stands behind."""
    if not isinstance(root, MappingNode) or root.flow_style:
        return ""
    ranks: list[int] = []
    for key, _ in root.value:
        ranks.append(order.index(key.value) if key.value in order else (ranks or [-1])[-1])
    if ranks == sorted(ranks):
        return ""
    lines = lines_of(text, root)
    keys = [lines.of(key.start_mark.index) for key, _ in root.value]
    for crowded in (at for at, below in pairwise(keys) if at == below):
        raise _left_alone(path, (crowded + 1, 0, lines.texts[crowded]), "two fields stand in this line; give each a line of its own")
    column = root.value[0][0].start_mark.column
    begins = [_top(lines, line, column, is_first=not at) for at, line in enumerate(keys)]
    foot = next((at for at in range(keys[-1] + 1, len(lines.texts)) if lines.texts[at].startswith("...") and lines.is_outside(at)), len(lines.texts))
    blocks = [list(lines.texts[begin:end]) for begin, end in pairwise([*begins, foot])]
    keeping = [block for block, (_, value) in zip(blocks, root.value, strict=True) if _keeps_blank_lines(text, value)]
    moved = [block for _, block in sorted(zip(ranks, blocks, strict=True), key=lambda each: each[0])]
    # Blank lines part a field from the one before it. Whoever comes first now leaves them to the one who was.
    blocks[0][:0] = _apart(moved[0])
    for before, block in zip([[], *moved], moved, strict=False):
        if not before or any(before is each for each in keeping):
            del block[: len(_apart(block))]
    return "\n".join([*lines.texts[: begins[0]], *(line for block in moved for line in block), *lines.texts[foot:]]) + "\n"


def _apart(block: Sequence[str]) -> Sequence[str]:
    """The blank lines with which a block begins."""
    return block[: next(at for at, line in enumerate(block) if line.strip(BLANKS))]


def _keeps_blank_lines(text: str, value: Node) -> bool:
    """Blank lines below it would be a part of what it says."""
    last = [*scalars(value)][-1:]
    return bool(last) and is_block(last[0]) and "+" in header(text, last[0])


def _top(lines: Lines, key: int, column: int, *, is_first: bool) -> int:
    """The line with which a field begins: the first of the comments directly above its key, or a blank line above these."""

    def is_own(at: int) -> bool:
        text = lines.texts[at].lstrip(BLANKS)
        return at >= 0 and lines.is_outside(at) and text.startswith("#") and len(lines.texts[at]) - len(text) <= column

    top = key
    while is_own(top - 1):
        top -= 1
    while not is_first and top > 0 and lines.is_outside(top - 1) and not lines.texts[top - 1].strip(BLANKS):
        top -= 1
    return top


def _trimmed(lines: Lines, done: list[str]) -> str:
    """The text with nothing at the ends of lines, no two blank lines in a row, and one line feed at its end."""
    made: list[str] = []
    may_be_blank = False
    cut = dropped = 0
    for at, line in enumerate(lines.texts):
        counts = at in lines.literal or at in lines.unfinished
        kept = line if at in lines.literal else line.rstrip(BLANKS)
        if at in lines.unfinished and kept.endswith("\\"):
            kept = line  # A blank behind a backslash is meant.
        cut += kept != line
        if kept or counts or may_be_blank:
            made.append(kept)
            may_be_blank = bool(kept) or counts
        else:
            dropped += 1
    if made and not may_be_blank:
        made.pop()
        dropped += 1
    done += [_number(cut, "line", "without blanks at the end")] if cut else []
    done += [_number(dropped, "blank line", "removed")] if dropped else []
    return "\n".join(made) + "\n" if made else ""


def _compare(before: str, after: str, meant: Any, path: str) -> None:
    """Nothing, where the text says what was meant, and has the comments that it had; else the problem is raised."""
    said = yaml.parse(after.encode(), path)
    if _told(said) != _told(meant):
        place = yaml.locate(before.encode(), _difference(meant, said))
        raise _left_alone(path, place, "this would say something else if it were laid out anew; bring it into form by hand")
    had, has = ([*comments(*yaml.compose(text.encode(), path))] for text in (before, after))
    left = Counter(comment for _, comment in has)
    for at, comment in had:
        left[comment] -= 1
        if left[comment] < 0 or len(had) != len(has):
            raise _left_alone(path, yaml.place(before, at), "this comment would not stay the same; bring the file into form by hand")


def _left_alone(path: str, place: tuple[int, int, str], reason: str) -> yaml.Unreadable:
    line, column, shown = place
    return yaml.Unreadable(Problem(path, line, column, "Y116", f"is left as it is, because {reason}", source_line=shown))


def _told(value: Any) -> str:
    """A value as text in which 1, 1.0 and true are not the same, and the order of keys does not count."""
    return json.dumps(value, sort_keys=True)


def _difference(one: Any, other: Any) -> FieldPath:
    """The way to the first thing in which two values differ."""
    if isinstance(one, dict) and isinstance(other, dict):
        steps: Iterable[Any] = one
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        steps = range(len(one))
    else:
        return ()
    for step in steps:
        if isinstance(one, dict) and step not in other:
            return (step,)
        if _told(one[step]) != _told(other[step]):
            return (step, *_difference(one[step], other[step]))
    return ()
