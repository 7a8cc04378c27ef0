"""What a program reads: claims, balance, the account of a period, plans."""

from datetime import date
from typing import Any, NoReturn

from flask import request

from portal.ledger import claims as ledger_claims
from portal.ledger.firms import statement
from portal.ledger.firms.ageing import by_branch_and_kind, total
from portal.ledger.firms.branches import branches_of
from portal.people.tokens import Reader
from portal.web.api import api
from portal.web.api.opening import reads
from portal.web.api.problems import Problem
from portal.web.api.shapes import account_shape, balance_shape, claim_shape, plan_shape
from portal.web.business.statement import EARLIEST, LONGEST
from portal.web.services import services

MOST = 200
"""Claims in one answer."""


@api.get("/claims")
@reads("read:claims")
def claims(reader: Reader) -> dict[str, Any]:
    """All claims, the newest last; `limit` and `offset` take a part of them."""
    limit, offset = _number("limit", MOST, 1, MOST), _number("offset", 0, 0, 1_000_000)
    today = services().clock.today()
    with services().database.reading() as session:
        views = ledger_claims.views(session, reader.person_id, today)
        views.sort(key=lambda view: view.id)
        branches = branches_of(session, [view.id for view in views])
    shown = views[offset : offset + limit]
    return {
        "count": len(views),
        "claims": [claim_shape(view, branches.get(view.id)) for view in shown],
    }


@api.get("/claims/<ref>")
@reads("read:claims")
def claim(reader: Reader, ref: str) -> dict[str, Any]:
    """One claim."""
    with services().database.reading() as session:
        view = ledger_claims.claim_for(session, reader.person_id, ref, services().clock.today())
        return claim_shape(view, branches_of(session, [view.id]).get(view.id))


@api.get("/balance")
@reads("read:claims")
def balance(reader: Reader) -> dict[str, Any]:
    """What is left today, by branch and kind and by age."""
    today = services().clock.today()
    with services().database.reading() as session:
        views = ledger_claims.views(session, reader.person_id, today)
        branches = branches_of(session, [view.id for view in views])
    groups = by_branch_and_kind(views, branches, today)
    head = {"on": today.isoformat(), "currency": services().town.currency}
    return head | balance_shape(total(groups), groups)


@api.get("/statement")
@reads("read:statement")
def account(reader: Reader) -> dict[str, Any]:
    """The account `from` a day `to` a day, both included."""
    first, last = _day("from"), _day("to")
    if not first <= last <= first + LONGEST:
        raise Problem(422, "Not a period", "`to` must be from `from` on, ten years at most.")
    with services().database.reading() as session:
        found = statement.account(session, reader.person_id, first, last)
    return {"currency": services().town.currency} | account_shape(found)


@api.get("/plans")
@reads("read:claims")
def plans(reader: Reader) -> dict[str, Any]:
    """The plans that run."""
    with services().database.reading() as session:
        views = ledger_claims.views(session, reader.person_id, services().clock.today())
    running = {view.plan.id: view.plan for view in views if view.plan is not None}
    of = {id_: [v.ref for v in views if v.plan and v.plan.id == id_] for id_ in running}
    return {"plans": [plan_shape(plan, of[id_]) for id_, plan in sorted(running.items())]}


@api.route("/<path:rest>", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
def elsewhere(rest: str) -> NoReturn:
    """Say that there is nothing else here, or that it can only be read."""
    del rest
    if request.method == "GET":
        raise Problem(404, "Not found", "There is no such address. See /api/v1/openapi.json.")
    raise Problem(405, "Method not allowed", "This can only be read.", (("Allow", "GET"),))


def _number(name: str, default: int, least: int, most: int) -> int:
    told = request.args.get(name)
    if told is None:
        return default
    is_number = told.isascii() and told.isdigit() and len(told) <= len(str(most))
    if not is_number or not least <= int(told) <= most:
        raise Problem(422, "Not a number it takes", f"`{name}` must be {least} to {most}.")
    return int(told)


def _day(name: str) -> date:
    told = request.args.get(name, "")
    try:
        found = date.fromisoformat(told)
    except ValueError:
        found = date.min
    if found < EARLIEST or found.isoformat() != told:
        why = f"`{name}` must be a day like 2026-11-21, from {EARLIEST.year} on."
        raise Problem(422, "Not a day it takes", why)
    return found
