"""A view lent out with a code: made once, kept as a digest, opened by whoever was given it.

Someone may try a few wrong codes; then this network, and codes that begin alike, wait a while. What
is answered does not say whether a code was ever right.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from portal.errors import NotFound, NotNow
from portal.people import audit, guesses
from portal.people.acting import leave
from portal.people.acting.models import Acting, HelperVisit, Loan
from portal.people.actors import Actor, Permission
from portal.people.guesses import Limits
from portal.people.models import Person
from portal.people.outbox import Outgoing
from portal.people.refs import new_ref
from portal.tokens import Tokens, digest_of

DIGITS = 12
GROUP = 4
MOST_RUNNING = 10
"""Views one person can have lent out at a time."""
LONGEST_NAME = 80
CAPACITIES = ("adviser", "family", "bookkeeper")
WRONG, WAIT = "wrong", "wait"
_PURPOSE = "loan-code"


@dataclass(frozen=True)
class Told:
    """Who gets the messages while a view is lent."""

    who: str
    """`me`, or `both`."""
    email: str = ""
    """The helper's, with `both`."""


@dataclass(frozen=True)
class Knock:
    """Someone at the door with a code."""

    typed: str
    name: str
    capacity: str
    """One of CAPACITIES."""
    network: str
    """From where: the address, or the part of it that stands for a network."""


@dataclass(frozen=True)
class Opened:
    """What became of it: a secret for the cookie, or why there is none."""

    secret: str = ""
    problem: str = ""
    """WRONG, the same for a code that never was, an old one and an ended one; or WAIT."""


def lend(
    session: Session,
    by: Actor,
    terms: leave.Terms,
    what: str,
    told: Told,
    until_at: datetime,
    *,
    once: str,
    tokens: Tokens,
    now: datetime,
) -> tuple[Acting, str]:
    """Lend a view of one's own and return it with its code, which stands nowhere else.

    `once` was drawn with the page: the same page sent again lends nothing more, and says the same
    code. Raises NotAllowed, and NotNow when many are lent already.
    """
    by.must(Permission.OWN_MANAGE)
    code = code_of(by.ref, once, tokens)
    there = _lent(session, tokens.digests(_PURPOSE, code), now)
    if there is not None and there.principal_id == by.id:
        return there, code
    if len(running(session, by.id, now)) >= MOST_RUNNING:
        raise NotNow("error-loans-enough")
    principal = session.get_one(Person, by.id)
    made = leave.give(session, by, principal, None, terms, now)
    assert made.id is not None
    session.add(
        Loan(
            acting_id=made.id,
            what=what,
            code_digest=tokens.digest(_PURPOSE, code),
            until_at=until_at,
            told=told.who,
            news_after=session.exec(select(func.max(Outgoing.id))).one() or 0,
            helper_email=told.email if told.who == "both" else "",
        )
    )
    session.flush()
    return made, code


def code_of(ref: str, once: str, tokens: Tokens) -> str:
    """Return the code of what the person with this reference lends with a page."""
    drawn = int(tokens.digest("loan-drawn", f"{ref}:{once}"), 16)
    return f"{drawn % 10**DIGITS:0{DIGITS}d}"


def in_groups(code: str) -> str:
    """Write a code as it is said: in groups of digits."""
    return " ".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def open_door(
    session: Session, knock: Knock, limits: Limits, *, tokens: Tokens, now: datetime
) -> Opened:
    """Let someone in who has the code of a view that is lent now; a wrong code is counted."""
    digits = re.sub(r"[^0-9]", "", knock.typed)[: 2 * DIGITS]
    network = tokens.digest("loan-network", knock.network)
    handles = (network, tokens.digest("loan-handle", digits[:GROUP]))
    if not guesses.may_try(session, handles, limits, now):
        return Opened(problem=WAIT)
    acting = _lent(session, tokens.digests(_PURPOSE, digits), now)
    if acting is None:
        guesses.guessed_wrong(session, handles, limits, now)
        return Opened(problem=WRONG)
    assert acting.id is not None
    secret = secrets.token_urlsafe(32)
    visit = HelperVisit(
        digest=digest_of(secret),
        ref=new_ref(),
        acting_id=acting.id,
        name=" ".join(knock.name.split())[:LONGEST_NAME],
        capacity=knock.capacity,
        started_at=now,
        seen_at=now,
    )
    session.add(visit)
    session.flush()
    audit.record(session, now, f"helper:{visit.ref}", "loan:open", f"acting:{acting.ref}")
    return Opened(secret=secret)


def running(session: Session, principal_id: int, now: datetime) -> list[tuple[Acting, Loan]]:
    """Return the views of a person that are lent now, the newest in front."""
    found = (
        select(Acting, Loan)
        .join(Loan, col(Loan.acting_id) == Acting.id)
        .where(Acting.principal_id == principal_id, Acting.state == "runs")
        .where(col(Loan.until_at) > now)
        .order_by(col(Acting.id).desc())
    )
    return [(acting, loan) for acting, loan in session.exec(found).all()]


def loans_of(session: Session, principal_id: int) -> list[tuple[Acting, Loan]]:
    """Return all views a person lent, over or not, the newest in front."""
    found = (
        select(Acting, Loan)
        .join(Loan, col(Loan.acting_id) == Acting.id)
        .where(Acting.principal_id == principal_id)
        .order_by(col(Acting.id).desc())
    )
    return [(acting, loan) for acting, loan in session.exec(found).all()]


def loan_of(session: Session, by: Actor, ref: str) -> tuple[Acting, Loan]:
    """Return a view one lent oneself. Raises NotFound."""
    for acting, loan in loans_of(session, by.id):
        if acting.ref == ref:
            return acting, loan
    raise NotFound


def _lent(session: Session, digests: list[str], now: datetime) -> Acting | None:
    """The view with this code, while it is lent."""
    found = (
        select(Acting)
        .join(Loan, col(Loan.acting_id) == Acting.id)
        .where(col(Loan.code_digest).in_(digests), Acting.state == "runs")
        .where(col(Loan.until_at) > now)
    )
    return session.exec(found).first()
