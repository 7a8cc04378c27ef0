"""One payment over several claims: split, moved, spread in order; and what may be suggested."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlmodel import Session, func, select

from portal.check import broken
from portal.errors import NotFound, NotNow
from portal.ledger.incoming import Money, receive
from portal.ledger.models import Claim, Incoming
from portal.ledger.payments import payment_for
from portal.ledger.sources import Source
from portal.ledger.spreading import claims_in_order, spread_over_person
from portal.ledger.suggestions import suggestions
from portal.ledger.suspense import match, move, split, undo_match
from portal.ledger.waiting import matched_money, waiting_money
from portal.municipality import load
from portal.people.models import Person
from portal.rules.claim_order import ORDERS, Owed, in_order
from tests import builders
from tests.builders import DAY, NOW, ORDER
from tests.payments import ACT, amounts, comes_in

PAYER = "NL84BANK0000000101"
OSS = load("oss")


@pytest.fixture
def owner(session: Session) -> Person:
    return builders.person(session)


@pytest.fixture
def claims(session: Session, owner: Person) -> list[Claim]:
    return [builders.claim(session, owner, amount) for amount in (100_00, 50_00)]


def left(session: Session, claims: list[Claim]) -> list[int]:
    assert broken(session) == []
    return [builders.owed(session, claim) for claim in claims]


def online(session: Session, amount: int, owner: Person | None = None) -> Source:
    """Money that came otherwise, and waits."""
    person = owner.id if owner else None
    money = Money("k", "online", DAY, amount, person_id=person)
    receive(session, money, None, ORDER, now=NOW, actor="provider")
    return Source.other(session.exec(select(func.max(Incoming.id))).one())


def test_a_payment_is_split_over_claims(session: Session, claims: list[Claim]) -> None:
    source = comes_in(session, 90_00)
    split(session, source, [(claims[0].ref, 60_00), (claims[1].ref, 20_00)], ACT)
    assert left(session, claims) == [40_00, 30_00]
    assert amounts(waiting_money(session)) == [10_00]


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ([(0, 60_00), (1, 40_00)], "error-split-too-much"),
        ([(0, 30_00), (1, 60_00)], "error-claim-needs-less"),
        ([(0, 30_00), (0, 20_00)], "error-claim-twice"),
    ],
)
def test_a_split_that_does_not_fit_is_refused(
    session: Session, claims: list[Claim], parts: list[tuple[int, int]], why: str
) -> None:
    source = comes_in(session, 91_00)
    with pytest.raises(NotNow, match=why):
        split(session, source, [(claims[at].ref, amount) for at, amount in parts], ACT)


def test_money_moves_from_one_claim_to_another(session: Session, claims: list[Claim]) -> None:
    source = comes_in(session, 60_00, claims[0].payment_reference)
    move(session, source, claims[0].ref, claims[1].ref, 50_00, ACT)
    assert left(session, claims) == [90_00, 0]
    with pytest.raises(NotNow, match="error-claim-needs-less"):
        move(session, source, claims[0].ref, claims[1].ref, 10_00, ACT)


def test_no_more_moves_than_stands_there(session: Session, claims: list[Claim]) -> None:
    source = comes_in(session, 60_00, claims[0].payment_reference)
    with pytest.raises(NotNow, match="error-nothing-matched"):
        move(session, source, claims[0].ref, claims[1].ref, 61_00, ACT)


def test_a_claim_handed_over_neither_gives_nor_takes(session: Session, claims: list[Claim]) -> None:
    source = comes_in(session, 60_00, claims[0].payment_reference)
    claims[0].stage = "transferred"
    session.flush()
    with pytest.raises(NotNow, match="error-claim-transferred"):
        undo_match(session, source, claims[0].ref, ACT)


def test_money_that_came_online_waits_is_matched_and_undone(
    session: Session, owner: Person, claims: list[Claim]
) -> None:
    source = online(session, 30_00, owner)
    (row,) = waiting_money(session)
    assert (row.source, row.kind, row.name) == (source, "online", owner.name)
    match(session, source, claims[0].ref, ACT)
    assert [one.source for one in matched_money(session)] == [source]
    undo_match(session, source, claims[0].ref, ACT)
    assert left(session, claims) == [100_00, 50_00]
    assert amounts(waiting_money(session)) == [30_00]


def test_a_payment_for_a_person_pays_the_oldest_first_and_a_fine_last(
    session: Session, owner: Person
) -> None:
    day = DAY.replace(month=1)
    fine = builders.claim(session, owner, 10_00, kind="fine", arose_on=day.replace(year=2024))
    old = builders.claim(session, owner, 20_00, arose_on=day.replace(year=2025))
    taxed = builders.claim(session, owner, 30_00, kind="benefit_recovery", arose_on=day)
    assert owner.id is not None
    assert [view.id for view in claims_in_order(session, OSS, owner.id, DAY)] == [
        taxed.id,
        old.id,
        fine.id,
    ]
    source = comes_in(session, 55_00)
    assert spread_over_person(session, OSS, source, owner.ref, ACT, DAY) == 55_00
    assert left(session, [taxed, old, fine]) == [0, 0, 5_00]


def test_who_owes_nothing_takes_no_money(session: Session, owner: Person) -> None:
    source = comes_in(session, 55_00)
    with pytest.raises(NotNow, match="error-nothing-owed"):
        spread_over_person(session, OSS, source, owner.ref, ACT, DAY)
    with pytest.raises(NotFound):
        spread_over_person(session, OSS, source, "nobody", ACT, DAY)


def test_the_order_is_the_municipalitys() -> None:
    def owed(ref: str, kind: str, year: int, due: int, *, fine: bool = False) -> Owed:
        return Owed(ref, kind, date(year, 1, 5), date(2026, 1, due), fine)

    claims = [
        owed("fine", "fine", 2020, 1, fine=True),
        owed("old", "invoice", 2021, 9),
        owed("new", "invoice", 2025, 2),
        owed("taxed", "benefit", 2026, 8),
        owed("taxed-before", "benefit", 2025, 5),
    ]
    taxed = {"benefit"}
    assert in_order(claims, ORDERS, taxed, DAY) == ["taxed", "old", "new", "taxed-before", "fine"]
    assert in_order(claims, ["oldest"], taxed, DAY)[0] == "fine"
    assert in_order(claims, [], taxed, DAY) == ["fine", "new", "taxed-before", "taxed", "old"]


def reasons(session: Session, source: Source) -> dict[str, tuple[str, ...]]:
    found = suggestions(session, payment_for(session, source, "EUR"), DAY)
    return {one.claim.number: one.reasons for one in found}


def test_who_paid_from_this_account_before_is_suggested_with_the_amount_that_fits(
    session: Session, claims: list[Claim]
) -> None:
    comes_in(session, 10_00, claims[0].payment_reference, counterparty_account=PAYER)
    whole, part = claims[1], claims[0]
    source = comes_in(session, 50_00, counterparty_account=PAYER)
    assert reasons(session, source) == {
        whole.number: ("account", "whole"),
        part.number: ("account",),
    }
    source = comes_in(session, 10_00, counterparty_account=PAYER)
    assert reasons(session, source)[part.number] == ("account", "earlier")


def test_the_next_instalment_is_recognised(
    session: Session, owner: Person, claims: list[Claim]
) -> None:
    comes_in(session, 10_00, claims[0].payment_reference, counterparty_account=PAYER)
    builders.plan(session, owner, claims[:1], 25_00)
    source = comes_in(session, 25_00, counterparty_account=PAYER)
    assert reasons(session, source)[claims[0].number] == ("account", "instalment")


def test_an_unknown_account_and_a_wrong_match_suggest_nothing(
    session: Session, claims: list[Claim]
) -> None:
    wrong = comes_in(session, 10_00, claims[0].payment_reference, counterparty_account=PAYER)
    undo_match(session, wrong, claims[0].ref, ACT)
    assert reasons(session, comes_in(session, 50_00, counterparty_account=PAYER)) == {}
    assert reasons(session, comes_in(session, 50_00)) == {}


def test_money_of_a_known_person_suggests_what_they_owe(
    session: Session, owner: Person, claims: list[Claim]
) -> None:
    assert reasons(session, online(session, 50_00, owner))[claims[1].number] == ("person", "whole")


@pytest.mark.parametrize(
    "slip",
    [
        lambda reference: reference[:-1],
        lambda reference: reference[1] + reference[0] + reference[2:],
        lambda reference: f"{reference[:4]} {reference[4:9]}0{reference[9:]}",
    ],
)
def test_a_reference_with_one_slip_is_suggested_never_booked(
    session: Session, claims: list[Claim], slip: Callable[[str], str]
) -> None:
    claims[0].payment_reference, claims[1].payment_reference = "5412907733160842", "9" * 16
    session.flush()
    source = comes_in(session, 20_00, slip(claims[0].payment_reference))
    assert reasons(session, source) == {claims[0].number: ("reference",)}
    assert payment_for(session, source, "EUR").waiting == 20_00


def test_the_number_of_a_claim_in_the_text_goes_before_what_fits(
    session: Session, claims: list[Claim]
) -> None:
    source = comes_in(session, 50_00, text=f"Bill {claims[0].number}, thanks")
    assert list(reasons(session, source).items()) == [
        (claims[0].number, ("number",)),
        (claims[1].number, ("whole",)),
    ]


def test_the_very_name_of_a_payer_is_a_reason(session: Session, claims: list[Claim]) -> None:
    owner = session.get_one(Person, claims[0].person_id)
    source = comes_in(session, 50_00, counterparty_name=f" {owner.name.upper()} ")
    assert reasons(session, source)[claims[1].number] == ("name", "whole")
