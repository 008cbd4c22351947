"""How often a warning of a probable duplicate is right, and how many duplicates it finds, on real issues and on rewordings of them."""

import argparse
import math
import os
import re
import shutil
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from random import Random

from bench.generate import generated
from tracker.hosts.builder import read_site
from tracker.model.issue import AnyIssue
from tracker.model.values import IssueId, Slug
from tracker.views.likeness import Likeness, Wording, wording

EXAMPLE = "example: TRACKER_DATA=../data python -m bench duplicates"
BUNDLE = "vtex-known-issues.bundle"
SITE = Path(__file__).parent.parent / "examples" / "vtex"
SEED = 20261123
REWORDED = 400
RANDOM_PAIRS = 20_000
NEAREST = 5

HOW = """\
How the pairs are made (seed {seed}):
- real: pairs of different VTEX issues that were read by hand and found to be the same problem.
- dropped, swapped, misspelt, synonyms: {reworded} issues with a title of five words and a text of thirty, drawn at random, each written
  anew and looked up among all {issues:,}: one word of the title left out; two words of the title exchanged; one random edit in one word
  of five letters or more of the title and in every tenth of the text; up to two words of the title replaced from a list of synonyms (issues
  without such a word are passed over). Of the text a random half of the sentences is kept, in each kind.
- retitled: the title is the first sentence of the text, and the text is the rest.
- hard: each issue and its {nearest} nearest of the same component by the cosine of tf-idf over title and text, the real pairs left out.
- random: {random:,} pairs of issues drawn at random, the real pairs left out.
A rewording counts as found when its issue is among those named; whatever else is named, but for real duplicates of that issue, is a false alarm."""

SAME = frozenset(
    frozenset(pair.split())
    for pair in (
        "KI-1053742 KI-1069692",
        "KI-1077568 KI-954108",
        "KI-1126473 KI-269109",
        "KI-1215924 KI-problems-with-triggers-that-contain-attachments",
        "KI-1236034 KI-1238883",
        "KI-1344356 KI-1427794",
        "KI-322764 KI-price-range-disregards-sales-policy",
        "KI-323525 KI-benefit-with-restricted-number-of-installments-displays-discount-in-49695e3a",
        "KI-332033 KI-unable-to-delete-templates-on-legacy-cms",
        "KI-337069 KI-products-in-the-productlist-that-have-an-itemattachment-duplicate-wh-9d51ebf8",
        "KI-342720 KI-when-a-component-of-the-kit-look-is-out-of-stock-the-kit-is-shown-as-5bc349e2",
        "KI-367136 KI-moving-categories-leads-to-unexpected-behavior-in-the-categories-tree",
        "KI-417098 KI-inconsistency-in-the-quantity-of-items-with-assembly-options-in-the-cart",
        "KI-467112 KI-962986",
        "KI-374204 KI-category-substitute-words-are-not-being-indexed",
        "KI-707113 KI-777298",
        "KI-418253 KI-uploading-more-than-one-existing-file-at-a-time-does-not-update-all-fc14f4d5",
    )
)
"""Pairs of the VTEX issues that say the same, read by hand among those whose titles are at least 80% alike letter by letter."""

_SYNONYMS = (
    "address location", "allow permit", "breaks crashes", "button control", "cart basket", "changed modified", "client customer", "customers shoppers",
    "create add", "created added", "delete remove", "deleted removed", "discount reduction", "display show", "displayed shown", "displaying showing",
    "duplicated doubled", "email mail", "error failure", "fails breaks", "incorrect wrong", "invoice bill", "issue problem", "message notice",
    "missing absent", "multiple several", "order purchase", "orders purchases", "page screen", "payment transaction", "price cost", "prices costs",
    "product article", "products articles", "return give", "search lookup", "seller vendor", "sellers vendors", "shipping delivery", "slow sluggish",
    "stock inventory", "update refresh", "updated refreshed", "updating refreshing", "user person", "users people", "value amount", "values amounts",
    "wrong mistaken",
)  # fmt: skip
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass
class Score:
    """What came of one kind of pairs."""

    pairs: int = 0
    right: int = 0
    """Found, of those that are to be found; left alone, of the others."""
    false: int = 0
    """Others that were named."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, default=os.environ.get("TRACKER_DATA"), help=f"folder with {BUNDLE} (default: $TRACKER_DATA)")


def main(options: argparse.Namespace) -> None:
    if options.data and (Path(options.data) / BUNDLE).is_file():
        _measure(issues_of(Path(options.data) / BUNDLE))
    else:
        sys.stdout.write(f"precision and recall are left out: no {BUNDLE}; say where it lies with --data or TRACKER_DATA\n\n")
    _time()


def issues_of(bundle: Path) -> tuple[AnyIssue, ...]:
    """The issues of the example that publishes VTEX's repository."""
    with tempfile.TemporaryDirectory(prefix="tracker-duplicates-") as name:
        folder = Path(name) / "site"
        shutil.copytree(SITE, folder, ignore=shutil.ignore_patterns("site", ".tracker", "*.bundle"))
        settings = folder / "content" / "tracker.yml"
        settings.write_text(settings.read_text("utf-8").replace(BUNDLE, str(bundle.resolve()), 1), "utf-8")
        _, _, store = read_site(folder / "mkdocs.yml")
    if store is None:
        raise ValueError("the example cannot be read")
    return store.issues


