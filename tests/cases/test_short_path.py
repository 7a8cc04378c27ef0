"""A plan that needs no look at income is offered as it would be granted, or not at all."""

from datetime import date

import pytest
from sqlmodel import Session, select

from portal.cases import drafts
from portal.cases.assessing import assess_case
from portal.cases.models import Decision, Receipt
from portal.cases.sending import send
from portal.cases.short_path import ShortOffer, short_offer
from portal.check import broken
from portal.db import Database
from portal.ledger import claims as ledger_claims
from portal.ledger.models import Plan
from portal.municipality import load
from portal.people.actors import person_actor
from tests import builders
from tests.builders import DAY, NOW

TOWNS = {"oss": load("oss"), "norddjurs": load("norddjurs")}
KIND = {"oss": "benefit_recovery", "norddjurs": "daycare"}


def offered(session: Session, town: str, *amounts: int, **fields: object) -> ShortOffer | None:
    owner = builders.person(session)
    for amount in amounts:
        builders.claim(session, owner, amount, **{"kind": KIND[town]} | fields)
    views = ledger_claims.views(session, owner.id or 0, DAY)
    return short_offer(TOWNS[town], "person", views, DAY)


@pytest.mark.parametrize(
    ("town", "amounts", "monthly", "count"),
    [
        ("oss", (1_000_00,), 83_34, 12),
        ("oss", (500_00, 500_00), 83_34, 12),
        ("oss", (100_00,), 25_00, 4),
        ("norddjurs", (12_000_00,), 1_000_00, 12),
        ("norddjurs", (1_000_00,), 200_00, 5),
        ("norddjurs", (1_850_00,), 200_00, 10),
        ("oss", (290_00,), 26_37, 11),
    ],
)
def test_the_longest_plan_without_questions_is_offered(
    embedded: Database, town: str, amounts: tuple[int, ...], monthly: int, count: int
) -> None:
    with embedded.unit_of_work() as session:
        offer = offered(session, town, *amounts)
    assert offer is not None
    assert (offer.monthly, offer.count) == (monthly, count)
    assert offer.monthly * (offer.count - 1) + offer.last == sum(amounts)


def test_what_the_rules_do_not_give_at_once_is_not_offered(embedded: Database) -> None:
    with embedded.unit_of_work() as session:
        assert offered(session, "oss", 30_00) is None
        assert offered(session, "oss", 1_000_00, time_bar_on=DAY) is None
        assert offered(session, "norddjurs", 90_000_00) is None
        assert offered(session, "oss", 1_000_00, kind="benefit_recovery", scheme="bbz") is None


@pytest.mark.parametrize(("town", "kind"), [("oss", "person"), ("norddjurs", "business")])
def test_what_is_offered_is_what_sending_it_grants(
    embedded: Database, town: str, kind: str
) -> None:
    with embedded.unit_of_work() as session:
        owner = builders.person(session, kind=kind)
        builders.claim(session, owner, 1_000_00, kind=KIND[town])
        views = ledger_claims.views(session, owner.id or 0, DAY)
        offer, actor = short_offer(TOWNS[town], kind, views, DAY), person_actor(owner)
        assert offer is not None
        case = drafts.begin(session, actor, "plan", offer.refs, NOW)
        for question, value in offer.told.items():
            drafts.answer(session, case, question, value, NOW)
        assert assess_case(session, TOWNS[town], case, DAY).missing == []
        given = {"warnings": {}, "language": "en", "now": NOW, "on": date(2026, 11, 2)}
        send(session, TOWNS[town], actor, case, seen=case.version, **given)
        plan = session.exec(select(Plan)).one()
        assert plan.monthly == offer.monthly
        assert session.exec(select(Decision.staff_id)).one() is None
        assert session.exec(select(Receipt.result)).one()["instalment"]
        assert broken(session) == []
