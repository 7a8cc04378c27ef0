"""How hard the texts that explain are to read: LIX, Flesch-Douma and Flesch, family by family.

`python -m tests.structure.readability > deploy/readability.md` writes the table anew.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from tests.structure.test_catalogues import PLACE, texts
from tests.structure.tree import ROOT

FAMILIES = {
    "lines of a calculation": re.compile(r"line-.+-why"),
    "reasons": re.compile(r"reason-.+"),
    "advice of the rules": re.compile(r"advice-.+"),
    "warnings": re.compile(r"warning-.+"),
    "what would change it": re.compile(r"change-.+"),
    "why a question is asked": re.compile(r"question-.+-why"),
    "where other rules hold": re.compile(
        r"transition-why-.+|under-21-note|scheme-apart|claim-old-interest"
    ),
}
"""Texts that explain, by their ids."""
WORDING = "wording of {}"
LONG_ENOUGH = 20
"""Words, from which on the score of one text alone says something."""
_LONG_WORD = 7
_VOWELS = {
    "nl": re.compile(
        r"aai|ooi|oei|eeu|ieu|ëe|aa|ee|oo|uu|ie|eu|ui|ou|au|ei|ij|oe|[aeiouyëïöüéèêá]"
    ),
    "en": re.compile(r"[aeiouy]+"),
}
_SILENT = re.compile(
    r"(?<![^aeiouy]l)(?:(?<=[^aeiouy])e|(?<=[^aeiouysxzcgh])es|(?<=[^aeiouytd])ed)$"
)


@dataclass(frozen=True)
class Counts:
    """What the formulas need of some texts."""

    words: int = 0
    sentences: int = 0
    long_words: int = 0
    syllables: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.words + other.words,
            self.sentences + other.sentences,
            self.long_words + other.long_words,
            self.syllables + other.syllables,
        )


def lix(counts: Counts) -> float:
    """Björnsson 1968: words a sentence, and words of seven letters or more in a hundred."""
    return counts.words / counts.sentences + 100 * counts.long_words / counts.words


def flesch_douma(counts: Counts) -> float:
    """Douma 1960, for Dutch."""
    a_sentence, a_word = counts.words / counts.sentences, counts.syllables / counts.words
    return 206.84 - 0.93 * a_sentence - 77 * a_word


def flesch(counts: Counts) -> float:
    """Flesch 1948, for English."""
    a_sentence, a_word = counts.words / counts.sentences, counts.syllables / counts.words
    return 206.835 - 1.015 * a_sentence - 84.6 * a_word


@dataclass(frozen=True)
class Measure:
    """A formula with its bounds."""

    name: str
    score: Callable[[Counts], float]
    is_harder: int
    """1 where more is harder, -1 where more is easier."""
    family: int
    """What a family may come to at most, or must at least."""
    single: int
    """The same for one text that is long enough."""

    def breaks(self, score: float, bound: int) -> bool:
        return (score - bound) * self.is_harder > 0


MEASURES = {
    "nl": Measure("Flesch-Douma", flesch_douma, -1, 70, 60),
    "da": Measure("LIX", lix, 1, 34, 44),
    "en": Measure("Flesch", flesch, -1, 70, 60),
}


def count(text: str, lang: str) -> Counts:
    """Count a text; a value that is put in counts as a short number."""
    plain = PLACE.sub("10", text).replace("%%", "%")
    words = re.findall(r"[^\W_]+(?:[-’':][^\W_]+)*", plain)
    sentences = re.findall(r"[^\W_][^.?!]*", re.sub(r"(?<=\d)[.:](?=\d)", "", plain))
    return Counts(
        len(words),
        max(1, len(sentences)),
        sum(len(word) >= _LONG_WORD for word in words),
        sum(syllables(word.lower(), lang) for word in words),
    )


def syllables(word: str, lang: str) -> int:
    """Count the syllables of a word by its vowels; Danish needs none."""
    if lang not in _VOWELS or word.isdigit():
        return 1
    found = len(_VOWELS[lang].findall(word))
    if lang == "en" and found > 1 and _SILENT.search(word):
        found -= 1
    return max(1, found)


def families(lang: str) -> Mapping[str, Mapping[str, str]]:
    """Return the texts that explain, by family and id."""
    known = texts(lang)
    found = {
        family: {key: known[key] for key in sorted(known) if pattern.fullmatch(key)}
        for family, pattern in FAMILIES.items()
    }
    for path in sorted((ROOT / "portal" / "municipalities").glob("*/wording.toml")):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        found[WORDING.format(path.parent.name)] = {key: told[lang] for key, told in data.items()}
    return {family: told for family, told in found.items() if told}


def pooled(told: Mapping[str, str], lang: str) -> Counts:
    """Count all texts of a family together."""
    return sum((count(text, lang) for text in told.values()), Counts())


def scores(told: Mapping[str, str], lang: str) -> dict[str, int]:
    """Return the score of each text that is long enough."""
    counted = {key: count(text, lang) for key, text in told.items()}
    score = MEASURES[lang].score
    return {key: round(score(one)) for key, one in counted.items() if one.words >= LONG_ENOUGH}


def rows() -> Iterator[str]:
    """Give the rows of the table."""
    for lang, measure in MEASURES.items():
        for family, told in families(lang).items():
            one_by_one = scores(told, lang)
            harder = {key: score * measure.is_harder for key, score in one_by_one.items()}
            hardest = max(harder, key=harder.__getitem__, default="")
            alone = f"{one_by_one[hardest]} (`{hardest}`)" if hardest else "none is long enough"
            total = round(measure.score(pooled(told, lang)))
            yield f"| {lang} | {measure.name} | {family} | {len(told)} | {total} | {alone} |"


def table() -> str:
    """Return the page with the table."""
    bounds = "\n".join(
        f"- {lang}: {one.name}, a family {'at most' if one.is_harder > 0 else 'at least'} "
        f"{one.family}, a text of {LONG_ENOUGH} words or more {one.single}."
        for lang, one in MEASURES.items()
    )
    return f"""# How hard the texts that explain are to read

Made by `python -m tests.structure.readability > deploy/readability.md`. A test holds that it is up
to date and that every score is within its bound. Why these measures and bounds:
[decisions/{DECISION}](decisions/{DECISION}).

{bounds}

| language | measure | texts | number | all together | hardest alone |
|---|---|---|---|---|---|
{chr(10).join(rows())}
"""


DECISION = "0012-readability.md"

if __name__ == "__main__":
    print(table(), end="")  # noqa: T201
