"""Sending something along with a request: photos and documents, looked at and taken back."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from portal.cases import conversation, drafts, sent_along
from portal.cases.models import Case
from portal.people.actors import Permission
from portal.people.evidence import keeping
from portal.people.evidence.keeping import Ready
from portal.web.citizen import citizen
from portal.web.evidence_files import Files, file_response, most, page_of, take_in
from portal.web.fragments import answer
from portal.web.services import services
from portal.web.session import actor, needs


@citizen.route("/cases/<ref>/evidence", methods=["GET", "POST"])
@needs(Permission.OWN_FILL)
def evidence(ref: str) -> Response:
    """Show what is there and take more; what cannot be taken is told, file by file."""
    form = Files()
    with services().database.reading() as session:
        case = drafts.own_case(session, actor(), ref)
    if case.state not in sent_along.TAKES_FILES:
        return redirect(url_for("citizen.case", ref=ref), code=303)
    if case.state != "draft":
        actor().must(Permission.OWN_ASK)
    if request.method == "POST" and take_in(form, lambda ready: _keep(ref, ready)):
        return redirect(url_for("citizen.evidence", ref=ref) + "#there", code=303)
    return _page(case, form)


def _keep(ref: str, ready: Ready) -> None:
    """Keep one file with the request as it is now."""
    parts = services()
    now = parts.clock.now()
    with parts.database.unit_of_work() as session:
        case = drafts.own_case(session, actor(), ref)
        sent_along.add(session, actor(), case, ready, most=most(), now=now)


def _page(case: Case, form: Files) -> Response:
    with services().database.reading() as session:
        rows = keeping.of(session, sent_along.about(case))
        asked = conversation.messages_of(session, case) if case.state == "asked" else []
    questions = [message.body for message in asked if message.kind == "question"]
    return answer(
        "citizen/evidence.html",
        case=case,
        question=questions[-1] if questions else "",
        **page_of(form, rows),
    )


@citizen.get("/cases/<ref>/evidence/<file>")
@needs(Permission.OWN_CASES)
def evidence_file(ref: str, file: str) -> Response:
    """Show one of one's own files."""
    return _file(ref, file)


@citizen.get("/cases/<ref>/evidence/<file>/small")
@needs(Permission.OWN_CASES)
def evidence_small(ref: str, file: str) -> Response:
    """Show the small picture of one."""
    return _file(ref, file, small=True)


def _file(ref: str, file: str, *, small: bool = False) -> Response:
    parts = services()
    with parts.database.reading() as session:
        case = drafts.own_case(session, actor(), ref)
        row = keeping.one_of(session, sent_along.about(case), file)
    return file_response(parts.files, row, small=small)


@citizen.post("/cases/<ref>/evidence/<file>/back")
@needs(Permission.OWN_FILL)
def evidence_back(ref: str, file: str) -> Response:
    """Take a file back before the request is sent."""
    parts = services()
    with parts.database.unit_of_work() as session:
        case = drafts.own_case(session, actor(), ref)
        stored = sent_along.take_back(session, actor(), case, file, parts.clock.now())
    keeping.throw_away(parts.files.store, stored)
    return redirect(url_for("citizen.evidence", ref=ref) + "#there", code=303)
