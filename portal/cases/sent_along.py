"""What a resident sends along with a request, and how long it is kept."""

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, Table, and_, func, literal, or_, select
from sqlmodel import Session, SQLModel

from portal.cases.models import OPEN, Case
from portal.cases.progress import move
from portal.errors import NotNow
from portal.ledger.invariant import Invariant
from portal.municipality import Municipality
from portal.people.acting import models  # noqa: F401  (puts the table in the metadata)
from portal.people.actors import Actor, Permission
from portal.people.evidence import keeping
from portal.people.evidence.keeping import Ready
from portal.people.evidence.models import Evidence
from portal.ports.files import Limits

ASK: Table = SQLModel.metadata.tables["acting_ask"]
CASE = SQLModel.metadata.tables["case"]
EVIDENCE: Table = SQLModel.metadata.tables["evidence"]
MEGABYTE = 1_000_000
TAKES_FILES = ("draft", *OPEN)
"""While a request is one of these, something can be sent along with it."""


def about(case: Case) -> str:
    """Return how files name the request they belong to."""
    return f"case:{case.ref}"


def limits_of(town: Municipality, on: date) -> Limits:
    """Return how large a file may be."""
    return Limits(
        town.terms.number("evidence_megabytes", on) * MEGABYTE,
        town.terms.number("evidence_pages", on),
    )


def most_of(town: Municipality, on: date) -> int:
    """Return how many files may be there at a time."""
    return town.terms.number("evidence_files", on)


def add(
    session: Session, actor: Actor, case: Case, ready: Ready, *, most: int, now: datetime
) -> Evidence | None:
    """Keep a file with a request, at most so many; a sent one gets a step on its timeline.

    Returns None for the same file again. Raises NotAllowed, FileNotTaken, NotNow, Conflict.
    """
    must_be_open(case)
    actor.must(Permission.OWN_FILL if case.state == "draft" else Permission.OWN_ASK)
    person, by = case.person_id, actor.signature
    made = keeping.keep(
        session, actor, ready, about=about(case), person_id=person, most=most, now=now
    )
    if made is not None and case.state != "draft":
        move(session, case, seen=case.version, event="file", actor=by, now=now)
    return made


def must_be_open(case: Case) -> None:
    """Raise NotNow where nothing can be sent along any more."""
    if case.state not in TAKES_FILES:
        raise NotNow("error-case-closed")


def take_back(session: Session, actor: Actor, case: Case, ref: str, now: datetime) -> str:
    """Take a file back before the request is sent; return its name in the store.

    Raises NotFound, and NotNow once staff have it.
    """
    row = keeping.one_of(session, about(case), ref)
    if case.state != "draft":
        raise NotNow("error-already-sent")
    keeping.take_back(session, actor, row, now)
    return row.stored


def due(town: Municipality, on: date) -> ColumnElement[bool]:
    """What no longer is kept: of closed requests, of old drafts, of drafts thrown away."""
    kept = timedelta(days=town.terms.number("evidence_days", on))
    draft = timedelta(days=town.terms.number("evidence_draft_days", on))
    own = select(CASE.c.id).where(EVIDENCE.c.about == literal("case:") + CASE.c.ref)
    midnight = datetime.combine(on, time.min, UTC)
    is_case = func.substr(EVIDENCE.c.about, 1, 5) == "case:"
    over = CASE.c.state.in_(("decided", "withdrawn")) & (CASE.c.changed_at < midnight - kept)
    idle = (CASE.c.state == "draft") & (CASE.c.changed_at < midnight - draft)
    return and_(
        EVIDENCE.c.removed_at.is_(None),
        or_(
            is_case & own.where(over | idle).exists(),
            is_case & ~own.exists(),
            EVIDENCE.c.closed_on < on - kept,
        ),
    )


def _whose() -> Select[tuple[int]]:
    joined = select(EVIDENCE.c.id).join(CASE, EVIDENCE.c.about == literal("case:") + CASE.c.ref)
    return joined.where(CASE.c.person_id != EVIDENCE.c.person_id)


def _whose_mandate() -> Select[tuple[int]]:
    """Files of a mandate that nobody asked for, or that somebody else did."""
    is_theirs = select(ASK.c.id).where(
        EVIDENCE.c.about == literal("mandate:") + ASK.c.ref,
        ASK.c.asker_id == EVIDENCE.c.person_id,
    )
    is_mandate = func.substr(EVIDENCE.c.about, 1, 8) == "mandate:"
    return select(EVIDENCE.c.id).where(is_mandate, ~is_theirs.exists())


SENT_ALONG = (
    Invariant("file-of-whose-request-it-is", EVIDENCE, _whose()),
    Invariant("file-of-whose-mandate-it-is", EVIDENCE, _whose_mandate()),
    Invariant(
        "file-that-is-gone-has-no-name",
        EVIDENCE,
        select(EVIDENCE.c.id).where(EVIDENCE.c.removed_at.is_not(None), EVIDENCE.c.name != ""),
    ),
)
