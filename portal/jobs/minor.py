"""What staff answer about a claim on a child: the child owes it, or nobody does.

That a guardian owes it is said on the page of who owes the claim, and takes the question away.
"""

from portal.jobs.answers_given import Said
from portal.ledger import proposals
from portal.ledger.joint import minors


def owes_it(said: Said) -> None:
    """Let the claim go on: the child owes it."""
    minors.owes_it(said.session, said.proposal, said.staff.signature, said.now, said.on)


def drop(said: Said) -> None:
    """Let the claim go: nobody owes it."""
    said.claim()
    minors.drop(said.session, said.proposal, said.staff.signature, said.now, said.on)


def ask_again(said: Said) -> None:
    """Take back that the child owes it: the claim is held, and the question waits again."""
    seen = said.proposal.version
    minors.ask_again(said.session, said.proposal, said.staff.signature, said.now, said.on)
    proposals.reopen(said.session, said.staff, said.proposal, seen=seen, now=said.now)
