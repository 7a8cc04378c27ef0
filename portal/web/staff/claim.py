"""One claim as staff see it: its time, what was done about it, and what can be done."""

from datetime import date
from functools import partial
from http import HTTPStatus
from typing import Any

from flask import url_for
from flask_wtf import FlaskForm
from sqlmodel import Session, select
from werkzeug.wrappers import Response

from portal.errors import NotNow
from portal.jobs import write_off
from portal.jobs.handover.changing import Change, change
from portal.ledger import balances
from portal.ledger.handover import reading
from portal.ledger.models import Claim
from portal.municipality import Municipality
from portal.people.actors import Permission
from portal.people.models import Person
from portal.record import find_one
from portal.web import fragments
from portal.web.carrying_out import Work, filled_in, seen_version
from portal.web.fields import clean
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff import claim_course, staff
from portal.web.staff.claim_forms import AtCollector, WriteOff
from portal.web.staff.list_words import kind_name


def section(
    session: Session, _town: Municipality, person: Person, _on: date
) -> dict[str, list[dict[str, str]]]:
    """What a person's page says: a link to the course of each claim."""
    found = session.exec(select(Claim).where(Claim.person_id == person.id).order_by("id"))
    return {"claims": [{"number": one.number, "url": claim_course.link(one.ref)} for one in found]}


@staff.get("/claims/<ref>")
@needs(Permission.PERSON_READ)
def claim(ref: str) -> Response:
    """Show the course of one claim."""
    return _page(ref)


@staff.post("/claims/<ref>/write-off")
@needs(Permission.PROPOSAL_ANSWER)
def propose_write_off(ref: str) -> Response:
    """Propose to write the claim off; somebody else must agree."""
    form = WriteOff()

    def act(session: Session) -> None:
        parts, found = services(), _claim(session, ref)
        write_off.ask(
            session,
            actor(),
            found,
            form.cause.data,
            clean(form.reason.data),
            on=parts.clock.today(),
            now=parts.clock.now(),
        )

    return _carry_out(ref, form, act)


@staff.post("/claims/<ref>/at-collector")
@needs(Permission.CLAIM_CHANGE)
def change_at_collector(ref: str) -> Response:
    """Recall the claim from the collector, or write it down or up there."""
    form = AtCollector()

    def act(session: Session) -> None:
        parts, found = services(), _claim(session, ref)
        running = reading.running(session, found.id or 0)
        if running is None:
            raise NotNow("error-not-with-collector")
        amount = form.amount.data if form.way.data != "recall" else 0
        part = form.component.data if form.way.data != "recall" else ""
        wanted = Change(
            form.way.data, form.why.data, clean(form.reason.data), seen_version(), part, amount
        )
        now, on = parts.clock.now(), parts.clock.today()
        change(session, actor(), running.reference, wanted, on=on, now=now)

    return _carry_out(ref, form, act)


def _carry_out(ref: str, form: FlaskForm, act: Work[object]) -> Response:
    return filled_in(form, partial(_page, ref, form), act, url_for("staff.claim", ref=ref))


def _claim(session: Session, ref: str) -> Claim:
    return find_one(session, select(Claim).where(Claim.ref == ref))


def _page(
    ref: str, form: FlaskForm | None = None, status: int = HTTPStatus.OK, problem: str = ""
) -> Response:
    """The whole course; or after a form that was not carried out that form alone, with why."""
    parts, today = services(), services().clock.today()
    with parts.database.reading() as session:
        found = _claim(session, ref)
        left = balances.of_claim(session, found.id or 0).total
        hand_overs = claim_course.hand_overs_of(session, found)
        shown: dict[str, Any] = {
            "time": claim_course.time_of(session, parts.town, found, today),
            "steps": claim_course.steps_of(session, found),
            "booked": claim_course.booked_of(session, found),
            "owner": session.get_one(Person, found.person_id),
        }
    theirs = next((one for one in hand_overs if one["is_theirs"]), None)
    return fragments.answer(
        "staff/claim.html",
        status=status,
        claim=found,
        kind=kind_name(found.kind),
        left=left,
        hand_overs=hand_overs,
        theirs=theirs,
        form=form,
        is_whole=form is None,
        write_off=form if isinstance(form, WriteOff) else WriteOff(formdata=None),
        at_collector=form if isinstance(form, AtCollector) else AtCollector(formdata=None),
        problem=problem,
        **shown,
    )
