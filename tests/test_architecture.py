"""ARCHITECTURE.md is true: its rooms exist and are all of them, its table of outside libraries holds, and only the rim asks for the time."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "tracker"
TEXT = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
MODULES = sorted(PACKAGE.rglob("*.py"))
CLOCK = {"now", "utcnow", "today", "time", "time_ns"}
CLOCK_HOLDERS = {"datetime", "date", "time"}


def imported(file: Path) -> Iterator[str]:
    """The full names of modules that a file imports."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def table() -> list[tuple[str, frozenset[str]]]:
    """The rows of "Who may know what": a library, and the modules that may import it."""
    rows = re.findall(r"^\| (`[^|]*`) \| ([^|]*) \|$", TEXT.partition("| from outside |")[2].partition("\n\n")[0], re.MULTILINE)
    return [(library, frozenset(re.findall(r"`([^`]*)`", known))) for libraries, known in rows for library in re.findall(r"`([^`]*)`", libraries)]


@pytest.mark.parametrize(("library", "known_to"), table(), ids=[library for library, _ in table()])
def test_what_comes_from_outside_is_known_where_the_table_says(library: str, known_to: frozenset[str]) -> None:
    found = {
        file.relative_to(PACKAGE).as_posix() for file in MODULES if any(name == library or name.startswith(f"{library}.") for name in imported(file))
    }
    assert found == known_to


def test_the_network_is_nobodys() -> None:
    """`urllib` is imported for taking addresses apart; what opens them is not."""
    assert [file.relative_to(PACKAGE).as_posix() for file in MODULES if "urllib.request" in set(imported(file))] == []


def test_every_room_is_described() -> None:
    rooms = {f"tracker/{p.name}/" if p.is_dir() else f"tracker/{p.name}" for p in PACKAGE.iterdir() if p.is_dir() or p.suffix == ".py"}
    rooms -= {"tracker/__pycache__/", "tracker/__init__.py"}
    assert sorted(room for room in rooms if f"`{room}`" not in TEXT) == []


def test_every_path_that_is_named_exists() -> None:
    def exists(name: str) -> bool:
        return any((folder / name).exists() for folder in (ROOT, PACKAGE, *(p for p in PACKAGE.iterdir() if p.is_dir())))

    named = set(re.findall(r"`([\w./-]+(?:/|\.py|\.md))`", TEXT))
    assert len(named) > 40
    assert sorted(name for name in named if not exists(name) and not name.startswith(".tracker/")) == []


def test_only_the_rim_asks_for_the_time() -> None:
    def asks(file: Path) -> bool:
        return any(
            isinstance(node, ast.Attribute) and node.attr in CLOCK and isinstance(node.value, ast.Name) and node.value.id in CLOCK_HOLDERS
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        )

    assert [file.relative_to(PACKAGE).as_posix() for file in MODULES if asks(file)] == ["cli/terminal.py", "hosts/mkdocs.py"]


def test_the_browsers_verdicts_mirror_pythons_module_by_module() -> None:
    """Each module of the one side has its twin on the other, or stands here with what it is the twin of."""
    ours = {path.stem for path in (ROOT / "tracker/views/verdicts").glob("*.py")} - {"__init__"}
    theirs = {path.stem for path in (ROOT / "theme/assets/tracker/verdict").glob("*.js")}
    assert ours - theirs == {"skeleton", "texts", "confusables", "listing", "company", "shards"}, "spelt in spelling.js, published, or publishing"
    assert theirs - ours == {"text", "punycode", "spelling", "profiles", "hash"}, "what Python brings along, or has elsewhere"


def test_no_module_of_the_verdicts_is_longer_than_it_should_be() -> None:
    """One concept each. Tables of words may be longer."""
    paths = [*(ROOT / "tracker/views/verdicts").glob("*.py"), *(ROOT / "theme/assets/tracker/verdict").glob("*.js")]
    assert [path.name for path in paths if path.read_text("utf-8").count("\n") > 300] == []
