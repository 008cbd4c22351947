"""The one sanitiser. Markdown from anybody becomes HTML that cannot act, style, load or hide; everything else is escaped by Jinja.

Raw HTML is shown as the text it is, for stack traces and XML are what people paste. nh3 comes last, whatever was done before.
"""

import ctypes
import re
from functools import lru_cache
from html import unescape

import nh3
from cmarkgfm import _cmark, cmark
from cmarkgfm.cmark import Options
from markupsafe import Markup

_MEANS_SOMETHING = re.compile(r"""[^\w \n,;.?!'"’–—…():/%+=-]|_|://|www\.""")
"""What may mean something to Markdown or HTML wherever it stands."""
_LINES = re.compile(r"[^\W\d_](?:.*[^ ])?(?:\n+[^\W\d_](?:.*[^ ])?)*")
"""Lines that begin with a letter and end without a blank: neither lists nor headings nor code nor breaks."""
_PARAGRAPHS = re.compile(r"\n{2,}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ufdd0-\ufdef\ud800-\udfff]")
_BIDI = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Marks that reorder what follows them: with them a line of text can read as another (https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing)."""
_MARKER = "\ue000"
_MARKER_IN_ADDRESS = "%EE%80%80"
_TAG = re.compile(r"<(?!https?://|mailto:|[\w.+-]+@[\w.-]+>)(?=[A-Za-z/!?])")
_IMAGE = re.compile(r'<img src="([^"]*)" alt="([^"]*)"(?: title="[^"]*")? ?/?>')
_LINKED_IMAGE = re.compile(r'(<a [^>]*>)\s*<img src="[^"]*" alt="([^"]*)"(?: title="[^"]*")? ?/?>')
_LEADS_NOWHERE = re.compile(r'<a href="(?!https?://|mailto:)[^"]*"[^>]*>(.*?)</a>', re.DOTALL | re.IGNORECASE)
"""A link that is not to be followed: the parser has refused its address (`javascript:` and the like) and left it empty, or it is a relative
one, which was meant where the text comes from and leads astray on our pages and in feeds."""
_HEADING = re.compile(r"<(/?)h([1-6])>")
_NESTING = re.compile(r"<(/?)(?:blockquote|ul|ol|li|em|strong|del)\b")
_DEEPEST = 100
"""Nobody nests so deep in earnest, and cleaning takes time that grows with the square of the depth."""
_OPTIONS = Options.CMARK_OPT_VALIDATE_UTF8
cmark.core_extensions_ensure_registered()
_free_node = getattr(ctypes.CDLL(_cmark.__file__), "cmark_node_free", None)
"""Not among what cmarkgfm 2025.10 offers of its library, though it is in there; None where the library hides it (Windows)."""
if _free_node is not None:
    _free_node.argtypes, _free_node.restype = [ctypes.c_void_p], None
_EXTENSIONS = tuple(
    (signs, cmark.find_syntax_extension(name))
    for name, signs in (("table", ("|",)), ("autolink", ("://", "www.", "@")), ("strikethrough", ("~",)), ("tasklist", ("[ ]", "[x]", "[X]")))
)
"""What GitHub's dialect adds, each with the signs without which it changes nothing; left out it costs nothing."""
_SIGNS = re.compile("|".join(re.escape(sign) for signs, _ in _EXTENSIONS for sign in signs))
_TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h3", "h4", "h5", "h6", "hr", "input", "li", "ol", "p", "pre",
    "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_LINK = re.compile(r'<a href="(https?://(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z]{2,}(?::[0-9]{1,4})?(?:[/?#][\w./~?=%+,:@#-]*)?)">', re.ASCII)
"""A link to an address that everybody reads alike."""
_NOT_BARE = re.compile(rf"<(?!/?(?:blockquote|code|del|em|h[456]|li|ol|p|pre|strong|ul)>|[bh]r />|/a>)(?!{_LINK.pattern[1:]})", re.ASCII)
"""A tag that the cleaner has to look at: with attributes, or not among those without; but for links to plain addresses."""
_REL = "nofollow noopener ugc"
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "td": {"align"}, "th": {"align"}, "input": {"type", "checked", "disabled"}}
_FIXED_VALUES = {
    "input": {"type": {"checkbox"}, "checked": {""}, "disabled": {""}},
    "td": {"align": {"left", "center", "right"}},
    "th": {"align": {"left", "center", "right"}},
}
_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    attributes={tag: names for tag, names in _ATTRIBUTES.items() if tag not in _FIXED_VALUES},
    tag_attribute_values=_FIXED_VALUES,
    url_schemes={"http", "https", "mailto"},
    link_rel=_REL,
    strip_comments=True,
)


def visible(text: str) -> str:
    """The text without characters that show nothing or reorder others: control characters, bidirectional marks, lone surrogates."""
    return _BIDI.sub("", _CONTROL.sub("", text)) if not text.isascii() or _CONTROL.search(text) else text


def plain(text: str) -> Markup | None:
    """Paragraphs that need neither parser nor cleaner; None when they may."""
    stripped = text.rstrip("\n ")
    if _MEANS_SOMETHING.search(stripped) or not _LINES.fullmatch(stripped):
        return None
    return Markup("\n".join(f"<p>{each}</p>" for each in _PARAGRAPHS.split(stripped)))  # noqa: S704 - every character was matched against the harmless ones


