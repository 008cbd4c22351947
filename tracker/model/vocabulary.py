"""The closed sets of words that records are written in, and what each word means. Nothing else spells them."""

from enum import StrEnum
from functools import cached_property


class Word(StrEnum):
    """One word of a closed set; `label` is how readers see it. What a word means is worked out once, for it is asked of every record again and again."""

    # A word is the same as its text; enum's own way to hash it is Python, and slow.
    __hash__ = str.__hash__

    @cached_property
    def label(self) -> str:
        return self.value.replace("-", " ").capitalize()


class IssueKind(Word):
    DEFECT = "defect"
    FEATURE = "feature"

    @cached_property
    def folder(self) -> str:
        """The folder of the store in which records of this kind lie."""
        return f"{self.value}s"

    @cached_property
    def label(self) -> str:
        return "Feature request" if self is IssueKind.FEATURE else "Defect"


class Severity(Word):
    """How much a defect hurts; the order of definition is the order of weight, heaviest first."""

    CRITICAL = "critical"
    MAJOR = "major"
    MINOR = "minor"
    TRIVIAL = "trivial"

    @cached_property
    def rank(self) -> int:
        """0 for the heaviest."""
        return list(Severity).index(self)

    @cached_property
    def is_urgent(self) -> bool:
        """Worth a place on the home page while it is open."""
        return self in {Severity.CRITICAL, Severity.MAJOR}


class DefectStatus(Word):
    REPORTED = "reported"
    CONFIRMED = "confirmed"
    IN_PROGRESS = "in-progress"
    FIXED = "fixed"
    WONT_FIX = "wont-fix"
    NOT_A_DEFECT = "not-a-defect"
    CANNOT_REPRODUCE = "cannot-reproduce"
    DUPLICATE = "duplicate"
    WITHDRAWN = "withdrawn"

    @cached_property
    def label(self) -> str:
        return "Won't fix" if self is DefectStatus.WONT_FIX else super().label

    @cached_property
    def is_settled(self) -> bool:
        """Nobody is expected to act any more; the promise's clock stops here."""
        return self not in {DefectStatus.REPORTED, DefectStatus.CONFIRMED, DefectStatus.IN_PROGRESS}

    @cached_property
    def is_accepted(self) -> bool:
        """We have seen it ourselves, and somebody is expected to repair it."""
        return self in {DefectStatus.CONFIRMED, DefectStatus.IN_PROGRESS}

    @cached_property
    def is_delivered(self) -> bool:
        """The change is made in the source; whether it is released follows from fixes and releases."""
        return self is DefectStatus.FIXED

    @cached_property
    def needs_reason(self) -> bool:
        """Closed without doing what was asked: readers are owed a reason."""
        return self in {DefectStatus.WONT_FIX, DefectStatus.NOT_A_DEFECT, DefectStatus.CANNOT_REPRODUCE, DefectStatus.WITHDRAWN}

    @cached_property
    def leaves_no_fault(self) -> bool:
        """Closed because nothing is wrong with the product. What we could not reproduce, or leave as it is, may well be there."""
        return self is DefectStatus.NOT_A_DEFECT

    @cached_property
    def is_duplicate(self) -> bool:
        return self is DefectStatus.DUPLICATE

    @cached_property
    def is_withdrawn(self) -> bool:
        """Only a tombstone is left: why, and no more."""
        return self is DefectStatus.WITHDRAWN

    @cached_property
    def meaning(self) -> str:
        """One sentence for a customer."""
        return _DEFECT_MEANINGS[self]


_DEFECT_MEANINGS = {
    DefectStatus.REPORTED: "Somebody told us; we have not reproduced it yet.",
    DefectStatus.CONFIRMED: "We can see it too. Nobody has started on the repair.",
    DefectStatus.IN_PROGRESS: "Somebody is working on the repair.",
    DefectStatus.FIXED: "The repair is done. It reaches you with the release named beside it.",
    DefectStatus.WONT_FIX: "We know about it and have decided to leave it as it is.",
    DefectStatus.NOT_A_DEFECT: "It works as intended.",
    DefectStatus.CANNOT_REPRODUCE: "We tried and could not make it happen; tell us if you can.",
    DefectStatus.DUPLICATE: "The same problem is followed under another number.",
    DefectStatus.WITHDRAWN: "Taken back; the page says why.",
}


class FeatureStatus(Word):
    SUGGESTED = "suggested"
    UNDER_CONSIDERATION = "under-consideration"
    PLANNED = "planned"
    IN_PROGRESS = "in-progress"
    SHIPPED = "shipped"
    DECLINED = "declined"
    DUPLICATE = "duplicate"
    WITHDRAWN = "withdrawn"

    @cached_property
    def is_settled(self) -> bool:
        """Nobody is expected to act any more."""
        return self in {FeatureStatus.SHIPPED, FeatureStatus.DECLINED, FeatureStatus.DUPLICATE, FeatureStatus.WITHDRAWN}

    @cached_property
    def is_delivered(self) -> bool:
        """The change is made; whether it is released follows from fixes and releases."""
        return self is FeatureStatus.SHIPPED

    @cached_property
    def needs_reason(self) -> bool:
        """Closed without doing what was asked: readers are owed a reason."""
        return self in {FeatureStatus.DECLINED, FeatureStatus.WITHDRAWN}

    @cached_property
    def leaves_no_fault(self) -> bool:
        """A wish is about no fault, whatever becomes of it."""
        return True

    @cached_property
    def is_duplicate(self) -> bool:
        return self is FeatureStatus.DUPLICATE

    @cached_property
    def is_withdrawn(self) -> bool:
        """Only a tombstone is left: why, and no more."""
        return self is FeatureStatus.WITHDRAWN

    @cached_property
    def meaning(self) -> str:
        """One sentence for a customer."""
        return _FEATURE_MEANINGS[self]


