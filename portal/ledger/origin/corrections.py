"""What of a claim was changed after it came in: each change a row, with the value before."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, col, func, select

from portal.ledger.models import Claim
from portal.ledger.origin.models import Correction, Return
from portal.ledger.origin.readiness import without_numbers

FIELDS = ("description", "arose_on", "period_from", "period_to")
"""What a unit may correct; amounts change by a credit."""


def correct(
    session: Session, claim: Claim, back: Return, field: str, value: object, by: str, now: datetime
) -> bool:
    """Change a field of a claim and keep what it was; return False when it was that already."""
    old = getattr(claim, field)
    if old == value:
        return False
    count = select(func.count()).where(col(Correction.claim_id) == claim.id)
    assert claim.id is not None
    assert back.id is not None
    session.add(
        Correction(
            claim_id=claim.id,
            no=session.exec(count).one() + 1,
            return_id=back.id,
            field=field,
            old=written(old),
            new=written(value),
            by=by,
            at=now,
        )
    )
    setattr(claim, field, value)
    session.flush()
    return True


def written(value: object) -> str:
    """Return a value as it is kept: without numbers that can be a person's."""
    text = "" if value is None else str(value)
    return without_numbers(text) if value is not None and isinstance(value, str) else text


def as_they_came(session: Session, claim_ids: Iterable[int]) -> dict[int, dict[str, str]]:
    """Return the first value, as kept, of every field that was corrected on these claims."""
    rows = select(Correction).where(col(Correction.claim_id).in_(sorted(set(claim_ids))))
    found: dict[int, dict[str, str]] = {}
    for row in session.exec(rows.order_by(col(Correction.no))):
        found.setdefault(row.claim_id, {}).setdefault(row.field, row.old)
    return found


def of_claim(session: Session, claim_id: int) -> list[Correction]:
    """Return all corrections of a claim in order."""
    rows = select(Correction).where(Correction.claim_id == claim_id)
    return list(session.exec(rows.order_by(col(Correction.no))).all())
