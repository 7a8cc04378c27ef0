"""A unit registers a bill: short pages, each kept, what it lacks, and sending it."""

from functools import partial
from http import HTTPStatus
from typing import Any

from flask import redirect, request, url_for
from flask_babel import gettext
from sqlmodel import Session
from werkzeug.wrappers import Response

from portal.cases.registering import drafts, sending
from portal.cases.registering.bill import bill_of, held, next_step, steps_of
from portal.errors import NotFound
from portal.ledger.origin.kinds import KindNeeds, needs_of
from portal.ledger.origin.models import Registration
from portal.ledger.origin.readiness import readiness
from portal.people.actors import Permission
from portal.web.carrying_out import carry_out, seen_version
from portal.web.fragments import answer
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff import staff
from portal.web.staff.register_forms import Page, page_of
from portal.web.staff.register_words import check_page

MAY = Permission.CLAIM_REGISTER
_FIELDS = {
    "about": {"description", "arose_on", "period", "scheme"},
    "amount": {"amount"},
    "basis": {"basis"},
}
"""What of readiness each page can mend."""
_PLACES = {"period": "period_to", "scheme": "scheme_act"}
"""Where a field of readiness stands on the page, when under another name."""


@staff.post("/unit/register")
@needs(MAY)
def register() -> Response:
    """Begin a bill."""
    with services().database.unit_of_work() as session:
        made = drafts.begin(session, actor(), services().clock.now())
    return redirect(url_for("staff.register_page", ref=made.ref, step="kind"), code=303)


@staff.route("/unit/register/<ref>/<step>", methods=["GET", "POST"])
@needs(MAY)
def register_page(ref: str, step: str) -> Response:
    """Ask one page of a bill, and go on to the next one that is empty."""
    town, today = services().town, services().clock.today()
    with services().database.unit_of_work() as session:
        draft = draft_of(session, ref)
        told = draft.content
        if step not in steps_of(town, draft, today):
            raise NotFound
        kind = _needs(told)
        form = page_of(step, town, told, kind, today)
        if request.method != "POST":
            return _page(draft, step, form, kind)
        if not form.validate():
            return _page(draft, step, form, kind, HTTPStatus.UNPROCESSABLE_ENTITY)
        found = form.told(services().settings.identity_key)
        if _point_out(draft, step, form, found, kind):
            return _page(draft, step, form, kind, HTTPStatus.UNPROCESSABLE_ENTITY)
        drafts.keep(session, draft, found, services().clock.now())
        onwards = next_step(town, draft, today)
    if onwards is None:
        return redirect(url_for("staff.register_check", ref=ref), code=303)
    return redirect(url_for("staff.register_page", ref=ref, step=onwards), code=303)


def draft_of(session: Session, ref: str) -> Registration:
    """Return a registration that is not sent. Raises NotFound, NotNow."""
    draft = drafts.own(session, actor(), ref)
    drafts.must_be_draft(draft)
    return draft


def _needs(told: dict[str, Any]) -> KindNeeds | None:
    if "kind" not in told:
        return None
    return needs_of(services().town, told["kind"], services().clock.today())


def _point_out(
    draft: Registration, step: str, form: Page, found: dict[str, Any], kind: KindNeeds | None
) -> bool:
    """Say at its field what would keep the bill from going out; whether anything was said."""
    town, today = services().town, services().clock.today()
    if kind is None or step not in _FIELDS:
        return False
    as_if = bill_of(town, draft.unit, draft.content | found, today)
    wrong = [
        lack for lack in readiness(as_if, kind, today) if lack.stops and lack.field in _FIELDS[step]
    ]
    for lack in wrong:
        name = _PLACES.get(lack.field, lack.field)
        text = gettext(f"lack-{lack.code}".replace("_", "-"), most=kind.description_most)
        form[name].errors = [*form[name].errors, text]
    return bool(wrong)


def _page(
    draft: Registration,
    step: str,
    form: Page,
    kind: KindNeeds | None,
    status: int = HTTPStatus.OK,
) -> Response:
    town, today = services().town, services().clock.today()
    steps = steps_of(town, draft, today)
    number = steps.index(step) + 1
    before = url_for("staff.unit")
    if number > 1:
        before = url_for("staff.register_page", ref=draft.ref, step=steps[number - 2])
    return answer(
        "staff/register/page.html",
        status=status,
        form=form,
        step=step,
        kind=kind,
        number=number,
        count=len(steps),
        back_url=before,
        is_known="digest" in draft.content,
    )


@staff.route("/unit/register/<ref>", methods=["GET", "POST"])
@needs(MAY)
def register_check(ref: str) -> Response:
    """Show the whole bill and what it lacks; send it."""
    if request.method != "POST":
        return _check(ref)
    parts = services()
    return carry_out(
        lambda session: sending.send(
            session,
            parts.town,
            actor(),
            drafts.own(session, actor(), ref),
            seen=seen_version(),
            on=parts.clock.today(),
            now=parts.clock.now(),
        ),
        partial(_check, ref),
        url_for("staff.unit"),
    )


def _check(ref: str, status: int = HTTPStatus.OK, problem: str = "") -> Response:
    town, today = services().town, services().clock.today()
    with services().database.reading() as session:
        draft = drafts.own(session, actor(), ref)
        if draft.state != "draft":
            return redirect(url_for("staff.unit"), code=303)
        missing = next_step(town, draft, today)
        if missing is not None:
            return redirect(url_for("staff.register_page", ref=ref, step=missing), code=303)
        shown = check_page(session, town, draft, held(town, draft, today), today)
    return answer("staff/register/check.html", status=status, draft=draft, problem=problem, **shown)


@staff.post("/unit/register/<ref>/discarded")
@needs(MAY)
def register_discard(ref: str) -> Response:
    """Throw a bill away that was not sent."""
    with services().database.unit_of_work() as session:
        drafts.discard(session, actor(), draft_of(session, ref), services().clock.now())
    return redirect(url_for("staff.unit"), code=303)
