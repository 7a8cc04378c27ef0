"""What a yes to a call does: the call stands in the contact log, with what came of it; and back."""

from sqlmodel import Session, select

from portal.cases.contacts import log
from portal.cases.contacts.models import MISTAKE, Contact
from portal.errors import NotFound
from portal.jobs.answers_given import Said
from portal.ledger import proposals
from portal.people.models import Person


def called(said: Said) -> None:
    """Note the call with its outcome. Raises NotFound, NotNow for a code that is not of here."""
    outcome = str(said.given.get("outcome", ""))
    noted = log.Noted(_key(said), said.on, "phone", "out", outcome, said.reason)
    person = _person(said)
    log.note(said.session, said.town, said.staff, person.ref, noted, on=said.on, now=said.now)


def not_called(said: Said) -> None:
    """Take a call back: its note becomes a mistake, and the call waits again.

    A note that somebody corrected meanwhile stays as they left it. Raises NotFound, Conflict.
    """
    noted = said.session.exec(select(Contact).where(Contact.key == _key(said))).one_or_none()
    if noted is not None and not _is_corrected(said.session, noted):
        mistake = log.Noted(
            f"{noted.key}:back", noted.held_on, noted.channel, noted.direction, MISTAKE, said.reason
        )
        person, on, now = _person(said), said.on, said.now
        log.correct(
            said.session, said.town, said.staff, person.ref, noted.ref, mistake, on=on, now=now
        )
    proposal = said.proposal
    proposals.reopen(said.session, said.staff, proposal, seen=proposal.version, now=said.now)


def _key(said: Said) -> str:
    """Of this answer alone: a call that waits again is noted again."""
    return f"call:{said.proposal.ref}:{said.proposal.version}"


def _person(said: Said) -> Person:
    if said.proposal.person_id is None:
        raise NotFound
    return said.session.get_one(Person, said.proposal.person_id)


def _is_corrected(session: Session, noted: Contact) -> bool:
    later = select(Contact.id).where(Contact.replaces_id == noted.id)
    return session.exec(later).first() is not None
