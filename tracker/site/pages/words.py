"""How pages say what records hold: counts, places, days, languages. Plain words for people who do not know ours."""

from collections.abc import Sequence
from functools import lru_cache

from tracker.model.issue import Fix, Range, Target
from tracker.model.public import PublicIssue
from tracker.model.settings import Product, Release
from tracker.model.values import STABLE
from tracker.model.versions import START
from tracker.model.vocabulary import Answer, Confidence, IdentityCheck, IssueKind, ReferenceType
from tracker.site.dates import MONTHS, day_words
from tracker.views.affected import Judgement, Repair, range_words
from tracker.views.index import Facts, Queue
from tracker.views.merging import FEW, Told

LANGUAGES = {
    "ar": "Arabic", "bn": "Bengali", "ca": "Catalan", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "en": "English", "es": "Spanish",
    "et": "Estonian", "fa": "Persian", "fi": "Finnish", "fr": "French", "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian",
    "id": "Indonesian", "it": "Italian", "ja": "Japanese", "ko": "Korean", "lt": "Lithuanian", "lv": "Latvian", "nb": "Norwegian", "ne": "Nepali",
    "nl": "Dutch", "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sk": "Slovak", "sl": "Slovenian",
    "sr": "Serbian", "sv": "Swedish", "sw": "Swahili", "ta": "Tamil", "th": "Thai", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu",
    "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip
"""ISO 639-1, the languages that support desks name most."""

_ENDINGS = {1: "st", 2: "nd", 3: "rd"}
_CONFIDENCE = {
    Confidence.CERTAIN: "certain, as far as we can know today",
    Confidence.LIKELY: "likely",
    Confidence.POSSIBLE: "possible, but not promised",
}
_IDENTITY = {
    IdentityCheck.NONE: "We do not ask who you are.",
    IdentityCheck.FORM: "Before we talk about your account, we ask you to confirm through our form that it is yours.",
    IdentityCheck.REQUIRED: "We make sure that it is you before we talk about your account.",
}
_REFERENCES = {
    ReferenceType.ADVISORY: "Notice",
    ReferenceType.ARTICLE: "Article",
    ReferenceType.DETECTION: "How to tell whether you have it",
    ReferenceType.DISCUSSION: "Discussion",
    ReferenceType.REPORT: "Report",
    ReferenceType.FIX: "The change that fixes it",
    ReferenceType.INTRODUCED: "The change that brought it in",
    ReferenceType.PACKAGE: "Download",
    ReferenceType.EVIDENCE: "Evidence",
    ReferenceType.WEB: "More",
}
_DERIVED = {
    (IssueKind.DEFECT, True): "A version with the repair is out. Install it and the problem is gone.",
    (IssueKind.DEFECT, False): "The repair is live. There is nothing to install.",
    (IssueKind.FEATURE, True): "It is in the version named here.",
    (IssueKind.FEATURE, False): "It is live for everybody. There is nothing to install.",
}


def counted(count: int, one: str, many: str = "") -> str:
    """`1 issue`, `2 issues`, `1,940 issues`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def sentence(text: str) -> str:
    """The text with a capital at its beginning; the rest stays, as versions and names have capitals of their own."""
    return text[:1].upper() + text[1:]


def told(given: Told) -> str:
    """A count of customers, small ones not told exactly."""
    if given.count is None:
        return f"fewer than {FEW}"
    return f"{given.count:,}" if given.is_exact else f"at least {given.count:,}"


def listed(words: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""


def ordinal(number: int) -> str:
    ending = "th" if 10 <= number % 100 <= 20 else _ENDINGS.get(number % 10, "th")
    return f"{number}{ending}"


@lru_cache(maxsize=2**14)
def month_words(month: str) -> str:
    """`January 2026` from `2026-01`."""
    year, _, number = month.partition("-")
    return f"{MONTHS[int(number) - 1]} {year}"


def language(code: str) -> str:
    return LANGUAGES.get(code.partition("-")[0].lower(), code)


def languages(codes: Sequence[str]) -> str:
    return listed([language(code) for code in codes])


def identity_words(check: IdentityCheck) -> str:
    return _IDENTITY[check]


def reference_words(kind: ReferenceType) -> str:
    return _REFERENCES[kind]


def time_zone_words(zone: str) -> str:
    """`London time (Europe/London)`."""
    place = zone.rpartition("/")[2].replace("_", " ")
    return f"{place} time ({zone})" if "/" in zone else zone


def status_sentence(issue: PublicIssue, facts: Facts, product: Product | None) -> str:
    """What the status means for a customer; what follows from releases is said instead of what was typed."""
    if facts.status_label == issue.status.label:
        reason = " The reason is given below." if issue.resolution and issue.status.needs_reason else ""
        return f"{issue.status.meaning}{reason}"
    return _DERIVED[issue.kind, product is None or product.versioning.has_versions]


def left_out(no_defects: int) -> str:
    """What is not listed for a version, beside the duplicates; nothing where there is none."""
    if not no_defects:
        return ""
    return f"{counted(no_defects, 'issue')} that turned out to be no defect {'is' if no_defects == 1 else 'are'} left out, too."


def affected_words(ranges: Sequence[Range]) -> str:
    return sentence("; ".join(range_words(each) for each in ranges))


def workaround_lasts(issue: PublicIssue) -> str:
    """How long a workaround is of use, where it does not name versions."""
    if issue.status.is_delivered:
        return "What helps without the fix."
    return "What you can do." if issue.status.needs_reason else "What you can do until it is fixed."


def applies_words(given: Range) -> str:
    return f"For versions {range_words(given)}."


def applies_briefly(given: Range) -> str:
    """The same for an answer, where room is scarce: `for versions from 2.5.0 to before 2.6.1`."""
    start = "" if given.introduced == START else f"from {given.introduced} "
    if given.fixed:
        return f"for versions {start}{'to ' if start else ''}before {given.fixed}"
    if given.last_affected:
        return f"for versions {start}{'to' if start else 'up to'} {given.last_affected}"
    return f"for versions {start}on" if start else "for all versions"


def channel_words(fix: Fix) -> str:
    """The channel, where it is not the usual one."""
    return "" if fix.channel == STABLE else f" ({fix.channel})"


def release_words(release: Release, *, is_out: bool, promised: str | None = STABLE) -> str:
    """`released on 2 March 2026` or `planned for 8 June 2027`, and in which channel where that is not the usual one, or not the one promised."""
    channel = "" if release.channel == STABLE == (promised or STABLE) else f" in channel {release.channel}"
    return f"{'released on' if is_out else 'planned for'} {day_words(release.date)}{channel}"


def repair_words(repair: Repair, *, is_delivered: bool) -> str:
    """How far a repair has come, to follow its version: `released on 2 March 2026`, `announced, not yet released`."""
    if repair.release:
        return release_words(repair.release, is_out=True, promised=repair.channel)
    planned = release_words(repair.planned, is_out=False, promised=repair.channel) if repair.planned else ""
    if repair.elsewhere:
        there = f"out in channel {repair.elsewhere.channel} since {day_words(repair.elsewhere.date)}"
        return f"{there}, {planned or f'not yet in channel {repair.channel or STABLE}'}"
    return f"{planned}, not yet released" if planned else "in source, not yet released" if is_delivered else "announced, not yet released"


def waiting_words(repair: Repair) -> str:
    """After `not out yet`: where it is not, and what is known of when."""
    there = f" in channel {repair.channel or STABLE}, only in channel {repair.elsewhere.channel}" if repair.elsewhere else ""
    return there + (f", planned for {day_words(repair.planned.date)}" if repair.planned else "")


def where_out(release: Release, fix: Fix) -> str:
    """The channel in which a fix is out, where it is not the one in which it was promised."""
    return "" if release.channel == fix.channel else f" in channel {release.channel}"


def standing_words(judgement: Judgement, *, is_delivered: bool) -> str:
    """Where the fix of a judgement stands: released, in source, or announced; nothing where there is none."""
    fix = judgement.fix
    if fix is None:
        return ""
    if judgement.answer is Answer.FIXED:
        return f"It {'was' if fix.is_released else 'is'} {repair_words(fix, is_delivered=is_delivered)}."
    if fix.is_released:
        return f"Fixed in {fix.version}, {repair_words(fix, is_delivered=is_delivered)}."
    if fix.listed:
        return f"Fixed in {fix.version}, which is {repair_words(fix, is_delivered=is_delivered)}."
    if is_delivered:
        return f"Fixed in source; {fix.version}, which will have it, is not yet released."
    return f"A fix is announced for {fix.version}, which is not yet released."


def target_words(target: Target) -> str:
    """What we hope for, and how sure we are."""
    aims = [f"version {target.version}"] if target.version else []
    aims += [f"by {day_words(target.date)}"] if target.date else []
    return sentence(": ".join([*([" ".join(aims)] if aims else []), _CONFIDENCE[target.confidence]]))


def queue_words(queue: Queue, kind: IssueKind, product: str) -> str:
    """Its place among the open ones of its product, by age."""
    noun = "request" if kind is IssueKind.FEATURE else "issue"
    if queue.length == 1:
        return f"The only open {noun} in {product}"
    place = "Oldest" if queue.place == 1 else f"{ordinal(queue.place)} oldest"
    return f"{place} of {queue.length:,} open {noun}s in {product}"
