"""Who else is to owe a bill: named before it goes out, each for the whole or at most a share."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from portal.cases.registering import drafts
from portal.errors import NotFound, NotNow
from portal.ledger.joint import minors
from portal.ledger.models import Claim
from portal.ledger.origin.models import Registration
from portal.ledger.records import Liability
from portal.municipality import Municipality
from portal.people import identity
from portal.people.models import Person

MOST = 10
"""People a bill can name beside the first."""
_KEPT = "others"


@dataclass(frozen=True)
class Owing:
    """One who owes a new bill with others."""

    person: Person
    share: int | None
    """The most they owe of it, in minor units; None for the whole."""


def others_of(registration: Registration) -> list[dict[str, Any]]:
    """Return who else owes it so far, as the pages keep them, with a `share` or None."""
    return list(registration.content.get(_KEPT, ()))


def add(
    session: Session, registration: Registration, told: Mapping[str, Any], now: datetime
) -> None:
    """Name one more. Raises NotNow for somebody named before, a wrong share, or too many."""
    there = others_of(registration)
    if len(there) >= MOST:
        raise NotNow("error-too-many-debtors")
    found = [*there, dict(told)]
    must_fit(registration.content, found)
    drafts.keep(session, registration, {_KEPT: found}, now)


def remove(session: Session, registration: Registration, no: int, now: datetime) -> None:
    """Take one off the bill again, by the place in the list. Raises NotFound."""
    there = others_of(registration)
    if not 0 <= no < len(there):
        raise NotFound
    drafts.keep(session, registration, {_KEPT: there[:no] + there[no + 1 :]}, now)


def must_fit(content: Mapping[str, Any], others: list[dict[str, Any]]) -> None:
    """Raise NotNow when somebody stands there twice, or a share is more than the bill."""
    named = [content.get("digest", ""), *(one["digest"] for one in others)]
    digests = [one for kept in named for one in identity.Digest.read(kept).versions]
    if len(set(digests)) < len(digests):
        raise NotNow("error-owes-already")
    most = content.get("amount")
    shares = [one["share"] for one in others if one["share"] is not None]
    if most is not None and any(not 0 < share <= most for share in shares):
        raise NotNow("error-share")


def owe_too(session: Session, claim: Claim, found: list[Owing], since: date) -> None:
    """Make them owe the claim too."""
    assert claim.id is not None
    for one in found:
        assert one.person.id is not None
        session.add(
            Liability(
                claim_id=claim.id,
                person_id=one.person.id,
                form="joint" if one.share is None else "share",
                share=one.share,
                since=since,
            )
        )
    session.flush()


def children(town: Municipality, registration: Registration) -> list[str]:
    """Return the names of those who were under age when it arose, where a person must decide."""
    told = registration.content
    arose_on = _day(told.get("arose_on"))
    if arose_on is None or minors.setting(town, told["kind"], arose_on) == "as_adult":
        return []
    named = [told, *others_of(registration)]
    return [
        one["name"] for one in named if minors.is_minor(town, _day(one.get("born_on")), arose_on)
    ]


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None
