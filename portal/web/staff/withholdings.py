"""Withholding from a benefit, for staff: arranged, changed and ended, each with its letter."""

from datetime import date
from http import HTTPStatus
from typing import Any

from flask import request, url_for
from flask_babel import gettext
from sqlmodel import Session
from werkzeug.wrappers import Response

from portal import money
from portal.cases import withholding
from portal.cases.told import told_before
from portal.errors import NotFound
from portal.ledger.setoff import arranging
from portal.ledger.setoff.allowed import is_here
from portal.ledger.setoff.models import Withholding
from portal.ledger.setoff.monthly import list_of_month, resting, to_withhold
from portal.municipality import Municipality
from portal.people import audit, directory
from portal.people.actors import Permission
from portal.people.models import Person
from portal.rules.days import months_on
from portal.web.carrying_out import filled_in, seen_version
from portal.web.context import amount, day
from portal.web.fields import clean
from portal.web.fragments import answer
from portal.web.saving import saved
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff import staff
from portal.web.staff.withholding_forms import (
    Amount,
    EndWithholding,
    NewWithholding,
    from_told,
)

MAY = Permission.CLAIM_CHANGE
_TOO_MUCH = "error-withhold-too-much"


def section(session: Session, town: Municipality, person: Person, on: date) -> dict[str, Any]:
    """What the page of a person says of withholding."""
    if not is_here(town) or person.id is None:
        return {"is_here": False}
    return {
        "is_here": True,
        "rows": [_row(session, town, one, on) for one in arranging.of_person(session, person.id)],
        "can_make": bool(withholding.can_be_withheld(session, town, person.id, on)),
        "new_url": url_for("staff.withholding_new", ref=person.ref),
        "list_url": url_for("staff.withholdings_file"),
    }


def _row(session: Session, town: Municipality, one: Withholding, on: date) -> dict[str, Any]:
    newest = arranging.amounts_of(session, one)[-1]
    ids = arranging.claims_of(session, one)
    rests = one.ended_on is None and resting(session, town, ids, on) == frozenset(ids)
    if one.ended_on is not None:
        tag = gettext("withholding-ended", day=day(one.ended_on))
    else:
        tag = gettext("withholding-rests" if rests else "withholding-runs")
    return {
        "title": gettext("withholding-of", day=day(newest.from_on)),
        "amount_text": amount(newest.monthly),
        "under": gettext("withholding-most", amount=amount(newest.most)),
        "tag": tag,
        "runs": one.ended_on is None,
        "change_url": url_for("staff.withholding_change", ref=one.ref),
        "end_url": url_for("staff.withholding_end", ref=one.ref),
    }


@staff.route("/people/<ref>/withholding", methods=["GET", "POST"])
@needs(MAY)
def withholding_new(ref: str) -> Response:
    """Arrange that claims of a person are withheld from their benefit."""
    parts, today = services(), services().clock.today()
    if not is_here(parts.town):
        raise NotFound
    with parts.database.reading() as session:
        person = directory.by_ref(session, actor(), ref)
        assert person.id is not None
        views = withholding.can_be_withheld(session, parts.town, person.id, today)
        told = from_told(told_before(session, person.id))
    told["from_on"] = months_on(today, 1).replace(day=1)
    form = NewWithholding(today, views, data=told)

    def chosen() -> list[int]:
        return [view.id for view in views if view.ref in (form.claims.data or [])]

    def page(status: int, problem: str) -> Response:
        if problem == _TOO_MUCH:
            status, problem = _tell_most(form, person, chosen())
        shown: dict[str, Any] = {"form": form, "person": person, "is_new": True}
        return answer("staff/withholding/amount.html", status=status, problem=problem, **shown)

    def arrange(session: Session) -> None:
        assert form.from_on.data is not None, "the form asked for it"
        assert form.monthly.data is not None, "the form asked for it"
        withholding.arrange(
            session,
            parts.town,
            actor(),
            session.get_one(Person, person.id),
            chosen(),
            form.monthly.data,
            form.from_on.data,
            form.means(),
            on=today,
            now=parts.clock.now(),
        )

    return filled_in(form, page, arrange, url_for("staff.person", ref=ref))


