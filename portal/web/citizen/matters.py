"""An ask that went to a person: where it stands, what was said, the answer."""

from datetime import date
from http import HTTPStatus
from typing import Any

from sqlmodel import Session
from werkzeug.wrappers import Response

from portal.cases import conversation, drafts, handling
from portal.cases.assessing import Assessed, assess_case
from portal.cases.letters import letters_of
from portal.cases.matters import half_due, pausing
from portal.cases.matters.half_due import HalfDue
from portal.cases.matters.halves import halves
from portal.cases.matters.kinds import is_matter
from portal.cases.matters.objected import about
from portal.cases.matters.outcomes import last_outcome
from portal.cases.models import Case
from portal.people.acting.names import helper_names
from portal.web.answer_words import told_rows
from portal.web.case_words import steps
from portal.web.citizen.objecting import letter_title, until
from portal.web.context import amount
from portal.web.fragments import answer
from portal.web.languages import only_own
from portal.web.matter_words import outcome_words
from portal.web.services import services
from portal.web.session import actor


def page(ref: str, form: Any, status: int = 200, problem: str | None = None) -> Response:  # noqa: ANN401
    """Show it. `form` is the message that was typed, if one was."""
    only_own()
    parts, today = services(), services().clock.today()
    with parts.database.reading() as session:
        own = drafts.own_case(session, actor(), ref)
        assessed = assess_case(session, parts.town, own, today)
        shown: dict[str, Any] = {
            "messages": conversation.messages_of(session, own),
            "letters": letters_of(session, case_id=own.id),
            "last": last_outcome(session, own),
            "half": _half(session, own, assessed, today),
            "is_paused": pausing.is_paused(session, own, today),
        }
        events = handling.events_of(session, own)
        helpers = helper_names(session, (event.actor for event in events))
        objected = objected_words(session, own)
    is_whole = status == HTTPStatus.OK
    last = shown["last"] if own.state == "decided" else None
    return answer(
        "citizen/matter.html",
        status=status,
        form=form,
        case=own,
        assessed=assessed,
        problem=problem,
        steps=steps(parts.town, own, events, None, helpers),
        outcome_words=outcome_words(own, last) if last else [],
        objected=objected,
        rows=told_rows(assessed) if is_whole else [],
        **shown,
    )


def _half(session: Session, case: Case, assessed: Assessed, on: date) -> HalfDue | None:
    """Return the half at once that is due after a yes."""
    if case.ask != "settlement" or not assessed.claims:
        return None
    return half_due.agreed(session, assessed.claims[0].id, case.person_id, on)


def objected_words(session: Any, case: Any) -> list[str]:  # noqa: ANN401
    """Say what an objection is about; and until when one can object, while none was sent."""
    letter = about(session, case).letter if case.ask == "objection" else None
    if letter is None:
        return []
    last_day = until(letter) if case.state in ("draft", "withdrawn") else ""
    return [letter_title(letter), *filter(None, [last_day])]


def last_day_to_object(session: Session, case: Case) -> str:
    """Say until when one can object again, for who thinks of taking an objection back."""
    if not is_matter(case.ask):
        return ""
    only_own()
    letter = about(session, case).letter if case.ask == "objection" else None
    return until(letter) if letter else ""


def half_words(assessed: Assessed) -> dict[str, str]:
    """Return what half at once comes to, in the amounts of the page's language."""
    parts = services()
    found = halves(parts.town, assessed.claims, parts.clock.today())
    return {"pay": amount(found.pay), "let_go": amount(found.let_go)}
