"""Lending one's claims, one claim or one request to a helper: what they may see and do with it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

from portal.cases import drafts
from portal.clock import day_in
from portal.errors import NotNow
from portal.ledger import own
from portal.people.acting import lending
from portal.people.acting.leave import Terms
from portal.people.acting.lending import Told
from portal.people.acting.models import Acting
from portal.people.actors import Actor, Permission, Scope
from portal.tokens import Tokens

ALL = "all"
"""To lend all claims of today."""
HELPS = ("look", "fill", "send")
"""What a helper may do: look; also begin and fill in a request; also send it and write about it."""
_RIGHTS = {
    "look": frozenset[Permission](),
    "fill": frozenset({Permission.OWN_CASES, Permission.OWN_FILL}),
    "send": frozenset({Permission.OWN_CASES, Permission.OWN_FILL, Permission.OWN_ASK}),
}


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to lend."""

    what: str
    """ALL, or `claim:<ref>` or `case:<ref>`."""
    helps: str
    """One of HELPS."""
    hours: int
    told: Told
    once: str
    """Drawn with the page, so that sending it twice lends one view."""


def lend(
    session: Session,
    by: Actor,
    wanted: Wanted,
    *,
    tokens: Tokens,
    country: str,
    most_days: int,
    now: datetime,
    on: date,
) -> tuple[Acting, str]:
    """Lend it and return it with its code.

    Raises NotFound for what is not one's own, NotAllowed, and NotNow for a time out of bounds.
    """
    until_at = now + timedelta(hours=wanted.hours)
    if not timedelta() < until_at - now <= timedelta(days=most_days):
        raise NotNow("error-choose")
    only = _scope(session, by, wanted.what, on)
    rights = _RIGHTS[wanted.helps] | {Permission.OWN_CLAIMS}
    if wanted.what.startswith("case:"):
        rights |= {Permission.OWN_CASES}
    terms = Terms("loan", frozenset(rights), on, day_in(country, until_at), wanted.helps, only=only)
    return lending.lend(
        *(session, by, terms, wanted.what, wanted.told, until_at),
        once=wanted.once,
        tokens=tokens,
        now=now,
    )


def _scope(session: Session, by: Actor, what: str, on: date) -> Scope:
    """What it comes to: with a request, the claims it is about."""
    kind, _, ref = what.partition(":")
    if kind == "case":
        case = drafts.own_case(session, by, ref)
        return Scope(frozenset(drafts.claim_refs(session, case)), frozenset({case.ref}))
    if kind == "claim":
        return Scope(frozenset({own.claim(session, by, ref, on).ref}))
    return Scope(frozenset(view.ref for view in own.views(session, by, on)))
