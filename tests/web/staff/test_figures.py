"""What stands above a figure says what is counted in it."""

from flask import Flask

from tests.web.conftest import words
from tests.web.staff.desk import Desk, say

PAGE = "/staff/figures/council/arrears"


def test_arrears_by_month_say_that_they_hold_what_the_collector_has(
    norddjurs: Flask, oss: Flask
) -> None:
    with_collector = say("figures-of-arrears-trend-all")
    assert with_collector in words(Desk(norddjurs, "demo-council").get(PAGE))
    assert with_collector not in words(Desk(oss, "demo-council").get(PAGE)), "there is none"
