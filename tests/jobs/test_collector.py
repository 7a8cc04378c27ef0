"""What the collector answers, what staff change with it, and the month held against its own."""

import io
from datetime import date, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from portal.errors import BadFile, Conflict, NotNow
from portal.jobs.handover.answering import take_receipts
from portal.jobs.handover.changing import Change, change
from portal.jobs.handover.month_file import read_month
from portal.jobs.handover.months import reconcile, take_month
from portal.jobs.handover.receipt_file import read_receipts
from portal.ledger.handover import base, events
from portal.ledger.handover.models import HandOver, HandOverEvent
from portal.ledger.models import Claim
from portal.people.actors import staff_actor
from portal.ports.collector import Receipt
from portal.sheets import Mistake
from tests import builders
from tests.jobs import handing
from tests.jobs.handing import ON, at

LATER = ON + timedelta(days=3)
NOVEMBER = date(2026, 11, 1)


def sent(session: Session, amount: int = 500_00, **fields: object) -> tuple[Claim, HandOver]:
    claim = handing.reminded(session, amount=amount, **fields)
    (hand_over,) = handing.handed_over(session, [claim])
    return claim, hand_over


def receipt(hand_over: HandOver, answer: str, no: int = 1, day: date = LATER) -> Receipt:
    text = "Stamdata mangler" if answer == "AFVIST" else ""
    return Receipt(
        2, f"R{hand_over.reference}-{no}", hand_over.reference, answer, at(day), "F1", text
    )


def take(session: Session, *receipts: Receipt) -> tuple[int, int, int]:
    taken = take_receipts(session, receipts, "DK", on=LATER, now=at(LATER + timedelta(days=9)))
    assert not taken.mistakes
    return taken.new, taken.known, taken.rejected


def alter(
    session: Session, hand_over: HandOver, way: str, amount: int = 0, component: str = "principal"
) -> None:
    assert hand_over.id is not None
    seen = len(events.of(session, hand_over.id))
    part = "" if way == "recall" else component
    wanted = Change(way, "corrected", "It was billed twice.", seen, part, amount)
    staff = staff_actor(builders.staff(session))
    change(session, staff, hand_over.reference, wanted, on=LATER, now=at(LATER))


def test_a_rejected_claim_is_ours_again_and_on_a_list_with_the_reason(session: Session) -> None:
    claim, hand_over = sent(session)
    assert take(session, receipt(hand_over, "AFVIST")) == (1, 0, 1)
    assert (claim.stage, claim.transferred_on, hand_over.state) == ("reminded", None, "rejected")
    (proposal,) = handing.waiting(session, "handover")
    assert (proposal.reason, proposal.detail["words"]) == ("rejected", "Stamdata mangler")
    handing.say(session, handing.worker(session), proposal, on=LATER)
    handing.release(session, LATER)
    again = session.exec(select(HandOver).where(HandOver.no == 2)).one()
    assert (again.state, again.reference) == ("sent", f"{claim.number}-2")


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_receipts_in_any_order_and_twice_leave_the_same(
    session: Session, order: tuple[int, ...]
) -> None:
    _, hand_over = sent(session)
    told = [
        receipt(hand_over, "HØRING", 1, ON + timedelta(days=1)),
        receipt(hand_over, "UDFØRT", 2, ON + timedelta(days=2)),
        receipt(hand_over, "UDFØRT", 2, ON + timedelta(days=2)),
    ]
    for place in order:
        take(session, told[place])
    assert hand_over.state == "accepted"
    assert len(session.exec(select(HandOverEvent)).all()) == 3


def test_a_rejection_stands_whatever_comes_after_it(session: Session) -> None:
    claim, hand_over = sent(session)
    take(session, receipt(hand_over, "AFVIST", 2, LATER))
    assert take(session, receipt(hand_over, "UDFØRT", 1, ON)) == (1, 0, 0)
    assert (hand_over.state, claim.stage) == ("rejected", "reminded")


