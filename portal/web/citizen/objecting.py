"""Which decision an objection is about: asked before anything else, as its last day hangs on it."""

from typing import Any

from flask import request
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from portal.cases.matters.objected import claims_of, decisions_to, last_day_of
from portal.cases.models import Letter
from portal.people.actors import Permission
from portal.web.citizen import citizen
from portal.web.citizen.asking import begin
from portal.web.context import day
from portal.web.fields import one_of
from portal.web.fragments import answer
from portal.web.services import services
from portal.web.session import actor, needs

OTHER = "other"
"""A decision that is not in the list."""


class WhichDecision(FlaskForm):
    """One of the decisions, or another."""

    decision = one_of(lazy_gettext("objection-which"))


@citizen.route("/ask/objection", methods=["GET", "POST"])
@needs(Permission.OWN_CASES)
def ask_decision() -> Response:
    """Let the person choose the decision; say for each until when one can object."""
    parts, today = services(), services().clock.today()
    with parts.database.reading() as session:
        letters = {one.ref: one for one in decisions_to(session, actor().id)}
    came_from = request.args.get("letter")
    form = WhichDecision(data={"decision": came_from} if came_from in letters else None)
    form.decision.choices = [
        *((ref, letter_title(letter)) for ref, letter in letters.items()),
        (OTHER, gettext("objection-other")),
    ]
    if form.validate_on_submit():
        return _begin(letters.get(form.decision.data))
    return answer(
        "citizen/ask_decision.html",
        status=422 if form.is_submitted() else 200,
        form=form,
        hints={ref: until(letter) for ref, letter in letters.items()},
        late=[ref for ref, letter in letters.items() if _is_late(letter, today)],
    )


def _begin(letter: Letter | None) -> Response:
    today = services().clock.today()
    with services().database.reading() as session:
        refs = claims_of(session, actor().id, letter)
    named: dict[str, Any] = {
        "letter": letter.ref if letter else "",
        "late": _is_late(letter, today),
    }
    return begin("objection", refs, decision=named)


def letter_title(letter: Letter) -> str:
    """Say what a letter decided, and when."""
    ask = letter.content.get("ask")
    subject = gettext(
        f"letter-subject-{ask}".replace("_", "-")
        if ask
        else f"objected-{letter.kind}".replace("_", "-")
    )
    return gettext("objection-letter", subject=subject, day=day(letter.made_on))


def until(letter: Letter) -> str:
    """Say until when one can object, and that later is looked at too; nothing where no law says."""
    last_day = last_day_of(letter)
    if last_day is None:
        return ""
    if _is_late(letter, services().clock.today()):
        return gettext("objection-was-until", day=day(last_day))
    return gettext("objection-until", day=day(last_day))


def _is_late(letter: Letter | None, today: Any) -> bool:  # noqa: ANN401
    last_day = last_day_of(letter) if letter is not None else None
    return last_day is not None and today > last_day
