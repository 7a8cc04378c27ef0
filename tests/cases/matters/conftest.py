"""A town whose claims are called wrong, for the tests of what follows from that."""

from collections.abc import Iterator

import pytest

from portal.db import Database
from portal.people.actors import person_actor, staff_actor
from tests import builders
from tests.cases.matters.test_matters import Town


@pytest.fixture
def town(embedded: Database) -> Iterator[Town]:
    """Someone who owes two claims, and staff."""
    with embedded.unit_of_work() as session:
        owner = builders.person(session)
        claims = [builders.claim(session, owner, amount) for amount in (1_000_00, 2_000_00)]
        staff = [staff_actor(builders.staff(session)) for _ in range(2)]
        yield Town(session, owner, claims, person_actor(owner), *staff)
