"""Records that `tracker new` began and nobody went on with."""

from collections.abc import Iterator

from tracker.model.fields import TO_FILL_IN
from tracker.model.problem import Finding
from tracker.model.tracker import Tracker
from tracker.rules.registry import rule


@rule("R347")
def what_new_leaves_open_is_filled_in(tracker: Tracker) -> Iterator[Finding]:
    """What tracker new wrote to be filled in has been filled in."""
    for issue in tracker.issues:
        if issue.title.endswith(TO_FILL_IN[issue.kind.value]):
            yield Finding(issue.path, ("title",), f"this is what tracker new wrote: {TO_FILL_IN[issue.kind.value]}, or take the file away")
    for member in tracker.staff:
        if member.name == TO_FILL_IN["staff"]:
            yield Finding(member.path, ("name",), "this is what tracker new wrote: write the name as customers know it, or take the file away")
