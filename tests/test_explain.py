"""`tracker explain`: what every code means, with examples that the tests have tried."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tracker.cli import app
from tracker.cli.explain import CASES
from tracker.rules import RULES
from tracker.starter.examples import explained, sentences

ROOT = Path(__file__).parent.parent


def printed(*arguments: str) -> str:
    ran = CliRunner().invoke(app, ["explain", *arguments])
    assert ran.exit_code == 0
    return ran.stdout


def test_a_rule_is_told_with_what_it_complains_about_and_what_it_lets_pass() -> None:
    assert printed("r363").splitlines() == [
        "R363 (error): An account that was renamed names the handle that took its place, and no other account does.",
        "",
        "This is said: Renamed to what?",
        "    content/staff/ada.yml",
        "      without accounts[1].now",
        "  > error staff/ada.yml accounts.1.reason: ada_acme was renamed to what? add  now: and the new handle",
        "",
        "This is said: Not renamed.",
        "    content/staff/ada.yml",
        "      accounts[0].now: AdaAcme",
        "  > error staff/ada.yml accounts.0.now: now is the new handle of a renamed account; add  reason: renamed  or take it out",
    ]


def test_what_a_file_has_to_be_is_told_with_a_file() -> None:
    assert printed("Y108").splitlines() == [
        "Y108: A key stands in its place once.",
        "",
        "This is said: A key that stands twice.",
        "    content/defects/DEF-1.yml",
        "      title: Export stops",
        "      status: confirmed",
        "      severity: minor",
        "      product: desktop",
        '      opened: "2026-01-05"',
        "      title: Export ends",
        "  > content/defects/DEF-1.yml:6:1: Y108 'title' stands here twice; keep one of them",
        "  >     title: Export ends",
        "  >     ^",
    ]


@pytest.mark.parametrize("code", sorted(RULES))
def test_every_rule_has_an_example_of_what_it_complains_about(code: str) -> None:
    given = explained(code, CASES)
    assert given.level
    assert any(example.said for example in given.examples)
    assert all(example.change for example in given.examples)


def test_every_code_that_is_written_anywhere_is_explained() -> None:
    written = {code for path in (ROOT / "tracker").rglob("*.py") for code in re.findall(r'"([A-Z][0-9]{3})"', path.read_text("utf-8"))}
    assert sorted(written ^ sentences().keys()) == []


def test_without_a_code_all_are_listed() -> None:
    lines = printed().splitlines()
    assert [line[:4] for line in lines] == sorted(sentences())
    assert all(line.endswith(".") for line in lines)


def test_a_code_that_there_is_not() -> None:
    ran = CliRunner().invoke(app, ["explain", "R3661"])
    assert ran.exit_code == 1
    assert str(ran.exception) == "there is no code 'R3661'; did you mean 'R366'?; tracker explain  lists them all"
