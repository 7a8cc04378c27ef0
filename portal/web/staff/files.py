"""Files that staff take in and save: bank, collector, units and other systems."""

from collections.abc import Iterator
from io import TextIOWrapper
from tempfile import TemporaryFile
from typing import IO, BinaryIO, cast

from flask import g, redirect, request, url_for
from werkzeug.wrappers import Response

from portal.errors import BadFile, Conflict, NotFound
from portal.jobs.intake import giving, taking
from portal.jobs.intake.base import Means
from portal.jobs.intake.taking import Done
from portal.people.actors import Permission
from portal.web.fragments import answer
from portal.web.saving import saved
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff import staff
from portal.web.staff.file_forms import GiveChanges, TakeFile
from portal.web.staff.file_words import counted, mistakes_shown, names_of, offered, row
from portal.web.uploads import drain

LARGEST = 20 * 1024 * 1024
"""Bytes of an upload."""
_PIECE = 1 << 16
MOST = 30
"""Files shown at once."""
_TAKE = "staff.files_take"


@staff.before_app_request
def _room_for_a_file() -> Response | None:
    """Let an upload by someone who may be larger than other forms, before the form is read."""
    who = g.get("actor")
    if request.endpoint != _TAKE or who is None or not who.may(Permission.FILE_TAKE):
        return None
    request.max_content_length = LARGEST
    if (request.content_length or 0) <= LARGEST:
        return None
    drain()
    form = TakeFile(services().town, formdata=None)
    return _page(form, ["error-file-large"], status=413)


@staff.get("/files")
@needs(Permission.FILE_TAKE)
def files() -> Response:
    """Show what can be taken in and saved, and what was taken in."""
    return _page(TakeFile(services().town))


@staff.post("/files")
@needs(Permission.FILE_TAKE)
def files_take() -> Response:
    """Take a file in, whole or not at all."""
    form, sent = TakeFile(services().town), request.files.get("file")
    if not form.validate() or sent is None:
        return _page(form, status=422)
    try:
        done = _taken(form, cast(BinaryIO, sent.stream), sent.filename or "")
    except BadFile as bad:
        return _page(form, mistakes=bad.mistakes, status=422)
    except Conflict as problem:
        return _page(form, [problem.message], status=409)
    if done.is_again:
        return _page(form, status=409, again=done)
    return redirect(url_for("staff.file_taken", ref=done.row.ref), code=303)


def _taken(form: TakeFile, file: BinaryIO, name: str) -> Done:
    parts = services()
    means = Means(
        town=parts.town,
        readers=parts.readers,
        today=parts.clock.today(),
        now=parts.clock.now(),
        actor=actor().signature,
        identity_key=parts.settings.identity_key,
        skip_bad=bool(form.skip_bad.data),
    )
    ready = taking.read(form.kind.data, means, file, name)
    with parts.database.unit_of_work() as session:
        return taking.take_as(session, actor(), ready)


def _page(
    form: TakeFile,
    problems: list[str] | None = None,
    status: int = 200,
    mistakes: list[str] | None = None,
    again: Done | None = None,
) -> Response:
    """The page. The answer to a form is kept short: without the lists."""
    parts = services()
    is_whole = request.method == "GET"
    with parts.database.reading() as session:
        found = taking.newest(session, MOST) if is_whole else []
        rows = [row(one, names_of(session, [*found])) for one in found]
        before = row(again.row, names_of(session, [again.row])) if again else None
    return answer(
        "staff/files/list.html",
        status=status,
        form=form,
        changes=GiveChanges(formdata=None),
        problems=problems or [],
        mistakes=mistakes_shown(mistakes or []),
        count=len(mistakes or []),
        before=before,
        rows=rows,
        is_whole=is_whole,
        largest=LARGEST // 1024 // 1024,
        offered=offered(parts.town, actor()),
    )


@staff.get("/files/<ref>")
@needs(Permission.FILE_TAKE)
def file_taken(ref: str) -> Response:
    """Show what became of one file."""
    with services().database.reading() as session:
        found = taking.by_ref(session, ref)
        shown = row(found, names_of(session, [found]))
    said = found.said
    return answer(
        "staff/files/taken.html",
        file=shown,
        counts=counted(said["counts"]),
        left_out=said["left_out"],
        many=said["many"],
    )


@staff.post("/files/saved/<kind>")
@needs(Permission.FILE_GIVE)
def files_give(kind: str) -> Response:
    """Answer with a file to save; who took it is recorded."""
    parts, form = services(), GiveChanges()
    if kind not in giving.KINDS or (kind == "changes" and parts.town.collector is None):
        raise NotFound
    if kind == "changes" and not form.validate():
        return _page(TakeFile(parts.town, formdata=None), ["error-files-day"], status=422)
    today = parts.clock.today()
    with parts.database.unit_of_work() as session:
        giving.note(session, actor(), kind, parts.clock.now())
    out = TemporaryFile()  # noqa: SIM115  (closed when it was sent)
    text = TextIOWrapper(out, encoding="utf-8", newline="")
    with parts.database.reading() as session:
        giving.write(session, kind, form.first.data or today, text)
    text.detach()
    out.seek(0)
    return saved(_pieces(out), "text/csv", f"{kind}-{today}.csv")


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE):
            yield piece