_FEATURE_MEANINGS = {
    FeatureStatus.SUGGESTED: "Somebody asked for it; we have not weighed it yet.",
    FeatureStatus.UNDER_CONSIDERATION: "We are weighing it. No promise.",
    FeatureStatus.PLANNED: "We intend to build it.",
    FeatureStatus.IN_PROGRESS: "Somebody is building it.",
    FeatureStatus.SHIPPED: "It is built. It reaches you with the release named beside it.",
    FeatureStatus.DECLINED: "We have decided against it.",
    FeatureStatus.DUPLICATE: "The same wish is followed under another number.",
    FeatureStatus.WITHDRAWN: "Taken back; the page says why.",
}

type_of_status = {IssueKind.DEFECT: DefectStatus, IssueKind.FEATURE: FeatureStatus}


class Answer(Word):
    """What we say of an issue and a version."""

    AFFECTED = "affected"
    FIXED = "fixed"
    NOT_AFFECTED = "not-affected"
    NOT_CHECKED = "not-checked"


class Versioning(Word):
    """How a product's versions are spelt and ordered."""

    SEMVER = "semver"
    PEP440 = "pep440"
    CALENDAR = "calendar"
    FOUR_PART = "four-part"
    LISTED = "listed"
    CONTINUOUS = "continuous"

    @cached_property
    def has_versions(self) -> bool:
        """A hosted service has none: there, fixed is live."""
        return self is not Versioning.CONTINUOUS


class Confidence(Word):
    """How sure we are of a target."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"


class StaffKind(Word):
    PERSON = "person"
    ROLE = "role"
    BOT = "bot"


class EndReason(Word):
    """Why an account is no longer in use."""

    RENAMED = "renamed"
    LEFT = "left"
    GIVEN_UP = "given-up"


class IdentityCheck(Word):
    NONE = "none"
    FORM = "form"
    REQUIRED = "required"


class Coverage(Word):
    """What is claimed of a channel's hours as a whole."""

    ALL_TIME_ZONES = "all-time-zones"
    """Somebody is there from Monday to Friday, 09:00 to 17:00, wherever the customer is."""
    AROUND_THE_CLOCK = "around-the-clock"
    """Somebody is there at every minute."""


class Audience(Word):
    PUBLIC = "public"
    INTERNAL = "internal"


class StoreVisibility(Word):
    """Who can read the repository itself, not the site made from it."""

    PUBLIC = "public"
    PRIVATE = "private"


class Publication(Word):
    """What becomes of strangers' words when they are brought in from elsewhere."""

    ALL = "all"
    STAFF = "staff"
    REVIEW = "review"


class ReferenceType(Word):
    """Kinds of reference, as in the OSV schema (https://ossf.github.io/osv-schema/#references-field)."""

    ADVISORY = "ADVISORY"
    ARTICLE = "ARTICLE"
    DETECTION = "DETECTION"
    DISCUSSION = "DISCUSSION"
    REPORT = "REPORT"
    FIX = "FIX"
    INTRODUCED = "INTRODUCED"
    PACKAGE = "PACKAGE"
    EVIDENCE = "EVIDENCE"
    WEB = "WEB"


class Trust(Word):
    """What a further source may set beside issues."""

    ISSUES = "issues"
    STAFF = "staff"


class Format(Word):
    YAML = "yaml"
    JSON = "json"
    TOML = "toml"
    MARKDOWN = "markdown"


class Level(Word):
    """How bad a finding is: an error stops publication, a warning is printed."""

    ERROR = "error"
    WARNING = "warning"


class LeakKind(Word):
    """What public text must not give away unless it is allowed to."""

    EMAIL = "e-mail"
    PHONE = "phone"
    IP_ADDRESS = "ip-address"
    CUSTOMER = "customer"
    SECRET = "secret"  # noqa: S105 - a word, not a password
    PATH = "path"

    @property
    def label(self) -> str:
        """As the mark calls it."""
        words = {LeakKind.PHONE: "phone number", LeakKind.IP_ADDRESS: "IP address", LeakKind.CUSTOMER: "customer name", LeakKind.PATH: "private path"}
        return words.get(self, self.value)

    @property
    def noun(self) -> str:
        """With its article, for a sentence."""
        words = {
            LeakKind.EMAIL: "an e-mail address",
            LeakKind.IP_ADDRESS: "an IP address",
            LeakKind.CUSTOMER: "the name of a customer",
            LeakKind.SECRET: "a password, token or key",
        }
        return words.get(self, f"a {self.label}")

    @property
    def plural(self) -> str:
        words = {LeakKind.EMAIL: "e-mail addresses", LeakKind.IP_ADDRESS: "IP addresses"}
        return words.get(self, f"{self.label}s")

    def counted(self, count: int) -> str:
        """`1 secret`, `2 IP addresses`."""
        return f"{count:,} {self.plural.removesuffix('es' if self.plural.endswith('sses') else 's') if count == 1 else self.plural}"

    @property
    def mark(self) -> str:
        """What readers see in its place."""
        return f"[removed: {self.label}]"


class Treatment(Word):
    """What becomes of a leak before anything is published."""

    REFUSE = "refuse"
    """It is an error; in a mapped source the record is skipped."""
    REMOVE = "remove"
    """A mark takes its place."""
    ALLOW = "allow"
