"""A unit looks at a claim that came back: what is wrong, what it can do, one page an act."""

from http import HTTPStatus
from typing import Any

from flask import redirect, request, url_for
from flask_babel import gettext
from flask_wtf import FlaskForm
from sqlmodel import Session
from werkzeug.wrappers import Response

from portal.cases.registering import returning
from portal.errors import Conflict, NotFound, NotNow
from portal.ledger import claims as ledger_claims
from portal.ledger.claims import ClaimView
from portal.ledger.models import Claim
from portal.ledger.origin.corrections import of_claim
from portal.ledger.origin.kinds import KindNeeds, needs_of
from portal.ledger.origin.models import Return
from portal.ledger.origin.readiness import readiness
from portal.people.actors import Permission
from portal.web.carrying_out import seen_version
from portal.web.context import amount, day, local
from portal.web.fields import clean
from portal.web.fragments import answer
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff import staff
from portal.web.staff.return_forms import Correct, Lower, Said
from portal.web.staff.returns import by

MAY = Permission.CLAIM_REGISTER
ACTS = ("correct", "lower", "sent-back", "withdrawn")
_MENDED = {"description", "arose_on", "period"}


def rows_of(session: Session) -> list[dict[str, str]]:
    """Return what came back to this unit, as lines of its page."""
    today = services().clock.today()
    return [
        {
            "title": claim.description,
            "under": gettext("return-there-since", day=day(back.returned_on)),
            "days": str((today - back.returned_on).days),
            "url": url_for("staff.returned_claim", ref=back.ref),
        }
        for back, claim in returning.of_unit(session, actor())
    ]


@staff.get("/unit/returned/<ref>")
@needs(MAY)
def returned_claim(ref: str) -> Response:
    """Show what is wrong with a claim that came back, and what the unit can do."""
    try:
        with services().database.reading() as session:
            back, view, kind = _found(session, ref)
            changed = [row.field for row in of_claim(session, view.id)]
    except (Conflict, NotNow):
        return redirect(url_for("staff.unit"), code=303)
    still = [lack.code for lack in readiness(view, kind, services().clock.today())]
    return answer(
        "staff/register/returned.html",
        back=back,
        claim=view,
        lacks=[_words(code, kind, code in still) for code in back.lacks],
        changed=bool(changed),
        amounts=_amounts(view),
    )


def _amounts(view: ClaimView) -> str:
    """Say the amount of the bill and what is left of all of it, fees too, each by its name."""
    return gettext("return-amounts", bill=amount(view.charged), left=amount(view.whole.total))


def _words(code: str, kind: KindNeeds, is_still: bool) -> dict[str, Any]:
    example = local(dict(kind.example)) if code.startswith("description") else ""
    return {
        "text": gettext(f"lack-{code}".replace("_", "-"), most=kind.description_most),
        "help": gettext("lack-example", example=example) if example else "",
        "is_still": is_still,
    }


def _found(session: Session, ref: str) -> tuple[Return, ClaimView, KindNeeds]:
    back, claim = returning.own(session, actor(), ref)
    return back, _view(session, claim), _needs(claim)


def _view(session: Session, claim: Claim) -> ClaimView:
    today = services().clock.today()
    found = ledger_claims.unit_claims(session, claim.unit, today)
    return next(view for view in found if view.id == claim.id)


def _needs(claim: Claim) -> KindNeeds:
    return needs_of(services().town, claim.kind, services().clock.today())


@staff.route("/unit/returned/<ref>/<act>", methods=["GET", "POST"])
@needs(MAY)
def return_act(ref: str, act: str) -> Response:
    """Correct a claim, lower it, withdraw it, or give it back."""
    if act not in ACTS:
        raise NotFound
    with services().database.unit_of_work() as session:
        back, claim = returning.own(session, actor(), ref)
        view, kind = _view(session, claim), _needs(claim)
        form = _form(act, view)
        if request.method != "POST":
            return _page(back, view, act, form, kind)
        if not form.validate() or _point_out(act, form, view, kind):
            return _page(back, view, act, form, kind, HTTPStatus.UNPROCESSABLE_ENTITY)
        _do(session, act, back, claim, form)
    done = act in ("correct", "lower")
    onwards = url_for("staff.returned_claim", ref=ref) if done else url_for("staff.unit")
    return redirect(onwards, code=303)


def _form(act: str, view: ClaimView) -> Any:  # noqa: ANN401
    if act == "correct":
        return Correct(data=Correct.filled(view))
    return Lower(view.charged) if act == "lower" else Said()


def _do(session: Session, act: str, back: Return, claim: Claim, form: Any) -> None:  # noqa: ANN401
    seen = seen_version()
    if act == "correct":
        returning.correct(session, by(), back, claim, form.changes())
    elif act == "lower":
        returning.lower(session, by(), back, claim, form.amount.data, seen)
    else:
        end = returning.send_back if act == "sent-back" else returning.withdraw
        end(session, by(), back, claim, clean(form.words.data), seen)


def _point_out(act: str, form: FlaskForm, view: ClaimView, kind: KindNeeds) -> bool:
    """Say at its field what would still be wrong after a correction."""
    if act != "correct":
        return False
    as_if = _AsIf(view, form.changes())
    wrong = [
        lack
        for lack in readiness(as_if, kind, services().clock.today())
        if lack.stops and lack.field in _MENDED
    ]
    for lack in wrong:
        field = form["period_to" if lack.field == "period" else lack.field]
        text = gettext(f"lack-{lack.code}".replace("_", "-"), most=kind.description_most)
        field.errors = [*field.errors, text]
    return bool(wrong)


class _AsIf:
    """A claim as it would be after a correction."""

    def __init__(self, view: ClaimView, changes: dict[str, Any]) -> None:
        self._view, self._changes = view, changes

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        return self._changes[name] if name in self._changes else getattr(self._view, name)


def _page(
    back: Return,
    view: ClaimView,
    act: str,
    form: FlaskForm,
    kind: KindNeeds,
    status: int = HTTPStatus.OK,
) -> Response:
    return answer(
        "staff/register/return_act.html",
        status=status,
        back=back,
        claim=view,
        act=act,
        form=form,
        example=local(dict(kind.example)),
        amounts=_amounts(view),
    )
