"""Where a character of a value stands in the file, whatever style the value is written in: plain, quoted, literal or folded.

Blanks may be folded, indented or left out, so it is the other characters that are counted: they are the same in the file and in the value.
"""

import re
from collections.abc import Iterator

from yaml.nodes import ScalarNode

_ESCAPED = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(\r?\n|.))|.", re.DOTALL)
_BLANK_ESCAPES = frozenset("tnvfr _NLP\n\t")
"""What a backslash makes a blank of (https://yaml.org/spec/1.2.2/#57-escaped-characters)."""


def index_within(text: str, node: ScalarNode, offset: int) -> int:
    """The index in the file's text of the character at `offset` of the value; the value's own beginning where it has no such character."""
    before = sum(not c.isspace() for c in node.value[:offset])
    for count, index in enumerate(_characters(text, node)):
        if count == before:
            return index
    return int(node.start_mark.index)


def _characters(text: str, node: ScalarNode) -> Iterator[int]:
    """Where each character of the value that is no blank begins."""
    start, end = node.start_mark.index, node.end_mark.index
    if node.style == '"':
        for found in _ESCAPED.finditer(text, start + 1, end - 1):
            code = found[1] or found[2] or found[3]
            is_blank = chr(int(code, 16)).isspace() if code else found[4] in _BLANK_ESCAPES if found[4] else found[0].isspace()
            if not is_blank:
                yield found.start()
        return
    if node.style in {"|", ">"}:
        start = text.find("\n", start) + 1
    at = start + (node.style == "'")
    while at < end:
        if not text[at].isspace():
            yield at
            at += node.style == "'" and text.startswith("''", at)
        at += 1
