"""What staff answer about a claim on a child: the child owes it, or nobody does.

That a guardian owes it is said on the page of who owes the claim, and takes the question away.
Whoever was asked about is told each answer, and that one was taken back.
"""

from datetime import timedelta

from portal.jobs.answers_given import Said
from portal.ledger import proposals
from portal.ledger.bankdays import next_bank_day
from portal.ledger.joint import minors
from portal.people import outbox


def owes_it(said: Said) -> None:
    """Let the claim go on: the child owes it, and has the time a bill gives to pay it."""
    claim, days = said.claim(), timedelta(days=said.town.dunning.pay_days)
    until = max(next_bank_day(said.on + days, said.town.country), claim.due_on)
    by = said.staff.signature
    minors.owes_it(said.session, said.proposal, by, said.now, said.on, until)
    _tell(said, "minor-owes", day=until.isoformat())


def drop(said: Said) -> None:
    """Let the claim go: nobody owes it."""
    said.claim()
    minors.drop(said.session, said.proposal, said.staff.signature, said.now, said.on)
    _tell(said, "minor-let-go")


def ask_again(said: Said) -> None:
    """Take an answer back: the claim is held, owed as before, and the question waits again."""
    seen, was_no = said.proposal.version, said.proposal.state == "no"
    said.claim()
    again = minors.owed_again if was_no else minors.ask_again
    again(said.session, said.proposal, said.staff.signature, said.now, said.on)
    proposals.reopen(said.session, said.staff, said.proposal, seen=seen, now=said.now)
    _tell(said, "minor-asked")


def _tell(said: Said, kind: str, **more: str) -> None:
    """Tell the young person; a message for each answer, however often it is given."""
    claim, person_id = said.claim(), said.proposal.person_id
    assert person_id is not None
    outbox.tell(
        said.session,
        key=f"{kind}:{said.proposal.ref}:{said.proposal.version}",
        person_id=person_id,
        kind=kind,
        made_on=said.on,
        now=said.now,
        content={"number": claim.number, "description": claim.description, **more},
    )
