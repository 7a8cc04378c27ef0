"""A person's mandates for staff: those there are, one more from paper, and ending one."""

from datetime import date
from http import HTTPStatus
from typing import Any

from flask import redirect, url_for
from flask_babel import gettext
from sqlmodel import Session
from werkzeug.wrappers import Response

from portal.errors import NotFound
from portal.ledger import plans
from portal.ledger.debits import mandates
from portal.ledger.debits.invited import recurring_kinds
from portal.ledger.debits.mandates import Given, Subject
from portal.ledger.debits.settings import sepa_of
from portal.municipality import Municipality
from portal.people import directory
from portal.people.actors import Permission
from portal.people.models import Person
from portal.web.carrying_out import filled_in
from portal.web.context import amount, lang
from portal.web.debit_forms import PaperMandate
from portal.web.debit_words import kind_text, mandate_words
from portal.web.fields import clean
from portal.web.fragments import answer
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff import staff

MAY = Permission.CLAIM_CHANGE


def section(session: Session, town: Municipality, person: Person, on: date) -> dict[str, Any]:
    """What the page of a person says of direct debit."""
    if sepa_of(town) is None or person.id is None:
        return {"is_here": False}
    return {
        "is_here": True,
        "mandates": [
            mandate_words(one, for_staff=True) for one in mandates.of_person(session, person.id)
        ],
        "can_give": bool(_subjects(session, town, person.id, on)),
        "new_url": url_for("staff.mandate_new", ref=person.ref),
    }


def _subjects(
    session: Session, town: Municipality, person_id: int, on: date
) -> list[tuple[str, str]]:
    """What a mandate can be given for now: a value to send, and its words."""
    own = mandates.of_person(session, person_id)
    taken = {(one.plan_id, one.kind) for one in own if one.ended_on is None}
    found = [
        (plan.ref, gettext("staff-mandate-plan", amount=amount(plan.monthly)))
        for plan in plans.running(session, person_id, on)
        if (plan.id, "") not in taken
    ]
    kinds = sorted(kind for kind in recurring_kinds(town) if (None, kind) not in taken)
    return found + [(kind, kind_text(kind)) for kind in kinds]


@staff.route("/people/<ref>/mandates/new", methods=["GET", "POST"])
@needs(MAY)
def mandate_new(ref: str) -> Response:
    """Enter a mandate that was given on paper."""
    parts, today = services(), services().clock.today()
    sepa = sepa_of(parts.town)
    if sepa is None:
        raise NotFound
    with parts.database.reading() as session:
        person = directory.by_ref(session, actor(), ref)
        assert person.id is not None
        subjects = _subjects(session, parts.town, person.id, today)
    form, person_id = PaperMandate(subjects, today), person.id

    def page(status: int, problem: str) -> Response:
        shown = {"form": form, "person": person, "problem": problem}
        return answer("staff/debits/mandate.html", status=status, **shown)

    def give(session: Session) -> None:
        mandates.give(
            session,
            person_id,
            _subject(session, person_id, form.subject.data),
            _given(form),
            sepa=sepa,
            on=today,
            by=actor().signature,
            now=parts.clock.now(),
        )

    return filled_in(form, page, give, url_for("staff.person", ref=ref))


def _given(form: PaperMandate) -> Given:
    assert form.signed_on.data is not None, "the form asked for it"
    return Given(
        account=clean(form.account.data),
        holder=clean(form.holder.data),
        wording=gettext("staff-mandate-paper"),
        language=lang(),
        given_on=form.signed_on.data,
        way="paper",
    )


def _subject(session: Session, person_id: int, chosen: str) -> Subject:
    if chosen in recurring_kinds(services().town):
        return Subject(kind=chosen)
    return Subject(plan_id=plans.of_person(session, person_id, chosen).id)


@staff.post("/mandates/<ref>/end")
@needs(MAY)
def mandate_end(ref: str) -> Response:
    """End a mandate for a person who asked for it."""
    parts = services()
    with parts.database.unit_of_work() as session:
        mandate = mandates.by_ref(session, ref)
        person = session.get_one(Person, mandate.person_id)
        mandates.end(
            session,
            mandate,
            "staff",
            on=parts.clock.today(),
            by=actor().signature,
            now=parts.clock.now(),
        )
    return redirect(url_for("staff.person", ref=person.ref), code=HTTPStatus.SEE_OTHER)
