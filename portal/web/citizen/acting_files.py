"""Showing the paper of a mandate or guardianship: photos and documents, before staff answer."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from portal.people.acting import asking, papers
from portal.people.acting.models import ActingAsk
from portal.people.actors import Permission
from portal.people.evidence import keeping
from portal.people.evidence.keeping import Ready
from portal.web.citizen import citizen
from portal.web.evidence_files import Files, file_response, most, page_of, take_in
from portal.web.fragments import answer
from portal.web.services import services
from portal.web.session import actor, needs


@citizen.route("/acting/asks/<ref>/files", methods=["GET", "POST"])
@needs(Permission.OWN_MANAGE)
def acting_files(ref: str) -> Response:
    """Show what is there and take more; what cannot be taken is told, file by file."""
    form, parts = Files(), services()
    with parts.database.reading() as session:
        ask = asking.own(session, actor(), ref)
    if ask.state != "asked":
        return redirect(url_for("citizen.acting"), code=303)
    if request.method == "POST" and take_in(form, lambda ready: _keep(ref, ready)):
        return redirect(url_for("citizen.acting_files", ref=ref) + "#there", code=303)
    return _page(ask, form)


def _keep(ref: str, ready: Ready) -> None:
    parts = services()
    with parts.database.unit_of_work() as session:
        papers.add(session, actor(), ref, ready, most=most(), now=parts.clock.now())


def _page(ask: ActingAsk, form: Files) -> Response:
    parts = services()
    with parts.database.reading() as session:
        rows = keeping.of(session, asking.about(ask))
    days = parts.town.terms.number("evidence_days", parts.clock.today())
    return answer("citizen/acting_files.html", ask=ask, days=days, **page_of(form, rows))


@citizen.get("/acting/asks/<ref>/files/<file>")
@needs(Permission.OWN_MANAGE)
def acting_file(ref: str, file: str) -> Response:
    """Show one of one's own files."""
    return _file(ref, file)


@citizen.get("/acting/asks/<ref>/files/<file>/small")
@needs(Permission.OWN_MANAGE)
def acting_small(ref: str, file: str) -> Response:
    """Show the small picture of one."""
    return _file(ref, file, small=True)


def _file(ref: str, file: str, *, small: bool = False) -> Response:
    parts = services()
    with parts.database.reading() as session:
        ask = asking.own(session, actor(), ref)
        row = keeping.one_of(session, asking.about(ask), file)
    return file_response(parts.files, row, small=small)


@citizen.post("/acting/asks/<ref>/files/<file>/back")
@needs(Permission.OWN_MANAGE)
def acting_file_back(ref: str, file: str) -> Response:
    """Take a file back before staff answered."""
    parts = services()
    with parts.database.unit_of_work() as session:
        stored = papers.take_back(session, actor(), ref, file, parts.clock.now())
    keeping.throw_away(parts.files.store, stored)
    return redirect(url_for("citizen.acting_files", ref=ref) + "#there", code=303)
