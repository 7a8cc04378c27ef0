"""The collection department gives claims back to units, and sees how long they are there."""

from datetime import date
from http import HTTPStatus
from typing import Any

from flask import url_for
from flask_babel import gettext
from sqlmodel import Session
from werkzeug.wrappers import Response

from portal.cases.registering import returning
from portal.cases.registering.returning import By
from portal.ledger import claims as ledger_claims
from portal.ledger.models import Claim
from portal.ledger.origin.kinds import needs_of
from portal.ledger.origin.models import Return
from portal.ledger.origin.readiness import readiness
from portal.ledger.sight import sight_of
from portal.municipality import Municipality
from portal.people.actors import Permission
from portal.people.models import Person
from portal.web.carrying_out import carry_out, filled_in, seen_version
from portal.web.context import day
from portal.web.fields import clean
from portal.web.fragments import answer
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff import staff
from portal.web.staff.return_forms import NOT_THEIRS, GiveBack

MAY = Permission.CLAIM_CHANGE


def by() -> By:
    """Return who acts, and when."""
    clock = services().clock
    return By(actor(), clock.today(), clock.now())


def section(
    session: Session, _town: Municipality, person: Person, on: date
) -> dict[str, list[dict[str, str]]]:
    """What a person's page says: which claims can go back to their unit, and which are there."""
    assert person.id is not None
    views = ledger_claims.views(session, person.id, on)
    return {"claims": [_link(session, view) for view in views if view.phase in _GOING]}


_GOING = ("open", "reminded", "in_plan")


def _link(session: Session, view: ledger_claims.ClaimView) -> dict[str, str]:
    back = returning.open_of(session, view.id)
    tag = gettext("return-there-since", day=day(back.returned_on)) if back else ""
    return {
        "number": view.number,
        "unit": view.unit,
        "tag": tag,
        "url": url_for("staff.returned") if back else url_for("staff.give_back", claim=view.ref),
    }


@staff.route("/claims/<claim>/returned", methods=["GET", "POST"])
@needs(MAY)
def give_back(claim: str) -> Response:
    """Give a claim back to its unit, with what is wrong."""
    with services().database.reading() as session:
        found = returning.claim_by(session, actor(), claim)
        lacking = _lacking(session, found)
    form = GiveBack(data={"lacks": lacking})

    def act(session: Session) -> None:
        one = returning.claim_by(session, actor(), claim)
        returning.give_back(session, by(), one, form.lacks.data or [], clean(form.words.data))

    return filled_in(
        form,
        lambda status, problem: _form(found, form, status, problem),
        act,
        url_for("staff.returned"),
    )


def _lacking(session: Session, claim: Claim) -> list[str]:
    """What the machine sees lacking today, ticked beforehand."""
    today = services().clock.today()
    view = ledger_claims.views(session, claim.person_id, today, [claim.id or 0])
    kind = needs_of(services().town, claim.kind, today)
    found = [lack.code for one in view for lack in readiness(one, kind, today)]
    return [code for code in found if code not in NOT_THEIRS]


def _form(claim: Claim, form: GiveBack, status: int = HTTPStatus.OK, problem: str = "") -> Response:
    return answer("staff/return.html", status=status, claim=claim, form=form, problem=problem)


@staff.get("/returned")
@needs(MAY)
def returned() -> Response:
    """Show the claims at their units and for how long, and those that came back."""
    return _list()


def _list(status: int = HTTPStatus.OK, problem: str = "") -> Response:
    with services().database.reading() as session:
        found = returning.listed(session, actor())
        sight = sight_of(session, actor())
    today = services().clock.today()
    rows = [
        _row(back, claim, today) | {"is_closed": not sight.sees_claim(claim.id)}
        for back, claim in found
    ]
    return answer(
        "staff/returned.html",
        status=status,
        problem=problem,
        there=[row for row in rows if row["is_open"]],
        came=[row for row in rows if not row["is_open"]],
    )


def _row(back: Return, claim: Claim, on: date) -> dict[str, Any]:
    is_open = back.state == "open"
    return {
        "ref": back.ref,
        "version": back.version,
        "title": f"{claim.unit}: {claim.description}",
        "number": claim.number,
        "why": [gettext(f"return-lack-{code}".replace("_", "-")) for code in back.lacks],
        "words": back.words,
        "is_open": is_open,
        "days": ((back.ended_on or on) - back.returned_on).days,
        "since": day(back.returned_on),
        "answer": back.answer,
        "state": back.state.replace("_", "-"),
    }


@staff.post("/returned/<ref>/undone")
@needs(MAY)
def return_undo(ref: str) -> Response:
    """Take back that a claim was given back."""
    return carry_out(
        lambda session: returning.undo(session, by(), ref, seen_version()),
        _list,
        url_for("staff.returned"),
    )
