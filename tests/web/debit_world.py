"""Mandates, batches of direct debit and a withholding, in a demo of 21 November 2026."""

from datetime import date, timedelta
from typing import Any

from flask import Flask
from sqlmodel import Session, col, select

from portal.cases import withholding
from portal.jobs import debits
from portal.jobs.night import InProcess, Night, run_night
from portal.ledger.bankdays import bank_days_before
from portal.ledger.debits import batches, mandates, releasing
from portal.ledger.debits.mandates import Given, Subject
from portal.ledger.debits.models import Collection, DebitBatch, Mandate
from portal.ledger.debits.settings import sepa_of
from portal.ledger.models import Claim, Instalment, Plan
from portal.ledger.setoff.allowed import Means
from portal.people.actors import staff_actor
from portal.people.models import Person, StaffMember
from portal.rules.facts import Household
from tests.web.conftest import TODAY, moment

IBAN = "NL91ABNA0417164300"
PAYER = "demo-old-plan"
"""Someone with a plan, who gave a mandate."""


def batch_waits(app: Flask, number: int = 1) -> str:
    """Let someone give a mandate long ago, and the nights prepare; return the newest batch."""
    portal = app.extensions["portal"]
    with portal.database.unit_of_work() as session:
        plans = select(Plan).join(Person).where(Person.ref == PAYER)
        plan = session.exec(plans.where(col(Plan.ended_on).is_(None))).one()
        give(portal, session, plan, TODAY - timedelta(days=60))
        coming = select(Instalment.due_on).where(
            Instalment.plan_id == plan.id, Instalment.due_on > TODAY + timedelta(days=14)
        )
        days = session.exec(coming.order_by(col(Instalment.no)).limit(number)).all()
    for due in days:
        for on in (due - timedelta(days=18), bank_days_before(due, 5, "NL")):
            night = Night(portal.town, on, moment(on))
            run_night(portal.database, night, debits.COMING, InProcess(portal.database))
    with portal.database.unit_of_work() as session:
        for one in session.exec(select(Collection)):
            one.announced_on = TODAY  # the nights ran ahead of the demo's day
        return str(session.exec(select(DebitBatch.ref).order_by(col(DebitBatch.id).desc())).first())


def give(portal: Any, session: Session, plan: Plan, on: date) -> None:
    """Give a mandate for a plan."""
    given = Given(account=IBAN, holder="T. Person", wording="I agree.", language="en", given_on=on)
    sepa = sepa_of(portal.town)
    assert sepa is not None
    subject = Subject(plan_id=plan.id)
    told = {"sepa": sepa, "on": on, "by": "resident:x", "now": moment(on)}
    mandates.give(session, plan.person_id, subject, given, **told)


def debit_names(app: Flask) -> dict[str, str]:
    """Fill a world: a batch that waits, one that was released, a withholding; return the names."""
    newest, portal = batch_waits(app, number=2), app.extensions["portal"]
    with portal.database.unit_of_work() as session:
        batch = session.exec(select(DebitBatch).where(DebitBatch.ref != newest)).one()
        for ref in ("demo-supervisor", "demo-second"):
            _release(portal, session, batch, ref)
        one = select(Collection.ref).join(DebitBatch, col(DebitBatch.id) == Collection.batch_id)
        return {
            "batch": newest,
            "freed": batch.ref,
            "collection": session.exec(one.where(DebitBatch.ref == newest)).one(),
            "mandate": session.exec(select(Mandate.ref)).one(),
            "couple-claim": _claim(session, "demo-couple").ref,
            "withholding": _withhold(portal, session),
        }


def _release(portal: Any, session: Session, batch: DebitBatch, ref: str) -> None:
    found = session.exec(select(StaffMember).where(StaffMember.role != "decentral_unit")).all()
    staff = next((one for one in found if one.ref == ref), found[1])
    releasing.answer(
        session,
        staff_actor(staff),
        batch,
        "yes",
        "Looked at.",
        seen=batches.proposal_of(session, batch).version,
        town=portal.town,
        sepa=sepa_of(portal.town),
        writer=portal.debits,
        on=TODAY,
        now=moment(),
    )


def _claim(session: Session, ref: str) -> Claim:
    wanted = select(Claim).join(Person).where(Person.ref == ref, Claim.stage == "open")
    return session.exec(wanted.order_by(col(Claim.id))).first()


def _withhold(portal: Any, session: Session) -> str:
    claim = _claim(session, "demo-benefit")
    worker = session.exec(select(StaffMember).where(StaffMember.ref == "demo-worker")).one()
    made = withholding.arrange(
        session,
        portal.town,
        staff_actor(worker),
        session.get_one(Person, claim.person_id),
        [claim.id],
        20_00,
        date(2026, 12, 1),
        Means(Household(), income=1_419_46),
        on=TODAY,
        now=moment(),
    )
    return made.ref
