"""The published index of accounts: what the verify box reads, file by file. Small enough to be fetched before the first answer.

`index.json` says what holds for all. Handles stand in shards by the length of what they look like, so that one question needs few of them;
all else about an account stands with its holder, in blocks of people.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

from tracker.model.handles import ALIASES, FORMS, canonical, form_of, host_of, site_of
from tracker.model.phones import Dialling, number
from tracker.model.platforms import address_of, platform_label
from tracker.model.public import Hold, Public, PublicAccount, PublicImpostor, PublicProof, PublicStaff, PublicUnlisted, Signature
from tracker.model.vocabulary import EndReason, StaffKind
from tracker.views.seals import ROUNDS, salt_of
from tracker.views.signing import NOT_SIGNED
from tracker.views.verdicts.confusables import CONFUSABLES
from tracker.views.verdicts.lookalike import AFFIXES, DRAWN, name_of
from tracker.views.verdicts.skeleton import squeeze
from tracker.views.verdicts.texts import table

Json = dict[str, Any]

FOLDER = "verify/"
SHARD = 4000
"""Accounts in a shard, about: as many as are looked through in a few milliseconds."""
BLOCK = 250
"""People in a block."""
SEALS = 2000
"""Seals in one file; when there are more, they are spread over 16 files, or 256."""
_SHARED_HOSTS = frozenset(
    {
        *("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "yahoo.com", "icloud.com", "me.com", "aol.com", "gmx.com"),
        *("gmx.de", "gmx.net", "web.de", "mail.com", "proton.me", "protonmail.com", "zoho.com", "yandex.com", "qq.com", "163.com"),
    }
)
"""Where anybody has an address: no domain of the company."""
_PLACE = "HANDLE"


@dataclass(frozen=True, slots=True)
class _Held:
    """A listed account and the place of its holder in the list of people."""

    platform: str
    handle: str
    person: int
    has_ended: bool


@dataclass(slots=True)
class _Collected:
    """What is gathered while people are gone through."""

    held: list[_Held] = field(default_factory=list)
    people: list[Json] = field(default_factory=list)
    numbers: dict[str, dict[str, list[int]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    dialling: set[Dialling] = field(default_factory=set)
    forms: dict[str, str] = field(default_factory=dict)


def files(public: Public, today: date, site_url: str) -> dict[str, Any]:
    """Every file of the index by its path below the site's root: plain values. `list.json` alone changes from day to day."""
    found = _collected(public, today)
    shards = _shards(found.held)
    blocks = [found.people[at : at + BLOCK] for at in range(0, len(found.people), BLOCK)]
    places = {p["id"]: at for at, p in enumerate(found.people) if p.get("id")}
    seals, digits = _seals(public.unlisted, places, public.signing.uncovered or frozenset())
    made: dict[str, Any] = {
        f"{FOLDER}index.json": _head(public, today, site_url, found)
        | {
            "shards": [[longest, f"{FOLDER}accounts-{at}.json"] for at, (longest, _) in enumerate(shards)],
            "people": {"size": BLOCK, "count": len(found.people), "file": f"{FOLDER}people-{{}}.json"},
            "unlisted": {"on": public.unlisted_on, "digits": digits, "file": f"{FOLDER}unlisted{'-{}' if digits else ''}.json"},
        },
        f"{FOLDER}rules.json": rules(),
        f"{FOLDER}list.json": _list(public, today),
        f"{FOLDER}impostors.json": [_impostor(i) for i in public.impostors],
        f"{FOLDER}numbers.json": {p: dict(sorted(by.items())) for p, by in sorted(found.numbers.items())},
    }
    made |= {f"{FOLDER}accounts-{at}.json": _shard(held) for at, (_, held) in enumerate(shards)}
    made |= {f"{FOLDER}people-{at}.json": block for at, block in enumerate(blocks)}
    made |= {f"{FOLDER}unlisted{f'-{part}' if digits else ''}.json": said for part, said in seals.items()}
    return made


def _list(public: Public, today: date) -> Json:
    """How old the list is, and until when somebody's signature over it counts. A list that nobody signs lives on its date alone."""
    signed = public.signing
    return {
        "date": today.isoformat(),
        "signed_until": _day(signed.expires) if signed.uncovered is not None else None,
        "unsigned": signed.fault if signed.fault != NOT_SIGNED else "",
    }


def rules() -> Json:
    """What the browser needs to read a question as Python does, the same on every site."""
    return {
        "platforms": {
            name: {
                "hosts": f.hosts,
                "paths": f.paths,
                "reserved": f.reserved,
                "folds": f.folds,
                "ignores": f.ignores,
                "kind": f.kind,
                "label": platform_label(name),
                "address": _template(name),
            }
            for name, f in FORMS.items()
        },
        "aliases": ALIASES,
        "confusables": CONFUSABLES,
        "affixes": AFFIXES,
        "drawn": DRAWN,
        "texts": table(),
    }


