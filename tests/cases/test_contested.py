"""A fact on file that the resident says is otherwise: never held against them, never lost."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from sqlmodel import Session

from portal.cases import drafts
from portal.cases.assessing import Assessed, assess_case
from portal.cases.models import Case
from portal.cases.sending import send
from portal.db import Database
from portal.municipality import load
from portal.people.actors import Actor, person_actor
from portal.people.models import KnownFact
from tests import builders
from tests.builders import DAY, NOW

OSS = load("oss")
MEANS: dict[str, Any] = {
    "way": "rules",
    "household": "single",
    "pension_age": "none",
    "benefit": False,
    "assets": 0,
    "circumstances": [],
}


def monthly(amount: int) -> dict[str, Any]:
    return {"amount": amount, "period": "month"}


@dataclass
class Asking:
    """Someone who asks for a plan, of whom an income is on file."""

    session: Session
    actor: Actor
    case: Case

    def says(self, **told: object) -> Assessed:
        for question, value in told.items():
            drafts.answer(self.session, self.case, question, value, NOW)
        return assess_case(self.session, OSS, self.case, DAY)

    def send(self) -> None:
        given = {"warnings": {}, "language": "en", "now": NOW, "on": DAY}
        send(self.session, OSS, self.actor, self.case, seen=self.case.version, **given)


@pytest.fixture
def asking(embedded: Database) -> Iterator[Asking]:
    with embedded.unit_of_work() as session:
        owner = builders.person(session)
        claim = builders.claim(session, owner, 3_000_00, kind="benefit_recovery")
        fact = {"name": "income", "source": "source-own-benefits", "as_of": DAY}
        session.add(KnownFact(person_id=owner.id, value=monthly(2_000_00), **fact))
        actor = person_actor(owner)
        case = drafts.begin(session, actor, "plan", [claim.ref], NOW)
        yield Asking(session, actor, case)


def test_what_is_known_is_not_asked_and_counts(asking: Asking) -> None:
    found = asking.says(**MEANS)
    assert "income" not in found.asked
    assert found.situation.income == 2_000_00
    assert (found.missing, dict(found.contested)) == ([], {})


def test_their_own_word_counts_where_that_asks_less(asking: Asking) -> None:
    found = asking.says(**MEANS, income=monthly(1_800_00))
    assert (found.situation.income, found.by_file) == (1_800_00, False)
    assert list(found.contested) == ["income"]


def test_what_is_on_file_counts_where_that_asks_less(asking: Asking) -> None:
    found = asking.says(**MEANS, income=monthly(2_400_00))
    assert (found.situation.income, found.by_file) == (2_000_00, True)
    assert found.told["income"] == monthly(2_400_00)


@pytest.mark.parametrize("said", [{"unknown": True}, monthly(2_000_00)])
def test_not_to_know_or_to_say_the_same_contests_nothing(asking: Asking, said: object) -> None:
    found = asking.says(**MEANS, income=said)
    assert (found.situation.income, dict(found.contested)) == (2_000_00, {})


def test_the_grant_stands_and_a_person_still_looks(asking: Asking) -> None:
    asking.says(**MEANS, income=monthly(1_900_00))
    asking.send()
    assert (asking.case.state, asking.case.to_weigh) == ("decided", True)
