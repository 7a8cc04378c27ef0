"""The account, the check of the answers, and sending."""

from functools import partial
from http import HTTPStatus
from typing import Any

from flask import redirect, request, url_for
from flask_babel import gettext
from flask_wtf import FlaskForm
from sqlmodel import Session
from werkzeug.wrappers import Response

from portal.cases import drafts
from portal.cases.assessing import Assessed
from portal.cases.crossing import Crossing, crossing
from portal.cases.journey import is_short
from portal.cases.matters import sending as matter_sending
from portal.cases.matters.kinds import is_matter
from portal.cases.plans.ahead import look_ahead
from portal.cases.plans.granted import course_of_grant
from portal.cases.sending import send
from portal.errors import Conflict
from portal.people.actors import Permission
from portal.web.answer_words import income_counted, payday_row, told_rows
from portal.web.carrying_out import carry_out, seen_version
from portal.web.case_words import granted_words
from portal.web.change_words import changes_for_resident
from portal.web.citizen import citizen, what_if
from portal.web.citizen.irregular import is_offered
from portal.web.citizen.matters import objected_words
from portal.web.citizen.payday import is_asked
from portal.web.citizen.unsent import draft
from portal.web.claim_words import collector_text
from portal.web.context import amount, lang
from portal.web.fragments import answer
from portal.web.languages import only_own
from portal.web.plan_words import ahead_words
from portal.web.receipt import lines_of, reasons_of
from portal.web.scheme_words import why_a_person
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.transition_words import beside
from portal.web.warnings_shown import warnings_for


@citizen.get("/cases/<ref>/account")
@needs(Permission.OWN_CASES)
def account(ref: str) -> Response:
    """Show the calculation line by line, and what would happen next."""
    assessed = draft(ref)
    if assessed is None:
        return redirect(url_for("citizen.case", ref=ref), code=303)
    if assessed.answer is None or not assessed.answer.account:
        return redirect(url_for("citizen.check", ref=ref), code=303)
    return answer(
        "citizen/account.html",
        changes=changes_for_resident(services().town, assessed),
        is_monthly=is_offered(assessed),
        trying=what_if.starting(assessed),
        counted=income_counted(assessed.told.get("income")),
        **_shown(assessed),
    )


@citizen.route("/cases/<ref>/check", methods=["GET", "POST"])
@needs(Permission.OWN_CASES, sending=Permission.OWN_ASK)
def check(ref: str) -> Response:
    """Let the person check every answer, and send."""
    assessed = draft(ref)
    if assessed is None:
        return redirect(url_for("citizen.case", ref=ref), code=303)
    if is_matter(assessed.case.ask):
        only_own()
    form = FlaskForm()
    if form.is_submitted():
        return _send(ref, assessed)
    return answer("citizen/check.html", **_checked(assessed, form))


@citizen.post("/cases/<ref>/no-proposal")
@needs(Permission.OWN_FILL)
def no_proposal(ref: str) -> Response:
    """Ask without a proposal of one's own: the rules work out an amount."""
    parts = services()
    with parts.database.unit_of_work() as session:
        case = drafts.own_case(session, actor(), ref)
        drafts.answer(session, case, "way", "rules", parts.clock.now())
    return redirect(url_for("citizen.resume", ref=ref), code=303)


def _shown(assessed: Assessed) -> dict[str, Any]:
    parts = services()
    found = assessed.answer
    return {
        "assessed": assessed,
        "case": assessed.case,
        "result": found,
        "lines": lines_of(parts.town, found, parts.clock.today()) if found else [],
        "reasons": reasons_of(found) if found else [],
        "debt": sum(view.balance for view in assessed.claims if view.phase != "transferred"),
        "beside": beside(parts.town, assessed.transition, sent=False),
        "notes": []
        if is_matter(assessed.case.ask)
        else why_a_person(parts.town, assessed.situation, found),
    }


def _checked(assessed: Assessed, form: FlaskForm, error: str | None = None) -> dict[str, Any]:
    parts = services()
    shown = _shown(assessed)
    return shown | {
        "form": form,
        "error": error,
        "rows": [*told_rows(assessed), *([payday_row(assessed)] if is_asked(assessed) else [])],
        "ahead": _ahead(assessed),
        "warnings": warnings_for(parts.town, assessed, parts.clock.today()),
        "short_rules": "" if shown["notes"] else _short_rules(assessed),
        "collector_text": collector_text(parts.town),
        "is_matter": is_matter(assessed.case.ask),
        "objected": _objected(assessed),
        "crossing": [] if error else _crossing(assessed),
        "begun_by": "" if error or actor().helper else _begun_by(assessed),
        "elsewhere": assessed.answer is not None and assessed.answer.outcome == "elsewhere",
    }


def _objected(assessed: Assessed) -> list[str]:
    """What an objection is about."""
    with services().database.reading() as session:
        return objected_words(session, assessed.case)


def _crossing(assessed: Assessed) -> list[tuple[Crossing, list[str]]]:
    """What else was asked about these claims, with what was granted in words."""
    parts = services()
    with parts.database.reading() as session:
        found = crossing(session, actor(), assessed.case, parts.clock.today())
    return [(one, granted_words(one.decision) if one.decision else []) for one in found]


def _begun_by(assessed: Assessed) -> str:
    """Who began it for the resident who now reads it."""
    with services().database.reading() as session:
        return drafts.begun_by(session, assessed.case)


def _ahead(assessed: Assessed) -> list[str]:
    """What interest the plan that the rules offer would cost."""
    parts, found = services(), assessed.answer
    if found is None or not found.instalment or assessed.case.ask == "deferral":
        return []
    claims = assessed.owed
    debt, today = sum(view.balance for view in claims), parts.clock.today()
    course = course_of_grant(parts.town, assessed, debt, found.instalment, today)
    return ahead_words(look_ahead(parts.town, claims, course.instalments, today))


def _short_rules(assessed: Assessed) -> str:
    """Before a short plan: what the rules would ask a month, and that one may ask for less."""
    if assessed.person.kind != "person" or not is_short(assessed.answers, assessed.short_term):
        return ""
    capacity = assessed.answer.capacity if assessed.answer else None
    if capacity is None:
        return gettext("short-rules-unknown")
    return gettext("short-rules-known", amount=amount(capacity))


def _send(ref: str, assessed: Assessed) -> Response:
    """Send, if this is still what the person checked and every warning is answered."""
    parts = services()
    warnings = warnings_for(parts.town, assessed, parts.clock.today())
    unread = [w.kind for w in warnings if w.must_tick and not request.form.get(f"read-{w.kind}")]
    sending = matter_sending.send if is_matter(assessed.case.ask) else send
    if unread:
        return _not_sent(ref, HTTPStatus.UNPROCESSABLE_ENTITY, "error-read-warning")

    def send_it(session: Session) -> None:
        sending(
            session,
            parts.town,
            actor(),
            drafts.own_case(session, actor(), ref),
            seen=seen_version(),
            warnings={w.kind: w.text for w in warnings},
            language=lang(),
            now=parts.clock.now(),
            on=parts.clock.today(),
        )

    return carry_out(send_it, partial(_not_sent, ref), url_for("citizen.case", ref=ref))


def _not_sent(ref: str, status: int, problem: str) -> Response:
    """Show the request as it is now, with what stood in the way."""
    again = draft(ref)
    if again is None:
        return redirect(url_for("citizen.case", ref=ref), code=303)
    shown = _checked(again, FlaskForm(), problem)
    if problem != Conflict.message:
        # The answers are as they were: they stay out of a page that is not compressed.
        shown["rows"] = []
    return answer("citizen/check.html", status=status, **shown)
