"""The published index of accounts: what the verify box reads, file by file. Small enough to be fetched before the first answer.

`index.json` says what holds for all. Handles stand in shards by the length of what they look like, so that one question needs few of them;
all else about an account stands with its holder, in blocks of people.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from tracker.model.handles import ALIASES, FORMS, canonical, form_of
from tracker.model.phones import Dialling, number
from tracker.model.platforms import address_of, platform_label
from tracker.model.public import Hold, Public, PublicAccount, PublicImpostor, PublicProof, PublicStaff, PublicUnlisted, Signature
from tracker.model.vocabulary import EndReason, StaffKind
from tracker.views.signing import NOT_SIGNED
from tracker.views.verdicts.company import head
from tracker.views.verdicts.confusables import CONFUSABLES
from tracker.views.verdicts.lookalike import AFFIXES, DRAWN
from tracker.views.verdicts.shards import Held, shard, shards
from tracker.views.verdicts.texts import table

Json = dict[str, Any]

FOLDER = "verify/"
BLOCK = 250
"""People in a block."""
SEALS = 2000
"""Seals in one file; when there are more, they are spread over 16 files, or 256."""
_PLACE = "HANDLE"


@dataclass(slots=True)
class _Collected:
    """What is gathered while people are gone through."""

    held: list[Held] = field(default_factory=list)
    people: list[Json] = field(default_factory=list)
    numbers: dict[str, dict[str, list[int]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    dialling: set[Dialling] = field(default_factory=set)
    forms: dict[str, str] = field(default_factory=dict)


def files(public: Public, today: date, site_url: str) -> dict[str, Any]:
    """Every file of the index by its path below the site's root: plain values. `list.json` alone changes from day to day."""
    found = _collected(public, today)
    parts = shards(found.held)
    blocks = [found.people[at : at + BLOCK] for at in range(0, len(found.people), BLOCK)]
    places = {p["id"]: at for at, p in enumerate(found.people) if p.get("id")}
    seals, digits = _seals(public.unlisted, places, public.signing.uncovered or frozenset())
    made: dict[str, Any] = {
        f"{FOLDER}index.json": head(public, today, site_url, found.held, found.dialling, found.forms)
        | {
            "shards": [[longest, f"{FOLDER}accounts-{at}.json"] for at, (longest, _) in enumerate(parts)],
            "people": {"size": BLOCK, "count": len(found.people), "file": f"{FOLDER}people-{{}}.json"},
            "unlisted": {"on": public.unlisted_on, "digits": digits, "file": f"{FOLDER}unlisted{'-{}' if digits else ''}.json"},
        },
        f"{FOLDER}rules.json": rules(),
        f"{FOLDER}list.json": _list(public, today),
        f"{FOLDER}impostors.json": [_impostor(i) for i in public.impostors],
        f"{FOLDER}numbers.json": {p: dict(sorted(by.items())) for p, by in sorted(found.numbers.items())},
    }
    made |= {f"{FOLDER}accounts-{at}.json": shard(held) for at, (_, held) in enumerate(parts)}
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
        found.held.append(Held(account.platform, handle, at, until is not None and until <= today))
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
            found.held.append(Held(platform, handle, len(found.people), has_ended=False))
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


def _day(given: date | None) -> str | None:
    return given.isoformat() if given else None


def _without_nothing(given: Json) -> Json:
    return {k: v for k, v in given.items() if v not in (None, "", (), [])}
