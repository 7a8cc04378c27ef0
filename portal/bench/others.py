"""What is not the portal's own, under load: a payment provider and a mail server that go away."""

import asyncio
import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta

from sqlalchemy.exc import DBAPIError
from sqlmodel import col, func, select, update

from portal.app import make_desk
from portal.bench.measure import Measured, none
from portal.bench.site import DAY, NOW, Site, enter
from portal.bench.visitor import Asked, Visitor
from portal.config import PaymentSettings
from portal.demo.payments.answers import Asked as Call
from portal.demo.payments.requests import Problem
from portal.demo.payments.server import TEST_KEY, Handler, StandIn
from portal.errors import Conflict
from portal.jobs.outbox import Senders, Sent, send_waiting
from portal.ledger.models import Incoming
from portal.ledger.online.desk import Desk
from portal.people.models import Person
from portal.people.outbox import MAIL, Outgoing
from portal.ports.mail import Mail, NotSentError

_HAL = {"Content-Type": "application/hal+json"}
SITE = "https://portal.example.org"
PAYERS = 3
FAULT = 500
_KEY = re.compile(r'name="key" value="([^"]+)"')
_CLAIM = re.compile(r'href="/claims/([^"/]+)"')


class Provider(StandIn):
    """The stand-in of the payment provider, which can be down."""

    is_down = False

    def respond(self, handler: Handler, asked: Call) -> None:
        """Answer, or say that it cannot."""
        if self.is_down:
            handler.send(503, json.dumps(Problem(503, "Not now").document()).encode(), _HAL)
        else:
            super().respond(handler, asked)


@dataclass
class MailServer:
    """Takes mail, unless it is down."""

    taken: list[str] = field(default_factory=list)
    is_down: bool = False

    def send(self, mail: Mail) -> None:
        """Take one mail. Raises NotSentError."""
        if self.is_down:
            raise NotSentError("down", is_final=False)
        self.taken.append(mail.message_id)


@dataclass
class Others:
    """They, what people did with them, and what those were told."""

    site: Site
    provider: Provider
    mail: MailServer = field(default_factory=MailServer)
    begun: set[str] = field(default_factory=set)
    """Claims for which somebody came to the provider's page."""
    answers: Counter[int] = field(default_factory=Counter)
    """What those who pay were answered, by status."""

    async def pay(self, port: int, people: list[str], ends: float) -> None:
        """Let people pay all their claims, one after the other, and try again what went wrong."""
        loop = asyncio.get_running_loop()
        turns = iter(people)

        async def one() -> None:
            while loop.time() < ends and (ref := next(turns, None)):
                await self._pay_all(Visitor(port, self._note), ref, ends)

        await asyncio.gather(*(one() for _ in range(PAYERS)))

    def _note(self, asked: Asked) -> None:
        if asked.path.endswith("/pay"):
            self.answers[asked.status] += 1

    async def _pay_all(self, visitor: Visitor, ref: str, ends: float) -> None:
        loop = asyncio.get_running_loop()
        while loop.time() < ends and not await enter(visitor, ref):
            await asyncio.sleep(0.5)
        claims = (await visitor.get("/overview")).all(_CLAIM.pattern)
        for claim in dict.fromkeys(claims):
            while loop.time() < ends and claim not in self.begun:
                page = await visitor.get(f"/claims/{claim}/pay")
                keys = page.all(_KEY.pattern)
                if keys:
                    told = {"key": keys[0], "scope": "whole"}
                    page = await visitor.post(f"/claims/{claim}/pay", told)
                    if page.path.startswith("/checkout/"):
                        self.begun.add(claim)
                await asyncio.sleep(0.3)

    async def send(self, ends: float) -> None:
        """Look in the outbox every second, as a worker does."""
        loop = asyncio.get_running_loop()
        while loop.time() < ends:
            with suppress(DBAPIError, Conflict):  # the database may be away
                await asyncio.to_thread(self._send, timedelta())
            await asyncio.sleep(1.0)

    def _send(self, later: timedelta) -> Sent:
        parts = self.site
        senders = Senders(self.mail)
        return send_waiting(parts.database, parts.town, senders, site=SITE, now=NOW + later)

    def ends(self) -> Iterator[Measured]:
        """All are back: pay what was begun, send what waits, and count."""
        self.provider.is_down = self.mail.is_down = False
        for payment in list(self.provider.book.payments.values()):
            self.provider.come_out(payment.id, "paid")
        desk: Desk = self.site.app.extensions["portal"].payments
        for _ in range(2):
            list(desk.look_at_all(DAY, NOW))
        later = timedelta(days=1)
        while self._send(later) != Sent():
            later += timedelta(days=1)
        with self.site.database.reading() as session:
            paid = session.exec(
                select(func.count(col(Incoming.id))).where(col(Incoming.key).like("online:%"))
            ).one()
            mails = session.exec(
                select(func.count(col(Outgoing.id))).where(Outgoing.channel == MAIL)
            ).one()
        wrong = abs(paid - len(self.begun)) + self.answers[FAULT]
        name = f"payments lost or doubled, faults told (of {len(self.begun)})"
        yield none(name, wrong)
        wrong = abs(mails - len({*self.mail.taken}))  # one that comes again has the same id
        yield none(f"mails lost or doubled (of {mails})", wrong)


@contextmanager
def beside(site: Site) -> Iterator[Others]:
    """Let this site have them; everybody of the benchmark wishes mail."""
    with site.database.unit_of_work() as session:
        session.exec(
            update(Person)
            .where(col(Person.ref).in_([ref for refs in site.people.values() for ref in refs]))
            .values(messages_by=MAIL, email="somebody@example.org")
        )
    provider = Provider()
    with provider.running():
        parts = site.app.extensions["portal"]
        told = PaymentSettings(TEST_KEY, SITE, server=provider.url)
        desk = make_desk(told, site.database, site.town)
        site.app.extensions["portal"] = replace(parts, payments=desk)
        yield Others(site, provider)
