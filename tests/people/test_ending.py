"""Signing somebody out for them: an administrator, or on the machine; it stands in the trail."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from portal.db import Database
from portal.errors import NotAllowed
from portal.people import signins
from portal.people.actors import person_actor, staff_actor
from portal.people.models import AuditEvent
from portal.people.signing import ending
from portal.ports import Identity
from tests import builders
from tests.builders import DAY, NOW


def is_in(session: Session, secret: str) -> bool:
    return signins.actor_of(session, secret, NOW + timedelta(minutes=1), DAY) is not None


def test_an_administrator_signs_somebody_out_everywhere(embedded: Database) -> None:
    with embedded.unit_of_work() as session:
        by = staff_actor(builders.staff(session, role="administrator"))
        worker = builders.staff(session)
        person, other = builders.person(session), builders.person(session)
        phone, desk, theirs = (
            signins.begin(session, Identity("person", one.ref), NOW)
            for one in (person, person, other)
        )
        at_work = signins.begin(session, Identity("staff", worker.ref), NOW)
        for not_theirs in (staff_actor(worker), person_actor(person)):
            with pytest.raises(NotAllowed):
                ending.of_person(session, not_theirs, person.ref, NOW)
        assert ending.of_person(session, by, person.ref, NOW) == 2
        session.flush()
        assert [is_in(session, one) for one in (phone, desk, theirs)] == [False, False, True]
        assert ending.of_colleague(session, by, worker, NOW) == 1
        assert not is_in(session, at_work)
        assert ending.on_the_machine(session, "operator:root", NOW) == 1
        assert not is_in(session, theirs)
        told = session.exec(select(AuditEvent.actor, AuditEvent.subject, AuditEvent.detail)).all()
    assert told == [
        (by.signature, f"person:{person.ref}", "2"),
        (by.signature, f"staff:{worker.ref}", "1"),
        ("operator:root", "everybody", "1"),
    ]
