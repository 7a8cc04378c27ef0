"""Branches of a business for staff: those there are, and which bills are for each."""

from datetime import date
from typing import Any

from flask import redirect, request, url_for
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from sqlmodel import Session
from werkzeug.wrappers import Response
from wtforms import SelectMultipleField, StringField
from wtforms.validators import Length

from portal.errors import Conflict, NotFound, NotNow
from portal.ledger.firms import placing
from portal.ledger.firms.placing import Place
from portal.municipality import Municipality
from portal.people import directory
from portal.people.actors import Permission
from portal.people.models import Person
from portal.web.fields import clean
from portal.web.fragments import answer
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff import staff

NEW = "new"
"""Stands in the address for a branch that has no number here yet."""
LONGEST_NAME, LONGEST_NUMBER = 80, 20


class OneBranch(FlaskForm):
    """Its number, its name, and the bills that are for it."""

    number = StringField(
        lazy_gettext("staff-branch-number"),
        filters=[clean],
        validators=[Length(max=LONGEST_NUMBER, message=lazy_gettext("error-branch-number"))],
    )
    name = StringField(
        lazy_gettext("staff-branch-name"),
        filters=[clean],
        validators=[Length(max=LONGEST_NAME, message=lazy_gettext("error-too-long"))],
    )
    claims = SelectMultipleField(lazy_gettext("staff-branch-claims"), validate_choice=False)

    def __init__(self, place: Place) -> None:
        """Show what is there."""
        here = [claim.ref for claim in place.here]
        branch = place.branch
        number, name = (branch.number, branch.name) if branch else ("", "")
        super().__init__(data={"number": number, "name": name, "claims": here})
        self.claims.choices = [
            (claim.ref, f"{claim.number} · {claim.description}")
            for claim in (*place.here, *place.free)
        ]


def section(session: Session, _town: Municipality, person: Person, _on: date) -> dict[str, Any]:
    """What a business's page says of its branches."""
    assert person.id is not None
    is_firm = person.kind == "business"
    return {
        "is_firm": is_firm,
        "ref": person.ref,
        "branches": placing.branches(session, person.id) if is_firm else [],
    }


@staff.route("/people/<ref>/branches/<number>", methods=["GET", "POST"])
@needs(Permission.CLAIM_CHANGE)
def branch(ref: str, number: str) -> Response:
    """Name a branch, and choose the bills that are for it."""
    person, form = _read(ref, number)
    if not form.is_submitted():
        return _page(person, number, form)
    if not form.validate():
        return _page(person, number, form, status=422)
    try:
        with services().database.unit_of_work() as session:
            _keep(session, ref, number, form)
    except NotNow as problem:
        form.number.errors = [gettext(problem.message)]
        return _page(person, number, form, status=422)
    except Conflict as problem:
        return _page(person, number, form, status=409, problem=problem.message)
    return redirect(url_for("staff.person", ref=ref), code=303)


def _keep(session: Session, ref: str, number: str, form: OneBranch) -> None:
    is_new, typed = number == NEW, "".join((form.number.data or "").split())
    placing.put_down(
        *(session, actor(), directory.by_ref(session, actor(), ref)),
        typed if is_new else number,
        form.name.data or "",
        set(form.claims.data or ()),
        seen=None if is_new else request.form.get("seen", "").split(),
        now=services().clock.now(),
    )


def _read(ref: str, number: str) -> tuple[Person, OneBranch]:
    with services().database.reading() as session:
        person = directory.by_ref(session, actor(), ref)
        place = placing.place_of(session, person, "" if number == NEW else number)
        if person.kind != "business":
            raise NotFound
        return person, OneBranch(place)


def _page(
    person: Person, number: str, form: OneBranch, status: int = 200, problem: str = ""
) -> Response:
    with services().database.reading() as session:
        place = placing.place_of(session, person, "" if number == NEW else number)
    return answer(
        "staff/branch.html",
        status=status,
        person=person,
        form=form,
        is_new=number == NEW,
        seen=" ".join(claim.ref for claim in place.here),
        problem=problem,
    )