@lru_cache(maxsize=256)
def markdown(text: str | None) -> Markup:
    """Markdown by anybody as harmless HTML. Images become links, so that nothing is loaded from elsewhere; headings begin at h4."""
    if not text:
        return Markup("")
    if (quick := plain(text)) is not None:
        return quick
    source = visible(text).replace(_MARKER, "")
    if "<" in source:
        source = _TAG.sub(_MARKER, source)
    rendered = _html(source)
    if _is_too_deep(rendered):
        return Markup("<pre><code>{}</code></pre>").format(visible(text))
    if _MARKER in source:
        rendered = rendered.replace(_MARKER, "&lt;").replace(_MARKER_IN_ADDRESS, "%3C")
    has_images = "<img" in rendered
    if has_images:
        rendered = _IMAGE.sub(_image_link, _LINKED_IMAGE.sub(_image_words, rendered))
    if "<a" in rendered:
        rendered = _LEADS_NOWHERE.sub(r"\1", rendered)
    if "<h" in rendered:
        rendered = _HEADING.sub(lambda m: f"<{m[1]}h{min(int(m[2]) + 3, 6)}>", rendered)
    # Where all tags are bare ones of the list, or plain links, there is nothing to clean: text is escaped, and nothing can act.
    # An image may have become a link within a link, which the cleaner takes apart.
    clean = _CLEANER.clean(rendered) if has_images or _NOT_BARE.search(rendered) else _as_cleaned(rendered)
    # Once more: a character reference can spell what the source did not hold.
    return Markup(visible(clean.strip()))  # noqa: S704 - this is the sanitiser


def _as_cleaned(bare: str) -> str:
    """Bare elements, plain links and text, written as the cleaner writes them."""
    if "<a" in bare:
        bare = _LINK.sub(rf'<a href="\1" rel="{_REL}">', bare)
    for theirs, ours in (("&quot;", '"'), (" />", ">"), ("\xa0", "&nbsp;")):
        if theirs in bare:
            bare = bare.replace(theirs, ours)
    return bare


def _is_too_deep(rendered: str) -> bool:
    if rendered.count("<") <= _DEEPEST:
        return False
    depth = 0
    for tag in _NESTING.finditer(rendered):
        depth += -1 if tag[1] else 1
        if depth > _DEEPEST:
            return True
    return False


def _html(source: str) -> str:
    """GitHub's dialect, as cmarkgfm's own function has it, but for three things.

    That one looks its extensions up at each call, which takes a third of the time; it keeps for ever what it allocated, some ten times the
    source; and it fails on U+FFFE and U+FFFF, which a character reference can spell and which come out as bytes that are no UTF-8.
    """
    if not _SIGNS.search(source):
        raw = source.encode("utf-8", "replace")
        return str(_cmark.ffi.string(_cmark.lib.cmark_markdown_to_html(raw, len(raw), _OPTIONS)).decode("utf-8", "replace"))
    extensions = [extension for signs, extension in _EXTENSIONS if any(sign in source for sign in signs)]
    parser = cmark.parser_new(_OPTIONS)
    try:
        for extension in extensions:
            cmark.parser_attach_syntax_extension(parser, extension)
        cmark.parser_feed(parser, source)
        root = cmark.parser_finish(parser)
        made = _cmark.lib.cmark_render_html(root, _OPTIONS, cmark.parser_get_syntax_extensions(parser))
        rendered = str(_cmark.ffi.string(made).decode("utf-8", "replace"))
        if _free_node is not None:
            _free_node(int(_cmark.ffi.cast("uintptr_t", root)))
        return rendered
    finally:
        cmark.parser_free(parser)


def _image_link(image: re.Match[str]) -> str:
    return f'<a href="{image[1]}">{image[2].strip() or "Image"}</a>'


def _image_words(image: re.Match[str]) -> str:
    return f"{image[1]}{image[2].strip() or 'Image'}"


_FENCED = re.compile(r"^ {0,3}(```|~~~).*?(?:^ {0,3}\1|\Z)", re.DOTALL | re.MULTILINE)
_LINKED = re.compile(r"!?\[([^\]\n]*)\]\([^)\n]*\)")
_BLOCK_MARK = re.compile(r"^[ \t]*(?:#{1,6}|>|[-*+]|\d{1,9}[.)]|\|)[ \t]+|^[ \t]*[|:=_*-][|:=_* -]*$", re.MULTILINE)
_UNDERLINED = re.compile(r"(?<!\w)_+|_+(?!\w)")
_ESCAPED = re.compile(r"\\(?=[!-/:-@\[-`{-~])")
_MARKS = str.maketrans("", "", "*`|")


def excerpt(text: str | None, length: int = 155) -> str:
    """The beginning of a Markdown text as plain words, for descriptions and lists: whole words, at most `length` characters.

    Marks are taken away by pattern rather than parsed, for it is done for every page; what is left is text, to be escaped like any other.
    """
    words = _plain_words(text[: length * 3 + 100]) if text else ""
    if len(words) <= length:
        return words
    return words[: length - 1].rsplit(" ", 1)[0].rstrip(",;:.") + "…"


@lru_cache(maxsize=64)
def _plain_words(text: str) -> str:
    """Kept for a moment, because the same text is cut to several lengths."""
    begun = visible(text)
    if "```" in begun or "~~~" in begun:
        begun = _FENCED.sub(" ", begun)
    if "](" in begun:
        begun = _LINKED.sub(r"\1", begun)
    if "\\" in begun:
        begun = _ESCAPED.sub("", begun)
    begun = _BLOCK_MARK.sub("", begun).translate(_MARKS)
    if "_" in begun:
        begun = _UNDERLINED.sub("", begun)
    if "&" in begun:
        begun = visible(unescape(begun))
    return " ".join(begun.split())
