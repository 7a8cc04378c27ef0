"""Signing in with a provider outside: what the portal asks of it, and what it learns."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from portal.errors import PortalError


class SignInRefused(PortalError):
    """What came back from the provider is not taken. `why` is one fixed word, never a value."""

    message = "error-sign-in"

    def __init__(self, why: str, message: str = "") -> None:
        super().__init__(why)
        self.why = why
        self.message = message or self.message


class SignInDown(PortalError):
    """The provider did not answer in time, or with nothing that makes sense."""

    message = "error-sign-in-down"
    why = "down"


@dataclass(frozen=True)
class Trip:
    """Somebody on their way to the provider; told again when they come back."""

    state: str
    nonce: str
    verifier: str = field(repr=False)
    """Of PKCE; the provider saw its digest."""
    is_again: bool = False
    """Whether they are to prove anew who they are, strongly, for a sensitive act."""


@dataclass(frozen=True)
class Proven:
    """Who the provider says that somebody is."""

    issuer: str
    subject: str = field(repr=False)
    claim: str = field(repr=False)
    """The identity number, or the name of a member of staff."""
    name: str = field(repr=False)
    level: str
    """The level of assurance (acr); empty where it is not looked at."""
    at: datetime | None
    """When they proved who they are, if the provider says so."""
    session: str = field(default="", repr=False)
    """The provider's name of its session (sid)."""


@dataclass(frozen=True)
class LoggedOut:
    """Whom the provider logged out: one session of theirs, or all."""

    token_id: str
    subject: str = field(default="", repr=False)
    session: str = field(default="", repr=False)


@dataclass(frozen=True)
class Agreement:
    """What is agreed with one provider of sign-ins."""

    kind: str
    """Who signs in with it: `resident`, `business` or `staff`."""
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    claim: str = ""
    """The claim with the identity number, or the name of a member of staff; empty: the scheme's."""
    name_claim: str = "name"
    scope: str = "openid profile"
    levels: tuple[str, ...] = ()
    """Levels of assurance (acr) that let someone in, the lowest first; none: not looked at."""
    strong: str = ""
    """The lowest of the levels that is enough for a sensitive act."""
    hosts: tuple[str, ...] = ()
    """Other hosts of the provider, beside the issuer's, that may be called."""
    authorities: str = ""
    """A file of certificates to trust in place of the usual ones."""

    @property
    def strong_levels(self) -> tuple[str, ...]:
        """The levels that are enough for a sensitive act."""
        return self.levels[self.levels.index(self.strong) :] if self.levels else ()


class SignInProvider(Protocol):
    """Lets people of one kind prove who they are. Every call is bounded in time."""

    issuer: str
    strong_levels: tuple[str, ...]
    """Levels of assurance that are enough for a sensitive act; none: not looked at."""

    def departure(self, trip: Trip, return_url: str, lang: str) -> str:
        """Return the address to send somebody to. Raises SignInDown."""

    def arrival(self, trip: Trip, answer: dict[str, str], return_url: str, now: datetime) -> Proven:
        """Return who came back with this answer. Raises SignInRefused, SignInDown."""

    def logged_out(self, token: str, now: datetime) -> LoggedOut:
        """Read what the provider tells behind people's backs. Raises SignInRefused, SignInDown."""

    def way_out(self, return_url: str) -> str:
        """Return the address where one signs out at the provider too; empty if there is none."""
