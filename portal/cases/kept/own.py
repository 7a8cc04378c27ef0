"""What a person can do with what is kept: throw away what was never sent, ask to correct a fact."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, delete, select
from sqlmodel.sql.expression import SelectOfScalar

from portal.cases import drafts, sent_along
from portal.cases.models import Case
from portal.ledger import claims
from portal.people import audit
from portal.people.actors import Actor, Permission
from portal.people.evidence import keeping
from portal.people.models import KnownFact
from portal.people.typed import TypedForm

CORRECTION = "question"
"""The ask by which somebody says that a fact is not right."""
_ANSWER = "asking"


@dataclass(frozen=True)
class Unsent:
    """What was begun and never sent."""

    requests: Sequence[Case]
    pages: int
    """Pages on which something typed was kept when a sign-in ran out."""


def facts(session: Session, actor: Actor) -> list[KnownFact]:
    """Return the facts the municipality has about a person, each with its source. NotAllowed."""
    actor.must(Permission.OWN_MANAGE)
    found = select(KnownFact).where(KnownFact.person_id == actor.id).order_by(col(KnownFact.name))
    return list(session.exec(found).all())


def unsent(session: Session, actor: Actor) -> Unsent:
    """Return what a person began and never sent. Raises NotAllowed."""
    actor.must(Permission.OWN_MANAGE)
    return _unsent(session, _begun(actor), actor)


def _begun(actor: Actor) -> SelectOfScalar[Case]:
    begun = select(Case).where(Case.person_id == actor.id, Case.state == "draft")
    return begun.order_by(col(Case.id))


def _unsent(session: Session, begun: SelectOfScalar[Case], actor: Actor) -> Unsent:
    typed = select(TypedForm.path).where(TypedForm.person_id == actor.id)
    return Unsent(session.exec(begun).all(), len(session.exec(typed).all()))


def forget_unsent(session: Session, actor: Actor, now: datetime) -> list[str]:
    """Throw all of it away; return the names of files for the caller to throw out of the store.

    Raises NotAllowed.
    """
    actor.must(Permission.OWN_MANAGE)
    files: list[str] = []
    found = _unsent(session, _begun(actor).with_for_update(), actor)
    for case in found.requests:
        files += keeping.let_go(session, sent_along.about(case), now)
        drafts.discard(session, case)
    session.exec(delete(TypedForm).where(col(TypedForm.person_id) == actor.id))
    told = f"{len(found.requests)}+{found.pages}"
    audit.record(session, now, actor.signature, "unsent:forget", f"person:{actor.ref}", told)
    return files


def correct(session: Session, actor: Actor, words: str, now: datetime, on: date) -> Case | None:
    """Put what is not right in a question to staff, to be looked over and sent.

    It joins a question that was begun before. None for whom nothing is on file to ask about.
    Raises NotAllowed.
    """
    actor.must(Permission.OWN_MANAGE)
    views = claims.views(session, actor.id, on)
    owed = [view.ref for view in views if view.balance] or [view.ref for view in views]
    begun = drafts.draft_of(session, actor, CORRECTION)
    if begun is None and not owed:
        return None
    case = begun or drafts.begin(session, actor, CORRECTION, owed, now)
    before = str(drafts.answers_of(session, case).get(_ANSWER) or "")
    drafts.answer(session, case, _ANSWER, f"{before}\n\n{words}".strip(), now)
    return case