def _measure(issues: Sequence[AnyIssue]) -> None:
    every = [wording(issue) for issue in issues]
    likeness = Likeness(every)
    warned = {frozenset((a.id, b.id)) for a, b in likeness.pairs()}
    scores = {"real": Score(len(SAME), len(SAME & warned))}
    for kind, rewrite in REWORDINGS.items():
        scores[kind] = reworded(every, likeness, rewrite)
    hard, drawn = _hard(issues) - SAME, _drawn(every) - SAME
    scores |= {
        "hard": Score(len(hard), len(hard - warned), len(hard & warned)),
        "random": Score(len(drawn), len(drawn - warned), len(drawn & warned)),
    }
    sys.stdout.write(HOW.format(seed=SEED, reworded=REWORDED, issues=len(every), nearest=NEAREST, random=RANDOM_PAIRS) + "\n\n")
    sys.stdout.write(f"{'kind':<10}{'pairs':>8}{'found':>8}{'recall':>9}{'false alarms':>14}\n")
    for kind, score in scores.items():
        is_positive = kind not in {"hard", "random"}
        columns = f"{score.right:>8,}{score.right / score.pairs:>9.1%}" if is_positive else f"{'':>17}"
        sys.stdout.write(f"{kind:<10}{score.pairs:>8,}{columns}{score.false:>14,}\n")
    positive = [score for kind, score in scores.items() if kind not in {"hard", "random"}]
    found, false = sum(s.right for s in positive), sum(s.false for s in scores.values())
    sys.stdout.write(f"\nall kinds: precision {found / (found + false):.1%}, recall {found / sum(s.pairs for s in positive):.1%}")
    closest = [scores[kind] for kind in ("dropped", "swapped", "misspelt", "synonyms")]
    sys.stdout.write(f"; without retitled ones: recall {sum(s.right for s in closest) / sum(s.pairs for s in closest):.1%}\n")
    is_settled = {issue.id: issue.status.is_settled for issue in issues}
    told = {pair for pair in warned if not all(is_settled[each] for each in pair)}
    right = len(told & SAME)
    sys.stdout.write(
        f"tracker check tells of {len(told)} pairs among the {len(every):,} issues as they are; {right} of them are the same: {right / len(told):.1%}\n\n"
    )


def _time() -> None:
    for count in (1_000, 10_000):
        made = [
            Wording(IssueId(i.id), Slug(i.product), i.title, i.symptoms, "\n".join(t for t in (i.description, i.steps) if t))
            for i in generated(count).issues
        ]
        begun = time.process_time()
        pairs = len(list(Likeness(made).pairs()))
        sys.stdout.write(f"{count:,} invented issues, all compared: {time.process_time() - begun:.2f} s of CPU, {pairs} warned of\n")


def reworded(every: Sequence[Wording], likeness: Likeness, rewrite: Callable[[Wording, Random], Wording | None]) -> Score:
    """What is named for a sample of the issues, each written anew."""
    rng = Random(SEED)  # noqa: S311 - makes test data
    score = Score()
    long = [w for w in every if len(w.title.split()) >= 5 and len(w.body.split()) >= 30]
    for given in rng.sample(long, len(long)):
        if score.pairs == REWORDED:
            break
        made = rewrite(given, rng)
        if made is None:
            continue
        named = {other.id for other in likeness.like(replace(made, id=IssueId("NEW-1")))}
        score.pairs += 1
        score.right += given.id in named
        score.false += sum(1 for other in named - {given.id} if frozenset((given.id, other)) not in SAME)
    return score


