"""Outputs to bytes: Jinja templates joined with the host's shells. Pure; may run in several processes at once."""

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import jinja2
import jinja2.nodes
import jinja2.runtime
import orjson
from jinja2.compiler import CodeGenerator, Frame
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from tracker.site import text, urls
from tracker.site.chrome import Shell, Words
from tracker.site.dates import day_words, length
from tracker.site.outputs import FeedLink, Output, Page
from tracker.site.shells import shell_name

try:
    from markupsafe._speedups import _escape_inner as escape_inner
except ImportError:  # an interpreter that markupsafe has no compiled part for
    from markupsafe._native import _escape_inner as escape_inner

_FEED_TYPES = {"rss": "application/rss+xml", "atom": "application/atom+xml", "json": "application/feed+json"}
_ACTS_IN_HTML = re.compile("[<>&\u2028\u2029]")


@lru_cache(maxsize=4096)
def day(value: date | datetime | None) -> Markup:
    """`<time datetime="2026-03-02">2 March 2026</time>`; a moment also tells hour and minute in UTC."""
    if value is None:
        return Markup("")
    said = day_words(value)
    if isinstance(value, datetime):
        at = value.isoformat(timespec="seconds")[:19]
        return Markup(f'<time datetime="{at}Z">{said}, {at[11:16]} UTC</time>')  # noqa: S704 - digits and the names of months
    return Markup(f'<time datetime="{value.isoformat()}">{said}</time>')  # noqa: S704 - likewise


def json_in_html(value: Any) -> str:
    """JSON that can stand inside a script element."""
    return _ACTS_IN_HTML.sub(lambda found: f"\\u{ord(found[0]):04x}", orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode())


