"""What `github:` in tracker.yml says.

Which repositories are mirrored, what their labels, types, milestones and forms mean here, and what of it is published before one of us has read it.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, StrictStr, field_validator, model_validator

from tracker.model.base import Value
from tracker.model.problem import FieldPath
from tracker.model.values import ISSUE_ID, Line, SlugText, StaffIdText, Texts, VersionText, WebAddress, refuse, slug
from tracker.model.vocabulary import DefectStatus, FeatureStatus, IssueKind, Publication, Severity
from tracker.model.wording import did_you_mean

_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}")
UNDER_HEADINGS = ("description", "summary", "steps_to_reproduce", "workarounds", "symptoms", "platforms")
"""The fields that a heading of an issue form can fill."""
NOT_ANSWERED = "_No response_"
"""What GitHub writes where a field of an issue form was left empty."""
_STATUSES = tuple(dict.fromkeys([*(s.value for s in DefectStatus), *(s.value for s in FeatureStatus)]))


def _repository_name(given: str) -> str:
    if not _NAME.fullmatch(given):
        raise refuse(f"{given!r} is not a repository; write OWNER/NAME, as octo-org/hello")
    return given


RepositoryName = Annotated[StrictStr, AfterValidator(_repository_name)]


def _status(given: str) -> str:
    if given not in _STATUSES:
        raise refuse(f"{given!r} is not a status{did_you_mean(given, _STATUSES)}")
    return given


class Meaning(Value):
    """What one word of theirs says about an issue; what it says nothing about is left to the others."""

    kind: IssueKind | None = None
    status: Annotated[
        tuple[Annotated[Line, AfterValidator(_status)], ...],
        BeforeValidator(lambda g: (g,) if isinstance(g, str) else g, json_schema_input_type=Line | tuple[Line, ...]),
    ] = ()
    """Where defects and requests call it differently, one of each: `[confirmed, planned]`."""
    severity: Severity | None = None
    product: SlugText | None = None
    components: Annotated[
        tuple[SlugText, ...], BeforeValidator(lambda g: (g,) if isinstance(g, str) else g, json_schema_input_type=SlugText | tuple[SlugText, ...])
    ] = ()


class Publish(Value):
    """What strangers wrote: published at once (`all`), not brought in (`staff`), or kept off the site until somebody has read it (`review`)."""

    issues: Publication = Publication.REVIEW
    comments: Publication = Publication.REVIEW


def _host(base_url: str | None) -> str:
    """Where the pages are of what is read at an address; github.com and GHE.com keep their API beside them, at `api.`."""
    host = (urlsplit(base_url).hostname or "") if base_url else "github.com"
    is_beside = host == "api.github.com" or (host.startswith("api.") and host.endswith(".ghe.com"))
    return host.removeprefix("api.") if is_beside else host


def _ids(given: object) -> object:
    return dict.fromkeys(IssueKind, given) if isinstance(given, str) else given


class Repository(Value):
    """One repository whose issues become records here."""

    name: RepositoryName
    base_url: WebAddress | None = None
    """The address of the API of a GitHub Enterprise Server, as https://git.example.com/api/v3; None: github.com."""
    platform: SlugText | None = None
    """What the directory calls the accounts of an Enterprise Server; None: the server's name with hyphens, as git-example-com."""
    product: SlugText
    kind: IssueKind = IssueKind.DEFECT
    """Of issues of which neither type nor labels say it."""
    severity: Severity = Severity.MINOR
    """Of defects of which no label says it."""
    owner: StaffIdText | None = None
    """Who is in charge where nobody of staff is assigned."""
    ids: Annotated[Mapping[IssueKind, Line], BeforeValidator(_ids)] = Field(
        default_factory=lambda: {IssueKind.DEFECT: "DEF-GH-{number}", IssueKind.FEATURE: "FEA-GH-{number}"}
    )
    publish: Publish = Publish()
    types: Mapping[str, Meaning] = Field(default_factory=lambda: {"Bug": Meaning(kind=IssueKind.DEFECT), "Feature": Meaning(kind=IssueKind.FEATURE)})
    labels: Mapping[str, Meaning] = Field(
        default_factory=lambda: {"bug": Meaning(kind=IssueKind.DEFECT), "enhancement": Meaning(kind=IssueKind.FEATURE)}
    )
    ignore: Texts = ()
    """Labels that mean nothing here, so that no report names them."""
    milestones: Mapping[str, VersionText] = Field(default_factory=dict)
    """The version that a milestone stands for, where its title is not that version already."""
    headings: Mapping[str, Line] = Field(default_factory=dict)
    """A heading of their form to our field."""
    choices: Mapping[str, Mapping[str, Meaning]] = Field(default_factory=dict)
    """By the heading of a drop-down in their form: what each of its options means."""
    drop: Texts = ()
    """Headings that go, with everything under them."""
    prompts: Texts = ()
    """Lines of their template that authors leave in; they go, too."""
    tags: Line = "v{version}"
    """How the tag of a release is made of a version; a tag that is the version itself is understood, too."""
    fixes: Literal["milestone", "next-release", "none"] = "milestone"
    """Which release brings a completed issue: the one that its milestone names, once it is out, or the first one after the change was merged."""
    votes: Texts = ("+1",)
    """The reactions to an issue that count as votes, by GitHub's names."""
    reports: SlugText | None = None
    """The channel under which an issue of a stranger counts as one report; None: it is not counted."""

    @property
    def key(self) -> str:
        """What two spellings of the repository have in common."""
        return f"{self.host}/{self.name}".casefold()

    @property
    def host(self) -> str:
        """Where its pages are: github.com, or the Enterprise Server."""
        return _host(self.base_url)

    @property
    def accounts(self) -> str:
        """The platform that its numbers of accounts belong to: those of another server are other people's."""
        return self.platform or ("github" if self.host == "github.com" else slug(self.host))

    @field_validator("types", "labels", "ignore")
    @classmethod
    def _each_once(cls, given: Mapping[str, Meaning] | tuple[str, ...]) -> Mapping[str, Meaning] | tuple[str, ...]:
        """GitHub does not tell labels apart by their capitals."""
        seen: dict[str, str] = {}
        for name in given:
            if name.casefold() in seen:
                raise refuse(f"{name!r} is {seen[name.casefold()]!r} in other capitals, which GitHub takes for the same; keep one of them")
            seen[name.casefold()] = name
        return given

    @model_validator(mode="after")
    def _whole(self) -> "Repository":
        for heading, field in self.headings.items():
            if field not in UNDER_HEADINGS:
                hint = did_you_mean(field, UNDER_HEADINGS) or f"; it can be {', '.join(UNDER_HEADINGS)}"
                raise refuse(f"the heading {heading!r} cannot fill {field!r}{hint}")
        for heading in self.choices:
            if heading in self.headings:
                raise refuse(f"{heading!r} stands under headings and under choices; keep the one that is meant")
        for kind in IssueKind:
            template = self.ids.get(kind, "")
            if "{number}" not in template or not re.fullmatch(ISSUE_ID, template.replace("{number}", "1")):
                raise refuse(
                    f"{template!r} makes no ids of {kind.folder}; write capitals, a hyphen and {{number}}, as {kind.value[:3].upper()}-GH-{{number}}"
                )
        if "{version}" not in self.tags:
            raise refuse(f'{self.tags!r} does not say where the version stands in a tag; write it as "v{{version}}"')
        if self.host != "github.com" and self.platform == "github":
            raise refuse("the accounts of an Enterprise Server are not those of github.com; give platform another name, or leave it out")
        return self

    def id_of(self, kind: IssueKind, number: int) -> str:
        return self.ids[kind].replace("{number}", str(number))

    def meanings(self) -> Iterator[tuple[FieldPath, Meaning]]:
        """Everything that the mapping says, each with its place."""
        yield from ((("types", name), meaning) for name, meaning in self.types.items())
        yield from ((("labels", name), meaning) for name, meaning in self.labels.items())
        for heading, options in self.choices.items():
            yield from ((("choices", heading, option), meaning) for option, meaning in options.items())


class Github(Value):
    """`github:` in tracker.yml."""

    repositories: tuple[Repository, ...] = ()

    @model_validator(mode="after")
    def _apart(self) -> "Github":
        names: set[str] = set()
        templates: dict[str, str] = {}
        for each in self.repositories:
            if each.key in names:
                raise refuse(f"{each.name} is listed twice; put what it says together")
            names.add(each.key)
            for template in dict.fromkeys(each.ids.values()):
                if (other := templates.setdefault(template.casefold(), each.key)) != each.key:
                    raise refuse(f"{template!r} makes the ids of two repositories, {other} and {each.key}; give one of them ids of its own")
        return self

    def repository(self, name: str, base_url: str | None = None) -> Repository | None:
        """The one of that name, where it is listed."""
        host = _host(base_url) if base_url else None
        wanted = name.casefold()
        return next((r for r in self.repositories if r.name.casefold() == wanted and host in {None, r.host}), None)
