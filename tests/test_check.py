"""What `tracker check` says of a store, word for word; the cases in cases/check/ are the specification."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from tracker import report
from tracker.model.site import Site
from tracker.pipeline import Build
from tracker.store.yaml import parse

BASE = Path(__file__).parent / "stores" / "base"
CASES = sorted((Path(__file__).parent / "cases" / "check").glob("*.yml"))
SHOWN = [(file, case) for file in CASES for case in parse(file.read_bytes(), file.name)]


def store(folder: Path, files: dict[str, str | None]) -> Path:
    """The base store with these files laid over it; None takes one out."""
    shutil.copytree(BASE, folder, dirs_exist_ok=True)
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).unlink(missing_ok=True)
        if text is not None:
            (folder / name).write_text(text, encoding="utf-8", newline="")
    return folder


def check(folder: Path) -> list[str]:
    """What is printed about the store of a site in that folder."""
    build = Build(
        Site(folder / "mkdocs.yml", folder / "content", folder / "site", "https://known.acme.example/", "Acme", pages=folder / "content" / "pages"),
        processes=1,
    )
    try:
        return [report.as_text(problem) for problem in build.check().problems]
    finally:
        build.close()


@pytest.mark.parametrize(("file", "case"), SHOWN, ids=[f"{file.stem}: {case['shows']}" for file, case in SHOWN])
def test_each_case_is_told_like_this(tmp_path: Path, file: Path, case: dict[str, Any]) -> None:
    """One thing changed in a valid store brings exactly this text."""
    assert "\n".join(check(store(tmp_path, case["files"]))) == case["problems"].rstrip("\n")


def test_the_base_has_no_problem(tmp_path: Path) -> None:
    """The store that the cases change has nothing wrong with it."""
    assert check(store(tmp_path, {})) == []


def test_a_second_look_says_the_same(tmp_path: Path) -> None:
    """What the first look kept in the cache changes nothing about what the second says."""
    store(tmp_path, {"content/defects/DEF-1.yml": "title: Export stops\nstatus: confirmd\n", "content/defects/DEF-3.yml": "[]\n"})
    first = check(tmp_path)
    assert len(first) == 5
    assert check(tmp_path) == first


def test_every_kind_of_problem_with_a_text_is_shown() -> None:
    """No code of a file's own problems is without a case."""
    shown = {word for _, case in SHOWN for line in case["problems"].splitlines() for word in line.split()[1:2] if line[:1] != " "}
    assert {f"Y{n}" for n in (*range(102, 111), 112, 113)} | {f"M{n}" for n in (*range(201, 206), 210)} <= shown
