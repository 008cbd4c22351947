"""Varied text: a vocabulary of English and invented words, drawn as people draw theirs (Zipf), in Markdown."""

from itertools import accumulate
from pathlib import Path
from random import Random

VOCABULARY_SIZE = 30_000
ZIPF_SHIFT = 2.7
"""Zipf-Mandelbrot: the word of rank r weighs 1 / (r + 2.7) (Mandelbrot 1953), so the first makes up some 3 %."""

_HERE = Path(__file__).parent
_ONSETS = "b bl br c ch cl cr d dr f fl fr g gl gr h j k l m n p pl pr qu r s sc sh sk sl sp st str t th tr v w z"
_NUCLEI = "a a a e e e e i i i o o o u u ai ea ee oo ou"
_CODAS = "b ck d l ll m n nd ng nt p r rk s st t x"

_ERRORS = (
    "{word} limit exceeded: {number}",
    "ERR_{upper}_{code}: {word} {other} failed",
    "Error {code}: could not {word} {other}",
    "{word}.{other}: unexpected value {number}",
    "fatal: {word} 0x{hex} is not a {other}",
    "HTTP {http} on /v2/{word}/{number}",
    "{upper}Exception: {word} was null",
    "timed out after {number} ms waiting for {word}",
)
_HTTP_ERRORS = (400, 401, 403, 404, 409, 413, 429, 500, 502, 503)


def small_words() -> list[str]:
    """The English words that hold sentences together, commonest first."""
    return (_HERE / "small_words.txt").read_text(encoding="utf-8").split()


def vocabulary(size: int = VOCABULARY_SIZE) -> list[str]:
    """`size` distinct words, commonest first: small English words, a few hundred technical ones, invented ones."""
    technical = (_HERE / "technical_words.txt").read_text(encoding="utf-8").split()
    words = dict.fromkeys((*small_words(), *technical))
    rng = Random(0x5EED)  # noqa: S311 - reproducible text, not a secret
    onsets, nuclei, codas = _ONSETS.split(), _NUCLEI.split(), ("", "", "", "", *_CODAS.split())
    while len(words) < size:
        syllables = rng.choice((1, 1, 2, 2, 2, 2, 3, 3))
        word = "".join(rng.choice(onsets) + rng.choice(nuclei) for _ in range(syllables)) + rng.choice(codas)
        words[word] = None
    return list(words)[:size]


class Prose:
    """Text drawn from one random source; the same source gives the same text."""

    def __init__(self, rng: Random) -> None:
        """Build the vocabulary once."""
        self._rng = rng
        self._words = vocabulary()
        self._weights = list(accumulate(1 / (rank + ZIPF_SHIFT) for rank in range(1, len(self._words) + 1)))
        first = len(small_words())
        self._nouns = self._words[first:]
        self._noun_weights = [weight - self._weights[first - 1] for weight in self._weights[first:]]

    def nouns(self, count: int) -> list[str]:
        """`count` words, small ones left out."""
        return self._rng.choices(self._nouns, cum_weights=self._noun_weights, k=count)

    def title(self) -> str:
        """Five to ten words, the first capitalised, no full stop."""
        rng = self._rng
        words = self.nouns(rng.randint(4, 7))
        words.insert(rng.randint(1, len(words) - 1), rng.choice(("when", "after", "in the", "without", "with", "of")))
        return " ".join(words).capitalize()

    def sentence(self, shortest: int = 6, longest: int = 18) -> str:
        """A plain sentence of at least three words; now and then a comma, a name in code, an emphasis, a number."""
        rng = self._rng
        words = rng.choices(self._words, cum_weights=self._weights, k=rng.randint(shortest, longest))
        words[0] = words[0].capitalize()
        spot = rng.randrange(1, len(words) - 1)
        decorate = rng.choices(
            (_as_it_is, _with_comma, self._as_code, _emphasised, self._linked, self._as_number),
            weights=(48, 25, 12, 6, 4, 5),
        )[0]
        words[spot] = decorate(words[spot])
        return " ".join(words) + "."

    def slug(self) -> str:
        """Two words for a URL."""
        return "-".join(self.nouns(2))

    def paragraph(self, sentences: int) -> str:
        """One sentence a line."""
        return "\n".join(self.sentence() for _ in range(sentences))

    def error(self) -> str:
        """A line as a program would print it."""
        rng = self._rng
        word, other, upper = self.nouns(3)
        return rng.choice(_ERRORS).format(
            word=word,
            other=other,
            upper=upper.upper(),
            number=rng.randrange(10, 100_000),
            code=rng.randrange(1000, 9999),
            hex=f"{rng.getrandbits(32):08X}",
            http=rng.choice(_HTTP_ERRORS),
        )

    def description(self) -> str:
        """Sixty to two hundred words in some blocks of Markdown: paragraphs, lists, code, links, a quotation, a heading."""
        rng = self._rng
        blocks = [self.paragraph(rng.randint(2, 4))]
        wanted = rng.randint(60, 200) - 20
        while sum(len(block.split()) for block in blocks) < wanted:
            write = rng.choices(
                (self._text, self._list, self._log, self._json, self._pointer, self._quotation, self._section),
                weights=(46, 16, 12, 8, 10, 4, 4),
            )[0]
            blocks.append(write())
        return "\n\n".join(blocks)

    def steps(self, fewest: int = 3, most: int = 6) -> str:
        """A numbered list."""
        return "\n".join(f"{n}. {self.sentence(5, 12)}" for n in range(1, self._rng.randint(fewest, most) + 1))

    def _as_code(self, word: str) -> str:
        return f"`{word}_{self.nouns(1)[0]}`"

    def _linked(self, word: str) -> str:
        return f"[{word}](https://docs.meridian.example/{self.slug()})"

    def _as_number(self, _word: str) -> str:
        return f"{self._rng.randrange(2, 90_000):,}"

    def _text(self) -> str:
        return self.paragraph(self._rng.randint(2, 4))

    def _list(self) -> str:
        return "\n".join(f"- {self.sentence(4, 9)}" for _ in range(self._rng.randint(2, 5)))

    def _log(self) -> str:
        rng = self._rng
        lines = [f"{rng.randrange(24):02d}:{rng.randrange(60):02d} {self.error()}" for _ in range(rng.randint(2, 5))]
        return "\n".join(("```text", *lines, "```"))

    def _json(self) -> str:
        first, second = self.nouns(2)
        return f'```json\n{{"{first}": {self._rng.randrange(1000)}, "{second}": null}}\n```'

    def _pointer(self) -> str:
        name = " ".join(self.nouns(3))
        return f"{self.sentence(4, 8)}\nSee [{name}](https://docs.meridian.example/{self.slug()})."

    def _quotation(self) -> str:
        return f"> {self.sentence()}"

    def _section(self) -> str:
        return f"### {' '.join(self.nouns(3)).capitalize()}\n\n{self.paragraph(2)}"


def _as_it_is(word: str) -> str:
    return word


def _with_comma(word: str) -> str:
    return f"{word},"


def _emphasised(word: str) -> str:
    return f"**{word}**"
