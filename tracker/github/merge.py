"""Three-way merge of one issue: what was last brought in, what is there now, and what the file says. Pure.

What somebody wrote by hand wins. Where both sides have changed a value, and not to the same, nothing of the record is changed and both are told.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tracker.github.translate import comment_key
from tracker.model.edit import Append, Change, Remove, Set
from tracker.model.imported import Base, digest
from tracker.model.problem import FieldPath
from tracker.model.values import IssueId

Plain = Mapping[str, Any]
"""A record, or an item of one, in the spelling of the store."""

TEXTS = ("title", "summary", "description", "steps_to_reproduce", "symptoms", "platforms", "workarounds")
"""What the author of an issue wrote."""
_FIELDS = (*TEXTS, "status", "severity", "product", "opened", "closed", "target", "owner", "duplicate_of", "resolution", "reports")
_SETTLED_BY_HAND = frozenset({"opened", "closed"})
"""Days that are not argued about: what the file says stays."""
_MARKS = frozenset({"awaits_review", "audience"})
"""What of a comment is ours alone."""
KEYS: Mapping[str, Callable[[Any], str | None]] = {
    "components": str,
    "related": str,
    "references": lambda item: item.get("url"),
    "fixes": lambda item: f"{item.get('version')} {item.get('channel', '')}",
    "comments": lambda item: comment_key(item.get("url") or ""),
}
"""Lists that are merged item by item, and what an item is known by; one without it is ours alone."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A value that was changed on both sides."""

    field: FieldPath
    ours: Any
    """What the file says; None: nothing."""
    theirs: Any


