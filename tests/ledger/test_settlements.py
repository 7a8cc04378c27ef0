"""What was withheld, paid over or set off elsewhere comes in by file, once."""

from io import BytesIO

import pytest
from sqlmodel import Session, select

from portal.errors import BadFile
from portal.ledger.models import Claim, Incoming, LedgerEntry
from portal.ledger.movements import movements
from portal.ledger.records import Interruption
from portal.ledger.setoff import file, taking
from portal.municipality import load
from tests import builders
from tests.builders import NOW

OSS = load("oss")
HEAD = "key;kind;day;claim;amount;from\n"


def read(*lines: str) -> file.SettlementFile:
    return file.read(BytesIO((HEAD + "\n".join(lines)).encode()), OSS)


def take(session: Session, *lines: str, skip_bad: bool = False) -> taking.Taken:
    found = read(*lines)
    assert found.mistakes == ()
    return taking.take(session, found.rows, town=OSS, now=NOW, actor="import", skip_bad=skip_bad)


@pytest.fixture
def claim(session: Session) -> Claim:
    return builders.claim(session, builders.person(session), 100_00, fee=9_00)


def test_each_kind_reaches_its_claim_under_its_own_name(session: Session, claim: Claim) -> None:
    taken = take(
        session,
        f"a1;withheld;2026-11-20;{claim.number};50.00;Benefits",
        f"a2;paid_over;2026-11-20;{claim.payment_reference};10.00;Another agency",
        f"a3;set_off;2026-11-21;{claim.number};5.00;The state",
    )
    assert (taken.booked, taken.waiting, taken.unchanged) == (3, 0, 0)
    assert builders.owed(session, claim) == 44_00
    kinds = [one.kind for one in movements(session, claim.id) if one.amount < 0]
    assert kinds == ["withholding", "withholding", "withholding", "set_off"]


def test_the_same_file_again_changes_nothing(session: Session, claim: Claim) -> None:
    line = f"a1;set_off;2026-11-20;{claim.number};50.00;The state"
    take(session, line)
    rows = len(session.exec(select(LedgerEntry)).all())
    again = take(session, line)
    assert (again.booked, again.waiting, again.unchanged) == (0, 0, 1)
    assert len(session.exec(select(LedgerEntry)).all()) == rows


def test_money_for_an_unknown_claim_and_what_is_too_much_waits(
    session: Session, claim: Claim
) -> None:
    taken = take(
        session,
        "a1;withheld;2026-11-20;NO-SUCH;50.00;Benefits",
        f"a2;withheld;2026-11-20;{claim.number};200.00;Benefits",
    )
    assert (taken.booked, taken.waiting) == (0, 2)
    waits = session.exec(select(LedgerEntry.amount).where(LedgerEntry.credit == "suspense")).all()
    assert sorted(waits) == [50_00, 91_00]


def test_a_claim_that_was_handed_over_gets_no_money_here(session: Session, claim: Claim) -> None:
    claim.stage = "transferred"
    session.flush()
    assert take(session, f"a1;set_off;2026-11-20;{claim.number};5.00;The state").waiting == 1
    assert builders.owed(session, claim) == 109_00


def test_a_set_off_starts_the_time_bar_anew(session: Session, claim: Claim) -> None:
    before = claim.time_bar_on
    claim.due_on = claim.arose_on
    take(session, f"a1;set_off;2027-11-20;{claim.number};5.00;The state")
    (act,) = session.exec(select(Interruption)).all()
    assert (act.act, act.claim_id) == ("set_off", claim.id)
    assert claim.time_bar_on > before


def test_a_key_known_with_another_amount_is_a_mistake(session: Session, claim: Claim) -> None:
    take(session, f"a1;withheld;2026-11-20;{claim.number};50.00;Benefits")
    other = f"a1;withheld;2026-11-20;{claim.number};51.00;Benefits"
    fresh = f"a2;withheld;2026-11-20;{claim.number};1.00;Benefits"
    with pytest.raises(BadFile, match="line 2, field key"):
        take(session, other, fresh)
    assert len(session.exec(select(Incoming)).all()) == 1
    taken = take(session, other, fresh, skip_bad=True)
    assert (taken.booked, len(taken.mistakes)) == (1, 1)


@pytest.mark.parametrize(
    ("line", "where"),
    [
        ("a1;taken;2026-11-20;C1;5.00;x", "kind"),
        ("a1;withheld;2026-02-30;C1;5.00;x", "day"),
        ("a1;withheld;2026-11-20;C1;5,00;x", "amount"),
        ("a1;withheld;2026-11-20;C1;0.00;x", "amount"),
        ("a1;withheld;2026-11-20;;5.00;x", "claim"),
        (";withheld;2026-11-20;C1;5.00;x", "key"),
        ("a1;withheld;2026-11-20;C1;5.00", ""),
        ('a1;withheld;2026-11-20;"C1;5.00;x', ""),
    ],
)
def test_what_is_wrong_is_named_by_line_and_field(line: str, where: str) -> None:
    found = read("ok;withheld;2026-11-20;C1;5.00;x", line)
    assert [(one.line, one.field) for one in found.mistakes] == [(3, where)]
    assert [row.key for row in found.rows] == ["ok"]


def test_the_same_key_twice_in_a_file_is_a_mistake() -> None:
    line = "a1;withheld;2026-11-20;C1;5.00;x"
    assert [one.field for one in read(line, line).mistakes] == ["key"]
