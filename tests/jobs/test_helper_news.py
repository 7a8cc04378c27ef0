"""A helper hears by mail that there is news: only if it was wished, and only that."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from portal.cases import lending, letters
from portal.cases.lending import Wanted
from portal.db import Database
from portal.jobs.outbox import Senders, send_waiting
from portal.ledger.models import Claim
from portal.municipality import load
from portal.people import outbox
from portal.people.acting import leave
from portal.people.acting.lending import Told
from portal.people.acting.models import Acting
from portal.people.actors import person_actor
from portal.people.models import Person
from portal.people.outbox import Outgoing
from portal.ports.mail import Mail
from portal.tokens import Tokens
from tests import builders
from tests.builders import DAY, NOW

HELPER = "helper@example.org"


class Box:
    """A mailer that keeps what it is given."""

    def __init__(self) -> None:
        self.mails: list[Mail] = []

    def send(self, mail: Mail) -> None:
        """Keep it."""
        self.mails.append(mail)


@pytest.fixture
def owner(embedded: Database) -> Person:
    """Someone who is told by post."""
    with embedded.unit_of_work() as session:
        return builders.person(session)


def lent(session: Session, owner: Person, what: str = "all", told: str = "both") -> Acting:
    """What the owner lent."""
    wanted = Wanted(what, "look", 24, Told(told, HELPER), "x")
    made, _ = lending.lend(
        *(session, person_actor(owner), wanted),
        country="NL",
        tokens=Tokens("x" * 32),
        most_days=30,
        now=NOW,
        on=DAY,
    )
    return made


def told(session: Session, owner: Person, claim: Claim, key: str) -> None:
    """Tell the owner something with a letter about a claim."""
    assert owner.id is not None
    letter = letters.write(
        session, person_id=owner.id, kind="claim", content={}, made_on=DAY, claim_id=claim.id
    )
    about = {"kind": "mail", "made_on": DAY, "now": NOW, "letter_ref": letter.ref}
    outbox.tell(session, key=key, person_id=owner.id, **about)


def mails(database: Database, after: timedelta = timedelta()) -> list[Mail]:
    """What goes out now."""
    box = Box()
    site = "https://portal.example"
    send_waiting(database, load("oss"), Senders(box), site=site, now=NOW + after)
    return box.mails


def test_the_helper_is_told_once_and_the_mail_names_nobody(
    embedded: Database, owner: Person
) -> None:
    with embedded.unit_of_work() as session:
        claim = builders.claim(session, owner)
        told(session, owner, claim, "before")
        lent(session, owner)
        told(session, owner, claim, "after")
    (mail,) = mails(embedded)
    assert mail.to == HELPER
    assert owner.name not in mail.subject + mail.body
    assert "/helping" in mail.body
    assert mails(embedded) == []
    with embedded.reading() as session:
        kinds = session.exec(select(Outgoing.kind)).all()
    assert sorted(kinds) == ["helper-news", "mail", "mail"], "the owner sees that it was told"


def test_who_is_not_to_be_told_is_not(embedded: Database, owner: Person) -> None:
    with embedded.unit_of_work() as session:
        claim = builders.claim(session, owner)
        lent(session, owner, told="me")
        told(session, owner, claim, "after")
    assert mails(embedded) == []


def test_of_one_claim_only_what_is_about_it(embedded: Database, owner: Person) -> None:
    with embedded.unit_of_work() as session:
        mine, other = builders.claim(session, owner), builders.claim(session, owner)
        lent(session, owner, f"claim:{mine.ref}")
        told(session, owner, other, "other")
        told(session, owner, mine, "mine")
    assert [mail.to for mail in mails(embedded)] == [HELPER]


def test_after_the_end_nothing_goes_out_any_more(embedded: Database, owner: Person) -> None:
    with embedded.unit_of_work() as session:
        claim = builders.claim(session, owner)
        acting = lent(session, owner)
        told(session, owner, claim, "after")
        leave.end(session, person_actor(owner), acting, now=NOW)
    assert mails(embedded) == []
