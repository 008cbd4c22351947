"""What a text is to the search: the same words, stems and signatures in Python and in the browser."""

import random
from pathlib import Path
from typing import Any

import pytest
import snowballstemmer
from editions import example
from hypothesis import given
from hypothesis import strategies as st
from indexes import entries
from node import MODULES, needs_node, node

from tracker.site.search import words
from tracker.store.yaml import parse

CASES = Path(__file__).parent / "cases" / "search"
SEARCH = f"{MODULES}/search"


def cases(name: str) -> list[dict[str, Any]]:
    return parse((CASES / f"{name}.yml").read_bytes(), name)


@pytest.mark.parametrize("case", cases("words"), ids=lambda case: case["text"][:30])
def test_a_text_is_found_by_these_terms(case: dict[str, Any]) -> None:
    assert words.terms(case["text"]) == case["terms"]


@pytest.mark.parametrize("case", cases("signatures"), ids=lambda case: case["text"][:30])
def test_an_error_is_reduced_to_what_all_its_occurrences_have(case: dict[str, Any]) -> None:
    assert words.signature(case["text"]) == case["words"]


@pytest.mark.parametrize("case", cases("keys"), ids=lambda case: case["text"])
def test_an_id_may_be_typed_in_many_ways(case: dict[str, Any]) -> None:
    assert words.key(case["text"]) == case["key"]


@needs_node
def test_the_browser_reads_texts_as_the_index_does() -> None:
    script = f"""const w = await import("{SEARCH}/words.js");
    say([given.words.map((c) => w.terms(c.text)), given.signatures.map((c) => w.signature(c.text)), given.keys.map((c) => w.key(c.text)), [...w.STOP].sort()]);"""
    named = {name: cases(name) for name in ("words", "signatures", "keys")}
    said = node(script, named)
    assert said[0] == [case["terms"] for case in named["words"]]
    assert said[1] == [case["words"] for case in named["signatures"]]
    assert said[2] == [case["key"] for case in named["keys"]]
    assert said[3] == sorted(words.STOP)


@needs_node
def test_the_browser_reads_the_strangest_texts_as_the_index_does() -> None:
    rng = random.Random(7)  # noqa: S311 - reproducible texts, not a secret
    signs = "aAeEzZ09.,'’-_/\\:@ \n\"<éßИ語かקع🙂\u202e\u00adﬁⅫ"
    texts = ["".join(rng.choices(signs, k=rng.randint(0, 60))) for _ in range(3000)]
    script = f"""const w = await import("{SEARCH}/words.js");
    say(given.map((text) => [w.terms(text), w.signature(text), w.key(text)]));"""
    for text, said in zip(texts, node(script, texts), strict=True):
        assert said == [words.terms(text), words.signature(text), words.key(text)], repr(text)


@needs_node
def test_the_browser_stems_as_snowball_does() -> None:
    """On every word of the example store, and on words with all endings that the algorithm knows."""
    rng = random.Random(3)  # noqa: S311 - likewise
    endings = [
        "s",
        "es",
        "ed",
        "ing",
        "ly",
        "ingly",
        "edly",
        "eed",
        "eedly",
        "ational",
        "tional",
        "enci",
        "anci",
        "ization",
        "izer",
        "alism",
        "aliti",
        "ousness",
        "iveness",
        "iviti",
        "fulness",
        "ful",
        "bility",
        "ogi",
        "ogist",
        "li",
        "ness",
        "icate",
        "ative",
        "alize",
        "iciti",
        "ical",
        "ance",
        "ence",
        "able",
        "ible",
        "ant",
        "ement",
        "ment",
        "ent",
        "ism",
        "ate",
        "iti",
        "ous",
        "ive",
        "ize",
        "ion",
        "al",
        "er",
        "ic",
        "ll",
        "e",
        "y",
        "ying",
        "ies",
        "ss",
        "us",
        "'s",
    ]
    known = {word for entry in entries(example(), ()) for _, text in entry.texts for word in words.words(text) if word.isascii() and word.isalpha()}
    known |= {word + ending for word in sorted(known)[::3] for ending in rng.sample(endings, 12)}
    known |= {"".join(rng.choices("aeiouyyaeiostlngdbrcwxp", k=rng.randint(1, 9))) + rng.choice(endings) for _ in range(20_000)}
    known |= {
        "skis",
        "skies",
        "dying",
        "news",
        "inning",
        "evening",
        "succeed",
        "proceed",
        "past",
        "pasted",
        "generate",
        "universal",
        "added",
        "egged",
    }
    tried = sorted(word.strip("'") for word in known)
    said = node(f'const {{ stem }} = await import("{SEARCH}/stem.js"); say(given.map(stem));', tried)
    stems = snowballstemmer.stemmer("english").stemWords(tried)
    assert [each for each in zip(tried, stems, said, strict=True) if each[1] != each[2]] == []
    plain = [each for each in zip(tried, stems, strict=True) if each[0].isalpha()]
    assert [word for word, stem in plain if words.TERMS[word] != (word if words.STOP & {word, stem} else stem)] == []


@given(st.text("ab9.,' -_\n\x01~é", max_size=40))
def test_plain_texts_are_read_by_the_rules_of_all_others(text: str) -> None:
    """To split a text at spaces is a short cut: with a letter beyond ASCII beside it, the same text takes the long way."""
    assert words.words(f"é {text}") == ["e", *words.words(text)]


def test_the_sum_that_stands_for_a_text_is_a_known_one() -> None:
    """The check value of CRC-32 (https://reveng.sourceforge.io/crc-catalogue/all.htm)."""
    assert words.hashed("123456789") == 0xCBF43926


@needs_node
def test_the_browser_finds_the_same_places() -> None:
    texts = ["", "123456789", "DEF-0042", "größe", "検索", "a" * 500]
    assert node(f'const w = await import("{SEARCH}/words.js"); say(given.map(w.hash));', texts) == [words.hashed(text) for text in texts]
