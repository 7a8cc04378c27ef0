"""A long course of payments on the page of a claim: folded, and still adding up."""

from collections.abc import Iterator

import pytest
from flask import Flask

from portal.web.claim_words import shortened
from portal.web.context import amount


def course(*amounts: int) -> list[dict[str, object]]:
    return [{"amount": one, "amount_text": amount(one), "why": "a day"} for one in amounts]


@pytest.fixture(autouse=True)
def on_a_page(oss: Flask) -> Iterator[None]:
    with oss.test_request_context():
        yield


def test_a_short_course_stands_there_whole() -> None:
    lines = course(1_000_00, *[-50_00] * 8)
    assert shortened(lines) == (lines, [])


def test_of_a_long_course_one_line_has_the_sum_of_what_is_folded() -> None:
    lines = course(1_000_00, *[-50_00] * 5, 7_00, *[-50_00] * 4)
    shown, folded = shortened(lines)
    assert [*shown[:1], *folded, *shown[2:]] == lines
    assert shown[1]["amount_text"] == amount(5 * -50_00 + 7_00)
