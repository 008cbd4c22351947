"""Changes to a file of the store: text to text, every other byte as it was, comments and layout included. Pure.

Places come from the parser's marks, and what is new is put between two characters. ruamel.yaml would do it by taking the file apart and
writing it again: a comment above the next item would then stand above what is added before it, and what somebody wrote over several
lines would be put on one. The result is parsed again, and has to say what was meant.
"""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode, SequenceNode

from tracker.model.edit import Append, Change, Remove, Set, applied
from tracker.model.problem import CannotRun, FieldPath
from tracker.store import yaml
from tracker.store.layout import FORMS

_WIDTH = 150
"""Up to here an item of a list stands on one line."""
_COMMENT_WITHIN = re.compile(r"\n( +)#[^\n]*")
"""A line that belongs to what is above it where it is indented further."""
_PLAIN = re.compile(r"[^\W\d_](?:[\w ./@+'-]*[\w./@+'-])?")
_WORDS = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
"""Words that one YAML or another takes for something else than text."""


def edited(raw: bytes, path: str, changes: Sequence[Change]) -> bytes:
    """The file with the changes made. Raises `Unreadable` where it is no YAML, `CannotRun` where it is laid out so that a program cannot change it."""
    for together in _runs(changes):
        change = together[0]
        meant = applied(yaml.parse(raw, path), together)
        text, root = yaml.compose(raw, path)
        order = _order(path) if len(change.field) == 1 else ()
        new = _with_all(text, root, together, order) if isinstance(change, Append) else _changed(text, root, change, order)
        try:
            said = yaml.parse(new.encode(), path) if new is not None else None
        except yaml.Unreadable:
            said = None
        if new is None or said != meant:
            place = ".".join(str(step) for step in change.field)
            by_hand = "take it out by hand" if isinstance(change, Remove) else f"write it by hand: {in_flow(change.value)}"
            raise CannotRun(f"{path}: {place} cannot be changed by a program as the file is laid out; {by_hand}")
        raw = new.encode()
    return raw


def _runs(changes: Sequence[Change]) -> list[list[Change]]:
    """The changes in their order; those that add to one list stand together, so that a hundred items are put down at once."""
    made: list[list[Change]] = []
    for change in changes:
        before = made[-1][0] if made else None
        if isinstance(change, Append) and isinstance(before, Append) and before.field == change.field:
            made[-1].append(change)
        else:
            made.append([change])
    return made


def written(record: Mapping[str, Any]) -> bytes:
    """A new file: a key to a line, the items of a list below it, indented by two."""
    return "".join(f"{key}:{_below(value, 0)}\n" for key, value in record.items()).encode()


