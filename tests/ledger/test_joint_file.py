"""Claims of several people, and claims on children, from a file."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from sqlmodel import Session, col, select

from portal.check import broken
from portal.errors import BadFile
from portal.jobs.answers import Answer, answer, undo
from portal.ledger import balances, claims, holds, intake
from portal.ledger.joint import minors, naming
from portal.ledger.joint.liable import By
from portal.ledger.models import Claim
from portal.ledger.movements import movements
from portal.ledger.records import Proposal
from portal.municipality import Municipality, load
from portal.people.actors import staff_actor
from portal.people.models import Person
from portal.people.outbox import Outgoing
from tests import builders
from tests.builders import DAY, NOW

OSS, NORDDJURS = load("oss"), load("norddjurs")
CLAIM = {
    "number": "V1",
    "identity_scheme": "bsn",
    "identity_number": "999990019",
    "debtor_kind": "person",
    "debtor_name": "A. Voorbeeld",
    "language": "nl",
    "kind": "invoice",
    "description": "A bill",
    "unit": "Parks",
    "unit_phone": "0000 000000",
    "arose_on": "2026-10-01",
    "due_on": "2026-11-30",
    "amount": "300.00",
    "born_on": "",
    "share": "",
}
OTHER = CLAIM | {"identity_number": "999990020", "debtor_name": "B. Voorbeeld"}


def read(*lines: dict[str, str], town: Municipality = OSS) -> intake.ClaimFile:
    written = "\n".join([";".join(CLAIM), *(";".join(line.values()) for line in lines)])
    return intake.read(BytesIO(written.encode()), town)


def take(session: Session, *lines: dict[str, str], town: Municipality = OSS) -> intake.Taken:
    found = read(*lines, town=town)
    assert found.mistakes == ()
    return intake.take(
        session, found.rows, municipality=town, identity_key="k", now=NOW, actor="import"
    )


def people(session: Session) -> list[Person]:
    return list(session.exec(select(Person).order_by(Person.name)).all())


def test_each_line_of_a_number_is_someone_who_owes_the_claim(session: Session) -> None:
    taken = take(session, CLAIM, OTHER | {"share": "120.00"})
    assert (taken.new, taken.unchanged) == (1, 0)
    first, other = people(session)
    assert session.exec(select(Claim.person_id)).one() == first.id
    seen = [claims.views(session, one.id or 0, DAY)[0] for one in (first, other)]
    assert [(view.balance, view.debtors) for view in seen] == [(300_00, 2), (120_00, 2)]
    assert take(session, CLAIM, OTHER | {"share": "120.00"}).unchanged == 1


def test_lines_of_one_claim_say_the_same_of_it() -> None:
    wrong = read(CLAIM, OTHER | {"amount": "299.00"}, OTHER, CLAIM | {"number": "V2"})
    assert [str(mistake) for mistake in wrong.mistakes] == [
        "line 3, field amount: differs from line 2, of the same claim",
        "line 4, field number: stands on line 3 too",
    ]
    assert [row.number for row in wrong.rows] == ["V2"]
    assert "share" in str(read(CLAIM, OTHER | {"share": "300.01"}).mistakes[0])


def test_a_known_claim_with_someone_new_is_a_mistake(session: Session) -> None:
    take(session, CLAIM)
    with pytest.raises(BadFile) as bad:
        take(session, CLAIM, OTHER)
    reason = "line 3, field identity_number: does not owe the claim known under this number"
    assert bad.value.mistakes == [reason]


@pytest.mark.parametrize(
    ("born_on", "is_held"),
    [("2008-10-02", True), ("2008-10-01", False), ("", False)],
    ids=["a day too young", "of age that day", "nobody knows"],
)
def test_a_claim_on_a_child_waits_for_staff(session: Session, born_on: str, is_held: bool) -> None:
    take(session, CLAIM | {"born_on": born_on})
    (claim,) = session.exec(select(Claim)).all()
    assert bool(holds.open_on(session, [claim.id or 0], DAY)) == is_held
    asked = session.exec(select(Proposal)).all()
    assert [(one.kind, one.reason) for one in asked] == (
        [("minor", "minor_person_decides")] if is_held else []
    )


def test_a_danish_number_says_the_day_of_birth(session: Session) -> None:
    line = CLAIM | {"identity_scheme": "cpr", "identity_number": "6101154321", "language": "da"}
    take(session, line, town=NORDDJURS)
    assert people(session)[0].born_on == date(2015, 1, 1)
    assert [one.kind for one in session.exec(select(Proposal))] == ["minor"]


@pytest.fixture
def asked(session: Session) -> Proposal:
    take(session, CLAIM | {"born_on": "2012-01-01"})
    return session.exec(select(Proposal)).one()


def said(session: Session, proposal: Proposal, says: str) -> None:
    staff = staff_actor(builders.staff(session))
    given = Answer(says, "Their parents say so.", proposal.version)
    act = undo if says == "undo" else answer
    act(session, OSS, staff, proposal.ref, given, now=NOW, on=DAY)


def held(session: Session, proposal: Proposal) -> bool:
    return bool(holds.open_on(session, [proposal.claim_id or 0], DAY))


def test_the_child_owes_it_and_that_is_taken_back(session: Session, asked: Proposal) -> None:
    said(session, asked, "yes")
    assert (held(session, asked), asked.state) == (False, "yes")
    said(session, asked, "undo")
    assert (held(session, asked), asked.state) == (True, "open")


def test_who_turns_out_to_owe_it_gets_time_to_pay_and_is_told(
    session: Session, asked: Proposal
) -> None:
    said(session, asked, "yes")
    (view,) = claims.views(session, asked.person_id or 0, DAY)
    assert view.postponed_until is not None
    assert view.postponed_until >= DAY + timedelta(days=OSS.dunning.pay_days)
    assert told(session) == ["minor-owes"]
    said(session, asked, "undo")
    assert told(session) == ["minor-owes", "minor-asked"]


def test_nobody_owes_it_and_that_is_taken_back_as_often_as_needed(
    session: Session, asked: Proposal
) -> None:
    owed = balances.of_claim(session, asked.claim_id or 0)
    for _ in range(2):
        said(session, asked, "no")
        assert not held(session, asked)
        assert balances.of_claim(session, asked.claim_id or 0).total == 0
        said(session, asked, "undo")
        assert (held(session, asked), asked.state) == (True, "open")
        assert balances.of_claim(session, asked.claim_id or 0) == owed
    assert told(session) == ["minor-let-go", "minor-asked"] * 2
    assert not broken(session)


def told(session: Session) -> list[str]:
    """The kinds of the messages there are, oldest first."""
    return list(session.exec(select(Outgoing.kind).order_by(col(Outgoing.id))).all())


def test_a_guardian_named_takes_the_place_of_the_child(session: Session, asked: Proposal) -> None:
    by = By(staff_actor(builders.staff(session)), "The guardian signed.", NOW, DAY)
    claim = session.get_one(Claim, asked.claim_id)
    child, guardian = session.get_one(Person, asked.person_id), builders.person(session)
    naming.name_one_more(session, by, claim, guardian)
    naming.release(session, by, claim, child)
    assert (held(session, asked), asked.state) == (False, "void")
    assert claims.views(session, child.id or 0, DAY) == []
    naming.undo_release(session, by, claim, child)
    session.refresh(asked)
    assert (held(session, asked), asked.state) == (True, "open")


def test_the_question_is_asked_once(session: Session, asked: Proposal) -> None:
    claim = session.get_one(Claim, asked.claim_id)
    child = session.get_one(Person, asked.person_id)
    assert minors.look(session, OSS, claim, child, by="import", now=NOW, on=DAY)
    assert len(session.exec(select(Proposal)).all()) == 1


def test_what_was_let_go_and_is_owed_again_is_no_payment(session: Session, asked: Proposal) -> None:
    said(session, asked, "no")
    said(session, asked, "undo")
    kinds = [one.kind for one in movements(session, asked.claim_id or 0)]
    assert kinds == ["charge", "waiver", "owed_again"]
