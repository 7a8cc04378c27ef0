"""A decentral unit sees how its own claims stand, and nothing else."""

import re

from flask import Flask

from portal.ledger.models import Claim
from tests.web.conftest import words
from tests.web.staff.desk import Desk, rows


def test_a_unit_starts_at_its_own_claims_and_sees_no_others(norddjurs: Flask) -> None:
    page = Desk(norddjurs, "demo-unit").get("/")
    assert page.request.path == "/staff/unit"
    own = [one for one in rows(norddjurs, Claim) if one.unit == "Kulturskolen"]
    others = [one for one in rows(norddjurs, Claim) if one.unit != "Kulturskolen"]
    assert own
    assert all(one.number in page.text for one in own)
    assert not [one.number for one in others if one.number in page.text]
    assert "Handed over to another collector" in words(page)


def test_the_total_counts_only_the_claims_that_are_in_it(norddjurs: Flask) -> None:
    page = words(Desk(norddjurs, "demo-unit").get("/staff/unit"))
    shown = sum(int(number) for number in re.findall(r"(?:Open|In a [a-z ]*plan) \((\d+)\)", page))
    assert re.search(rf"number of claims: {shown}\b", page)


def test_a_unit_has_no_other_page_of_staff(norddjurs: Flask) -> None:
    unit = Desk(norddjurs, "demo-unit")
    for path in ("/staff/", "/staff/money", "/staff/cases/x", "/staff/letters/x"):
        assert unit.get(path).status_code == 404, path
    assert "/staff/money" not in unit.get("/staff/unit").text


def test_a_case_worker_starts_at_the_queue(oss: Flask) -> None:
    page = Desk(oss).get("/")
    assert page.request.path == "/staff/"
    assert "Money that came in" in page.text
    assert Desk(oss).get("/staff/unit").status_code == 404
