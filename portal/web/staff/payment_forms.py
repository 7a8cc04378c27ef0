"""Splitting a payment over claims, and moving it from one claim to another."""

from http import HTTPStatus
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from sqlmodel import Session, select
from werkzeug.wrappers import Response
from wtforms import StringField

from portal.errors import NotNow
from portal.ledger import suspense
from portal.ledger.models import Claim
from portal.ledger.sight import sight_of
from portal.people.actors import Permission
from portal.web.carrying_out import filled_in
from portal.web.fields import LONGEST_TYPED, AmountField, Between, Needed, clean
from portal.web.fragments import answer
from portal.web.session import actor, needs
from portal.web.staff import paid
from portal.web.staff.paid import payment_route, source_of

PARTS = 4


def _claim(no: int) -> StringField:
    needed = [Needed("error-claim-number")] if no == 1 else []
    return StringField(lazy_gettext("staff-split-claim", no=no), validators=needed)


def _part(no: int) -> AmountField:
    needed = [Needed("error-amount-missing")] if no == 1 else []
    return AmountField(lazy_gettext("staff-split-amount", no=no), validators=needed)


class Split(FlaskForm):
    """So much for this claim, so much for that one."""

    claim1, amount1 = _claim(1), _part(1)
    claim2, amount2 = _claim(2), _part(2)
    claim3, amount3 = _claim(3), _part(3)
    claim4, amount4 = _claim(4), _part(4)

    def parts(self) -> list[tuple[str, int]]:
        """Return the claims that were named, each with its amount."""
        typed = [
            (_number(self[f"claim{no}"]), self[f"amount{no}"].data) for no in range(1, PARTS + 1)
        ]
        return [(number, amount) for number, amount in typed if number and amount]

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401
        """Each line has both, or none."""
        fine = bool(super().validate(extra_validators))
        for no in range(2, PARTS + 1):
            number, amount = self[f"claim{no}"], self[f"amount{no}"]
            if amount.errors:
                continue
            if bool(_number(number)) != bool(amount.data):
                wrong = amount if _number(number) else number
                text = "error-amount-missing" if wrong is amount else "error-claim-number"
                wrong.errors = [gettext(text)]
                fine = False
        return fine


class Move(FlaskForm):
    """To which claim it goes, and how much of it."""

    to = StringField(lazy_gettext("staff-move-to"), validators=[Needed("error-claim-number")])
    amount = AmountField(lazy_gettext("staff-amount"), validators=[Needed("error-amount-missing")])

    def __init__(self, most: int, **kwargs: Any) -> None:  # noqa: ANN401
        """`most` is what stands on the claim, in minor units."""
        super().__init__(**kwargs)
        self.most = most

    def validate_amount(self, field: AmountField) -> None:
        """Something, and not more than stands there."""
        Between(1, self.most, is_amount=True)(self, field)


def _number(field: StringField) -> str:
    return clean(field.data)[:LONGEST_TYPED]


@payment_route("/split", "GET", "POST")
@needs(Permission.PAYMENT_MATCH)
def split(line_id: int | None = None, incoming_id: int | None = None) -> Response:
    """Split what waits over several claims, or show the form for it."""
    source = source_of(line_id, incoming_id)
    payment, form = paid.read(source), Split()

    def page(status: int, problem: str) -> Response:
        if problem:
            form.claim1.errors, status = [gettext(problem)], HTTPStatus.UNPROCESSABLE_ENTITY
        return answer(
            "staff/money/split.html",
            status=status,
            payment=payment,
            form=form,
            action=paid.url(source, "split"),
            is_sorting=paid.is_sorting(),
            back_url=paid.url(source),
            rows=[(form[f"claim{no}"], form[f"amount{no}"]) for no in range(1, PARTS + 1)],
        )

    def act(session: Session) -> None:
        parts = [(_ref(session, number), amount) for number, amount in form.parts()]
        suspense.split(session, source, parts, paid.act(), paid.seen())
        paid.look_at_halves(session, source)

    return filled_in(form, page, act, paid.onwards(source))


@payment_route("/claims/<ref>/moved", "GET", "POST")
@needs(Permission.PAYMENT_MATCH)
def move(ref: str, line_id: int | None = None, incoming_id: int | None = None) -> Response:
    """Move what stands on a claim to another one, or show the form for it."""
    source = source_of(line_id, incoming_id)
    on = next((one for one in paid.read(source).on_claims if one.claim_ref == ref), None)
    if on is None:
        return paid.not_done("error-nothing-matched", paid.url(source))
    form = Move(on.amount, data={"amount": on.amount})

    def page(status: int, problem: str) -> Response:
        if problem:
            form.to.errors, status = [gettext(problem)], HTTPStatus.UNPROCESSABLE_ENTITY
        action, back_url = paid.url(source, "move", ref=ref), paid.url(source)
        shown = {"form": form, "on": on, "action": action, "back_url": back_url}
        return answer("staff/money/move.html", status=status, **shown)

    def act(session: Session) -> None:
        to = _ref(session, _number(form.to))
        suspense.move(session, source, ref, to, form.amount.data or 0, paid.act(), paid.seen())
        paid.look_at_halves(session, source)

    return filled_in(form, page, act, paid.url(source) + "#on-claims")


def _ref(session: Session, number: str) -> str:
    """The claim with this number, as people write it. Raises NotNow."""
    found = session.exec(select(Claim.ref).where(Claim.number == number)).one_or_none()
    if found is None or not sight_of(session, actor()).sees_claim(found):
        raise NotNow("error-claim-unknown")
    return found
