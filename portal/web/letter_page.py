"""The page with one letter, for whom it is for and for staff: the letter, its PDF, its code."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import render_template, request
from sqlmodel import Session

from portal.cases.letterbox import codes
from portal.cases.letterbox.models import LetterCode
from portal.cases.models import Case, Letter
from portal.people.actors import Actor
from portal.web.letter_codes import Printed, printed
from portal.web.letter_words import letter_article
from portal.web.services import services


@dataclass(frozen=True)
class Opened:
    """A letter with what became of its code."""

    letter: Letter
    code: Printed | None
    """None where it opens nothing: it has none, it is over, or it was stopped."""
    is_stopped: bool
    looks: Sequence[datetime]
    """When it was opened with its code."""


def with_code(session: Session, letter: Letter) -> Opened:
    """Return a letter with its code, which is made now if it has none."""
    code, kept = printed(session, letter), session.get(LetterCode, letter.id)
    is_stopped = kept is not None and kept.stopped_at is not None
    return Opened(letter, code, is_stopped, codes.looks_at(session, letter))


def page(
    found: Opened,
    *,
    back_url: str,
    pdf_url: str,
    code_url: str,
    objection: Case | None = None,
    objection_url: str = "",
) -> str:
    """Return the page: the letter in its own language, what is around it in the reader's.

    `objection`: the one that waits for an answer; `objection_url`: where one can be made.
    """
    return render_template(
        "letter.html",
        article=letter_article(services().town, found.letter, found.code),
        found=found,
        back_url=back_url,
        pdf_url=pdf_url,
        code_url=code_url,
        objection=objection,
        objection_url=objection_url,
    )


def change_code(session: Session, actor: Actor, letter: Letter) -> None:
    """Stop the code of a letter or let it work again, as the form says."""
    act = codes.let_work if request.form.get("act") == "again" else codes.stop
    act(session, actor, letter, services().clock.now())
