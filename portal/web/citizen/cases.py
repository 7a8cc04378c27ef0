"""A request after it was sent: where it stands, what was said, the decision."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from http import HTTPStatus
from typing import Any

from flask import redirect, render_template, url_for
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from sqlmodel import Session
from werkzeug.wrappers import Response
from wtforms import TextAreaField
from wtforms.validators import Length

from portal.cases import conversation, drafts, handling, reviewing, sent_along
from portal.cases.assessing import assess_case
from portal.cases.deciding import decisions_of, last_receipt
from portal.cases.letters import letters_of
from portal.cases.matters import objected
from portal.cases.matters.kinds import is_matter
from portal.cases.models import Case, Decision, Letter
from portal.errors import NotNow
from portal.ledger import own as own_books
from portal.ledger.debits import expected
from portal.ledger.models import Plan
from portal.ledger.origin.floor import apart
from portal.ledger.plans.running import view_of
from portal.people import typed
from portal.people.acting.names import helper_names
from portal.people.actors import Permission
from portal.people.evidence import keeping
from portal.web.answer_words import told_rows
from portal.web.beside_words import beside_rows
from portal.web.carrying_out import carry_out
from portal.web.case_words import decision_words, steps
from portal.web.citizen import citizen, matters
from portal.web.citizen.typing import refill, typed_before
from portal.web.claim_words import Meanwhile, next_words
from portal.web.context import amount
from portal.web.fields import Needed, clean
from portal.web.fragments import answer
from portal.web.receipt import lines, reasons
from portal.web.services import services
from portal.web.session import actor, needs


class Message(FlaskForm):
    """A message to staff, or the answer to their question."""

    body = TextAreaField(
        lazy_gettext("message-body"),
        validators=[
            Needed("error-message-missing"),
            Length(max=conversation.LONGEST_MESSAGE, message=lazy_gettext("error-too-long")),
        ],
    )


@citizen.get("/cases")
@needs(Permission.OWN_CASES)
def cases() -> str:
    """List this person's requests."""
    with services().database.reading() as session:
        found = handling.own_cases(session, actor())
    return render_template("citizen/cases.html", cases=found)


@citizen.get("/cases/<ref>")
@needs(Permission.OWN_CASES)
def case(ref: str) -> Response:
    """Show where a sent request stands."""
    form, before = Message(), typed_before()
    if before is not None:
        refill(form, before)
    return case_page(ref, form)


@citizen.post("/cases/<ref>/messages")
@needs(Permission.OWN_ASK)
def message(ref: str) -> Response:
    """Add a message, or answer what staff asked."""
    form = Message()
    if not form.validate() or not clean(form.body.data):
        if not form.errors:
            form.body.errors = [lazy_gettext("error-message-missing")]
        return case_page(ref, form, status=422)
    parts, path = services(), url_for("citizen.case", ref=ref)

    def say(session: Session) -> None:
        own = drafts.own_case(session, actor(), ref)
        body, on = clean(form.body.data), parts.clock.today()
        conversation.say(session, actor(), own, body, on=on, now=parts.clock.now())
        typed.forget(session, actor().id, path)

    return carry_out(say, partial(case_page, ref, form), f"{path}#messages")


@citizen.route("/cases/<ref>/withdrawal", methods=["GET", "POST"])
@needs(Permission.OWN_ASK)
def withdrawal(ref: str) -> Response:
    """Take the request back, after asking whether that is meant."""
    parts, form = services(), FlaskForm()
    if form.validate_on_submit():
        with parts.database.unit_of_work() as session:
            own = drafts.own_case(session, actor(), ref)
            now, today = parts.clock.now(), parts.clock.today()
            handling.withdraw(session, actor(), own, now, today)
        return redirect(url_for("citizen.case", ref=ref), code=303)
    with parts.database.reading() as session:
        own = drafts.own_case(session, actor(), ref)
        last_day = matters.last_day_to_object(session, own)
    if not own.is_open:
        raise NotNow("error-case-closed")
    return answer("citizen/withdrawal.html", form=form, case=own, last_day=last_day)


@citizen.post("/cases/<ref>/old-amount")
@needs(Permission.OWN_ASK)
def old_amount(ref: str) -> Response:
    """Go on with the amount from before a look of the municipality lowered it."""
    parts = services()

    def page(status: int, problem: str) -> Response:
        return case_page(ref, Message(), status, problem)

    def keep(session: Session) -> None:
        now, today = parts.clock.now(), parts.clock.today()
        reviewing.keep_old_amount(session, parts.town, actor(), ref, now=now, on=today)

    return carry_out(keep, page, url_for("citizen.case", ref=ref))


