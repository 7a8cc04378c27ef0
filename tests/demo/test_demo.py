"""The demo: everyone on the list is there, on any day, with what their description promises."""

import csv
import shutil
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, col, func, select

from portal import demo
from portal.cases.letterbox.codes import open_letter
from portal.cases.letters import letters_to
from portal.cases.models import Case
from portal.cases.work.models import WorkItem
from portal.db import Database
from portal.demo import people as demo_people
from portal.demo.codes import on_letters
from portal.demo.waiting import let_wait
from portal.jobs.handover.fit import lacks_of
from portal.ledger import claims, intake, nextstep, references
from portal.ledger.bankdays import next_bank_day
from portal.ledger.claims import ClaimView, Overview
from portal.ledger.models import Claim, LedgerEntry, Plan
from portal.municipality import Municipality, load
from portal.people import identity
from portal.people.acting.models import Acting
from portal.people.actors import ROLES
from portal.people.models import KnownFact, Person, StaffMember
from portal.rules.assess import assess
from portal.rules.facts import CIRCUMSTANCES, Household, Situation
from portal.texts import LANGUAGES, text
from portal.tokens import Tokens

KEY = "a key of the tests, and of nothing else"
TOWNS = ["oss", "norddjurs"]
TODAY = date(2026, 11, 21)
DAYS = [TODAY, date(2024, 2, 29), date(2027, 6, 14)]
Filled = Callable[..., Database]


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo("UTC"))


def fill(database: Database, town: str, today: date = TODAY) -> None:
    demo.fill(
        database, load(town), today=today, now=noon(today), identity_key=KEY, tokens=Tokens(KEY)
    )


def overview(session: Session, ref: str, today: date = TODAY) -> Overview:
    person = session.exec(select(Person).where(Person.ref == ref)).one()
    assert person.id is not None
    return claims.overview(session, person.id, today)


def views(found: Overview) -> list[ClaimView]:
    return [*found.open, *found.in_plan, *found.transferred, *found.closed]


