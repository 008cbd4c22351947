"""The same issues as a plain mkdocs-material site, one Markdown page each: what people do without a generator of their own."""

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path

from bench.generate import INDEX, SEED, SITE_NAME, SITE_URL, Generated, generated
from bench.records import Company, Issue, Range, Stranger, Word

EXAMPLE = "example: python -m bench peer --issues 1000 --search /tmp/peer && mkdocs build -f /tmp/peer/mkdocs.yml"


def mkdocs_yaml(*, search: bool) -> str:
    """A site whose nav is the home page alone: pages in the nav would make every one of them slower to render."""
    return f"""\
site_name: {SITE_NAME}
site_url: {SITE_URL}
theme: {{name: material, font: false}}
plugins: {"[search]" if search else "[]"}
nav: [index.md]
not_in_nav: |
  /issues/
validation: {{nav: {{omitted_files: ignore}}}}
"""


def write_peer(store: Generated, folder: Path, *, search: bool) -> None:
    """Write mkdocs.yml and docs/: the home page and `issues/ID.md`, whose URL is the one of our page too."""
    pages = folder / "docs" / "issues"
    pages.mkdir(parents=True, exist_ok=True)
    (folder / "mkdocs.yml").write_text(mkdocs_yaml(search=search), encoding="utf-8")
    (folder / "docs" / "index.md").write_text(INDEX, encoding="utf-8")
    for issue in store.issues:
        (pages / f"{issue.id}.md").write_text(issue_markdown(issue, store.company), encoding="utf-8")


def issue_markdown(issue: Issue, company: Company) -> str:
    """One page that says all that the YAML file says."""
    names = {one.id: f"{one.name} ({one.title})" for one in company.staff}
    products = {one.id: one.name for one in company.products}
    table = "\n".join(f"| {name} | {text} |" for name, text in _fields(issue, names, products))
    parts = [f"# {issue.id}: {issue.title}", f"| Field | Value |\n|---|---|\n{table}"]
    parts += _sections(issue, names)
    return "\n\n".join(parts) + "\n"


def _fields(issue: Issue, names: dict[str, str], products: dict[str, str]) -> Iterator[tuple[str, str]]:
    rows = {
        "Status": issue.status,
        "Severity": issue.severity,
        "Product": products[issue.product],
        "Components": ", ".join(issue.components),
        "Platforms": ", ".join(issue.platforms),
        "Opened": str(issue.opened),
        "Updated": str(issue.updated),
        "Closed": str(issue.closed or ""),
        "Affected": "; ".join(_range(one) for one in issue.affected),
        "Not affected": ", ".join(issue.checked_not_affected),
        "Fixed in": ", ".join(f"{version} (stable)" for version in issue.fixes),
        "Target": f"{issue.target} (likely): {issue.target_reason}" if issue.target else "",
        "Owner": names[issue.owner] if issue.owner else "",
        "Votes": str(issue.votes),
        "Reports": "; ".join(f"{report.month}: {', '.join(f'{channel} {count}' for channel, count in report.counts)}" for report in issue.reports),
        "Duplicate of": _links([issue.duplicate_of] if issue.duplicate_of else []),
        "Related": _links(issue.related),
        "Also known as": ", ".join(issue.aliases),
    }
    return ((name, text) for name, text in rows.items() if text)


def _sections(issue: Issue, names: dict[str, str]) -> Iterator[str]:
    if issue.summary:
        yield issue.summary
    if issue.reason:
        yield f"## Why it was closed\n\n{issue.reason}"
    if issue.reconsider_if:
        yield f"Reconsidered if: {issue.reconsider_if}"
    yield from _workarounds(issue, names)
    yield f"## Description\n\n{issue.description}"
    if issue.steps:
        yield f"## Steps to reproduce\n\n{issue.steps}"
    yield from _list("Error messages", (f"`{text}`" for text in issue.symptoms))
    yield from _list("References", (f"{one.type}: [{one.url}]({one.url})" for one in issue.references))
    yield from _conversation("Updates", issue.updates, names)
    yield from _conversation("Comments", issue.comments, names)


def _workarounds(issue: Issue, names: dict[str, str]) -> Iterator[str]:
    if issue.workarounds or issue.none_known:
        yield "## Workaround"
    for one in issue.workarounds:
        yield one.steps
        yield f"Applies from {one.introduced}; verified on {one.version}, {one.on}, by {names[one.by]}."
    if issue.none_known and not issue.workarounds:
        yield f"None known on {issue.none_known}."


def _list(title: str, lines: Iterable[str]) -> Iterator[str]:
    text = "\n".join(f"- {line}" for line in lines)
    if text:
        yield f"## {title}\n\n{text}"


def _conversation(title: str, words: Iterable[Word], names: dict[str, str]) -> Iterator[str]:
    for number, word in enumerate(words):
        if number == 0:
            yield f"## {title}"
        by = f"{word.by.handle} on {word.by.platform}" if isinstance(word.by, Stranger) else names[word.by]
        yield f"**{by}**, {word.at:%Y-%m-%d %H:%M} UTC\n\n{word.text}"


def _range(affected: Range) -> str:
    if affected.fixed:
        return f"from {affected.introduced}, fixed in {affected.fixed}"
    return f"from {affected.introduced}" + (f" up to {affected.last_affected}" if affected.last_affected else "")


def _links(ids: Iterable[str]) -> str:
    return ", ".join(f"[{one}]({one}.md)" for one in ids)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `python -m bench peer`."""
    parser.add_argument("folder", type=Path, help="where to write")
    parser.add_argument("--issues", type=int, default=1000, metavar="N", help="how many issues (default: 1000)")
    parser.add_argument("--seed", type=int, default=SEED, help=f"another seed, another content (default: {SEED})")
    parser.add_argument("--search", action="store_true", help="with Material's search plugin")


def main(options: argparse.Namespace) -> None:
    """Write a peer."""
    write_peer(generated(options.issues, options.seed), options.folder, search=options.search)
