"""From a store and a host's chrome to a published site: read, check, publish only what may be seen, derive, stamp, exchange."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path

import orjson

import tracker
from tracker.checking import Checked, check, prepare_media, public_warnings, written_problems
from tracker.model.problem import CannotRun
from tracker.model.public import PublicIssue
from tracker.model.site import Site
from tracker.model.tracker import Tracker
from tracker.model.vocabulary import Level, StoreVisibility
from tracker.publish import Generations, Made, Press, Published, Tell, bring_up_to_date, refuse_output, remove_stale, take_turn
from tracker.rules.review import second_look
from tracker.site import (
    accounts,
    affects_data,
    api,
    badges,
    feeds,
    hours,
    media,
    pages,
    permalinks,
    search,
    security_txt,
    signed_list,
    urls,
    vcard,
    verify,
)
from tracker.site.delivery import Chrome, taken_apart, written_pages
from tracker.site.edition import Edition, Media
from tracker.site.outputs import Document, IssueMaker, Maker, Output, pretty_json, verbatim
from tracker.site.pages.rows import Rows, rows
from tracker.site.render import Renderer
from tracker.site.sitemap import headers, sitemap
from tracker.store.before import before
from tracker.store.cache import code_digest
from tracker.store.kept import KeptBytes
from tracker.store.reader import Reader
from tracker.views.firewall.screen import Firewall
from tracker.views.index import index
from tracker.views.publication import publish
from tracker.workers import Pending, Workers, give_back

THEME = Path(tracker.__file__).parent / "_theme"
if not THEME.is_dir():
    THEME = Path(tracker.__file__).parent.parent / "theme"


_MANY = 400
"""Issues from which on it pays to spread what is made of them."""
_TOGETHER = 25
"""Issues whose pages are made together, few enough that what was made of their words is still known when their feeds are made."""
_NO_JEKYLL = Document(file=".nojekyll", render=verbatim, model=b"")
"""Tells GitHub Pages, where it publishes from a branch, to keep what begins with a dot: .well-known."""


def edition_of(store: Tracker, site: Site, now: datetime, prepared: Mapping[str, Media]) -> Edition:
    """What readers may see of a checked store, and all that follows from it; of the prepared media only what public records name."""
    derived = index(publish(store, now), now.date())
    return Edition(site, derived, {name: prepared[name] for name in media.wanted(derived.public) if name in prepared})


def _code() -> str:
    """Stands for all code and templates that decide what outputs say."""
    state = hashlib.blake2b(code_digest("model", "views", "site"), digest_size=16)
    for path in sorted((THEME / "pages").rglob("*.html")):
        state.update(path.read_bytes())
    return state.hexdigest()


class Build:
    """One build: begun (the store is being read), then finished with the chrome that a host made meanwhile. Until it is closed, others wait."""

    def __init__(self, site: Site, *, clean: bool = False, processes: int | None = None, is_preview: bool = False) -> None:
        self.site = site
        self._clean = clean
        self._is_preview = is_preview
        self._turn = take_turn(site.cache)
        self._workers = Workers(processes)
        try:
            self._reader: Reader | None = Reader(site, self._workers, clean=clean)
        except BaseException:
            self.close()
            raise
        self._visibility = self._reader.visibility
        self._store: Tracker | None = None
        self._written: Tracker | None = None
        self._media: Mapping[str, Media] = {}

    @property
    def is_private(self) -> bool:
        """Its own repository may not be named; so, too, while nobody knows whether it may."""
        return self._visibility is not StoreVisibility.PUBLIC

    def close(self) -> None:
        self._workers.close()
        self._turn.close()

    def meanwhile(self, render: Callable[[], Chrome]) -> Pending[Chrome]:
        """Have the chrome rendered while the store is read: by another process where that takes long, else when it is asked for."""
        return self._workers.start(lambda hosts: [render() for _ in hosts], [None], is_worth_it=self._reader is not None and self._reader.is_large)

    @property
    def store(self) -> Tracker | None:
        """What was read, once it is checked."""
        return self._store

    @property
    def written(self) -> Tracker | None:
        """What the files say, word for word: before marks take the place of what may not be published. For what is written back to them."""
        return self._written

    def check(self, today: date | None = None, since: str | None = None) -> Checked:
        """Everything that is wrong with the store. Asked once. What depends on the day is left out where none is given.

        `since` names a commit: then warnings are told of what has changed after it only, and what needs a second reviewer is among them.
        """
        reader, self._reader = self._reader, None
        if reader is None:
            raise ValueError("this build has been checked before")
        reading = reader.finish()
        self._written = reading.tracker
        checked, self._store = check(reading, self._workers, today)
        if self._store is None:
            return checked
        self._media, unfit = prepare_media(self._store, self.site)
        problems = [*checked.problems, *(reading.place(f) for f in unfit), *written_problems(self.site, self._store, self._media)]
        if since is not None:
            then = before(self.site, since, reading.raw)
            problems = [p for p in problems if p.level is Level.ERROR or p.path in then.changed]
            problems += [reading.place(f) for f in second_look(then.staff, then.settings, self._store, then.changed)]
        return replace(checked, problems=tuple(sorted(problems)))

    def publish(self, checked: Checked, chrome: Chrome, now: datetime, tell: Tell) -> Published:
        """Make the site that the checked store amounts to, and exchange it with the live one. The store itself is let go of: it is most of the memory."""
        store, self._store, self._written = self._store, None, None
        if store is None:
            raise ValueError("there is nothing to publish")
        refuse_output(self.site)
        edition = edition_of(store, self.site, now, self._media)
        warnings = [*map(Firewall(store).told, public_warnings(checked, store))]
        del store
        give_back()
        shells, around, policy = taken_apart(chrome, edition, is_secure=not self._is_preview)
        renderer = Renderer(THEME / "pages", shells, self.site.url, tuple(feeds.site_feeds(edition)), _shared(edition))
        generations = Generations(self.site, clean=self._clean)
        generations.begin()
        press = Press(generations, self.site.output, renderer, _code())
        lines = rows(edition.index)
        makers: list[Maker] = [
            *feeds.makers(edition),
            *pages.makers(edition, lines, warnings),
            *api.makers(edition),
            *affects_data.makers(edition, lines),
            *badges.makers(edition),
            *_paper_makers(edition),
            *_issue_makers(edition, lines),
            # The last is the first to be begun by another process, and this one takes long.
            partial(search.documents, edition, written_pages(chrome), KeptBytes(self.site.cache, "search", clean=self._clean), _code()),
        ]
        made = bring_up_to_date(press, makers, self._workers, tell, is_worth_it=len(lines) >= _MANY)
        stamped = {m.file for m in made}
        if clash := next((d.file for d in around if d.file in stamped and d.file != urls.file_of(urls.HOME)), None):
            raise CannotRun(f"a file of the hand-written pages would be published as {clash}, which is made from the store; give it another name")
        made += [press.put(d) for d in (*_media_documents(edition.media), *(d for d in around if d.file not in stamped))]
        listed = [m.listed for m in made if m.listed] + [(path, None) for path in chrome.pages if urls.file_of(path) not in stamped]
        own = {m.file for m in made}
        # Where a site's author has written a robots.txt, security.txt or _headers, it stands.
        made += [
            press.put(d) for d in (headers(policy), _NO_JEKYLL, *security_txt.documents(edition), *sitemap(listed, self.site)) if d.file not in own
        ]
        return self._finish(generations, made, build_facts(edition, warnings, now))

    def _finish(self, generations: Generations, made: Sequence[Made], facts: Mapping[str, object]) -> Published:
        wanted = {m.file: m.key for m in sorted(made, key=lambda m: m.file)}
        removed = remove_stale(generations, wanted)
        digest = hashlib.blake2b(orjson.dumps([wanted, facts]), digest_size=16).hexdigest()
        generations.finish(pretty_json({**facts, "digest": digest}), digest, wanted)
        return Published(len(wanted), sum(m.how == "rendered" for m in made), sum(m.how == "copied" for m in made), removed)


def build_facts(edition: Edition, warnings: Sequence[str], now: datetime) -> dict[str, object]:
    """What build.json says beside the site's digest."""
    public = edition.index.public
    counts = {kind.folder: sum(1 for i in public.issues if i.kind is kind) for kind in edition.index.lists}
    return {
        "commit": public.commit.commit if public.commit else None,
        "time": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "sources": [{"name": s.name, "commit": s.commit.commit, "time": s.commit.at, "is_copy": s.is_copy} for s in public.sources],
        "counts": {**counts, "staff": len(public.staff), "skipped": len(public.skipped) + public.skipped_in_private},
        "removed": {kind.value: count for kind, count in public.removed.items()},
        "skipped": [{"path": s.path, "reason": s.reason} for s in public.skipped],
        "warnings": list(warnings),
    }


