"""What registers know comes in by file: shown with its source and date, and not asked."""

from datetime import date
from io import BytesIO

import pytest
from sqlmodel import Session, select

from portal.cases import drafts, known
from portal.cases.assessing import assess_case
from portal.cases.known import Taken
from portal.demo.people import read as read_demo
from portal.municipality import load
from portal.people import identity
from portal.people.models import AuditEvent, KnownFact, Person
from tests import builders
from tests.builders import DAY, NOW

OSS = load("oss")
KEY = "a key for tests only"
HEAD = ",".join((*known.COLUMNS, *known.OPTIONAL))
NUMBER, STRANGER = "999990019", "999990007"
TOWNS = {
    "oss": (("household", "couple", "couple"), ("income", "1419.46", 1419_46)),
    "norddjurs": (("children", "2", 2), ("income", "250000.00", 250_000_00)),
}
"""By town: facts as a file has them, and what is kept of them."""


def file(*lines: str, head: str = HEAD) -> BytesIO:
    return BytesIO("\n".join([head, *lines]).encode())


def line(
    name: str = "household", value: str = "couple", as_of: str = "2026-10-30", **other: str
) -> str:
    given = {"scheme": "bsn", "number": NUMBER, "source": "population_register", "period": ""}
    given |= other
    return (
        f"{given['scheme']},{given['number']},{name},{value},"
        f"{given['source']},{as_of},{given['period']}"
    )


def take(session: Session, *lines: str, town: str = "oss") -> Taken:
    facts, mistakes = known.read(file(*lines), load(town), DAY)
    assert mistakes == []
    return known.take(session, facts, identity_key=KEY, now=NOW, on=DAY, actor="import")


def debtor(session: Session, scheme: str = "bsn", number: str = NUMBER) -> Person:
    owner = builders.person(
        session, identity_scheme=scheme, identity_digest=identity.digest(number, scheme, KEY)
    )
    builders.claim(session, owner, 1_000_00, kind="invoice")
    return owner


def kept(session: Session) -> dict[str, tuple[object, str, date]]:
    return {
        fact.name: (fact.value, fact.source, fact.as_of) for fact in session.exec(select(KnownFact))
    }


@pytest.mark.parametrize("town", TOWNS)
def test_a_request_shows_it_and_does_not_ask_it(session: Session, town: str) -> None:
    scheme = {"oss": "bsn", "norddjurs": "cpr"}[town]
    number = next(
        one["identity_number"] for one in read_demo(town).people if one["identity_scheme"] == scheme
    )
    owner = debtor(session, scheme, number)
    lines = [line(name, value, scheme=scheme, number=number) for name, value, _ in TOWNS[town]]
    assert take(session, *lines, town=town) == Taken(2, 0, 0, 0, 0)
    case = builders.case(session, owner, state="draft", ask="plan")
    drafts.answer(session, case, "way", "rules", NOW)
    found = assess_case(session, load(town), case, DAY)
    for name, _, value in TOWNS[town]:
        assert name not in found.asked
        fact = found.known[name]
        assert (fact.source, fact.as_of) == ("source-population-register", date(2026, 10, 30))
        assert (fact.value["amount"] if name == "income" else fact.value) == value
    assert found.situation.income == TOWNS[town][1][2], "counted by the period of the policy"


def test_twice_changes_nothing_and_says_so_once(session: Session) -> None:
    debtor(session)
    assert take(session, line()) == Taken(1, 0, 0, 0, 0)
    assert take(session, line()) == Taken(0, 0, 1, 0, 0)
    events = session.exec(select(AuditEvent).where(AuditEvent.act == "fact:take")).all()
    assert [event.detail for event in events] == ["household"]


@pytest.mark.parametrize(
    ("as_of", "became", "stands"),
    [
        ("2026-10-31", Taken(0, 1, 0, 0, 0), "single"),
        ("2026-10-30", Taken(0, 1, 0, 0, 0), "single"),
        ("2026-10-29", Taken(0, 0, 0, 1, 0), "couple"),
    ],
)
def test_what_is_older_never_takes_the_place_of_what_is_newer(
    session: Session, as_of: str, became: Taken, stands: str
) -> None:
    debtor(session)
    take(session, line())
    assert take(session, line(value="single", as_of=as_of)) == became
    assert kept(session)["household"][0] == stands


def test_of_who_owes_nothing_here_nothing_is_kept(session: Session) -> None:
    debtor(session)
    builders.person(session, identity_digest=identity.digest(STRANGER, "bsn", KEY))
    assert take(session, line(number=STRANGER)) == Taken(0, 0, 0, 0, 1)
    assert kept(session) == {}


@pytest.mark.parametrize(
    ("name", "value", "period", "is_kept"),
    [
        ("pension_age", "under_21", "", "under_21"),
        ("children", "0", "", 0),
        ("benefit", "yes", "", True),
        ("sharers", "3", "", 3),
        ("income", "300.00", "week", {"amount": 300_00, "period": "week"}),
        ("income", "0.00", "", {"amount": 0, "period": "month"}),
        ("assets", "2500.00", "", 2_500_00),
    ],
)
def test_each_value_is_kept_as_an_answer_is(
    name: str, value: str, period: str, is_kept: object
) -> None:
    (fact,), mistakes = known.read(file(line(name, value, period=period)), OSS, DAY)
    assert (fact.value, mistakes) == (is_kept, [])


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (line(scheme="kvk", number="68750110"), "identity_scheme: must be one of: bsn"),
        (line(number="999990018"), "identity_number: is not a number of this scheme"),
        (line("story", "x"), "fact: must be one of: household, pension_age"),
        (line(value="alone"), "value: must be one of: single, single_parent, couple"),
        (line("children", "many"), "value: must be a whole number from 0 to 99"),
        (line("children", "-1"), "value: must be a whole number from 0 to 99"),
        (line("benefit", "ja"), "value: must be one of: yes, no"),
        (line("income", "1419,46"), None),
        (line("income", "1.419"), "value: must be an amount with two decimals"),
        (line("income", "-1.00"), "value: must be an amount with two decimals"),
        (line("income", "1.00", period="day"), "period: must be one of: month, year"),
        (line("assets", "1.00", period="month"), "period: goes with income only"),
        (line(source="a colleague"), "source: must be one of: population_register"),
        (line(as_of="30-10-2026"), "as_of: must be a date such as"),
        (line(as_of="2027-01-01"), "as_of: is a day that has not been yet"),
        ("x", "has 1 fields, the header has 7"),
    ],
)
def test_each_mistake_is_named_and_no_number_repeated(wrong: str, told: str | None) -> None:
    facts, mistakes = known.read(file(line("benefit", "no"), wrong), OSS, DAY)
    assert len(facts) == 1
    (mistake,) = mistakes
    assert mistake.line == 3
    assert told is None or told in f"{mistake.field}: {mistake.reason}"
    assert "99999" not in f"{mistakes} {facts}"


def test_two_lines_about_one_fact_are_a_mistake() -> None:
    facts, mistakes = known.read(file(line(), line(value="single")), OSS, DAY)
    assert (len(facts), [str(one) for one in mistakes]) == (
        1,
        ["line 3, field fact: stands on line 2 too"],
    )
