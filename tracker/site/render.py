"""Outputs to bytes: Jinja templates joined with the host's shells. Pure; may run in several processes at once."""

import html
from collections.abc import Callable, Mapping, Sequence
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
_JSON_IN_HTML = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


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
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode().translate(_JSON_IN_HTML)


class _Generator(CodeGenerator):
    """Jinja's compiler, with a shorter way to the same escaping: a page has some hundred values, and for each markupsafe makes a Markup that is joined and thrown away."""

    def _output_child_pre(self, node: jinja2.nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None:
            self.write("environment.escaped(")
        else:
            super()._output_child_pre(node, frame, finalize)


class _Environment(jinja2.Environment):
    code_generator_class = _Generator

    @staticmethod
    def escaped(value: Any) -> str:
        """What stands in the page for a value: HTML as it is, everything else escaped."""
        if value.__class__ is str:
            return escape_inner(value)
        return value if value.__class__ is Markup else escape(value)


class _Once:
    """The filter `once`: what stands on many pages is rendered by its template once, and only the way to the root differs from page to page."""

    _ROOT = "\x02"

    def __init__(self, environment: jinja2.Environment) -> None:
        self._environment = environment
        self._kept: dict[tuple[int, str], tuple[Any, str]] = {}

    @property
    def filter(self) -> Callable[..., Markup]:
        @jinja2.pass_context
        def once(context: jinja2.runtime.Context, item: Any, template: str) -> Markup:
            """`template` rendered with the item as `r`. The item is kept with it, so that its identity stays its own."""
            kept = self._kept.get((id(item), template))
            if kept is None:
                kept = self._kept[id(item), template] = item, self._environment.get_template(template).render(r=item, root=self._ROOT)
            return Markup(kept[1].replace(self._ROOT, context["root"]))  # noqa: S704 - rendered by a template

        return once


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
        made.filters.update(once=_Once(made).filter, markdown=text.markdown, excerpt=text.excerpt, day=day, length=length, visible=text.visible)
        made.globals.update({"urls": urls, "site_url": self.site_url, **(self.shared or {})})
        return made

    def shell(self, page: Page) -> Shell:
        """By the page's first step, its depth, and whether it lists its headings."""
        return self.shells[shell_name(page.path.partition("/")[0], page.path.count("/"), has_contents=bool(page.contents))]

    def render(self, output: Output) -> bytes:
        if not isinstance(output, Page):
            return output.render(output.model)
        root = urls.root_of(output.path)
        body = self.environment.get_template(output.template).render(output.model, root=root, page=output)
        words = Words(
            title=text.visible(output.title),
            description=text.visible(output.description),
            path=output.path,
            body=body,
            head=self._head(output, root),
            contents=output.contents,
        )
        return self.shell(output).stamp(words)

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


def feed_link(feed: FeedLink, root: str) -> str:
    """The element by which readers' programs find a feed."""
    kind = _FEED_TYPES[feed.path.rpartition(".")[2]]
    # Material takes a bare rel="alternate" for another language of the site and asks for a sitemap beside it.
    return f'<link rel="alternate feed" type="{kind}" title="{html.escape(feed.title)}" href="{html.escape(root + feed.path)}">'
