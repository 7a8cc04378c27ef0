"""One claim: why it exists, what moved, how to pay, whom to call."""

from flask import Response, render_template, url_for

from portal.cases.handling import waiting_claims
from portal.cases.letters import letters_of
from portal.ledger import claims as ledger_claims
from portal.ledger import references
from portal.people.actors import Permission
from portal.web.citizen import citizen
from portal.web.claim_words import collector_text, movement_lines, payment_details, row
from portal.web.services import services
from portal.web.session import actor, needs


@citizen.get("/claims/<ref>")
@needs(Permission.OWN_CLAIMS)
def claim(ref: str) -> str:
    """Show one claim of this person."""
    parts, today = services(), services().clock.today()
    with parts.database.reading() as session:
        view = ledger_claims.claim_for(session, actor().id, ref, today)
        movements = ledger_claims.movements(session, view.id)
        letters = letters_of(session, claim_id=view.id)
        waiting = waiting_claims(session, actor().id)
    return render_template(
        "citizen/claim.html",
        claim=view,
        row=row(parts.town, view, today, waiting),
        kind=parts.town.claim_kinds[view.kind],
        movements=movement_lines(movements),
        pay=payment_details(parts.town, view),
        has_qr=parts.town.payment.scheme == "nl16" and view.balance > 0,
        letters=letters,
        collector_text=collector_text(parts.town),
        is_time_barred=view.time_bar_on <= today and view.balance > 0,
        ask_url=url_for("citizen.ask", claim=view.ref),
    )


@citizen.get("/claims/<ref>/qr.svg")
@needs(Permission.OWN_CLAIMS)
def claim_qr(ref: str) -> Response:
    """Answer with the bank's QR code for what is left of the claim."""
    parts, today = services(), services().clock.today()
    with parts.database.reading() as session:
        view = ledger_claims.claim_for(session, actor().id, ref, today)
    svg = references.qr_svg(
        name=parts.town.payment.name,
        iban=parts.town.payment.account,
        amount=view.balance,
        reference=view.payment_reference,
    )
    return Response(svg, mimetype="image/svg+xml", headers={"Cache-Control": "no-store"})
