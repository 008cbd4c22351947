"""What support may paste, on the page of an issue. Pure."""

from typing import Any

from tracker.model.public import PublicIssue
from tracker.site import replies
from tracker.site.edition import Edition
from tracker.views.spoken import aloud

_NAMES = ("First answer", "Second answer", "Third answer: do not go on in writing")


def reply_model(issue: PublicIssue, edition: Edition) -> dict[str, Any]:
    """The three answers, each short enough for the usual networks, and how the code is said."""
    said = replies.kit(issue, edition.index, edition.site.url)
    wording = edition.index.public.replies
    found = ((name, replies.reply(said, wording, turn, replies.fits_the_usual)) for name, turn in zip(_NAMES, replies.TURNS, strict=True))
    return {"replies": tuple((name, text) for name, text in found if text), "spoken": aloud(said.values["code"]) if said.values["code"] else ""}
