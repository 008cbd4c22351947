"""What the host built around us: its files, and its shells taken apart at their markers, ready to be joined with each page's own words. Pure.

A shell is split before any text of a record comes near it, and its markers are counted: a theme that moved or dropped one fails loudly.
"""

import base64
import hashlib
import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from tracker.site.shells import BODY, DESCRIPTION, ENTRY, HEADING, TITLE, ShellPage

HEADING_ID = "page-title"
"""The id of the h1 of every stamped page, where the skip link leads."""

FOOTER = '<div class="md-footer-meta '
"""Before this the footer of every page has room for what is the same on all of them."""

_INLINE_SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)(?![^>]*type=\"application/(?:json|ld\+json)\")[^>]*>(.*?)</script>", re.DOTALL)
_BODY = re.compile(rf"(?:<h1[^>]*>\s*{HEADING}.*?)?<h2[^>]*>\s*{ENTRY}.*?<p>{BODY}</p>", re.DOTALL)
_ENTRY = re.compile(rf"<li(?:(?!<li).)*?#{ENTRY}.*?</li>", re.DOTALL)
_BLANK = re.compile(r"\s*\n\s*")
_MARKER = re.compile(r"zq[a-z]+qz")


class ChangedTheme(Exception):
    """The host's page does not carry the markers where they belong; the theme has changed in a way that this version does not know."""


@dataclass(frozen=True, slots=True)
class Heading:
    """An entry of a page's table of contents."""

    id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What one page fills a shell with. `body` and `head` are HTML, the rest is text."""

    title: str
    description: str
    path: str
    body: str
    head: str = ""
    contents: Sequence[Heading] = ()


@dataclass(frozen=True, slots=True)
class Shell:
    """A host's page, taken apart: fixed text, and between it the names of slots."""

    parts: tuple[bytes, ...]
    """Fixed text at even places, in UTF-8, because it is most of a page and would be encoded again for each; slot names at odd ones."""
    entry: str = ""
    """How the theme writes one entry of the table of contents."""
    digest: str = field(default="")

    def stamp(self, words: Words) -> bytes:
        """The page in UTF-8. Text is escaped here; HTML is taken as it is."""
        filled = {
            b"title": _encoded(html.escape(words.title)),
            b"description": _encoded(html.escape(words.description)),
            b"path": _encoded(html.escape(words.path)),
            b"body": _encoded(words.body),
            b"head": _encoded(words.head),
            b"contents": _contents(self.entry, tuple(words.contents)) if words.contents else b"",
        }
        return b"".join([filled[part] if at % 2 else part for at, part in enumerate(self.parts)])


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")


@lru_cache(maxsize=512)
def _contents(entry: str, headings: tuple[Heading, ...]) -> bytes:
    """The table of contents, each heading written as the theme writes an entry. Kept, because many pages have the same headings."""
    return _encoded("".join(entry.replace(f"#{ENTRY}", f"#{html.escape(h.id)}").replace(ENTRY, html.escape(h.text)) for h in headings))


def split(page: ShellPage, text: str, *, is_secure: bool = True, footer: str = "") -> Shell:
    """Take a rendered shell apart, and put HTML that all its pages share into the footer. Raises `ChangedTheme` where a marker is missing, doubled or left over."""
    text = _BLANK.sub("\n", text)
    text = secure(text) if is_secure else text
    entry = _ENTRY.search(text)
    steps = [
        ("body", _BODY, 1, 1),
        ("contents", _ENTRY, 1 if page.has_contents else 0, 2),
        ("title", re.compile(TITLE), 0 if not page.section else 1, 9),
        ("description", re.compile(DESCRIPTION), 0 if not page.section else 1, 9),
        ("path", re.compile(f'{re.escape(page.path)}(?="[^>]*>)') if page.depth > 1 else re.compile(r"(?!)"), 1 if page.depth > 1 else 0, 9),
        ("head", re.compile(r"(?=</head>)"), 1, 1),
    ]
    for slot, pattern, least, most in steps:
        text, count = pattern.subn(f"\x00{slot}\x00", text)
        if not least <= count <= most:
            raise ChangedTheme(
                f"the theme's page for {page.path or '/'} has {count} places for the {slot}, not {least}" + (f" to {most}" if most > least else "")
            )
    text = text.replace(f"#{HEADING}", f"#{HEADING_ID}")
    if left := _MARKER.search(text):
        raise ChangedTheme(
            f"the theme's page for {page.path or '/'} uses {left[0]} in a place that is not known: …{text[max(0, left.start() - 60) : left.end() + 20]}…"
        )
    if text.count(FOOTER) != 1:
        raise ChangedTheme(f"the theme's page for {page.path or '/'} has {text.count(FOOTER)} places in its footer, not one")
    whole = _encoded(text.replace(FOOTER, footer + FOOTER))
    parts = tuple(whole.split(b"\x00"))
    digest = hashlib.blake2b(whole, digest_size=12).hexdigest()
    return Shell(parts, entry[0] if entry else "", digest)


def script_hashes(text: str) -> tuple[str, ...]:
    """The CSP sources of a page's inline scripts, sorted: `'sha256-…'` (https://www.w3.org/TR/CSP3/#framework-directive-source-list)."""
    scripts = {match[1] for match in _INLINE_SCRIPT.finditer(text)}
    return tuple(sorted("'sha256-" + base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() + "'" for s in scripts))


def content_policy(hashes: Sequence[str], extra: Mapping[str, Sequence[str]] | None = None) -> str:
    """A strict Content-Security-Policy: our own host only, inline scripts by hash only."""
    directives: dict[str, list[str]] = {
        "default-src": ["'self'"],
        "script-src": ["'self'", *hashes],
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
    }
    for name, sources in (extra or {}).items():
        directives[name] = [*directives.get(name, ["'self'"]), *sources]
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in directives.items())


def secure(text: str) -> str:
    """A page of the host's with the policy for its own inline scripts as its first element, and without what would call another host."""
    # Material asks the repository's host for stars and forks from every page through this component.
    text = text.replace(' data-md-component="source"', "")
    policy = html.escape(content_policy(script_hashes(text)), quote=False).replace('"', "&quot;")
    return re.sub(r"<head>", f'<head>\n<meta http-equiv="Content-Security-Policy" content="{policy}">', text, count=1)
