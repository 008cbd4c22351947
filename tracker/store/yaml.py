"""The one YAML loader: PyYAML's C parser, the YAML 1.2 core types, no duplicate keys, no aliases, and bounds that hold before the text is composed.

Plain scalars become null, true, false, a decimal number or text; `no`, `12:30`, `0123` and `2026-01-31` stay text
(https://yaml.org/spec/1.2.2/#103-core-schema, less octal and hexadecimal numbers, which no record needs).
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import yaml
from yaml._yaml import CParser
from yaml.nodes import MappingNode, Node, ScalarNode

from tracker.model.problem import FieldPath, Problem
from tracker.store.plain import plain_mapping, plain_value
from tracker.store.within import index_within

MAX_BYTES = 1_000_000
MAX_DEPTH = 40
_ENOUGH = 20
"""Problems of this kind in one file: a bomb would have millions."""
_LONGEST_SHOWN = 5_000
"""Characters of a line; what lies farther out is told by its column alone."""

_CONFLICT = re.compile(r"^(<{7} |={7}$|>{7} )", re.MULTILINE)
_CONFLICT_SIGNS = ("<<<<<<< ", "\n=======\n", ">>>>>>> ")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""What is no character of YAML (https://yaml.org/spec/1.2.2/#51-character-set)."""
_STACKED = re.compile(r"(?:[-?][ \t]+){8}")


class Unreadable(Exception):
    """A file that cannot be read as YAML at all; `problems` says where and why."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(f"{p.place}: {p.message}" for p in problems))
        self.problems = problems


class _Composer(CParser):
    """libyaml's composer with PyYAML's tag resolution left out: types are told by style and text, in `plain.py`."""

    def resolve(self, kind: type[Node], value: str | None, implicit: Any) -> str:  # noqa: ARG002 - the signature libyaml's binding calls
        return ""

    def descend_resolver(self, current: Node | None, index: Any) -> None:
        pass

    def ascend_resolver(self) -> None:
        pass


def parse(raw: bytes, path: str) -> Any:
    """The value that a file holds: mappings, sequences, text, numbers, booleans, None.

    Raises `Unreadable` with every problem found; `path` only names the file in it.
    """
    text = decode_text(raw, path)
    plain = plain_mapping(text)
    return composed_value(text, path) if plain is None else plain


def parse_plain(raw: bytes) -> dict[str, Any] | None:
    """The same where that is quickly told; else None. Raises `Unreadable`, too."""
    return plain_mapping(decode_text(raw, ""))


def composed_value(text: str, path: str) -> Any:
    """The same of a text, whatever it holds, with libyaml's help; `plain` gives the same value or none."""
    node = _compose(text, path)
    if node is None:
        return None
    made = _Constructing(path, text)
    value = made.value(node)
    if made.problems:
        raise Unreadable(*made.problems)
    return value


def locate(raw: bytes, field: FieldPath, offset: int | None = None) -> tuple[int, int, str]:
    """Where a field stands, or that character of its text: line and column from 1, and the line's text.

    Steps that the file does not have are passed over, so that the nearest holder is named.
    """
    text, node = _read_before(raw)
    if node is None:
        return 0, 0, ""
    mark = node.start_mark
    for step in field:
        if isinstance(node, MappingNode):
            for key, value in node.value:
                if key.value == str(step):
                    node, mark = value, key.start_mark
                    break
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            mark = node.start_mark
    if offset is not None and isinstance(node, ScalarNode):
        return place(text, index_within(text, node, offset))
    if field and isinstance(node, ScalarNode) and mark.line == node.start_mark.line:
        mark = node.start_mark
    return place(text, mark.index)


def compose(raw: bytes, path: str) -> tuple[str, Node | None]:
    """The text of a file and its nodes, which know their places; raises `Unreadable`."""
    text = decode_text(raw, path)
    return text, _compose(text, path)


