"""A line of a month on which the collector and we differ: why, said by a person, and taken back."""

from datetime import date
from functools import partial
from http import HTTPStatus

from flask import url_for
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from sqlmodel import Session, col, select
from werkzeug.wrappers import Response

from portal.errors import NotFound
from portal.jobs.handover import explaining
from portal.jobs.handover.explaining import LEAST_WORDS, WHY, By, Explained
from portal.ledger.handover import reading
from portal.ledger.handover.models import MonthWord
from portal.people.actors import Permission
from portal.people.models import StaffMember
from portal.web.carrying_out import filled_in, seen_version
from portal.web.fields import choices_of, clean, one_of
from portal.web.fragments import answer
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff import staff
from portal.web.staff.forms import own_words
from portal.web.staff.working_form import YEARS

MAY = Permission.PROPOSAL_ANSWER


class Back(FlaskForm):
    """Why an explanation is taken back."""

    words = own_words(least=LEAST_WORDS)


class Why(FlaskForm):
    """Why the two sides differ."""

    why = one_of(lazy_gettext("month-explain"))
    words = own_words(lazy_gettext("month-explain-words"), least=LEAST_WORDS)

    def __init__(self, guess: str = "", **kwargs: object) -> None:
        """`guess` is the reason the days and amounts themselves tell."""
        super().__init__(**kwargs)
        self.why.choices = choices_of("month-explained", WHY)
        if not self.is_submitted():
            self.why.data = guess if guess in WHY else None


def first_day(month: str) -> date:
    """The first day of a month like 2026-11, where there is a collector. Raises NotFound."""
    try:
        found = date.fromisoformat(f"{month}-01")
    except ValueError:
        raise NotFound from None
    if found.year not in YEARS or services().town.collector is None:
        raise NotFound
    return found


def names(session: Session, words: list[MonthWord]) -> dict[str, str]:
    """Return the names of those who said something, by signature."""
    refs = {word.by.partition(":")[2] for word in words}
    found = session.exec(select(StaffMember).where(col(StaffMember.ref).in_(refs)))
    return {f"staff:{member.ref}": member.name for member in found}


@staff.get("/handover/months/<month>/differences/<line>")
@needs(MAY)
def month_line(month: str, line: str) -> Response:
    """Show what each side has of a claim, and what was said of it."""
    return _page(month, line)


@staff.post("/handover/months/<month>/differences/<line>")
@needs(MAY)
def month_explain(month: str, line: str) -> Response:
    """Keep why the two sides differ, and go on to the next line."""
    form = Why()

    def act(session: Session) -> object:
        why, words = form.why.data, clean(form.words.data)
        return explaining.explain(
            session, _by(), first_day(month), line, why, words, seen_version()
        )

    return filled_in(form, partial(_page, month, line, form), act, lambda _: _onwards(month, line))


@staff.post("/handover/months/<month>/differences/<line>/undone")
@needs(MAY)
def month_explain_undo(month: str, line: str) -> Response:
    """Take an explanation back: the line is to be explained again."""
    form = Back()

    def act(session: Session) -> object:
        words = clean(form.words.data)
        return explaining.take_back(session, _by(), first_day(month), line, words, seen_version())

    here = url_for("staff.month_line", month=month, line=line)
    return filled_in(form, partial(_page, month, line, form), act, here)


def _onwards(month: str, line: str) -> str:
    """The next line that is to be explained, else the month."""
    with services().database.reading() as session:
        found = explaining.differences(session, first_day(month))
    left = [row for row in found if row.now is None and row.name != line]
    if not left:
        return url_for("staff.handover_month", month=month) + "#differences"
    return url_for("staff.month_line", month=month, line=left[0].name)


def _page(
    month: str,
    line: str,
    form: FlaskForm | None = None,
    status: int = HTTPStatus.OK,
    problem: str = "",
) -> Response:
    with services().database.reading() as session:
        row = explaining.one(session, first_day(month), line)
        claim = reading.claim_of(session, row.line.reference)
        who = names(session, list(row.words))
    fits = isinstance(form, Why) == (row.now is None)
    return answer(
        "staff/handover_difference.html",
        status=status,
        row=row,
        claim=claim,
        who=who,
        month=month,
        form=form if form is not None and fits else _fresh(row),
        lost=form["words"].data if form is not None and not fits else "",
        problem=problem,
    )


def _fresh(row: Explained) -> FlaskForm:
    return Back(formdata=None) if row.now else Why(row.line.why, formdata=None)


def _by() -> By:
    clock = services().clock
    return By(actor(), clock.now(), clock.today())
