"""The rules, each shown by the smallest change that breaks it; the cases in cases/rules/ are the specification."""

import copy
import time
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tracker.model.base import Record
from tracker.model.issue import Defect, FeatureRequest
from tracker.model.settings import Release, Settings, component_of
from tracker.model.staff import Impostor, StaffMember
from tracker.model.tracker import Origin, Tracker
from tracker.model.values import Slug
from tracker.model.vocabulary import Level, StoreVisibility
from tracker.rules import RULES, findings
from tracker.store.yaml import parse

CASES = Path(__file__).parent / "cases" / "rules"
BASE: dict[str, Any] = parse((CASES / "_base.yml").read_bytes(), "_base.yml")
NAMES = sorted(file.stem for file in CASES.glob("*.yml") if file.name != "_base.yml")
MODELS: dict[str, type[Record]] = {"defects": Defect, "features": FeatureRequest, "staff": StaffMember, "impostors": Impostor}


def cases(name: str) -> list[dict[str, Any]]:
    """The cases of one file: what each shows, what it changes, what is expected."""
    read: list[dict[str, Any]] = parse((CASES / f"{name}.yml").read_bytes(), name)
    return read


def tracker_of(store: dict[str, Any], origins: dict[str, Origin] | None = None, customers: Iterable[str] = ()) -> Tracker:
    """A tracker from plain values by path."""
    made: dict[str, list[Any]] = {folder: [] for folder in MODELS}
    releases: dict[Slug, tuple[str, tuple[Release, ...]]] = {}
    for path, given in store.items():
        folder = path.split("/")[1]
        if folder == "releases":
            releases[Slug(Path(path).stem)] = (path, tuple(Release.model_validate(r) for r in given))
        elif folder in made:
            made[folder].append(MODELS[folder].model_validate({**given, "path": path}))
    settings = Settings.model_validate({**store["content/tracker.yml"], "path": "content/tracker.yml"})
    return Tracker(
        settings=settings,
        releases={product: listed for product, (_, listed) in releases.items()},
        release_paths={product: path for product, (path, _) in releases.items()},
        issues=(*made["defects"], *made["features"]),
        staff=tuple(made["staff"]),
        impostors=tuple(made["impostors"]),
        origins=origins or {},
        customers=tuple(customers),
        attachments=frozenset({"attachments/DEF-1.png", "attachments/ada.png"}),
    )


def change(store: dict[str, Any], path: str, field: str, value: Any) -> None:
    """Set one field, given as `accounts.0.handle`; a field set to null goes; `+` adds to a list, and so do `++` and `+++`."""
    *way, last = field.split(".")
    here: Any = store[path]
    for step in way:
        here = here[int(step)] if isinstance(here, list) else here.setdefault(step, {})
    if isinstance(here, list):
        here.append(value) if last.startswith("+") else here.__setitem__(int(last), value)
    elif value is None:
        del here[last]
    else:
        here[last] = value


def changed_store(case: dict[str, Any]) -> dict[str, Any]:
    store = copy.deepcopy(BASE)
    for path, model in case.get("copy", {}).items():
        store[path] = copy.deepcopy(store[model])
    for path, fields in case.get("change", {}).items():
        if path not in store:
            store[path] = fields
            continue
        for field, value in fields.items():
            change(store, path, field, value)
    return store


def origins_of(case: dict[str, Any]) -> dict[str, Origin]:
    """Records of a mapped source, and records of a private store."""
    mapped = {path: Origin(source="theirs", is_mapped=True, is_own=False) for path in case.get("mapped", ())}
    return mapped | {path: Origin(visibility=StoreVisibility.PRIVATE) for path in case.get("private", ())}


def told(tracker: Tracker, today: str | None = None) -> list[str]:
    """Every finding on one line: code, level, path, field, message."""
    lines = []
    for found in findings(tracker, today=date.fromisoformat(today) if today else None):
        place = " ".join([found.path.removeprefix("content/"), ".".join(str(step) for step in found.field)]).rstrip()
        lines.append(f"{found.code} {found.level} {place}: {found.message}")
    return lines


@pytest.mark.parametrize("name", NAMES)
def test_each_case_tells_exactly_this(name: str) -> None:
    """One thing changed brings exactly these complaints, word for word."""
    for case in cases(name):
        assert told(tracker_of(changed_store(case), origins_of(case), case.get("customers", ())), case.get("today")) == case["expect"], case["shows"]


def test_the_base_is_faultless() -> None:
    """The store that the cases change has nothing wrong with it."""
    assert told(tracker_of(BASE)) == []


def test_every_rule_has_a_case() -> None:
    """No rule is without a case that it complains about, and the case is filed under its code."""
    shown = {line.split()[0] for name in NAMES for case in cases(name) for line in case["expect"]}
    assert sorted(RULES) == sorted(shown)
    assert sorted(RULES) == NAMES


@pytest.mark.parametrize("code", sorted(RULES))
def test_a_rule_is_one_sentence(code: str) -> None:
    """What a contributor is told of a rule is one line that ends with a full stop."""
    sentence = RULES[code].sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence


def test_an_added_component_is_known() -> None:
    """A component that only a mapped source names is no unknown component."""
    store = copy.deepcopy(BASE)
    change(store, "content/defects/DEF-1.yml", "components", ["billing"])
    tracker = tracker_of(store)
    added = Tracker(**{**vars(tracker), "added_components": {"desktop": (component_of("Billing"),)}})
    assert told(added) == []


def _many(count: int) -> Tracker:
    """A store with many issues, a tenth of them with something wrong."""
    plain = BASE["content/defects/DEF-1.yml"]
    issues = []
    for n in range(count):
        own = {
            "id": f"DEF-{n + 10}",
            "aliases": [f"BUG-{n + 100}"],
            "related": [f"DEF-{(n * 7) % count + 10}"],
            "path": f"content/defects/DEF-{n + 10}.yml",
        }
        wrong = {"owner": f"adda-{n}", "product": f"desk-{n}"} if n % 10 == 0 else {}
        issues.append(Defect.model_validate({**plain, **own, **wrong}))
    tracker = tracker_of(BASE)
    return Tracker(**{**vars(tracker), "issues": tuple(issues)})


def test_the_rules_cost_what_the_issues_do() -> None:
    """Ten times the issues take about ten times as long; 10,000 are checked in a moment."""
    spent = {}
    for count in (1_000, 10_000):
        tracker = _many(count)
        begun = time.process_time()
        found = sum(1 for each in findings(tracker) if each.level is Level.ERROR)
        spent[count] = time.process_time() - begun
        assert found >= count // 10
    assert spent[10_000] < max(25 * spent[1_000], 0.5)
    assert spent[10_000] < 3
