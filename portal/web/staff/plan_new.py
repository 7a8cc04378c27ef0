"""A new plan by hand: what is agreed, what it comes to, and making it."""

from datetime import date
from http import HTTPStatus
from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from portal.cases.plans import making
from portal.cases.plans.bound import bound
from portal.cases.plans.granted import MOST_INSTALMENTS
from portal.cases.plans.making import Prepared, Wanted
from portal.cases.plans.rhythms import instalment_of
from portal.errors import Conflict, NotNow
from portal.ledger import plans
from portal.people import directory
from portal.people.actors import Permission
from portal.people.models import Person
from portal.rules.schedule import schedule
from portal.web import plan_words
from portal.web.context import amount, day
from portal.web.fields import clean
from portal.web.fragments import answer
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff import staff
from portal.web.staff.plan_forms import NewPlan

MOST_LINES = 6
_SENT = ("claims", "rhythm", "monthly", "count", "amounts", "first", "wish", "reason")


@staff.route("/people/<ref>/plans/new", methods=["GET", "POST"])
@needs(Permission.PLAN_MAKE)
def plan_new(ref: str) -> Response:
    """Ask what is agreed; show what it comes to; make it."""
    parts, today = services(), services().clock.today()
    with parts.database.reading() as session:
        person = directory.by_ref(session, actor(), ref)
        assert person.id is not None
        fit = making.fit_for_plan(session, person.id, today)
        allowed = bound(session, parts.town, person.id, fit, today) if fit else None
    earliest = plans.first_due(today, parts.town.country)
    form = NewPlan(fit, data={"rhythm": "month", "first": earliest})

    def page(status: int, problem: str) -> Response:
        told: dict[str, Any] = {"allowed": allowed, "earliest": day(earliest), "person": person}
        told |= {"form": form, "problem": form.tell(problem)}
        status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else status
        return answer("staff/plan/new.html", status=status, **told)

    if not form.is_submitted() or "change" in request.form:
        return page(HTTPStatus.OK, "")
    if not form.validate():
        return page(HTTPStatus.UNPROCESSABLE_ENTITY, "")
    owed = sum(view.balance for view in fit if view.ref in (form.claims.data or ()))
    go_on = _make if request.form.get("act") == "make" else _check_page
    try:
        return go_on(person, form, _wanted(form, owed, today))
    except (Conflict, NotNow) as problem:
        return page(HTTPStatus.CONFLICT, problem.message)


def _wanted(form: NewPlan, owed: int, on: date) -> Wanted:
    """What was typed, as a plan: the amounts worked out from the way they were put."""
    assert form.first.data is not None, "the form asked for it"
    amounts = tuple(form.listed)
    if form.monthly.data:
        one = instalment_of(services().town, form.monthly.data, form.rhythm.data, on)
        amounts = even(owed, one)
    elif form.count.data:
        amounts = even(owed, -(-owed // form.count.data))
    return Wanted(
        claims=tuple(form.claims.data or ()),
        amounts=amounts,
        rhythm=form.rhythm.data,
        first=form.first.data,
        is_wish=form.wish.data,
        reason=clean(form.reason.data),
    )


def _make(person: Person, _form: NewPlan, wanted: Wanted) -> Response:
    parts = services()
    assert person.id is not None
    with parts.database.unit_of_work() as session:
        made = making.make(
            session,
            parts.town,
            actor(),
            person.id,
            wanted,
            seen=request.form.getlist("replaces"),
            now=parts.clock.now(),
            on=parts.clock.today(),
        )
        ref = made.ref
    return redirect(url_for("staff.plan", ref=ref), code=303)


def _check_page(person: Person, form: NewPlan, wanted: Wanted) -> Response:
    """What the plan would be, and what to know before it is made."""
    parts, today = services(), services().clock.today()
    assert person.id is not None
    with parts.database.reading() as session:
        found = making.prepare(session, parts.town, person.id, wanted, today)
    making.must_be_allowed(
        found.bound, found.course.monthly, is_wish=wanted.is_wish, reason=wanted.reason
    )
    return answer(
        "staff/plan/check.html",
        person=person,
        form=form,
        sent=[(name, value) for name in _SENT for value in request.form.getlist(name)],
        **_in_words(found),
    )


def _in_words(found: Prepared) -> dict[str, Any]:
    instalments = found.course.instalments
    return {
        "found": found,
        "rhythm": plan_words.rhythm(found.course.rhythm),
        "lines": [(day(due_on), amount(part)) for due_on, part in instalments[:MOST_LINES]],
        "count": len(instalments),
        "last": day(instalments[-1][0]),
        "notes": plan_words.ahead_words(found.ahead),
    }


def even(owed: int, one: int) -> tuple[int, ...]:
    """Equal instalments. Raises NotNow when there would be no end of them."""
    if one <= 0 or owed > one * MOST_INSTALMENTS:
        raise NotNow("error-plan-long")
    return schedule(owed, min(one, owed))
