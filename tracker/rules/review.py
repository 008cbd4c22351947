"""Changes that one pair of eyes is not enough for: whoever gets them merged decides who speaks for the company, and what customers take for normal."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from tracker.model.handles import canonical
from tracker.model.problem import FieldPath, Finding
from tracker.model.settings import Settings
from tracker.model.staff import Account, StaffMember
from tracker.model.tracker import Tracker
from tracker.model.values import StaffId
from tracker.model.vocabulary import Level, Trust

SECOND_REVIEWER = "R901"
SENTENCE = "Changes of accounts, their numbers and proofs, of what staff never ask, and of who may sign, are looked at by a second reviewer."


def second_look(staff: Iterable[StaffMember], settings: Settings | None, tracker: Tracker, changed: frozenset[str]) -> Iterator[Finding]:
    """What is to be looked at twice. `staff` and `settings` are as they were, those whose files have `changed`; settings None: unchanged."""
    then = {m.id: m for m in staff}
    now = {m.id: m for m in tracker.staff if m.path in changed}
    for found in _changes(then, now, tracker):
        yield replace(found, code=SECOND_REVIEWER, level=Level.WARNING, message=f"needs a second reviewer: {found.message}")
    if settings:
        for found in _settings(settings, tracker.settings):
            yield replace(found, code=SECOND_REVIEWER, level=Level.WARNING, message=f"needs a second reviewer: {found.message}")


def _changes(then: Mapping[StaffId, StaffMember], now: Mapping[StaffId, StaffMember], tracker: Tracker) -> Iterator[Finding]:
    for key in sorted(then.keys() | now.keys()):
        before, after = then.get(key), now.get(key)
        if after is None and before is not None:
            if key not in tracker.unread:
                yield Finding(before.path, (), f"{before.id} is taken out of the directory; whoever left keeps a record with until")
        elif after is not None and before is None:
            yield Finding(after.path, (), f"{after.id} is new in the directory, and everything in the record is confirmed with it")
        elif before is not None and after is not None:
            yield from _of_member(before, after)


def _of_member(before: StaffMember, after: StaffMember) -> Iterator[Finding]:
    path = after.path
    if before.never_asks != after.never_asks:
        yield Finding(path, ("never_asks",), f"what {after.id} never asks was {', '.join(before.never_asks) or 'nothing'}")
    if before.may_ask != after.may_ask:
        yield Finding(path, ("may_ask",), f"what {after.id} may ask was {', '.join(before.may_ask) or 'nothing'}")
    if before.until and (after.until is None or after.until > before.until):
        yield Finding(path, ("until",), f"{after.id} had left on {before.until}")
    left = list(before.accounts)
    for at, account in enumerate(after.accounts):
        was = _same(left, account)
        if was is None:
            yield Finding(path, ("accounts", at, "handle"), f"{account.handle} on {account.platform} is a new account")
            continue
        left.remove(was)
        yield from _of_account(path, ("accounts", at), was, account)
    for account in left:
        yield Finding(path, ("accounts",), f"{account.handle} on {account.platform} was taken out; what was given up keeps a line with until")


def _same(accounts: Iterable[Account], wanted: Account) -> Account | None:
    """The line that it was before: the same handle, and of several the one that began on the same day."""
    key = (wanted.platform, canonical(wanted.platform, wanted.handle))
    same = [a for a in accounts if (a.platform, canonical(a.platform, a.handle)) == key]
    return next((a for a in same if a.since == wanted.since), same[0] if same else None)


def _of_account(path: str, field: FieldPath, was: Account, now: Account) -> Iterator[Finding]:
    name = f"{now.handle} on {now.platform}"
    if was.account_id != now.account_id:
        yield Finding(path, (*field, "account_id"), f"the number of {name} was {was.account_id or 'not written down'}")
    if was.proofs != now.proofs:
        yield Finding(path, (*field, "proofs"), f"the proofs of {name} were changed")
    if was.suspended and not now.suspended:
        yield Finding(path, (*field, "handle"), f"{name} is no longer suspended")
    if was.until and (now.until is None or now.until > was.until):
        yield Finding(path, (*field, "until" if now.until else "handle"), f"{name} had ended on {was.until}")
    if was.listed != now.listed:
        yield Finding(path, (*field, "listed"), f"whether {name} is shown was changed")


def _settings(was: Settings, now: Settings) -> Iterator[Finding]:
    for field in ("signers", "reviewers", "domains", "github_organisation", "proof_good_for", "list_good_for"):
        if getattr(was.policy, field) != getattr(now.policy, field):
            yield Finding(now.path, ("policy", field), f"{field} was {_shown(getattr(was.policy, field))}")
    if was.organisation.url != now.organisation.url:
        yield Finding(now.path, ("organisation", "url"), f"the company's address was {was.organisation.url}")
    trusted = {(s.name, s.git) for s in was.sources if s.trust is Trust.STAFF}
    for at, source in enumerate(now.sources):
        if source.trust is Trust.STAFF and (source.name, source.git) not in trusted:
            yield Finding(now.path, ("sources", at, "trust"), f"{source.name} may now say who is staff")


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) and value else str(value) if value else "empty"
