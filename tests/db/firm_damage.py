"""Damage to the branches of businesses, and the invariant that finds each."""

from collections.abc import Callable

from portal.ledger.firms.models import Branch, ClaimBranch
from tests import builders
from tests.db.handover_damage import Place


def a_branch_of_another(place: Place) -> None:
    firm, other = (builders.person(place.session, kind="business") for _ in range(2))
    assert other.id is not None
    branch = Branch(ref="b", person_id=other.id, number="1000000001")
    place.session.add(branch)
    place.session.flush()
    claim = builders.claim(place.session, firm)
    place.session.add(ClaimBranch(claim_id=claim.id, branch_id=branch.id))


DAMAGE: dict[Callable[[Place], None], str] = {
    a_branch_of_another: "branch-is-of-the-business-billed",
}
