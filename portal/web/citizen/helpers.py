"""Help from others: what one lent out and to whom, what they looked at, and ending it."""

from dataclasses import dataclass
from datetime import datetime

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from sqlmodel import Session
from werkzeug.wrappers import Response

from portal.cases.handling import own_cases
from portal.cases.lending import ALL, Wanted, lend
from portal.errors import NotFound
from portal.ledger import own
from portal.people.acting import leave, lending, reading, visits
from portal.people.acting.lending import Told
from portal.people.acting.models import Acting, HelperLook, HelperVisit, Loan
from portal.people.actors import Permission
from portal.web.carrying_out import filled_in
from portal.web.citizen import citizen
from portal.web.citizen.helper_forms import Lend
from portal.web.context import moment
from portal.web.fragments import answer
from portal.web.services import services
from portal.web.session import actor, needs

MOST_SHOWN = 5
"""Looks the list shows of each; the rest stands on a page of its own."""


@dataclass(frozen=True)
class Lent:
    """A view that is or was lent, as its owner reads it."""

    ref: str
    what: str
    helps: str
    until: str
    runs: bool
    told: str
    visits: list[HelperVisit]
    looks: list[HelperLook]


@citizen.get("/helpers")
@needs(Permission.OWN_MANAGE)
def helpers() -> str:
    """Show who helps, what they can see, and what they looked at."""
    now = services().clock.now()
    with services().database.reading() as session:
        names = _names(session)
        shown = [_lent(session, names, *one, now) for one in lending.loans_of(session, actor().id)]
        mandates = [
            (one, visits.looks_of(session, one.acting.id or 0, MOST_SHOWN))
            for one in reading.of_principal(session, actor().id, ("standing", "guardian"))
            if reading.runs(one.acting, services().clock.today())
        ]
    return render_template(
        "citizen/helpers.html",
        mandates=mandates,
        lent=[one for one in shown if one.runs],
        over=[one for one in shown if not one.runs],
    )


@citizen.get("/helpers/new")
@needs(Permission.OWN_MANAGE)
def helper_choose() -> str:
    """Let one choose what to lend: all claims, a claim, a request."""
    with services().database.reading() as session:
        names = {ALL: gettext("lend-all")} | _names(session)
    offered = [(name, _address(what)) for what, name in names.items()]
    return render_template("citizen/helper_choose.html", offered=offered)


@citizen.route("/helpers/new/<what>", methods=["GET", "POST"])
@citizen.route("/helpers/new/<what>/<ref>", methods=["GET", "POST"])
@needs(Permission.OWN_MANAGE)
def helper_new(what: str, ref: str = "") -> Response:
    """Lend it; the code is on the answer, this once."""
    parts, today = services(), services().clock.today()
    most_days = parts.town.terms.number("loan_most_days", today)
    chosen = f"{what}:{ref}" if ref else what
    with parts.database.reading() as session:
        names = {ALL: gettext("lend-all")} | _names(session)
    if chosen not in names:
        raise NotFound
    form, now = Lend(most_days), parts.clock.now()

    def page(status: int, problem: str) -> Response:
        shown = {"form": form, "what": names[chosen], "problem": problem}
        return answer("citizen/helper_new.html", status=status, **shown)

    def lend_it(session: Session) -> tuple[Lent, str]:
        made, code = lend(
            session,
            actor(),
            _wanted(form, chosen),
            tokens=parts.tokens,
            country=parts.town.country,
            most_days=most_days,
            now=now,
            on=today,
        )
        return _lent(session, names, *lending.loan_of(session, actor(), made.ref), now), code

    return filled_in(form, page, lend_it, _told_once)


def _told_once(made: tuple[Lent, str]) -> Response:
    """Show the code: it is kept nowhere, so no other page has it."""
    lent, code = made
    site = request.host_url.rstrip("/") + url_for("public.helping")
    return answer("citizen/lent.html", lent=lent, code=lending.in_groups(code), site=site)


def _address(what: str) -> str:
    kind, _, ref = what.partition(":")
    return url_for("citizen.helper_new", what=kind, ref=ref or None)


def _wanted(form: Lend, what: str) -> Wanted:
    told = Told(form.told.data, form.email.data or "")
    return Wanted(what, form.helps.data, int(form.hours.data), told, form.once.data or "")


@citizen.get("/helpers/<ref>")
@needs(Permission.OWN_MANAGE)
def helper(ref: str) -> str:
    """Show all that was looked at with one view."""
    with services().database.reading() as session:
        found = lending.loan_of(session, actor(), ref)
        names, now = _names(session), services().clock.now()
        shown = _lent(session, names, *found, now, most=visits.MOST)
    return render_template("citizen/helper.html", lent=shown)


@citizen.post("/helpers/<ref>/end")
@needs(Permission.OWN_MANAGE)
def helper_end(ref: str) -> Response:
    """End it at once: the code and everyone who came in with it see nothing any more."""
    parts = services()
    with parts.database.unit_of_work() as session:
        acting, _ = lending.loan_of(session, actor(), ref)
        leave.end(session, actor(), acting, now=parts.clock.now())
    return redirect(url_for("citizen.helpers"), code=303)


def _names(session: Session) -> dict[str, str]:
    """What one can lend, by its value in the form: each claim and each request."""
    today = services().clock.today()
    claims = {
        f"claim:{view.ref}": gettext("lend-claim", name=view.description)
        for view in own.views(session, actor(), today)
        if view.balance
    }
    cases = {
        f"case:{case.ref}": gettext("lend-case", name=gettext(f"case-{case.ask}".replace("_", "-")))
        for case in own_cases(session, actor())
        if case.state != "withdrawn"
    }
    return cases | claims


def _lent(
    session: Session,
    names: dict[str, str],
    acting: Acting,
    loan: Loan,
    now: datetime,
    most: int = MOST_SHOWN,
) -> Lent:
    assert acting.id is not None
    return Lent(
        ref=acting.ref,
        what=names.get(loan.what) or gettext("lend-all" if loan.what == ALL else "lend-gone"),
        helps=gettext(f"lend-helps-{acting.capacity}"),
        until=moment(loan.until_at),
        runs=acting.state == "runs" and loan.until_at > now,
        told=gettext(f"lend-told-{loan.told}"),
        visits=visits.visits_of(session, acting.id),
        looks=visits.looks_of(session, acting.id, most),
    )
