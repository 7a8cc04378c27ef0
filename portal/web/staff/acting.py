"""Mandates and guardians for staff: what waits to be checked, an answer, and who acts for whom."""

from datetime import date
from functools import partial
from http import HTTPStatus
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from sqlmodel import Session
from werkzeug.wrappers import Response
from wtforms import TextAreaField, ValidationError
from wtforms.validators import Optional

from portal.cases.models import LEAST_REASON
from portal.ledger.sight import sight_of
from portal.municipality import Municipality
from portal.people.acting import asking, reading
from portal.people.acting.asking import RIGHTS
from portal.people.acting.models import ActingAsk
from portal.people.actors import Permission
from portal.people.evidence import keeping
from portal.people.models import Person
from portal.web.carrying_out import filled_in
from portal.web.evidence_files import shown
from portal.web.fields import choices_of, clean, number, one_of
from portal.web.fragments import answer
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff import staff
from portal.web.staff.forms import DayField

LONGEST_REASON = 500


class Answer(FlaskForm):
    """Yes, until a day; or no, with the reason."""

    says = one_of(lazy_gettext("staff-acting-says"))
    until = DayField(lazy_gettext("staff-acting-until"), validators=[Optional()])
    reason = TextAreaField(lazy_gettext("staff-acting-reason"), filters=[clean])

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401
        """Offer both answers."""
        super().__init__(**kwargs)
        self.says.choices = choices_of("staff-acting", ("yes", "no"))

    def validate_reason(self, field: TextAreaField) -> None:
        """Who says no says why."""
        written = field.data or ""
        if self.says.data == "no" and len(written) < LEAST_REASON:
            raise ValidationError(gettext("error-reason-needed"))
        if len(written) > LONGEST_REASON:
            raise ValidationError(gettext("error-too-long"))


def section(session: Session, _town: Municipality, person: Person, on: date) -> dict[str, Any]:
    """What a person's page says of who acts for them, and for whom they act."""
    assert person.id is not None
    theirs = reading.of_principal(session, person.id, ("standing", "guardian", "firm"))
    return {
        "for_them": [one for one in theirs if reading.runs(one.acting, on)],
        "for_others": reading.may_act_for(session, person.id, on),
    }


@staff.get("/acting")
@needs(Permission.PERSON_READ)
def acting() -> str:
    """List what waits to be checked."""
    with services().database.reading() as session:
        found = asking.waiting(session, actor())
        sight = sight_of(session, actor())
    asks = [(one, sight.sees(one.asker_id) and sight.sees_name(one.other_name)) for one in found]
    return render_template("staff/acting.html", asks=asks)


@staff.route("/acting/<ref>", methods=["GET", "POST"])
@needs(Permission.CLAIM_CHANGE)
def acting_answer(ref: str) -> Response:
    """Show one with its paper, and keep the answer."""
    form = Answer()
    page, onwards = partial(_page, ref, form), url_for("staff.acting")
    return filled_in(form, page, lambda session: _keep(session, ref, form), onwards)


@staff.post("/acting/leaves/<ref>/end")
@needs(Permission.CLAIM_CHANGE)
def acting_end(ref: str) -> Response:
    """End a leave at once; both are told."""
    parts = services()
    with parts.database.unit_of_work() as session:
        found = reading.by_ref(session, ref)
        today, now = parts.clock.today(), parts.clock.now()
        asking.end(session, actor(), found.acting, on=today, now=now)
    return redirect(url_for("staff.person", ref=found.principal.ref), code=HTTPStatus.SEE_OTHER)


def _keep(session: Session, ref: str, form: Answer) -> None:
    parts = services()
    today, now = parts.clock.today(), parts.clock.now()
    found, _, _ = asking.for_staff(session, actor(), ref)
    seen = number(request.form.get("version", ""), none=-1)
    if form.says.data == "no":
        reason = form.reason.data or ""
        asking.decline(session, actor(), found, seen=seen, reason=reason, on=today, now=now)
        return
    asking.accept(
        *(session, actor(), found),
        seen=seen,
        until_on=form.until.data,
        language=parts.town.languages[0],
        on=today,
        now=now,
    )


def _page(ref: str, form: Answer, status: int, problem: str) -> Response:
    parts = services()
    with parts.database.reading() as session:
        found, asker, other = asking.for_staff(session, actor(), ref)
        files = keeping.of(session, asking.about(found))
    if not form.is_submitted():
        form.until.data = found.until_on
    return answer(
        "staff/acting_answer.html",
        status=status,
        form=form,
        problem=problem,
        ask=found,
        asker=asker,
        other=other,
        rights=_rights(found),
        files=shown(files),
        is_scanned=parts.files.scanner.name != "none",
    )


def _rights(found: ActingAsk) -> str:
    """What is asked to be left to the helper, by its name."""
    asked = frozenset(found.rights)
    names = (name for name, rights in RIGHTS.items() if {*map(str, rights)} == asked)
    return next(names, "everything")
