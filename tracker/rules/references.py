"""References: what a record points to exists, and the pointing makes sense."""

from collections.abc import Iterator

from tracker.model.issue import AnyIssue
from tracker.model.problem import FieldPath, Finding
from tracker.model.tracker import Tracker
from tracker.model.values import IssueId
from tracker.model.wording import did_you_mean
from tracker.rules.ids import same_id
from tracker.rules.registry import rule


@rule("R311")
def products_exist(tracker: Tracker) -> Iterator[Finding]:
    """The product of an issue is listed in tracker.yml."""
    for issue in tracker.issues:
        if issue.product not in tracker.products:
            hint = did_you_mean(issue.product, tracker.products)
            yield Finding(issue.path, ("product",), f"{issue.product!r} is not a product; list it under products in {tracker.settings.path}{hint}")


@rule("R312", completeness=True)
def components_exist(tracker: Tracker) -> Iterator[Finding]:
    """The components of an issue are listed with its product in tracker.yml."""
    known = {product.id: {c.id for c in product.components} for product in tracker.products.values()}
    for issue in tracker.issues:
        here = known.get(issue.product)
        for at, component in enumerate(issue.components):
            if here is not None and component not in here:
                hint = did_you_mean(component, sorted(here))
                message = f"{component!r} is not a component of {issue.product}; list it with the product in {tracker.settings.path}{hint}"
                yield Finding(issue.path, ("components", at), message)


def _pointers(issue: AnyIssue) -> Iterator[tuple[FieldPath, IssueId]]:
    if issue.duplicate_of:
        yield ("duplicate_of",), issue.duplicate_of
    for at, other in enumerate(issue.supersedes):
        yield ("supersedes", at), other
    for at, other in enumerate(issue.related):
        yield ("related", at), other


@rule("R313")
def issues_pointed_to_exist(tracker: Tracker) -> Iterator[Finding]:
    """An issue named in duplicate_of, supersedes or related exists."""
    known = tracker.issues_by_id
    there = known.keys() | tracker.unread
    missing = [(issue, field, other) for issue in tracker.issues for field, other in _pointers(issue) if other not in there]
    if not missing:
        return
    meant = {same_id(each): each for each in known}
    meant |= {same_id(alias): issue.id for issue in tracker.issues for alias in issue.aliases if same_id(alias) not in meant}
    for issue, field, other in missing:
        instead = f"; write {meant[same_id(other)]}" if same_id(other) in meant else "; correct the number or take it out"
        yield Finding(issue.path, field, f"there is no issue {other}{instead}")


@rule("R314")
def issues_do_not_point_to_themselves(tracker: Tracker) -> Iterator[Finding]:
    """An issue is not its own duplicate, successor or relative."""
    for issue in tracker.issues:
        for field, other in _pointers(issue):
            if other == issue.id:
                yield Finding(issue.path, field, f"{other} is this record itself; name the other issue or take it out")


@rule("R315")
def duplicates_name_the_issue_that_is_followed(tracker: Tracker) -> Iterator[Finding]:
    """duplicate_of is given when the status is duplicate, and only then."""
    for issue in tracker.issues:
        if issue.status.is_duplicate and not issue.duplicate_of:
            yield Finding(issue.path, ("status",), "a duplicate says of what; add duplicate_of: and the id of the issue that is followed")
        elif issue.duplicate_of and not issue.status.is_duplicate:
            yield Finding(
                issue.path, ("duplicate_of",), f"duplicate_of is given, but the status is {issue.status}; write status: duplicate or take it out"
            )


@rule("R316")
def duplicates_form_no_cycle(tracker: Tracker) -> Iterator[Finding]:
    """Following duplicate_of leads to an issue that is no duplicate."""
    follows = {i.id: i.duplicate_of for i in tracker.issues if i.duplicate_of and i.duplicate_of != i.id}
    done: set[IssueId] = set()
    for start in follows:
        trail: dict[IssueId, int] = {}
        here: IssueId | None = start
        while here is not None and here not in done and here not in trail:
            trail[here] = len(trail)
            here = follows.get(here)
        if here in trail:
            circle = sorted(list(trail)[trail[here] :])
            first = tracker.issues_by_id[circle[0]]
            words = f"{', '.join(circle[:-1])} and {circle[-1]} are duplicates of each other"
            yield Finding(first.path, ("duplicate_of",), f"{words}; let one of them be no duplicate")
        done.update(trail)
