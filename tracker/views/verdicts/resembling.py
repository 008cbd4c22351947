"""What an account resembles: which of ours it could be taken for, and which genuine ones could be taken for each other. The twin of resembling.js."""

from collections.abc import Iterator, Sequence

from tracker.model.handles import canonical, form_of, host_of
from tracker.views.verdicts.domains import own_domain, resembling
from tracker.views.verdicts.found import Candidate, Found, Resembled
from tracker.views.verdicts.index import Index, Target
from tracker.views.verdicts.lookalike import AFFIXES, SHORTEST_ELSEWHERE, Look, claims, is_bare, name_of, resemblance

_LOOKS = (
    "case",
    "characters",
    "separators",
    "digits",
    "swapped",
    "doubled",
    "dropped",
    "added",
    "drawn",
    "replaced",
    "affix",
    "server",
    "domain",
    "company",
)
"""The rules of likeness, the closest first."""


def resembled(index: Index, candidates: Sequence[Candidate], elsewhere: Sequence[Found]) -> list[Resembled]:
    """What could be meant instead, the closest first."""
    found: list[tuple[tuple[bool, int], Resembled]] = []
    same = {str(h.holder["id"]) for f in elsewhere for h in f.holds if h.holder.get("id")}
    is_ours_elsewhere = any(f.judged.verdict != "impostor" for f in elsewhere)
    for candidate in candidates:
        kind = form_of(candidate.platform).kind
        if kind == "phone":
            continue
        bare = is_bare(candidate.platform, candidate.key)
        if kind in {"email", "web", "host", "federated"}:
            host = host_in(candidate)
            if own_domain(host, index.head["domains"]):
                continue
            # A name with a dot in it may be a domain, unless it is a name of ours.
            ours = resembling(host, index.head["domains"]) if not bare or ("." in host and not is_ours_elsewhere) else None
            if ours:
                found.append(((False, _LOOKS.index("domain")), Resembled("domain", "web", ours)))
        if kind == "web" and not bare:
            continue
        look = Look(name_of(candidate.platform, candidate.key))
        found += (((r.platform != candidate.platform, _LOOKS.index(r.rule)), r) for r in _alike_names(index, candidate, look, same))
        if not is_ours_elsewhere and claims(look, index.head["company"]):
            found.append(((True, _LOOKS.index("company")), Resembled("company", candidate.platform, "")))
    ranked = [r for _, r in sorted(found, key=lambda pair: pair[0])]
    return [r for at, r in enumerate(ranked) if (r.platform, r.handle) not in {(e.platform, e.handle) for e in ranked[:at]}]


def host_in(candidate: Candidate) -> str:
    """The host in `user@host`, `host` or `host/path`, whose path may hold an @ of its own."""
    if form_of(candidate.platform).kind == "web":
        return host_of(candidate.key.partition("/")[0].rpartition("@")[2])
    return host_of(candidate.key.rpartition("@")[2].partition("/")[0])


def _alike_names(index: Index, candidate: Candidate, look: Look, same: set[str]) -> Iterator[Resembled]:
    for target in index.near(look):
        rule = alike(candidate, look, target)
        if rule and not (same and target.platform != candidate.platform and index.person(target.person).get("id") in same):
            yield Resembled(rule, target.platform, target.handle, target.person)


def confusing(index: Index, found: Found) -> list[Resembled]:
    """Accounts of other people, as genuine as this one, which look like it."""
    candidate = Candidate(found.candidate.platform, canonical(found.candidate.platform, found.handle), found.handle)
    look = Look(name_of(candidate.platform, candidate.key))
    if form_of(candidate.platform).kind in {"phone", "web"}:
        return []
    own = {h.holder.get("id") for h in found.holds}
    near = [t for t in index.near(look) if t.platform == candidate.platform and t.key != candidate.key]
    found_alike = [(alike(candidate, look, t), t) for t in near]
    return [Resembled(rule, t.platform, t.handle, t.person) for rule, t in found_alike if rule and index.person(t.person).get("id") not in own]


def alike(asked: Candidate, look: Look, target: Target) -> str | None:
    """The rule by which an account could be taken for a listed one; None where it could not."""
    if asked.platform == target.platform and asked.key == target.key:
        return None
    kinds = form_of(asked.platform).kind, form_of(target.platform).kind
    bare = is_bare(asked.platform, asked.key)
    if target.platform == asked.platform and kinds[0] in {"email", "federated"} and not bare:
        return _alike_at(asked, look, target)
    if kinds[1] in {"phone", "web", "email"} or (kinds[0] == "email" and not bare):
        return None
    # A bare name may be on any server.
    is_elsewhere = asked.platform != target.platform or bare
    rule = resemblance(look, target.look, is_elsewhere=is_elsewhere)
    return None if rule == "case" and (is_elsewhere or form_of(asked.platform).folds) else rule


def _alike_at(asked: Candidate, look: Look, target: Target) -> str | None:
    """`user@server`: the same name on another server, or a name like it on the same."""
    server, ours = asked.key.rpartition("@")[2], target.key.rpartition("@")[2]
    if server == ours:
        return resemblance(look, target.look)
    if form_of(asked.platform).kind == "email" or not server:
        return None
    is_same = look.squeezed == target.look.squeezed
    is_common = target.look.plain in AFFIXES or len(target.look.plain) < SHORTEST_ELSEWHERE
    return ("server" if is_same else resemblance(look, target.look, is_elsewhere=True)) if not is_common else None
