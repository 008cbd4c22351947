"""tracker.yml and releases/: what is listed is listed once, and everything belongs to something."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files

from tracker.model.problem import FieldPath, Finding
from tracker.model.tracker import Tracker
from tracker.model.values import Slug
from tracker.model.versions import START, Order
from tracker.model.vocabulary import Versioning
from tracker.model.wording import did_you_mean
from tracker.rules.ids import repeated
from tracker.rules.registry import dated_rule, rule
from tracker.rules.versions import EXAMPLES


@cache
def time_zones() -> frozenset[str]:
    """The names that the IANA database knows, in the edition that the tzdata package brings; the same on every machine."""
    return frozenset((files("tzdata") / "zones").read_text(encoding="utf-8").split())


@rule("R381")
def products_are_listed_once(tracker: Tracker) -> Iterator[Finding]:
    """Products have ids of their own."""
    path = tracker.settings.path
    for at, each, _ in repeated((p.id, "") for p in tracker.settings.products):
        yield Finding(path, ("products", at, "id"), f"{each!r} is already the id of another product; choose another")


@rule("R382")
def channels_are_listed_once(tracker: Tracker) -> Iterator[Finding]:
    """Channels have ids of their own."""
    path = tracker.settings.path
    for at, each, _ in repeated((c.id, "") for c in tracker.settings.channels):
        yield Finding(path, ("channels", at, "id"), f"{each!r} is already the id of another channel; choose another, as {each}-2")


@rule("R383")
def sources_are_listed_once(tracker: Tracker) -> Iterator[Finding]:
    """Sources have names of their own."""
    path = tracker.settings.path
    for at, each, _ in repeated((s.name, "") for s in tracker.settings.sources):
        yield Finding(path, ("sources", at, "name"), f"{each!r} is already the name of another source; choose another, as {each}-2")


@rule("R384")
def components_are_listed_once(tracker: Tracker) -> Iterator[Finding]:
    """The components of a product have ids of their own."""
    path = tracker.settings.path
    for at, product in enumerate(tracker.settings.products):
        for place, each, _ in repeated((c.id, "") for c in product.components):
            yield Finding(
                path, ("products", at, "components", place), f"{each!r} is already a component of {product.id}; choose another id, or take it out"
            )


@rule("R385")
def time_zones_are_known(tracker: Tracker) -> Iterator[Finding]:
    """A time zone is one of the IANA database."""
    for path, field, zone in _zones(tracker):
        if zone not in time_zones():
            hint = did_you_mean(zone, sorted(time_zones())) or "; write it as Europe/London"
            yield Finding(path, field, f"{zone!r} is not a known time zone{hint}")


def _zones(tracker: Tracker) -> Iterator[tuple[str, FieldPath, str]]:
    for at, channel in enumerate(tracker.settings.channels):
        if channel.time_zone:
            yield tracker.settings.path, ("channels", at, "time_zone"), channel.time_zone
        for number, team in enumerate(channel.shifts):
            if team.time_zone:
                yield tracker.settings.path, ("channels", at, "shifts", number, "time_zone"), team.time_zone
    for member in tracker.staff:
        if member.time_zone:
            yield member.path, ("time_zone",), member.time_zone


def _orders(tracker: Tracker) -> Mapping[Slug, Order]:
    """The order of versions of each product that has releases and may have them."""
    known = {p.id: p.versioning for p in tracker.settings.products if p.versioning.has_versions}
    return {slug: Order(known[slug], (r.version for r in releases)) for slug, releases in sorted(tracker.releases.items()) if slug in known}


def _releases_path(tracker: Tracker, product: Slug) -> str:
    return tracker.release_paths.get(product, tracker.settings.path)


@rule("R391")
def releases_are_of_listed_products(tracker: Tracker) -> Iterator[Finding]:
    """A file of releases is named after a product of tracker.yml."""
    for slug in sorted(tracker.releases.keys() - tracker.products.keys()):
        message = (
            f"{slug!r} is not a product; name the file after one that is listed in {tracker.settings.path}{did_you_mean(slug, tracker.products)}"
        )
        yield Finding(_releases_path(tracker, slug), (), message)


@rule("R392")
def continuous_products_have_no_releases(tracker: Tracker) -> Iterator[Finding]:
    """A continuous product has no file of releases."""
    continuous = {p.id for p in tracker.settings.products if not p.versioning.has_versions}
    for slug in sorted(tracker.releases.keys() & continuous):
        message = f"{slug} is continuous and has no releases; remove the file, or change its versioning in {tracker.settings.path}"
        yield Finding(_releases_path(tracker, slug), (), message)


@rule("R393")
def releases_are_of_the_products_kind(tracker: Tracker) -> Iterator[Finding]:
    """A release is spelt as its product spells versions."""
    for slug, order in _orders(tracker).items():
        path = _releases_path(tracker, slug)
        for at, release in enumerate(tracker.releases[slug]):
            if order.place(release.version) is None:
                message = f"{release.version!r} is not a {order.scheme} version, as {slug} has them; write it like {EXAMPLES[order.scheme]}"
                yield Finding(path, (at, "version"), message)
            elif order.scheme is Versioning.LISTED and release.version == START:
                yield Finding(path, (at, "version"), "'0' means before every version in a range; call the release something else")
            elif release.version.casefold() == "index.html":
                yield Finding(path, (at, "version"), f"{release.version!r} is what the site calls its own pages; call the release something else")


@rule("R394")
def releases_are_listed_once(tracker: Tracker) -> Iterator[Finding]:
    """A product's file lists a version once, however it is spelt."""
    for slug, order in _orders(tracker).items():
        seen: set[object] = set()
        folded: set[str] = set()
        for at, release in enumerate(tracker.releases[slug]):
            key = order.key(release.version)
            if key not in seen and release.version.casefold() in folded:
                message = f"{release.version} differs from another version in capitals only, and their pages would be one on some systems; spell it otherwise"
                yield Finding(_releases_path(tracker, slug), (at, "version"), message)
            folded.add(release.version.casefold())
            if key in seen:
                message = f"{release.version} is already listed as {order.released(release.version)}; list it once"
                yield Finding(_releases_path(tracker, slug), (at, "version"), message)
            seen.add(key)


@dated_rule("R399")
def releases_are_listed_once_they_are_out(tracker: Tracker, today: date) -> Iterator[Finding]:
    """A release is listed from the day on which it is out; until then it is announced, as a fix of an issue."""
    for slug, releases in sorted(tracker.releases.items()):
        for at, release in enumerate(releases):
            if not release.is_out(today):
                message = (
                    f"{release.version} is not out before {release.date}; list it then, and until then name it in the fixes and targets of issues"
                )
                yield Finding(_releases_path(tracker, slug), (at, "date"), message)