@dataclass(frozen=True, slots=True)
class Held:
    """Words that a stranger has changed after one of us had read them."""

    field: FieldPath
    theirs: Any


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person has decided about a record, for this run."""

    keeps: bool = False
    """Of two changed values, ours."""
    takes: bool = False
    """Of two changed values, theirs; and changed words are taken without another look."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What is to be changed in the file, and what is then the common state."""

    base: Base
    changes: tuple[Change, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    """Where there are any, nothing is changed, and the state is the old one."""
    held: tuple[Held, ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """Whether words that come now have to be read by one of us first."""

    of_texts: bool = False
    """The author's texts changed, and the record is published."""
    is_stranger: Callable[[Plain], bool] = lambda item: False  # noqa: ARG005 - nobody's comment has to be read unless somebody says so


def base_of(number: int, id_: int, record: IssueId, theirs: Plain) -> Base:
    """The state of an issue that is brought in whole."""
    items = {
        name: {known: digest(_common(item)) for item in theirs.get(name, ()) if (known := key(item))}
        for name, key in KEYS.items()
        if theirs.get(name)
    }
    fields = {name: digest(theirs[name]) for name in (*_FIELDS, "updated") if name in theirs}
    return Base(number, id_, record, fields, items, int(theirs.get("votes", 0)))


def merged(bases: Sequence[Base], ours: Plain, theirs: Plain, now: Base, review: Review, decision: Decision) -> Merged:
    """The changes that bring a file up to date. `bases` are the states that it may have had: the last one first, none where it was never brought in.

    `now` is the state of `theirs`.
    """
    work = _Merge(bases, ours, theirs, review, decision)
    work.fields()
    work.votes()
    work.days()
    for name in KEYS:
        work.items(name)
    if work.conflicts:
        return Merged(bases[0] if bases else now, conflicts=tuple(work.conflicts))
    fields = {name: each for name, each in now.fields.items() if name not in work.kept_back}
    fields |= {name: each for name, each in work.kept_back.items() if each}
    return Merged(replace(now, fields=fields), (*work.sets, *work.removals, *work.appends), (), tuple(work.held))


class _Merge:
    """One merge under way."""

    def __init__(self, bases: Sequence[Base], ours: Plain, theirs: Plain, review: Review, decision: Decision) -> None:
        self._bases = bases
        self._ours = ours
        self._theirs = theirs
        self._review = review
        self._decision = decision
        self.sets: list[Change] = []
        self.removals: list[Change] = []
        self.appends: list[Change] = []
        self.conflicts: list[Conflict] = []
        self.held: list[Held] = []
        self.kept_back: dict[str, str | None] = {}
        """Fields whose common state stays what it was."""

    def fields(self) -> None:
        for name in _FIELDS:
            ours, theirs = self._ours.get(name), self._theirs.get(name)
            known = [base.fields.get(name) for base in self._bases]
            if not self._is_taken((name,), ours, theirs, known):
                continue
            if name in TEXTS and self._review.of_texts and not self._decision.takes and known:
                self.held.append(Held((name,), theirs))
                self.kept_back[name] = known[0]
            elif theirs is None:
                self.removals.append(Remove((name,)))
            else:
                self.sets.append(Set((name,), theirs))

    def _is_taken(self, field: FieldPath, ours: Any, theirs: Any, known: Sequence[str | None]) -> bool:
        """Theirs replaces ours. Where neither may, a conflict is noted."""
        if ours == theirs:
            return False
        is_untouched = _digest(ours) in known if known else ours is None
        if is_untouched:
            return True
        if (known and _digest(theirs) == known[0]) or (not known and theirs is None):
            return False
        if field[-1] in _SETTLED_BY_HAND and theirs is not None:
            return False
        if self._decision.takes:
            return True
        if not self._decision.keeps:
            self.conflicts.append(Conflict(field, ours, theirs))
        return False

    def votes(self) -> None:
        """Votes counted by hand, and elsewhere, add up."""
        ours, theirs = int(self._ours.get("votes", 0)), int(self._theirs.get("votes", 0))
        known = [base.votes for base in self._bases]
        total = theirs if not known or ours in known else max(0, ours + theirs - known[0])
        if not known and ours > theirs:
            total = ours
        if total != ours:
            self.sets.append(Set(("votes",), total) if total else Remove(("votes",)))

    def days(self) -> None:
        """The last day on which something happened, on either side; the same day is told once."""
        ours, theirs = self._ours.get("updated"), self._theirs.get("updated")
        known = [base.fields.get("updated") for base in self._bases]
        is_news = not known or _digest(theirs) != known[0] or _digest(ours) in known
        if theirs and theirs > (ours or "") and is_news:
            self.sets.append(Set(("updated",), theirs))

    def items(self, name: str) -> None:
        """One list, item by item."""
        key = KEYS[name]
        ours = list(self._ours.get(name, ()))
        places = {known: at for at, item in enumerate(ours) if (known := key(item))}
        theirs = {known: item for item in self._theirs.get(name, ()) if (known := key(item))}
        bases = [base.items.get(name, {}) for base in self._bases]
        for known, item in theirs.items():
            before = [found.get(known) for found in bases]
            if known in places:
                self._changed_item(name, places[known], ours[places[known]], item, before)
            elif not before or None in before:
                self.appends.append(Append((name,), self._to_be_read(item, None) if name == "comments" else item))
        gone = {known for found in bases for known in found} - theirs.keys()
        places_of_gone = [
            places[known] for known in sorted(gone & places.keys()) if self._is_to_go(name, ours[places[known]], places[known], known, bases)
        ]
        if places_of_gone and len(places_of_gone) == len(ours) and not any(a.field == (name,) for a in self.appends):
            self.removals.append(Remove((name,)))
        else:
            self.removals += [Remove((name, at)) for at in sorted(places_of_gone, reverse=True)]

    def _is_to_go(self, name: str, ours: Any, at: int, known: str, bases: Sequence[Mapping[str, str]]) -> bool:
        """An item that is there no more goes from the file, too, unless somebody has changed it here."""
        if _digest(_common(ours)) in {found.get(known) for found in bases}:
            return True
        if _is_hidden(ours) or self._decision.takes:
            return not _is_hidden(ours)
        if not self._decision.keeps:
            self.conflicts.append(Conflict((name, at), _common(ours), None))
        return False

    def _changed_item(self, name: str, at: int, ours: Any, theirs: Any, before: Sequence[str | None]) -> None:
        """An item on both sides. What somebody has hidden here stays hidden, whatever its author makes of it."""
        is_ours = _is_hidden(ours) and _digest(_common(ours)) not in before
        if not isinstance(theirs, Mapping) or is_ours:
            return
        if self._is_taken((name, at), _common(ours), _common(theirs), [each for each in before if each]):
            self._rewrite((name, at), ours, self._to_be_read(theirs, ours) if name == "comments" else theirs)

    def _rewrite(self, place: FieldPath, ours: Plain, theirs: Plain) -> None:
        """Only what differs is written, so that the rest of an item keeps its layout."""
        kept = {"audience"} if "awaits_review" in theirs or ours.get("text") != theirs.get("text") else _MARKS
        self.sets += [Set((*place, name), value) for name, value in theirs.items() if ours.get(name) != value]
        self.sets += [Remove((*place, name)) for name in ours if name not in theirs and name not in kept]

    def _to_be_read(self, item: Plain, ours: Plain | None) -> Plain:
        """A stranger's comment with the mark that keeps it off the site, where its words are new."""
        is_new = ours is None or ours.get("text") != item.get("text") or bool(ours.get("awaits_review"))
        if is_new and item.get("text") is not None and self._review.is_stranger(item) and not (ours is not None and self._decision.takes):
            return {**item, "awaits_review": True}
        return item


def waits(item: Plain) -> Plain:
    """A comment that nobody of ours has read."""
    return {**item, "awaits_review": True}


def _common(item: Any) -> Any:
    """What of an item both sides have."""
    return {name: value for name, value in item.items() if name not in _MARKS} if isinstance(item, Mapping) else item


def _is_hidden(item: Any) -> bool:
    return isinstance(item, Mapping) and "hidden" in item


def _digest(value: Any) -> str | None:
    return None if value is None else digest(value)
