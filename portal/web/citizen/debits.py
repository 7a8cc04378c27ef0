"""Direct debit for a resident: what is collected, giving leave for it, and ending that."""

from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Any

from flask import redirect, url_for
from flask_babel import gettext
from sqlmodel import Session
from werkzeug.wrappers import Response

from portal.errors import NotFound, NotNow
from portal.ledger import claims as ledger_claims
from portal.ledger import plans
from portal.ledger.claims import ClaimView
from portal.ledger.debits import danish, mandates
from portal.ledger.debits.invited import recurring_kinds
from portal.ledger.debits.mandates import Given, Subject
from portal.ledger.debits.models import Collection, Mandate
from portal.ledger.debits.references import BadAccount
from portal.ledger.debits.settings import Sepa, sepa_of
from portal.ledger.setoff import arranging
from portal.people.actors import Permission
from portal.web.carrying_out import carry_out
from portal.web.citizen import citizen
from portal.web.context import amount, day, lang
from portal.web.debit_forms import Ending, NewMandate
from portal.web.debit_words import (
    account_text,
    agreed_words,
    kind_text,
    mandate_words,
    subject_words,
)
from portal.web.fields import clean
from portal.web.fragments import answer
from portal.web.services import services
from portal.web.session import actor, needs

_SHOWN = 6
"""What was collected before, as much as the page of a mandate names."""


@dataclass(frozen=True)
class Offer:
    """Something that can be paid by direct debit, and where to begin."""

    title: str
    url: str


@citizen.get("/direct-debit")
@needs(Permission.OWN_MANAGE)
def debits() -> Response:
    """Show a person's mandates, and for what they can give one."""
    parts, today = services(), services().clock.today()
    with parts.database.reading() as session:
        own = mandates.of_person(session, actor().id)
        kinds = _own_kinds(session)
        running = {mandate.plan_id for mandate in own if mandate.ended_on is None}
        offered = [
            plan
            for plan in plans.running(session, actor().id, today)
            if sepa_of(parts.town) is not None and plan.id not in running
        ]
    return answer(
        "citizen/debits.html",
        mandates=[mandate_words(mandate) for mandate in own],
        offers=[
            Offer(
                gettext("debit-offer-plan", amount=amount(plan.monthly)),
                url_for("citizen.debit_new", what="plans", of=plan.ref),
            )
            for plan in offered
        ]
        + _kind_offers(own, kinds),
        numbers=_numbers(kinds),
    )


def _own_kinds(session: Session) -> list[str]:
    """The kinds of bills that come again and that this person has."""
    views = ledger_claims.views(session, actor().id, services().clock.today())
    return sorted({view.kind for view in views} & recurring_kinds(services().town))


def _kind_offers(own: list[Mandate], kinds: list[str]) -> list[Offer]:
    """The recurring kinds a mandate can be given for here."""
    if sepa_of(services().town) is None:
        return []
    running = {mandate.kind for mandate in own if mandate.ended_on is None}
    return [
        Offer(kind_text(kind), url_for("citizen.debit_new", what="kinds", of=kind))
        for kind in kinds
        if kind not in running
    ]


def _numbers(kinds: list[str]) -> list[dict[str, Any]]:
    """The numbers for the person's own bank, kind by kind."""
    town = services().town
    found = [(kind, danish.numbers_of(town, kind, actor().ref)) for kind in kinds]
    return [{"kind": kind_text(kind), "numbers": one} for kind, one in found if one is not None]


@citizen.route("/direct-debit/<what>/<of>", methods=["GET", "POST"])
@needs(Permission.OWN_MANAGE)
def debit_new(what: str, of: str) -> Response:
    """Give a mandate for the instalments of a plan, or for a recurring kind of claim."""
    parts, form = services(), NewMandate()
    sepa = sepa_of(parts.town)
    if sepa is None:
        raise NotFound
    with parts.database.reading() as session:
        subject = _subject(session, what, of)
        running = mandates.running(session, actor().id, subject)
    if running is not None:
        return redirect(url_for("citizen.debit", ref=running.ref), code=HTTPStatus.SEE_OTHER)
    if not form.is_submitted():
        return _form_page(form, subject, sepa)
    if not form.validate():
        return _form_page(form, subject, sepa, status=422)
    given = Given(
        account=clean(form.account.data),
        holder=clean(form.holder.data),
        wording=_wording(subject, sepa),
        language=lang(),
        given_on=parts.clock.today(),
        while_held=bool(form.while_held.data),
    )

    def give(session: Session) -> Mandate:
        return mandates.give(
            session,
            actor().id,
            subject,
            given,
            sepa=sepa,
            on=parts.clock.today(),
            by=actor().signature,
            now=parts.clock.now(),
        )

    def onwards(made: Mandate) -> str:
        return url_for("citizen.debit", ref=made.ref)

    try:
        return carry_out(give, partial(_form_page, form, subject, sepa), onwards)
    except BadAccount as bad:  # a slip in this one field, so it is told beside it
        form.account.errors = [gettext(bad.message)]
        return _form_page(form, subject, sepa, status=422)


