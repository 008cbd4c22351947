"""From a store and a host's chrome to a published site: read, check, publish only what may be seen, derive, stamp, exchange."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path

import orjson

import tracker
from tracker.model.problem import CannotRun, FieldPath, Finding, Problem
from tracker.model.public import PublicIssue
from tracker.model.site import Site
from tracker.model.tracker import Origin, Skipped, Tracker
from tracker.model.vocabulary import Audience, Level, StoreVisibility
from tracker.publish import Generations, Made, Press, Published, Tell, bring_up_to_date, refuse_output, remove_stale, take_turn
from tracker.rules import RULES, findings
from tracker.rules.firewall import FIREWALL
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
from tracker.site.box import with_box
from tracker.site.chrome import Shell, content_policy, script_hashes, secure, split
from tracker.site.edition import Edition, Media
from tracker.site.outputs import Document, IssueMaker, Maker, Output, pretty_json, verbatim
from tracker.site.pages.rows import Rows, rows
from tracker.site.render import Renderer, feed_link
from tracker.site.shells import SHELLS, ShellPage
from tracker.site.sitemap import headers, sitemap
from tracker.site.strip import strip, with_strip
from tracker.store import yaml
from tracker.store.before import before
from tracker.store.cache import code_digest
from tracker.store.files import read_pages
from tracker.store.kept import KeptBytes
from tracker.store.reader import Reader, Reading
from tracker.views.firewall.screen import Firewall, removed_of, screen, sentence, with_screened
from tracker.views.index import index
from tracker.views.publication import publish
from tracker.workers import Pending, Workers, give_back

THEME = Path(tracker.__file__).parent / "_theme"
if not THEME.is_dir():
    THEME = Path(tracker.__file__).parent.parent / "theme"


SKIPPED = "S100"
"""The code under which the terminal is told of a file of another source that is left out."""


LARGE = 2000
"""Issues from which on it pays to spread the rules."""
_MANY = 400
"""Issues from which on it pays to spread what is made of them."""
_TOGETHER = 25
"""Issues whose pages are made together, few enough that what was made of their words is still known when their feeds are made."""
_NO_JEKYLL = Document(file=".nojekyll", render=verbatim, model=b"")
"""Tells GitHub Pages, where it publishes from a branch, to keep what begins with a dot: .well-known."""
UNFIT = "R375"
"""The code of an attachment or photo that cannot be published as it is."""


@dataclass(frozen=True)
class Checked:
    """What is wrong with a store."""

    problems: tuple[Problem, ...]
    notes: tuple[str, ...] = ()

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(p for p in self.problems if p.level is Level.ERROR)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        return tuple(p for p in self.problems if p.level is Level.WARNING)

    def is_publishable(self, *, strict: bool) -> bool:
        return not (self.problems if strict else self.errors)


@dataclass(frozen=True)
class Chrome:
    """What the host built: every file below a folder, and which of its pages are hand-written."""

    folder: Path
    pages: Sequence[str] = ()
    """The URL paths of its hand-written pages."""
    unused: tuple[str, ...] = ()
    """Beginnings of the names of files that it ships in vain."""


def check(reading: Reading, workers: Workers, today: date | None = None) -> tuple[Checked, Tracker | None]:
    """Apply every rule: what is wrong, and the store without what is skipped.

    A record of a mapped source with an error is skipped, counted and named; what referred to it is checked again without it.
    """
    store = reading.tracker
    if store is None:
        return Checked(tuple(sorted(reading.problems)), reading.notes), None
    firewall = Firewall(store)
    store, given_away = _screened(store, firewall, workers)
    found = [*given_away, *_findings(store, workers, today)]
    skipped: list[Skipped] = []
    while wrong := _mapped_errors(store, found):
        skipped += [Skipped(path, fault.message, RULES[fault.code].sentence) for path, fault in sorted(wrong.items())]
        store = replace(store, issues=tuple(i for i in store.issues if i.path not in wrong))
        found = [*(f for f in given_away if f.path not in wrong), *_findings(store, workers, today)]
        given_away = [f for f in given_away if f.path not in wrong]
    store = replace(store, skipped=tuple(sorted([*store.skipped, *skipped], key=lambda s: s.path)))
    problems = {
        *reading.problems,
        *(Problem(s.path, 0, 0, SKIPPED, f"is skipped: {s.reason}", Level.WARNING) for s in store.skipped),
        *(reading.place(f) for f in found),
    }
    # Reasons quote what is wrong, and stand on the build page.
    told = replace(store, skipped=tuple(replace(s, path=firewall.told(s.path), reason=firewall.told(s.reason)) for s in store.skipped))
    return Checked(tuple(sorted(problems)), (*reading.notes, *_removed(store), *_unread(store))), told


def _screened(store: Tracker, firewall: Firewall, workers: Workers) -> tuple[Tracker, list[Finding]]:
    """The store with marks in place of what is removed, before anything is derived from it; and what is refused."""
    screened = list(workers.start(partial(screen, firewall), store.issues, is_worth_it=len(store.issues) > LARGE, chunk=250))
    findings = [*(f for s in screened for f in s.findings), *firewall.others()]
    return with_screened(store, screened), [replace(f, code=FIREWALL) for f in findings]


def _removed(store: Tracker) -> Iterator[str]:
    """How much was taken out, told on the terminal."""
    paths = {i.path for i in store.issues}.intersection(store.removed)
    if counts := removed_of(store, paths):
        told = ", ".join(kind.counted(count) for kind, count in counts.items())
        yield f"{told} in {len(paths):,} record{'' if len(paths) == 1 else 's'} will be published as marks, as  publication:  in tracker.yml says"


def _unread(store: Tracker) -> Iterator[str]:
    """That strangers' words are kept off the site until somebody has read them; nobody would miss them otherwise."""
    records = sum(1 for issue in store.issues if issue.awaits_review)
    comments = sum(1 for issue in store.issues for comment in issue.comments if comment.awaits_review)
    if records or comments:
        yield (
            f"not published, because nobody has read them yet: records {records:,}, comments {comments:,}; whoever has read one takes its"
            " awaits_review: true out"
        )