def _template(platform: str) -> str | None:
    """The address of a handle's page, with `{}` for the handle, where that is all there is to it."""
    given = address_of(platform, _PLACE) if form_of(platform).kind in {"name", "host"} else None
    return given.replace(_PLACE, "{}") if given else None


def _collected(public: Public, today: date) -> _Collected:
    found = _Collected(dialling=set(public.dialling))
    uncovered = public.signing.uncovered or frozenset()
    for member in public.staff:
        _add(found, member, today, uncovered)
    _add_channels(found, public)
    return found


def _add(found: _Collected, member: PublicStaff, today: date, uncovered: frozenset[Hold]) -> None:
    at = len(found.people)
    told: list[Json] = []
    for account in member.accounts:
        handle = _spelt(found, account.platform, account.handle, member.country)
        since, until, reason = _term(account, member)
        is_covered = (member.id, account.platform, account.handle, _day(account.since)) not in uncovered
        told.append(_account(account, handle, since, until, reason) | ({} if is_covered else {"unsigned": True}))
        found.held.append(_Held(account.platform, handle, at, until is not None and until <= today))
        if account.account_id:
            found.numbers[account.platform][account.account_id].append(at)
    found.people.append(
        _without_nothing(
            {
                "id": member.id,
                "name": member.name,
                "role": member.title or ("" if member.kind is StaffKind.PERSON else member.kind.label),
                "team": member.team,
                "path": f"staff/{member.id}/",
                "left": _day(member.until),
                "never": member.never_asks,
                "may": member.may_ask,
                "accounts": told,
            }
        )
    )


def _spelt(found: _Collected, platform: str, handle: str, country: str | None) -> str:
    """The handle as it is shown; of a telephone number, with its country."""
    if form_of(platform).kind != "phone":
        return handle
    meant = number(handle, country)
    if meant.dialling:
        found.dialling.add(meant.dialling)
    found.forms.update(dict.fromkeys(meant.other, meant.e164))
    return handle if canonical("phone", handle) == meant.e164 else f"+{meant.e164}"


def _term(account: PublicAccount, member: PublicStaff) -> tuple[date | None, date | None, EndReason | None]:
    since = account.since or member.since
    left = member.until + timedelta(days=1) if member.until and not account.suspended else None
    if left and (account.until is None or left <= account.until):
        return since, left, EndReason.LEFT
    return since, account.until, account.reason


def _add_channels(found: _Collected, public: Public) -> None:
    """Accounts of channels that nobody in the directory holds: ours, too."""
    known = {(h.platform, canonical(h.platform, h.handle)) for h in found.held}
    for channel in public.channels:
        platform = channel.account.platform
        handle = _spelt(found, platform, channel.account.handle, channel.country)
        if platform != "web" and (platform, canonical(platform, handle)) not in known:
            found.held.append(_Held(platform, handle, len(found.people), has_ended=False))
            found.people.append({"channel": channel.name, "accounts": [{"platform": platform, "handle": handle}]})


def _account(given: PublicAccount, handle: str, since: date | None, until: date | None, reason: EndReason | None) -> Json:
    return _without_nothing(
        {
            "platform": given.platform,
            "handle": handle,
            "number": given.account_id,
            "since": _day(since),
            "until": _day(until),
            "reason": reason.value if reason else None,
            "now": given.now,
            "suspended": {"since": _day(given.suspended.since), "reason": given.suspended.reason} if given.suspended else None,
            "purpose": given.purpose,
            "proofs": [_proof(p) for p in given.proofs],
        }
    )


def _proof(given: PublicProof) -> Json:
    by = {"id": given.by.id, "name": given.by.name} if given.by and given.by.id else None
    return _without_nothing(
        {"method": given.method, "checked": _day(given.checked), "expires": _day(given.expires), "evidence": given.evidence, "by": by}
    )


def _impostor(given: PublicImpostor) -> Json:
    return _without_nothing(
        {
            "id": given.id,
            "platform": given.platform,
            "handle": given.handle,
            "imitates": _signature(given.imitates),
            "first_seen": _day(given.first_seen),
            "evidence": given.evidence,
            "confirmed_by": _signature(given.confirmed_by),
            "reported": [{"to": to, "on": _day(on)} for to, on in given.reported],
        }
    )


def _signature(by: Signature | None) -> Json | None:
    return {"id": by.id, "name": by.name, "path": f"staff/{by.id}/"} if by and by.id else None


def _shards(held: Sequence[_Held]) -> list[tuple[int, list[_Held]]]:
    """The accounts by the length of what their names look like, short ones first, together up to the longest length given."""
    by_length: dict[int, list[_Held]] = defaultdict(list)
    for each in held:
        by_length[len(squeeze(name_of(each.platform, canonical(each.platform, each.handle))))].append(each)
    made: list[tuple[int, list[_Held]]] = []
    for length, several in sorted(by_length.items()):
        if made and len(made[-1][1]) + len(several) <= SHARD:
            made[-1] = (length, made[-1][1] + several)
        else:
            made.append((length, several))
    return made


