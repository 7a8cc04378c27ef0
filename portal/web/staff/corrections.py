"""Correcting what a claim comes to, and signing what somebody else corrected."""

from datetime import date
from functools import partial
from typing import Any

from flask import make_response, render_template, url_for
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from sqlmodel import Session, col, select
from werkzeug.wrappers import Response
from wtforms import HiddenField

from portal.cases.matters import correcting
from portal.errors import NotFound
from portal.ledger import balances, corrections, proposals
from portal.ledger.models import Claim
from portal.municipality import Municipality
from portal.people.actors import Permission
from portal.people.models import Person
from portal.people.refs import new_ref
from portal.web.carrying_out import filled_in
from portal.web.fields import AmountField, Between, Needed, choices_of, clean, one_of
from portal.web.fragments import answer
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff import list_words, paid, staff
from portal.web.staff.forms import own_words
from portal.web.staff.refund_forms import LONGEST_REASON

MOST = 10**11
LONGEST_KEY = 40


class Correct(FlaskForm):
    """What is wrong with a claim, by how much, and why."""

    once = HiddenField()
    what = one_of(lazy_gettext("correction-what"))
    amount = AmountField(
        lazy_gettext("correction-amount"), validators=[Needed("error-amount-missing")]
    )
    reason = own_words(lazy_gettext("correction-reason"), most=LONGEST_REASON)

    def __init__(self, mosts: dict[str, int | None], **kwargs: Any) -> None:  # noqa: ANN401
        """`mosts`: the most that each kind of correction takes, in minor units."""
        super().__init__(**kwargs)
        self.mosts = {what: most for what, most in mosts.items() if most is None or most > 0}
        self.what.choices = choices_of("correction", self.mosts)

    def validate_amount(self, field: AmountField) -> None:
        """Something, and not more than can come off."""
        most = self.mosts.get(self.what.data)
        Between(1, MOST if most is None else most, is_amount=True)(self, field)


class Second(FlaskForm):
    """What the second person says."""

    says = one_of(lazy_gettext("correction-says"))
    reason = own_words(lazy_gettext("correction-reason"), most=LONGEST_REASON)

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401
        """Yes or no."""
        super().__init__(**kwargs)
        self.says.choices = choices_of("answer", ("yes", "no"))


def section(
    session: Session, _town: Municipality, person: Person, _on: date
) -> dict[str, list[Claim]]:
    """What of a person can be corrected: their own bills that are still ours."""
    own = select(Claim).where(Claim.person_id == person.id, Claim.stage != "transferred")
    return {"claims": list(session.exec(own.order_by(col(Claim.id))).all())}


@staff.route("/claims/<ref>/correction", methods=["GET", "POST"])
@needs(Permission.CLAIM_CHANGE)
def correction(ref: str) -> Response:
    """Correct a claim, or show the form for it."""
    parts, today = services(), services().clock.today()
    with parts.database.reading() as session:
        claim = session.exec(select(Claim).where(Claim.ref == ref)).one_or_none()
        if claim is None or claim.id is None:
            raise NotFound
        mosts = {what: corrections.most(session, claim.id, what) for what in corrections.WHATS}
        left = balances.of_claim(session, claim.id)
    form = Correct(mosts, data={"once": new_ref()})

    def page(status: int, problem: str) -> Response:
        alone = parts.town.terms.number("correction_alone", today)
        shown = {"form": form, "claim": claim, "left": left, "problem": problem, "alone": alone}
        return answer("staff/refunds/correct.html", status=status, **shown)

    def onwards(done: bool) -> str:
        if done:
            return url_for("staff.corrected", ref=ref)
        return url_for("staff.refunds") + "#signatures"

    return filled_in(form, page, partial(_correct, ref, form), onwards)


def _correct(ref: str, form: Correct, session: Session) -> bool:
    """Do it, or put it before a second person; return whether it is done."""
    parts = services()
    wanted = corrections.Correction(
        key=clean(form.once.data)[:LONGEST_KEY] or new_ref(),
        claim_ref=ref,
        what=form.what.data,
        amount=form.amount.data or 0,
        reason=clean(form.reason.data),
    )
    now, on = parts.clock.now(), parts.clock.today()
    return correcting.correct(session, parts.town, actor(), wanted, now=now, on=on)


@staff.get("/claims/<ref>/corrected")
@needs(Permission.CLAIM_CHANGE)
def corrected(ref: str) -> str:
    """Show what a claim comes to now."""
    with services().database.reading() as session:
        claim = session.exec(select(Claim).where(Claim.ref == ref)).one_or_none()
        if claim is None or claim.id is None:
            raise NotFound
        left = balances.of_claim(session, claim.id)
    return render_template("staff/refunds/corrected.html", claim=claim, left=left)


@staff.route("/corrections/<ref>", methods=["GET", "POST"])
@needs(Permission.CLAIM_CHANGE)
def correction_answer(ref: str) -> Response:
    """Show a correction that waits for a second person, and keep what they say."""
    with services().database.reading() as session:
        proposal = proposals.by_ref(session, ref)
        if proposal.kind != corrections.KIND:
            raise NotFound
        claim = session.get_one(Claim, proposal.claim_id)
        shown: dict[str, Any] = {
            "person": session.get_one(Person, claim.person_id),
            "left": balances.of_claim(session, proposal.claim_id or 0).total,
            "signed": list_words.signed(proposal, list_words.names_of(session, proposal)),
        }
    form = Second()
    if form.is_submitted() and form.validate():
        return _answer(ref, form)
    page = render_template(
        "staff/refunds/correction.html",
        form=form,
        proposal=proposal,
        claim=claim,
        is_own=proposal.first_by == actor().signature,
        state=list_words.state(proposal),
        **shown,
    )
    return make_response(page, 422 if form.errors else 200)


def _answer(ref: str, form: Second) -> Response:
    parts = services()
    return paid.do(
        lambda session: correcting.sign(
            session,
            actor(),
            proposals.by_ref(session, ref),
            form.says.data,
            clean(form.reason.data),
            seen=paid.number("version"),
            now=parts.clock.now(),
            on=parts.clock.today(),
        ),
        url_for("staff.refunds") + "#signatures",
        url_for("staff.correction_answer", ref=ref),
    )
