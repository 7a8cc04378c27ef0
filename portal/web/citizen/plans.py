"""A person's own plan: what is paid, what comes, and what they may change without asking."""

from collections.abc import Callable
from datetime import date
from http import HTTPStatus
from typing import Any

from flask import redirect, request, url_for
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from sqlmodel import Session
from werkzeug.wrappers import Response

from portal.cases.handling import waiting_claims
from portal.cases.plans import changing
from portal.cases.plans.ahead import look_ahead
from portal.cases.plans.changing import Hand
from portal.ledger import own, plans
from portal.ledger.debits import expected
from portal.ledger.models import Plan
from portal.ledger.plans import changes
from portal.ledger.plans.courses import open_part
from portal.people.actors import Permission
from portal.web import plan_words
from portal.web.calendar_file import calendar
from portal.web.carrying_out import carry_out
from portal.web.citizen import citizen
from portal.web.citizen.still import still_by_another
from portal.web.claim_words import next_words
from portal.web.context import day
from portal.web.fields import Needed, number
from portal.web.fragments import answer
from portal.web.saving import saved
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff.forms import DayField

Act = Callable[[Session, Plan, Hand], None]


class NextDay(FlaskForm):
    """The day to which the next instalment moves."""

    to = DayField(lazy_gettext("plan-day-to"), validators=[Needed("error-plan-day")])


@citizen.get("/plans/<ref>")
@needs(Permission.OWN_CLAIMS)
def plan(ref: str) -> Response:
    """Show a plan with all that comes."""
    return answer("citizen/plan.html", **_shown(ref))


@citizen.route("/plans/<ref>/day", methods=["GET", "POST"])
@needs(Permission.OWN_ASK)
def plan_day(ref: str) -> Response:
    """Move the next instalment, and those after it, to another day."""
    form = NextDay()
    if not form.is_submitted():
        return _change_page(ref, "day", form)
    if not form.validate():
        return _change_page(ref, "day", form, status=422)
    to = form.to.data
    assert to is not None, "the form asked for it"
    return _do(ref, "day", form, lambda session, plan, hand: _move(session, plan, to, hand))


@citizen.route("/plans/<ref>/pause", methods=["GET", "POST"])
@needs(Permission.OWN_ASK)
def plan_pause(ref: str) -> Response:
    """Leave one instalment out."""
    form = FlaskForm()
    if not form.is_submitted():
        return _change_page(ref, "pause", form)
    town = services().town
    return _do(
        ref, "pause", form, lambda session, plan, hand: changing.pause(session, town, plan, hand)
    )


@citizen.route("/plans/<ref>/end", methods=["GET", "POST"])
@needs(Permission.OWN_ASK)
def plan_end(ref: str) -> Response:
    """End the plan; say first what that means."""
    form = FlaskForm()
    if not form.is_submitted():
        return _change_page(ref, "end", form)
    town = services().town
    return _do(
        ref, "end", form, lambda session, plan, hand: changing.stop(session, town, plan, hand)
    )


@citizen.get("/plans/<ref>/days.ics")
@needs(Permission.OWN_CLAIMS)
def plan_days(ref: str) -> Response:
    """Answer with the days to come as a file for a calendar; it names nobody."""
    with services().database.reading() as session:
        found = own.plan(session, actor(), ref)
        view = plans.view_of(session, found, services().clock.today())
    text = calendar(open_part(view), services().clock.now(), ref)
    return saved(text, "text/calendar", "plan.ics")


def _move(session: Session, plan: Plan, to: date, hand: Hand) -> None:
    changing.move(session, services().town, plan, to, hand)


def _shown(ref: str) -> dict[str, Any]:
    """All that the page of a plan tells."""
    parts, today = services(), services().clock.today()
    with parts.database.reading() as session:
        found = own.plan(session, actor(), ref)
        view = plans.view_of(session, found, today)
        claims = changing.claims_in(session, found, today)
        made = changes.changes_of(session, found)
        room = changing.room(session, parts.town, found, today)
        waiting = waiting_claims(session, actor().id)
        taken = expected.of_plan(session, claims, today, waiting)
        still = still_by_another(session, claims, today, waiting)
    return {
        "plan": view,
        "claims": claims,
        "next": {claim.ref: next_words(parts.town, claim, today) for claim in claims}
        if found.ended_on
        else {},
        "held": []
        if found.ended_on
        else [one.description for one in claims if one.is_held or one.id in still],
        "is_past": any(claim.due_on < today for claim in claims if claim.balance),
        "left": sum(part for _, part in open_part(view)),
        "owed": sum(claim.balance for claim in claims),
        "rhythm": plan_words.rhythm(view.rhythm),
        "lines": plan_words.instalment_lines(view, today, taken),
        "taken": taken,
        "later": plan_words.later(view),
        "ahead_by": plan_words.ahead_by(view, today),
        "notes": plan_words.ahead_words(look_ahead(parts.town, claims, open_part(view), today)),
        "changes": plan_words.change_lines(made),
        "is_just_changed": plan_words.is_just_changed(made, today),
        "room": room,
    }


def _change_page(
    ref: str, act: str, form: FlaskForm, problem: str = "", status: int = HTTPStatus.OK
) -> Response:
    """The page that asks for a change, with what it means."""
    shown = _shown(ref)
    room = shown["room"]
    if act != "end" and not room.may(act) and not problem:
        return redirect(url_for("citizen.plan", ref=ref), code=303)
    window = {}
    if room.earliest and room.latest:
        window = {"first": day(room.earliest), "last": day(room.latest)}
    return answer(
        "citizen/plan/change.html",
        status=status,
        act=act,
        form=form,
        problem=problem,
        window=window,
        plan=shown["plan"],
        room=room,
        lines=shown["lines"],
        owed=shown["owed"],
        is_past=shown["is_past"],
    )


def _do(ref: str, act: str, form: FlaskForm, change: Act) -> Response:
    """Change the plan as it was seen, and show it; or say what is in the way."""
    clock, seen = services().clock, number(request.form.get("version", ""), none=-1)
    hand = Hand(actor(), seen, clock.now(), clock.today())

    def page(status: int, problem: str) -> Response:
        if problem == "error-plan-day" and isinstance(form, NextDay):
            # A day outside what may be chosen is a slip in this field, so it is told beside it.
            form.to.errors = [gettext(problem)]
            return _change_page(ref, act, form, status=422)
        return _change_page(ref, act, form, problem, status)

    def work(session: Session) -> None:
        change(session, own.plan(session, actor(), ref), hand)

    return carry_out(work, page, url_for("citizen.plan", ref=ref))
