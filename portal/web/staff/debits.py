"""Batches of direct debit: looked at, released by people, taken to the bank as a file."""

from collections.abc import Callable, Mapping
from functools import partial
from http import HTTPStatus
from typing import Any

from flask import request, url_for
from flask_babel import gettext
from sqlmodel import Session, col, select
from werkzeug.wrappers import Response

from portal.errors import NotFound
from portal.ledger.debits import batches, releasing, returns
from portal.ledger.debits.batches import Line
from portal.ledger.debits.models import Collection, DebitBatch
from portal.ledger.debits.references import shown
from portal.ledger.debits.settings import Sepa, sepa_of
from portal.ledger.sight import Sight, sight_of
from portal.people.actors import Permission
from portal.web.carrying_out import carry_out, seen_version
from portal.web.context import amount, day
from portal.web.fields import clean
from portal.web.fragments import answer
from portal.web.saving import saved
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff import list_words, staff
from portal.web.staff.debit_forms import Release

MOST = 30
"""Batches and lines shown at once; all of them are in the file."""
MAY = Permission.DEBIT_RELEASE


@staff.get("/debits")
@needs(MAY)
def debits() -> Response:
    """Show the batches, those that wait in front."""
    parts = services()
    newest = select(DebitBatch).order_by(
        col(DebitBatch.state) != "open", col(DebitBatch.collect_on).desc()
    )
    with parts.database.reading() as session:
        found = session.exec(newest.limit(MOST)).all()
        rows = [_row(session, batch) for batch in found]
    return answer("staff/debits/list.html", rows=rows)


def _row(session: Session, batch: DebitBatch) -> dict[str, Any]:
    lines = batches.lines(session, batch)
    return {
        "title": gettext("staff-debit-of", day=day(batch.collect_on)),
        "url": url_for("staff.debit", ref=batch.ref),
        "amount_text": amount(batches.total(lines)),
        "under": gettext("staff-debit-count", count=len(lines)),
        "tag": _state(batch),
        "kind": "now" if batch.state == "open" else "plain",
    }


def _state(batch: DebitBatch) -> str:
    if batch.state == "released" and batch.fetched_on is not None:
        if services().clock.today() >= batch.collect_on:
            return gettext("staff-debit-done")
        return gettext("staff-debit-fetched", day=day(batch.fetched_on))
    return gettext(f"staff-debit-{batch.state}")


@staff.get("/debits/<ref>")
@needs(MAY)
def debit(ref: str) -> Response:
    """Show a batch with what is in it."""
    return _page(ref, Release())


def _page(ref: str, form: Release, status: int = 200, problem: str = "") -> Response:
    parts, sepa = services(), _sepa()
    with parts.database.reading() as session:
        batch = batches.by_ref(session, ref)
        lines = batches.lines(session, batch)
        out = _taken_out(session, batch)
        back = returns.reasons_of(session, batch)
        proposal = batches.proposal_of(session, batch)
        names = list_words.names_of(session, proposal)
        sight = sight_of(session, actor())
    is_whole = status == HTTPStatus.OK  # an answer to a form is not compressed, so it is kept short
    return answer(
        "staff/debits/batch.html",
        status=status,
        form=form,
        problem=problem,
        batch=batch,
        state=_state(batch),
        total=batches.total(lines),
        count=len(lines),
        lines=[_line(line, sight) | _became(line, back) for line in lines[:MOST]]
        if is_whole
        else [],
        is_more=len(lines) > MOST,
        out=[_line(line, sight) for line in out[:MOST]] if is_whole else [],
        latest=batches.latest(parts.town, sepa, batch),
        proposal=proposal,
        may_fetch=batch.state == "released" and parts.clock.today() < batch.collect_on,
        signed=list_words.signed(proposal, names),
        is_own_yes=batch.state == "open" and proposal.first_by == actor().signature,
        is_own=batch.prepared_by == actor().signature,
    )


def _sepa() -> Sepa:
    sepa = sepa_of(services().town)
    if sepa is None:
        raise NotFound
    return sepa


def _taken_out(session: Session, batch: DebitBatch) -> list[Line]:
    ids = select(Collection.id).where(Collection.batch_id == batch.id, Collection.why == "staff")
    return batches.lines_of(session, [one for one in session.exec(ids) if one is not None])


def _line(line: Line, sight: Sight) -> dict[str, str]:
    if not sight.sees(line.person.id):
        return {}
    return {
        "ref": line.collection.ref,
        "name": line.person.name,
        "amount_text": amount(line.collection.amount),
        "under": f"{line.mandate.holder} · {shown(line.mandate.account)}",
    }


def _became(line: Line, back: Mapping[int, str]) -> dict[str, str]:
    """What became of a collection; nothing before its day."""
    one = line.collection
    if one.state == "returned":
        why = gettext(f"staff-debit-why-{back.get(one.id or 0, 'unknown')}")
        return {"became": gettext("staff-debit-returned", why=why)}
    return {"became": gettext("staff-debit-booked")} if one.state == "booked" else {}


@staff.post("/debits/<ref>/answer")
@needs(MAY)
def debit_answer(ref: str) -> Response:
    """Say yes or no to a batch, with a word on what was looked at."""
    form, parts = Release(), services()
    if not form.validate():
        return _page(ref, form, status=422)

    def act(session: Session, batch: DebitBatch) -> None:
        releasing.answer(
            session,
            actor(),
            batch,
            form.says.data,
            clean(form.reason.data),
            seen=seen_version(),
            town=parts.town,
            sepa=_sepa(),
            writer=parts.debits,
            on=parts.clock.today(),
            now=parts.clock.now(),
        )

    return _do(ref, act, form)


@staff.post("/debits/<ref>/lines/<line>")
@needs(MAY)
def debit_line(ref: str, line: str) -> Response:
    """Take one collection out of a batch, or put it back."""
    back, now = request.form.get("act") == "back", services().clock.now()

    def act(session: Session, batch: DebitBatch) -> None:
        change = releasing.put_back if back else releasing.take_out
        change(session, actor(), batch, line, now=now)

    return _do(ref, act)


@staff.post("/debits/<ref>/taken-back")
@needs(MAY)
def debit_take_back(ref: str) -> Response:
    """Take a release back, while nobody took the file."""
    clock = services().clock

    def act(session: Session, batch: DebitBatch) -> None:
        releasing.take_back(session, actor(), batch, _sepa(), on=clock.today(), now=clock.now())

    return _do(ref, act)


@staff.post("/debits/<ref>/file")
@needs(MAY)
def debit_file(ref: str) -> Response:
    """Answer with the file for the bank; who took it is recorded."""
    parts, _read = services(), request.form
    with parts.database.unit_of_work() as session:
        batch = batches.by_ref(session, ref)
        file = releasing.fetch(
            session, actor(), batch, on=parts.clock.today(), now=parts.clock.now()
        )
    name = f"direct-debit-{batch.collect_on}-{batch.ref}.xml"
    return saved(file.content, "application/xml", name)


def _do(
    ref: str, act: Callable[[Session, DebitBatch], None], form: Release | None = None
) -> Response:
    """Carry out an act on a batch; `form` is the one that was filled in for it, where one was."""
    return carry_out(
        lambda session: act(session, batches.by_ref(session, ref)),
        partial(_page, ref, form or Release(formdata=None)),
        url_for("staff.debit", ref=ref),
    )