def test_a_receipt_of_something_we_never_sent_is_a_mistake(session: Session) -> None:
    unknown = Receipt(7, "R1", "no-such-1", "UDFØRT", at(ON))
    taken = take_receipts(session, [unknown], "DK", on=LATER, now=at(LATER))
    assert [str(one) for one in taken.mistakes] == [
        "line 7, field reference: is no claim that was handed over"
    ]


def test_a_receipt_of_a_moment_to_come_is_a_mistake(session: Session) -> None:
    _, hand_over = sent(session)
    taken = take_receipts(session, [receipt(hand_over, "UDFØRT")], "DK", on=ON, now=at(ON))
    assert [one.field for one in taken.mistakes] == ["at"]


def test_a_recalled_claim_can_be_paid_here_again(session: Session) -> None:
    claim, hand_over = sent(session)
    take(session, receipt(hand_over, "UDFØRT"))
    alter(session, hand_over, "recall")
    assert (claim.stage, hand_over.state) == ("reminded", "recalled")
    assert [(one.kind, one.reason) for one in handing.waiting(session)] == [
        ("handover", "recalled")
    ]
    with pytest.raises(NotNow, match="error-not-with-collector"):
        alter(session, hand_over, "recall")


def test_writing_down_and_up_changes_the_books_and_tells_the_collector(session: Session) -> None:
    claim, hand_over = sent(session, fee=250_00)
    alter(session, hand_over, "write_down", 120_00)
    alter(session, hand_over, "write_down", 250_00, "fee")
    alter(session, hand_over, "write_up", 20_00)
    assert builders.owed(session, claim) == 400_00
    with pytest.raises(NotNow, match="error-more-than-owed"):
        alter(session, hand_over, "write_down", 400_01)


def test_the_same_form_sent_twice_counts_once(session: Session) -> None:
    claim, hand_over = sent(session)
    staff = staff_actor(builders.staff(session))
    wanted = Change("write_down", "corrected", "Billed twice.", 1, "principal", 100_00)
    change(session, staff, hand_over.reference, wanted, on=LATER, now=at(LATER))
    with pytest.raises(Conflict):
        change(session, staff, hand_over.reference, wanted, on=LATER, now=at(LATER))
    assert builders.owed(session, claim) == 400_00


def month_file(*lines: str, month: str = "2026-11") -> bytes:
    head = "month,as_of,reference,received,recalled,written_down,written_up,base,balance"
    return "\n".join([head, *(f"{month},2026-11-30,{line}" for line in lines)]).encode()


def test_the_month_agrees_line_by_line_or_says_why_not(session: Session) -> None:
    same, lower, timed, ours = (sent(session)[1] for _ in range(4))
    for hand_over in (same, lower, timed, ours):
        take(session, receipt(hand_over, "UDFØRT"))
    alter(session, same, "write_down", 100_00)
    content = month_file(
        f"{same.reference},500.00,0.00,100.00,0.00,400.00,410.00",
        f"{lower.reference},450.00,0.00,0.00,0.00,450.00,450.00",
        "elsewhere-1,70.00,0.00,0.00,0.00,70.00,70.00",
    )
    assert take_month(session, read_month(content), file_name="m", by="x", now=at(LATER))
    assert not take_month(session, read_month(content), file_name="m", by="x", now=at(LATER))
    found = reconcile(session, NOVEMBER)
    assert found.holds
    assert (found.total.ours.base, found.total.theirs.base) == (1900_00, 920_00)
    assert (found.beside, found.balance) == (10_00, 930_00)
    assert sum(line.ours.base for line in found.lines) == found.total.ours.base
    assert {one.reference: one.why for one in found.differences} == {
        lower.reference: "differs",
        timed.reference: "only_ours",
        ours.reference: "only_ours",
        "elsewhere-1": "only_theirs",
    }