def _tell_most(form: Amount, person: Person, claim_ids: list[int]) -> tuple[int, str]:
    """Say the most the rules allow beside the amount that was typed; above the form nothing."""
    parts, today = services(), services().clock.today()
    assert person.id is not None
    with parts.database.reading() as session:
        limit = withholding.most(session, parts.town, person.id, claim_ids, form.means(), today)
    told = gettext("withholding-too-much", amount=amount(limit.most))
    form.monthly.errors = [told if limit.most else gettext("withholding-no-most")]
    return HTTPStatus.UNPROCESSABLE_ENTITY, ""


@staff.route("/withholdings/<ref>/change", methods=["GET", "POST"])
@needs(MAY)
def withholding_change(ref: str) -> Response:
    """Set another amount from a day on."""
    parts, today = services(), services().clock.today()
    with parts.database.reading() as session:
        made, person = _read(session, ref)
        newest = arranging.amounts_of(session, made)[-1]
        ids = arranging.claims_of(session, made)
    form = Amount(today, data=_facts_of(newest.basis) | {"monthly": newest.monthly})

    def page(status: int, problem: str) -> Response:
        if problem == _TOO_MUCH:
            status, problem = _tell_most(form, person, ids)
        shown: dict[str, Any] = {"form": form, "person": person, "made": made, "is_new": False}
        return answer("staff/withholding/amount.html", status=status, problem=problem, **shown)

    def change(session: Session) -> None:
        assert form.from_on.data is not None, "the form asked for it"
        assert form.monthly.data is not None, "the form asked for it"
        withholding.change(
            session,
            parts.town,
            actor(),
            arranging.by_ref(session, ref),
            form.monthly.data,
            form.from_on.data,
            form.means(),
            seen=seen_version(),
            on=today,
            now=parts.clock.now(),
        )

    return filled_in(form, page, change, url_for("staff.person", ref=person.ref))


@staff.route("/withholdings/<ref>/end", methods=["GET", "POST"])
@needs(MAY)
def withholding_end(ref: str) -> Response:
    """Withhold nothing from a day on."""
    parts, today = services(), services().clock.today()
    with parts.database.reading() as session:
        made, person = _read(session, ref)
    form = EndWithholding(today, data={"from_on": today})
    shown: dict[str, Any] = {"form": form, "person": person, "made": made}

    def page(status: int, problem: str) -> Response:
        return answer("staff/withholding/end.html", status=status, problem=problem, **shown)

    def act(session: Session) -> None:
        assert form.from_on.data is not None, "the form asked for it"
        withholding.end(
            session,
            parts.town,
            actor(),
            arranging.by_ref(session, ref),
            form.from_on.data,
            clean(form.reason.data),
            seen=seen_version(),
            on=today,
            now=parts.clock.now(),
        )

    return filled_in(form, page, act, url_for("staff.person", ref=person.ref))


@staff.post("/withholdings/file")
@needs(MAY)
def withholdings_file() -> Response:
    """Answer with what is to be withheld this month, for who pays the benefits."""
    parts, _read = services(), request.form
    today = parts.clock.today()
    with parts.database.unit_of_work() as session:
        found = to_withhold(session, parts.town, today)
        audit.record(session, parts.clock.now(), actor().signature, "withholding:list", "person")
    return saved(list_of_month(found, today), "text/csv", f"withholding-{today:%Y-%m}.csv")


def _read(session: Session, ref: str) -> tuple[Withholding, Person]:
    made = arranging.by_ref(session, ref)
    return made, session.get_one(Person, made.person_id)


def _facts_of(basis: dict[str, Any]) -> dict[str, Any]:
    """Return the facts of an amount as a form shows them."""
    facts = basis["facts"]
    household, income = facts["household"], facts.get("income", {})
    found = {
        "household": household["form"],
        "pension_age": household["pension_age"],
        "sharers": household["cost_sharers"],
        "income": money.minor(next(iter(income.values()))) if income else None,
        "room": money.minor(facts["room"]) if "room" in facts else None,
    }
    return {name: value for name, value in found.items() if value is not None}
