"""A mandate, and a batch of direct debit that waits, in a demo of 21 November 2026."""

from datetime import date, timedelta

from flask import Flask
from sqlmodel import select

from portal.jobs import debits
from portal.jobs.night import InProcess, Night, run_night
from portal.ledger.debits import mandates
from portal.ledger.debits.mandates import Given, Subject
from portal.ledger.debits.models import DebitBatch
from portal.ledger.debits.settings import sepa_of
from portal.ledger.models import Instalment, Plan
from tests.web.conftest import TODAY, moment

IBAN = "NL91ABNA0417164300"


def batch_waits(app: Flask) -> str:
    """Let someone with a plan give a mandate long ago, and the night prepare; return the batch."""
    portal = app.extensions["portal"]
    with portal.database.unit_of_work() as session:
        plan = session.exec(
            select(Plan).join(Instalment).where(Plan.ended_on == None, Instalment.due_on > TODAY)  # noqa: E711
        ).first()
        give(portal, session, plan, TODAY - timedelta(days=60))
        due = session.exec(
            select(Instalment.due_on).where(
                Instalment.plan_id == plan.id, Instalment.due_on > TODAY
            )
        ).first()
    for ahead in (18, 7):
        on: date = due - timedelta(days=ahead)
        night = Night(portal.town, on, moment(on))
        run_night(portal.database, night, debits.COMING, InProcess(portal.database))
    with portal.database.reading() as session:
        return session.exec(select(DebitBatch.ref)).first()


def give(portal, session, plan: Plan, on: date) -> str:  # noqa: ANN001
    """Give a mandate for a plan."""
    mandate = mandates.give(
        session,
        plan.person_id,
        Subject(plan_id=plan.id),
        Given(account=IBAN, holder="T. Person", wording="I agree.", given_on=on),
        sepa=sepa_of(portal.town),
        on=on,
        by="resident:x",
        now=moment(on),
    )
    return mandate.ref
