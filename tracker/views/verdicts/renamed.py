"""What an account was called before it had its name. The twin of renamed.js."""

from tracker.model.handles import canonical
from tracker.views.verdicts.found import Found
from tracker.views.verdicts.index import Hold, Index
from tracker.views.verdicts.judge import Age, judge


def called(index: Index, found: Found, day: str, age: Age) -> str | None:
    """The other name under which the same account was ours on a day: by the platform's own number, or because its holder's record says so."""
    hold = found.judged.hold
    if not hold or hold.is_hidden:
        return None
    platform = found.candidate.platform
    names = {canonical(platform, found.handle)}
    number = hold.account.get("number")
    same = [held for _, held in index.numbered(platform, number)] if number else []
    others = [Hold(a, hold.holder) for a in hold.holder["accounts"] if a["platform"] == platform and a.get("now")]
    for _ in others:
        before = [o for o in others if canonical(platform, o.account["now"]) in names]
        names |= {canonical(platform, o.account["handle"]) for o in before}
        same += [o for o in before if o not in same]
    asked = canonical(platform, found.handle)
    earlier = (s for s in same if canonical(platform, s.account["handle"]) != asked)
    return next((s.account["handle"] for s in earlier if (judged := judge([s], None, day, age)) and judged.verdict == "confirmed"), None)
