"""Mandates and guardians: asked by either side, checked by staff, told to both."""

from datetime import date, timedelta
from secrets import token_urlsafe

import pytest
from sqlmodel import Session, select

from portal.errors import Conflict, NotAllowed, NotFound, NotNow
from portal.people import identity
from portal.people.acting import asking, leave, papers, reading
from portal.people.acting.asking import Other, Wanted
from portal.people.acting.models import Acting, ActingAsk
from portal.people.actors import Actor, Permission, person_actor, staff_actor
from portal.people.evidence import keeping
from portal.people.evidence.models import Evidence
from portal.people.models import AuditEvent, Person
from portal.people.outbox import Outgoing
from portal.ports.files import Limits
from tests import builders, filemaker
from tests.builders import DAY, NOW

P = Permission
KEY = "a key for identity numbers in tests"
NUMBER = "999990135"
LIMITS = Limits(most_bytes=1_000_000, most_pages=3)


def wanted(**more: object) -> Wanted:
    """Somebody asks that an administrator may act for them."""
    given: dict[str, object] = {
        "asked_as": "principal",
        "other": Other("bsn", NUMBER, "Somebody Kind"),
        "capacity": "administrator",
        "rights": "ask",
        "evidence": "The court decided so.",
        "paper": "12/3456",
        "until_on": None,
        "once": token_urlsafe(9),
    }
    return Wanted(**given | more)  # type: ignore[arg-type]


def asked(session: Session, by: Person, **more: object) -> ActingAsk:
    """What they ask."""
    return asking.ask(session, person_actor(by), wanted(**more), KEY, NOW)


def known(session: Session) -> Person:
    """Someone with that number who is known here."""
    digest = identity.digest(NUMBER, "bsn", KEY)
    return builders.person(session, identity_digest=digest, name="Known Here")


def worker(session: Session) -> Actor:
    """A member of staff."""
    return staff_actor(builders.staff(session))


def accept(session: Session, found: ActingAsk, until_on: date | None = None) -> Acting:
    """Say yes, as staff."""
    by = worker(session)
    told = {"language": "nl", "on": DAY, "now": NOW}
    return asking.accept(session, by, found, seen=found.version, until_on=until_on, **told)


def told(session: Session) -> list[tuple[int, str]]:
    """Who was told what."""
    return list(session.exec(select(Outgoing.person_id, Outgoing.kind)).all())


@pytest.mark.parametrize("side", ["principal", "helper"])
def test_either_side_asks_and_with_a_yes_the_one_acts_for_the_other(
    session: Session, side: str
) -> None:
    me, other = builders.person(session), known(session)
    found = asked(session, me, asked_as=side)
    principal, helper = (me, other) if side == "principal" else (other, me)
    assert reading.may_act_for(session, helper.id or 0, DAY) == [], "not before staff said yes"
    made = accept(session, found, DAY + timedelta(days=365))
    (one,) = reading.may_act_for(session, helper.id or 0, DAY)
    assert (one.principal.ref, made.kind, found.state) == (principal.ref, "guardian", "accepted")
    assert {person for person, _ in told(session)} == {me.id, other.id}
    acts = reading.acts_for(session, helper, made.id or 0, DAY)
    assert acts
    assert {right for right in P if acts.may(right)} == asking.RIGHTS["ask"] | {P.OWN_SWITCH}


def test_who_is_not_known_here_is_after_a_yes_and_asking_tells_nobody_the_difference(
    session: Session,
) -> None:
    me = builders.person(session)
    found = asked(session, me)
    assert session.exec(select(Person)).all() == [me], "asking adds nobody"
    assert NUMBER not in str(found.model_dump())
    made = accept(session, found)
    helper = session.get_one(Person, made.helper_id)
    assert (helper.name, helper.identity_digest) == (
        "Somebody Kind",
        identity.digest(NUMBER, "bsn", KEY),
    )


def test_staff_say_why_not_and_who_asked_is_told(session: Session) -> None:
    me, other = builders.person(session), known(session)
    found, by = asked(session, me), worker(session)
    more = {"on": DAY, "now": NOW}
    with pytest.raises(NotNow):
        asking.decline(session, by, found, seen=1, reason="  ", **more)
    with pytest.raises(NotAllowed):
        asking.decline(session, person_actor(me), found, seen=1, reason="No.", **more)
    asking.decline(session, by, found, seen=1, reason="It is of before.", **more)
    assert (found.state, found.reason) == ("declined", "It is of before.")
    assert told(session) == [(me.id, "acting-declined")], "the other hears nothing of it"
    assert reading.may_act_for(session, other.id or 0, DAY) == []
    with pytest.raises(NotNow):
        accept(session, found)


