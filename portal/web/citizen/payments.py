"""A payment someone made: how it stands by what the provider says, never by how they came back."""

from contextlib import suppress

from flask import Response, request, url_for

from portal.cases.handling import waiting_claims
from portal.errors import PaymentDown, PaymentRefused, PaymentUnknown
from portal.ledger import claims as ledger_claims
from portal.ledger import own
from portal.ledger.debits import expected
from portal.ledger.online.models import UNFINISHED, OnlinePayment
from portal.people.actors import Permission
from portal.web.citizen import citizen
from portal.web.claim_words import Meanwhile, next_words
from portal.web.fields import number
from portal.web.fragments import answer, wants_part
from portal.web.services import services
from portal.web.session import actor, needs

LOOKS = 10
"""How often the page looks again by itself."""
_OVER = ("canceled", "expired", "failed", "refused", "paid")
"""States of a payment that is done: what comes next with the claim is known again."""


@citizen.get("/payments/<ref>")
@needs(Permission.OWN_CLAIMS)
def payment(ref: str) -> Response:
    """Ask the provider, and show how the payment stands now."""
    parts, today = services(), services().clock.today()
    with parts.database.reading() as session:
        found = own.payment(session, actor(), ref)
    found = _looked_at(found)
    with parts.database.reading() as session:
        (view,) = ledger_claims.views(session, actor().id, today, only=[found.claim_id])
        waiting = waiting_claims(session, actor().id)
        meanwhile = Meanwhile(waiting, collected=expected.of_views(session, [view], today))
    looked = number(request.args.get("n", ""), none=LOOKS) + 1 if wants_part() else 1
    again = found.state in UNFINISHED and looked <= LOOKS
    return answer(
        "citizen/payment.html",
        "citizen/_payment.html",
        payment=found,
        claim=view,
        next=next_words(parts.town, view, today, meanwhile) if found.state in _OVER else "",
        again=url_for("citizen.payment", ref=ref, n=looked) if again else "",
    )


def _looked_at(found: OnlinePayment) -> OnlinePayment:
    """The payment as the provider has it; as we know it where the provider does not say."""
    parts = services()
    if parts.payments is None or found.state not in UNFINISHED:
        return found
    with suppress(PaymentDown, PaymentRefused, PaymentUnknown):
        return parts.payments.look(found, parts.clock.today(), parts.clock.now())
    return found
