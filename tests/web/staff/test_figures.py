"""What stands above a figure says what is counted in it."""

from flask import Flask

from portal.cases.figures.parts import Figure, Row
from portal.web.staff.figures.drawn import chart
from tests.web.conftest import words
from tests.web.staff.desk import Desk, say

PAGE = "/staff/figures/council/arrears"


def test_arrears_by_month_say_that_they_hold_what_the_collector_has(
    norddjurs: Flask, oss: Flask
) -> None:
    with_collector = say("figures-of-arrears-trend-all")
    assert with_collector in words(Desk(norddjurs, "demo-council").get(PAGE))
    assert with_collector not in words(Desk(oss, "demo-council").get(PAGE)), "there is none"


def test_two_parts_of_one_article_are_told_apart_in_the_picture(norddjurs: Flask) -> None:
    rows = (Row("plan", (5,)), Row("weighing", (4,)), Row("fees", (1,)))
    figure = Figure("by-article", "article", ("decisions",), rows, ("decisions",))
    with norddjurs.test_request_context(headers={"Accept-Language": "da"}):
        labels = [one.label for one in chart(figure).bars]
    assert len(set(labels)) == 3, labels
