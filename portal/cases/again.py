"""Asking again: a request that was taken back begins anew with the answers it had."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session

from portal.cases import drafts
from portal.cases.models import Answer, Case
from portal.errors import NotNow
from portal.people.actors import Actor


def ask_again(
    session: Session, actor: Actor, case: Case, fitting: Collection[str], now: datetime
) -> Case:
    """Begin a request like one that was taken back: its answers, and of its claims those `fitting`.

    What was taken back stays so, with its day; the new one is looked at and sent like any other. An
    unsent request of the same kind is gone on with as it is. Raises NotNow for a request that was
    not taken back, and when none of its claims fits any more.
    """
    if case.state != "withdrawn":
        raise NotNow("error-case-not-withdrawn")
    there = drafts.draft_of(session, actor, case.ask)
    if there is not None:
        return drafts.own_case(session, actor, there.ref)
    refs = [ref for ref in drafts.claim_refs(session, case) if ref in fitting]
    again = drafts.begin(session, actor, case.ask, refs, now)
    assert again.id is not None
    session.add_all(
        Answer(case_id=again.id, question=question, value=value, answered_at=now)
        for question, value in drafts.answers_of(session, case).items()
    )
    session.flush()
    return again
