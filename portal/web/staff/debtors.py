"""Who owes a claim, for staff: everyone on one page; one more named, or one let off and back."""

from dataclasses import dataclass
from datetime import date
from functools import partial
from http import HTTPStatus
from typing import Any

from flask import request, url_for
from flask_babel import gettext
from sqlmodel import Session, col, select
from werkzeug.wrappers import Response

from portal.errors import NotFound
from portal.ledger import balances, debtors
from portal.ledger.joint import liable, naming
from portal.ledger.joint.liable import By
from portal.ledger.models import Claim
from portal.ledger.records import Liability
from portal.municipality import Municipality
from portal.people import audit, directory, identity, vault
from portal.people.actors import Permission
from portal.people.models import Person
from portal.web.carrying_out import filled_in
from portal.web.context import amount, day
from portal.web.fields import clean
from portal.web.fragments import answer
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff import staff
from portal.web.staff.debtor_forms import NameOneMore, Why

MAY = Permission.CLAIM_CHANGE


@dataclass(frozen=True)
class DebtorRow:
    """One who owes the claim, or was let off it."""

    ref: str
    name: str
    tag: str
    about: str
    reason: str
    released_on: date | None
    can_undo: bool


def section(
    session: Session, _town: Municipality, person: Person, _on: date
) -> dict[str, list[dict[str, str]]]:
    """What the page of a person says of claims they owe: who else owes them."""
    owes = select(Claim).join(Liability, col(Liability.claim_id) == Claim.id)
    found = session.exec(owes.where(Liability.person_id == person.id).order_by(col(Claim.id))).all()
    with_others = debtors.debtors_of(session, [claim.id for claim in found if claim.id])
    return {
        "claims": [
            {
                "number": claim.number,
                "description": claim.description,
                "url": url_for("staff.debtors", claim=claim.ref),
                "tag": gettext("staff-joint-count", count=len(with_others[claim.id])),
            }
            for claim in found
            if claim.id is not None
        ]
    }


@staff.route("/claims/<claim>/debtors", methods=["GET", "POST"], endpoint="debtors")
@needs(MAY)
def debtors_page(claim: str) -> Response:
    """Show who owes a claim, and name one more."""
    form = NameOneMore(services().town)

    def name(session: Session) -> None:
        found, person = liable.one(session, claim), _person(session, form)
        naming.name_one_more(session, _by(form.reason), found, person, form.share.data)

    return filled_in(form, partial(_page, claim, form), name, url_for("staff.debtors", claim=claim))


@staff.route("/claims/<claim>/debtors/<ref>", methods=["GET", "POST"])
@needs(MAY)
def debtor(claim: str, ref: str) -> Response:
    """Let somebody off a claim, or take that back."""
    form = Why()
    act = naming.undo_release if request.form.get("act") == "undo" else naming.release
    return filled_in(
        form,
        partial(_one_page, claim, ref, form),
        lambda session: act(
            session,
            _by(form.reason),
            liable.one(session, claim),
            directory.by_ref(session, actor(), ref),
        ),
        url_for("staff.debtors", claim=claim),
    )


def _by(reason: Any) -> By:  # noqa: ANN401
    clock = services().clock
    return By(actor(), clean(reason.data), clock.now(), clock.today())


def _person(session: Session, form: NameOneMore) -> Person:
    """The person with this number; somebody new is added as typed."""
    parts = services()
    number, scheme = form.bare_number(), form.scheme.data
    person = identity.find_or_create(
        session,
        number=number,
        scheme=scheme,
        key=parts.settings.identity_key,
        name=clean(form.name.data),
        language=parts.town.languages[0],
        address=clean(form.address.data),
        born_on=form.born_on.data or identity.born_on(scheme, number),
    )
    if parts.town.collector is not None:
        vault.keep(session, [(person, number)], parts.clock.now())
    return person


def _page(ref: str, form: NameOneMore, status: int, problem: str) -> Response:
    """The list; after a form that was not carried out the form alone, with what was typed."""
    with services().database.unit_of_work() as session:
        claim = liable.one(session, ref)
        rows = _rows(session, claim)
        whole = balances.of_claim(session, claim.id or 0).total
        now = services().clock.now()
        audit.record(session, now, actor().signature, "claim:debtors-look", f"claim:{claim.ref}")
    return answer(
        "staff/debtors.html",
        status=status,
        claim=claim,
        rows=rows,
        whole=whole,
        form=form,
        problem=problem,
        is_whole=status == HTTPStatus.OK,
        can_change=claim.stage != "transferred",
        can_release=sum(not row.released_on for row in rows) > 1,
    )


def _one_page(claim_ref: str, ref: str, form: Why, status: int, problem: str) -> Response:
    with services().database.reading() as session:
        claim = liable.one(session, claim_ref)
        row = next((one for one in _rows(session, claim) if one.ref == ref), None)
    if row is None:
        raise NotFound
    return answer(
        "staff/debtor.html", status=status, claim=claim, row=row, form=form, problem=problem
    )


def _rows(session: Session, claim: Claim) -> list[DebtorRow]:
    assert claim.id is not None
    found = []
    for owes in liable.of_claim(session, claim.id):
        person = session.get_one(Person, owes.person_id)
        left = debtors.owed_by(session, owes.person_id, [claim.id]).get(claim.id, 0)
        found.append(_row(session, claim, owes, person, left))
    return found


def _row(session: Session, claim: Claim, owes: Liability, person: Person, left: int) -> DebtorRow:
    if owes.released_on:
        tag = gettext("staff-debtor-released")
        about = gettext("staff-debtor-released-on", day=day(owes.released_on))
    else:
        tag = gettext(f"staff-debtor-{owes.form}")
        about = gettext("staff-debtor-owes", amount=amount(left), day=day(owes.since))
    return DebtorRow(
        ref=person.ref,
        name=person.name,
        tag=tag,
        about=about,
        reason="" if owes.release_reason.startswith("case:") else owes.release_reason,
        released_on=owes.released_on,
        can_undo=naming.can_be_undone(session, claim, person),
    )
