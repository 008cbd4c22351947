"""The answer that a support agent pastes into a conversation: made from the public record, so that it never claims more than the record says. Pure.

An answer is a row of sentences, each with the value that it is about; a sentence without its value is left out. What is needed most is put in first
(`_NEEDED`), in its short form where it has one, and then as much more as there is room for. Nothing is called fixed without saying in which version,
or that none is out yet.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from urllib.parse import urlsplit

from tracker.model.channels import Channel, form_of
from tracker.model.public import PublicIssue
from tracker.model.settings import Replies
from tracker.model.values import STABLE, IssueId
from tracker.model.vocabulary import IdentityCheck, IssueKind
from tracker.site import urls
from tracker.site.attendance import Call
from tracker.site.dates import day_words
from tracker.site.pages import words
from tracker.site.pages.hours import hours_in_words
from tracker.site.text import excerpt
from tracker.views.index import FixState, Index
from tracker.views.lengths import NETWORKS
from tracker.views.spoken import code_of

TURNS = (1, 2, 3)
USUAL = ("bluesky", "x", "mastodon")
"""Where an answer fits that is made for no network in particular."""

_VALUE = re.compile(r"\{(\w+)\}")
_USUAL = tuple(NETWORKS[name] for name in USUAL)
"""What counts links whole comes first: it refuses most of what is too long, and costs least."""
_TITLE, _SHORT_TITLE = 70, 40
_STEPS = 500
"""What no network takes more of, of a workaround."""
_TYPED = {"…": "...", "–": "-", "—": "-", "“": '"', "”": '"', "‘": "'", "’": "'", "\u00a0": " "}
"""Signs that would take a text message out of its alphabet, which halves what fits into it."""
_UNTYPED = re.compile(f"[{''.join(_TYPED)}]")
_NEEDED = (
    "identity",
    "call",
    "channels",
    "status",
    "fix",
    "meaning instead",
    "workaround",
    "hours",
    "code",
    "verify",
    "workaround told",
    "issue",
    "fix whole",
    "meaning",
    "none_known",
    "issue whole",
    "link whole",
    "verify whole",
    "workaround besides",
    "affected",
    "about",
)
"""What is said of an issue, most needed first: a value, and which of its forms. Read from the end, it is what is given up first."""
_TOLD = {"workaround told", "workaround besides"}
"""The forms that are as long as there is room for."""
_BRIEFLY: Mapping[tuple[str, ...], str] = {("link",): "More: %s", ("verify",): "Staff? %s"}
"""Sentences about one value have a shorter form, whatever they say."""
_POINTER = "there is a workaround on its page."
_REST = "(more on its page)"

_UNSAYABLE = re.compile(r"^[ \t]*(?:```|~~~|\||!\[)", re.MULTILINE)
"""Code, a table or a picture, none of which can be told in a sentence."""
_BLOCK = re.compile(r"\n[ \t]*\n|\n(?=[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t])")
"""Where a paragraph or an item of a list ends."""
_SENTENCE = re.compile(r"(?<=[.!?])(?<!\b[a-z]\.[a-z]\.)(?<!\betc\.)(?<!\bapprox\.)(?<!\bincl\.)(?<!\bvs\.) (?=[\"'(\[“‘]?[A-Z0-9])|(?<=[。！？])")
"""Where one sentence ends and another begins."""

_WORKS = re.compile(r"(?P<link>https?://[^\s<>\[\]{}|\\^`]+)|(?<!\w)(?P<sign>[@#＠＃])(?=\w)|(?<=[\w-])(?<!\b\d)\.(?=[^\W\d_]{2,})", re.IGNORECASE)
"""What networks make links of: addresses, names after a sign, and whatever looks like a domain."""

Fits = Callable[[str], bool]

Sentence = tuple[tuple[str, ...], str]
"""The names of the values that a sentence is about, and the sentence with a place for each."""


@dataclass(frozen=True, slots=True)
class Kit:
    """What can be said of an issue: the values of an answer's sentences in their forms (`_NEEDED`), empty where the record has none."""

    values: Mapping[str, str]
    told: tuple[str, ...] = ()
    """The workaround whole, and then as far as each of its sentences, longest first; only what can be told in words."""


