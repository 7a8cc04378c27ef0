"""People of a business: invited with a code, in a role, with both names on what they do."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from portal.errors import NotAllowed, NotFound
from portal.people.acting import reading
from portal.people.actors import Actor, Helper, Permission, person_actor
from portal.people.firm import roles
from portal.people.models import AuditEvent, Person
from portal.tokens import Tokens
from tests import builders
from tests.builders import DAY, NOW

TOKENS = Tokens("a key of the tests that is long enough")
Invite = Callable[..., str]


@pytest.fixture
def firm(session: Session) -> Person:
    return builders.person(session, kind="business", identity_scheme="kvk", name="Test Ltd")


@pytest.fixture
def anna(session: Session) -> Actor:
    return person_actor(builders.person(session, name="Anna Test"))


@pytest.fixture
def invite(session: Session, firm: Person) -> Invite:
    def made(role: str = "see", **fields: Any) -> str:
        given = {"once": role, "label": "Anna", "role": role, "until_on": None, **fields}
        return roles.invite(session, TOKENS, person_actor(firm), **given, on=DAY, now=NOW)

    return made


def join(session: Session, who: Actor, code: str, days: int = 0) -> Any:
    return roles.join(session, TOKENS, who, code, on=DAY + timedelta(days=days), now=NOW)


def helped(session: Session, firm: Person, who: Actor) -> Actor:
    """The business, with this person acting for it."""
    (one,) = [
        leave.acting
        for leave in reading.may_act_for(session, who.id, DAY)
        if leave.principal.id == firm.id
    ]
    rights = [Permission(right) for right in one.rights]
    return person_actor(firm).helped_by(Helper(who.ref, who.name, "firm", one.id or 0), rights)


@pytest.mark.parametrize(
    ("role", "may", "may_not"),
    [
        ("see", "own:claims", "own:pay"),
        ("pay", "own:pay", "own:ask"),
        ("ask", "own:ask", "firm:manage"),
        ("manage", "firm:manage", "staff:none"),
    ],
)
def test_a_role_gives_its_rights_and_no_more(
    session: Session, firm: Person, anna: Actor, invite: Invite, role: str, may: str, may_not: str
) -> None:
    join(session, anna, invite(role))
    actor = helped(session, firm, anna)
    assert actor.may(Permission.FIRM_BOOKS)
    assert actor.may(Permission(may))
    assert may_not not in {right.value for right in Permission if actor.may(right)}


def test_a_code_works_once_for_one_person_and_until_its_day(
    session: Session, anna: Actor, invite: Invite
) -> None:
    code, late = invite(), invite("pay")
    assert join(session, anna, code.lower()) is not None
    assert join(session, person_actor(builders.person(session)), code) is None
    assert join(session, anna, late, days=roles.CODE_DAYS + 1) is None
    assert join(session, anna, "2222-2222-2222") is None


def test_who_joins_again_has_the_new_role_only(
    session: Session, firm: Person, anna: Actor, invite: Invite
) -> None:
    for role in ("manage", "see"):
        join(session, anna, invite(role))
    (member,) = roles.members(session, person_actor(firm), DAY)
    assert (member.name, member.role) == ("Anna Test", "see")


def test_a_bookkeeper_of_two_firms_acts_for_each(
    session: Session, firm: Person, anna: Actor, invite: Invite
) -> None:
    other = builders.person(session, kind="business", name="Other Ltd")
    told = {"once": "x", "label": "Anna", "role": "pay", "until_on": None, "on": DAY, "now": NOW}
    code = roles.invite(session, TOKENS, person_actor(other), **told)  # type: ignore[arg-type]
    join(session, anna, invite("see"))
    join(session, anna, code)
    assert not helped(session, firm, anna).may(Permission.OWN_PAY)
    assert helped(session, other, anna).may(Permission.OWN_PAY)


def test_whoever_manages_ends_a_role_and_both_names_are_in_the_record(
    session: Session, firm: Person, anna: Actor, invite: Invite
) -> None:
    bert = person_actor(builders.person(session, name="Bert Test"))
    join(session, anna, invite("manage"))
    join(session, bert, invite("pay"))
    manager = helped(session, firm, anna)
    (one,) = [m for m in roles.members(session, manager, DAY) if m.name == "Bert Test"]
    roles.end(session, manager, one.ref, NOW)
    assert [m.name for m in roles.members(session, manager, DAY)] == ["Anna Test"]
    actors = session.exec(select(AuditEvent.actor)).all()
    assert f"helper:{anna.ref} for resident:{firm.ref}" in actors


def test_nobody_else_invites_or_ends(
    session: Session, firm: Person, anna: Actor, invite: Invite
) -> None:
    join(session, anna, invite("ask"))
    actor = helped(session, firm, anna)
    (member,) = roles.members(session, actor, DAY)
    with pytest.raises(NotAllowed):
        roles.end(session, actor, member.ref, NOW)
    stranger = person_actor(builders.person(session, kind="business"))
    with pytest.raises(NotFound):
        roles.end(session, stranger, member.ref, NOW)


def test_an_invitation_is_taken_back(
    session: Session, firm: Person, anna: Actor, invite: Invite
) -> None:
    code = invite()
    (waiting,) = roles.invitations(session, person_actor(firm), DAY)
    roles.take_back(session, person_actor(firm), waiting.ref, NOW)
    assert join(session, anna, code) is None
