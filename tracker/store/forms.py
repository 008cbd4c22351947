"""The issue forms of the repository, made of what tracker.yml says: written by `tracker init`, compared ever after, mended by `tracker check --fix`.

Their syntax is GitHub's (https://docs.github.com/en/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-issue-forms).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tracker.model.forms import Question, questions
from tracker.model.problem import Problem
from tracker.model.settings import Settings
from tracker.model.vocabulary import IssueKind, Level
from tracker.store.edit import written

FOLDER = ".github/ISSUE_TEMPLATE"
OUT_OF_STEP = "G602"
_MARK = "# Made of tracker.yml by  tracker check --fix . Change that, not this; without this line the file is yours and is left alone."
_TITLES = {
    IssueKind.DEFECT: ("Something goes wrong", "A problem that nobody has told yet."),
    IssueKind.FEATURE: ("Something is missing", "A wish that nobody has told yet."),
}


def forms(settings: Settings, site_url: str) -> dict[str, bytes]:
    """The files, by their path below the repository's root."""
    made: dict[str, Mapping[str, Any]] = {f"{kind.value}.yml": _form(kind, settings, site_url) for kind in IssueKind}
    made["config.yml"] = _chooser(settings, site_url)
    return {f"{FOLDER}/{name}": f"{_MARK}\n".encode() + written(form) for name, form in made.items()}


@dataclass(frozen=True, slots=True)
class Stale:
    """A form that is not what it would be made to be today."""

    path: str
    """Below the repository's root."""
    content: bytes
    """What it would be."""
    is_missing: bool = False

    def problem(self, shown: str) -> Problem:
        """`shown`: the path as people are told it."""
        said = "is missing, and the site sends its readers there" if self.is_missing else "is not what tracker.yml makes of it any more"
        return Problem(shown, 0, 0, OUT_OF_STEP, f"{said}; run  tracker check --fix", Level.WARNING)


def stale(made: Mapping[str, bytes], root: Path, *, are_wanted: bool) -> Iterator[Stale]:
    """What has to be written. A form without our first line is somebody's own; where one is missing, it counts if they `are_wanted` here."""
    for name, content in made.items():
        file = root / name
        known = file.read_bytes() if file.is_file() else None
        if known is None:
            if are_wanted:
                yield Stale(name, content, is_missing=True)
        elif known.replace(b"\r\n", b"\n") != content and known.decode("utf-8", "replace").startswith(_MARK):
            yield Stale(name, content)


def _form(kind: IssueKind, settings: Settings, site_url: str) -> dict[str, Any]:
    title, about = _TITLES[kind]
    security = settings.organisation.security
    told = [
        f"Is it known already? Look first at {site_url} , where you also find what helps until it is solved.",
        "Everybody can read what you write here: please leave out names, addresses, account numbers and passwords.",
        *([f"A security hole does not belong here. Please report it in private: {security.removeprefix('mailto:')}"] if security else []),
    ]
    head = {"type": "markdown", "attributes": {"value": "\n\n".join(told) + "\n"}}
    return {
        "name": title,
        "description": about,
        "labels": ["bug" if kind is IssueKind.DEFECT else "enhancement"],
        "body": [head, *(_question(each) for each in questions(kind, settings))],
    }


def _question(asked: Question) -> dict[str, Any]:
    attributes: dict[str, Any] = {"label": asked.heading, "description": asked.hint}
    if asked.options:
        attributes |= {"multiple": True} if asked.takes_several else {}
        attributes["options"] = list(asked.options)
    if asked.shows_code:
        attributes["render"] = "text"
    kind = "dropdown" if asked.options else "textarea" if asked.is_long else "input"
    made: dict[str, Any] = {"type": kind, "id": asked.id, "attributes": attributes}
    return {**made, "validations": {"required": True}} if asked.is_required else made


def _chooser(settings: Settings, site_url: str) -> dict[str, Any]:
    """What stands beside the forms: the way back to what is known, and the private way for security holes."""
    organisation = settings.organisation
    links = [{"name": "Is it known already?", "url": site_url, "about": f"Known issues and requests of {organisation.name}, with workarounds."}]
    if organisation.security and organisation.security.startswith("http"):
        links.append({"name": "A security hole", "url": organisation.security, "about": "Please report it in private."})
    if settings.channels:
        links.append({"name": "A question", "url": f"{site_url}contact/", "about": "Every channel on which somebody answers, and when."})
    return {"blank_issues_enabled": False, "contact_links": links}
