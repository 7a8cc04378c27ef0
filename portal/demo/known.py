"""What the demo's municipality knows of people it pays a benefit: from its own records.

Only of people who are nobody to sign in as; made up like the people of a trial, the same each time.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from portal.ledger.models import Claim
from portal.municipality import Municipality
from portal.people.models import KnownFact, Person
from portal.rules.facts import FORMS

SOURCE, EACH, SEED = "source-own-benefits", 2, 7
"""Every second person is on a benefit, so that a trial also has people it cannot count."""


def know(session: Session, town: Municipality, named: set[str], today: date) -> None:
    """Keep household and income of every second person who is not among the named ones."""
    owing = select(Claim.person_id).distinct()
    wanted = select(Person.id).where(
        Person.kind == "person", col(Person.id).in_(owing), col(Person.ref).not_in(named)
    )
    ids = session.exec(wanted.order_by(col(Person.id))).all()[::EACH]
    from portal.simulate.caseload import synthetic  # noqa: PLC0415  (columns: only to fill a demo)

    made = synthetic(town, today, len(ids), SEED).people
    for row, person_id in enumerate(ids):
        form, children = FORMS[made.form[row]], int(made.children[row])
        facts = dict(_facts(town, form, children, int(made.income[row])))
        assert person_id is not None
        for name, value in facts.items():
            session.add(
                KnownFact(person_id=person_id, name=name, value=value, source=SOURCE, as_of=today)
            )


def _facts(town: Municipality, form: str, children: int, income: int) -> Iterator[tuple[str, Any]]:
    yield "household", form
    if form != "single":
        yield "children", children
    yield "income", {"amount": income, "period": town.policy.income_period}
