"""The answer that a support agent pastes into a conversation: made from the public record, so that it never claims more than the record says. Pure.

An answer is a row of sentences, each with the value that it is about. A sentence without its value is left out; where all together are too long,
the workaround is shortened, and then the least needed sentence goes, until the answer fits.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from tracker.model.channels import Channel, form_of
from tracker.model.public import PublicIssue
from tracker.model.settings import Replies
from tracker.model.values import IssueId
from tracker.model.vocabulary import IdentityCheck, IssueKind
from tracker.site import urls
from tracker.site.attendance import Call
from tracker.site.dates import day_words
from tracker.site.pages import words
from tracker.site.pages.hours import hours_in_words
from tracker.site.text import excerpt
from tracker.views.index import Index
from tracker.views.lengths import NETWORKS
from tracker.views.spoken import code_of

TURNS = (1, 2, 3)
USUAL = ("bluesky", "x", "mastodon")
"""Where an answer fits that is made for no network in particular."""

_VALUE = re.compile(r"\{(\w+)\}")
_WORKAROUND = "workaround"
_ITS_PLACE = "\x00"
"""Stands for the workaround until it is known how much of it there is room for."""
_USUAL = tuple(NETWORKS[name] for name in USUAL)
"""What counts links whole comes first: it refuses most of what is too long, and costs least."""
_TITLE = 70
_SHORTENED = (220, 140, 90, 60)
"""Lengths that a workaround is tried at."""
_TYPED = {"…": "...", "–": "-", "—": "-", "“": '"', "”": '"', "‘": "'", "’": "'", "\u00a0": " "}
"""Signs that would take a text message out of its alphabet, which halves what fits into it."""
_UNTYPED = re.compile(f"[{''.join(_TYPED)}]")
_LEAST_NEEDED = ("about", "affected", "none_known", "fix", "verify", "meaning", "workaround", "code", "hours", "channels", "call", "status")
"""Which value's sentence goes first when an answer is too long. The link stays, and so does where customers show who they are."""

_WORKS = re.compile(r"(?P<link>https?://[^\s<>\[\]{}|\\^`]+)|(?<!\w)(?P<sign>[@#＠＃])(?=\w)|(?<=[\w-])(?<!\b\d)\.(?=[^\W\d_]{2,})", re.IGNORECASE)
"""What networks make links of: addresses, names after a sign, and whatever looks like a domain."""

Fits = Callable[[str], bool]

Said = tuple[tuple[str, ...], str]
"""A sentence, and the names of the values that it is about."""


@dataclass(frozen=True, slots=True)
class Kit:
    """What can be said of an issue: the values of an answer's sentences, empty where the record has none."""

    values: Mapping[str, str]
    steps: str = ""
    """The workaround as it is written, to be shortened as far as needed."""
    applies: str = ""
    own: tuple[str, ...] | None = None
    """Whose addresses the workaround may name as links; None: any, because one of us has verified it."""


def kit(issue: PublicIssue, index: Index, site: str, *, call: Call | None = None, platforms: Collection[str] = USUAL) -> Kit:
    """What the record says of an issue, for an answer on one of these platforms.

    `call`: the telephone to offer, with its hours on the customer's own clock; else the one that the platform's channel hands over to, or the first,
    with its hours on its own.
    """
    public = index.public
    phone = call.channel if call else _phone(public.channels, platforms)
    common = {
        "id": issue.id,
        "organisation": public.organisation.name,
        "link": site + urls.short(issue.id),
        "verify": site + urls.VERIFY if public.staff else "",
        "code": code_of(issue.id) if phone else "",
        "call": _call(phone, public.channels) if phone else "",
        "hours": call.hours if call else _attended(phone) if phone else "",
        "channels": "" if phone else site + urls.CONTACT,
        "identity": next((form for c in public.channels if c.account.platform in platforms and (form := form_of(c, public.channels))), ""),
    }
    if issue.is_tombstone:
        return Kit({**common, "issue": issue.id, "status": "withdrawn", "meaning": "The page says why."})
    own = (urlsplit(public.organisation.url).hostname or "", urlsplit(site).hostname or "")
    product, facts = public.products.get(issue.product), index.facts[issue.id]
    original = index.by_id.get(issue.duplicate_of) if issue.duplicate_of else None
    has_versions = product is not None and product.versioning.has_versions and issue.kind is IssueKind.DEFECT
    return Kit(
        {
            **common,
            "issue": f'{issue.id} ("{quiet(excerpt(issue.title, _TITLE), own)}")',
            "about": product.name if product else "",
            "status": facts.status_label.lower(),
            "meaning": _meaning(issue, index, original),
            "fix": _fix(issue, index),
            "none_known": _none_known(issue),
            "affected": f"{site}{urls.AFFECTED}?product={issue.product}" if has_versions else "",
        },
        issue.workarounds[0].steps if issue.workarounds else "",
        _applies(issue),
        None if issue.workarounds and issue.workarounds[0].verified_by else own,
    )


