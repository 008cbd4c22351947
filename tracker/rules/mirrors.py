"""What `github:` in tracker.yml names: the mapping leads to products, components, channels and people that are there."""

from collections.abc import Iterator

from tracker.model.github import Repository
from tracker.model.problem import FieldPath, Finding
from tracker.model.tracker import Tracker
from tracker.model.wording import did_you_mean
from tracker.rules.registry import rule


@rule("R411")
def mappings_name_what_is_there(tracker: Tracker) -> Iterator[Finding]:
    """The mapping of a repository on GitHub names products, components, a channel and an owner that exist."""
    for at, repository in enumerate(tracker.settings.github.repositories):
        for field, message in _missing(repository, tracker):
            yield Finding(tracker.settings.path, ("github", "repositories", at, *field), message)


def _missing(repository: Repository, tracker: Tracker) -> Iterator[tuple[FieldPath, str]]:
    channels = {channel.id for channel in tracker.settings.channels}
    if repository.product not in tracker.products:
        yield ("product",), f"{repository.product!r} is not a product{did_you_mean(repository.product, tracker.products)}"
    if repository.owner and repository.owner not in tracker.staff_by_id and repository.owner not in tracker.unread:
        yield ("owner",), f"{repository.owner!r} is not in the directory{did_you_mean(repository.owner, tracker.staff_by_id)}"
    if repository.reports and repository.reports not in channels:
        yield ("reports",), f"{repository.reports!r} is not a channel{did_you_mean(repository.reports, channels)}"
    for field, meaning in repository.meanings():
        product = meaning.product or repository.product
        if meaning.product and meaning.product not in tracker.products:
            yield (*field, "product"), f"{meaning.product!r} is not a product{did_you_mean(meaning.product, tracker.products)}"
        elif meaning.components and product in tracker.products:
            here = sorted(c.id for c in tracker.products[product].components)
            yield from (
                ((*field, "components"), f"{component!r} is not a component of {product}; list it with the product{did_you_mean(component, here)}")
                for component in meaning.components
                if component not in here
            )
