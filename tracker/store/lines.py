"""The lines of a YAML text: which of them lie within a text of several lines, and where comments stand. Pure.

A line ends with a line feed and with nothing else, as in editors; libyaml's own count of lines, which knows further ends, is not asked.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

BLANKS = " \t"
_HEADER = re.compile(r"[|>]([0-9+-]*)")
_COMMENT = re.compile(r"#[^\n]*")


@dataclass(frozen=True, slots=True)
class Lines:
    """A text, line by line, without the line feeds; the last one ends where the text does."""

    texts: tuple[str, ...]
    literal: frozenset[int]
    """Lines of texts behind | and >: every sign of them counts."""
    unfinished: frozenset[int]
    """Lines at whose end a text without | or > goes on: how many of them are blank counts."""
    starts: tuple[int, ...]
    """The character with which each line begins."""

    def of(self, index: int) -> int:
        """The line of a character."""
        return bisect_right(self.starts, index) - 1

    def is_outside(self, line: int) -> bool:
        """The line begins outside of every text: what stands on it is blank, a comment, or begins something."""
        return line not in self.literal and line - 1 not in self.unfinished


def lines_of(text: str, root: Node | None) -> Lines:
    """The lines of a text with LF line ends that was composed to this root."""
    texts = tuple(text.removesuffix("\n").split("\n"))
    starts = (0, *(found.end() for found in re.finditer("\n", text)))[: len(texts)]
    made = Lines(texts, frozenset(), frozenset(), starts)
    literal: set[int] = set()
    unfinished: set[int] = set()
    for node in scalars(root):
        first, end = made.of(node.start_mark.index), node.end_mark.index
        if is_block(node):
            last = len(texts) if end >= len(text) else made.of(end)
            literal.update(_content(texts, range(first + 1, last), header(text, node)))
        else:
            unfinished.update(range(first, made.of(max(node.start_mark.index, end - 1))))
    return Lines(texts, frozenset(literal), frozenset(unfinished), starts)


def scalars(node: Node | None) -> Iterator[ScalarNode]:
    """Every key and value that is no list and no mapping, in the order of the text."""
    if isinstance(node, ScalarNode):
        yield node
    elif isinstance(node, SequenceNode):
        for item in node.value:
            yield from scalars(item)
    elif isinstance(node, MappingNode):
        for key, value in node.value:
            yield from scalars(key)
            yield from scalars(value)


def words(node: Node | None) -> Any:
    """The texts of a file as they stand in it, one within the other, whether they are quoted or not."""
    if isinstance(node, MappingNode):
        return [(words(key), words(value)) for key, value in node.value]
    return [words(item) for item in node.value] if isinstance(node, SequenceNode) else node and node.value


def is_block(node: Any) -> bool:
    """A text of lines of its own, behind | or >."""
    return isinstance(node, ScalarNode) and node.style in {"|", ">"}


def header(text: str, node: Node) -> str:
    """What stands behind | or >: how far its text is indented, and + or -."""
    found = _HEADER.match(text, node.start_mark.index)
    return found[1] if found else ""


def comments(text: str, root: Node | None) -> Iterator[tuple[int, str]]:
    """Every comment, from the number sign to the last sign of its line, with the character at which it begins."""
    before = 0
    for node in scalars(root):
        # What stands on the line of a | or > is no part of its text.
        begin = text.find("\n", node.start_mark.index) if is_block(node) else node.start_mark.index
        yield from _comments_between(text, before, len(text) if begin < 0 else begin)
        before = max(begin, node.end_mark.index)
    yield from _comments_between(text, before, len(text))


def _comments_between(text: str, begin: int, end: int) -> Iterator[tuple[int, str]]:
    """Outside of texts, a number sign begins a comment wherever it stands."""
    for found in _COMMENT.finditer(text, begin, end):
        yield found.start(), found[0].rstrip(BLANKS)


def _content(texts: tuple[str, ...], lines: range, head: str) -> range:
    """The lines that count: all of them, or, without a +, those up to the last that holds more than the indentation."""
    if "+" in head:
        return lines
    filled = next((texts[at] for at in lines if texts[at].strip(" ")), "")
    indent = 0 if any(c.isdigit() for c in head) else len(filled) - len(filled.lstrip(" "))
    last = next((at for at in reversed(lines) if texts[at].strip(" ") or len(texts[at]) > indent), lines.start - 1)
    return range(lines.start, last + 1)
