"""Who is not ours is down, slow or wrong: people read on, hear it, and nothing counts twice."""

import re
import socket
from collections.abc import Iterator
from datetime import timedelta
from time import perf_counter

import pytest
from sqlmodel import col, select

from portal.adapters import smtp
from portal.adapters.mollie import Mollie
from portal.adapters.smtp import SmtpMailer
from portal.db import Database
from portal.jobs.outbox import Senders, Sent, send_waiting
from portal.ledger import balances
from portal.ledger.models import Claim, Incoming
from portal.ledger.online.models import OnlinePayment
from portal.municipality import load
from portal.people.models import Person
from tests import builders
from tests.builders import DAY, NOW
from tests.jobs.test_outbox import ADDRESS, SITE, Letterbox, letterbox, mailer
from tests.life.conftest import broken
from tests.life.test_restarts import visitor
from tests.online.conftest import SHORT, _serving, client, provider
from tests.online.mischief import Mischief

__all__ = ["_serving", "letterbox", "mailer", "provider"]
WAIT = timedelta(minutes=2)


class Errands:
    """Somebody who pays one claim after the other, and is told of each by mail."""

    def __init__(
        self, database: Database, provider: Mischief, mailer: SmtpMailer, silent: int
    ) -> None:
        """`silent` is a port where nobody answers."""
        self.database, self.provider, self.mailer, self.silent = database, provider, mailer, silent
        with database.unit_of_work() as session:
            who = builders.person(session, email=ADDRESS, messages_by="mail")
            builders.claim(session, who)
        self.visitor = visitor(database)
        self.visitor.application.config.update(WTF_CSRF_ENABLED=False)
        self.parts = self.visitor.application.extensions["portal"]
        self.now = NOW

    def begin(self) -> str:
        """There is one more claim, and a mail about it; return its reference."""
        with self.database.unit_of_work() as session:
            who = session.exec(select(Person)).one()
            builders.message(session, who)
            return builders.claim(session, who, 50_00).ref

    def pay(self, ref: str, mollie: Mollie) -> tuple[int, str]:
        """Go to the page of paying and on; return what is answered."""
        object.__setattr__(self.parts.payments, "provider", mollie)
        page = self.visitor.get(f"/claims/{ref}/pay")
        (key,) = re.findall(r'name="key" value="([^"]+)"', page.text)
        answer = self.visitor.post(f"/claims/{ref}/pay", data={"key": key, "scope": "whole"})
        return answer.status_code, answer.text

    def send(self, mailer: SmtpMailer) -> Sent:
        """Send what waits, a while later."""
        self.now += WAIT
        return send_waiting(self.database, load("oss"), Senders(mailer), site=SITE, now=self.now)

    def reads(self) -> float:
        """Read on; return how long a page took."""
        began = perf_counter()
        assert self.visitor.get("/overview").status_code == 200
        return perf_counter() - began


def down(errands: Errands, _post: Letterbox) -> SmtpMailer:
    errands.provider.status = 503
    return SmtpMailer("127.0.0.1", 1, "portal@example.org")


def slow(errands: Errands, _post: Letterbox) -> SmtpMailer:
    errands.provider.be_slow()
    return SmtpMailer("127.0.0.1", errands.silent, "portal@example.org")


def wrong(errands: Errands, post: Letterbox) -> SmtpMailer:
    errands.provider.change = lambda _: {"resource": "nothing"}
    post.answers = ["450 not now"] * 9
    return errands.mailer


def live(errands: Errands, post: Letterbox, rounds: int) -> None:
    """Let all of it happen so often; then all are back, and each thing is done once."""
    refs = []
    for away in (down, slow, wrong) * rounds:
        calm = errands.reads()
        refs.append(errands.begin())
        bad = away(errands, post)
        status, said = errands.pay(refs[-1], client(errands.provider, patience=SHORT))
        assert status == 303 or (status == 409 and "your own bank" in said), away.__name__
        assert errands.send(bad).sent == 0
        assert errands.reads() < max(2 * calm, 0.5)
        errands.provider.behave()
        post.answers = []
    pay_all(errands, refs)
    errands.now += timedelta(days=1)
    while errands.send(errands.mailer) != Sent():
        pass
    assert len(post.mails) == len({mail["Message-ID"] for mail in post.mails}) == len(refs)
    assert broken(errands.database) == []


def pay_all(errands: Errands, refs: list[str]) -> None:
    """Pay what was begun, and let the night ask about it twice."""
    again = client(errands.provider)
    assert {errands.pay(ref, again)[0] for ref in refs} == {303}
    with errands.database.reading() as session:
        begun = session.exec(select(OnlinePayment.provider_id)).all()
    for known in filter(None, begun):
        errands.provider.come_out(known, "paid")
    desk = errands.parts.payments
    assert [all(desk.look_at_all(DAY, NOW)) for _ in range(2)] == [True, True]
    with errands.database.reading() as session:
        claims = session.exec(select(Claim.id).where(col(Claim.ref).in_(refs))).all()
        assert len(session.exec(select(Incoming)).all()) == len(refs)
        assert [balances.of_claim(session, claim or 0).total for claim in claims] == [0] * len(refs)


@pytest.fixture
def errands(
    embedded: Database, provider: Mischief, mailer: SmtpMailer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Errands]:
    monkeypatch.setattr(smtp, "TIMEOUT", SHORT)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        yield Errands(embedded, provider, mailer, silent.getsockname()[1])


def test_who_is_away_keeps_nobody_from_reading_and_nothing_counts_twice(
    errands: Errands, letterbox: Letterbox
) -> None:
    live(errands, letterbox, 1)


@pytest.mark.long
@pytest.mark.parametrize("_turn", range(34))
def test_a_hundred_times_away_in_three_ways(
    errands: Errands, letterbox: Letterbox, _turn: int
) -> None:
    live(errands, letterbox, 3)