def test_of_two_members_of_staff_the_second_is_told(session: Session) -> None:
    found = asked(session, builders.person(session))
    asking.withdraw(session, person_actor(session.get_one(Person, found.asker_id)), found.ref, NOW)
    with pytest.raises(NotNow):
        accept(session, found)
    other = asked(session, builders.person(session))
    with pytest.raises(Conflict):
        asking.decline(
            session, worker(session), other, seen=9, reason="It is old.", on=DAY, now=NOW
        )


def test_a_last_day_that_is_past_is_none(session: Session) -> None:
    found = asked(session, builders.person(session))
    with pytest.raises(NotNow):
        accept(session, found, DAY - timedelta(days=1))


def test_nobody_registers_themselves_or_asks_without_end(session: Session) -> None:
    me = known(session)
    with pytest.raises(NotNow):
        asked(session, me)
    someone = builders.person(session)
    for _ in range(asking.MOST_OPEN):
        asked(session, someone)
    with pytest.raises(NotNow):
        asked(session, someone)


def test_the_same_page_sent_twice_asks_once(session: Session) -> None:
    me = builders.person(session)
    assert asked(session, me, once="x").id == asked(session, me, once="x").id


def test_a_helper_asks_nothing_in_the_name_of_another(session: Session) -> None:
    me, other = builders.person(session), known(session)
    made = accept(session, asked(session, me, rights="everything"))
    acts = reading.acts_for(session, other, made.id or 0, DAY)
    assert acts
    with pytest.raises(NotNow):
        asking.ask(session, acts, wanted(), KEY, NOW)


def test_either_side_or_staff_ends_it_and_both_hear(session: Session) -> None:
    me, other = builders.person(session), known(session)
    for by in (person_actor(me), person_actor(other), worker(session)):
        made = accept(session, asked(session, me))
        stranger = person_actor(builders.person(session))
        with pytest.raises(NotFound):
            asking.end(session, stranger, made, on=DAY, now=NOW)
        before = len(told(session))
        asking.end(session, by, made, on=DAY, now=NOW)
        asking.end(session, by, made, on=DAY, now=NOW)
        assert [kind for _, kind in told(session)[before:]] == ["acting-ended"] * 2
        assert reading.may_act_for(session, other.id or 0, DAY) == []


def test_one_that_ran_out_makes_room_for_the_next(session: Session) -> None:
    me, other = builders.person(session), known(session)
    first = accept(session, asked(session, me), DAY)
    with pytest.raises(NotNow):
        accept(session, asked(session, me))
    later = leave.Terms("guardian", frozenset({P.OWN_CLAIMS}), DAY + timedelta(days=1))
    leave.give(session, worker(session), me, other, later, NOW)
    assert first.state == "ended"


def test_the_record_names_who_answered_and_no_name_or_number(session: Session) -> None:
    me = builders.person(session)
    accept(session, asked(session, me))
    events = session.exec(select(AuditEvent).where(AuditEvent.act.startswith("acting"))).all()
    assert [event.act for event in events] == ["acting:ask", "acting:accepted"]
    written = " ".join(f"{event.actor} {event.subject} {event.detail}" for event in events)
    assert "Somebody Kind" not in written
    assert NUMBER not in written


def test_the_paper_is_shown_before_staff_answer_and_kept_a_set_time_after(
    session: Session,
) -> None:
    asker = builders.person(session)
    found, actor = asked(session, asker), person_actor(asker)
    file = show(session, actor, found)
    with pytest.raises(NotFound):
        asking.own(session, person_actor(builders.person(session)), found.ref)
    assert [one.ref for one in keeping.of(session, asking.about(found))] == [file.ref]
    accept(session, found)
    session.refresh(file)
    assert file.closed_on == DAY, "its time begins to run"
    with pytest.raises(NotNow):
        papers.take_back(session, actor, found.ref, file.ref, NOW)
    with pytest.raises(NotNow):
        show(session, actor, found)


def test_the_paper_goes_with_what_is_taken_back(session: Session) -> None:
    asker = builders.person(session)
    found, actor = asked(session, asker), person_actor(asker)
    first = show(session, actor, found)
    assert papers.take_back(session, actor, found.ref, first.ref, NOW) == first.stored
    second = show(session, actor, found)
    assert asking.withdraw(session, actor, found.ref, NOW) == [second.stored]
    assert keeping.of(session, asking.about(found)) == []


def show(session: Session, actor: Actor, found: ActingAsk) -> Evidence:
    """Send the paper along."""
    with keeping.made_ready(filemaker.quick(), filemaker.jpeg(), "a.jpg", LIMITS) as ready:
        made = papers.add(session, actor, found.ref, ready, most=3, now=NOW)
    assert made is not None
    return made
