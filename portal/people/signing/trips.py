"""The way to a provider and back: remembered here, bound to one browser, used once."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete

from portal.people.signing.models import SignInTrip
from portal.ports.signing_in import SignInRefused, Trip
from portal.tokens import digest_of

LASTS = timedelta(minutes=15)
"""How long somebody may be away."""


@dataclass(frozen=True)
class Begun:
    """A trip, and the secret that this browser keeps of it."""

    secret: str
    trip: Trip


@dataclass(frozen=True)
class Back:
    """Somebody who came back: of which kind, on which trip, and for which session if for one."""

    kind: str
    trip: Trip
    again: str
    """The digest of the session in which they prove anew who they are."""


def begin(session: Session, kind: str, now: datetime, *, again: str = "") -> Begun:
    """Remember somebody who leaves for a provider. `again`: the secret of their session."""
    secret = secrets.token_urlsafe(32)
    trip = Trip(
        state=secrets.token_urlsafe(32),
        nonce=secrets.token_urlsafe(32),
        verifier=secrets.token_urlsafe(48),
        is_again=bool(again),
    )
    session.exec(delete(SignInTrip).where(col(SignInTrip.started_at) < now - LASTS))
    session.add(
        SignInTrip(
            digest=digest_of(secret),
            kind=kind,
            state=trip.state,
            nonce=trip.nonce,
            verifier=trip.verifier,
            again=digest_of(again) if again else "",
            started_at=now,
        )
    )
    return Begun(secret, trip)


def end(session: Session, secret: str, now: datetime) -> Back:
    """Return whose trip this was and forget it: the same answer is taken once. SignInRefused."""
    row = session.get(SignInTrip, digest_of(secret), with_for_update=True)
    if row is None or now - row.started_at > LASTS:
        raise SignInRefused("trip", "error-sign-in-late")
    trip = Trip(row.state, row.nonce, row.verifier, is_again=bool(row.again))
    back = Back(row.kind, trip, row.again)
    session.delete(row)
    session.flush()
    return back
