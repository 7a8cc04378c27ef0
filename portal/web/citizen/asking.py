"""Starting a request: what to ask, and for which claims."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import abort, redirect, request, url_for
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import SelectMultipleField

from portal.cases import drafts, handling
from portal.cases.again import ask_again
from portal.cases.matters.kinds import KINDS
from portal.cases.matters.objected import decisions_to
from portal.cases.models import OPEN, Case
from portal.cases.short_path import ShortOffer, is_short_draft, short_offer
from portal.errors import NotFound
from portal.ledger import claims as ledger_claims
from portal.ledger import own
from portal.ledger.claims import ClaimView
from portal.municipality import Municipality
from portal.people.actors import Permission
from portal.rules.assess import assess
from portal.rules.facts import Situation
from portal.web.citizen import citizen
from portal.web.claim_words import collector_text, row
from portal.web.context import marked
from portal.web.fields import Needed, Offered, one_of
from portal.web.fragments import answer
from portal.web.services import services
from portal.web.session import actor, needs

ASKS = ("plan", "lower_instalment", "deferral", "remission", *KINDS)
_EVERYWHERE = ("dispute", "question")
"""Asks that one can have about claims that went to the collector, too."""


class Ask(FlaskForm):
    """What someone wants to ask."""

    ask = one_of(lazy_gettext("ask-what"))


class Claims(FlaskForm):
    """Which claims the request is about."""

    claims = SelectMultipleField(
        lazy_gettext("ask-which"),
        validators=[Needed("error-no-claim"), Offered("error-no-claim")],
        validate_choice=False,
    )


@citizen.route("/ask", methods=["GET", "POST"])
@citizen.route("/ask/about/<claim>", methods=["GET", "POST"])
@needs(Permission.OWN_FILL)
def ask(claim: str = "") -> Response:
    """Let the person choose what to ask. A claim the rules let go is offered first.

    The claim one came from is part of the path: an answer to a query is never compressed.
    """
    parts, today = services(), services().clock.today()
    owed = _owed(today)
    if claim and claim not in [view.ref for view in owed]:
        raise NotFound
    form = Ask()
    offered = _offered(parts.town, owed)
    form.ask.choices = [(name, gettext(f"ask-{name}".replace("_", "-"))) for name in offered]
    if form.validate_on_submit():
        fitting = _fitting(form.ask.data, owed)
        if form.ask.data == "objection":
            return redirect(url_for("citizen.ask_decision"), code=303)
        if len(fitting) == 1:
            return begin(form.ask.data, [fitting[0].ref])
        target = url_for("citizen.ask_claims", ask=form.ask.data, claim=claim or None)
        return redirect(target, code=303)
    return answer(
        "citizen/ask.html",
        status=422 if form.is_submitted() else 200,
        form=form,
        claim=claim,
        let_go=[
            row(parts.town, view, today)
            for view in _fitting("remission", owed)
            if lets_go(parts.town, view, today)
        ],
        nothing=not offered,
        elsewhere="" if _fitting("plan", owed) or not owed else collector_text(parts.town),
        short=_short(owed, claim) if not form.is_submitted() else None,
        asked=_asked() if not form.is_submitted() else (),
    )


@citizen.post("/ask/short")
@needs(Permission.OWN_FILL)
def ask_short() -> Response:
    """Take the plan that needs no look at income: what is left is to check and send."""
    offer = _short(_owed(services().clock.today()), request.form.get("claim", ""))
    if offer is None:
        return redirect(url_for("citizen.ask"), code=303)
    return begin("plan", offer.refs, **offer.told)


@citizen.route("/ask/<ask>", methods=["GET", "POST"])
@citizen.route("/ask/<ask>/about/<claim>", methods=["GET", "POST"])
@needs(Permission.OWN_FILL)
def ask_claims(ask: str, claim: str = "") -> Response:
    """Let the person choose the claims."""
    parts, today = services(), services().clock.today()
    if ask not in _listed(parts.town):
        abort(404)
    owed = _owed(today)
    if claim and claim not in [view.ref for view in owed]:
        raise NotFound
    fitting = _fitting(ask, owed)
    if not fitting:
        return redirect(url_for("citizen.ask"), code=303)
    form = Claims(data=_preselected(fitting, claim))
    listed = sorted(fitting, key=lambda view: view.ref != claim)  # first where one came from
    form.claims.choices = [(view.ref, marked(view.description)) for view in listed]
    if form.validate_on_submit():
        return begin(ask, form.claims.data or ())
    return answer(
        "citizen/ask_claims.html",
        status=422 if form.is_submitted() else 200,
        form=form,
        ask=ask,
        rows={view.ref: row(parts.town, view, today) for view in fitting},
    )


def begin(ask: str, refs: Sequence[str], **told: Any) -> Response:  # noqa: ANN401
    """Begin a request about these claims, with answers that are known by the way it was begun."""
    parts = services()
    with parts.database.unit_of_work() as session:
        case = drafts.begin(session, actor(), ask, refs, parts.clock.now())
        if not told and is_short_draft(drafts.answers_of(session, case)):
            drafts.forget_answers(session, case)  # who takes the long way is asked all of it
        for question, value in told.items():
            drafts.answer(session, case, question, value, parts.clock.now())
    return redirect(url_for("citizen.resume", ref=case.ref), code=303)


@citizen.post("/cases/<ref>/again")
@needs(Permission.OWN_FILL)
def again(ref: str) -> Response:
    """Begin a request anew that was taken back, with the answers it had."""
    parts, today = services(), services().clock.today()
    with parts.database.reading() as session:
        before = drafts.own_case(session, actor(), ref)
        about = drafts.claim_refs(session, before)
    if before.ask not in _listed(parts.town):
        abort(404)
    is_objection = before.ask == "objection"  # also about what is paid
    fitting = about if is_objection else [v.ref for v in _fitting(before.ask, _owed(today))]
    with parts.database.unit_of_work() as session:
        case = drafts.own_case(session, actor(), ref)
        begun = ask_again(session, actor(), case, fitting, parts.clock.now())
    return redirect(url_for("citizen.resume", ref=begun.ref), code=303)


def _asked() -> list[Case]:
    """The requests that wait for an answer: nobody has to ask for that again."""
    with services().database.reading() as session:
        return [case for case in handling.own_cases(session, actor()) if case.state in OPEN]


def _owed(today: date) -> list[ClaimView]:
    """The claims one can ask something about: owed, those at the collector too."""
    with services().database.reading() as session:
        found = own.overview(session, actor(), today)
    return [*found.open, *found.in_plan, *found.transferred]


def _listed(town: Municipality) -> list[str]:
    """The asks that the municipality has for who is signed in."""
    return [ask for ask in ASKS if ask in town.journeys[actor().role]]


def _offered(town: Municipality, owed: Sequence[ClaimView]) -> list[str]:
    """The asks that fit what is owed; an objection also when nothing is owed any more."""
    with services().database.reading() as session:
        decided = bool(decisions_to(session, actor().id))
    return [
        name
        for name in _listed(town)
        if _fitting(name, owed) or (name == "objection" and (decided or owed))
    ]


def _short(owed: Sequence[ClaimView], claim: str) -> ShortOffer | None:
    """The plan that needs no look at income: for the claim one came from, or for all."""
    parts, today = services(), services().clock.today()
    views = [view for view in owed if view.ref == claim] or owed
    kept = [view for view in views if not lets_go(parts.town, view, today)]
    return short_offer(parts.town, actor().role, kept, today)


def _in_plan(owed: Sequence[ClaimView]) -> list[ClaimView]:
    return [view for view in owed if view.plan is not None]


def _fitting(ask: str, owed: Sequence[ClaimView]) -> Sequence[ClaimView]:
    """The claims this can be asked about: a lower instalment needs a running plan."""
    if ask == "lower_instalment":
        return _in_plan(owed)
    kinds = services().town.fits.get(ask)
    return [
        view
        for view in owed
        if (ask in _EVERYWHERE or view.phase != "transferred")
        and (kinds is None or view.kind in kinds)
    ]


def _preselected(owed: Sequence[ClaimView], came_from: str) -> dict[str, Any] | None:
    """The claim one came from, or all."""
    if request.method != "GET":
        return None
    refs = [view.ref for view in owed]
    return {"claims": [came_from] if came_from in refs else refs}


def lets_go(town: Municipality, view: ClaimView, today: date) -> bool:
    """Whether the rules would let this claim go at once, were it asked."""
    facts = ledger_claims.claim_facts(view)
    put = Situation(on=today, ask="remission", claims=(facts,))
    return assess(put, town.policy).outcome == "grant"