class _Generator(CodeGenerator):
    """Jinja's compiler, for pages with some hundred values each: what stands between two tags is joined and escaped in one go.

    For each value markupsafe makes a Markup that is joined and thrown away, and Jinja looks attributes up as items, too.
    """

    def write_commons(self) -> None:
        super().write_commons()
        self.writeline("escape_inner = environment.escape_inner")
        self.writeline("escaped = environment.escaped")

    def visit_Getattr(self, node: jinja2.nodes.Getattr, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        self.write("(")
        self.visit(node.node, frame)
        self.write(f").{node.attr}")

    def visit_Output(self, node: jinja2.nodes.Output, frame: Frame) -> None:  # noqa: N802 - likewise
        if frame.buffer is not None or frame.require_output_check or frame.eval_ctx.volatile:
            super().visit_Output(node, frame)
            return
        self.writeline("yield concat((", node)
        for child in node.nodes:
            if isinstance(child, jinja2.nodes.TemplateData):
                self.write(repr(child.data))
            else:
                self.write("escape_inner(value) if (value := ")
                self.visit(child, frame)
                self.write(").__class__ is str else escaped(value)")
            self.write(", ")
        self.write("))")


class _Spliced(NodeTransformer):
    """Puts what a template includes in its place: a context of its own for each costs more than what most of them say."""

    def __init__(self, environment: jinja2.Environment) -> None:
        self._environment = environment

    def visit_Include(self, node: jinja2.nodes.Include) -> list[jinja2.nodes.Node]:  # noqa: N802 - Jinja's name
        loader, name = self._environment.loader, node.template.as_const()
        if loader is None:
            raise jinja2.TemplateNotFound(name)
        source, file, _ = loader.get_source(self._environment, name)
        included: jinja2.nodes.Template = self.visit(self._environment.parse(source, name, file))
        return list(included.body)


class _Environment(jinja2.Environment):
    code_generator_class = _Generator
    escape_inner = staticmethod(escape_inner)

    def _generate(self, source: jinja2.nodes.Template, *rest: Any, **named: Any) -> str:
        return super()._generate(_Spliced(self).visit(source), *rest, **named)

    @staticmethod
    def escaped(value: Any) -> str:
        """What stands in the page for what is no plain text: HTML and numbers as they are, everything else escaped."""
        kind = value.__class__
        return value if kind is Markup else str(value) if kind is int or kind is float else escape(value)


_ROOT = "\x02"
"""Stands for the way to the root, which differs from page to page, in what is kept for many."""


class _Once:
    """The filter `once`: what stands on many pages is rendered by its template once."""

    def __init__(self, environment: jinja2.Environment) -> None:
        self._environment = environment
        self._kept: dict[tuple[int, str], tuple[Any, Markup]] = {}
        self._contexts: dict[str, jinja2.runtime.Context] = {}

    def once(self, item: Any, template: str) -> Markup:
        """`template` rendered with the item as `r`. The item is kept with it, so that its identity stays its own."""
        kept = self._kept.get((id(item), template))
        if kept is None:
            kept = self._kept[id(item), template] = item, self._rendered(item, self._environment.get_template(template))
        return kept[1]

    def _rendered(self, item: Any, template: jinja2.Template) -> Markup:
        """In a context that all items share: it costs more than what such a template says, and the template sets nothing."""
        context = self._contexts.get(template.name or "")
        if context is None:
            context = self._contexts[template.name or ""] = template.new_context({"r": item, "root": _ROOT})
        context.parent["r"] = item
        return Markup("".join(template.root_render_func(context)))  # noqa: S704 - rendered by a template


@dataclass(frozen=True)
class Renderer:
    """Everything that is the same for all pages."""

    templates: Path
    shells: Mapping[str, Shell]
    """By name: `issues-2`."""
    site_url: str
    site_feeds: Sequence[FeedLink] = ()
    """Announced on every page."""
    shared: Mapping[str, Any] | None = None
    """What every template may say: the organisation, the site's name."""

    @cached_property
    def environment(self) -> jinja2.Environment:
        made = _Environment(
            loader=jinja2.FileSystemLoader(self.templates),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        made.filters.update(once=_Once(made).once, markdown=text.markdown, excerpt=text.excerpt, day=day, length=length, visible=text.visible)
        made.globals.update({"urls": urls, "site_url": self.site_url, **(self.shared or {})})
        return made

    def shell(self, page: Page) -> Shell:
        """By the page's first step, its depth, and whether it lists its headings."""
        return self.shells[shell_name(page.path.partition("/")[0], page.path.count("/"), has_contents=bool(page.contents))]

    def render(self, output: Output) -> bytes:
        if not isinstance(output, Page):
            return output.render(output.model)
        words = Words(
            title=text.visible(output.title),
            description=text.visible(output.description),
            path=output.path,
            body=self.body(output),
            head=self._head(output, urls.root_of(output.path)),
            contents=output.contents,
        )
        return self.shell(output).stamp(words)

    def body(self, page: Page) -> str:
        """What stands between the host's header and its footer."""
        root = urls.root_of(page.path)
        template = self.environment.get_template(page.template)
        # What Jinja's own render() does, but for putting together what is the same for all pages, which it does name by name.
        context = template.new_context({**self.environment.globals, **page.model, "root": root, "page": page}, shared=True)
        try:
            said = "".join(template.root_render_func(context))
        except Exception:  # noqa: BLE001 - raised again, at the line of the template
            self.environment.handle_exception()
        return said.replace(_ROOT, root)

    def _head(self, page: Page, root: str) -> str:
        lines = [feed_link(f, root) for f in announced(page, self.site_feeds)]
        if page.moved_to is not None:
            lines.append(f'<meta http-equiv="refresh" content="0; url={html.escape(root + page.moved_to)}">')
        if page.is_hidden:
            lines.append('<meta name="robots" content="noindex">')
        if page.linked_data:
            lines.append(f'<script type="application/ld+json">{json_in_html(page.linked_data)}</script>')
        return "\n".join(lines) + "\n"


def announced(page: Page, site_feeds: Sequence[FeedLink]) -> tuple[FeedLink, ...]:
    """The feeds that a page names: its own, and of the site's those that it does not name already."""
    own = {feed.path for feed in page.feeds}
    return (*page.feeds, *(feed for feed in site_feeds if feed.path not in own))


@lru_cache(maxsize=64)
def feed_link(feed: FeedLink, root: str) -> str:
    """The element by which readers' programs find a feed."""
    kind = _FEED_TYPES[feed.path.rpartition(".")[2]]
    # Material takes a bare rel="alternate" for another language of the site and asks for a sitemap beside it.
    return f'<link rel="alternate feed" type="{kind}" title="{html.escape(feed.title)}" href="{html.escape(root + feed.path)}">'
