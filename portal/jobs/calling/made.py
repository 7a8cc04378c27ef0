"""What a yes to a call does: the call stands in the contact log, with what came of it."""

from portal.cases.contacts import log
from portal.errors import NotFound
from portal.jobs.answers_given import Said
from portal.people.models import Person


def called(said: Said) -> None:
    """Note the call with its outcome. Raises NotFound, NotNow for a code that is not of here."""
    if said.proposal.person_id is None:
        raise NotFound
    person = said.session.get_one(Person, said.proposal.person_id)
    outcome = str(said.given.get("outcome", ""))
    noted = log.Noted(f"call:{said.proposal.ref}", said.on, "phone", "out", outcome, said.reason)
    log.note(said.session, said.town, said.staff, person.ref, noted, on=said.on, now=said.now)
