"""A case in words: its timeline and its decision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext

from portal.cases.matters.kinds import LATER
from portal.cases.models import Case, CaseEvent, Decision
from portal.municipality import Municipality
from portal.web.context import amount, day, local
from portal.web.session import actor

SHOWN = (
    *("looked", "sent", "taken", "question", "reply", "message", "file"),
    *("withdrawn", "decided", *LATER),
)


@dataclass(frozen=True)
class Step:
    """One step of the timeline; `state` is done, now or next."""

    title: str
    day: str
    text: str
    state: str


def steps(
    town: Municipality,
    case: Case,
    events: Sequence[CaseEvent],
    decision: Decision | None,
    helpers: Mapping[str, str] | None = None,
) -> list[Step]:
    """Return what happened, and what comes next with its date.

    `helpers` names who acted for the resident, by the signature of an event.
    """
    done = [
        Step(
            gettext(f"event-{happened(case.ask, event.kind)}"),
            day(event.at),
            by_helper(event, helpers),
            "done",
        )
        for event in events
        if event.kind in SHOWN
    ]
    if decision is not None or case.state in ("decided", "withdrawn") or case.answer_by is None:
        return done
    if case.state == "asked":
        return [
            *done,
            Step(gettext("step-your-answer"), "", gettext("step-your-answer-text"), "now"),
        ]
    own_basis = town.wording.get(f"answer_basis_{case.ask}")
    basis = local(own_basis or town.wording["answer_basis"])
    by = gettext("step-answer-by", day=day(case.answer_by))
    return [
        *done,
        Step(gettext("step-looked-at"), "", gettext("step-looked-at-text"), "now"),
        Step(by, "", basis, "next"),
    ]


def happened(ask: str, kind: str) -> str:
    """Return by what name an event is told: a question is answered, not decided."""
    return "answered" if ask == "question" and kind == "decided" else kind


def by_helper(event: CaseEvent, helpers: Mapping[str, str] | None) -> str:
    """Say who did it for the resident; nothing where they did it themselves."""
    name = (helpers or {}).get(event.actor)
    if not name:
        return ""
    is_own = event.actor == actor().signature  # they read it themselves: they do not help "you"
    return gettext("event-by-name" if is_own else "event-by-helper", name=name)


def decision_words(case: Case, decision: Decision) -> list[str]:
    """Return the decision in a few sentences."""
    return [
        gettext(f"decision-{decision.outcome}-{case.ask}".replace("_", "-")),
        *granted_words(decision),
        gettext("decision-by-rules" if decision.staff_id is None else "decision-by-person"),
    ]


def granted_words(decision: Decision) -> list[str]:
    """Return what a decision gave, each in a sentence; nothing where it gave nothing."""
    sentences = []
    if decision.monthly:
        sentences.append(gettext("decision-monthly", amount=amount(decision.monthly)))
    if decision.until:
        sentences.append(gettext("decision-until", day=day(decision.until)))
    if decision.waived:
        sentences.append(gettext("decision-waived", amount=amount(decision.waived)))
    return sentences
