"""Where readers go to add something: addresses with places in braces that are filled in for them."""

import re
from collections.abc import Callable
from typing import Annotated

from pydantic import AfterValidator, Field

from tracker.model.base import Value
from tracker.model.values import Line, WebAddress, refuse
from tracker.model.wording import did_you_mean

_BEGINNING = r"^(https?://|mailto:)"
_PLACE = re.compile(r"\{([^{}]*)\}")
_HOST = re.compile(r"https?://[^/?#]*|mailto:[^?]*")
_TOLD = ("id", "title", "product", "version", "text")
_REPOSITORY = re.compile(r"https?://[^/?#\s]+(?:/[\w.-]+){2,}/?")


def _places(*known: str) -> Callable[[str], str]:
    def check(given: str) -> str:
        found = _HOST.match(given)
        if found and "{" in found[0]:
            raise refuse(f"{given!r} lets a record say whom it leads to; write the host or mailbox itself, and places in braces after it only")
        for name in _PLACE.findall(given):
            if name not in known:
                hint = did_you_mean(name, known) or f"; it knows {', '.join(f'{{{each}}}' for each in known)}"
                raise refuse(f"{{{name}}} is no place that is filled in{hint}")
        return given

    return check


AddressTemplate = Annotated[Line, Field(pattern=_BEGINNING), AfterValidator(_places("path"))]
"""Where a file is edited; `{path}` is its own."""
ReportTemplate = Annotated[Line, Field(pattern=_BEGINNING), AfterValidator(_places(*_TOLD))]
"""Where something new is told. `{id}` and `{title}` are those of the issue that the reader comes from, `{product}` is a name, `{version}` what was
asked in a version box, `{text}` what was looked for in vain; what is not known is left empty."""
TalkTemplate = Annotated[Line, Field(pattern=_BEGINNING), AfterValidator(_places("id", "title", "product"))]
"""Where an issue is talked about."""


def _repository(given: str) -> str:
    if not _REPOSITORY.fullmatch(given):
        raise refuse(f"{given!r} is not the address of a repository; write it as https://github.com/octo-org/hello")
    return given.rstrip("/")


class Contribute(Value):
    """Where readers go to change or add something."""

    edit: AddressTemplate | None = None
    """`{path}`: the record's file below the folder of mkdocs.yml."""
    github: Annotated[WebAddress, AfterValidator(_repository)] | None = None
    """The repository on GitHub, or an Enterprise Server, that takes new issues with our issue forms, and whose issues records mirror."""
    report: ReportTemplate | None = None
    """A new defect; without it, the form on GitHub."""
    request: ReportTemplate | None = None
    """A new feature request; without it, the form on GitHub, else where defects are told."""
    discuss: TalkTemplate | None = None
    """Where an issue is talked about; without it, the issue on GitHub that it mirrors."""

    @property
    def new_defect(self) -> str | None:
        return self.report or self._form("defect")

    @property
    def new_feature(self) -> str | None:
        return self.request or self._form("feature") or self.report

    def _form(self, name: str) -> str | None:
        """The issue form, filled in by the ids of its fields (https://docs.github.com/en/issues/tracking-your-work-with-issues/creating-an-issue)."""
        filled = "title={title}&product={product}&version={version}&description={text}"
        return f"{self.github}/issues/new?template={name}.yml&{filled}" if self.github else None