def kit(issue: PublicIssue, index: Index, site: str, *, call: Call | None = None, platforms: Collection[str] = USUAL) -> Kit:
    """What the record says of an issue, for an answer on one of these platforms.

    `call`: the telephone to offer, with its hours on the customer's own clock; else the one that the platform's channel hands over to, or the first,
    with its hours on its own.
    """
    public = index.public
    phone = call.channel if call else _phone(public.channels, platforms)
    link, verify = site + urls.short(issue.id), site + urls.VERIFY if public.staff else ""
    common = {
        "id": issue.id,
        "organisation": public.organisation.name,
        "link": link,
        "link whole": link,
        "verify": verify,
        "verify whole": verify,
        "code": code_of(issue.id) if phone else "",
        "call": _call(phone, public.channels) if phone else "",
        "hours": call.hours if call else _attended(phone) if phone else "",
        "channels": "" if phone else site + urls.CONTACT,
        "identity": next((form for c in public.channels if c.account.platform in platforms and (form := form_of(c, public.channels))), ""),
    }
    if issue.is_tombstone:
        return Kit({**common, "status": "withdrawn", "meaning": "The page says why."})
    own = (urlsplit(public.organisation.url).hostname or "", urlsplit(site).hostname or "")
    product, facts = public.products.get(issue.product), index.facts[issue.id]
    has_versions = product is not None and product.versioning.has_versions and issue.kind is IssueKind.DEFECT
    fix, dated = _fix(issue, index)
    told = _told(issue, None if issue.workarounds and issue.workarounds[0].verified_by else own, is_out=_is_out(issue, index))
    return Kit(
        {
            **common,
            "issue": _named(issue, _SHORT_TITLE, own),
            "issue whole": _named(issue, _TITLE, own),
            "about": product.name if product else "",
            "status": facts.status_label.lower(),
            "status alone": _alone(issue, index),
            "meaning instead" if issue.duplicate_of else "meaning": _meaning(issue, index),
            "fix": fix,
            "fix whole": dated,
            **_helping(issue, index, told),
            "none_known": "" if _is_out(issue, index) else _none_known(issue),
            "affected": f"{site}{urls.AFFECTED}?product={issue.product}" if has_versions else "",
        },
        told,
    )


def reply(kit: Kit, wording: Replies, turn: int, fits: Fits) -> str | None:
    """The answer to the customer's first, second or third message; None where not even the link fits."""
    sentences, beside = _taken_apart(wording.turn(turn))
    rows = [row for row in _NEEDED if kit.values.get(row) and _value(row) in beside]
    given = {"id": kit.values["id"], "issue": kit.values["id"], "organisation": kit.values["organisation"], "link": kit.values["link"]}
    everything = given.copy()
    for row in rows:
        everything.update({row: kit.values[row], _value(row): kit.values[row]})
    if fits(text := _said(sentences, everything, kit)):
        return text
    if not fits(text := _said(sentences, given, kit)):
        return kit.values["link"] if fits(kit.values["link"]) else None
    for row in rows:
        others = {other: kit.values.get(other, "") for other in beside[_value(row)]}
        for form in kit.told if row in _TOLD else (kit.values[row],):
            more = {**others, **given, row: form, _value(row): form}
            longer = _said(sentences, more, kit)
            if longer == text or fits(longer):
                given, text = more, longer
                break
    return text


@lru_cache(maxsize=64)
def _value(row: str) -> str:
    """The value of which a row of `_NEEDED` names a form."""
    return row.partition(" ")[0]


def _said(sentences: Sequence[Sentence], given: Mapping[str, str], kit: Kit) -> str:
    """Each sentence that has its values."""
    said = [(names, form) for names, form in sentences if all(map(given.get, names))]
    values = given if any("fix" in names for names, _ in said) else {**given, "status": kit.values.get("status alone") or given.get("status", "")}
    told = []
    for names, form in said:
        brief = _BRIEFLY.get(names)
        chosen = brief if brief and len(brief) < len(form) and f"{names[0]} whole" not in given else form
        told.append(_typed(chosen % tuple(values[name] for name in names)))
    return " ".join(told)


@lru_cache(maxsize=16)
def _taken_apart(wording: tuple[str, ...]) -> tuple[tuple[Sentence, ...], Mapping[str, frozenset[str]]]:
    """The sentences, and for each value the others that are named in a sentence with it: it is not said without them."""
    apart = [_VALUE.split(sentence.replace("%", "%%")) for sentence in wording]
    sentences = tuple((tuple(parts[1::2]), "%s".join(parts[::2])) for parts in apart)
    asked = {name for names, _ in sentences for name in names}
    return sentences, {name: frozenset(other for names, _ in sentences if name in names for other in names) for name in asked}


def _named(issue: PublicIssue, length: int, own: Collection[str]) -> str:
    return f'{issue.id} ("{quiet(excerpt(issue.title, length), own)}")'


def _helping(issue: PublicIssue, index: Index, told: Sequence[str]) -> dict[str, str]:
    """The workaround's forms: what somebody waits with, or what is said beside an update for whoever cannot make it; nothing where there is nothing to install."""
    if not issue.workarounds:
        return {}
    if _is_out(issue, index):
        return {"workaround besides": told[0]} if told and _has_versions(issue, index) else {}
    return {"workaround": _POINTER, "workaround told": told[0] if told else ""}