@pytest.fixture(scope="module")
def filled(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    """Demos to look at, each filled once: `filled(town)`, `filled(town, today)`."""
    made: dict[tuple[str, date], Database] = {}

    def look(town: str, today: date = TODAY) -> Database:
        if (town, today) not in made:
            path = tmp_path_factory.mktemp("demo") / f"{town}.db"
            made[town, today] = Database(f"sqlite:///{shutil.copy(sqlite_template, path)}")
            fill(made[town, today], town, today)
        return made[town, today]

    yield look
    for database in made.values():
        database.engine.dispose()


@pytest.fixture
def oss(filled: Filled) -> Iterator[Session]:
    with filled("oss").reading() as session:
        yield session


@pytest.fixture
def norddjurs(filled: Filled) -> Iterator[Session]:
    with filled("norddjurs").reading() as session:
        yield session


# --- both


@pytest.mark.parametrize("town", TOWNS)
def test_everyone_of_the_chooser_is_there(database: Database, town: str) -> None:
    fill(database, town)
    with database.reading() as session:
        for one in demo_people.people(load(town)):
            person = session.exec(select(Person).where(Person.ref == one.ref)).one()
            assert (person.name, person.kind) == (one.name, one.kind)
        for one in demo_people.staff(load(town)):
            member = session.exec(select(StaffMember).where(StaffMember.ref == one.ref)).one()
            assert (member.name, member.role) == (one.name, one.role)


@pytest.mark.parametrize("town", TOWNS)
def test_300_claims_come_in_with_valid_references(filled: Filled, town: str) -> None:
    with filled(town).reading() as session:
        given = session.exec(select(Claim.payment_reference)).all()
    assert len(given) == 300
    assert all(references.is_valid(load(town).payment.scheme, one) for one in given)


@pytest.mark.parametrize("town", TOWNS)
def test_filling_again_changes_nothing_even_on_another_day(embedded: Database, town: str) -> None:
    def rows() -> list[int]:
        tables = (Person, StaffMember, Claim, LedgerEntry, Plan, KnownFact)
        with embedded.reading() as session:
            return [session.exec(select(func.count()).select_from(table)).one() for table in tables]

    fill(embedded, town)
    before = rows()
    fill(embedded, town, TODAY + timedelta(days=30))
    assert rows() == before


@pytest.mark.parametrize("town", TOWNS)
def test_the_shipped_file_is_known_in_a_demo_of_its_own_day(filled: Filled, town: str) -> None:
    with (load(town).folder / "demo-claims.csv").open("rb") as file:
        read = intake.read(file, load(town))  # type: ignore[arg-type]
    with filled(town).reading() as session:
        taken = intake.take(
            session,
            read.rows,
            municipality=load(town),
            identity_key=KEY,
            now=noon(TODAY),
            actor="import",
        )
    assert taken == intake.Taken(new=0, unchanged=300)


@pytest.mark.parametrize("today", DAYS)
@pytest.mark.parametrize("town", TOWNS)
def test_on_any_day_nothing_happened_in_the_future(filled: Filled, town: str, today: date) -> None:
    with filled(town, today).reading() as session:
        booked = session.exec(select(func.max(LedgerEntry.booked_on))).one()
        reminded = session.exec(select(func.max(Claim.reminded_on))).one()
        made = session.exec(select(func.max(Plan.made_on))).one()
    assert max(booked, reminded, made) <= today


@pytest.mark.parametrize("town", TOWNS)
def test_only_the_people_meant_for_it_have_claims_too_old(filled: Filled, town: str) -> None:
    with filled(town).reading() as session:
        too_old = session.exec(
            select(Person.ref).join(Claim).where(col(Claim.time_bar_on) <= TODAY)
        ).all()
    assert too_old == ["demo-time-barred"]


@pytest.mark.parametrize("today", DAYS)
@pytest.mark.parametrize("town", TOWNS)
def test_a_claim_is_near_its_time_bar_on_any_day(filled: Filled, town: str, today: date) -> None:
    with filled(town, today).reading() as session:
        (near,) = views(overview(session, "demo-time-bar", today))
        (over,) = views(overview(session, "demo-time-barred", today))
    assert nextstep.near_time_bar(near, today, days=60)
    assert nextstep.is_time_barred(over, today)


@pytest.mark.parametrize("town", TOWNS)
def test_everyone_is_described_in_every_language(town: str) -> None:
    for one in demo_people.chooser(load(town)):
        assert all(one.describe(lang).strip() for lang in LANGUAGES), one.ref


@pytest.mark.parametrize("town", TOWNS)
def test_the_sample_tells_the_same_of_people_as_the_chooser(filled: Filled, town: str) -> None:
    with filled(town).reading() as session:
        for told in demo_people.read(town).people:
            person = identity.find(session, told["identity_number"], told["identity_scheme"], KEY)
            assert person is not None
            assert (person.ref, person.name, person.kind) == (
                told["ref"],
                told["name"],
                told["kind"],
            )
            assert views(overview(session, person.ref)) or told.get("acts_for"), person.ref


@pytest.mark.parametrize("town", TOWNS)
def test_every_known_fact_answers_a_question_and_names_its_source(
    filled: Filled, town: str
) -> None:
    with filled(town).reading() as session:
        facts = session.exec(select(KnownFact)).all()
    assert {fact.name for fact in facts} <= {"household", "children", "benefit", "income"}
    for fact in facts:
        assert fact.as_of <= TODAY
        assert all(text(lang, fact.source) != fact.source for lang in LANGUAGES)


# --- Oss


def asked(session: Session, town: Municipality, ref: str, **means: object) -> tuple[object, ...]:
    """What the rules answer this person who asks for a plan: outcome, capacity, instalment."""
    found = overview(session, ref)
    facts = tuple(claims.claim_facts(view) for view in found.open)
    answer = assess(Situation(on=TODAY, ask="plan", claims=facts, **means), town.policy)  # type: ignore[arg-type]
    return answer.outcome, answer.capacity, answer.instalment


@pytest.mark.parametrize(
    ("ref", "means", "answer"),
    [
        ("demo-no-capacity", {"income": 1600_00}, ("staff", 0, None)),
        ("demo-under-minimum", {"income": 1753_34}, ("staff", 24_99, None)),
        ("demo-over-minimum", {"income": 1755_35}, ("grant", 26_00, 26_00)),
        (
            "demo-couple",
            {"income": 2800_00, "household": Household("couple", cost_sharers=2)},
            ("grant", 183_32, 140_00),
        ),
        (
            "demo-benefit",
            {"income": 1419_46, "benefit_from_municipality": True},
            ("grant", 70_97, 70_97),
        ),
    ],
)
def test_what_the_description_promises_in_oss(
    oss: Session, ref: str, means: dict[str, object], answer: tuple[object, ...]
) -> None:
    assert asked(oss, load("oss"), ref, **means) == answer


def test_a_small_debt_is_a_crumb(oss: Session) -> None:
    assert overview(oss, "demo-small-debt").total == 85_00


def test_several_claims_stand_at_different_stages(oss: Session) -> None:
    found = overview(oss, "demo-several")
    assert sorted(view.phase for view in views(found)) == ["closed", "in_plan", "open", "reminded"]
    assert found.total == 1867_16


def test_the_plan_from_before_2024_keeps_its_day(oss: Session) -> None:
    (view,) = overview(oss, "demo-old-plan").in_plan
    assert view.plan is not None
    assert (view.plan.made_on, view.plan.monthly) == (date(2023, 1, 10), 40_00)
    assert view.plan.progress.behind == 0


def test_a_furniture_loan_was_repaid_for_36_months(oss: Session) -> None:
    (view,) = overview(oss, "demo-loan-done").in_plan
    assert view.kind == "furnishing_loan"
    assert view.months_paid >= 36


def test_a_business_has_three_invoices(oss: Session) -> None:
    assert len(overview(oss, "demo-business").open) == 3


def test_every_role_of_staff_has_someone_and_two_are_case_workers(oss: Session) -> None:
    roles = Counter(oss.exec(select(StaffMember.role)).all())
    assert set(roles) == set(ROLES) - {"person", "business"}
    assert roles["case_worker"] == 2


# --- Norddjurs


@pytest.mark.parametrize(
    ("ref", "means", "answer"),
    [
        (
            "demo-low-income",
            {"income": 180_000_00, "household": Household("single_parent", children=2)},
            ("staff", 450_00, 450_00),
        ),
        ("demo-small-bill", {}, ("grant", None, 145_00)),
    ],
)
def test_what_the_description_promises_in_norddjurs(
    norddjurs: Session, ref: str, means: dict[str, object], answer: tuple[object, ...]
) -> None:
    assert asked(norddjurs, load("norddjurs"), ref, **means) == answer


def test_someone_carries_more_than_the_frame_asks(norddjurs: Session) -> None:
    outcome, capacity, instalment = asked(
        norddjurs, load("norddjurs"), "demo-carries", income=300_000_00
    )
    assert (outcome, instalment) == ("grant", 400_00)
    assert isinstance(capacity, int)
    assert capacity > 400_00


def test_a_bill_under_the_floor(norddjurs: Session) -> None:
    assert overview(norddjurs, "demo-floor").total == 20_00


def test_a_broken_plan_left_three_instalments_paid_and_a_fee(norddjurs: Session) -> None:
    (view,) = overview(norddjurs, "demo-broken-plan").open
    plan = norddjurs.exec(select(Plan).where(Plan.person_id == view.person_id)).one()
    assert (plan.end_reason, plan.instalments_met) == ("broken", 3)
    assert (view.parts.principal, view.parts.fee) == (9300_00 - 3 * 775_00, 250_00)


@pytest.mark.parametrize("today", DAYS)
def test_one_claim_can_soon_be_handed_over_and_one_was_already(filled: Filled, today: date) -> None:
    town = load("norddjurs")
    with filled("norddjurs", today).reading() as session:
        (view,) = overview(session, "demo-hand-over-tomorrow", today).open
        gone = overview(session, "demo-handed-over", today)
    tomorrow = next_bank_day(today, town.country) + timedelta(days=1)
    assert nextstep.next_step(town, view, today) == nextstep.NextStep("handover", tomorrow)
    assert gone.total == 0
    assert len(gone.transferred) == 1


def test_the_night_of_the_hand_over_can_be_lived_through(filled: Filled) -> None:
    """The claim lacks nothing, so that somebody can say yes in the morning."""
    town = load("norddjurs")
    with filled("norddjurs", TODAY).reading() as session:
        (view,) = overview(session, "demo-hand-over-tomorrow", TODAY).open
        tomorrow = next_bank_day(TODAY, town.country) + timedelta(days=1)
        assert lacks_of(session, town, [view.id], tomorrow) == {view.id: ()}


def test_a_decentral_unit_sees_claims_of_its_own(norddjurs: Session) -> None:
    member = norddjurs.exec(select(StaffMember).where(StaffMember.role == "decentral_unit")).one()
    found = claims.unit_claims(norddjurs, member.unit, TODAY)
    assert len(found) > 5
    assert {view.unit for view in found} == {member.unit}


def test_two_businesses_one_with_bills_for_several_units(norddjurs: Session) -> None:
    assert len(overview(norddjurs, "demo-business").open) == 2
    assert len({view.unit for view in overview(norddjurs, "demo-business-units").open}) == 3


@pytest.mark.parametrize("town", TOWNS)
def test_someone_has_a_mandate_and_someone_lent_a_view(filled: Filled, town: str) -> None:
    with filled(town).reading() as session:
        kinds = set(session.exec(select(Acting.kind).where(Acting.state == "runs")))
    assert kinds == {"firm", "guardian", "loan"}


@pytest.mark.parametrize("town", TOWNS)
def test_whoever_has_a_letter_in_hand_has_a_code_that_opens_it(filled: Filled, town: str) -> None:
    with filled(town).reading() as session:
        held = on_letters(session, load(town), Tokens(KEY), TODAY)
        for _, code in held:
            assert open_letter(session, Tokens(KEY), code, on=TODAY, now=noon(TODAY))
    assert held


@pytest.mark.parametrize("town", TOWNS)
def test_who_was_reminded_has_the_letter(filled: Filled, town: str) -> None:
    reminded = select(Claim, Person).join(Person).where(col(Claim.reminded_on).is_not(None))
    with filled(town).reading() as session:
        for claim, person in session.exec(reminded.where(col(Person.ref).startswith("demo-"))):
            if claim.stage == "reminded":
                (letter,) = letters_to(session, person.id or 0, claim_id=claim.id or 0)
                assert (letter.kind, letter.made_on) == ("reminder", claim.reminded_on)


@pytest.mark.parametrize("town", TOWNS)
def test_work_waits_when_a_demo_begins_and_a_second_start_adds_none(
    town: str, embedded: Database
) -> None:
    fill(embedded, town)
    for _ in range(2):
        with embedded.unit_of_work() as session:
            let_wait(session, load(town), TODAY, noon(TODAY))
    with embedded.reading() as session:
        found = Counter(session.exec(select(WorkItem.kind)))
        named = {one.ref for one in session.exec(select(Person)) if one.ref.startswith("demo-")}
        asked = session.exec(select(Person.ref).join(Case, col(Case.person_id) == Person.id)).all()
    assert found["money"] == 3
    assert found.total() == 20
    assert min(found[kind] for kind in ("request", "objection", "question")) > 1
    assert not named & set(asked), "who one can sign in as has asked nothing yet"


@pytest.mark.parametrize("town", TOWNS)
def test_what_waits_is_answered_in_words_a_page_offers(town: str) -> None:
    told = tomllib.loads((load(town).folder / "demo-waiting.toml").read_text(encoding="utf-8"))
    words = {w for ask in told["asks"] for w in ask["answers"].get("circumstances", [])}
    assert words
    assert words <= set(CIRCUMSTANCES), "the staff's page cannot read another word"


def test_nobody_of_the_demo_is_a_hundred_years_old() -> None:
    file = load("norddjurs").folder / "demo-claims.csv"
    told = csv.DictReader(file.read_text(encoding="utf-8").splitlines())
    born = [identity.born_on("cpr", one["identity_number"]) for one in told]
    assert min(filter(None, born)).year > 1930
