"""Half at once at the claims it is about: what is still to come in, until the rest is let go."""

from datetime import timedelta

from portal.cases.matters import answering, half_due
from portal.cases.matters.answering import Said
from portal.cases.matters.half_due import HalfDue
from tests import builders
from tests.builders import DAY
from tests.cases.matters.test_matters import WHY, Town, town

__all__ = ["town"]
BY = DAY + timedelta(days=28)


def due(town: Town, days: int = 0) -> list[HalfDue | None]:
    on = DAY + timedelta(days=days)
    return [
        half_due.agreed(town.session, claim.id or 0, claim.person_id, on) for claim in town.claims
    ]


def test_after_the_yes_the_half_is_due_and_once_it_is_in_nothing_is(town: Town) -> None:
    case = town.sent("settlement")
    assert due(town) == [None, None]
    answering.answer(town.session, town.by(case), case, Said("accepted", WHY, BY))
    (told, _) = due(town)
    assert told is not None
    assert told.missing + told.let_go == 1_100_01
    builders.pay(town.session, town.claims[0], told.missing)
    assert due(town) == [HalfDue(0, told.let_go, BY, 0, 2)] * 2


def test_of_claims_together_each_asks_for_its_own_part_of_the_half(town: Town) -> None:
    case = town.sent("settlement")
    answering.answer(town.session, town.by(case), case, Said("accepted", WHY, BY))
    parts = [one for one in due(town) if one is not None]
    assert [one.count for one in parts] == [2, 2]
    assert sum(one.here for one in parts) == parts[0].missing


def test_after_its_day_it_is_not_offered_any_more(town: Town) -> None:
    case = town.sent("settlement")
    answering.answer(town.session, town.by(case), case, Said("accepted", WHY, BY))
    assert due(town, days=29) == [None, None]
    assert half_due.agreed(town.session, town.claims[0].id or 0, 10**6, DAY) is None, "nobody else"
