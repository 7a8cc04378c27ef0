"""A trial of a rule: worked off by a worker, the same figures as the command, nothing of a few."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from portal.db import Database
from portal.errors import NotAllowed, NotFound, NotNow
from portal.municipality import Municipality, load
from portal.people.actors import Actor, staff_actor
from portal.people.models import KnownFact, StaffMember
from portal.rules import amendment
from portal.rules.terms import Terms
from portal.simulate.compare import compare
from portal.simulate.groups import Comparison, Group
from portal.simulate.records import recorded
from portal.simulate.trials import working
from portal.simulate.trials.asking import Asked, ask, throw_away, trial, trials_of
from portal.simulate.trials.choices import choices
from portal.simulate.trials.figures import COLUMNS, PARTS, kept
from portal.simulate.trials.models import Trial
from portal.simulate.trials.working import work_off
from tests import builders
from tests.builders import NOW

OSS, ON = load("oss"), date(2026, 11, 22)
ASKED = Asked("threshold_percent", [110, 130, 140], "synthetic", 3000)


def clock() -> Any:
    return NOW


def supervisor(session: Session) -> Actor:
    return staff_actor(builders.staff(session, "supervisor"))


def asked(database: Database, wanted: Asked = ASKED, town: Municipality = OSS) -> str:
    """Ask for a trial as a supervisor."""
    with database.unit_of_work() as session:
        return ask(session, supervisor(session), town, wanted, ON, NOW).ref


def asker(session: Session, ref: str) -> Actor:
    """Return who asked for a trial."""
    by = select(StaffMember).join(Trial, col(Trial.asked_by) == StaffMember.id)
    return staff_actor(session.exec(by.where(Trial.ref == ref)).one())


def done(database: Database, ref: str, town: Municipality = OSS) -> Trial:
    """Work off what waits, and return the trial."""
    assert work_off(database, lambda: town, clock) == 1
    with database.reading() as session:
        return session.exec(select(Trial).where(Trial.ref == ref)).one()


def open_terms(least: int) -> Municipality:
    """Oss, where so few people already may be told of."""
    terms = dict(OSS.terms.series)
    (entry,) = terms["trial_least_people"]
    terms["trial_least_people"] = (replace(entry, value=least),)
    return replace(OSS, terms=Terms(terms))


def test_variants_stand_side_by_side_with_the_figures_of_the_command(database: Database) -> None:
    row = done(database, asked(database))
    assert row.result is not None
    assert (row.state, row.parts_done) == ("done", row.parts)
    assert row.result["minutes"] == OSS.terms.number("decision_minutes", ON)
    shares = [variant["whole"]["freed"] for variant in row.result["variants"]]
    assert shares == sorted(shares), "the higher the threshold, the more are freed"
    assert shares[0] == 0 < shares[1] < shares[2]


def test_a_longer_frame_makes_instalments_lower(embedded: Database) -> None:
    town = load("norddjurs")
    wanted = replace(ASKED, name="frame.1.months", written=[36])
    row = done(embedded, asked(embedded, wanted, town), town)
    assert row.result is not None
    (found,) = row.result["variants"]
    assert found["whole"]["gain"] > found["whole"]["lose"] == 0
    assert found["whole"]["paid_after"] != found["whole"]["paid_before"]


def owed_by(session: Session, count: int) -> None:
    """People with incomes around the border who owe something."""
    for number in range(count):
        owner = builders.person(session)
        builders.claim(session, owner, 900_00)
        income = {"amount": 1_400_00 + 25_00 * number, "period": "month"}
        fact = {"name": "income", "value": income, "source": "source-demo", "as_of": ON}
        session.add(KnownFact(person_id=owner.id, **fact))


def test_on_the_real_people_a_variant_is_what_the_command_says(embedded: Database) -> None:
    with embedded.unit_of_work() as session:
        owed_by(session, 40)
    town = open_terms(1)
    row = done(embedded, asked(embedded, replace(ASKED, written=[130], source="records")), town)
    assert row.result is not None
    with embedded.reading() as session:
        people = recorded(session, OSS, ON)
    after = amendment.typed(["threshold_percent=130"], ON).on(OSS.policy)
    assert row.result["people"] == 40
    assert row.result["variants"] == [kept(compare(people, OSS.policy, after), 1)]
    assert row.result["variants"][0]["whole"]["gain"] > 0


def test_of_a_few_real_people_nothing_is_told(embedded: Database) -> None:
    with embedded.unit_of_work() as session:
        owed_by(session, 7)
    row = done(embedded, asked(embedded, replace(ASKED, source="records")))
    assert row.result is not None
    told = [variant["whole"] for variant in row.result["variants"]]
    assert all(whole[column] is None for whole in told for column in COLUMNS)


def groups(draw: Callable[[Any], Any], count: int) -> list[Group]:
    some = st.integers(0, 40)
    made = []
    for place in range(count):
        gain, lose, rest = draw(some), draw(some), draw(some)
        staff = draw(some), draw(some)
        money = [draw(some) * 100 for _ in range(4)]
        changed = (gain, lose, draw(st.integers(0, gain)), draw(st.integers(0, lose)))
        made.append(Group(str(place), gain + lose + rest, *changed, *money, *staff))
    return made


@given(st.data())
def test_no_figure_left_out_follows_from_those_beside_it(data: st.DataObject) -> None:
    made = groups(data.draw, 4)
    sums = {name: sum(getattr(group, name) for group in made) for name in COLUMNS}
    rows = tuple(made)
    found = kept(Comparison(Group("all", **sums), rows, rows, rows), 10)
    for part in PARTS:
        for column in COLUMNS:
            hidden = [row for row in found[part] if row[column] is None]
            if found["whole"][column] is None:
                assert len(hidden) == len(rows)
            assert len(hidden) != 1
        for row in found[part]:
            for column in ("people", "gain", "lose", "freed", "burdened"):
                assert row[column] is None or row[column] == 0 or row[column] >= 10


@pytest.mark.parametrize("moment", [1, 2, 4])
def test_a_stopped_run_leaves_nothing(
    embedded: Database, monkeypatch: pytest.MonkeyPatch, moment: int
) -> None:
    ref, ticks = asked(embedded), []
    monkeypatch.setattr(working, "PART", 1000)

    def stopping() -> Any:
        ticks.append(1)
        if len(ticks) == moment + 1:
            with embedded.unit_of_work() as session:
                throw_away(session, asker(session, ref), ref, NOW)
        return NOW

    assert work_off(embedded, lambda: OSS, stopping) == 0
    with embedded.reading() as session:
        assert session.exec(select(Trial)).all() == []
    assert len(ticks) == moment + 2, "it stopped at once, and looked for another"


def test_what_a_dead_worker_left_is_begun_anew(database: Database) -> None:
    ref = asked(database)
    with database.unit_of_work() as session:
        row = session.exec(select(Trial).where(Trial.ref == ref)).one()
        row.state, row.alive_at = "running", NOW - timedelta(seconds=20)
        session.add(row)
    assert work_off(database, lambda: OSS, clock) == 0, "its worker may still be there"
    late = NOW + timedelta(minutes=5)
    assert work_off(database, lambda: OSS, lambda: late) == 1


def test_a_trial_that_fails_says_so(embedded: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    ref = asked(embedded)
    monkeypatch.setattr(working, "synthetic", lambda *_: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        work_off(embedded, lambda: OSS, clock)
    with embedded.unit_of_work() as session:
        assert trial(session, supervisor(session), ref).state == "failed"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"written": []}, "error-trial-values"),
        ({"written": [120]}, "error-trial-values"),
        ({"written": [1, 2, 3, 4]}, "error-trial-values"),
        ({"written": ["25.00"]}, "error-adopt-value"),
        ({"people": 0}, "error-trial-people"),
        ({"people": 10**9}, "error-trial-people"),
    ],
)
def test_what_cannot_be_tried(session: Session, change: dict[str, Any], why: str) -> None:
    with pytest.raises(NotNow) as said:
        ask(session, supervisor(session), OSS, replace(ASKED, **change), ON, NOW)
    assert said.value.message == why


def test_only_what_offers_rest_on_is_tried_and_only_by_who_may(session: Session) -> None:
    names = {one.name for one in choices(OSS, ON)}
    assert {"threshold_percent", "capacity_percent", "minimum_instalment"} <= names
    assert not {"crumb_amount", "norm_single", "account"} & names
    with pytest.raises(NotFound):
        ask(session, supervisor(session), OSS, replace(ASKED, name="crumb_amount"), ON, NOW)
    worker = staff_actor(builders.staff(session))
    with pytest.raises(NotAllowed):
        ask(session, worker, OSS, ASKED, ON, NOW)


def test_nobody_stops_the_trial_of_another(embedded: Database) -> None:
    ref = asked(embedded)
    with embedded.unit_of_work() as session:
        other = supervisor(session)
        assert trial(session, other, ref).ref == ref
        with pytest.raises(NotAllowed):
            throw_away(session, other, ref, NOW)


def test_of_many_trials_the_oldest_make_room(session: Session) -> None:
    staff = supervisor(session)
    for people in range(1, 24):
        ask(session, staff, OSS, replace(ASKED, people=people), ON, NOW)
    assert [row.people for row in trials_of(session, staff)][::19] == [23, 4]