def in_flow(value: Any) -> str:
    """A value on one line, as it stands between brackets: text is quoted where it has to be, and dates always are."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_scalar(key)}: {in_flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(in_flow(each) for each in value) + "]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    text = str(value)
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS and text.isprintable():
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in quoted)


def _below(value: Any, indent: int) -> str:
    """What follows `key:` in a block."""
    if isinstance(value, list | tuple) and any(isinstance(each, Mapping) for each in value):
        return "".join(f"\n{_item(each, indent + 2)}" for each in value)
    if isinstance(value, Mapping) and len(in_flow(value)) > _WIDTH:
        return "".join(f"\n{' ' * (indent + 2)}{_scalar(key)}:{_below(each, indent + 2)}" for key, each in value.items())
    if isinstance(value, str) and "\n" in value:
        return _literal(value, indent + 2)
    return f" {in_flow(value)}"


def _literal(text: str, indent: int) -> str:
    """A text of several lines, where it can stand as it is."""
    lines = text.removesuffix("\n").split("\n")
    if text[0].isspace() or not lines[-1].strip() or not all(c.isprintable() or c == "\n" for c in text):
        return f" {_scalar(text)}"
    head = " |" if text.endswith("\n") else " |-"
    return head + "".join(f"\n{' ' * indent}{line}" if line else "\n" for line in lines)


def _item(value: Any, indent: int) -> str:
    """One item of a list in a block, from the hyphen on: on one line where it is short and plain."""
    pad = " " * indent
    nested = isinstance(value, Mapping) and any(isinstance(each, list | Mapping) and each for each in value.values())
    if not isinstance(value, Mapping) or not value or (not nested and len(in_flow(value)) + indent <= _WIDTH):
        return f"{pad}- {in_flow(value)}"
    lines = [f"{_scalar(key)}:{_below(each, indent + 2)}" for key, each in value.items()]
    return f"{pad}- " + f"\n{pad}  ".join(lines)


def _with_all(text: str, root: Node | None, added: Sequence[Change], order: Sequence[str]) -> str | None:
    """The text with further items of one list, which is begun where there is none."""
    values = [change.value for change in added]
    target = _find(root, added[0].field)
    if isinstance(target, SequenceNode):
        return _with_items(text, target, values)
    return _changed(text, root, Set(added[0].field, values), order)


def _changed(text: str, root: Node | None, change: Change, order: Sequence[str]) -> str | None:
    """The text with one change; None where there is no place for it."""
    target, holder = _find(root, change.field), _find(root, change.field[:-1])
    if isinstance(change, Remove):
        return _without(text, holder, target)
    if target is not None:
        indent = _block_indent(holder)
        return _with_value(text, target, change.value) if indent is None else _with_block(text, target, change.value, indent)
    return _with_key(text, holder, str(change.field[-1]), change.value, order) if isinstance(holder, MappingNode) else None


def _block_indent(holder: Node | None) -> int | None:
    """How far the keys of a mapping in a block are indented."""
    if isinstance(holder, MappingNode) and not holder.flow_style and holder.value:
        return int(holder.value[0][0].start_mark.column)
    return None


def _with_block(text: str, node: Node, value: Any, indent: int) -> str:
    """Another value below a key: several lines as they are, where nothing else stands on the line."""
    said = _below(value, indent).removeprefix(" ")
    begin, end = int(node.start_mark.index), _end(text, node)
    beside = text[end : _line_end(text, end)]
    if not said.startswith("|") or beside.strip() or begin == end:
        return _with_value(text, node, value)
    return text[:begin] + said + text[end:]


def _without(text: str, holder: Node | None, target: Node | None) -> str | None:
    """The text without a key or an item."""
    if target is None or not isinstance(holder, MappingNode | SequenceNode):
        return text if target is None else None
    parts = [(p[0], p[1]) if isinstance(p, tuple) else (p, p) for p in holder.value]
    at = next(n for n, (_, value) in enumerate(parts) if value is target)
    if len(parts) == 1:
        return _with_value(text, holder, {} if isinstance(holder, MappingNode) else [])
    begin, end = int(parts[at][0].start_mark.index), _end(text, target)
    after = int(parts[at + 1][0].start_mark.index) if at + 1 < len(parts) else None
    if holder.flow_style:
        return text[:begin] + text[after:] if after is not None else text[: _end(text, parts[at - 1][1])] + text[end:]
    line = text.rfind("\n", 0, begin) + 1
    if isinstance(holder, MappingNode) and text[line:begin].strip():
        # The first key of an item stands on the line of its hyphen; the next one takes its place.
        return text[:begin] + text[after:] if after is not None else None
    return text[:line] + text[_line_end(text, end) + 1 :]


def _find(node: Node | None, way: FieldPath) -> Node | None:
    for step in way:
        if isinstance(node, MappingNode):
            node = next((value for key, value in node.value if key.value == str(step)), None)
        elif isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
        else:
            return None
    return node


def _end(text: str, node: Node) -> int:
    """Behind the last character of a value; comments and blank lines after it are not its own."""
    if isinstance(node, ScalarNode):
        return len(text[: node.end_mark.index].rstrip()) if node.style in {"|", ">"} else int(node.end_mark.index)
    if not isinstance(node, CollectionNode) or node.flow_style or not node.value:
        return int(node.end_mark.index)
    last = node.value[-1]
    return _end(text, last[1] if isinstance(last, tuple) else last)


def _line_end(text: str, index: int) -> int:
    found = text.find("\n", index)
    return len(text) if found < 0 else found


def _with_value(text: str, node: Node, value: Any) -> str:
    begin, end = int(node.start_mark.index), _end(text, node)
    said = in_flow(value)
    if isinstance(node, ScalarNode) and begin == end and text[begin - 1 : begin] not in {" ", ""}:
        said = f" {said}"
    return text[:begin] + said + text[end:]


def _with_items(text: str, node: SequenceNode, values: Sequence[Any]) -> str:
    if not node.value:
        return _with_value(text, node, list(values))
    at = _end(text, node.value[-1])
    if node.flow_style:
        return text[:at] + "".join(f", {in_flow(value)}" for value in values) + text[at:]
    at = _line_end(text, at)
    return text[:at] + "".join(f"\n{_item(value, node.start_mark.column)}" for value in values) + text[at:]


def _with_key(text: str, node: MappingNode, key: str, value: Any, order: Sequence[str]) -> str:
    """The text with a key more: behind those that stand before it in the order, else at the end."""
    if not node.value:
        return _with_value(text, node, {key: value})
    at = _end(text, node.value[-1][1])
    if node.flow_style:
        return f"{text[:at]}, {_scalar(key)}: {in_flow(value)}{text[at:]}"
    earlier = order[: order.index(key)] if key in order else ()
    before = [said for name, said in node.value if isinstance(name, ScalarNode) and name.value in earlier]
    at = _line_end(text, _end(text, before[-1]) if before else at)
    indent = node.value[0][0].start_mark.column
    while comment := _COMMENT_WITHIN.match(text, at):
        if len(comment[1]) <= indent:
            break
        at = comment.end()
    return f"{text[:at]}\n{' ' * indent}{_scalar(key)}:{_below(value, indent)}{text[at:]}"


def _order(path: str) -> Sequence[str]:
    """The order of the fields in a file of the store, by the folder that it lies in."""
    return next((FORMS[part].order for part in PurePosixPath(path).parts if part in FORMS), ())