@citizen.route("/cases/<ref>/discard", methods=["GET", "POST"])
@needs(Permission.OWN_ASK)
def discard(ref: str) -> Response:
    """Throw an unsent request away, after asking whether that is meant."""
    parts, form = services(), FlaskForm()
    if form.validate_on_submit():
        with parts.database.unit_of_work() as session:
            own = drafts.own_case(session, actor(), ref)
            back = _kept_plan(session, own)
            drafts.discard(session, own)
            gone = keeping.let_go(session, sent_along.about(own), parts.clock.now())
        keeping.throw_away(parts.files.store, *gone)
        return redirect(back or url_for("citizen.overview"), code=303)
    with parts.database.reading() as session:
        own = drafts.own_case(session, actor(), ref)
    if own.state != "draft":
        return redirect(url_for("citizen.case", ref=ref), code=303)
    return answer("citizen/discard.html", form=form, case=own)


def _running_plan(session: Session, decisions: Sequence[Decision]) -> Plan | None:
    """The plan that was decided last, while it runs: one reads there what comes when."""
    made = decisions[-1].plan_id if decisions else None
    plan = session.get(Plan, made) if made is not None else None
    return plan if plan is not None and plan.ended_on is None else None


def _next_day(session: Session, plan: Plan | None, today: date) -> date | None:
    """By when the next instalment of a plan is paid; None without a plan, or with one missing."""
    view = view_of(session, plan, today) if plan is not None else None
    return None if view is None or view.progress.behind else view.progress.next_due


def _kept_plan(session: Session, case: Case) -> str | None:
    """Where the plan is that stays as it was, for who asked to pay less of it."""
    if case.ask != "lower_instalment":
        return None
    about = drafts.claim_refs(session, case)
    in_plan = own_books.overview(session, actor(), services().clock.today()).in_plan
    refs = [view.plan.ref for view in in_plan if view.plan is not None and view.ref in about]
    return url_for("citizen.plan", ref=refs[0]) if refs else None


def _still_owed(session: Session, case: Case) -> list[dict[str, str]]:
    """What it was about and must still be paid outside a plan, and what comes next with it."""
    parts, today = services(), services().clock.today()
    about = drafts.claim_refs(session, case)
    open_ = apart(parts.town.policy, own_books.overview(session, actor(), today)).open
    waiting = handling.waiting_claims(session, actor().id)
    meanwhile = Meanwhile(waiting, collected=expected.of_views(session, open_, today))
    return [
        {
            "ref": view.ref,
            "what": view.description,
            "amount": amount(view.balance),
            "next": next_words(parts.town, view, today, meanwhile),
        }
        for view in open_
        if view.ref in about
    ]


def _objection(session: Session, letters: Sequence[Letter]) -> Case | None:
    """The objection to what was decided that waits for an answer."""
    return objected.waiting_on(session, letters[0]) if letters else None


def _beside(letters: Sequence[Letter]) -> list[dict[str, str]]:
    """What was asked and what was decided, as the letter of the decision has it."""
    told = next((letter for letter in letters if letter.kind == "decision"), None)
    return beside_rows(told.content.get("beside", [])) if told else []


def case_page(ref: str, form: Message, status: int = 200, problem: str | None = None) -> Response:
    """Show where a sent request stands, with a message that was typed, and what went wrong."""
    parts, today = services(), services().clock.today()
    with parts.database.reading() as session:
        own = drafts.own_case(session, actor(), ref)
        if own.state == "draft":
            return redirect(url_for("citizen.resume", ref=ref), code=303)
        if is_matter(own.ask):
            return matters.page(ref, form, status, problem)
        assessed = assess_case(session, parts.town, own, today)
        receipt = last_receipt(session, own)
        shown: dict[str, Any] = {
            "messages": conversation.messages_of(session, own),
            "letters": letters_of(session, case_id=own.id),
        }
        decisions = decisions_of(session, own)
        events = handling.events_of(session, own)
        helpers = helper_names(session, (event.actor for event in events))
        shown["old_amount"] = reviewing.old_amount(session, own)
        shown["replacing"] = objected.replacing(session, own)
        shown["objection"] = _objection(session, shown["letters"])
        shown["plan"] = _running_plan(session, decisions)
        shown["plan_next"] = _next_day(session, shown["plan"], today)
        shown["still_owed"] = _still_owed(session, own) if own.state == "decided" else []
    decision = decisions[-1] if decisions else None
    is_whole = status == HTTPStatus.OK  # an answer to a form is not compressed, so it is kept short
    return answer(
        "citizen/case.html",
        status=status,
        form=form,
        case=own,
        assessed=assessed,
        steps=steps(parts.town, own, events, decision, helpers),
        decision=decision,
        problem=problem,
        decision_words=decision_words(own, decision) if decision else [],
        beside=_beside(shown["letters"]) if decision and is_whole else [],
        lines=lines(parts.town, receipt.result, receipt.facts["on"]) if is_whole else [],
        reasons=reasons(receipt.result, is_decided=decision is not None) if is_whole else [],
        rows=told_rows(assessed) if is_whole else [],
        **shown,
    )
