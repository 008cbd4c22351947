"""What `tracker.yml` and `releases/` say: the organisation, its products, channels and promises, and the sources of a site."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, StrictStr, model_validator

from tracker.model.base import Record, Value
from tracker.model.channels import Channel
from tracker.model.contribute import AddressTemplate, Contribute
from tracker.model.github import Github
from tracker.model.issue import type_of_issue
from tracker.model.leaks import Exceptions, Publication
from tracker.model.values import (
    STABLE,
    ContactAddress,
    Day,
    Duration,
    Line,
    Prose,
    Slug,
    SlugText,
    Texts,
    VersionText,
    WebAddress,
    latest_day,
    refuse,
    slug,
)
from tracker.model.vocabulary import Format, IssueKind, Severity, StoreVisibility, Trust, Versioning
from tracker.model.wording import did_you_mean


class Organisation(Value):
    name: Line
    url: WebAddress
    security: ContactAddress | None = None
    """Where a security hole is reported in private."""
    appeal: ContactAddress | None = None
    """Where somebody who was named as an impostor objects."""
    security_policy: WebAddress | None = None
    """What becomes of such a report."""
    security_languages: Texts = ()
    """The languages in which such a report is understood, the preferred one first (RFC 5646)."""


class Component(Value):
    id: SlugText
    name: Line


def _component(given: Any) -> Any:
    return {"id": given, "name": given.replace("-", " ").capitalize()} if isinstance(given, str) else given


class Product(Value):
    id: SlugText
    name: Line
    versioning: Versioning
    description: Prose | None = None
    components: tuple[Annotated[Component, BeforeValidator(_component, json_schema_input_type=SlugText | Component)], ...] = ()

    def component(self, wanted: Slug) -> Component | None:
        return next((c for c in self.components if c.id == wanted), None)


class Release(Value):
    version: VersionText
    date: Day
    channel: Line = STABLE
    notes: WebAddress | None = None

    def is_out(self, today: Day) -> bool:
        """By that day (UTC) somebody may have it. One of a later day is planned."""
        return self.date <= latest_day(today)


class Promise(Value):
    """The stated turn-around of a severity."""

    first_response: Duration | None = None
    next_update: Duration | None = None
    workaround: Duration | None = None
    fix: Duration | None = None

    @property
    def stated(self) -> tuple[tuple[str, timedelta], ...]:
        """What is promised and how soon, in the order in which a customer meets it; nothing that is not promised."""
        given = (
            ("First response", self.first_response),
            ("Next update", self.next_update),
            ("Workaround", self.workaround),
            ("Fix", self.fix),
        )
        return tuple((words, length) for words, length in given if length is not None)


class Policy(Value):
    """The limits that a company sets itself."""

    proof_good_for: Duration = timedelta(days=180)
    """How long a proof of an account counts; then somebody checks again."""
    list_good_for: Duration = timedelta(days=30)
    """How long a signature over the staff list counts; then a human signs again."""
    signers: Texts = ()
    """Who may sign the staff list: public SSH keys (`ssh-ed25519 AAAA…`) or their fingerprints (`SHA256:…`)."""
    reviewers: Texts = ()
    """Whose review a change of the directory needs, as the host names them: `@example/directory`."""
    domains: Texts = ()
    """Domains of the company beside that of its own address."""
    github_organisation: Line | None = None
    """Whose public members are ours."""


def _search_word(given: str) -> str:
    if not given.isalnum():
        one = "".join(sign for sign in given if sign.isalnum()) or "a single word"
        raise refuse(f"{given!r} is not one word; write {one}, of letters and digits: a word is found where it is written as two, too")
    return given


SearchWord = Annotated[Line, AfterValidator(_search_word)]


class Search(Value):
    """How the search understands readers."""

    synonyms: tuple[Annotated[tuple[SearchWord, ...], Field(min_length=2)], ...] = ()
    """Groups of words that mean the same here: whoever looks for one finds the others, too; `signin` also where it is written `sign-in`."""

    @model_validator(mode="after")
    def _each_once(self) -> "Search":
        seen: set[str] = set()
        for group in self.synonyms:
            for word in {word.casefold() for word in group}:
                if word in seen:
                    raise refuse(f"{word!r} stands in two groups of synonyms; make one group of them")
                seen.add(word)
        return self


class FieldMap(Value):
    """What fills one of our fields: their fields or templates, the first that has something, and how its values are called here."""

    source: Annotated[Texts, Field(alias="from", min_length=1)]
    """A field by its name (`a.b` looks inside), or a text with `{field}` in it, which has something when every field named there has.
    `{stem}` is the file's name without its ending. null, "" and 0 are nothing."""
    values: Mapping[str, Line] = Field(default_factory=dict)
    """Their word to ours; a word that is not here skips the record. Empty: every value is taken as it is."""


def _field_map(given: Any) -> Any:
    return {"from": given} if isinstance(given, str | list | tuple) else given


_UNDER_HEADINGS = ("description", "summary", "steps_to_reproduce", "workarounds", "symptoms", "resolution")
"""The fields that a heading of theirs can fill."""


