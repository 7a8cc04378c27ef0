"""Files that come in with a form, files that go out to be looked at, and rows that name them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any

from flask import Response, current_app, request
from flask_babel import format_decimal, gettext
from flask_wtf import FlaskForm
from werkzeug.datastructures import FileStorage
from wtforms import MultipleFileField

from portal.cases import sent_along
from portal.cases.models import Case
from portal.errors import Conflict, NotNow
from portal.people.evidence import keeping
from portal.people.evidence.keeping import LONGEST_NAME, Ready
from portal.people.evidence.models import Evidence
from portal.ports.files import FileNotTaken, FileParts, Limits, NoRoom
from portal.web.context import day
from portal.web.services import services

AT_ONCE = 5
"""Files that are taken with one form: each takes a second or so."""
SECONDS = 15.0
"""After so long no further file is begun: whoever waits hears what became of the others."""
_TYPES = {"jpeg": "image/jpeg", "png": "image/png", "pdf": "application/pdf"}
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "Cache-Control": "private, no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Files(FlaskForm):
    """Photos and documents."""

    files = MultipleFileField()


def take_in(form: Files, keep: Callable[[Ready], object]) -> bool:
    """Take what was chosen; `keep` keeps a file that is ready. Return whether all went well.

    What went wrong stands in the form, file by file.
    """
    chosen = [file for file in request.files.getlist("files") if file.filename]
    form.files.errors = (
        _take_all(chosen, services().files, _limits(), keep)
        if chosen
        else [gettext("evidence-choose")]
    )
    return not form.files.errors


def most() -> int:
    """Return how many files may be with one thing today."""
    return sent_along.most_of(services().town, services().clock.today())


def _limits() -> Limits:
    return sent_along.limits_of(services().town, services().clock.today())


def page_of(form: Files, rows: Sequence[Evidence]) -> dict[str, Any]:
    """Return what a page needs to show files and take more."""
    limits = _limits()
    return {
        "form": form,
        "status": 422 if form.files.errors else 200,
        "files": shown(rows),
        "is_full": len(rows) >= most(),
        "megabytes": limits.most_bytes // sent_along.MEGABYTE,
        "pages": limits.most_pages,
        "is_scanned": services().files.scanner.name != "none",
    }


def _take_all(
    files: Sequence[FileStorage], parts: FileParts, limits: Limits, keep: Callable[[Ready], object]
) -> list[str]:
    """Take files in, one by one, each in a unit of work of its own; return what went wrong.

    What is good is kept also when another is not.
    """
    began = monotonic()
    return [
        gettext("evidence-error", name=_name(file), why=gettext(message))
        for number, file in enumerate(files)
        if (message := _take(number, began, file, parts, limits, keep))
    ]


def _take(
    number: int,
    began: float,
    file: FileStorage,
    parts: FileParts,
    limits: Limits,
    keep: Callable[[Ready], object],
) -> str:
    """Take one file in; return the id of what went wrong, or nothing."""
    if number >= AT_ONCE or monotonic() - began > SECONDS:
        return "evidence-later"
    content = file.stream.read(limits.most_bytes + 1)
    try:
        with keeping.made_ready(parts, content, file.filename or "", limits) as ready:
            keep(ready)
    except (FileNotTaken, NotNow, Conflict) as problem:
        _note(problem)
        return problem.message
    return ""


def _note(problem: Exception) -> None:
    """Write into the log what whoever looks after the disk must know."""
    if isinstance(problem, NoRoom):
        why = getattr(problem.__cause__, "strerror", "?")
        current_app.logger.error("no file can be kept: %s", why)


def _name(file: FileStorage) -> str:
    return "".join(sign for sign in file.filename or "" if sign.isprintable())[:LONGEST_NAME]


def file_response(parts: FileParts, row: Evidence, *, small: bool = False) -> Response:
    """Answer with a file, so that nothing in it can do anything. Raises NotFound.

    Photos are shown, documents saved: a browser shows no document that may do nothing.
    """
    content = keeping.content(parts.store, row, small=small)
    response = Response(content, mimetype="image/jpeg" if small else _TYPES[row.kind])
    response.headers.update(_HEADERS)
    how = "attachment" if row.kind == "pdf" and not small else "inline"
    ending = "jpg" if row.kind == "jpeg" or small else row.kind
    response.headers["Content-Disposition"] = f'{how}; filename="{row.ref}.{ending}"'
    return response


@dataclass(frozen=True)
class Shown:
    """A file as a page names it."""

    ref: str
    title: str
    about: str
    """What it is, how many pages, how large, when it came."""
    has_small: bool
    is_missing: bool


def shown(rows: Sequence[Evidence]) -> list[Shown]:
    """Return files as pages name them."""
    return [
        Shown(
            row.ref,
            row.name or gettext("evidence-unnamed", number=number),
            " · ".join(_facts(row)),
            row.has_thumbnail and not row.is_missing,
            row.is_missing,
        )
        for number, row in enumerate(rows, 1)
    ]


def along(case: Case) -> list[Shown]:
    """Return what goes along with a request, or went."""
    with services().database.reading() as session:
        return shown(keeping.of(session, sent_along.about(case)))


def _facts(row: Evidence) -> Iterator[str]:
    yield gettext("evidence-kind-document" if row.kind == "pdf" else "evidence-kind-photo")
    if row.kind == "pdf":
        yield gettext("evidence-pages", count=row.pages)
    megabytes = format_decimal(max(round(row.size / 1_000_000, 1), 0.1))
    yield gettext("evidence-size", size=megabytes)
    yield day(row.added_at)
