"""The parts a request works with, chosen once in the factory."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import cast

from flask import current_app, g

from portal.adopting.current import CurrentTown
from portal.config import Settings
from portal.db import Database
from portal.demo.people import DemoPerson
from portal.jobs.intake.base import Readers
from portal.ledger.online.desk import Desk
from portal.municipality import Municipality
from portal.people.looks import LookBook
from portal.ports import Clock, IdentityProvider
from portal.ports.bank import TransferWriter
from portal.ports.debits import DebitWriter
from portal.ports.documents import Documents
from portal.ports.files import FileParts
from portal.ports.invoices import InvoiceWriter
from portal.ports.post import DigitalPost
from portal.ports.sheets import SheetWriter
from portal.ports.signing_in import SignInProvider
from portal.tokens import Tokens


@dataclass(frozen=True)
class Services:
    """One municipality's parts."""

    settings: Settings
    database: Database
    town: Municipality
    clock: Clock
    identity: IdentityProvider
    transfers: TransferWriter
    """Writes the file with which refunds are paid."""
    debits: DebitWriter
    """Writes the file with which direct debits are collected."""
    sheets: Mapping[str, SheetWriter]
    """Write tables for a spreadsheet, by the ending of the file."""
    invoices: InvoiceWriter
    """Writes electronic invoices."""
    documents: Documents
    """Makes PDF."""
    tokens: Tokens
    """Signs links and makes codes."""
    readers: Readers
    """Read the files that come in."""
    files: FileParts
    """What takes in the files people send along."""
    looks: LookBook
    """Writes who looked at what, beside the pages."""
    digital_post: DigitalPost | None = None
    """Takes letters for official digital boxes; None where there is none."""
    payments: Desk | None = None
    """Where people pay on the provider's page; None where they pay by bank only."""
    providers: Mapping[str, SignInProvider] = field(default_factory=dict)
    """With whom people sign in, by kind of user; empty in the demo."""
    chooser: tuple[DemoPerson, ...] = ()
    """Whom one can choose to be in the demo; empty outside it."""
    current: CurrentTown = field(init=False)
    """The municipality with what its database adopted."""

    def __post_init__(self) -> None:
        """Nothing adopted is read before the first request."""
        object.__setattr__(self, "current", CurrentTown(self.database, self.town))


def services() -> Services:
    """Return the parts of the running application, the municipality with what it adopted."""
    held = g._get_current_object().__dict__  # asked for all over a page: one look each time
    found: Services | None = held.get("parts")
    if found is None:
        parts = cast(Services, current_app.extensions["portal"])
        town = parts.current.on(parts.clock.today(), parts.clock.now())
        found = held["parts"] = parts if town is parts.town else _adopted(parts, town)
    return found


def _adopted(parts: Services, town: Municipality) -> Services:
    desk = parts.payments
    return replace(parts, town=town, payments=replace(desk, town=town) if desk else None)


def adopted_anew() -> None:
    """Let the next request see what this one signed or took back."""
    cast(Services, current_app.extensions["portal"]).current.forget()
