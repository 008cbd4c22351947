"""What an issue counts and shows: reports by month and channel, and attached files."""

from collections.abc import Iterator

from tracker.model.problem import FieldPath, Finding
from tracker.model.tracker import Origin, Tracker
from tracker.model.vocabulary import Level
from tracker.model.wording import did_you_mean
from tracker.rules.registry import rule


@rule("R371")
def attached_files_exist(tracker: Tracker) -> Iterator[Finding]:
    """A file that a record of this store attaches, or a photo, lies below attachments/."""
    for path, field, file in _files(tracker):
        if file not in tracker.attachments and tracker.origins.get(path, Origin()).is_own:
            hint = did_you_mean(file, sorted(tracker.attachments)) or "; add the file, and write its name as attachments/name.png"
            yield Finding(path, field, f"there is no file {file!r}{hint}")


def _files(tracker: Tracker) -> Iterator[tuple[str, FieldPath, str]]:
    for issue in tracker.issues:
        for at, attachment in enumerate(issue.attachments):
            yield issue.path, ("attachments", at, "file"), attachment.file
    for member in tracker.staff:
        if member.photo:
            yield member.path, ("photo",), member.photo


@rule("R372")
def reports_are_counted_by_channel(tracker: Tracker) -> Iterator[Finding]:
    """Reports are counted by the channels of tracker.yml."""
    known = {channel.id for channel in tracker.settings.channels}
    for issue in tracker.issues:
        for at, reports in enumerate(issue.reports):
            for channel in sorted(reports.counts.keys() - known):
                hint = did_you_mean(channel, sorted(known))
                message = f"{channel!r} is not a channel; list it under channels in {tracker.settings.path}{hint}"
                yield Finding(issue.path, ("reports", at, channel), message)


@rule("R373", level=Level.WARNING)
def reports_are_not_older_than_the_issue(tracker: Tracker) -> Iterator[Finding]:
    """Reports are of the month in which the issue was opened, or later."""
    for issue in tracker.issues:
        opened = f"{issue.opened:%Y-%m}" if issue.reports else ""
        for at, reports in enumerate(issue.reports):
            if reports.month < opened:
                message = f"{reports.month} is before opened {issue.opened}; correct the month, or open the issue earlier"
                yield Finding(issue.path, ("reports", at, "month"), message)


@rule("R374")
def months_are_counted_once(tracker: Tracker) -> Iterator[Finding]:
    """A month stands in the reports of an issue once."""
    for issue in tracker.issues:
        seen: set[str] = set()
        for at, reports in enumerate(issue.reports):
            if reports.month in seen:
                yield Finding(issue.path, ("reports", at, "month"), f"{reports.month} is counted twice; add the two up on one line")
            seen.add(reports.month)
