"""A link by mail that brings an unsent request back on another device, after signing in there."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, func, select

from portal.cases.drafts import must_be_draft
from portal.cases.models import Case
from portal.errors import NotNow
from portal.municipality import Municipality
from portal.people import audit
from portal.people.actors import Actor
from portal.people.models import Person
from portal.people.outbox import DRAFT_LINK, Outgoing
from portal.tokens import Tokens

PURPOSE = "draft"
MOST = 3
"""Mails of one request on one day: nobody is flooded, whatever address was typed."""


def path_of(
    town: Municipality, tokens: Tokens, actor: Actor, case: Case, now: datetime, on: date
) -> str:
    """Return the path of a link to a request; it opens nothing for anybody else."""
    until = now + timedelta(days=town.terms.number("draft_link_days", on))
    token = tokens.sign(PURPOSE, {"case": case.ref, "person": actor.ref}, until)
    return f"/back/{token}"


def mail(
    session: Session, actor: Actor, case: Case, *, to: str, path: str, now: datetime, on: date
) -> None:
    """Keep a mail with the link; the same one twice on a day is kept once. Raises NotNow."""
    must_be_draft(case)
    about = f"{DRAFT_LINK}:{case.ref}:{on.isoformat()}:"
    key = about + hashlib.sha256(to.encode()).hexdigest()[:16]
    if session.exec(select(Outgoing.id).where(Outgoing.key == key)).first() is not None:
        return
    like = col(Outgoing.key).startswith(about, autoescape=True)
    if session.exec(select(func.count()).select_from(Outgoing).where(like)).one() >= MOST:
        raise NotNow("error-link-enough")
    session.add(
        Outgoing(
            key=key,
            person_id=case.person_id,
            channel="mail",
            kind=DRAFT_LINK,
            language=session.get_one(Person, case.person_id).language,
            content={"to": to, "path": path},
            made_on=on,
            next_try_at=now,
        )
    )
    audit.record(session, now, actor.signature, "case:mail-link", f"case:{case.ref}")


def read(tokens: Tokens, token: str, now: datetime) -> Mapping[str, Any] | None:
    """Return `case` and `person` of a link, or None when it is over or was never one."""
    return tokens.read(PURPOSE, token, now)
