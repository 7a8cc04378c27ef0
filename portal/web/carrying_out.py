"""What a form does: all of it in one unit of work, or nothing, and its page says why."""

from collections.abc import Callable
from http import HTTPStatus
from typing import TypeVar

from flask import redirect, request
from flask_wtf import FlaskForm
from sqlmodel import Session
from werkzeug.wrappers import Response

from portal.errors import Conflict, NotNow
from portal.web.fields import number
from portal.web.services import services

T = TypeVar("T")
Work = Callable[[Session], T]
Page = Callable[[int, str], Response]
"""Makes the page a form stands on, with this status, and the id of what went wrong."""
Onwards = str | Callable[[T], str | Response]
"""Where one goes on, or the page that tells what was made; worked out from that where it must."""


def seen_version() -> int:
    """Return the version of the record the sent form was made from; 0 when it says none."""
    return number(request.form.get("version", ""))


def filled_in(form: FlaskForm, page: Page, work: Work[T], onwards: Onwards[T]) -> Response:
    """Show a form; or look at what was filled in, carry it out and go on."""
    if not form.is_submitted():
        return page(HTTPStatus.OK, "")
    if not form.validate():
        return page(HTTPStatus.UNPROCESSABLE_ENTITY, "")
    return carry_out(work, page, onwards)


def carry_out(work: Work[T], page: Page, onwards: Onwards[T]) -> Response:
    """Do it in one unit of work and go on; when it cannot be done, say why with nothing lost."""
    try:
        with services().database.unit_of_work() as session:
            made = work(session)
    except (Conflict, NotNow) as problem:
        return page(HTTPStatus.CONFLICT, problem.message)
    then = onwards if isinstance(onwards, str) else onwards(made)
    return redirect(then, code=303) if isinstance(then, str) else then