def _told(issue: PublicIssue, own: tuple[str, ...] | None, *, is_out: bool) -> tuple[str, ...]:
    """The workaround as far as each of its sentences, longest first: never to a colon, never into code, and said to go on where it does."""
    if not issue.workarounds:
        return ()
    before = _applies(issue, is_out=is_out)
    begun, *unsaid = _UNSAYABLE.split(issue.workarounds[0].steps, maxsplit=1)
    sentences: list[str] = []
    for block in _BLOCK.split(begun):
        words = excerpt(block, len(block)).rstrip(",; ")
        if words:
            words = words if own is None else quiet(words, own)
            sentences += _SENTENCE.split(words if words[-1] in ".!?:…。！？" else f"{words}.")
    tried = []
    for count in range(len(sentences), 0, -1):
        words = " ".join(sentences[:count])
        if len(words) <= _STEPS and not words.endswith(":"):
            goes_on = unsaid or count < len(sentences)
            tried.append(_typed(f"{before}{words} {_REST}" if goes_on else f"{before}{words}"))
    return tuple(tried)


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


def _is_out(issue: PublicIssue, index: Index) -> bool:
    """Whoever updates has it, or it is live: what the record calls done has reached customers."""
    return issue.status.is_delivered and index.facts[issue.id].status_label != issue.status.label


def _has_versions(issue: PublicIssue, index: Index) -> bool:
    product = index.public.products.get(issue.product)
    return product is None or product.versioning.has_versions


def _alone(issue: PublicIssue, index: Index) -> str:
    """The status as it is said where no sentence tells of the fix: what sounds finished says in which version, or that none is out."""
    label = index.facts[issue.id].status_label.lower()
    if not issue.status.is_delivered or not _has_versions(issue, index):
        return label
    if not _is_out(issue, index):
        return f"{label}, not yet released"
    brief = _fix(issue, index)[0]
    return f"{label}, {brief[:1].lower()}{brief[1:].removesuffix('.')}"


def _meaning(issue: PublicIssue, index: Index) -> str:
    original = index.by_id.get(issue.duplicate_of) if issue.duplicate_of else None
    if original is not None:
        return f"It is followed as {original.id}: {'withdrawn' if original.is_tombstone else _alone(original, index)}."
    if _is_out(issue, index) and _has_versions(issue, index):
        return "Update, and the problem is gone." if issue.kind is IssueKind.DEFECT else "Update, and you have it."
    said = words.status_sentence(issue, index.facts[issue.id], index.public.products.get(issue.product))
    # On the page the reason and the release stand below; here there is only the link.
    return said.replace(" The reason is given below.", " The reason is on its page.").replace("the release named beside it", "a release")


def _fix(issue: PublicIssue, index: Index) -> tuple[str, str]:
    """Where the repair stands, briefly and in full: for each channel what is out before what is announced, an expectation only as one."""
    if not _has_versions(issue, index):
        return "", ""
    verb = "Fixed" if issue.kind is IssueKind.DEFECT else "Available"
    states = _standing(index.facts[issue.id].fixes, is_open=issue.is_open)
    brief, full = [], []
    out = [(state, state.release) for state in states if state.release]
    announced = [state for state in states if not state.release]
    if out:
        (first, release), *others = out
        also = f", and in {words.listed([_version(other) for other, _ in others])}" if others else ""
        brief.append(f"{verb} in {_version(first)}.")
        full.append(f"{verb} in {_version(first)}, out since {day_words(release.date)}{words.where_out(release, first.fix)}{also}.")
    if announced:
        full.append(f"Announced for {_version(announced[0])}, which is not out yet{words.waiting_words(announced[0].repair)}.")
    if announced and not out:
        brief.append(f"Coming in {_version(announced[0])}, not yet released.")
    if not states and issue.status.is_delivered:
        brief.append("Not yet released.")
        full.append("Not yet released; no version is announced.")
    if not states and issue.target and issue.is_open:
        expected = words.target_words(issue.target)
        full.append(f"Expected: {expected[:1].lower()}{expected[1:]}.")
    return " ".join(brief), " ".join(full)


def _standing(states: Iterable[FixState], *, is_open: bool) -> list[FixState]:
    """For each channel the fix that counts, the usual channel first: the newest that is out; while we are still at it, one that is to come."""
    chosen: dict[str, FixState] = {}
    for state in states:
        other = chosen.get(state.fix.channel)
        if other is None or _weight(state, is_open=is_open) >= _weight(other, is_open=is_open):
            chosen[state.fix.channel] = state
    return sorted(chosen.values(), key=lambda state: (not state.release, state.fix.channel != STABLE))


def _weight(state: FixState, *, is_open: bool) -> tuple[bool, date]:
    return bool(state.release) is not is_open, state.release.date if state.release else date.max


def _version(state: FixState) -> str:
    return f"{state.fix.version}{words.channel_words(state.fix)}"


def _none_known(issue: PublicIssue) -> str:
    if issue.workarounds or issue.none_known is None:
        return ""
    day = issue.none_known.none_known
    return "No workaround is known." if day is True else f"No workaround is known, as of {day_words(day)}."


def _applies(issue: PublicIssue, *, is_out: bool) -> str:
    """Whom the workaround is for."""
    given = issue.workarounds[0].applies_to
    said = ["if you cannot update"] if is_out else []
    said += [words.applies_briefly(given)] if given else []
    return f"({'; '.join(said)}) " if said else ""


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
