"""The page for everyone on what was asked and what came of it."""

import csv
from io import StringIO

import pytest
from flask import Flask
from sqlmodel import select

from portal.cases.figures import outcomes
from portal.people.models import Person
from tests.web.conftest import words
from tests.web.staff.counting import statements


def test_anyone_reads_it_and_finds_nobody_in_it(oss: Flask) -> None:
    guest = oss.test_client()
    guest.set_cookie("lang", "en")
    with statements(oss) as asked:
        page = guest.get("/outcomes")
    assert len([one for one in asked if "public_figure" in one]) == 1
    assert len(asked) <= 4, "the others tell what the policy is and what nobody is signed in to"
    said, saved = words(page), guest.get("/outcomes.csv")
    assert "What is about fewer than 10 people is not shown" in said
    assert "Up to 90 days late" in said
    with oss.extensions["portal"].database.reading() as session:
        for person in session.exec(select(Person)):
            for told in (said, saved.text):
                assert person.name not in told
                assert person.ref not in told
    cells = list(csv.DictReader(one for one in StringIO(saved.text) if one[0] not in '#"'))
    assert {cell["table"] for cell in cells} == {"arrears", "decisions", "answers", "remission"}
    assert all(not cell["count"] and not cell["amount"] for cell in cells if cell["shown"] != "yes")
    for path in ("/about", "/rules"):
        assert 'href="/outcomes"' in guest.get(path).text


def test_a_municipality_that_does_not_publish_has_no_such_page(
    oss: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outcomes, "is_public", lambda *_: False)
    monkeypatch.setattr("portal.web.articles.is_public", lambda *_: False)
    guest = oss.test_client()
    assert guest.get("/outcomes").status_code == 404
    assert guest.get("/outcomes.csv").status_code == 404
    assert "/outcomes" not in guest.get("/rules").text
