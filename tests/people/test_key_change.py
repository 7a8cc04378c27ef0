"""A secret key takes over from another without a break: what was made before still opens.

Once the key of before is gone it opens no more.
"""

import random
from collections.abc import Callable
from datetime import timedelta

import pytest
from itsdangerous import URLSafeSerializer
from sqlmodel import Session

from portal.cases.letterbox import codes
from portal.errors import UnsafeSettings
from portal.keys import keys_of, together, with_files
from portal.ledger.firms import confirming
from portal.municipality import load
from portal.people import phone
from portal.people.actors import person_actor, staff_actor
from portal.people.firm import roles
from portal.people.signing.arriving import keyed, keyed_by_any
from portal.tokens import Tokens
from tests import builders
from tests.builders import DAY, NOW

pytestmark = pytest.mark.slow
OLD, NEW = "the key of before, of these tests", "the key from now on, of these tests"
BEFORE, MEANWHILE, AFTER = Tokens(OLD), Tokens(together(NEW, OLD)), Tokens(NEW)
Opens = Callable[[Tokens], bool]
UNTIL = NOW + timedelta(hours=1)


def a_link(_: Session, made: Tokens) -> Opens:
    link = made.sign("mail-address", {"address": "a1"}, UNTIL)
    return lambda tokens: tokens.read("mail-address", link, NOW) == {"address": "a1"}


def a_letter(session: Session, made: Tokens) -> Opens:
    town, letter = load("oss"), builders.letter(session, builders.person(session))
    code = codes.code_of(session, town, made, letter)
    printed = codes.shown(made, letter, code, DAY)
    assert printed is not None

    def opens(tokens: Tokens) -> bool:
        if tokens is MEANWHILE:  # printed anew, the letter bears the code it had
            again = codes.code_of(session, town, tokens, letter)
            assert codes.shown(tokens, letter, again, DAY) == printed
        return codes.open_letter(session, tokens, printed.text, on=DAY, now=NOW) is letter

    return opens


def a_confirmation(session: Session, made: Tokens) -> Opens:
    firm = builders.person(session, kind="business", identity_scheme="kvk")
    day = DAY - timedelta(days=3)
    paper = confirming.confirm(session, made, person_actor(firm), day, on=DAY, now=NOW)
    code = confirming.code_of(made, paper)

    def opens(tokens: Tokens) -> bool:
        if tokens is MEANWHILE:
            assert confirming.code_of(tokens, paper) == code
        return confirming.check(session, tokens, code) == paper

    return opens


def an_invitation(session: Session, made: Tokens) -> Opens:
    firm = builders.person(session, kind="business", identity_scheme="kvk")
    who = person_actor(builders.person(session))
    code = roles.invite(
        session, made, person_actor(firm), once="o", label="Anna", role="see", until_on=None,
        on=DAY, now=NOW,
    )  # fmt: skip
    return lambda tokens: roles.join(session, tokens, who, code, on=DAY, now=NOW) is not None


def a_phone_number(session: Session, made: Tokens) -> Opens:
    owner, staff = builders.person(session), staff_actor(builders.staff(session))
    lasts = timedelta(minutes=15)
    number, _ = phone.number_for(session, person_actor(owner), lasts=lasts, tokens=made, now=NOW)

    def opens(tokens: Tokens) -> bool:
        if tokens is MEANWHILE:
            again = phone.number_for(
                session, person_actor(owner), lasts=lasts, tokens=tokens, now=NOW
            )
            assert again[0] == number
        return phone.find(session, staff, number, tokens=tokens, now=NOW) is owner

    return opens


@pytest.mark.parametrize("make", [a_link, a_letter, a_confirmation, a_phone_number])
def test_what_was_made_before_opens_until_its_key_is_gone(
    session: Session, make: Callable[[Session, Tokens], Opens]
) -> None:
    opens = make(session, BEFORE)
    assert opens(MEANWHILE)
    assert not opens(AFTER)
    assert opens(BEFORE)


