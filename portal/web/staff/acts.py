"""What a form of staff does: all of it in one unit of work, or nothing, and its page says why."""

from collections.abc import Callable
from http import HTTPStatus

from flask import redirect
from flask_wtf import FlaskForm
from sqlmodel import Session
from werkzeug.wrappers import Response

from portal.errors import Conflict, NotNow
from portal.web.services import services

Work = Callable[[Session], object]
Page = Callable[[int, str], Response]
"""Makes the page a form stands on, with this status, and the id of what went wrong."""
Onwards = str | Callable[[], str]
"""Where one goes on; worked out when it was done, where that depends on it."""


def filled_in(form: FlaskForm, page: Page, work: Work, onwards: Onwards) -> Response:
    """Show a form; or look at what was filled in, carry it out and go on."""
    if not form.is_submitted():
        return page(HTTPStatus.OK, "")
    if not form.validate():
        return page(HTTPStatus.UNPROCESSABLE_ENTITY, "")
    return carry_out(work, page, onwards)


def carry_out(work: Work, page: Page, onwards: Onwards) -> Response:
    """Do it in one unit of work and go on; when it cannot be done, say why with nothing lost."""
    try:
        with services().database.unit_of_work() as session:
            work(session)
    except (Conflict, NotNow) as problem:
        return page(HTTPStatus.CONFLICT, problem.message)
    return redirect(onwards if isinstance(onwards, str) else onwards(), code=303)
