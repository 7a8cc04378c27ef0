"""What was done about a claim in words: its time, own enforcement, what the collector said."""

from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext
from sqlmodel import Session

from portal.jobs.handover.changing import CHANGE_REASONS, RECALL_REASONS
from portal.jobs.handover.paid_here import PAID, UNDONE
from portal.ledger import enforcing
from portal.ledger.handover import events, reading
from portal.ledger.handover.models import EnforcementStep, HandOver, HandOverEvent
from portal.ledger.models import Claim
from portal.ledger.movements import movements
from portal.ledger.timebar import acts
from portal.municipality import Municipality
from portal.web.claim_words import movement_lines
from portal.web.context import amount, day


def time_of(session: Session, town: Municipality, claim: Claim, on: date) -> dict[str, Any]:
    """Return until when it can be collected, and each act that was to interrupt its time."""
    told = acts.history(session, town, claim, on)
    return {
        "is_barred": claim.time_bar_on <= on,
        "barred_on": day(claim.time_bar_on),
        "safe_on": day(acts.last_safe_day(claim.time_bar_on)),
        "began_on": day(told.base),
        "acts": [
            {
                "what": gettext(f"asked-act-{row.act}".replace("_", "-")),
                "on": day(row.on),
                "counts": counts,
            }
            for row, counts in told.acts
        ],
        "days_added": told.days_added,
    }


def steps_of(session: Session, claim: Claim) -> list[dict[str, str]]:
    """Return the steps of the municipality's own enforcement."""
    assert claim.id is not None
    return [_step(step) for step in enforcing.steps_of(session, claim.id)]


def _step(step: EnforcementStep) -> dict[str, str]:
    place = ", ".join(part for part in (step.time, step.place) if part)
    return {
        "what": gettext(f"step-{step.kind}"),
        "on": day(step.on),
        "under": " · ".join(
            part for part in (place, amount(step.costs) if step.costs else "") if part
        ),
    }


def hand_overs_of(session: Session, claim: Claim) -> list[dict[str, Any]]:
    """Return the hand-overs of a claim, the newest in front, each with what was said of it."""
    assert claim.id is not None
    return [_hand_over(session, one) for one in reading.of_claims(session, [claim.id])]


def _hand_over(session: Session, one: HandOver) -> dict[str, Any]:
    assert one.id is not None
    said = events.of(session, one.id)
    last = reading.last_balance(session, one.id)
    return {
        "reference": one.reference,
        "state": gettext(f"handover-{one.state}"),
        "is_theirs": one.state in reading.WITH_COLLECTOR,
        "seen": len(said),
        "events": [_event(event) for event in said],
        "last": gettext("handover-balance", amount=amount(last[0].balance), day=day(last[1].as_of))
        if last
        else "",
    }


def _event(event: HandOverEvent) -> dict[str, str]:
    what = gettext(f"handover-event-{event.kind}".replace("_", "-"))
    return {
        "what": f"{what} ({amount(event.amount)})" if event.amount else what,
        "on": day(event.on),
        "under": " · ".join(part for part in (_why(event.reason), event.words) if part),
    }


def _why(reason: str) -> str:
    """A reason of ours in words; a code of the collector as it gave it."""
    ours = reason in (*RECALL_REASONS, *CHANGE_REASONS, PAID, UNDONE)
    return gettext(f"change-why-{reason}".replace("_", "-")) if ours else reason


def booked_of(session: Session, claim: Claim) -> list[dict[str, Any]]:
    """Return everything that was booked on a claim, whoever owes it."""
    assert claim.id is not None
    return movement_lines(movements(session, claim.id))


def link(claim_ref: str) -> str:
    """Return where staff see a claim's course."""
    return url_for("staff.claim", ref=claim_ref)