def _shard(held: Iterable[_Held]) -> Json:
    """By platform: handles in use and their holders, then those that ended and theirs; of holders only the step from the one before."""
    sides: dict[str, tuple[list[_Held], list[_Held]]] = defaultdict(lambda: ([], []))
    for each in sorted(held, key=lambda h: (h.platform, h.person, h.handle)):
        sides[each.platform][each.has_ended].append(each)
    return {p: [part for side in both for part in ([h.handle for h in side], _steps([h.person for h in side]))] for p, both in sides.items()}


def _steps(numbers: Sequence[int]) -> list[int]:
    return [later - earlier for earlier, later in pairwise([0, *numbers])]


def _seals(unlisted: Sequence[PublicUnlisted], places: Mapping[str, int], uncovered: frozenset[Hold]) -> tuple[dict[str, Json], int]:
    digits = 0 if len(unlisted) <= SEALS else 1 if len(unlisted) <= 16 * SEALS else 2
    parts: dict[str, Json] = {f"{at:0{digits}x}" if digits else "": {} for at in range(16**digits)}
    for each in unlisted:
        told = {
            "person": places.get(each.staff) if each.staff else None,
            "since": _day(each.since),
            "until": _day(each.until),
            "reason": each.reason.value if each.reason else None,
            "suspended": {"since": _day(each.suspended), "reason": ""} if each.suspended else None,
            "proofs": [_proof(p) for p in each.proofs],
            "unsigned": (each.staff, "", each.seal, _day(each.since)) in uncovered or None,
        }
        parts[each.seal[:digits]].setdefault(each.seal, []).append(_without_nothing(told))
    return parts, digits


def _head(public: Public, today: date, site_url: str, found: _Collected) -> Json:
    organisation = public.organisation
    present = [m for m in public.staff if not m.has_left(today)]
    return {
        "organisation": {"name": organisation.name, "url": organisation.url},
        "company": _company(organisation.name),
        "domains": _domains(public, found.held),
        "sites": _sites(public, site_url),
        "contact": {
            "path": "contact/",
            "channels": [
                {
                    "name": c.name,
                    "platform": c.account.platform,
                    "handle": c.account.handle,
                    "address": address_of(c.account.platform, c.account.handle),
                }
                for c in public.channels
            ],
        },
        "never": _never(present),
        "policy": {"proof": public.policy.proof_good_for.days, "list": public.policy.list_good_for.days},
        "dial": [[d.code, d.trunk, d.international] for d in sorted(found.dialling)],
        "forms": dict(sorted(found.forms.items())),
        "salt": salt_of(organisation),
        "rounds": ROUNDS,
        "platforms": [[p, platform_label(p)] for p in sorted({h.platform for h in found.held} | set(public.unlisted_on) | {"web"})],
        "accounts": len(found.held),
    }


def _company(name: str) -> list[str]:
    """The company's name, and the word of it by which it is called; too short a word is too common."""
    words = [name, *name.split()[:1]]
    return list(dict.fromkeys(squeezed for w in words if len(squeezed := squeeze(w)) >= 5))


def _domains(public: Public, held: Sequence[_Held]) -> list[str]:
    """The company's own domains."""
    hosts = [urlsplit(public.organisation.url).hostname or "", *public.policy.domains]
    hosts += [h.handle.rpartition("@")[2] for h in held if h.platform == "email" and not h.has_ended]
    named = {host_of(h).removeprefix("www.") for h in hosts} - {""}
    return sorted(n for n in named - _SHARED_HOSTS if not any(n != other and n.endswith(f".{other}") for other in named))


def _sites(public: Public, site_url: str) -> list[list[Any]]:
    """The company's web addresses: all that lies below them is ours, or, where the last word is true, only they themselves."""
    below = [public.organisation.url, site_url]
    exact = [c.account.handle for c in public.channels if c.account.platform == "web"]
    exact += [u for u in (public.organisation.security,) if u and u.startswith("http")]
    made = {site_of(s): False for s in below if s}
    return [[s, is_exact] for s, is_exact in sorted(({site_of(s): True for s in exact} | made).items())]


def _never(present: Sequence[PublicStaff]) -> list[str]:
    """What nobody here ever asks for: what everybody names who says something about it."""
    given = [m.never_asks for m in present if m.kind is not StaffKind.BOT and m.never_asks]
    return [each for each in given[0] if all(each in others for others in given)] if given else []


def _day(given: date | None) -> str | None:
    return given.isoformat() if given else None


def _without_nothing(given: Json) -> Json:
    return {k: v for k, v in given.items() if v not in (None, "", (), [])}
