"""The few forms of YAML that records are made of, read by two patterns at a third of what libyaml takes: keys, items, one-line values, literal texts.

It answers only what libyaml would answer, word for word, and gives up at the first thing that is not among those forms, wrong or only rare: then
`yaml` asks libyaml, which also knows where everything stands. So whatever is refused there is refused, and nothing here has to say why.
"""

import json
import re
from typing import Any

_LONGEST = 200_000
"""Characters; a longer text is not worth a guess."""
_DEEPEST = 9
"""Collections within one another, each in lines and in brackets; far fewer than `yaml` allows."""

_CHARACTERS = re.compile("[\n -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]*")
"""Those of YAML, less tabs, byte order marks and what libyaml takes for the end of a line."""

_KEY = r"[A-Za-z_][A-Za-z0-9_-]{0,79}+"

_QUOTED = r'"[^"\\\n]*+ (?:\\["\\/nt] [^"\\\n]*+)*+ "'

_LINE = re.compile(
    rf"""
    (\ *+) (-\ ++)?+                                    # how far in, and the sign of an item
    (?: ({_KEY}): (?:\ ++|(?=\n)) )?                    # a key
    (?:
      ( {_QUOTED}                                       # what stands beside it: text in quotes
      | '[^'\n]*+ (?:'' [^'\n]*+)*+ '
      | [\[{{] .* [\]}}]                                # a list or mapping in brackets
      | [\w(] (?: .* [^\ :\n] )?                        # a word, or several
      | \#.*+                                           # or a comment
      |) (?:\ ++\#.*+)? \n
    | \|(-?)\n                                          # a text in lines of its own
      ( (\ ++) [^\ \n].*+\n (?: \7.*+\n | \n )*+ )
      (?! \ + \n )                                      # unless blanks go on with it that are fewer than its margin
    )
    | ((?s:.++))                                        # anything else
    """,
    re.VERBOSE,
)

_PART = re.compile(
    rf"""
    (?:
      (?: ({_KEY}):\ ++ )?                              # a key
      (?: ( {_QUOTED} | [A-Za-z0-9] (?: [\w.@/+-] | \ (?=\w) )*+ )
        | ([\[{{]) )                                    # text, or a list or mapping that begins
    | ([\]}}])                                          # or one that ends
    )
    (?: (?<=[\[{{])\ *+ | ,\ ++(?=[^\]}}]) | (?=\ *+[\]}}])\ *+ | \Z )
    | (.++)                                             # anything else
    """,
    re.VERBOSE,
)

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"[-+]?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]{1,3})?")
_CONSTANTS = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}


_NOTHING = frozenset(["", "#"])


class _Unusual(Exception):
    """Not for us to read."""


def plain_mapping(text: str) -> dict[str, Any] | None:
    """The mapping that a text with LF line ends holds; None where that takes more knowledge of YAML to tell."""
    if len(text) > _LONGEST or not _CHARACTERS.fullmatch(text):
        return None
    try:
        return _mapping(text) or None
    except _Unusual:
        return None


def _mapping(text: str) -> dict[str, Any]:
    root: dict[str, Any] = {}
    around: list[tuple[int, Any]] = []
    """The collections around the one that goes on, each with how far in it stands."""
    here: Any = root
    column, awaited = 0, ""
    """How far in the next line goes; and the key beside which nothing stood, whose value may follow farther in."""
    for indent, item, key, beside, cut, lines, margin, rest in _LINE.findall(text):
        if not (key or item or lines or rest) and beside[:1] in _NOTHING:
            continue
        at = len(indent)
        if awaited and (at > column or (item and at == column)):
            around.append((column, here))
            here[awaited] = [] if item else {}
            column, here = at, here[awaited]
        while at < column or (not item and here.__class__ is list):
            column, here = around.pop()
        if at != column or (item != "") is not (here.__class__ is list) or not (key or item) or len(around) > _DEEPEST:
            raise _Unusual
        if item and key:
            around.append((column, here))
            here.append({})
            column, here = at + len(item), here[-1]
        awaited = "" if beside or lines else key
        value = _beside(beside) if beside else _unindented(lines, margin, column, cut) if lines else None
        if not key:
            here.append(value)
        elif key in here:
            raise _Unusual
        else:
            here[key] = value
    return root


def _unindented(lines: str, margin: str, column: int, cut: str) -> str:
    """A text without its margin. Of the line ends that it ends with, one stays, or with `cut` none."""
    if len(margin) <= column:
        raise _Unusual
    return lines.replace(f"\n{margin}", "\n")[len(margin) :].rstrip("\n") + ("" if cut else "\n")


def _beside(text: str) -> Any:
    first = text[0]
    if first == '"':
        return _quoted(text)
    if first == "'":
        return text[1:-1].replace("''", "'")
    if first in "[{":
        return _in_brackets(text)
    if " #" in text:
        text = text[: text.index(" #")].rstrip(" ")
    if first == "#" or ": " in text or text[-1] == ":":
        raise _Unusual
    return plain_value(text)


def _quoted(text: str) -> str:
    return json.loads(text) if "\\" in text else text[1:-1]


def _in_brackets(text: str) -> Any:
    top: list[Any] = []
    here: Any = top
    around: list[Any] = []
    """The collections around the one that goes on, from the list that holds nothing but the whole."""
    for key, scalar, begin, end, rest in _PART.findall(text):
        if scalar:
            value: Any = _quoted(scalar) if scalar[0] == '"' else plain_value(scalar)
        elif begin:
            value = {} if begin == "{" else []
        elif rest or here is top or (here.__class__ is dict) is not (end == "}"):
            raise _Unusual
        else:
            here = around.pop()
            continue
        if (here.__class__ is dict) is not (key != "") or (key and key in here) or (here is top and top) or len(around) > _DEEPEST:
            raise _Unusual
        if key:
            here[key] = value
        else:
            here.append(value)
        if begin:
            around.append(here)
            here = value
    if here is not top:
        raise _Unusual
    return top[0]


def plain_value(text: str) -> Any:
    """What text without quotes means: nothing, true, false, a number, or itself."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[0] in "-+0123456789":
        if _INTEGER.fullmatch(text):
            return int(text)
        if _FLOAT.fullmatch(text):
            return float(text)
    return text