def _subject(session: Session, what: str, of: str) -> Subject:
    """What an address is about. Raises NotFound, also for someone else's plan."""
    if what == "plans":
        plan = plans.of_person(session, actor().id, of)
        if plan.ended_on is not None:
            raise NotNow("error-plan-over")
        return Subject(plan_id=plan.id)
    if what == "kinds" and of in recurring_kinds(services().town):
        return Subject(kind=of)
    raise NotFound


def _wording(subject: Subject, sepa: Sepa) -> str:
    """The words a person agrees to, as they stand on the page; they are kept with the mandate."""
    town = services().town
    return gettext(
        "debit-wording",
        creditor=town.payment.name,
        id=sepa.creditor_id,
        what=agreed_words(subject),
    )


def _form_page(
    form: NewMandate, subject: Subject, sepa: Sepa, status: int = 200, problem: str = ""
) -> Response:
    return answer(
        "citizen/debit_new.html",
        status=status,
        form=form,
        problem=problem,
        what=subject_words(subject),
        wording=_wording(subject, sepa),
        sepa=sepa,
    )


@citizen.get("/direct-debit/<ref>")
@needs(Permission.OWN_MANAGE)
def debit(ref: str) -> Response:
    """Show a mandate: what was agreed, what comes, how to end it."""
    with services().database.reading() as session:
        mandate = mandates.by_ref(session, ref, actor().id)
        coming = mandates.coming(session, mandate)
        went = mandates.went(session, mandate, _SHOWN)
    return answer(
        "citizen/debit.html",
        mandate=mandate,
        words=mandate_words(mandate),
        account=account_text(mandate),
        coming=[_coming(one) for one in coming],
        went=[(_coming(one), gettext(f"debit-went-{one.state}")) for one in went],
        has_begun=mandate.starts_on <= services().clock.today(),
    )


def _coming(one: Collection) -> dict[str, str]:
    return {"day": day(one.collect_on), "amount_text": amount(one.amount)}


@citizen.route("/direct-debit/<ref>/end", methods=["GET", "POST"])
@needs(Permission.OWN_MANAGE)
def debit_end(ref: str) -> Response:
    """End a mandate; say first what that stops and what it cannot stop."""
    parts, form, shown = services(), Ending(), url_for("citizen.debit", ref=ref)
    with parts.database.reading() as session:
        mandate = mandates.by_ref(session, ref, actor().id)
        if mandate.ended_on is not None:  # asked twice: the page says that it is over
            return redirect(shown, code=HTTPStatus.SEE_OTHER)
        effect = mandates.effect_of_end(session, mandate)
    if form.validate_on_submit():
        with parts.database.unit_of_work() as session:
            mandates.end(
                session,
                mandates.by_ref(session, ref, actor().id),
                "cancelled",
                on=parts.clock.today(),
                by=actor().signature,
                now=parts.clock.now(),
            )
        return redirect(shown, code=HTTPStatus.SEE_OTHER)
    return answer(
        "citizen/debit_end.html",
        form=form,
        mandate=mandate,
        words=mandate_words(mandate),
        stopped=[_coming(one) for one in effect.stopped],
        too_late=[_coming(one) for one in effect.too_late],
    )


def claim_part(session: Session, view: ClaimView) -> dict[str, Any]:
    """What the page of a claim says of direct debit and withholding."""
    town, person_id = services().town, actor().id
    if not actor().may(Permission.OWN_MANAGE):
        return {}
    held = arranging.running_for(session, person_id, [view.id])
    amounts = [arranging.amounts_of(session, one)[-1] for one in held]
    return {
        "mandate": _mandate_for(session, view, person_id),
        "can_give": _can_give(view),
        "numbers": danish.numbers_of(town, view.kind, actor().ref),
        "withheld": [
            {"amount_text": amount(one.monthly), "day": day(one.from_on)} for one in amounts
        ],
    }


def _mandate_for(session: Session, view: ClaimView, person_id: int) -> Mandate | None:
    subject = Subject(plan_id=view.plan.id) if view.plan else Subject(kind=view.kind)
    return mandates.running(session, person_id, subject)


def _can_give(view: ClaimView) -> str:
    """Where a mandate for this claim can be given; nothing where it cannot."""
    town = services().town
    if sepa_of(town) is None or not view.takes_money:
        return ""
    if view.plan is not None:
        return url_for("citizen.debit_new", what="plans", of=view.plan.ref)
    if view.kind in recurring_kinds(town):
        return url_for("citizen.debit_new", what="kinds", of=view.kind)
    return ""
