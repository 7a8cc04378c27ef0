"""The municipality's own enforcement: notice and attachment (udlæg), and the writ (dwangbevel).

The machine prepares; a person says yes, gives the day, and says afterwards what was done.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from portal.cases import letters
from portal.errors import NotNow
from portal.jobs.answers_given import Said
from portal.jobs.handover.listing import stops
from portal.ledger import balances, enforcing, proposals
from portal.ledger.debtors import debtors_of
from portal.ledger.enforcing import Step
from portal.ledger.models import Claim
from portal.ledger.tables import CLAIM, run
from portal.municipality import Municipality

NOTICE, MADE = "attachment-notice", "attachment-made"
WRIT, SERVED = "writ", "writ-served"


def give_notice(said: Said) -> None:
    """Tell everyone who owes the claim when and where an attachment is made; charge the fee."""
    claim, claim_id = _claim(said)
    day = said.day()
    if day < said.on + timedelta(days=said.town.terms.number("attachment_notice_days", said.on)):
        raise NotNow("error-notice-too-short")
    fee = notice_fee(said.town, said.on)
    at, place = str(said.given.get("at", "")), str(said.given.get("place", ""))
    _keep(said, Step(_key(said), claim_id, "notice", day, _proposal(said), fee, at, place))
    told = {"on": day.isoformat(), "at": at, "place": place, "fee": fee}
    content = _content(said, claim) | told
    for person_id in debtors_of(said.session, [claim_id])[claim_id]:
        letters.send(
            said.session,
            key=f"{NOTICE}:{said.proposal.ref}:{person_id}",
            person_id=person_id,
            kind=NOTICE,
            content=content,
            made_on=said.on,
            now=said.now,
            claim_id=claim_id,
        )
    _next(said, MADE, "notice_given", {"notice_for_on": day.isoformat(), "place": place})


def notice_fee(town: Municipality, on: date) -> int:
    """Return what the notice of an attachment adds to its claim, in minor units."""
    names = ("attachment_notice_fee", "attachment_notice_fee_most")
    return min(town.terms.number(name, on) for name in names)


def note_attachment(said: Said) -> None:
    """Note that the attachment was made; the time bar starts anew."""
    _, claim_id = _claim(said)
    day = _past_day(said)
    _keep(said, Step(_key(said), claim_id, "attachment", day, _proposal(said)))


def prepare_writ(said: Said) -> None:
    """Write the writ for each who owes the claim, to be served by a person: it goes nowhere."""
    claim, claim_id = _claim(said)
    content = _content(said, claim) | {"reminded_on": letters.iso(claim.reminded_on)}
    written = [
        letters.write(
            said.session,
            person_id=person_id,
            kind=WRIT,
            content=content,
            made_on=said.on,
            claim_id=claim_id,
        )
        for person_id in debtors_of(said.session, [claim_id])[claim_id]
    ]
    _next(said, SERVED, "writ_prepared", {"letters": [letter.ref for letter in written]})


def note_service(said: Said) -> None:
    """Note that the writ was served, on which day and at what costs; the time bar starts anew."""
    _, claim_id = _claim(said)
    day = _past_day(said)
    _keep(said, Step(_key(said), claim_id, "writ", day, _proposal(said), said.amount()))


def _claim(said: Said) -> tuple[Claim, int]:
    """The claim, if anything may be done about it on this day. Raises NotNow."""
    claim = said.claim()
    assert claim.id is not None
    if claim.stage == "transferred":
        raise NotNow("error-handed-over")
    if not balances.of_claim(said.session, claim.id).total:
        raise NotNow("error-nothing-owed")
    if said.town.claim_kind(claim.kind, said.on).enforcement != "municipality":
        raise NotNow("error-enforced-elsewhere")
    stopped = select(CLAIM.c.id).where(CLAIM.c.id == claim.id, stops(said.on))
    if run(said.session, stopped).first() is not None:
        raise NotNow("error-handover-stopped")
    return claim, claim.id


def _past_day(said: Said) -> Any:  # noqa: ANN401  (a day)
    """The day it was done: not to come, and not before it was prepared."""
    day = said.day()
    if day > said.on:
        raise NotNow("error-day-to-come")
    if day < said.proposal.made_on:
        raise NotNow("error-day-too-early")
    return day


def _keep(said: Said, step: Step) -> None:
    by = said.staff.signature
    enforcing.keep(said.session, said.town, step, booked_on=said.on, now=said.now, by=by)


def _content(said: Said, claim: Claim) -> dict[str, Any]:
    """What the letters say of the claim, with all that is owed of it."""
    assert claim.id is not None
    owed = balances.of_claim(said.session, claim.id)
    return {
        "number": claim.number,
        "description": claim.description,
        "arose_on": claim.arose_on.isoformat(),
        "due_on": claim.due_on.isoformat(),
        "payment_reference": claim.payment_reference,
        "principal": owed.principal,
        "fees": owed.fee,
        "interest": owed.interest,
        "total": owed.total,
    }


def _next(said: Said, kind: str, reason: str, detail: Mapping[str, Any]) -> None:
    """Ask people to say what became of it."""
    proposals.propose(
        said.session,
        proposals.New(
            key=f"{kind}:{said.proposal.ref}",
            kind=kind,
            reason=reason,
            made_on=said.on,
            claim_id=said.proposal.claim_id,
            detail=detail,
        ),
    )


def _key(said: Said) -> str:
    return f"step:{said.proposal.ref}"


def _proposal(said: Said) -> int:
    assert said.proposal.id is not None
    return said.proposal.id
