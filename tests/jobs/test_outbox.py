"""Mail leaves through a real server on loopback: once, later when it must, and says little."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from socket import socket
from threading import Event
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from portal.adapters import smtp
from portal.adapters.smtp import SmtpMailer
from portal.commands import working
from portal.commands.keep_doing import keep_doing
from portal.db import Database
from portal.jobs.outbox import LEASE, Senders, Sent, send_waiting
from portal.municipality import load
from portal.people import addresses
from portal.people.actors import person_actor
from portal.people.models import Person
from portal.people.outbox import Outgoing
from portal.tokens import Tokens
from tests import builders
from tests.builders import DAY, NOW

SITE = "https://portal.example.org/"
ADDRESS = "resident@example.org"


class Letterbox:
    """What a mail server does: it keeps what it takes, and answers as it is told to."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.answers: list[str] = []

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Envelope, address: str, _options: Any
    ) -> str:
        if self.answers:
            return self.answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@pytest.fixture
def letterbox() -> Letterbox:
    return Letterbox()


@pytest.fixture
def mailer(letterbox: Letterbox) -> Iterator[SmtpMailer]:
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(letterbox, hostname="127.0.0.1", port=port)
    server.start()
    yield SmtpMailer("127.0.0.1", port, "portal@example.org")
    server.stop()


def tell(database: Database, key: str = "told", by: str = "mail") -> None:
    with database.unit_of_work() as session:
        person = builders.person(session, email=ADDRESS, messages_by=by)
        builders.message(session, person, key)


def send(database: Database, mailer: SmtpMailer, later: timedelta = timedelta()) -> Sent:
    return send_waiting(database, load("oss"), Senders(mailer), site=SITE, now=NOW + later)


def kept(database: Database) -> Outgoing:
    with database.reading() as session:
        return session.exec(select(Outgoing)).one()


def test_a_mail_is_sent_once_and_says_only_that_there_is_news(
    database: Database, mailer: SmtpMailer, letterbox: Letterbox
) -> None:
    tell(database)
    assert send(database, mailer) == Sent(sent=1)
    assert send(database, mailer) == Sent()
    [mail] = letterbox.mails
    assert mail["To"] == ADDRESS
    assert mail["Message-ID"] == f"<outgoing.{kept(database).id}@portal.example.org>"
    assert SITE in mail.get_content()
    assert kept(database).state == "sent"


def test_who_did_not_ask_for_mail_gets_none(
    database: Database, mailer: SmtpMailer, letterbox: Letterbox
) -> None:
    tell(database, by="post")
    assert send(database, mailer) == Sent()
    assert letterbox.mails == []
    assert kept(database).channel == "post"


def test_a_busy_server_is_tried_again_and_a_wrong_address_is_not(
    database: Database, mailer: SmtpMailer, letterbox: Letterbox
) -> None:
    tell(database)
    letterbox.answers = ["450 busy", "550 no such user"]
    assert send(database, mailer) == Sent(later=1)
    assert send(database, mailer) == Sent()
    assert send(database, mailer, timedelta(minutes=2)) == Sent(failed=1)
    assert send(database, mailer, timedelta(days=2)) == Sent()
    assert (kept(database).state, kept(database).trouble) == ("failed", "recipient")
    with database.reading() as session:
        assert session.exec(select(Person.messages_by)).one() == "post"


@pytest.fixture
def silent(monkeypatch: pytest.MonkeyPatch) -> Iterator[socket]:
    """A server that is reached and never says a word."""
    monkeypatch.setattr(smtp, "TIMEOUT", 0.02)
    with socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(20)
        server.setblocking(False)
        yield server


def calls(server: socket) -> int:
    """How often somebody came since this was asked last."""
    count = 0
    with suppress(BlockingIOError):
        while True:
            server.accept()[0].close()
            count += 1
    return count


