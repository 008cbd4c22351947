"""One account on one day: which verdict, and by which rule. The twin of judge.js."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tracker.views.verdicts.index import Hold

Json = dict[str, Any]

ORDER = ("compromised", "confirmed", "stale", "impostor", "former", "look-alike", "unknown")
"""The verdicts in order of precedence."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What is to be said of a listed account."""

    verdict: str
    rule: str
    hold: Hold | None = None
    impostor: Json | None = None
    proof: Json | None = None
    before: bool = False
    """Somebody else held it earlier."""


@dataclass(frozen=True, slots=True)
class Age:
    """How old the list is, and how old it and its proofs may be."""

    made: str
    signed_until: str
    unsigned: str
    """Why there is no signature over the list as it is now, where there should be one. With a last day beside it: what was signed has changed since."""
    good_for: int
    proof_good_for: int

    def fault(self, day: str) -> str | None:
        """Why the list itself does not vouch for anything on that day."""
        if self.unsigned and not self.signed_until:
            return "unsigned"
        if self.signed_until and self.signed_until < day:
            return "signature-lapsed"
        if not self.made:
            return "list-undated"
        return "list-old" if later(self.made, self.good_for) < day else None


def later(day: str, days: int) -> str:
    """The day that comes so many days after; the last of days where there is none."""
    try:
        return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
    except (ValueError, OverflowError):
        return "9999-12-31"


def judge(holds: Sequence[Hold], impostor: Json | None, day: str, age: Age) -> Judged | None:
    """What holds on a day; None where nothing is listed."""
    begun = sorted((h for h in holds if h.account.get("since", "") <= day), key=lambda h: h.account.get("since", ""))
    current = [h for h in begun if h.account.get("until", "9999-12-31") > day]
    suspended = [h for h in current if _is_suspended(h, day, age)]
    if suspended:
        return Judged("compromised", "suspended", suspended[-1])
    if current:
        holder = current[-1].holder.get("id")
        return _vouched(current[-1], day, age, before=any(h.holder.get("id") != holder for h in begun if h not in current))
    if impostor:
        return Judged("impostor", "reported", impostor=impostor)
    if begun:
        last = max(begun, key=lambda h: h.account["until"])
        return Judged("former", last.account.get("reason") or "given-up", last)
    return Judged("unknown", "not-yet", min(holds, key=lambda h: h.account["since"])) if holds else None


def _is_suspended(hold: Hold, day: str, age: Age) -> bool:
    """On that day; or since a day that had not come when the list was made: whoever wrote it down early or slipped meant that it holds now."""
    since = hold.account.get("suspended", {}).get("since")
    return bool(since) and (since <= day or since > age.made)


def _vouched(hold: Hold, day: str, age: Age, *, before: bool) -> Judged:
    # The day after the one on which the list was made has begun in the East already.
    checked = [p for p in hold.account.get("proofs", ()) if not age.made or p["checked"] <= later(age.made, 1)]
    proof = best(checked, day, age.proof_good_for)
    fault = age.fault(day)
    if proof and proof["expires"] < day:
        return Judged("stale", "proof-expired", hold, proof=proof, before=before)
    if fault:
        return Judged("stale", fault, hold, proof=proof, before=before)
    if hold.account.get("unsigned"):
        return Judged("stale", "not-signed", hold, proof=proof, before=before)
    return Judged("confirmed", "proved" if proof else "unproved", hold, proof=proof, before=before)


def best(proofs: Sequence[Json], day: str, good_for: int) -> Json | None:
    """The newest proof that holds on a day, or else the newest; with the day until which it is good."""
    dated = [{**p, "expires": p.get("expires") or later(p["checked"], good_for)} for p in proofs]
    return max(dated, key=lambda p: (p["expires"] >= day, p["checked"])) if dated else None