def reply(kit: Kit, wording: Replies, turn: int, fits: Fits) -> str | None:
    """The answer to the customer's first, second or third message; None where not even the link fits."""
    said = _said(wording.turn(turn), {**kit.values, _WORKAROUND: _ITS_PLACE if kit.steps else ""})
    workaround = ""
    if any(_WORKAROUND in names for names, _ in said):
        whole = _joined(said)
        for length in _SHORTENED:
            workaround = _shortened(kit.applies, kit.steps, length, kit.own)
            if fits(text := whole.replace(_ITS_PLACE, workaround) if workaround else _joined(_without(_WORKAROUND, said))):
                return text
        said = [(names, text.replace(_ITS_PLACE, workaround)) for names, text in said] if workaround else _without(_WORKAROUND, said)
    elif fits(text := _joined(said)):
        return text
    for name in _LEAST_NEEDED:
        fewer = _without(name, said)
        if len(fewer) < len(said) and fits(text := _joined(fewer)):
            return text
        said = fewer
    link = kit.values["link"]
    return link if fits(link) else None


def _said(sentences: tuple[str, ...], values: Mapping[str, str]) -> list[Said]:
    """Each sentence that has its values."""
    said = []
    for names, form in _taken_apart(sentences):
        given = tuple(map(values.get, names))
        if all(given):
            said.append((names, _typed(form % given)))
    return said


@lru_cache(maxsize=16)
def _taken_apart(sentences: tuple[str, ...]) -> tuple[tuple[tuple[str, ...], str], ...]:
    """Of each sentence the names of the values that it is about, and the sentence with a place for each."""
    apart = (_VALUE.split(sentence.replace("%", "%%")) for sentence in sentences)
    return tuple((tuple(parts[1::2]), "%s".join(parts[::2])) for parts in apart)


def _joined(said: Iterable[Said]) -> str:
    return " ".join([text for _, text in said])


def _without(name: str, said: Iterable[Said]) -> list[Said]:
    """The sentences that are about something else."""
    return [each for each in said if name not in each[0]]


@lru_cache(maxsize=16)
def _shortened(applies: str, steps: str, length: int, own: tuple[str, ...] | None) -> str:
    """A workaround in at most so many characters, and before it the versions that it is for. Kept, because several answers to an issue have it."""
    words = excerpt(steps, length)
    return _typed(applies + (words if own is None else quiet(words, own)))


def quiet(text: str, own: Collection[str]) -> str:
    """The text, in which no network finds anything to link or to call but what is ours: a stranger may have written it, and we are about to say it."""

    def silenced(found: re.Match[str]) -> str:
        if found["link"]:
            return found["link"] if _is_at(found["link"], own) else "…"
        return "" if found["sign"] else "[.]"

    return _WORKS.sub(silenced, text)


def _is_at(address: str, hosts: Collection[str]) -> bool:
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return False
    return any(host == each or host.endswith(f".{each}") for each in hosts if each)


def _typed(text: str) -> str:
    return text if text.isascii() else _UNTYPED.sub(lambda found: _TYPED[found[0]], text)


