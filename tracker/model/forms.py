"""The questions of our issue forms: what is asked, under which heading the answer stands in an issue, and which field of a record that is."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tracker.model.github import Meaning, Repository
from tracker.model.settings import Product, Settings
from tracker.model.vocabulary import IssueKind, Severity


@dataclass(frozen=True, slots=True)
class Question:
    """A field of an issue form."""

    id: str
    """By which an address fills it in."""
    heading: str
    field: str
    """Of our record; empty: the answer stays in the description, under its heading."""
    hint: str
    is_required: bool = False
    options: tuple[str, ...] = ()
    """What may be chosen; none: it is written."""
    takes_several: bool = False
    is_long: bool = False
    shows_code: bool = False


def questions(kind: IssueKind, settings: Settings) -> tuple[Question, ...]:
    """What a form of this kind asks, in its order; what the settings leave no choice in is not asked."""
    products = tuple(p.name for p in settings.products)
    parts = tuple(choices(settings.products)["Components"])
    is_defect = kind is IssueKind.DEFECT
    asked = [
        Question("product", "Product", "product", "What is it about?", is_required=True, options=products),
        Question("components", "Components", "components", "Which part of it, if you can tell.", options=parts, takes_several=True),
    ]
    if is_defect:
        asked += [
            Question("version", "Version", "", "The version that you use, as the product shows it."),
            Question("severity", "Severity", "severity", "How much it hurts you.", options=tuple(s.label for s in Severity)),
            Question("description", "Description", "description", "What happens, and what you had expected.", is_required=True, is_long=True),
            Question("steps", "Steps to reproduce", "steps_to_reproduce", "How to make it happen, step by step.", is_long=True),
            Question("symptoms", "Symptoms", "symptoms", "Error messages, exactly as they are shown.", is_long=True, shows_code=True),
            Question("platforms", "Platforms", "platforms", "Your operating system or browser."),
            Question("workaround", "Workaround", "workarounds", "What helps you until it is solved, if anything.", is_long=True),
        ]
    else:
        asked.append(
            Question(
                "description", "Description", "description", "What you want to do, and what is in the way today.", is_required=True, is_long=True
            )
        )
    has_versions = any(p.versioning.has_versions for p in settings.products)
    return tuple(q for q in asked if (q.options or q.id not in {"product", "components"}) and (has_versions or q.id != "version"))


def choices(products: Iterable[Product]) -> dict[str, dict[str, Meaning]]:
    """By the heading of each question that is answered by choosing: what its options mean."""
    listed = tuple(products)
    return {
        "Product": {product.name: Meaning(product=product.id) for product in listed},
        "Components": dict(_parts(listed)),
        "Severity": {severity.label: Meaning(severity=severity) for severity in Severity},
    }


def _parts(products: tuple[Product, ...]) -> Iterator[tuple[str, Meaning]]:
    """The components, and before each its product where there are several."""
    for product in products:
        for component in product.components:
            name = component.name if len(products) == 1 else f"{product.name}: {component.name}"
            yield name, Meaning(components=(component.id,))


def understood(repository: Repository, settings: Settings) -> Repository:
    """The mapping of a repository, and what the answers to our forms mean where they are used in it; what the mapping says itself counts more."""
    if not settings.contribute.github or settings.contribute.github.casefold() != f"https://{repository.key}":
        return repository
    asked = [question for kind in IssueKind for question in questions(kind, settings)]
    own = {heading.casefold() for heading in (*repository.headings, *repository.choices, *repository.drop)}
    written = {q.heading: q.field for q in asked if q.field and not q.options and q.heading.casefold() not in own}
    chosen: Mapping[str, Mapping[str, Meaning]] = {h: means for h, means in choices(settings.products).items() if means and h.casefold() not in own}
    return repository.model_copy(update={"headings": {**written, **repository.headings}, "choices": {**chosen, **repository.choices}})
