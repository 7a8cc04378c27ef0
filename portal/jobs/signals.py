"""A signal that staff found to be right: what the person pays is looked at again."""

from portal.cases.signals import confirmed
from portal.errors import NotFound
from portal.jobs.answers_given import Said


def look_again(said: Said) -> None:
    """Look at every running plan of the person; what that gives is done as at any other look."""
    if said.proposal.person_id is None:
        raise NotFound
    key = said.proposal.detail["key"]
    confirmed(said.session, said.town, said.proposal.person_id, key, now=said.now, on=said.on)