def test_what_was_booked_around_the_end_of_the_month_is_a_matter_of_timing(
    session: Session,
) -> None:
    _, hand_over = sent(session)
    take(session, receipt(hand_over, "UDFØRT", 1, date(2026, 11, 29)))
    content = month_file(f"{hand_over.reference},0.00,0.00,0.00,0.00,0.00,0.00")
    take_month(session, read_month(content), file_name="m", by="x", now=at(LATER))
    assert [one.why for one in reconcile(session, NOVEMBER).differences] == ["timing"]


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["write_down", "write_up", "recall"]),
        st.integers(1, 400_00),
        st.integers(0, 70),
    ),
    max_size=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS, accepted_after=st.integers(0, 70))
def test_the_identity_holds_in_every_month_whatever_happened(
    acts: list[tuple[str, int, int]], accepted_after: int
) -> None:
    def event(kind: str, days: int, amount: int = 0) -> HandOverEvent:
        on = ON + timedelta(days=days)
        component = "principal" if kind.startswith("written") else ""
        moment: datetime = at(on)
        return HandOverEvent(
            key="", hand_over_id=1, kind=kind, on=on, at=moment, component=component,
            amount=amount, by="x", recorded_at=moment,
        )  # fmt: skip

    names = {"write_down": "written_down", "write_up": "written_up", "recall": "recalled"}
    happened = [event("accepted", accepted_after)]
    happened += [event(names[way], days, amount) for way, amount, days in acts]
    hand_over = HandOver(
        claim_id=1, no=1, reference="r", proposal_id=1, agreed_on=ON, agreed_by="x",
        principal=9_000_00,
    )  # fmt: skip
    told = base.told_of(hand_over, happened)
    before = 0
    for month in (NOVEMBER, date(2026, 12, 1), date(2027, 1, 1)):
        last = (month + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        moved = base.moved(told, month, last)
        assert before + moved.received - moved.recalled - moved.written_down + moved.written_up == (
            moved.base
        )
        before = moved.base
    assert before == 9_000_00 + sum(
        amount if way == "write_up" else -amount for way, amount, _ in acts
    )


@pytest.mark.parametrize(
    ("line", "mistake"),
    [
        ("r,1.00,0.00,0.00,0.00,1,1.00", 'line 2, field base: must be an amount like "1234.50"'),
        (
            ",1.00,0.00,0.00,0.00,1.00,1.00",
            "line 2, field reference: must be filled in, with at most 60 characters",
        ),
    ],
)
def test_a_bad_month_is_told_by_its_line(line: str, mistake: str) -> None:
    with pytest.raises(BadFile) as bad:
        read_month(month_file(line))
    assert bad.value.mistakes == [mistake]


def test_a_month_names_each_claim_once_and_one_month_only() -> None:
    line = "r,1.00,0.00,0.00,0.00,1.00,1.00"
    twice = month_file(line, line)
    other = month_file(line) + b"\n2026-12,2026-12-31,s,1.00,0.00,0.00,0.00,1.00,1.00"
    for content, field in ((twice, "reference"), (other, "month")):
        with pytest.raises(BadFile) as bad:
            read_month(content)
        assert any(field in mistake for mistake in bad.value.mistakes)
    with pytest.raises(BadFile):
        read_month(month_file())


def test_receipts_are_read_with_either_spelling_and_bad_ones_named() -> None:
    content = (
        "id;reference;answer;at;code;text\n"
        "1;C1-1;UDFØRT;2026-11-24T10:00:00+01:00;;\n"
        "2;C2-1;hoering;2026-11-24;;\n"
        "3;C3-1;JA;24.11.2026;;\n"
        ";C4-1;AFVIST;2026-11-24;F1;Mangler\n"
    )
    found = list(read_receipts(io.BytesIO(content.encode())))
    assert [one.answer for one in found if isinstance(one, Receipt)] == ["UDFØRT", "HØRING"]
    assert [str(one) for one in found if isinstance(one, Mistake)] == [
        "line 4, field answer: must be UDFØRT, AFVIST or HØRING",
        "line 4, field at: must be a moment like 2026-11-21T09:30:00Z",
        "line 5, field id: must be filled in",
    ]
