"""Sending something along with a request: photos and documents, looked at and taken back."""

from flask import redirect, request, url_for
from flask_babel import gettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import MultipleFileField

from portal.cases import conversation, drafts, sent_along
from portal.cases.models import Case
from portal.people.actors import Permission
from portal.people.evidence import keeping
from portal.people.evidence.keeping import Ready
from portal.ports.files import Limits
from portal.web.citizen import citizen
from portal.web.evidence_files import file_response, shown, take_all, uploaded
from portal.web.fragments import answer
from portal.web.services import services
from portal.web.session import actor, needs


class Files(FlaskForm):
    """Photos and documents."""

    files = MultipleFileField()


@citizen.route("/cases/<ref>/evidence", methods=["GET", "POST"])
@needs(Permission.OWN_FILL)
def evidence(ref: str) -> Response:
    """Show what is there and take more; what cannot be taken is told, file by file."""
    form = Files()
    with services().database.reading() as session:
        case = drafts.own_case(session, actor(), ref)
    if case.state not in sent_along.OPEN:
        return redirect(url_for("citizen.case", ref=ref), code=303)
    if case.state != "draft":
        actor().must(Permission.OWN_ASK)
    if request.method == "POST":
        chosen = uploaded()
        form.files.errors = (
            take_all(chosen, services().files, _limits(), lambda ready: _keep(ref, ready))
            if chosen
            else [gettext("evidence-choose")]
        )
        if not form.files.errors:
            return redirect(url_for("citizen.evidence", ref=ref) + "#there", code=303)
    return _page(case, form)


def _limits() -> Limits:
    return sent_along.limits_of(services().town, services().clock.today())


def _keep(ref: str, ready: Ready) -> None:
    """Keep one file with the request as it is now."""
    parts = services()
    most, now = sent_along.most_of(parts.town, parts.clock.today()), parts.clock.now()
    with parts.database.unit_of_work() as session:
        case = drafts.own_case(session, actor(), ref)
        sent_along.add(session, actor(), case, ready, most=most, now=now)


def _page(case: Case, form: Files) -> Response:
    parts, limits = services(), _limits()
    with parts.database.reading() as session:
        rows = keeping.of(session, sent_along.about(case))
        asked = conversation.messages_of(session, case) if case.state == "asked" else []
    questions = [message.body for message in asked if message.kind == "question"]
    return answer(
        "citizen/evidence.html",
        status=422 if form.files.errors else 200,
        form=form,
        case=case,
        files=shown(rows),
        question=questions[-1] if questions else "",
        is_full=len(rows) >= sent_along.most_of(parts.town, parts.clock.today()),
        megabytes=limits.most_bytes // sent_along.MEGABYTE,
        pages=limits.most_pages,
        is_scanned=parts.files.scanner.name != "none",
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
