"""The texts that explain stay easy to read, and the table of their scores is up to date."""

import pytest

from tests.structure import readability
from tests.structure.readability import LONG_ENOUGH, MEASURES, Counts, count, families, scores
from tests.structure.tree import ROOT

LANGUAGES = tuple(MEASURES)
SYLLABLES = {
    "nl": "wij huis ge-meen-te in-ko-men be-ta-ling fi-nan-ci-eel si-tu-a-tie leeuw re-ëel",
    "en": "rule rules ta-ble in-come de-ci-ded claimed mu-ni-ci-pa-li-ty peo-ple hou-ses be-cause",
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_family_is_easy_to_read(lang: str) -> None:
    measure = MEASURES[lang]
    found = {
        family: round(measure.score(readability.pooled(told, lang)))
        for family, told in families(lang).items()
    }
    assert {f: one for f, one in found.items() if measure.breaks(one, measure.family)} == {}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_longer_text_is_hard_to_read(lang: str) -> None:
    measure = MEASURES[lang]
    found = {
        f"{family}: {key}": score
        for family, told in families(lang).items()
        for key, score in scores(told, lang).items()
    }
    assert {key: one for key, one in found.items() if measure.breaks(one, measure.single)} == {}


def test_the_table_is_up_to_date() -> None:
    kept = (ROOT / "deploy" / "readability.md").read_text(encoding="utf-8")
    assert kept == readability.table(), "see its second line"


@pytest.mark.parametrize("lang", SYLLABLES)
def test_syllables_are_counted_by_ear(lang: str) -> None:
    words = {word.replace("-", ""): word.count("-") + 1 for word in SYLLABLES[lang].split()}
    assert {word: readability.syllables(word, lang) for word in words} == words


def test_the_measures_are_those_of_their_makers() -> None:
    counts = Counts(words=100, sentences=5, long_words=20, syllables=150)
    assert readability.lix(counts) == 40
    assert round(readability.flesch(counts), 1) == 59.6
    assert round(readability.flesch_douma(counts), 1) == 72.7


def test_a_hard_text_breaks_every_bound() -> None:
    """Else the tests above would say nothing."""
    hard = {
        "nl": "De terugvorderingsbevoegdheid wordt overeenkomstig bovengenoemde voorschriften "
        "uitgeoefend, onverminderd aansprakelijkheidsbepalingen, tenzij dringende redenen daartoe "
        "aanleiding geven en het college anders heeft besloten ingevolge de verordening.",
        "da": "Inddrivelsesmyndigheden foretager tilbagebetalingsvurdering efter bestemmelserne i "
        "bekendtgørelsen, medmindre skyldnerens betalingsevne efter rådighedsbeløbsberegningen "
        "undtagelsesvis begrunder en henstandsbevilling eller en anden afdragsordning.",
        "en": "Notwithstanding aforementioned discretionary provisions, the municipal authority "
        "exercises its recovery competence in accordance with applicable administrative "
        "regulations unless exceptional circumstances necessitate alternative determination.",
    }
    for lang, text in hard.items():
        counted, measure = count(text, lang), MEASURES[lang]
        assert counted.words >= LONG_ENOUGH
        assert measure.breaks(measure.score(counted), measure.single), lang
