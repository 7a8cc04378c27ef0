"""The page of a case, and acts on it: carried out whole, or told why not with nothing lost."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from flask import request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from portal.cases.matters import objected
from portal.cases.models import Case
from portal.cases.queue import case_for_staff
from portal.cases.receipts import Kept, rebuild
from portal.cases.rulings.tied import articles_behind
from portal.web.carrying_out import carry_out, seen_version
from portal.web.context import local
from portal.web.fragments import answer
from portal.web.receipt import lines, reasons
from portal.web.services import services
from portal.web.session import actor
from portal.web.staff import contacts, course, decided, facts
from portal.web.staff.advice import Advice, advice_of
from portal.web.staff.asked import asked
from portal.web.staff.changes import changes_of
from portal.web.staff.claims import claim_rows
from portal.web.staff.deadline import deadline, outlives
from portal.web.staff.forms import Decide, Question
from portal.web.staff.offer import Offer, follow, offer_of
from portal.web.staff.older import older
from portal.web.staff.opened import Opened, open_case

Act = Callable[[Session, Case, int], object]
DECIDE, MESSAGES = "#decide", "#messages"
"""The parts of the page where one goes on after an act, so that a keyboard keeps its place."""


@dataclass(frozen=True)
class Typed:
    """A form someone sent, to be shown again with all they typed."""

    decide: Decide | None = None
    question: Question | None = None


NOTHING_TYPED = Typed()


def read(ref: str) -> Opened:
    """Read a case as the member of staff who is signed in. Raises NotFound."""
    parts = services()
    with parts.database.reading() as session:
        return open_case(session, parts.town, actor(), ref, parts.clock.today())


def change(ref: str, act: Act, typed: Typed = NOTHING_TYPED, anchor: str = "") -> Response:
    """Carry out an act on a case, as it was when its form was made."""
    return carry_out(
        lambda session: act(session, case_for_staff(session, actor(), ref), seen_version()),
        lambda status, problem: page(read(ref), typed, problem, status),
        url_for("staff.case", ref=ref) + anchor,
    )


def decide_form(opened: Opened) -> Decide:
    """Return the form to decide this case, filled with what was sent to it."""
    offer = offer_of(opened, services().clock.today())
    return Decide(offer, advice_of(opened), article_choices(opened))


def article_choices(opened: Opened) -> list[tuple[str, str]]:
    """Return the articles the advice rests on, by id, as they are called."""
    town = services().town
    rows = articles_behind(town, opened.receipt)
    named = [(row.id, f"{row.label}: {local(dict(row.title))}") for row in rows]
    return named or [(town.policy.id, town.policy.title)]


def _weigh_first(opened: Opened, offer: Offer, advice: Advice) -> bool:
    """Whether following the advice gives less than asked to someone who told of their life."""
    told = opened.assessed.situation.circumstances
    if opened.standing.weighed or not told or not advice.can_be_followed or not opened.debt:
        return False
    return follow(offer, advice).outcome != "granted"


def page(
    opened: Opened, typed: Typed = NOTHING_TYPED, problem: str | None = None, status: int = 200
) -> Response:
    """Show a case. After a form was sent, tell what others changed meanwhile.

    An answer to a form that was not carried out is not compressed (it holds what was typed beside
    the token), so it shows that form alone, with a way to the whole case.
    """
    parts, today = services(), services().clock.today()
    advice = advice_of(opened)
    offer = offer_of(opened, today)
    with parts.database.reading() as session:
        replacing = objected.replacing(session, opened.case)
        shown = opened.is_open and offer.is_plan and status == HTTPStatus.OK
        amounts = (advice.monthly, offer.monthly) if shown else ()
        too_long = outlives(session, opened.assessed, amounts)
    decide = typed.decide or Decide(offer, advice, article_choices(opened), formdata=None)
    question = typed.question or Question(formdata=None)
    return answer(
        "staff/case.html",
        status=status,
        opened=opened,
        case=opened.case,
        standing=opened.standing,
        weigh_first=_weigh_first(opened, offer, advice),
        form=question if question.errors else decide,
        decide=decide,
        question=question,
        is_typed=typed.decide is not None,
        replacing=replacing,
        is_whole=status == HTTPStatus.OK,
        is_question=typed.question is not None,
        problem=problem,
        changed=course.changed_since(opened, seen_version()) if request.method == "POST" else [],
        advice=advice,
        asked=asked(offer),
        reasons=reasons(opened.receipt.result),
        lines=lines(parts.town, opened.receipt.result, opened.receipt.facts["on"]),
        changes=changes_of(parts.town, opened),
        differs=not rebuild(parts.town, Kept.of(opened.receipt)).is_same,
        deadline=deadline(parts.town, opened, today),
        too_long=too_long,
        claims=claim_rows(parts.town, opened, today),
        older=older(parts.town, opened),
        contacts=contacts.beside(opened.assessed.person),
        facts=facts.facts_of(opened),
        not_asked=facts.not_asked(opened),
        steps=course.steps(opened),
        decisions=[decided.words(opened, one) for one in reversed(opened.decisions)],
    )