class Source(Value):
    """Another repository that feeds this site: native records, or somebody's repository as it is, with a mapping."""

    name: SlugText
    git: Line
    """An https, ssh or file URL, or a path (a bundle too), relative to mkdocs.yml."""
    ref: Line = "HEAD"
    """A branch, a tag or a full commit hash."""
    files: Line | None = None
    """A glob below the repository's root, `**` for any depth; None: a native store's own folders."""
    root: Line = "."
    """The folder of a native store within the repository."""
    format: Format = Format.YAML
    kind: IssueKind | None = None
    store: StoreVisibility = StoreVisibility.PUBLIC
    trust: Trust = Trust.ISSUES
    map: Mapping[str, Annotated[FieldMap, BeforeValidator(_field_map, json_schema_input_type=Texts | FieldMap)]] = Field(default_factory=dict)
    """By our field. Without `id`, a field called id counts, then the file's name."""
    headings: Mapping[str, Line] = Field(default_factory=dict)
    """Their heading to our field, for Markdown."""
    drop: Texts = ("Internal notes",)
    """Headings that go, with everything under them."""
    prompts: Texts = ()
    """Lines of their template that authors leave in; they go, too."""
    none_known: tuple[StrictStr, ...] = ("",)
    """What they write under a workaround heading to say that there is none, beside "N/A" and plain sentences such as "There is no workaround yet.",
    which are understood anyway. An empty text stands for a section left empty."""
    defaults: Mapping[str, Any] = Field(default_factory=dict)
    """Our fields, in our spelling, for records that have nothing else there."""
    edit: AddressTemplate | None = None
    """URL template with `{path}` for "edit this page"."""
    publication: Exceptions = Exceptions()
    """What its text may tell, where that differs from the rest of the site."""

    @property
    def is_mapped(self) -> bool:
        return bool(self.map or self.headings or self.files)

    @model_validator(mode="after")
    def _whole(self) -> "Source":
        if not self.is_mapped:
            return self
        if not self.kind:
            raise refuse("a mapped source says what its files are; write kind: defect or kind: feature")
        if not self.files:
            raise refuse('a mapped source says which files are records; write files: and a glob, as "issues/**/*.md"')
        fields = sorted(set(type_of_issue[self.kind].model_fields) - {"path"})
        targets = self.headings.values()
        for place, named, known in (("map", self.map, fields), ("defaults", self.defaults, fields), ("headings", targets, _UNDER_HEADINGS)):
            for field in named:
                if field not in known:
                    raise refuse(f"{place} names {field!r}, which it cannot fill{did_you_mean(field, known) or '; it knows ' + ', '.join(known)}")
        return self


_SENTENCE_VALUES = frozenset(
    {
        "id",
        "issue",
        "about",
        "organisation",
        "status",
        "meaning",
        "workaround",
        "none_known",
        "fix",
        "affected",
        "link",
        "verify",
        "call",
        "channels",
        "hours",
        "code",
        "identity",
    }
)


def _sentence(given: str) -> str:
    names = re.findall(r"\{([^{}]*)\}", given)
    for name in names:
        if name not in _SENTENCE_VALUES:
            raise refuse(
                f"{{{name}}} is nothing that an answer knows{did_you_mean(name, _SENTENCE_VALUES)}; it knows {', '.join(sorted(_SENTENCE_VALUES))}"
            )
    return given


Sentences = Annotated[tuple[Annotated[Line, AfterValidator(_sentence)], ...], Field(min_length=1)]


class Replies(Value):
    """The wording of answers on social networks: sentences, each of which is left out where the value that it names is unknown.

    Values: `{id}`, `{issue}` (id and title), `{about}` (the product), `{organisation}`, `{status}`, `{meaning}`, `{workaround}`, `{none_known}`,
    `{fix}`, `{affected}` (the page that answers for a version), `{link}`, `{verify}`, `{call}` ("call" and the number, and before it where the customer
    shows who they are, if that is asked), `{hours}` and `{code}` of the telephone, `{channels}` (the contact page, where there is no telephone),
    `{identity}` (the form, where the network's own channel asks who the customer is).
    Where no sentence says `{fix}`, `{status}` says in which version it is fixed, or that none is out yet.
    """

    first: Sentences = (
        "What concerns your account never here: {identity}",
        "{issue}: {status}.",
        "{fix}",
        "{meaning}",
        "What you can do now: {workaround}",
        "{none_known}",
        "More: {link}",
        "Are we staff? Check at {verify}",
    )
    second: Sentences = (
        "What concerns your account never here: {identity}",
        "Still about {id}: {status}.",
        "{fix}",
        "What you can do: {workaround}",
        "Whether your version has it: {affected}",
        "The whole entry, and a feed of its changes: {link}",
        "Are we staff? Check at {verify}",
    )
    third: Sentences = (
        "{id}: please {call}.",
        "{id}: let us go on in private: {channels}",
        "Attended {hours}.",
        "Say the code {code}.",
        "What concerns your account never here: {identity}",
        "{link}",
        "Staff? {verify}",
    )

    def turn(self, number: int) -> tuple[str, ...]:
        """The sentences of the answer to the customer's first, second or third message."""
        return (self.first, self.second, self.third)[number - 1]


class Settings(Record):
    """tracker.yml, whose fields stand in this order."""

    organisation: Organisation
    store: StoreVisibility = StoreVisibility.PUBLIC
    products: tuple[Product, ...] = ()
    channels: tuple[Channel, ...] = ()
    contribute: Contribute = Contribute()
    search: Search = Search()
    promises: Mapping[Severity, Promise] = Field(default_factory=dict)
    replies: Replies = Replies()
    sources: tuple[Source, ...] = ()
    github: Github = Github()
    policy: Policy = Policy()
    publication: Publication = Publication()


def component_of(name: str) -> Component:
    """A component that a mapped source names and no product lists: its slug is its id."""
    made = slug(name)
    if not made:
        raise refuse(f"{name!r} has no letter or digit to make an id of; map it to a component's id")
    return Component(id=made, name=name)
