"""What is asked about: the accounts that a question may mean, each under the spelling in which it would be listed. The twin of candidates.js."""

from collections.abc import Iterator

from tracker.model.handles import FORMS, canonical, form_of
from tracker.views.verdicts.found import Candidate
from tracker.views.verdicts.index import PLAIN, Index
from tracker.views.verdicts.question import Question


def candidates(index: Index, asked: Question) -> Iterator[Candidate]:
    """Every account that a question may mean; some of them more than once."""
    for reading in asked.readings:
        platforms = (reading.platform,) if reading.platform else plain_platforms(index)
        for platform in platforms:
            if not reading.platform and form_of(platform).kind == "host" and "." not in reading.handle:
                continue
            if form_of(platform).kind == "phone":
                yield from _numbers(index, platform, reading.handle)
            else:
                yield Candidate(platform, _key(platform, reading.handle), reading.handle)


def _key(platform: str, handle: str) -> str:
    """Under which it would be listed. What has the form of an e-mail address is no web address, though browsers would open its host."""
    is_mail = form_of(platform).kind == "web" and "@" in handle and "/" not in handle
    return canonical("email" if is_mail else platform, handle)


def plain_platforms(index: Index) -> list[str]:
    """Every platform of ours on which an account is a plain name."""
    given = [p for p, _ in index.head["platforms"]] + [i["platform"] for i in index.impostors()]
    return [p for p in dict.fromkeys(given) if p in PLAIN or p not in FORMS]


def _numbers(index: Index, platform: str, handle: str) -> Iterator[Candidate]:
    """A telephone number in every way that it may have been dialled."""
    digits = canonical(platform, handle)
    dial = index.head["dial"]
    if not handle.startswith("+"):
        for _, _, outward in [*dial, ["", "", "00"], ["", "", "011"]]:
            if digits.startswith(outward) and len(digits) > len(outward) + 4:
                yield from _numbers(index, platform, f"+{digits[len(outward) :]}")
        if digits in index.head["forms"]:
            yield Candidate(platform, index.head["forms"][digits], handle)
    yield Candidate(platform, digits, handle)
    for code, trunk, _ in dial:
        if handle.startswith("+"):
            if trunk and digits.startswith(code + trunk):
                yield Candidate(platform, code + digits[len(code + trunk) :], handle)
            continue
        if trunk and digits.startswith(trunk):
            yield Candidate(platform, code + digits[len(trunk) :], handle, code)
        yield Candidate(platform, code + digits, handle, code)
