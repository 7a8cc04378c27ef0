"""One question a page. Every answer is kept at once, and found again on another device."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import abort, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from portal.cases import drafts
from portal.cases.assessing import Assessed, Gathered, assess_gathered, gather_case
from portal.cases.journey import step
from portal.people import typed
from portal.people.actors import Permission
from portal.web.answer_words import in_words, known_rows, sourced
from portal.web.citizen import citizen
from portal.web.citizen.cases import Message, case_page
from portal.web.citizen.irregular import is_offered
from portal.web.citizen.matter_questions import MATTER_FORMS
from portal.web.citizen.matters import half_words
from portal.web.citizen.payday import PayDay
from portal.web.citizen.questions import FORMS_BY_NAME, Question
from portal.web.citizen.typing import refill, typed_before
from portal.web.estimate import estimate
from portal.web.fragments import answer, wants_part
from portal.web.services import services
from portal.web.session import actor, needs

FORMS: dict[str, type[Question]] = {**FORMS_BY_NAME, **MATTER_FORMS, PayDay.name: PayDay}
"""The questions of the journeys, and one that may be answered at the end."""
NOTHING: Mapping[str, Any] = {}


@citizen.get("/cases/<ref>/resume")
@needs(Permission.OWN_CASES)
def resume(ref: str) -> Response:
    """Go on with an unsent request where it was left."""
    assessed = _assessed(_gathered(ref))
    if assessed.case.state != "draft":
        return redirect(url_for("citizen.case", ref=ref), code=303)
    if not actor().may(Permission.OWN_FILL):
        return redirect(url_for("citizen.check", ref=ref), code=303)
    return _onwards(assessed, "")


@citizen.route("/cases/<ref>/questions/<question>", methods=["GET", "POST"])
@needs(Permission.OWN_FILL)
def question(ref: str, question: str) -> Response:
    """Ask one question, keep its answer, go on to the next that matters."""
    if question not in FORMS:
        abort(404)
    gathered = _gathered(ref)
    form = _form(question, gathered)
    if gathered.case.state != "draft":
        return _too_late(ref, question, form)
    if not form.is_submitted():
        before = typed_before()
        if before is not None:
            refill(form, before)
        return _page(_assessed(gathered), question, form, is_typed=before is not None)
    if request.form.get("act") == "estimate":
        return _estimated(gathered, question, form)
    if not form.validate():
        return _page(_assessed(gathered), question, form, status=422)
    parts, given = services(), form.value()
    with parts.database.unit_of_work() as session:
        case, seen = drafts.own_case(session, actor(), ref), request.form.get("seen")
        changed = drafts.changed_to(session, case, question, given, seen)
        if not changed:
            drafts.answer(session, case, question, given, parts.clock.now())
            typed.forget(session, actor().id, request.path)
    if changed:
        told = _assessed(gathered.telling(changed))
        return _page(told, question, form, status=409, changed=changed)
    return _onwards(_assessed(gathered.telling({question: given})), question)


def _too_late(ref: str, question: str, form: Question) -> Response:
    """The request was sent meanwhile: say so, and offer what was answered as a message."""
    if not form.is_submitted() or not form.validate():
        return redirect(url_for("citizen.case", ref=ref), code=303)
    heading = gettext(f"fact-{question}".replace("_", "-"))
    body = f"{heading}: {in_words(question, form.value())}"
    return case_page(ref, Message(formdata=None, data={"body": body}), 409, "error-answer-too-late")


def _gathered(ref: str) -> Gathered:
    """Read one's own request with all that is kept of it."""
    parts = services()
    with parts.database.reading() as session:
        case = drafts.own_case(session, actor(), ref)
        return gather_case(session, case, parts.clock.today())


def _assessed(gathered: Gathered) -> Assessed:
    """Put it to the rules, as it is or with another answer; nothing is read again."""
    parts = services()
    return assess_gathered(parts.town, gathered, parts.clock.today())


def _form(question: str, gathered: Gathered) -> Question:
    """Make the form of a question, filled with the earlier answer."""
    kind = FORMS[question]
    earlier = gathered.answers.get(question)
    options: dict[str, Any] = {}
    if question == "way" and gathered.case.ask == "lower_instalment":
        options["only"] = ("rules", "monthly")
    if question == "pension_age" and gathered.answers.get("household") != "couple":
        options["is_alone"] = True
    if question == "monthly" and gathered.running is not None:
        options["below"] = gathered.running.monthly if gathered.case.ask != "plan" else None
    if question == "income":
        options["period"] = services().town.policy.income_period
    return kind(data=kind.filled(earlier) if earlier is not None else None, **options)


def _estimated(gathered: Gathered, question: str, form: Question) -> Response:
    """Answer what the rules would say to what is typed now, without keeping it."""
    typed = {question: form.value()} if form.validate() else {}
    if wants_part() and not typed:
        return Response(status=422)  # half-typed: what is shown stays as it is
    preview = _assessed(gathered.telling(typed))
    if wants_part():
        return answer("citizen/question.html", "citizen/_estimate.html", **_estimate(preview))
    status = 200 if typed else 422
    return _page(_assessed(gathered), question, form, status=status, preview=preview)


def _estimate(assessed: Assessed) -> dict[str, Any]:
    return {"estimate": estimate(assessed)}


def _page(
    assessed: Assessed,
    question: str,
    form: Question,
    status: int = 200,
    preview: Assessed | None = None,
    *,
    is_typed: bool = False,
    changed: Mapping[str, Any] = NOTHING,
) -> Response:
    """Show a question; `changed` is what was answered since its page was opened, beside it."""
    asked = list(assessed.asked)
    position = asked.index(question) if question in asked else len(asked)
    return answer(
        "citizen/question.html",
        status=status,
        form=form,
        question=question,
        assessed=assessed,
        number=position + 1,
        about=max(len(asked), position + 1),
        back_url=_back(assessed, asked, position),
        half=half_words(assessed) if question == "half" else None,
        on_file=_on_file(assessed, question),
        with_partner=question == "income" and assessed.answers.get("household") == "couple",
        has_months=question == "income" and is_offered(assessed),
        is_typed=is_typed,
        seen=_seen(assessed, question, is_told=bool(changed)),
        changed=in_words(question, changed[question]) if changed else "",
        known=[] if status != HTTPStatus.OK else known_rows(assessed, with_links=True),
        **_estimate(preview or assessed),
    )


def _seen(assessed: Assessed, question: str, *, is_told: bool) -> str:
    """The mark of the answer this reader saw, also where the page comes back after a mistake."""
    before = None if is_told else request.form.get("seen")
    return drafts.mark_of(assessed.told, question) if before is None else before


def _on_file(assessed: Assessed, question: str) -> str:
    """What the municipality has already of what is asked, with its source and day."""
    fact = assessed.known.get(question) or assessed.contested.get(question)
    return sourced(fact) if fact is not None else ""


def _back(assessed: Assessed, asked: list[str], position: int) -> str:
    if position == 0 or position >= len(asked):
        return url_for("citizen.overview")
    return url_for("citizen.question", ref=assessed.case.ref, question=asked[position - 1])


def _onwards(assessed: Assessed, current: str) -> Response:
    """To the next open question; when all are answered, to the account or the check."""
    following = step(assessed.asked, current, assessed.told)
    if following is not None:
        target = url_for("citizen.question", ref=assessed.case.ref, question=following)
    elif assessed.answer is not None and assessed.answer.account:
        target = url_for("citizen.account", ref=assessed.case.ref)
    else:
        target = url_for("citizen.check", ref=assessed.case.ref)
    return redirect(target, code=303)
