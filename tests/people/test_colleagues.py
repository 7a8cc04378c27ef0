"""Who works here: one administrator stays, nobody changes their own role, all is on record."""

import pytest
from sqlmodel import Session, select

from portal.db import Database
from portal.errors import Conflict, NotAllowed, NotNow
from portal.people import colleagues, signins
from portal.people.actors import Actor, staff_actor
from portal.people.models import AuditEvent, StaffMember
from portal.ports import Identity
from tests import builders
from tests.builders import DAY, NOW


def administrator(session: Session) -> tuple[StaffMember, Actor]:
    member = builders.staff(session, role="administrator")
    return member, staff_actor(member)


def test_a_colleague_is_added_changed_ended_and_comes_back(embedded: Database) -> None:
    with embedded.unit_of_work() as session:
        _, by = administrator(session)
        told = {"role": "decentral_unit", "unit": "Sport"}
        made = colleagues.add(session, by, name="New", **told, ref="x", now=NOW)
        told = {"name": "New", "role": "senior", "unit": "Sport"}
        colleagues.change(session, by, made, **told, seen=1, now=NOW)
        assert (made.role, made.unit) == ("senior", "")
        secret = signins.begin(session, Identity("staff", "x"), NOW)
        colleagues.end(session, by, made, seen=2, on=DAY, now=NOW)
        assert signins.actor_of(session, secret, NOW, DAY) is None
        colleagues.bring_back(session, by, made, seen=3, now=NOW)
        signins.begin(session, Identity("staff", "x"), NOW)
        acts = session.exec(select(AuditEvent.act, AuditEvent.detail)).all()
    assert acts == [
        ("staff:add", "decentral_unit"),
        ("staff:change", "decentral_unit > senior"),
        ("staff:end", "senior"),
        ("staff:back", "senior"),
    ]


def test_nobody_changes_or_ends_themselves(embedded: Database) -> None:
    with embedded.unit_of_work() as session:
        administrator(session)
        me, by = administrator(session)
        told = {"name": me.name, "role": "senior", "unit": ""}
        with pytest.raises(NotNow, match="error-colleague-self"):
            colleagues.change(session, by, me, **told, seen=1, now=NOW)
        with pytest.raises(NotNow, match="error-colleague-self"):
            colleagues.end(session, by, me, seen=1, on=DAY, now=NOW)
        colleagues.change(session, by, me, **told | {"role": me.role}, seen=1, now=NOW)


def test_the_last_administrator_stays(embedded: Database) -> None:
    with embedded.unit_of_work() as session:
        first, _ = administrator(session)
        second, by = administrator(session)
        colleagues.end(session, by, first, seen=1, on=DAY, now=NOW)
        told = {"name": "Two", "role": "senior", "unit": ""}
        with pytest.raises(NotNow, match="error-colleague-last"):
            colleagues.change(session, staff_actor(first), second, **told, seen=1, now=NOW)


def test_the_second_of_two_who_change_a_colleague_is_told(embedded: Database) -> None:
    with embedded.unit_of_work() as session:
        _, by = administrator(session)
        worker = builders.staff(session)
        told = {"name": "Other", "role": "senior", "unit": ""}
        colleagues.change(session, by, worker, **told, seen=1, now=NOW)
        with pytest.raises(Conflict):
            colleagues.change(session, by, worker, **told, seen=1, now=NOW)


def test_a_supervisor_sees_who_works_here_and_changes_nobody(embedded: Database) -> None:
    with embedded.unit_of_work() as session:
        by = staff_actor(builders.staff(session, role="supervisor"))
        assert [one.id for one in colleagues.everyone(session, by)] == [by.id]
        with pytest.raises(NotAllowed):
            colleagues.add(session, by, name="New", role="senior", unit="", now=NOW)


def test_the_first_administrator_is_added_from_outside_and_names_to_sign_in_with_are_unique(
    embedded: Database,
) -> None:
    with embedded.unit_of_work() as session:
        chief = colleagues.first(session, name="First", login="first@town.example", now=NOW)
        by = staff_actor(chief)
        told = {"name": "New", "role": "senior", "unit": "", "now": NOW}
        with pytest.raises(NotNow):
            colleagues.first(session, name="Second", login="second@town.example", now=NOW)
        with pytest.raises(NotNow):
            colleagues.add(session, by, **told, login="first@town.example")
        made = colleagues.add(session, by, **told, login="new@town.example")
        colleagues.change(session, by, made, **told, seen=1, login="new@town.example")
        assert made.login == "new@town.example"