def test_a_server_that_does_not_answer_is_left_alone_until_the_next_round(
    database: Database, silent: socket
) -> None:
    for number in range(8):
        tell(database, f"told {number}")
    mailer = SmtpMailer("127.0.0.1", silent.getsockname()[1], "portal@example.org")
    assert send(database, mailer) == Sent(later=3)
    assert calls(silent) == 3
    with database.reading() as session:
        assert sorted(session.exec(select(Outgoing.tries)).all()) == [0] * 5 + [1] * 3
    assert send(database, mailer) == Sent(later=3), "those that were not tried come first"
    assert calls(silent) == 3


def test_a_server_that_is_back_gets_all_that_waited(
    database: Database, silent: socket, mailer: SmtpMailer, letterbox: Letterbox
) -> None:
    for number in range(5):
        tell(database, f"told {number}")
    away = SmtpMailer("127.0.0.1", silent.getsockname()[1], "portal@example.org")
    assert send(database, away) == Sent(later=3)
    assert send(database, mailer, timedelta(minutes=2)) == Sent(sent=5)
    assert len(letterbox.mails) == 5


def test_a_server_that_says_no_is_asked_about_each(
    database: Database, mailer: SmtpMailer, letterbox: Letterbox
) -> None:
    for number in range(5):
        tell(database, f"told {number}")
    letterbox.answers = ["450 busy"] * 5
    assert send(database, mailer) == Sent(later=5)


def test_an_address_is_confirmed_by_a_mail_that_goes_there_and_nowhere_else(
    database: Database, mailer: SmtpMailer, letterbox: Letterbox
) -> None:
    tokens = Tokens("0123456789abcdefghijklmnopqrstuvwxyz")
    with database.unit_of_work() as session:
        actor = person_actor(builders.person(session))
        addresses.choose_mail(session, actor, tokens, ADDRESS, hours=48, on=DAY, now=NOW)
    assert send(database, mailer) == Sent(sent=1)
    [mail] = letterbox.mails
    assert mail["To"] == ADDRESS
    token = mail.get_content().split("/messages/confirm/")[1].split()[0]
    with database.unit_of_work() as session:
        assert not addresses.confirm(session, tokens, token, NOW + timedelta(hours=49))
        assert addresses.confirm(session, tokens, token, NOW + timedelta(hours=47))
        assert session.exec(select(Person.messages_by, Person.email)).one() == ("mail", ADDRESS)


def test_a_server_that_is_gone_loses_nothing(
    database: Database, mailer: SmtpMailer, letterbox: Letterbox
) -> None:
    tell(database)
    nobody = SmtpMailer("127.0.0.1", 1, "portal@example.org")
    assert send(database, nobody) == Sent(later=1)
    assert ADDRESS not in kept(database).trouble
    assert send(database, mailer, timedelta(minutes=2)) == Sent(sent=1)
    assert len(letterbox.mails) == 1


def test_a_sender_that_died_leaves_the_mail_to_the_next_with_the_same_id(
    database: Database, mailer: SmtpMailer, letterbox: Letterbox
) -> None:
    class DiesAfterSending(SmtpMailer):
        def send(self, mail: Any) -> None:
            super().send(mail)
            raise KeyboardInterrupt

    tell(database)
    dying = DiesAfterSending(mailer.host, mailer.port, mailer.sender)
    with pytest.raises(KeyboardInterrupt):
        send(database, dying)
    assert send(database, mailer) == Sent()
    assert send(database, mailer, LEASE) == Sent(sent=1)
    assert len({mail["Message-ID"] for mail in letterbox.mails}) == 1


def test_the_same_thing_is_told_once(database: Database) -> None:
    with database.unit_of_work() as session:
        person = builders.person(session)
        first = builders.message(session, person, "told")
        assert builders.message(session, person, "told").id == first.id


def test_mail_goes_on_after_the_database_was_away() -> None:
    looks: list[int] = []
    stop = Event()

    def look() -> None:
        looks.append(len(looks))
        if len(looks) == 1:
            raise OperationalError("select 1", None, ConnectionError())
        stop.set()

    keep_doing(look, 0.001, stop, *working.PASSING)
    assert stop.wait(10)
    assert looks == [0, 1]
