"""Lists of what is prepared for people: each is answered yes, no or later, with a reason."""

from functools import partial
from http import HTTPStatus

from flask import render_template, url_for
from flask_wtf import FlaskForm
from sqlmodel import Session
from werkzeug.wrappers import Response

from portal.cases.signals import OTHER
from portal.errors import NotFound
from portal.jobs import enforcing, write_off
from portal.jobs.answers import (
    KINDS,
    Answer,
    answer,
    can_be_undone,
    is_own_first_yes,
    lists_of,
    undo,
    why_it_stays,
)
from portal.jobs.calling.due import KIND as CALL
from portal.jobs.calling.due import reasons
from portal.ledger import listed, proposals
from portal.ledger.listed import Listed
from portal.ledger.models import Plan
from portal.people.actors import Permission
from portal.web import fragments
from portal.web.carrying_out import Work, filled_in, seen_version
from portal.web.fields import clean
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff import call_words, list_words, staff
from portal.web.staff.list_form import Back, Reply

MOST = 40
"""Proposals shown at once; the others follow when these are answered."""
MOST_ANSWERED = 15
MAY = Permission.PROPOSAL_ANSWER


@staff.get("/lists")
@needs(MAY)
def lists() -> str:
    """Show which lists there are, and how much waits on each."""
    parts, today = services(), services().clock.today()
    with parts.database.reading() as session:
        counts = listed.counts(session, actor(), today)
    kinds = lists_of(parts.town, today, filled=[kind for kind in counts if counts[kind]])
    return render_template("staff/lists.html", kinds=kinds, counts=counts)


@staff.get("/lists/<kind>")
@needs(MAY)
def list_of(kind: str) -> str:
    """Show what waits on one list, and what was answered last."""
    if kind not in KINDS:
        raise NotFound
    town, today = services().town, services().clock.today()
    with services().database.reading() as session:
        count = listed.counts(session, actor(), today).get(kind, 0)
        first = reasons(town, today) if kind == CALL else ()
        waiting = listed.waiting(session, actor(), kind, today, MOST, first)
        calls = call_words.calls(session, town, today) if kind == CALL else None
        answered = listed.answered(session, actor(), kind, today, MOST_ANSWERED)
        undone = write_off.taken_back(session, answered)
    return render_template(
        "staff/list.html",
        kind=kind,
        count=count,
        rows=[list_words.row(found, today) for found in waiting],
        answered=[list_words.row(one, today, one.proposal.ref in undone) for one in answered],
        calls=calls,
    )


@staff.get("/proposals/<ref>")
@needs(MAY)
def proposal(ref: str) -> Response:
    """Show one proposal: why, the amounts and days, who said what, and how to answer."""
    return _page(ref)


@staff.post("/proposals/<ref>/answers")
@needs(MAY)
def answer_proposal(ref: str) -> Response:
    """Keep an answer and do what it means."""
    found = _read(ref)
    form = Reply(KINDS[found.proposal.kind], found.proposal.kind)

    def act(session: Session) -> None:
        parts, reason = services(), clean(form.reason.data)
        given = Answer(form.says.data, reason, seen_version(), form.later_on.data, form.given())
        now, today = parts.clock.now(), parts.clock.today()
        answer(session, parts.town, actor(), ref, given, now=now, on=today)

    return _carry_out(found, form, act)


@staff.post("/proposals/<ref>/undone")
@needs(MAY)
def undo_answer(ref: str) -> Response:
    """Take an answer back, where its kind lets that be done."""
    found, form = _read(ref), Back()

    def act(session: Session) -> None:
        parts, given = services(), Answer("undo", clean(form.reason.data), seen_version())
        now, today = parts.clock.now(), parts.clock.today()
        undo(session, parts.town, actor(), ref, given, now=now, on=today)

    return _carry_out(found, form, act)


def _carry_out(found: Listed, form: FlaskForm, act: Work[object]) -> Response:
    onwards = url_for("staff.list_of", kind=found.proposal.kind)
    return filled_in(form, partial(_page, found.proposal.ref, form), act, onwards)


def _read(ref: str) -> Listed:
    with services().database.reading() as session:
        found = listed.one(session, ref)
    if found.proposal.kind not in KINDS:
        raise NotFound
    return found


def _page(
    ref: str, form: FlaskForm | None = None, status: int = HTTPStatus.OK, problem: str = ""
) -> Response:
    found, today = _read(ref), services().clock.today()
    prop = found.proposal
    is_own = is_own_first_yes(actor(), prop)
    waits = not is_own and prop.state in ("open", "later")
    with services().database.reading() as session:
        names = list_words.names_of(session, prop)
        is_undone = bool(write_off.taken_back(session, [found]))
        plan = session.get(Plan, prop.detail.get("plan_id", 0))
        stays = why_it_stays(session, prop)
        not_by_you = KINDS[prop.kind].not_by(session, prop, actor()) if waits else ""
    fresh = (
        Reply(KINDS[prop.kind], prop.kind, prop.prepared, formdata=None)
        if waits
        else Back(formdata=None)
    )
    usable = form if form is not None and isinstance(form, Reply) == waits else None
    return fragments.answer(
        "staff/proposal.html",
        status=status,
        found=found,
        proposal=prop,
        row=list_words.row(found, today, is_undone),
        facts=list_words.facts(found),
        signed=list_words.signed(prop, names),
        form=usable or fresh,
        waits=waits,
        asks=KINDS[prop.kind].asks,
        may_undo=is_own or (can_be_undone(prop) and not is_undone and not stays),
        stays=stays,
        is_own=is_own,
        not_by_you=not_by_you,
        is_typed=usable is not None,
        needs_senior=waits
        and proposals.has_first_yes(prop)
        and not actor().may(Permission.CASE_SIGN),
        may_hold=prop.kind == "signal"
        and prop.reason in OTHER
        and actor().may(Permission.HOLD_PLACE),
        fee=enforcing.notice_fee(services().town, today) if prop.kind == "attachment" else 0,
        plan=plan if actor().may(Permission.PLAN_MAKE) else None,
        lost=form.reason.data if form is not None and usable is None else "",
        problem=problem,
    )
