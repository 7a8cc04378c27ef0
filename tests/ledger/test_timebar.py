"""The time bar of a claim in the books: every act counts, if it came in time."""

from datetime import date

import pytest
from sqlmodel import Session

from portal.errors import Conflict
from portal.ledger.models import Claim, Postponement
from portal.ledger.timebar.acts import history, record_interruption, refresh
from portal.municipality import load
from tests import builders

DENMARK, NETHERLANDS = load("norddjurs"), load("oss")
DUE = date(2024, 3, 1)


def a_claim(session: Session, bar: date, **fields: object) -> Claim:
    return builders.claim(
        session,
        builders.person(session),
        arose_on=date(2024, 2, 1),
        due_on=DUE,
        time_bar_on=bar,
        **fields,
    )


def act(session: Session, claim: Claim, name: str, on: date, town=DENMARK) -> bool:  # noqa: ANN001
    assert claim.id is not None
    return record_interruption(session, town, claim.id, name, on, f"{name}:{on}", "staff:x")


def test_acts_in_a_row_each_start_the_time_anew(session: Session) -> None:
    claim = a_claim(session, date(2027, 3, 2))
    act(session, claim, "attachment", date(2026, 5, 1))
    assert claim.time_bar_on == date(2029, 5, 2)
    act(session, claim, "wage_withholding", date(2029, 5, 1))
    assert claim.time_bar_on == date(2032, 5, 2)


def test_an_act_after_the_bar_changes_nothing_until_an_earlier_one_turns_up(
    session: Session,
) -> None:
    claim = a_claim(session, date(2027, 3, 2))
    act(session, claim, "attachment", date(2028, 1, 10))
    assert claim.time_bar_on == date(2027, 3, 2)
    act(session, claim, "set_off", date(2026, 1, 10))
    assert claim.time_bar_on == date(2031, 1, 11)
    told = history(session, DENMARK, claim, date(2028, 1, 10))
    assert [(row.act, in_time) for row, in_time in told.acts] == [
        ("set_off", True),
        ("attachment", True),
    ]


def test_the_bar_of_the_file_holds_until_an_act_comes(session: Session) -> None:
    claim = a_claim(session, date(2028, 9, 9))
    assert history(session, DENMARK, claim, DUE).running.bar == date(2028, 9, 9)
    act(session, claim, "attachment", date(2028, 9, 8))
    assert claim.time_bar_on == date(2031, 9, 9)


def test_a_written_acknowledgement_gives_ten_years_and_they_stay(session: Session) -> None:
    claim = a_claim(session, date(2027, 3, 2))
    act(session, claim, "acknowledgement", date(2026, 6, 1))
    assert claim.time_bar_on == date(2036, 6, 2)
    act(session, claim, "attachment", date(2030, 6, 1))
    assert claim.time_bar_on == date(2040, 6, 2)


def test_a_claim_fixed_by_judgment_gets_its_long_years_again(session: Session) -> None:
    claim = a_claim(session, date(2035, 1, 2), basis="judgment", basis_on=date(2025, 1, 1))
    act(session, claim, "attachment", date(2030, 6, 1))
    assert claim.time_bar_on == date(2040, 6, 2)


@pytest.mark.parametrize(("town", "moves"), [(DENMARK, False), (NETHERLANDS, True)])
def test_a_reminder_counts_where_the_law_says_so(session: Session, town, moves: bool) -> None:  # noqa: ANN001
    claim = a_claim(session, date(2027, 3, 2))
    assert act(session, claim, "reminder", date(2026, 4, 1), town) is moves
    assert (claim.time_bar_on > date(2027, 3, 2)) is moves


def test_postponed_days_lengthen_the_dutch_time_once(session: Session) -> None:
    claim = a_claim(session, date(2029, 3, 2))
    for until in (date(2026, 1, 10), date(2026, 1, 15)):
        session.add(
            Postponement(
                claim_id=claim.id, from_on=date(2026, 1, 6), until_on=until, origin="case:x"
            )
        )
    session.flush()
    assert claim.id is not None
    assert refresh(session, NETHERLANDS, claim.id, date(2026, 1, 6)) == date(2029, 3, 12)
    act(session, claim, "reminder", date(2026, 2, 1), NETHERLANDS)
    assert claim.time_bar_on == date(2031, 2, 2)


def test_postponed_days_do_not_lengthen_the_danish_time(session: Session) -> None:
    claim = a_claim(session, date(2027, 3, 2))
    session.add(
        Postponement(
            claim_id=claim.id,
            from_on=date(2026, 1, 6),
            until_on=date(2026, 2, 6),
            origin="case:x",
        )
    )
    session.flush()
    assert claim.id is not None
    assert refresh(session, DENMARK, claim.id, date(2026, 1, 6)) == date(2027, 3, 2)


def test_the_same_act_twice_counts_once_and_its_key_is_its_own(session: Session) -> None:
    claim, other = a_claim(session, date(2027, 3, 2)), a_claim(session, date(2027, 3, 2))
    assert act(session, claim, "attachment", date(2026, 5, 1))
    assert not act(session, claim, "attachment", date(2026, 5, 1))
    with pytest.raises(Conflict):
        act(session, other, "attachment", date(2026, 5, 1))
