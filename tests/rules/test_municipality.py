"""The folders of data: each is whole, and says what it rests on."""

from datetime import date

import pytest

from portal.errors import NotFound
from portal.municipality import Municipality, load, names
from portal.rules.policy import book

ALL = [load(name) for name in names()]
MARKS = {"law", "policy", "assumed"}
each = pytest.mark.parametrize("town", ALL, ids=lambda town: town.name)


def test_both_are_there() -> None:
    assert names() == ("norddjurs", "oss")


@pytest.mark.parametrize("name", ["atlantis", "", "../amounts", "oss/", "OSS"])
def test_another_is_not_found(name: str) -> None:
    with pytest.raises(NotFound):
        load(name)


def test_a_folder_is_read_once() -> None:
    assert load("oss") is load("oss")


@each
def test_it_speaks_three_languages(town: Municipality) -> None:
    assert set(town.languages) == {"nl", "da", "en"}
    spoken = [town.coverage, town.contact.hours, *(k.names for k in town.claim_kinds.values())]
    if town.collector:
        spoken.append(town.collector.url)
    own, offered = set(town.languages), {*town.languages, *town.more_languages}
    assert all(own <= set(words) <= offered for words in spoken)


@each
def test_every_term_says_what_it_rests_on(town: Municipality) -> None:
    bases = [town.service.rests_on, *town.dunning.rests_on.values()]
    bases += [kind.basis for kind in town.claim_kinds.values()]
    assert all(basis.mark in MARKS and basis.source for basis in bases)


@each
def test_its_claim_kinds_are_known_to_the_rules(town: Municipality) -> None:
    assert set(town.shape.kinds) == set(town.claim_kinds)
    assert {k.enforcement for k in town.claim_kinds.values()} <= {"municipality", "state", "none"}
    listed: list[str] = []
    for name in {"fine_kinds", "furnishing_kinds", "excluded_kinds"} & set(town.policy.settings):
        listed += book(town.policy, date(2026, 7, 1)).names(name)
    assert set(listed) <= set(town.claim_kinds)


@each
def test_its_example_account_has_valid_check_digits(town: Municipality) -> None:
    account = town.payment.account
    digits = "".join(str(int(sign, 36)) for sign in account[4:] + account[:4])
    assert int(digits) % 97 == 1


def test_what_a_dutch_kind_implies() -> None:
    kinds = load("oss").claim_kinds
    assert [kind for kind in kinds if kinds[kind].fine] == ["fine"]
    assert not any(kind.interest for kind in kinds.values())
    assert (load("oss").service.basis, load("oss").service.days) == ("legal", 56)


def test_what_a_danish_kind_implies() -> None:
    kinds = load("norddjurs").claim_kinds
    assert (kinds["rent"].distraint, kinds["rent"].reminder_fee_cap) == (True, 25000)
    assert (kinds["youth_club"].distraint, kinds["youth_club"].reminder_fee_cap) == (False, 10000)
    bearing = {kind for kind in kinds if kinds[kind].interest}
    assert bearing == {"property_tax", "housing_loan", "wage_overpaid"}
    assert (load("norddjurs").service.basis, load("norddjurs").dunning.most_reminders) == (
        "target",
        3,
    )


def test_a_kind_is_asked_for_by_its_day() -> None:
    town = load("norddjurs")
    assert town.claim_kind("rent", date(2024, 1, 1)) is town.claim_kinds["rent"]
    assert town.claim_kind("rent", date(2000, 1, 1)) is town.claim_kinds["rent"]
