"""Letters on paper: tagged PDF from the same record and template as the page.

The checker sees a part of PDF/UA-1 only; what it finds nothing in is not thereby proven to conform.
"""

from datetime import date
from io import BytesIO
from typing import Any

import pdfua
import pikepdf
import pytest

from portal.adapters.documents.typst_pdf import TypstDocuments
from portal.municipality import load
from portal.web.letter_codes import Printed
from portal.web.letter_pdf import letters_pdf
from portal.web.letter_words import letter_article
from tests.letters.shown import RECORDS, letter, portal

DAY = date(2026, 11, 21)
CODE = Printed("https://portal.example.org/l/BCDFG-HJKMN", date(2027, 2, 19))
HOSTILE = (
    '#panic("x") #include "/etc/passwd" $x^2$ *b* _i_ `c` @ref <label> \\u{41} // c /* d */ = h',
    ']#read("/etc/passwd")[ #set page(width: 1pt) #{ while true {} } %s %(name)s {{ 7 * 7 }}',
    "</p></article><article><script>alert(1)</script>&lt;&#35;&quot;",
    "\u202eabc\u202c \u0000\ufffd\ud7ff zero\u200bwidth \U0001f600 漢字 한국어 ไทย",
)


def paper(html: str, language: str = "en") -> bytes:
    return TypstDocuments().pdf(html, language=language, title="A title", made_on=DAY)


def tags(pdf: bytes) -> list[str]:
    """The structure elements of a PDF, in their order."""
    found: list[str] = []

    def walk(node: Any) -> None:
        if isinstance(node, pikepdf.Array):
            for child in node:
                walk(child)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                found.append(str(node["/S"]).removeprefix("/"))
            if "/K" in node:
                walk(node["/K"])

    with pikepdf.open(BytesIO(pdf)) as opened:
        walk(opened.Root.StructTreeRoot)
    return found


@pytest.mark.parametrize("language", ["nl", "da", "en"])
@pytest.mark.parametrize("town", ["oss", "norddjurs"])
def test_the_checker_finds_nothing_in_any_letter(town: str, language: str) -> None:
    """All of a town in one file, as they are printed: each kind in each language."""
    kept = [one for one in RECORDS if one["town"] == town]
    with portal(town):
        pdf = letters_pdf([(letter(one["kind"], one["content"], language), CODE) for one in kept])
    report = pdfua.validate(BytesIO(pdf))
    assert [finding.message for finding in report.findings] == []
    assert tags(pdf).count("H1") == len(kept)


def test_a_letter_is_a_document_with_headings_a_table_and_its_language() -> None:
    record = next(one for one in RECORDS if one["kind"] == "reminder")
    with portal(record["town"]):
        pdf = letters_pdf([(letter("reminder", record["content"], "da"), CODE)])
    seen = tags(pdf)
    assert seen.index("H1") < seen.index("H2") < seen.index("Table")
    assert {"TH", "TD", "P"} <= set(seen)
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert str(opened.Root.Lang) == "da"
        assert "Brev" in str(opened.docinfo["/Title"])


@pytest.mark.parametrize("said", HOSTILE)
def test_what_someone_wrote_is_never_read_as_markup_or_code(said: str) -> None:
    record = next(one for one in RECORDS if one["content"].get("by") == "staff")
    content = record["content"] | {"name": said, "address": said, "reason": said}
    with portal("oss"):
        article = str(letter_article(load("oss"), letter(record["kind"], content), paper=True))
        assert "<script" not in article
        assert article.count("<article") == 1
        pdf = letters_pdf([(letter(record["kind"], content), None)])
    plain = record["content"]
    with portal("oss"):
        usual = letters_pdf([(letter(record["kind"], plain), None)])
    assert set(tags(pdf)) == set(tags(usual))


def test_the_same_document_gives_the_same_bytes() -> None:
    html = "<article><h1>A</h1><p>Some <strong>words</strong>.</p></article>"
    assert paper(html) == paper(html)
    assert paper(html) != paper(html.replace("words", "others"))


def test_each_article_begins_on_a_page_of_its_own() -> None:
    html = '<article lang="nl"><h1>Een</h1></article><article lang="da"><h1>To</h1></article>'
    with pikepdf.open(BytesIO(paper(html))) as opened:
        assert len(opened.pages) == 2


@pytest.mark.parametrize("text", ["€ 1.234,50 − æøå ÆØÅ", "Їжак Zażółć ığş", "مرحبا", "שלום"])
def test_what_the_fonts_hold_is_drawn(text: str) -> None:
    html = "<article><h1>A</h1><p>{}</p></article>"
    asked = "".join(sign if sign.isascii() else "?" for sign in text)
    assert paper(html.format(text)) != paper(html.format(asked))


def test_a_sign_that_no_font_holds_stands_as_a_question_mark_and_the_rest_is_there() -> None:
    html = "<article><h1>A</h1><p>{} wrote</p></article>"
    assert paper(html.format("漢字 Å")) == paper(html.format("?? Å"))
