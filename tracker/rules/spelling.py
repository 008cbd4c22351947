"""Accounts are spelt as their platforms spell them: what is spelt otherwise is found by nobody who asks for it."""

import unicodedata
from collections.abc import Iterator

from tracker.model.handles import ALIASES, FORMS, form_of, refuses
from tracker.model.problem import FieldPath, Finding
from tracker.model.tracker import Tracker
from tracker.model.vocabulary import Level
from tracker.model.wording import did_you_mean
from tracker.rules.registry import rule
from tracker.views.verdicts.question import question

_Spelt = tuple[str, FieldPath, str, str]
"""The file, the account's place in it, platform and handle."""


def _accounts(tracker: Tracker) -> Iterator[_Spelt]:
    for member in tracker.staff:
        for at, account in enumerate(member.accounts):
            yield member.path, ("accounts", at), account.platform, account.handle
    for impostor in tracker.impostors:
        yield impostor.path, (), impostor.platform, impostor.handle
    for at, channel in enumerate(tracker.settings.channels):
        yield tracker.settings.path, ("channels", at, "account"), channel.account.platform, channel.account.handle


@rule("R370")
def accounts_are_found_by_what_customers_paste(tracker: Tracker) -> Iterator[Finding]:
    """An account names its platform by the one word for it, and its handle alone: no address, and nothing that cannot be seen."""
    for path, place, platform, handle in _accounts(tracker):
        if platform in ALIASES:
            yield Finding(path, (*place, "platform"), f"{platform!r} is called {ALIASES[platform]} here; write  platform: {ALIASES[platform]}")
        elif hidden := next((c for c in handle if unicodedata.category(c) in {"Cc", "Cf"}), None):
            yield Finding(path, (*place, "handle"), f"{handle!r} has a character in it that nobody sees, U+{ord(hidden):04X}; type it anew")
        elif found := _in_address(platform, handle):
            yield Finding(path, (*place, "handle"), f"{handle!r} is the address of a profile; write the handle alone: {found}")


def _in_address(platform: str, handle: str) -> str | None:
    """The handle that an address holds."""
    if "/" not in handle or form_of(platform).kind not in {"name", "host", "federated"}:
        return None
    readings = question(handle).readings
    return next((r.handle for r in readings if r.platform == platform and not r.is_number), None)


@rule("R389", level=Level.WARNING)
def handles_are_such_as_their_platform_gives_out(tracker: Tracker) -> Iterator[Finding]:
    """A handle is one that its platform could have given out, and a platform that is not known is not called nearly like one that is."""
    # Those of Enterprise Servers are named by tracker.yml itself.
    named = {repository.accounts for repository in tracker.settings.github.repositories}
    known = sorted({*FORMS, *named})
    for path, place, platform, handle in _accounts(tracker):
        if platform not in known and platform not in ALIASES and (guess := did_you_mean(platform, known)):
            yield Finding(path, (*place, "platform"), f"{platform!r} is no platform that we know{guess}")
        elif refuses(platform, handle) and not _in_address(platform, handle):
            wanted = "user@server" if form_of(platform).kind == "federated" else "it as it stands in the profile"
            yield Finding(path, (*place, "handle"), f"{handle!r} is nothing that {platform} gives out as a handle; write {wanted}")