def scalar_text(raw: bytes, field: FieldPath) -> str | None:
    """The text of a plain value as it stands in the file, before it became a number: `1.10`, not 1.1."""
    _, node = _read_before(raw)
    for step in field:
        if isinstance(node, MappingNode):
            node = next((v for k, v in node.value if k.value == str(step)), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
    return node.value if isinstance(node, ScalarNode) else None


@lru_cache(maxsize=1)
def _read_before(raw: bytes) -> tuple[str, Node | None]:
    """A file that is asked about again and again while its problems are placed; nothing where it could not be read."""
    text = raw.decode("utf-8", "replace")
    try:
        return text, _compose(text, "")
    except Unreadable:
        return text, None


def decode_text(raw: bytes, path: str) -> str:
    """The text of a file in UTF-8 without byte order mark, with LF line ends; raises `Unreadable` where it is anything else."""
    if len(raw) > MAX_BYTES:
        raise Unreadable(Problem(path, 0, 0, "Y101", f"has more than {MAX_BYTES:,} bytes; move long texts and logs to attachments/"))
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable(Problem(path, 1, 1, "Y102", "is written in UTF-16; save it as UTF-8"))
    if raw.startswith(b"\xef\xbb\xbf"):
        raise Unreadable(Problem(path, 1, 1, "Y102", "begins with a byte order mark; save it as UTF-8 without BOM"))
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as e:
        line = raw.count(b"\n", 0, e.start) + 1
        shown = raw.split(b"\n")[line - 1].decode("utf-8", "replace")
        column = e.start - (raw.rfind(b"\n", 0, e.start) + 1) + 1
        raise Unreadable(Problem(path, line, column, "Y102", "is not UTF-8 here; save the file as UTF-8", source_line=shown)) from None
    if "\r" in text:
        line = text.count("\n", 0, text.index("\r"))
        raise Unreadable(
            Problem(path, line + 1, 0, "Y103", "has Windows line ends (CRLF); save it with LF, or add '*.yml text eol=lf' to .gitattributes")
        )
    return text


def _compose(text: str, path: str) -> Node | None:
    if any(sign in text for sign in _CONFLICT_SIGNS) and (found := _CONFLICT.search(text)):
        raise Unreadable(_at(found.start(), text, path, "Y104", "a merge conflict was left here; keep one side and delete the three marker lines"))
    if text.count("[") + text.count("{") > MAX_DEPTH or _stacked(text):
        _survey(text, path)
    composer = _Composer(text)
    try:
        return composer.get_single_node()
    except yaml.MarkedYAMLError as e:
        raise _refusal(e, text, path) from None
    except yaml.YAMLError:
        raise Unreadable(_character_problem(text, path)) from None
    finally:
        composer.dispose()


def _stacked(text: str) -> bool:
    """Nesting by hyphens in one line, which costs an attacker two bytes a level; counted first, because the pattern is slow."""
    return text.count("- ") + text.count("? ") + text.count("-\t") > MAX_DEPTH and _STACKED.search(text) is not None


def _survey(text: str, path: str) -> None:
    """Walk the parser's events, which cost no memory and no recursion, before a text that may be deep is composed."""
    depth = 0
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > MAX_DEPTH:
                    raise Unreadable(_at(_index(event.start_mark), text, path, "Y105", f"is nested more than {MAX_DEPTH} deep; records are flat"))
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
    except yaml.MarkedYAMLError as e:
        raise _refusal(e, text, path) from None
    except yaml.YAMLError:
        raise Unreadable(_character_problem(text, path)) from None


def _refusal(e: yaml.MarkedYAMLError, text: str, path: str) -> Unreadable:
    """What libyaml has against a text. Its later versions look ahead and give up at a depth of 1,000, before we have seen where ours is passed."""
    if e.problem == "exceeded maximum nesting depth" and e.problem_mark:
        _survey(text[: e.problem_mark.index], path)
    return Unreadable(_syntax_problem(e, text, path))


@dataclass(slots=True)
class _Constructing:
    """One text on its way from nodes to values."""

    path: str
    text: str
    problems: list[Problem] = field(default_factory=list)
    seen: set[Node] = field(default_factory=set)
    refused: set[Node] = field(default_factory=set)

    def value(self, node: Any, depth: int = 0) -> Any:
        kind = node.__class__
        is_too_deep = depth >= MAX_DEPTH and kind is not ScalarNode
        if node.tag or node in self.seen or is_too_deep:
            self._refuse(node, is_too_deep=is_too_deep)
            return None
        self.seen.add(node)
        if kind is ScalarNode:
            return node.value if node.style else plain_value(node.value)
        if kind is MappingNode:
            return self._mapping(node, depth + 1)
        return [self.value(item, depth + 1) for item in node.value]

    def _mapping(self, node: Any, depth: int) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        for key, value in node.value:
            if key.__class__ is not ScalarNode:
                self._complain(key, "Y107", "a key is a single word here, not a list or mapping")
                continue
            if key.value in mapping:
                self._complain(key, "Y108", f"{key.value!r} stands here twice; keep one of them")
            mapping[key.value] = self.value(value, depth)
        return mapping

    def _refuse(self, node: Node, *, is_too_deep: bool) -> None:
        if is_too_deep:
            self._complain(node, "Y105", f"is nested more than {MAX_DEPTH} deep; records are flat")
        elif node.tag:
            self._complain(node, "Y106", "tags (!) are not used in records; quote text that begins with !")
        else:
            self._complain(
                node, "Y106", "anchors (&) and aliases (*) are not used in records; write the value out, or quote text that begins with & or *"
            )

    def _complain(self, node: Node, code: str, message: str) -> None:
        if len(self.problems) < _ENOUGH and node not in self.refused:
            self.refused.add(node)
            self.problems.append(_at(node.start_mark.index, self.text, self.path, code, message))


def place(text: str, index: int) -> tuple[int, int, str]:
    """Line and column, from 1, of a character, and the line's text. Only line feeds end a line here, as in editors; libyaml also counts U+0085, U+2028 and U+2029."""
    start = text.rfind("\n", 0, index) + 1
    end = text.find("\n", start)
    shown = text[start : None if end < 0 else end] if index - start < _LONGEST_SHOWN else ""
    return text.count("\n", 0, start) + 1, index - start + 1, shown[:_LONGEST_SHOWN]


def _index(mark: Any) -> int:
    """Where a mark stands, in characters."""
    found: int = mark.index
    return found


def _at(index: int, text: str, path: str, code: str, message: str) -> Problem:
    line, column, shown = place(text, index)
    return Problem(path, line, column, code, message, source_line=shown)


def _syntax_problem(e: yaml.MarkedYAMLError, text: str, path: str) -> Problem:
    mark = e.problem_mark or e.context_mark
    said = e.problem or e.context or "is not YAML"
    if "expected a single document" in str(e):
        said = "a second document begins here; one file holds one record: delete the '---'"
    elif "mapping values are not allowed" in said:
        said = 'a colon with a space after it begins a value; put quotes around text that contains ": "'
    elif "cannot start any token" in said or "found character" in said:
        said = f"{said}; put quotes around the text, and indent with spaces, not tabs"
    elif "could not find expected ':'" in said:
        said = 'a key without ":" stands above; write key: value, and indent the lines of a long text'
    else:
        said = f"is not YAML: {said}; look at the indentation and quotes of this line and the one above"
    if mark is None:
        return Problem(path, 0, 0, "Y109", said)
    return _at(mark.index, text, path, "Y109", said)


def _character_problem(text: str, path: str) -> Problem:
    found = _UNPRINTABLE.search(text)
    return _at(found.start() if found else 0, text, path, "Y110", "a control character stands here; delete it")
