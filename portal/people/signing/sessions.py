"""Where someone is signed in, and ending it: by themselves, or by the provider they came from."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, select

from portal.errors import NotFound
from portal.people.models import SignIn
from portal.people.signing.arriving import keyed_by_any
from portal.people.signing.models import LogOutTold, SignInProof
from portal.ports.signing_in import LoggedOut, SignInRefused
from portal.tokens import digest_of

TOLD_FOR = timedelta(days=2)
"""How long it is remembered that a log-out came; its token holds much shorter."""
HANDLE = 16
"""Signs of a digest by which a page names a session."""
_BROWSERS = (
    ("edge", r"Edg(e|A|iOS)?/"),
    ("opera", r"OPR/"),
    ("samsung", r"SamsungBrowser/"),
    ("firefox", r"Firefox/|FxiOS/"),
    ("chrome", r"Chrome/|CriOS/"),
    ("safari", r"Safari/"),
)
_SYSTEMS = (
    ("iphone", r"iPhone"),
    ("ipad", r"iPad"),
    ("android", r"Android"),
    ("windows", r"Windows"),
    ("mac", r"Macintosh"),
    ("linux", r"Linux"),
)


@dataclass(frozen=True)
class Open:
    """A session that is open."""

    handle: str
    browser: str
    """A name of _BROWSERS, or empty."""
    system: str
    started_at: datetime
    seen_at: datetime
    is_this: bool


def device(agent: str) -> str:
    """Return the families a browser says it is of, such as `firefox/android`; nothing finer."""
    return "/".join(
        next((name for name, sign in kinds if re.search(sign, agent)), "")
        for kinds in (_BROWSERS, _SYSTEMS)
    )


def open_of(session: Session, secret: str, now: datetime, idle: timedelta) -> list[Open]:
    """Return where the one with this secret is signed in, this device first."""
    own = digest_of(secret)
    found = [
        Open(
            handle=row.digest[:HANDLE],
            browser=row.device.partition("/")[0],
            system=row.device.partition("/")[2],
            started_at=row.started_at,
            seen_at=row.seen_at,
            is_this=row.digest == own,
        )
        for row in _own(session, secret)
        if now - row.seen_at <= idle
    ]
    return sorted(found, key=lambda one: (not one.is_this, -one.seen_at.timestamp()))


def end_one(session: Session, secret: str, handle: str, now: datetime) -> None:
    """End one of their sessions. Raises NotFound where it is nobody's, or somebody else's."""
    chosen = [row for row in _own(session, secret) if row.digest[:HANDLE] == handle]
    if len(chosen) != 1:
        raise NotFound
    chosen[0].ended_at = now


def end_others(session: Session, secret: str, now: datetime) -> None:
    """End all of their sessions but this one."""
    for row in _own(session, secret):
        if row.digest != digest_of(secret):
            row.ended_at = now


def _own(session: Session, secret: str) -> Sequence[SignIn]:
    """Return the sessions of the same person that are not ended."""
    this = session.get(SignIn, digest_of(secret))
    if this is None or this.ended_at is not None:
        return []
    same = (
        col(SignIn.person_id) == this.person_id
        if this.person_id is not None
        else col(SignIn.staff_id) == this.staff_id
    )
    return session.exec(select(SignIn).where(same, col(SignIn.ended_at).is_(None))).all()


def proof_of(session: Session, secret: str) -> SignInProof | None:
    """Return what was proven of a session; None in the demo, and for who came with a code."""
    return session.get(SignInProof, digest_of(secret))


def end_told(
    session: Session, told: LoggedOut, kind: str, issuer: str, key: str, now: datetime
) -> int:
    """End the sessions a provider logged out; return how many.

    Raises SignInRefused the second time the same is told.
    """
    tokens = keyed_by_any(issuer, told.token_id, key)
    session.exec(delete(LogOutTold).where(col(LogOutTold.at) < now - TOLD_FOR))
    if any(session.get(LogOutTold, token) is not None for token in tokens):
        raise SignInRefused("jti")
    session.add(LogOutTold(digest=tokens[0], at=now))
    session.flush()
    found = select(SignIn).join(SignInProof).where(SignInProof.kind == kind)
    if told.session:
        sessions = keyed_by_any(issuer, told.session, key)
        found = found.where(col(SignInProof.session).in_(sessions))
    if told.subject:
        subjects = keyed_by_any(issuer, told.subject, key)
        found = found.where(col(SignInProof.subject).in_(subjects))
    rows = session.exec(found.where(col(SignIn.ended_at).is_(None))).all()
    for row in rows:
        row.ended_at = now
    return len(rows)
