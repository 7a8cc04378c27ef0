"""Sending a request: what the rules give is granted at once, everything else goes to a person."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlmodel import Session

from portal.cases import drafts
from portal.cases.assessing import Assessed, assess_case
from portal.cases.deciding import decide
from portal.cases.models import Case, Decision, Receipt, WarningShown
from portal.cases.progress import move
from portal.cases.receipts import Kept
from portal.cases.ruling import Ruling
from portal.errors import NotNow
from portal.municipality import Municipality
from portal.people.actors import Actor, Permission
from portal.record import add_row
from portal.rules.contract import situation_to_json
from portal.rules.reply import answer_to_stored


def send(
    session: Session,
    town: Municipality,
    actor: Actor,
    case: Case,
    *,
    seen: int,
    warnings: Mapping[str, str],
    language: str,
    now: datetime,
    on: date,
) -> Decision | None:
    """Send the request; return the decision when the rules grant it, None when staff will decide.

    `warnings` are the warnings shown on the page, kind to wording; they are kept with time and
    person. Raises NotNow when questions are open or another authority decides, Conflict when the
    request changed since version `seen`.
    """
    actor.must(Permission.OWN_ASK)
    drafts.must_be_draft(case)
    assessed = assess_case(session, town, case, on)
    if assessed.missing or assessed.answer is None:
        raise NotNow("error-open-questions")
    if assessed.answer.outcome == "elsewhere":
        raise NotNow("error-elsewhere")
    keep_warnings(session, case, warnings, language, now)
    receipt = keep_receipt(session, town, assessed, now)
    move(
        session,
        case,
        seen=seen,
        event="sent",
        actor=actor.signature,
        now=now,
        state="sent",
        sent_at=now,
        answer_by=on + timedelta(days=town.service.days),
    )
    if not assessed.at_once:
        return None
    return decide(
        session, town, assessed, receipt, Ruling("granted", follows_advice=True), None, now, on
    )


def keep_warnings(
    session: Session, case: Case, warnings: Mapping[str, str], language: str, now: datetime
) -> None:
    """Keep the warnings that were shown, with their wording, time and person."""
    assert case.id is not None
    session.add_all(
        WarningShown(
            case_id=case.id,
            person_id=case.person_id,
            kind=kind,
            language=language,
            wording=wording,
            shown_at=now,
        )
        for kind, wording in warnings.items()
    )


def keep_receipt(
    session: Session, town: Municipality, assessed: Assessed, now: datetime
) -> Receipt:
    """Keep what the rules were given and what they answered."""
    assert assessed.case.id is not None
    assert assessed.answer is not None
    receipt = Receipt(
        case_id=assessed.case.id,
        made_at=now,
        facts=situation_to_json(town.name, assessed.situation, town.shape),
        result=answer_to_stored(assessed.answer),
        policy_id=assessed.answer.policy.id,
        policy_version=assessed.answer.policy.version,
        policy_hash=assessed.answer.policy.hash,
    )
    receipt.seal = Kept.of(receipt).sealed()
    return add_row(session, receipt)
