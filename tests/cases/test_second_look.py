"""A blind second look: drawn by chance, read by somebody who knows nothing of it, kept as said."""

import pytest
from sqlmodel import Session, select

from portal.cases.models import Decision
from portal.cases.second_look import reading
from portal.cases.second_look.drawing import draw, is_drawn
from portal.cases.second_look.models import SecondLook
from portal.db import Database
from portal.errors import Conflict, NotAllowed, NotNow
from portal.jobs import second_look
from portal.jobs.night import InProcess, Night, run_night
from portal.municipality import load
from portal.people import audit
from portal.people.actors import Actor, staff_actor
from portal.people.trail.models import Look
from tests import builders
from tests.builders import DAY, NOW

TOWN = load("oss")


def senior(session: Session) -> Actor:
    return staff_actor(builders.staff(session, "senior"))


def drawn(session: Session, **fields: object) -> tuple[SecondLook, Decision]:
    """A grant of the rules that chance drew."""
    case = builders.case(session, builders.person(session), state="decided")
    decision = builders.decision(session, case, monthly=50_00, **fields)
    look = SecondLook(ref=f"look-{decision.id}", decision_id=decision.id or 0, drawn_on=DAY)
    session.add(look)
    session.flush()
    return look, decision


def said(
    session: Session, reader: Actor, look: SecondLook, outcome: str, **more: object
) -> reading.SecondOpinion:
    given = {"monthly": 50_00, "reason": "The income is not clear.", "now": NOW} | more
    return reading.say(session, reader, look.ref, outcome, **given)  # type: ignore[arg-type]


def test_chance_draws_about_its_share_and_the_same_ones_again() -> None:
    hits = [is_drawn(f"case-{no}", 1, 5) for no in range(4_000)]
    assert 150 <= sum(hits) <= 250
    assert hits == [is_drawn(f"case-{no}", 1, 5) for no in range(4_000)]


def test_a_night_draws_grants_of_the_rules_only_and_once(embedded: Database) -> None:
    with embedded.unit_of_work() as session:
        worker, owner = builders.staff(session), builders.person(session)
        for no in range(120):
            case = builders.case(session, owner, state="decided", ref=f"drawn-{no}")
            builders.decision(session, case, staff_id=worker.id if no % 2 else None)
    night = Night(TOWN, DAY, NOW)
    first, again = (
        run_night(embedded, night, [second_look.STEP], InProcess(embedded))["second-look"]
        for _ in range(2)
    )
    wanted = {f"drawn-{no}" for no in range(0, 120, 2) if is_drawn(f"drawn-{no}", 1, 5)}
    assert (first, again) == (len(wanted), 0)
    assert wanted


def test_an_old_grant_is_drawn_no_more(session: Session) -> None:
    case = builders.case(session, builders.person(session), state="decided")
    refs = [ref for ref in map(str, range(200)) if is_drawn(ref, 1, 5)]
    case.ref = refs[0]
    decision = builders.decision(session, case)
    assert decision.id is not None
    late = DAY.replace(month=12, day=31)
    assert draw(session, TOWN, late, decision.id, decision.id) == 0
    assert draw(session, TOWN, DAY, decision.id, decision.id) == 1


def test_what_the_second_reader_says_is_held_against_the_grant(session: Session) -> None:
    reader = senior(session)
    looks = [drawn(session)[0] for _ in range(4)]
    assert said(session, reader, looks[0], "granted").same
    assert not said(session, reader, looks[1], "granted", monthly=40_00).same
    assert not said(session, reader, looks[2], "refused").same
    found = reading.agreement(session, DAY)
    assert (found.read, found.same, found.waiting) == (3, 1, 1)
    assert [one.ref for one in reading.waiting(session, reader)] == [looks[3].ref]


def test_the_grant_stays_as_it_is_whatever_is_said(session: Session) -> None:
    look, decision = drawn(session)
    said(session, senior(session), look, "refused")
    kept = session.exec(select(Decision).where(Decision.case_id == decision.case_id)).all()
    assert [(one.outcome, one.monthly) for one in kept] == [("granted", 50_00)]


def test_who_saw_the_case_is_not_its_second_reader(session: Session) -> None:
    reader, other = senior(session), senior(session)
    look, _ = drawn(session)
    case = reading.opened(session, reader, look.ref).case
    session.add(Look(at=NOW, actor=reader.signature, act="case:look", subject=f"case:{case.ref}"))
    audit.record(session, NOW, other.signature, "case:taken", f"case:{case.ref}")
    session.flush()
    for one in (reader, other):
        assert reading.waiting(session, one) == []
        with pytest.raises(NotNow, match="error-second-look-seen"):
            said(session, one, look, "granted")
    assert said(session, senior(session), look, "granted").same


def test_a_look_is_read_once_by_who_may_and_with_a_reason_for_less(session: Session) -> None:
    reader = senior(session)
    look, _ = drawn(session)
    with pytest.raises(NotAllowed):
        said(session, staff_actor(builders.staff(session)), look, "granted")
    with pytest.raises(NotNow, match="error-reason-needed"):
        said(session, reader, look, "granted_partly", reason=" ")
    said(session, reader, look, "granted")
    with pytest.raises(Conflict):
        said(session, senior(session), look, "granted")
