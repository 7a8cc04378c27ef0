"""Lines on which the collector and we differ are explained by people; then the month closes."""

from datetime import date, datetime

import pytest
from sqlmodel import Session, select

from portal.errors import Conflict, NotAllowed, NotFound, NotNow
from portal.jobs.handover import explaining
from portal.jobs.handover.explaining import By, differences, explain, take_back
from portal.jobs.handover.month_file import read_month
from portal.jobs.handover.months import take_month
from portal.ledger.handover.models import MonthWord
from portal.people.actors import staff_actor
from tests import builders
from tests.jobs import handing
from tests.jobs.handing import ON, at

NOVEMBER = date(2026, 11, 1)
HEAD = "month,as_of,reference,received,recalled,written_down,written_up,base,balance\n"
WORDS = "Asked them on the phone; it is another claim of theirs."


def told(session: Session, *amounts: tuple[str, str]) -> None:
    """The collector's file of November names these claims, which nobody here sent."""
    lines = [
        f"2026-11,2026-11-30,{name},{much},0.00,0.00,0.00,{much},{much}" for name, much in amounts
    ]
    content = read_month((HEAD + "\n".join(lines) + "\n").encode())
    assert take_month(session, content, file_name="m", by="x", now=at(ON))
    explaining.put_in_queue(session, NOVEMBER, ON)


def worker(session: Session, role: str = "case_worker") -> By:
    now: datetime = at(ON)
    return By(staff_actor(builders.staff(session, role)), now, ON)


def names(session: Session, *, explained: bool = False) -> list[str]:
    return [
        row.name for row in differences(session, NOVEMBER) if (row.now is not None) == explained
    ]


def test_the_month_waits_until_each_of_its_lines_is_explained(session: Session) -> None:
    told(session, ("theirs-1", "70.00"), ("theirs-2", "80.00"))
    by = worker(session)
    first, second = names(session)
    assert handing.listed(session) == [("month-end", "month_differs")]
    explain(session, by, NOVEMBER, first, "theirs", WORDS, 0)
    assert names(session) == [second]
    assert handing.listed(session) == [("month-end", "month_differs")]
    explain(session, by, NOVEMBER, second, "known", WORDS, 0)
    assert (names(session), handing.listed(session)) == ([], [])


def test_taking_an_explanation_back_opens_the_month_again_and_keeps_what_was_said(
    session: Session,
) -> None:
    told(session, ("theirs-1", "70.00"))
    by = worker(session)
    (line,) = names(session)
    explain(session, by, NOVEMBER, line, "theirs", WORDS, 0)
    take_back(session, by, NOVEMBER, line, "It was another claim.", 1)
    assert names(session) == [line]
    assert handing.listed(session) == [("month-end", "month_differs")]
    kept = session.exec(select(MonthWord).order_by("no")).all()
    assert [(word.kind, word.by) for word in kept] == [
        ("explained", by.staff.signature),
        ("taken_back", by.staff.signature),
    ]


def test_another_difference_on_the_same_line_is_not_explained_by_what_was_said(
    session: Session,
) -> None:
    told(session, ("theirs-1", "70.00"))
    (line,) = names(session)
    explain(session, worker(session), NOVEMBER, line, "theirs", WORDS, 0)
    told(session, ("theirs-1", "75.00"))
    assert names(session) == [line]
    assert handing.listed(session) == [("month-end", "month_differs")]


def test_nobody_explains_twice_over_another_or_without_a_reason(session: Session) -> None:
    told(session, ("theirs-1", "70.00"))
    by = worker(session)
    (line,) = names(session)
    with pytest.raises(NotNow):
        explain(session, by, NOVEMBER, line, "theirs", "   ", 0)
    with pytest.raises(NotNow):
        explain(session, by, NOVEMBER, line, "no-code", WORDS, 0)
    with pytest.raises(NotNow):
        take_back(session, by, NOVEMBER, line, WORDS, 0)
    explain(session, by, NOVEMBER, line, "theirs", WORDS, 0)
    with pytest.raises(Conflict):
        explain(session, by, NOVEMBER, line, "ours", WORDS, 0)
    with pytest.raises(NotFound):
        explain(session, by, NOVEMBER, "other", "ours", WORDS, 0)
    with pytest.raises(NotAllowed):
        explain(session, worker(session, "decentral_unit"), NOVEMBER, line, "ours", WORDS, 1)
