"""One claim: why it exists, what moved, how to pay, whom to call."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import Response, render_template, url_for
from flask_babel import gettext

from portal.cases.handling import waiting_claims
from portal.cases.letterbox.codes import last_opened
from portal.cases.letters import letters_to
from portal.ledger import claims as ledger_claims
from portal.ledger import on_its_way, own, references
from portal.ledger.claims import ClaimView
from portal.ledger.debits import expected
from portal.ledger.movements import Movement
from portal.ledger.movements import movements as movements_of
from portal.ledger.origin.floor import is_asked
from portal.ledger.refunds.lists import of_claim
from portal.municipality import Municipality
from portal.people.actors import Permission
from portal.rules.facts import Situation
from portal.rules.transition import interest_that_stays, starts
from portal.web.citizen import citizen
from portal.web.citizen.collector import last_told
from portal.web.citizen.debits import claim_part
from portal.web.citizen.pay import by_bank, half_of, left_to_pay
from portal.web.citizen.still import interest_notes, standing_still
from portal.web.citizen.what_happened import happened
from portal.web.claim_words import (
    Meanwhile,
    collector_text,
    movement_lines,
    row,
    shortened,
)
from portal.web.context import amount, day
from portal.web.scheme_words import basis, why_a_person
from portal.web.services import services
from portal.web.session import actor, needs


@citizen.get("/claims/<ref>")
@needs(Permission.OWN_CLAIMS)
def claim(ref: str) -> str:
    """Show one claim of this person."""
    parts, today = services(), services().clock.today()
    with parts.database.reading() as session:
        view = own.claim(session, actor(), ref, today)
        movements = movements_of(session, view.id, actor().id)
        letters = letters_to(session, actor().id, claim_id=view.id)
        opened = last_opened(session, [letter.id for letter in letters if letter.id])
        waiting = waiting_claims(session, actor().id)
        refunds = of_claim(session, view)
        bank = by_bank(session, view)
        told = last_told(session, view, movements)
        debit = claim_part(session, view)
        taken = expected.of_views(session, [view], today, waiting)
        still = standing_still(session, view, today, waiting)
        events = happened(session, parts.town, view, movements)
    lines, folded = shortened(movement_lines(movements))
    return render_template(
        "citizen/claim.html",
        claim=view,
        row=row(parts.town, view, today, Meanwhile(waiting, _last_days(bank), taken)),
        kind=parts.town.claim_kinds[view.kind],
        basis=basis(parts.town, view.scheme),
        notes=_notes(parts.town, view, movements, today) + interest_notes(parts.town, view, today),
        movements=lines,
        folded=folded,
        by_bank=bank,
        letters=letters,
        opened=opened,
        refunds=refunds,
        debit=debit,
        taken=taken.get(view.id),
        still=still,
        is_asked=bool(still and still["asked"]),
        is_waiting=view.id in waiting and bank["half"] is None,
        happened=events,
        collector_text=collector_text(parts.town),
        told=told,
        is_half_in=bank["half"] is not None and not bank["half"].here,
        is_time_barred=view.time_bar_on <= today and view.balance > 0,
        is_left=not view.takes_money or is_asked(parts.town.policy, view, today),
        ask_url=url_for("citizen.ask", claim=view.ref),
    )


def _last_days(bank: Mapping[str, Any]) -> dict[int, date]:
    """Until when money is waited for that is on its way to a claim."""
    return {one.claim_id: one.until_on for one in bank["coming"]}


def _notes(
    town: Municipality, view: ClaimView, movements: Sequence[Movement], on: date
) -> list[str]:
    """Say what is special about a claim: rules of its own, interest of older rules."""
    put = Situation(on=on, ask="plan", claims=(ledger_claims.claim_facts(view),))
    notes = why_a_person(town, put, None)
    charged = [(m.on, m.amount) for m in movements if m.kind == "interest" and m.amount > 0]
    before = starts(town.policy, on)
    old = interest_that_stays(charged, town.policy) if before else 0
    if before and old:
        notes.append(gettext("claim-old-interest", amount=amount(old), day=day(before)))
    return notes


@citizen.get("/claims/<ref>/qr.svg")
@needs(Permission.OWN_CLAIMS)
def claim_qr(ref: str) -> Response:
    """Answer with the bank's QR code for what is to be paid next of the claim."""
    parts, today = services(), services().clock.today()
    with parts.database.reading() as session:
        view = own.claim(session, actor(), ref, today)
        coming = on_its_way.awaited(session, [view.id], today, view.person_id).get(view.id, [])
        half = half_of(session, view)
    svg = references.qr_svg(
        name=parts.town.payment.name,
        iban=parts.town.payment.account,
        amount=left_to_pay(view, coming, half),
        reference=view.payment_reference,
    )
    return Response(svg, mimetype="image/svg+xml", headers={"Cache-Control": "no-store"})
