"""Proposing a value with its day and decision, signing it, taking it back; and all that were."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import request, url_for
from sqlmodel import Session, col, select
from werkzeug.wrappers import Response

from portal.adopting import acts
from portal.adopting.acts import Day, Wanted
from portal.adopting.kinds import base_of, figures_of, kind_of
from portal.adopting.models import Adoption, AdoptionAct
from portal.adopting.overlay import GROUPS, series_of
from portal.cases.confirming import names_of
from portal.errors import NotAllowed, NotFound
from portal.people.actors import Permission
from portal.rules.policy import Series
from portal.web.carrying_out import Work, carry_out, seen_version
from portal.web.fields import clean, number
from portal.web.fragments import answer
from portal.web.services import adopted_anew, services
from portal.web.session import actor, needs
from portal.web.staff import staff
from portal.web.staff.variants.forms import propose_form
from portal.web.staff.variants.words import (
    entry_words,
    title_of,
    to_typed,
    to_written,
    written_words,
)

OPEN, COMING, USED, ENDED, LAPSED = "open", "coming", "used", "ended", "lapsed"


@dataclass(frozen=True)
class Shown:
    """A proposal and how it stands."""

    row: Adoption
    acts: tuple[AdoptionAct, ...]
    state: str
    """`open`: waits for a signature; `coming` or in use (`used`); `ended`: taken back; `lapsed`:
    its day came before a signature."""
    title: str
    value: str


@staff.get("/rules/<name>/change")
@needs(Permission.RULES_ADOPT)
def adopt(name: str) -> Response:
    """Ask for the value, its day and its decision."""
    _group, key, series = _found(name)
    kind = kind_of(key, series[-1])
    given = request.args.get("value", "")
    typed = to_typed(kind, _guess(kind, given)) if given else None
    return _form_page(name, propose_form(key, kind, typed))


def _guess(kind: str, given: str) -> Any:  # noqa: ANN401
    """A value out of an address, as it would stand in a file; anything else is nothing."""
    if (counted := number(given, none=-1)) >= 0:
        return counted
    if kind == "yes_no":
        return given == "yes"
    return given if given.replace(".", "", 1).isdigit() and given[-3:-2] == "." else None


@staff.post("/rules/<name>/change")
@needs(Permission.RULES_ADOPT)
def adopt_propose(name: str) -> Response:
    """Put the proposal before a second person."""
    group, key, series = _found(name)
    kind = kind_of(key, series[-1])
    form = propose_form(key, kind, None)
    if not form.validate():
        return _form_page(name, form, status=422)
    wanted = Wanted(
        group=group,
        name=key,
        written=to_written(kind, form.value.data),
        starts_on=form.starts_on.data,
        decision=clean(form.decision.data),
        decided_on=form.decided_on.data,
    )
    return carry_out(
        lambda session: acts.propose(session, actor(), services().town, wanted, _day()),
        partial(_form_page, name, form),
        lambda made: url_for("staff.adopted", ref=made.ref),
    )


def _day() -> Day:
    clock = services().clock
    return Day(clock.today(), clock.now())


def _found(name: str) -> tuple[str, str, Series]:
    """Return where a value lies and its entries. Raises NotFound for what is changed in a file."""
    group, _, key = name.partition(".")
    if group not in GROUPS or base_of(key) not in series_of(services().town, group):
        raise NotFound
    series = series_of(services().town, group)[base_of(key)]
    if not kind_of(key, series[-1]):
        raise NotFound
    return group, key, series


def _form_page(name: str, form: Any, status: int = 200, problem: str = "") -> Response:  # noqa: ANN401
    group, key, series = _found(name)
    return answer(
        "staff/variants/adopt.html",
        status=status,
        name=name,
        title=title_of(group, key),
        kind=kind_of(key, series[-1]),
        dated=dated_rows(group, base_of(key), series),
        form=form,
        problem=problem,
    )


def dated_rows(group: str, key: str, series: Series) -> list[dict[str, Any]]:
    """Return a value through time, the newest first."""
    return [
        {"from": entry.start, "value": entry_words(group, key, entry), "source": entry.source}
        for entry in reversed(series)
    ]


def history_of(group: str, key: str) -> dict[str, Any]:
    """What the page of a value says of its changes: its entries, and whether it may have one."""
    if group not in GROUPS:
        return {"dated": [], "changes": []}
    series = series_of(services().town, group)[key]
    names = figures_of(key, series[-1])
    may_adopt = actor().may(Permission.RULES_ADOPT)
    return {
        "dated": dated_rows(group, key, series) if names else [],
        "changes": [(f"{group}.{one}", title_of(group, one)) for one in names if may_adopt],
    }


@staff.get("/adopted")
@needs(Permission.CASE_READ)
def adoptions() -> Response:
    """List what was proposed, what waits for a signature first."""
    with services().database.reading() as session:
        shown = _all(session)
    groups = {state: [one for one in shown if one.state == state] for state in _ORDER}
    return answer("staff/variants/adoptions.html", groups={k: v for k, v in groups.items() if v})


def count_to_sign(session: Session) -> int:
    """Return how many proposed values wait for their second person."""
    return sum(one.state == OPEN for one in _all(session))


_ORDER = (OPEN, COMING, USED, LAPSED, ENDED)


@staff.get("/adopted/<ref>")
@needs(Permission.CASE_READ)
def adopted(ref: str) -> Response:
    """Show one proposal: what it changes, who stands for it, and what one may do."""
    return _page(ref)


@staff.post("/adopted/<ref>/signed")
@needs(Permission.CASE_SIGN)
def adopted_sign(ref: str) -> Response:
    """Sign what somebody else proposed."""
    return _do(
        ref,
        lambda session: acts.sign(
            session, actor(), services().town, ref, seen=seen_version(), day=_day()
        ),
    )


@staff.post("/adopted/<ref>/withdrawn")
@needs(Permission.RULES_ADOPT)
def adopted_withdraw(ref: str) -> Response:
    """Take a proposal back before its day."""
    return _do(
        ref, lambda session: acts.withdraw(session, actor(), ref, seen=seen_version(), day=_day())
    )


def _do(ref: str, act: Work[object]) -> Response:
    def onwards(_: object) -> str:
        adopted_anew()
        return url_for("staff.adopted", ref=ref)

    try:
        return carry_out(act, partial(_page, ref), onwards)
    except NotAllowed:
        return _page(ref, status=409, problem="error-adopt-own")


def _page(ref: str, status: int = 200, problem: str = "") -> Response:
    with services().database.reading() as session:
        shown = next((one for one in _all(session, ref)), None)
        names = names_of(session)
    if shown is None:
        raise NotFound
    me, row = actor(), shown.row
    before = [one for one in _series(row) if one.start < row.starts_on]
    return answer(
        "staff/variants/adopted.html",
        status=status,
        shown=shown,
        names=names,
        problem=problem,
        before=entry_words(row.group_name, row.name, before[-1]) if before else "",
        may_sign=shown.state == OPEN and me.may(Permission.CASE_SIGN) and me.id != row.proposed_by,
        may_withdraw=shown.state in (OPEN, COMING) and me.may(Permission.RULES_ADOPT),
    )


def _series(row: Adoption) -> Series:
    return series_of(services().town, row.group_name).get(row.name, ())


def _all(session: Session, ref: str = "") -> list[Shown]:
    wanted = select(Adoption).order_by(col(Adoption.id).desc())
    if ref:
        wanted = wanted.where(Adoption.ref == ref)
    done: dict[int, list[AdoptionAct]] = {}
    for act in session.exec(select(AdoptionAct).order_by(col(AdoptionAct.no))):
        done.setdefault(act.adoption_id, []).append(act)
    return [_shown(row, done) for row in session.exec(wanted)]


def _shown(row: Adoption, done: Mapping[int, list[AdoptionAct]]) -> Shown:
    acts_ = tuple(done.get(row.id or 0, ()))
    series = _series(row)
    value = written_words(row.group_name, row.name, row.written, series[-1]) if series else ""
    return Shown(row, acts_, _state(row, acts_), title_of(row.group_name, row.name), value)


def _state(row: Adoption, done: tuple[AdoptionAct, ...]) -> str:
    has_begun = row.starts_on <= services().clock.today()
    if not done:
        return LAPSED if has_begun else OPEN
    if done[-1].kind == "withdrawn":
        return ENDED
    return USED if has_begun else COMING
