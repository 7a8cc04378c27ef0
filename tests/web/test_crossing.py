"""Requests that cross: the check says what else was asked about the same claims."""

import re
from datetime import timedelta

from flask import Flask
from sqlmodel import select
from werkzeug.test import TestResponse

from portal.cases.models import Case, CaseEvent
from portal.people.actors import Permission, Scope
from portal.texts import text
from tests.web.conftest import MEANS, Visitor, all_claims, words
from tests.web.test_acting import allow, claims_of

WHO = "demo-several"
LOW = MEANS | {"income": {"income": "1200", "period": "month"}}
MORE_TIME = MEANS | {"pause": {"pause": "3"}, "story": {"story": "My roof leaks."}}
WAITS, ANSWERED = text("en", "check-also-waits"), text("en", "check-also-answered")


def check_of(visitor: Visitor, page: TestResponse) -> TestResponse:
    """The last page before sending."""
    return visitor.get(re.sub(r"/(account|check)$", "/check", page.request.path))


def case_path(page: TestResponse) -> str:
    return re.sub(r"/(account|check)$", "", page.request.path)


def test_what_waits_already_is_said_with_a_link_before_sending(oss: Flask) -> None:
    one, other = Visitor(oss, WHO), Visitor(oss, WHO)
    mine = one.ask("deferral", MORE_TIME)
    assert WAITS not in words(check_of(one, mine))
    theirs = other.send(other.ask("plan", LOW)).request.path
    check = check_of(one, mine)
    assert f"{WAITS} {text('en', 'case-plan')}" in words(check)
    assert f'href="{theirs}"' in check.text
    assert one.send(mine).request.path == case_path(mine), "it is sent all the same"
    assert one.get(case_path(mine)).status_code == 200


def test_what_was_granted_meanwhile_is_said_with_what_it_is(oss: Flask) -> None:
    one, other = Visitor(oss, WHO), Visitor(oss, WHO)
    mine = one.ask("deferral", MORE_TIME)
    other.send(other.ask("plan", MEANS))
    said = words(check_of(one, mine))
    assert f"{ANSWERED} {text('en', 'case-plan')} . You pay €100.00 a month." in said


def test_what_was_answered_before_one_began_is_no_news(oss: Flask) -> None:
    visitor = Visitor(oss, WHO)
    visitor.send(visitor.ask("plan", MEANS))
    with oss.extensions["portal"].database.unit_of_work() as session:
        for event in session.exec(select(CaseEvent)).all():
            event.at -= timedelta(days=3)
    assert ANSWERED not in words(check_of(visitor, visitor.ask("deferral", MORE_TIME)))


def test_a_request_about_another_claim_is_not_named(oss: Flask) -> None:
    one, other = Visitor(oss, WHO), Visitor(oss, WHO)
    first, second, *_ = all_claims(one.post("/ask", ask="deferral"))
    mine = one.ask("deferral", MORE_TIME, [first])
    other.send(other.ask("plan", LOW, [second]))
    assert WAITS not in words(check_of(one, mine))


def test_a_helper_reads_nothing_of_a_request_that_was_not_lent(oss: Flask) -> None:
    owner = Visitor(oss, WHO)
    mine = owner.ask("deferral", MORE_TIME)
    other = Visitor(oss, WHO)
    other.send(other.ask("plan", LOW))
    with oss.extensions["portal"].database.reading() as session:
        draft = session.exec(select(Case).where(Case.state == "draft")).one()
        refs = frozenset(claim.ref for claim in claims_of(session, WHO))
    leave = allow(oss, *Permission, only=Scope(refs, frozenset({draft.ref})))
    helper = Visitor(oss, "demo-couple")
    helper.post("/acting", acting=leave)
    check = check_of(helper, mine)
    assert check.status_code == 200
    assert WAITS not in words(check)
