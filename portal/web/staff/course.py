"""What happened to a case and who did it; and what changed while somebody was typing."""

from collections.abc import Sequence

from flask_babel import gettext

from portal.cases.models import CaseEvent
from portal.web.case_words import Step
from portal.web.context import day
from portal.web.staff.opened import Opened


def steps(opened: Opened) -> list[Step]:
    """Return the timeline of a case, with who did what, and what comes next."""
    case = opened.case
    done = [_step(opened, event) for event in _shown(opened.events)]
    if case.state == "asked":
        return [*done, Step(gettext("staff-state-asked"), "", "", "now")]
    if opened.is_open and case.answer_by:
        by = gettext("staff-answer-by", day=day(case.answer_by))
        return [*done, Step(gettext("staff-step-decide"), "", by, "now")]
    return done


def _shown(events: Sequence[CaseEvent]) -> list[CaseEvent]:
    """Leave out the note that a person looked when their decision follows at once."""
    following = [*events[1:], None]
    return [
        event
        for event, after in zip(events, following, strict=True)
        if not (event.kind == "weighed" and after and after.kind == "decided")
    ]


def _step(opened: Opened, event: CaseEvent) -> Step:
    who = opened.who(event.actor) or gettext("staff-by-rules")
    return Step(gettext(f"staff-event-{event.kind}".replace("_", "-")), day(event.at), who, "done")


def changed_since(opened: Opened, seen: int) -> list[str]:
    """Say what others did to the case since its version `seen`; every change is one step."""
    missed = opened.case.version - seen
    if missed <= 0:
        return []
    return [
        gettext("staff-changed", what=step.title, who=step.text, day=step.day)
        for step in (_step(opened, event) for event in _shown(opened.events[-missed:]))
    ]
