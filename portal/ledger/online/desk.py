"""Where payments are begun and looked after: the provider is asked outside of any unit of work.

A call that is lost leaves a row that says so; the next look, tonight at the latest, finds out.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, or_, select

from portal.clock import ZONES
from portal.db import Database
from portal.errors import PaymentDown, PaymentRefused, PaymentUnknown
from portal.ledger import own
from portal.ledger.locks import lock
from portal.ledger.models import Claim
from portal.ledger.online.beginning import KEY_LIFE, Wish, begin
from portal.ledger.online.books import Books
from portal.ledger.online.models import UNFINISHED, OnlinePayment
from portal.ledger.online.settling import settle
from portal.ledger.online.today import with_interest
from portal.ledger.tables import ONLINE
from portal.municipality import Municipality
from portal.people.actors import Actor
from portal.ports.payments import PaymentOrder, PaymentProvider, PaymentState

RETURN, WEBHOOK = "/payments/{ref}", "/payments/webhook"
"""Where the provider sends people back to, and where it tells that something changed."""


@dataclass(frozen=True)
class Desk:
    """A municipality with its payment provider."""

    database: Database
    provider: PaymentProvider
    town: Municipality
    site: str
    """The address of the portal as the provider and the payer's browser reach it."""
    is_test: bool = False
    """Whether no money moves."""
    zone: ZoneInfo = field(init=False)

    def __post_init__(self) -> None:
        """Find the country's clock."""
        object.__setattr__(self, "zone", ZoneInfo(ZONES[self.town.country]))

    def start(
        self, payer: Actor, wish: Wish, locale: str, on: date, now: datetime
    ) -> OnlinePayment:
        """Begin a payment, or go on with the unfinished one for the same thing.

        Raises what `begin` raises, and PaymentRefused or PaymentDown when there is no payment.
        """
        with self.database.unit_of_work() as session:
            view = own.claim(session, payer, wish.claim_ref, on)
            with_interest(session, self.town, view, on, now)
            payment = begin(
                session,
                payer,
                wish,
                currency=self.town.currency,
                least=self.town.terms.number("online_least", on),
                on=on,
                now=now,
            )
            order = self._order(session, payment, locale)
        if payment.state not in ("starting", "unknown"):
            return self._still(payment, on, now)
        try:
            told = self.provider.start(order)
        except PaymentUnknown:
            return self._note(payment, "unknown")
        except (PaymentRefused, PaymentDown):
            if payment.state == "starting":
                self._note(payment, "refused")
            raise
        return self._settle(payment, told, on, now)

    def _still(self, payment: OnlinePayment, on: date, now: datetime) -> OnlinePayment:
        """An unfinished payment as it stands now; given up when the provider knows it no more."""
        try:
            return self.look(payment, on, now)
        except (PaymentDown, PaymentUnknown):
            return payment
        except PaymentRefused:
            return self._note(payment, "failed", even_known=True)

    def look(self, payment: OnlinePayment, on: date, now: datetime) -> OnlinePayment:
        """Ask the provider how a payment stands and book it.

        Raises PaymentRefused, PaymentDown, PaymentUnknown when it does not say.
        """
        if payment.provider_id is not None:
            told: PaymentState | None = self.provider.status(payment.provider_id)
        else:
            told = self.provider.find(payment.ref)
        if told is not None:
            return self._settle(payment, told, on, now)
        if payment.started_at < now - KEY_LIFE:
            return self._note(payment, "failed")
        return payment

    def look_by_id(self, provider_id: str, on: date, now: datetime) -> OnlinePayment | None:
        """Look after the payment the provider calls so; None for one that is not ours."""
        with self.database.reading() as session:
            payment = session.exec(
                select(OnlinePayment).where(OnlinePayment.provider_id == provider_id)
            ).one_or_none()
        return self.look(payment, on, now) if payment else None

    def look_at_all(self, on: date, now: datetime) -> Iterator[bool]:
        """Look after all that is unfinished and all that was paid of late, one after the other.

        Says of each whether the provider told. One that does not answer stops nothing.
        """
        since = on - timedelta(days=self.town.terms.number("online_look_days", on))
        with self.database.reading() as session:
            due = session.exec(
                select(OnlinePayment)
                .where(
                    or_(
                        col(OnlinePayment.state).in_(UNFINISHED),
                        col(OnlinePayment.paid_on) > since,
                    )
                )
                .order_by(col(OnlinePayment.id))
            ).all()
        for payment in due:
            try:
                self.look(payment, on, now)
            except (PaymentRefused, PaymentDown, PaymentUnknown):
                yield False
            else:
                yield True

    def _order(self, session: Session, payment: OnlinePayment, locale: str) -> PaymentOrder:
        claim = session.get_one(Claim, payment.claim_id)
        return PaymentOrder(
            reference=payment.ref,
            key=payment.provider_key,
            amount=payment.amount,
            currency=payment.currency,
            description=f"{self.town.payment.name} {claim.number}",
            return_url=self.site + RETURN.format(ref=payment.ref),
            webhook_url=self.site + WEBHOOK,
            locale=locale,
        )

    def _settle(
        self, payment: OnlinePayment, told: PaymentState, on: date, now: datetime
    ) -> OnlinePayment:
        assert payment.id is not None
        with self.database.unit_of_work() as session:
            return settle(session, payment.id, told, self._books(on, now))

    def _note(
        self, payment: OnlinePayment, state: str, *, even_known: bool = False
    ) -> OnlinePayment:
        """Write down how asking ended, unless the provider told more in the meantime."""
        with self.database.unit_of_work() as session:
            assert payment.id is not None
            lock(session, ONLINE, [payment.id])
            found = session.get_one(OnlinePayment, payment.id)
            session.refresh(found)
            if found.provider_id is None or (even_known and found.state == payment.state):
                found.state = state
        return found

    def _books(self, on: date, now: datetime) -> Books:
        return Books(
            order=self.town.payment.imputation,
            zone=self.zone,
            country=self.town.country,
            wait_days=self.town.terms.number("on_its_way_days", on),
            on=on,
            now=now,
        )
