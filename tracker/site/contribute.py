"""Addresses at which readers add something, filled in with what a page knows. Pure; the twin of theme/assets/tracker/report.js."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from tracker.model.public import Public, PublicIssue
from tracker.model.vocabulary import IssueKind, ReferenceType

_PLACE = re.compile(r"\{(\w+)\}")
_LINE_END = re.compile(r"\r\n?|\n")
_LONGEST = 120
"""Characters of a title: addresses have an end, and so have lines of mail."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """Where an issue is talked about."""

    address: str
    host: str
    """Empty where that is a mailbox."""
    is_mirrored: bool
    """It is the issue itself, as it stands at its repository."""


def filled(template: str, given: Mapping[str, str], *, kept: str = "") -> str:
    """The template with its places filled, each escaped whole, so that no text adds a parameter or leads elsewhere; `kept` stays for scripts to fill."""
    is_mail = template.startswith("mailto:")

    def place(found: re.Match[str]) -> str:
        text = given.get(found[1], "")
        if found[1] == "title":
            text = " ".join(text.split())[:_LONGEST]
        # Lines of mail end with both (RFC 6068, section 5).
        text = _LINE_END.sub("\r\n" if is_mail else "\n", text)
        return found[0] if found[1] == kept else quote(text, safe="", errors="replace")

    return _PLACE.sub(place, template)


def reporting(public: Public, kind: IssueKind) -> str:
    """Where something new of a kind is told, its places not filled yet; empty where there is only the contact page."""
    template = public.contribute.new_feature if kind is IssueKind.FEATURE else public.contribute.new_defect
    return template or ""


def conversation(issue: PublicIssue, public: Public, product: str) -> Conversation | None:
    """Where readers say what they know of an issue: at the place that the settings name, else at the issue that it mirrors."""
    if public.contribute.discuss:
        address = filled(public.contribute.discuss, {"id": issue.id, "title": issue.title, "product": product})
        return Conversation(address, urlsplit(address).hostname or "", is_mirrored=False)
    ours = tuple(f"{each}/issues/".casefold() for each in public.mirrored)
    for reference in issue.references:
        if reference.type is ReferenceType.REPORT and reference.url.casefold().startswith(ours):
            return Conversation(reference.url, urlsplit(reference.url).hostname or "", is_mirrored=True)
    return None