@pytest.mark.parametrize("make", [a_link, a_letter, a_confirmation, a_phone_number, an_invitation])
def test_what_is_made_meanwhile_is_made_with_the_new_key(
    session: Session, make: Callable[[Session, Tokens], Opens]
) -> None:
    opens = make(session, MEANWHILE)
    assert not opens(BEFORE)
    assert opens(AFTER)


@pytest.mark.parametrize(("tokens", "joins"), [(AFTER, False), (MEANWHILE, True)])
def test_an_invitation_of_before_lets_somebody_join_meanwhile(
    session: Session, tokens: Tokens, joins: bool
) -> None:
    assert an_invitation(session, BEFORE)(tokens) is joins


def test_what_a_provider_told_is_known_under_the_key_of_before() -> None:
    before = keyed("https://issuer", "subject", OLD)
    assert before in keyed_by_any("https://issuer", "subject", together(NEW, OLD))
    assert keyed("https://issuer", "subject", together(NEW, OLD)) == keyed(
        "https://issuer", "subject", NEW
    )
    assert before not in keyed_by_any("https://issuer", "subject", NEW)


def test_a_secret_may_lie_in_a_file_and_in_one_place_only(tmp_path) -> None:  # noqa: ANN001
    file = tmp_path / "key"
    file.write_text(f"{NEW}\n{OLD}\n")
    told = with_files({"PORTAL_SECRET_KEY_FILE": str(file), "PORTAL_PUBLIC_URL": "x"})
    assert keys_of(told["PORTAL_SECRET_KEY"]) == (NEW, OLD)
    assert with_files(told) == told
    for wrong in ({"PORTAL_SECRET_KEY": OLD}, {"PORTAL_MAIL_URL_FILE": str(tmp_path / "none")}):
        with pytest.raises(UnsafeSettings) as refused:
            with_files({"PORTAL_SECRET_KEY_FILE": str(file), **wrong})
        assert OLD not in str(refused.value)


PURPOSES = ("draft", "mail-address")
SECOND = {"case": "c2", "person": "p2"}
HUNDRED_THOUSAND = pytest.param(100_000, marks=pytest.mark.long)


@pytest.mark.parametrize("tampered", [20_000, HUNDRED_THOUSAND])
def test_no_changed_or_expired_link_says_anything_else(tampered: int) -> None:
    """Every sign of a link changed to others, cut, swapped with another's, or too late."""

    chance = random.Random(7)
    said = {purpose: {"case": "c1", "person": "p1"} for purpose in PURPOSES}
    links = {one: MEANWHILE.sign(one, told, UNTIL) for one, told in said.items()}
    other = MEANWHILE.sign("draft", SECOND, UNTIL)
    stranger = URLSafeSerializer("another key", salt="portal:link:draft").dumps(
        {"c": {"case": "c1", "person": "p2"}, "u": 9**12}
    )
    signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."
    for number in range(tampered):
        purpose = PURPOSES[number % len(PURPOSES)]
        link = links[purpose]
        at, way = chance.randrange(len(link)), number % 5
        bad = {
            0: link[:at] + chance.choice(signs) + link[at + 1 :],
            1: link[:at],
            2: link[:at] + other[at:],
            3: link.rpartition(".")[0] + "." + other.rpartition(".")[2],
            4: links[PURPOSES[(number + 1) % len(PURPOSES)]],
        }[way]
        told = MEANWHILE.read(purpose, bad, NOW)
        real = {links[purpose]: said[purpose]} | ({other: SECOND} if purpose == "draft" else {})
        assert told is None or any(
            _same(bad, link) and told == content for link, content in real.items()
        ), bad
    assert MEANWHILE.read("draft", stranger, NOW) is None
    assert MEANWHILE.read("draft", links["draft"], UNTIL + timedelta(seconds=1)) is None


def _same(bad: str, link: str) -> bool:
    """Whether two links differ in bits alone that the last sign of the seal does not hold."""
    return bad[:-1] == link[:-1] and len(bad) == len(link)
