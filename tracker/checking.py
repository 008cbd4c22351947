"""What is wrong with a store, all of it: what could not be read, what the firewall holds back, what the rules say, what is attached and written beside."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from tracker.model.problem import FieldPath, Finding, Problem
from tracker.model.site import Site
from tracker.model.tracker import Origin, Skipped, Tracker
from tracker.model.vocabulary import Audience, Level, StoreVisibility
from tracker.rules import RULES, findings
from tracker.rules.firewall import FIREWALL
from tracker.site import media
from tracker.site.edition import Media
from tracker.store import yaml
from tracker.store.files import read_pages
from tracker.store.reader import Reading
from tracker.views.firewall.screen import Firewall, removed_of, screen, sentence, with_screened
from tracker.workers import Workers

SKIPPED = "S100"
"""The code under which the terminal is told of a file of another source that is left out."""
UNFIT = "R375"
"""The code of an attachment or photo that cannot be published as it is."""
_LARGE = 2000
"""Issues from which on it pays to spread the rules."""


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
    screened = list(workers.start(partial(screen, firewall), store.issues, is_worth_it=len(store.issues) > _LARGE, chunk=250))
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
    spread = workers.start(partial(_said, store, today), sorted(RULES.keys() - {FIREWALL}), is_worth_it=len(store.issues) > _LARGE, chunk=1)
    return [found for several in spread for found in several]


def _said(store: Tracker, today: date | None, codes: list[str]) -> list[tuple[Finding, ...]]:
    return [tuple(findings(store, [code], today)) for code in codes]


def _mapped_errors(store: Tracker, found: Iterable[Finding]) -> dict[str, Finding]:
    unknown = Origin()
    return {f.path: f for f in found if f.level is Level.ERROR and store.origins.get(f.path, unknown).is_mapped}


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


def written_problems(site: Site, store: Tracker, prepared: Mapping[str, Media]) -> Iterator[Problem]:
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


def public_warnings(checked: Checked, store: Tracker) -> list[str]:
    """What the build page may tell of the warnings: those of public repositories by their words, those of private ones as a count."""
    unknown = Origin(visibility=store.settings.store)
    warnings = [p for p in checked.warnings if p.code != SKIPPED]
    public = [p for p in warnings if store.origins.get(p.path, unknown).visibility is StoreVisibility.PUBLIC]
    # What a rule says of one record may name, or guess at, another that is private.
    rules = RULES if store.has_private_records else {}
    told = [f"{p.place}: {rules[p.code].sentence if p.code in rules else p.message}" for p in public]
    untold = len(warnings) - len(told)
    return [*told, *([f"{untold} in private repositories"] if untold else [])]
