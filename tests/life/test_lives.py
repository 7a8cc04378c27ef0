"""Whole lives of claims, month by month: nights, payments, flags, answers of staff, all by chance.

After every step the invariants hold, and the same seed lives the same life.
"""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

import pytest
from sqlmodel import Session, col, select

from portal.check import broken
from portal.db import Database
from portal.errors import NotNow, PortalError
from portal.jobs.answers import KINDS, Answer, answer
from portal.jobs.night import InProcess, Night, run_night
from portal.jobs.steps import STEPS
from portal.ledger import balances, holds, plans
from portal.ledger.incoming import Money, receive
from portal.ledger.models import Claim
from portal.ledger.records import Hold, Proposal
from portal.municipality import load
from portal.people.actors import Actor, staff_actor
from portal.people.installation import Purpose
from portal.people.installation import claim as claim_installation
from portal.rules.days import months_on
from portal.rules.schedule import schedule
from tests import builders
from tests.builders import NOW
from tests.life.canonical import picture
from tests.life.town import TODAY, TOWNS, settle


class Life:
    """A town through the years, by one seed."""

    def __init__(self, database: Database, town: str, people: int, seed: int) -> None:
        self.database, self.town, self.chance = database, load(town), Random(seed)
        with database.unit_of_work() as session:
            claim_installation(session, Purpose(town, demo=True))
            settle(session, town, people, seed)
            self.staff = [staff_actor(builders.staff(session)) for _ in range(2)]
        self.seed, self.steps = seed, 0

    def month(self, on: date) -> None:
        """A night, then what people do in the month after it."""
        night = Night(self.town, on, NOW)
        run_night(self.database, night, STEPS, InProcess(self.database))
        self.look(on, "night")
        for act in self.chance.sample(ACTS, 3):
            with self.database.unit_of_work() as session:
                act(self, session, on)
            self.look(on, act.__name__)

    def look(self, on: date, after: str) -> None:
        """Hold every invariant against the database."""
        self.steps += 1
        with self.database.reading() as session:
            found = broken(session)
        assert found == [], f"seed {self.seed}, {on}, after {after}"

    def pay(self, session: Session, on: date) -> None:
        """Some pay something: a part, all, or too much."""
        for claim in self.some(session, 5):
            owed = balances.of_claim(session, claim.id or 0).total
            amount = max(1, int(owed * self.chance.choice((0.1, 0.5, 1, 1.2))))
            money = Money(f"life:{self.steps}:{claim.number}", "online", on, amount)
            order = self.town.payment.imputation
            receive(session, money, claim.id, order, now=NOW, actor="provider")

    def flag(self, session: Session, on: date) -> None:
        """A flag for social considerations goes up, or one comes down."""
        for claim in self.some(session, 2):
            holds.place(
                session,
                key=f"life:{self.steps}:{claim.number}",
                kind="social",
                reason="by chance",
                from_on=on,
                until_on=on + timedelta(days=self.chance.randrange(60)),
                by=self.staff[0].signature,
                now=NOW,
                person_id=claim.person_id,
            )
        lifted = select(Hold.id).where(Hold.kind == "social", col(Hold.lifted_on).is_(None))
        for hold_id in session.exec(lifted.order_by(col(Hold.id))).all()[:1]:
            holds.lift(session, hold_id or 0, on=on, by=self.staff[1].signature, now=NOW)

    def arrange(self, session: Session, on: date) -> None:
        """Someone gets a plan for a claim."""
        for claim in self.some(session, 2):
            owed = balances.of_claim(session, claim.id or 0).total
            if owed < 50_00:
                continue
            amounts = schedule(owed, owed // self.chance.randrange(2, 12) + 1)
            plans.make(
                session,
                person_id=claim.person_id,
                claim_ids=[claim.id or 0],
                schedule=amounts,
                monthly=amounts[0],
                first_due=plans.first_due(on, self.town.country),
                made_on=on,
                origin=self.staff[0].signature,
                policy_version=self.town.policy.version,
                country=self.town.country,
            )

    def answer(self, session: Session, on: date) -> None:
        """Staff answer what is prepared for them; two sign where two must."""
        waiting = select(Proposal).where(Proposal.state == "open").order_by(col(Proposal.id))
        for proposal in session.exec(waiting.limit(6)).all():
            if proposal.kind not in KINDS:
                continue
            says = self.chance.choice(("yes", "yes", "no", "later"))
            later = on + timedelta(days=30) if says == "later" else None
            for staff in self.staff:
                self._say(session, staff, proposal, says, later, on)

    def _say(
        self,
        session: Session,
        staff: Actor,
        proposal: Proposal,
        says: str,
        later: date | None,
        on: date,
    ) -> None:
        given = {"on": on, "at": "10:00", "place": "The town hall", "amount": 0}
        said = Answer(says, "By chance, in a test", proposal.version, later, given)
        try:
            with session.begin_nested():
                answer(session, self.town, staff, proposal.ref, said, now=NOW, on=on)
        except (NotNow, PortalError):
            session.refresh(proposal)

    def some(self, session: Session, most: int) -> list[Claim]:
        """A few claims of which something is left, here."""
        here = select(Claim).where(Claim.stage != "transferred").order_by(col(Claim.id))
        claims = list(session.exec(here).all())
        owed = balances.of_claims(session, [claim.id or 0 for claim in claims])
        left = [claim for claim in claims if owed[claim.id or 0].total > 0]
        return self.chance.sample(left, min(most, len(left)))


ACTS: list[Callable[[Life, Session, date], None]] = [
    Life.pay,
    Life.pay,
    Life.flag,
    Life.arrange,
    Life.answer,
    Life.answer,
]


def live(
    database: Database, town: str, people: int, months: int, seed: int
) -> dict[str, list[str]]:
    """Live so long; what goes wrong names the seed."""
    life = Life(database, town, people, seed)
    for number in range(months):
        life.month(months_on(TODAY, number))
    return picture(database)


@pytest.mark.parametrize("town", TOWNS)
def test_two_years_of_a_town_keep_every_invariant(embedded: Database, town: str) -> None:
    ended = live(embedded, town, people=12, months=24, seed=11)
    assert ended["reminder"], "nobody was ever reminded"


@pytest.mark.long
@pytest.mark.parametrize("town", TOWNS)
@pytest.mark.parametrize("seed", range(3))
def test_ten_years_of_a_town_keep_every_invariant(embedded: Database, town: str, seed: int) -> None:
    live(embedded, town, people=100, months=120, seed=seed)
