"""What a second yes to half at once does: who asked gets the answer, as the first one wrote it."""

from sqlmodel import Session, select

from portal.cases.matters import second
from portal.cases.matters.answering import By
from portal.cases.rulings.objecting import decided_before, must_be_another
from portal.jobs.answers_given import Said
from portal.ledger.records import Proposal
from portal.people.actors import Actor, staff_actor
from portal.people.models import StaffMember


def say_yes(said: Said) -> None:
    """Answer in the words of the first of the two. Raises NotNow when it no longer fits.

    Nor does who answered before sign the new answer after an objection.
    """
    must_be_another(said.session, said.staff, second.case_of(said.session, said.proposal))
    ref = (said.proposal.first_by or "").partition(":")[2]
    member = said.session.exec(select(StaffMember).where(StaffMember.ref == ref)).one()
    by = By(staff_actor(member), said.town, 0, said.now, said.on)
    second.sign(said.session, by, said.proposal, said.proposal.first_reason)


def not_by(session: Session, proposal: Proposal, staff: Actor) -> str:
    """Return the id of why this member of staff does not sign it, or nothing."""
    before = decided_before(session, second.case_of(session, proposal))
    return "error-decided-before" if staff.id in before else ""