def _findings(store: Tracker, workers: Workers, today: date | None) -> list[Finding]:
    """What all rules say, the rules of a large store spread over the workers."""
    spread = workers.start(partial(_said, store, today), sorted(RULES.keys() - {FIREWALL}), is_worth_it=len(store.issues) > LARGE, chunk=1)
    return [found for several in spread for found in several]


def _said(store: Tracker, today: date | None, codes: list[str]) -> list[tuple[Finding, ...]]:
    return [tuple(findings(store, [code], today)) for code in codes]


def _mapped_errors(store: Tracker, found: Iterable[Finding]) -> dict[str, Finding]:
    unknown = Origin()
    return {f.path: f for f in found if f.level is Level.ERROR and store.origins.get(f.path, unknown).is_mapped}


def edition_of(store: Tracker, site: Site, now: datetime, prepared: Mapping[str, Media]) -> Edition:
    """What readers may see of a checked store, and all that follows from it; of the prepared media only what public records name."""
    derived = index(publish(store, now), now.date())
    return Edition(site, derived, {name: prepared[name] for name in media.wanted(derived.public) if name in prepared})


def prepare_media(store: Tracker, site: Site) -> tuple[dict[str, Media], tuple[Finding, ...]]:
    """The attachments and photos that the own store's records name, cleaned; and what cannot be published as it is."""
    named: list[tuple[str, FieldPath, str]] = [
        (i.path, ("attachments", at, "file"), a.file) for i in store.issues for at, a in enumerate(i.attachments)
    ]
    named += [(s.path, ("photo",), s.photo) for s in store.staff if s.photo]
    prepared: dict[str, Media] = {}
    unfit: list[Finding] = []
    for path, place, name in named:
        if name in store.attachments and name not in prepared and store.origins[path].is_own:
            try:
                prepared[name] = media.prepare(name, (site.store / name).read_bytes())
            except media.UnfitMedia as e:
                unfit.append(Finding(path, place, str(e), UNFIT))
    return prepared, tuple(unfit)


def _code() -> str:
    """Stands for all code and templates that decide what outputs say."""
    state = hashlib.blake2b(code_digest("model", "views", "site"), digest_size=16)
    for path in sorted((THEME / "pages").rglob("*.html")):
        state.update(path.read_bytes())
    return state.hexdigest()


