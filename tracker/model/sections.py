"""Takes somebody's Markdown apart: what stands under which heading. Pure; renders nothing.

Where it is in doubt whether something was meant for readers, it goes: whatever a dropped heading covers, and HTML comments, which no reader of
theirs sees.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

_ATX = re.compile(r" {0,3}(#{1,6})(?!#)")
_HTML_HEADING = re.compile(r" {0,3}<h([1-6])\b[^<>]*>(.*)</h\1\s*>\s*", re.IGNORECASE)
_UNDERLINE = re.compile(r" {0,3}(?:(=+)|-{2,})[ \t]*")
_NO_PARAGRAPH = re.compile(r" {4}|\t| {0,3}(?:[>|]|[-+*] |\d+[.)] )")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
_COMMENT = re.compile(r" {0,3}<!--")
_CODE_OR_COMMENT = re.compile(r"(?<!`)(`++).*?(?<!`)\1(?!`)|<!--.*?-->")
_EMPHASIS = re.compile(r"[*_`~]+|<[^<>]*>")
_BLANK_START = re.compile(r"(?:[ \t]*\n)*")
_WEAKEST = 7
"""The level of a line that is no heading but reads as one: every heading ends it."""
_INDENTED = ("    ", "\t")
_LONGEST_HEADING = 200
_LONGEST_LABEL = 60
_LONGEST_SCANNED, _MOST_SCANNED = 5_000, 20
"""Characters and comments of a line up to which code is told from comments; beyond, whatever looks like a comment is one."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A line, or a run of lines that belong together (fenced code); with a level when it is a heading."""

    text: str
    level: int = 0
    key: str = ""


class _Fences:
    """Where fenced code ends. It remembers for which fences no end is left, so that a text of nothing but fences is read in one pass."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._endless: dict[str, int] = {}

    def end(self, at: int) -> int | None:
        """The line that closes the fence opened on this one; None where none is opened, or none closed."""
        opened = _FENCE.fullmatch(self._lines[at])
        if opened is None or (opened[1][0] == "`" and "`" in opened[2]):
            return None
        mark, length = opened[1][0], len(opened[1])
        if length >= self._endless.get(mark, length + 1):
            return None
        closing = re.compile(rf" {{0,3}}{re.escape(mark)}{{{length},}}[ \t]*")
        end = next((n for n in range(at + 1, len(self._lines)) if closing.fullmatch(self._lines[n])), None)
        if end is None:
            self._endless[mark] = length
        return end


def heading_key(text: str) -> str:
    """What two headings have in common that read the same: no emphasis, no case, plain single spaces, no colon at the end."""
    plain = _EMPHASIS.sub("", text)
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKC", plain) if unicodedata.category(c) != "Cf")
    return " ".join(plain.split()).rstrip(" :").casefold()


def sections(
    body: str, headings: Mapping[str, str], drop: Collection[str] = (), prompts: Collection[str] = (), rest: str = "description"
) -> dict[str, str]:
    """The text of each field: what stands under the headings that are mapped to it, in the order of the document; everything else under `rest`.

    A heading reaches to the next one of its level or above. One that is not mapped stays, with its text, in the section that it subdivides. A heading
    without words is left out. A field whose headings are there but empty has an empty text; a field without a heading is not there.
    """
    targets: dict[str, str | None] = {heading_key(h): field for h, field in headings.items()}
    targets |= {heading_key(h): None for h in drop}
    unwanted = {_words(p) for p in prompts}
    made: dict[str, list[str]] = {}
    open_sections: list[tuple[int, str | None]] = [(0, rest)]
    for part in _parts(body, targets):
        if part.level:
            if not part.key:
                continue
            while open_sections[-1][0] >= part.level:
                open_sections.pop()
            if part.key in targets and open_sections[-1][1] is not None:
                field = targets[part.key]
                open_sections.append((part.level, field))
                if field is not None and "".join(made.setdefault(field, [])).strip():
                    made[field].append("")
                continue
        into = open_sections[-1][1]
        if into is not None and _words(part.text) not in unwanted:
            made.setdefault(into, []).append(part.text)
    texts = {field: _trimmed("\n".join(lines)) for field, lines in made.items()}
    return {field: text for field, text in texts.items() if text or field in headings.values()}


def _trimmed(text: str) -> str:
    """Without blank lines at either end; the indentation of the first line stays, because it may be code."""
    text = text.rstrip()
    start = _BLANK_START.match(text)
    return text[start.end() :] if start else text


def _words(text: str) -> str:
    return " ".join(text.split()).casefold()


def _parts(body: str, known: Mapping[str, str | None]) -> Iterator[_Part]:
    """The document in order, without comments. A fence that is never closed is no fence, so that it hides no heading."""
    lines = body.split("\n")
    fences = _Fences(lines)
    at = 0
    while at < len(lines):
        line = lines[at]
        if (end := fences.end(at)) is not None:
            yield _Part("\n".join(lines[at : end + 1]))
            at = end + 1
        elif _COMMENT.match(line):
            at, after = _comment_end(lines, at)
            if after.strip():
                yield _Part(after)
        elif heading := _heading(line, known):
            yield heading
            at += 1
        elif _is_underlined(lines, at):
            yield _Part(f"{line}\n{lines[at + 1]}", 1 if "=" in lines[at + 1] else 2, heading_key(line))
            at += 2
        else:
            yield _Part(_without_comments(line))
            at += 1


def _heading(line: str, known: Mapping[str, str | None]) -> _Part | None:
    """The heading that a line is. Marks without a space after them count when the words are known; so does a line that only names what is dropped."""
    if len(line) > _LONGEST_HEADING:
        return None
    if found := _HTML_HEADING.fullmatch(line):
        return _Part(line, int(found[1]), heading_key(found[2]))
    if found := _ATX.match(line):
        words = line[found.end() :]
        key = heading_key(re.sub(r"(?:^|\s)#+$", "", words.rstrip()))
        if not words or words[0].isspace() or key in known:
            return _Part(line, len(found[1]), key)
    if len(line) <= _LONGEST_LABEL and not line.startswith(_INDENTED):
        key = heading_key(line)
        if key in known and known[key] is None:
            return _Part(line, _WEAKEST, key)
    return None


def _without_comments(line: str) -> str:
    """The line as their readers see it: comments gone, unless they are code."""
    end = line.rfind("-->") + 3
    if end < 3 or "<!--" not in line or line.startswith(_INDENTED):
        return line
    if len(line) > _LONGEST_SCANNED or line.count("<!--") > _MOST_SCANNED:
        return re.sub(r"<!--.*?-->", "", line[:end]) + line[end:]
    return _CODE_OR_COMMENT.sub(lambda found: found[0] if found[0].startswith("`") else "", line)


def _is_underlined(lines: list[str], at: int) -> bool:
    """A paragraph of one line above a line of = or - is a heading (https://spec.commonmark.org/0.31.2/#setext-headings)."""
    if at + 1 >= len(lines) or not _UNDERLINE.fullmatch(lines[at + 1]):
        return False
    begins = at == 0 or not lines[at - 1].strip()
    return begins and bool(lines[at].strip()) and not _NO_PARAGRAPH.match(lines[at])


def _comment_end(lines: list[str], at: int) -> tuple[int, str]:
    """The line after an HTML comment that begins here, and what stands behind it; one that is never closed takes everything, as on their site."""
    text = lines[at][lines[at].index("<!--") + 2 :]
    while at < len(lines):
        if (end := text.find("-->")) >= 0:
            return at + 1, text[end + 3 :]
        at += 1
        text = lines[at] if at < len(lines) else ""
    return at, ""
