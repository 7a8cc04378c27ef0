"""The account over a period: on the screen, and as a file."""

from datetime import date, timedelta

from flask import redirect, url_for
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from portal.errors import NotFound
from portal.ledger.firms import statement
from portal.ledger.firms.statement import Account
from portal.people.actors import Permission
from portal.ports.sheets import Cell, Heading, Table
from portal.web.business import business
from portal.web.fields import Needed
from portal.web.fragments import answer
from portal.web.saving import as_file
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff.forms import DayField

EARLIEST = date(2000, 1, 1)
LONGEST = timedelta(days=3_660)
"""Ten years: the longest period shown at once."""
PAGE = 40
"""Movements on a page; a file holds them all."""


class Period(FlaskForm):
    """From when and until when."""

    first = DayField(lazy_gettext("books-first"), validators=[Needed("error-day-missing")])
    last = DayField(lazy_gettext("books-last"), validators=[Needed("error-day-missing")])


@business.route("/account", methods=["GET", "POST"])
@needs(Permission.FIRM_BOOKS)
def choose_period() -> Response:
    """Let the business choose a period."""
    form, today = Period(), services().clock.today()
    if form.is_submitted():
        if form.validate() and _fits(form):
            period = url_for("business.account", first=form.first.data, last=form.last.data)
            return redirect(period, code=303)
        return answer("business/period.html", status=422, form=form, offered=_offered(today))
    form.first.data, form.last.data = today.replace(month=1, day=1), today
    return answer("business/period.html", form=form, offered=_offered(today))


@business.get("/account/<first>/<last>")
@business.get("/account/<first>/<last>/<int:page>")
@needs(Permission.FIRM_BOOKS)
def account(first: str, last: str, page: int = 1) -> Response:
    """Show the account of a period, some movements at a time."""
    found = _account(first, last)
    pages = max(1, -(-len(found.lines) // PAGE))
    if not 1 <= page <= pages:
        raise NotFound
    return answer(
        "business/account.html",
        account=found,
        lines=found.lines[(page - 1) * PAGE : page * PAGE],
        at=page,
        pages=pages,
        words=movement_words,
    )


@business.get("/account/<first>/<last>.<ending>")
@needs(Permission.FIRM_BOOKS)
def account_file(first: str, last: str, ending: str) -> Response:
    """Give the account of a period as a file, all of it."""
    found = _account(first, last)
    return as_file(account_table(found), f"account-{found.first}-{found.last}", ending)


def account_table(found: Account) -> Table:
    """Return the account as a table: the opening, the movements, the closing."""
    texts = ("day", "document", "branch", "what", "movement", "part", "payment")
    kinds = {"day": "day"}
    columns = (
        *(Heading(gettext(f"books-col-{text}"), kinds.get(text, "text")) for text in texts),
        Heading(gettext("books-col-amount"), "money"),
        Heading(gettext("books-col-balance"), "money"),
    )
    rows: list[tuple[Cell, ...]] = [_edge(found.first, "books-opening", found.opening)]
    for line in found.lines:
        told = (line.on, line.number, line.branch, line.description, movement_words(line.kind))
        part = gettext(f"books-part-{line.component}")
        rows.append((*told, part, line.payment, line.amount, line.balance))
    rows.append(_edge(found.last, "books-closing", found.closing))
    return Table(gettext("books-account-title"), columns, rows)


def movement_words(kind: str) -> str:
    """Say what kind of movement it is."""
    return gettext(f"movement-{kind}".replace("_", "-"))


def day_of(text: str) -> date:
    """Read a day of an address. Raises NotFound."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise NotFound from None
    if text != found.isoformat() or found < EARLIEST:
        raise NotFound
    return found


def _account(first: str, last: str) -> Account:
    begins, ends = day_of(first), day_of(last)
    if not begins <= ends <= begins + LONGEST:
        raise NotFound
    with services().database.reading() as session:
        return statement.account(session, actor().id, begins, ends)


def _edge(day: date, text: str, amount: int) -> tuple[Cell, ...]:
    return (day, "", "", gettext(text), "", "", "", None, amount)


def _fits(form: Period) -> bool:
    """Whether it is a period that can be shown; says so at its end where not."""
    first, last = form.first.data, form.last.data
    assert first is not None
    assert last is not None
    if first < EARLIEST:
        form.first.errors = [gettext("error-period-early")]
    elif not first <= last <= first + LONGEST:
        form.last.errors = [gettext("error-period")]
    return not form.errors


def _offered(today: date) -> list[tuple[str, date, date]]:
    """Periods that are asked for often: words, first and last day."""
    year = today.replace(month=1, day=1)
    last_year = year - timedelta(days=1)
    month = today.replace(day=1)
    quarter = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    before = quarter - timedelta(days=1)
    return [
        (gettext("books-this-month"), month, today),
        (gettext("books-this-quarter"), quarter, today),
        (
            gettext("books-last-quarter"),
            before.replace(month=before.month - 2, day=1),
            before,
        ),
        (gettext("books-this-year"), year, today),
        (gettext("books-last-year"), last_year.replace(month=1, day=1), last_year),
    ]
