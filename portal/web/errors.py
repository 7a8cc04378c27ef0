"""What goes wrong, as pages: in the reader's language, with a way on, and nothing half done."""

import errno

from flask import Flask, current_app, g, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    InterfaceError,
    InternalError,
    NotSupportedError,
    OperationalError,
)
from werkzeug.exceptions import HTTPException

from portal.db import only_reads
from portal.errors import Conflict, NotAllowed, NotFound, NotNow, PortalError
from portal.web.fields import in_own_words
from portal.web.logs import refused

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""No room on a disk, none left for us, none for a file this long."""
_OF_ANOTHER = ("The CSRF tokens do not match.", "The CSRF session token is missing.")
"""What the framework says of a form whose token is good, but of another sign-in."""
STATUS = {NotFound: 404, NotAllowed: 404, Conflict: 409, NotNow: 409}
"""Someone without the right learns no more than that there is nothing here."""


_SENT_IN_VAIN = (409, 503)
"""Somebody else was first, or the database takes nothing now: the form was their own and whole."""


def init_app(app: Flask) -> None:
    """Answer domain errors, HTTP errors and faults with a page."""
    app.register_error_handler(PortalError, _domain)
    app.register_error_handler(CSRFError, _form_too_old)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(DataError, _bad_signs)
    app.register_error_handler(OperationalError, _no_database)
    app.register_error_handler(InterfaceError, _no_database)
    app.register_error_handler(InternalError, _no_database)  # PostgreSQL's word for read-only
    app.register_error_handler(NotSupportedError, _not_here)
    app.register_error_handler(OSError, _disk)
    app.register_error_handler(Exception, _fault)


def _page(message: str, status: int) -> tuple[str, int]:
    written = in_own_words(request.form) if status in _SENT_IN_VAIN else []
    page = render_template("error.html", message=message, status=status, written=written)
    return page, status


def _domain(error: PortalError) -> tuple[str, int]:
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 400)
    message = NotFound.message if status == 404 else error.message  # noqa: PLR2004
    if status == 404:  # noqa: PLR2004
        refused("access")
    return _page(message, status)


def _form_too_old(error: CSRFError) -> tuple[str, int]:
    """A form that waited too long, or of somebody this browser was before another window."""
    refused("form")
    is_of_another = error.description in _OF_ANOTHER and getattr(g, "actor", None) is not None
    return _page("error-form-elsewhere" if is_of_another else "error-form-too-old", 400)


def _http(error: HTTPException) -> tuple[str, int]:
    status = error.code or 500
    known = {404: "error-not-found", 405: "error-not-found", 413: "error-too-large"}
    return _page(known.get(status, "error-general"), status)


def _bad_signs(error: DataError) -> tuple[str, int]:
    """A sign no keyboard makes, such as NUL, which PostgreSQL does not keep."""
    _log(error)
    return _page("error-signs", 400)


def _no_database(error: DBAPIError) -> tuple[str, int, dict[str, str]]:
    """Many at once in the embedded database, one that only reads, or none that answers."""
    _log(error)
    if only_reads(error):
        message, wait = "error-read-only", "120"
    else:
        is_busy = "locked" in str(error.orig)
        message, wait = ("error-busy", "10") if is_busy else ("error-no-records", "60")
    return *_page(message, 503), {"Retry-After": wait}


def _not_here(error: NotSupportedError) -> tuple[str, int] | tuple[str, int, dict[str, str]]:
    """What this database does not do: one that follows another begins no change."""
    return _no_database(error) if only_reads(error) else _fault(error)


def _disk(error: OSError) -> tuple[str, int] | tuple[str, int, dict[str, str]]:
    """A disk without room: what was sent is not kept, and what is there can be read."""
    if error.errno not in _FULL:
        return _fault(error)
    _log(error)
    return *_page("error-read-only", 503), {"Retry-After": "120"}


def _fault(error: Exception) -> tuple[str, int]:
    _log(error)
    return _page("error-fault", 500)


def _log(error: Exception) -> None:
    """The kind of error and where; never its text, which may hold what someone typed."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "?"
    current_app.logger.error("%s at %s", type(error).__name__, where)