def _meaning(issue: PublicIssue, index: Index, original: PublicIssue | None) -> str:
    if original is not None:
        return f"It is followed as {original.id}: {index.facts[original.id].status_label.lower()}."
    said = words.status_sentence(issue, index.facts[issue.id], index.public.products.get(issue.product))
    # On the page the reason and the release stand below; here there is only the link.
    return said.replace(" The reason is given below.", " The reason is on its page.").replace("the release named beside it", "a release")


def _fix(issue: PublicIssue, index: Index) -> str:
    """Where the repair stands: what is out before what is announced, an expectation only as one."""
    verb = "Fixed" if issue.kind is IssueKind.DEFECT else "Available"
    states = index.facts[issue.id].fixes
    product = index.public.products.get(issue.product)
    if product and not product.versioning.has_versions:
        return ""
    for state in states:
        if state.release:
            where = words.where_out(state.release, state.fix)
            return f"{verb} in {state.fix.version}{words.channel_words(state.fix)}, out since {day_words(state.release.date)}{where}."
    for state in states:
        return f"Announced for {state.fix.version}{words.channel_words(state.fix)}, which is not out yet{words.waiting_words(state.repair)}."
    if issue.target and issue.is_open:
        return f"Expected: {words.target_words(issue.target)[:1].lower()}{words.target_words(issue.target)[1:]}."
    return ""


def _none_known(issue: PublicIssue) -> str:
    if issue.workarounds or issue.none_known is None:
        return ""
    day = issue.none_known.none_known
    return "No workaround is known." if day is True else f"No workaround is known, as of {day_words(day)}."


def _applies(issue: PublicIssue) -> str:
    given = issue.workarounds[0].applies_to if issue.workarounds else None
    return f"(f{words.applies_words(given)[1:-1]}) " if given else ""


def _phone(channels: Sequence[Channel], platforms: Collection[str]) -> Channel | None:
    named = [c.hand_off for c in channels if c.hand_off and c.account.platform in platforms]
    phones = [c for c in channels if c.is_telephone]
    return next((c for c in phones if c.id in named), phones[0] if phones else None)


@lru_cache(maxsize=64)
def _attended(phone: Channel) -> str:
    """The hours of each team on its own clock, and once what all of them say at the end: `closed on public holidays`."""
    told = [hours_in_words(team.hours).split("; ") for team in phone.teams]
    shared: list[str] = []
    while told and all(len(rules) > 1 and rules[-1] == told[0][-1] for rules in told):
        shared.insert(0, told[0][-1])
        told = [rules[:-1] for rules in told]
    teams = [f"{'; '.join(rules)}{_place(team.time_zone)}" for rules, team in zip(told, phone.teams, strict=True)]
    return "; ".join([" and ".join(teams), *shared]) if teams else ""


def _place(zone: str | None) -> str:
    return f" {words.time_zone_words(zone).partition(' (')[0]}" if zone else ""


def _call(phone: Channel, channels: Sequence[Channel]) -> str:
    """The number, and before it what has to be done first: who must be identified is told so up front, and where, and never in public."""
    call = f"call {phone.account.handle}"
    if phone.identity_check is IdentityCheck.NONE:
        return call
    form = form_of(phone, channels)
    return f"show who you are at {form}, then {call}" if form else f"{call} (there, and never here, we check who you are)"


def named(text: str, index: Index, codes: Callable[[str], Sequence[IssueId]]) -> tuple[PublicIssue, ...]:
    """The issues that an agent means: an id, an alias, or a code that was said aloud."""
    wanted = text.strip().casefold()
    found = [i for i in index.public.issues if wanted in {i.id.casefold(), *(a.casefold() for a in i.aliases)}]
    return tuple(found) or tuple(index.by_id[each] for each in codes(text))


def fits_the_usual(text: str) -> bool:
    """Short enough for X, Bluesky and Mastodon alike."""
    for network in _USUAL:  # noqa: SIM110 - asked ten times for each issue, and a generator costs more than counting
        if not network.fits(text):
            return False
    return True
