"""Plans by hand, for staff: those of a person, a new one, one on its page, and its changes."""

from datetime import date
from http import HTTPStatus
from typing import Any

from flask import request, url_for
from sqlmodel import Session, col, select
from werkzeug.wrappers import Response

from portal.cases.plans import changing
from portal.cases.plans.ahead import look_ahead
from portal.cases.plans.changing import Hand
from portal.cases.plans.rhythms import instalment_of
from portal.ledger import plans
from portal.ledger.models import Plan
from portal.ledger.plans import changes
from portal.ledger.plans.courses import open_part
from portal.municipality import Municipality
from portal.people.actors import Permission
from portal.people.models import Person
from portal.web import plan_words
from portal.web.carrying_out import filled_in
from portal.web.context import day
from portal.web.fields import clean, number
from portal.web.fragments import answer
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff import staff
from portal.web.staff.plan_forms import ChangePlan
from portal.web.staff.plan_new import even

PLANS_SHOWN = 10


def section(session: Session, _town: Municipality, person: Person, on: date) -> dict[str, Any]:
    """What the page of a person says of their plans, the newest first."""
    found = session.exec(
        select(Plan)
        .where(Plan.person_id == person.id)
        .order_by(col(Plan.ended_on).is_not(None), col(Plan.id).desc())
        .limit(PLANS_SHOWN)
    )
    views = [plans.view_of(session, plan, on) for plan in found]
    return {
        "new_url": url_for("staff.plan_new", ref=person.ref),
        "plans": [
            {
                "url": url_for("staff.plan", ref=view.ref),
                "made_on": day(view.made_on),
                "rhythm": plan_words.rhythm(view.rhythm),
                "view": view,
            }
            for view in views
        ],
    }


@staff.get("/plans/<ref>")
@needs(Permission.PLAN_MAKE)
def plan(ref: str) -> Response:
    """Show a plan with its course, its changes, and what to see to."""
    parts, today = services(), services().clock.today()
    with parts.database.reading() as session:
        found = changing.plan_for(session, actor(), ref)
        person = session.get_one(Person, found.person_id)
        view = plans.view_of(session, found, today)
        claims = changing.claims_in(session, found, today)
        made = changes.changes_of(session, found)
        acts = _acts(session, found)
    ahead = look_ahead(parts.town, claims, open_part(view), today)
    return answer(
        "staff/plan/plan.html",
        person=person,
        plan=view,
        claims=claims,
        rhythm=plan_words.rhythm(view.rhythm),
        lines=plan_words.instalment_lines(view, today),
        later=plan_words.later(view),
        ahead=ahead,
        notes=plan_words.ahead_words(ahead),
        changes=plan_words.change_lines(made, staff=True),
        can_change=bool(acts),
    )


def _acts(session: Session, found: Plan) -> list[str]:
    """What staff can do with a plan now."""
    made = changes.changes_of(session, found)
    can_undo = bool(made) and changes.is_undoable(made[-1], found)
    running = ["day", "pause", "amounts", "end"] if found.ended_on is None else []
    return [*running, *(["undo"] if can_undo else [])]


@staff.route("/plans/<ref>/change", methods=["GET", "POST"])
@needs(Permission.PLAN_MAKE)
def plan_change(ref: str) -> Response:
    """Change a plan that runs, with a reason; or take the last change back."""
    parts, today = services(), services().clock.today()
    with parts.database.reading() as session:
        found = changing.plan_for(session, actor(), ref)
        view = plans.view_of(session, found, today)
        acts, version = _acts(session, found), changes.version_of(session, found)
    form = ChangePlan(acts)

    def page(status: int, problem: str) -> Response:
        told: dict[str, Any] = {"form": form, "problem": form.tell(problem)}
        status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else status
        return answer("staff/plan/change.html", status=status, plan=view, version=version, **told)

    return filled_in(
        form,
        page,
        lambda session: _change(session, changing.plan_for(session, actor(), ref), form),
        url_for("staff.plan", ref=ref),
    )


def _change(session: Session, found: Plan, form: ChangePlan) -> None:
    """Do what was chosen."""
    parts = services()
    town, today = parts.town, parts.clock.today()
    hand = Hand(
        actor(),
        number(request.form.get("version", ""), none=-1),
        parts.clock.now(),
        today,
        clean(form.reason.data),
        is_wish=form.wish.data,
    )
    match form.act.data:
        case "day":
            assert form.to.data is not None, "the form asked for it"
            changing.move(session, town, found, form.to.data, hand)
        case "pause":
            changing.pause(session, town, found, hand)
        case "amounts":
            changing.respread(session, town, found, _amounts(session, found, form), hand)
        case "end":
            changing.stop(session, town, found, hand)
        case "undo":
            changing.undo(session, town, found, hand)


def _amounts(session: Session, found: Plan, form: ChangePlan) -> tuple[int, ...]:
    """The amounts for what is open: typed one by one, or even ones for so much a month."""
    if form.listed:
        return tuple(form.listed)
    today = services().clock.today()
    view = plans.view_of(session, found, today)
    rest = sum(part for _, part in view.instalments[view.progress.met :])
    return even(rest, instalment_of(services().town, form.monthly.data, found.rhythm, today))
