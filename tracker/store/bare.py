"""Values without quotes that want some: dates, which other programs do not read as text, and versions that are numbers as they stand. Pure.

A version is what a field of a record's type says is one, not what is called so: a channel may be called `fixed`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from tracker.model.values import DAY, MOMENT, MONTH, Version
from tracker.store.plain import plain_value

_DATE = re.compile("|".join(f"(?:{pattern})" for pattern in (DAY, MONTH, MOMENT)))


@dataclass(frozen=True, slots=True)
class Bare:
    """A value that wants quotes."""

    node: ScalarNode
    what: str


def bare_values(node: Node | None, types: tuple[Any, ...]) -> Iterator[Bare]:
    """Those at a node and below it, in their order. `types` are those that the node may be of."""
    if isinstance(node, SequenceNode):
        for item in node.value:
            yield from bare_values(item, types)
    elif isinstance(node, MappingNode):
        fields = [(name, each) for holder in _holders(types) for name, each in holder.__pydantic_fields__.items()]
        for key, value in node.value:
            here = tuple(each.annotation for name, each in fields if key.value in {name, each.alias})
            yield from bare_values(value, here)
    elif isinstance(node, ScalarNode) and not node.style and len(node.value) == node.end_mark.index - node.start_mark.index:
        if _DATE.fullmatch(node.value):
            yield Bare(node, "date")
        elif type(plain_value(node.value)) in {int, float} and Version in _parts(types):
            yield Bare(node, "version")


def _holders(types: Iterable[Any]) -> Iterator[Any]:
    return (part for part in _parts(types) if hasattr(part, "__pydantic_fields__"))


def _parts(types: Iterable[Any]) -> Iterator[Any]:
    """The types, and those that they are made of; what the fields of a record are is another matter."""
    for each in types:
        yield each
        yield from _parts(get_args(each))


def quoted(text: str, bare: Sequence[Bare]) -> str:
    """The text with quotes around these values, which stand in it in this order."""
    parts: list[str] = []
    before = 0
    for each in bare:
        begin, end = each.node.start_mark.index, each.node.end_mark.index
        parts += [text[before:begin], '"', text[begin:end], '"']
        before = end
    return "".join([*parts, text[before:]])