def _written_problems(site: Site, store: Tracker, prepared: Mapping[str, Media]) -> Iterator[Problem]:
    """What gives something away of all that is published and no record: hand-written pages, their names, attached texts, and mkdocs.yml."""
    firewall = Firewall(store)
    pages = [*read_pages(site.pages)] if site.pages else []
    attached = {a.file for issue in store.issues if issue.audience is not Audience.INTERNAL for a in issue.attachments}
    texts = [
        (site.store / name, made.content.decode("utf-8", "replace")) for name, made in prepared.items() if name in attached and not made.is_picture
    ]
    for path, text in [*pages, *texts]:
        for leak in firewall.page(text):
            line, column, shown = yaml.place(text, leak.start)
            yield Problem(site.shown(path), line, column, FIREWALL, sentence(leak.kind), source_line=shown)
    for path, _ in pages:
        for leak in firewall.page(path.relative_to(site.pages or path).as_posix())[:1]:
            yield Problem(site.shown(path), 0, 0, FIREWALL, f"the name of this file gives away {leak.kind.noun}; give it another")
    for key, said in site.words:
        for leak in firewall.page(said):
            line, column, shown = yaml.locate(site.config_file.read_bytes(), (key,))
            yield Problem(site.shown(site.config_file), line, column, FIREWALL, sentence(leak.kind), source_line=shown)


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
        problems = [*checked.problems, *(reading.place(f) for f in unfit), *_written_problems(self.site, self._store, self._media)]
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
        warnings = [*map(Firewall(store).told, _public_warnings(checked, store))]
        del store
        give_back()
        shells, around, policy = _chrome(chrome, edition, is_secure=not self._is_preview)
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
            partial(search.documents, edition, _written(chrome), KeptBytes(self.site.cache, "search", clean=self._clean), _code()),
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


def _public_warnings(checked: Checked, store: Tracker) -> list[str]:
    """What the build page may tell of the warnings: those of public repositories by their words, those of private ones as a count."""
    unknown = Origin(visibility=store.settings.store)
    warnings = [p for p in checked.warnings if p.code != SKIPPED]
    public = [p for p in warnings if store.origins.get(p.path, unknown).visibility is StoreVisibility.PUBLIC]
    # What a rule says of one record may name, or guess at, another that is private.
    rules = RULES if store.has_private_records else {}
    told = [f"{p.place}: {rules[p.code].sentence if p.code in rules else p.message}" for p in public]
    untold = len(warnings) - len(told)
    return [*told, *([f"{untold} in private repositories"] if untold else [])]


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


def _written(chrome: Chrome) -> list[search.WrittenPage]:
    """The hand-written pages, for the search."""
    shells = {page.path for page in SHELLS}
    found = ((path, chrome.folder / urls.file_of(path)) for path in chrome.pages if path not in shells)
    return [search.WrittenPage(path, file.read_text("utf-8")) for path, file in found if file.is_file()]


def _shell_text(chrome: Chrome, page: ShellPage) -> str:
    """What the host made of a shell, with the search box."""
    return with_box((chrome.folder / page.path / "index.html").read_text("utf-8"), urls.root_of(page.path), is_ours=True)


def _chrome(chrome: Chrome, edition: Edition, *, is_secure: bool) -> tuple[dict[str, Shell], list[Document], str]:
    """The host's shells taken apart; its other files as documents, its pages secured; the policy that allows for all of them."""
    channels = edition.index.public.channels
    shells = {
        page.name: split(page, _shell_text(chrome, page), is_secure=is_secure, footer=strip(channels, urls.root_of(page.path))) for page in SHELLS
    }
    hidden = {f"{page.path}index.html" for page in SHELLS} | {"sitemap.xml", "sitemap.xml.gz"}
    links = feeds.site_feeds(edition)
    hashes: set[str] = set()
    documents: list[Document] = []
    for path in sorted(p for p in chrome.folder.rglob("*") if p.is_file()):
        name = path.relative_to(chrome.folder).as_posix()
        content = path.read_bytes()
        if path.suffix == ".html":
            text = content.decode("utf-8")
            hashes.update(script_hashes(text))
            root = edition.site.base_path if name == "404.html" else urls.root_of(name)
            head = "\n".join(feed_link(link, root) for link in links)
            text = with_strip(with_box(secure(text) if is_secure else text, root), strip(channels, root))
            content = text.replace("</head>", f"{head}\n</head>", 1).encode()
        if name not in hidden and path.suffix != ".map" and not name.startswith(chrome.unused):
            documents.append(Document(file=name, render=verbatim, model=content))
    return shells, documents, content_policy(sorted(hashes))