def _paper_makers(edition: Edition) -> Iterator[Maker]:
    """What other programs than browsers read of the directory, and the hours."""
    for make in (hours.documents, vcard.documents, accounts.documents, signed_list.documents, verify.documents):
        yield partial(make, edition)


def _issue_makers(edition: Edition, lines: Rows) -> Iterator[Maker]:
    """What each issue has of its own: page, feed, JSON, badge and short address; of several issues together, because the same words stand in them.

    Kind by kind: a processor that does one thing for a while does it a fifth faster.
    """
    kinds = (
        pages.issue_maker(edition, lines),
        feeds.issue_maker(edition),
        api.issue_maker(edition),
        badges.issue_maker(edition),
        permalinks.issue_maker(edition),
    )
    issues = edition.index.public.issues
    for at in range(0, len(issues), _TOGETHER):
        yield partial(_together, kinds, issues[at : at + _TOGETHER])


def _together(kinds: Sequence[IssueMaker], issues: Sequence[PublicIssue]) -> Iterator[Output]:
    for make in kinds:
        yield from [output for issue in issues for output in make(issue)]


def _shared(edition: Edition) -> dict[str, object]:
    public = edition.index.public
    return {
        "organisation": public.organisation,
        "site_name": edition.site.name,
        "site_url": edition.site.url,
        "repository": edition.site.repository if public.visibility is StoreVisibility.PUBLIC else None,
        "contribute": public.contribute,
    }


def _media_documents(prepared: Mapping[str, Media]) -> list[Document]:
    return [Document(file=m.path, render=verbatim, model=m.content) for m in prepared.values()]
