"""A small town in the middle of its year: claims of every age, plans that are kept or not."""

from datetime import date, timedelta
from random import Random

from sqlmodel import Session

from portal.ledger import holds, plans
from portal.ledger.models import Claim
from portal.municipality import Municipality, load
from portal.people.models import Person
from portal.rules.schedule import schedule
from tests import builders
from tests.builders import NOW

TODAY = date(2026, 11, 2)
TOWNS = ("oss", "norddjurs")


def settle(session: Session, name: str, people: int, seed: int) -> Municipality:
    """Fill an empty database with people of a town; the same seed gives the same town."""
    town, chance = load(name), Random(seed)
    for number in range(people):
        _person(session, town, chance, number)
    session.flush()
    return town


def _person(session: Session, town: Municipality, chance: Random, number: int) -> None:
    owner = builders.person(
        session,
        name=f"Person {number}",
        identity_digest=f"{town.name}-{number}",
        identity_scheme=town.identity_schemes[0],
        language=town.languages[0],
    )
    debts = [
        _claim(session, town, chance, owner, number, one) for one in range(chance.choice((1, 1, 2)))
    ]
    if chance.random() < 0.5:
        _plan(session, town, chance, owner, debts)
    if chance.random() < 0.1:
        holds.place(
            session,
            key=f"hold:{number}",
            kind="social",
            reason="a flag of the test",
            from_on=TODAY - timedelta(days=3),
            by="staff:test",
            now=NOW,
            person_id=owner.id,
        )


def _claim(
    session: Session, town: Municipality, chance: Random, owner: Person, number: int, one: int
) -> Claim:
    age = chance.choice((5, 40, 50, 75, 120, 400, 1_050))
    arose = TODAY - timedelta(days=age + 30)
    barred = arose + timedelta(days=30 + 365 * town.dunning.time_bar_years)
    return builders.claim(
        session,
        owner,
        chance.choice((12_00, 24_99, 80_00, 345_67, 1_200_00, 9_876_54)),
        number=f"{town.name}-{number}-{one}",
        payment_reference=f"{number:07d}{one:02d}",
        kind=chance.choice(sorted(town.claim_kinds)),
        arose_on=arose,
        due_on=arose + timedelta(days=30),
        time_bar_on=barred,
    )


def _plan(
    session: Session, town: Municipality, chance: Random, owner: Person, debts: list[Claim]
) -> None:
    assert owner.id is not None
    total = sum(builders.owed(session, debt) for debt in debts)
    amounts = schedule(total, max(25_00, total // 10))
    made_on = TODAY - timedelta(days=chance.choice((20, 90, 200)))
    plan = plans.make(
        session,
        person_id=owner.id,
        claim_ids=[debt.id for debt in debts if debt.id is not None],
        schedule=amounts,
        monthly=amounts[0],
        first_due=made_on + timedelta(days=10),
        made_on=made_on,
        origin="import",
        policy_version=town.policy.version,
        country=town.country,
    )
    due = [day for day in plans.due_days(session, plan) if day < TODAY]
    paid = len(due) if chance.random() < 0.6 else max(0, len(due) - 1)
    for amount, day in list(zip(amounts, due, strict=False))[:paid]:
        owing = next((debt for debt in debts if builders.owed(session, debt)), None)
        if owing is not None:
            builders.pay(session, owing, amount, day)
