"""Why an account is not confirmed of which nothing is listed, and which it resembles no more than that. The twin of nowhere.js."""

from collections.abc import Sequence
from typing import Any

from tracker.model.handles import form_of
from tracker.model.platforms import platform_label
from tracker.views.verdicts import texts
from tracker.views.verdicts.domains import own_domain
from tracker.views.verdicts.found import Candidate, Found
from tracker.views.verdicts.index import Index
from tracker.views.verdicts.lookalike import is_bare
from tracker.views.verdicts.question import Question
from tracker.views.verdicts.resembling import host_in
from tracker.views.verdicts.telling import Said
from tracker.views.verdicts.wording import fill

Json = dict[str, Any]


def nowhere(index: Index, asked: Question, candidates: Sequence[Candidate], elsewhere: Sequence[Found], astray: Sequence[Found]) -> Said:
    """`astray`: what is ours, letter by letter, on another platform than the one that was named."""
    first = asked.readings[0]
    platform = first.platform if len({r.platform for r in asked.readings}) == 1 else ""
    last = next((c for c in candidates if c.platform == asked.readings[-1].platform), None)
    under = list(dict.fromkeys(platform_label(f.candidate.platform) for f in astray if f.judged.verdict in {"confirmed", "stale"}))
    slots: Json = {}
    notes: list[tuple[str, Json]] = []
    if under:
        rule, slots = "wrong-platform", {"under": " and ".join(under)}
    elif last and last.platform in {"email", "web", "bluesky", "mastodon"} and (own := own_domain(host_in(last), index.head["domains"])):
        rule, slots = "own-domain", {"ours": own}
        notes = [("forged", {})] if any(r.platform == "email" for r in asked.readings) else []
    elif platform and last and is_bare(platform, last.key):
        ours = [f.handle for f in hosted(candidates, elsewhere) if f.judged.verdict == "confirmed"]
        rule = "no-host.ours" if ours else "no-host.elsewhere" if elsewhere else "no-host"
        slots = {"ours": " or ".join(ours), "needs": fill(texts.NEEDS[form_of(platform).kind], {"platform": platform_label(platform)})}
    else:
        rule = _plainly(asked, elsewhere)
    return Said(verdict="unknown", rule=rule, platform=platform, handle=first.handle, slots=slots, notes=notes, elsewhere=elsewhere)


def hosted(candidates: Sequence[Candidate], elsewhere: Sequence[Found]) -> list[Found]:
    """What is listed under a bare name on its own platform, with its host."""
    bare = {c.platform for c in candidates if is_bare(c.platform, c.key)}
    return [f for f in elsewhere if f.candidate.platform in bare]


def _plainly(asked: Question, elsewhere: Sequence[Found]) -> str:
    first = asked.readings[0]
    kind = form_of(first.platform).kind if first.platform else "name"
    if elsewhere and first.platform and kind in {"name", "host", "federated"}:
        return "elsewhere"
    if first.is_number:
        return "account-number"
    if len(asked.readings) > 1 and first.platform == "email":
        return "two-ways"
    by_kind = {"phone": "number", "email": "address", "web": "website"}
    return by_kind.get(kind, "nowhere" if first.platform else "nowhere.any")