def _sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.!?:;])\s+|\n+", text) if part.strip()]


def _half(text: str, rng: Random) -> str:
    parts = _sentences(text)
    kept = sorted(rng.sample(range(len(parts)), max(1, len(parts) // 2)))
    return "\n".join(parts[at] for at in kept)


def _dropped(given: Wording, rng: Random) -> Wording:
    words = given.title.split()
    del words[rng.randrange(len(words))]
    return replace(given, title=" ".join(words), body=_half(given.body, rng))


def _swapped(given: Wording, rng: Random) -> Wording:
    words = given.title.split()
    a, b = rng.sample(range(len(words)), 2)
    words[a], words[b] = words[b], words[a]
    return replace(given, title=" ".join(words), body=_half(given.body, rng))


def _edited(word: str, rng: Random) -> str:
    at = rng.randrange(len(word) - 1)
    return rng.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + rng.choice(_LETTERS) + word[at:],
            word[:at] + rng.choice(_LETTERS) + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )
    )


def _misspelt(given: Wording, rng: Random) -> Wording | None:
    words = given.title.split()
    long = [at for at, word in enumerate(words) if len(word) >= 5 and word.isalpha()]
    if not long:
        return None
    at = rng.choice(long)
    words[at] = _edited(words[at], rng)
    text = [_edited(word, rng) if n % 10 == 9 and len(word) >= 5 else word for n, word in enumerate(_half(given.body, rng).split())]
    return replace(given, title=" ".join(words), body=" ".join(text))


def _in_synonyms(given: Wording, rng: Random) -> Wording | None:
    instead = dict(pair.split() for pair in _SYNONYMS)
    words = given.title.split()
    known = [at for at, word in enumerate(words) if word.lower() in instead]
    if not known:
        return None
    for at in rng.sample(known, min(2, len(known))):
        words[at] = instead[words[at].lower()]
    return replace(given, title=" ".join(words), body=_half(given.body, rng))


def _retitled(given: Wording, _: Random) -> Wording | None:
    first, *rest = _sentences(given.body)
    if not rest or not 4 <= len(first.split()) <= 40:
        return None
    return replace(given, title=first[:400], body="\n".join(rest))


REWORDINGS: dict[str, Callable[[Wording, Random], Wording | None]] = {
    "dropped": _dropped,
    "swapped": _swapped,
    "misspelt": _misspelt,
    "synonyms": _in_synonyms,
    "retitled": _retitled,
}


def _drawn(every: Sequence[Wording]) -> set[frozenset[str]]:
    rng = Random(SEED)  # noqa: S311 - makes test data
    pairs: set[frozenset[str]] = set()
    while len(pairs) < RANDOM_PAIRS:
        a, b = rng.sample(every, 2)
        pairs.add(frozenset((a.id, b.id)))
    return pairs


def _hard(issues: Sequence[AnyIssue]) -> set[frozenset[str]]:
    """Each issue and those of its components that are nearest to it, by words that our own judgement has no part in."""
    counts = [Counter(re.findall(r"\w+", f"{w.title} {w.body}".lower())) for w in map(wording, issues)]
    known = Counter(word for count in counts for word in count)
    vectors = [_unit({word: (1 + math.log(n)) * math.log(len(counts) / known[word]) for word, n in count.items()}) for count in counts]
    by_component: dict[str, list[int]] = defaultdict(list)
    for at, issue in enumerate(issues):
        for component in issue.components:
            by_component[component].append(at)
    nearest: dict[int, dict[int, float]] = defaultdict(dict)
    for together in by_component.values():
        for a, b in combinations(together, 2):
            nearest[a][b] = nearest[b][a] = _cosine(vectors[a], vectors[b])
    return set(_nearest_pairs(issues, nearest))


def _nearest_pairs(issues: Sequence[AnyIssue], nearest: dict[int, dict[int, float]]) -> Iterator[frozenset[str]]:
    for at, others in sorted(nearest.items()):
        for other in sorted(others, key=lambda o: (-others[o], o))[:NEAREST]:
            yield frozenset((issues[at].id, issues[other].id))


def _unit(vector: dict[str, float]) -> dict[str, float]:
    length = math.sqrt(sum(weight * weight for weight in vector.values())) or 1.0
    return {word: weight / length for word, weight in vector.items()}


def _cosine(one: dict[str, float], other: dict[str, float]) -> float:
    if len(one) > len(other):
        one, other = other, one
    return sum(weight * other[word] for word, weight in one.items() if word in other)
