"""Who may act for whom now, and as whom: a leave turned into an actor."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_
from sqlmodel import Session, col, select

from portal.errors import NotFound
from portal.people.acting.models import Acting, ActingScope
from portal.people.actors import Actor, Helper, Permission, Scope, person_actor
from portal.people.models import Person


@dataclass(frozen=True)
class Leave:
    """A leave with the names of both."""

    acting: Acting
    principal: Person
    helper: Person | None


def runs(acting: Acting, on: date) -> bool:
    """Whether it holds on this day."""
    until = acting.until_on or date.max
    return acting.state == "runs" and acting.from_on <= on <= until


def may_act_for(session: Session, helper_id: int, on: date) -> list[Leave]:
    """Return whom someone may act for on this day, by name."""
    return _leaves(session, and_(col(Acting.helper_id) == helper_id, _holds(on)))


NAME = col(Person.name)


def names_of_principals(helper_id: object, on: object) -> Select[Any]:
    """Return the statement of the names of those someone may act for on a day."""
    joined = select(NAME).join(Acting, col(Acting.principal_id) == col(Person.id))
    return joined.where(col(Acting.helper_id) == helper_id, _holds(on))


def _holds(on: Any) -> ColumnElement[bool]:  # noqa: ANN401  (a day, or the place of one)
    return and_(
        col(Acting.state) == "runs",
        col(Acting.from_on) <= on,
        or_(col(Acting.until_on).is_(None), col(Acting.until_on) >= on),
    )


def of_principal(session: Session, principal_id: int, kinds: Iterable[str]) -> list[Leave]:
    """Return all leave of these kinds there is or was to act for someone."""
    about = col(Acting.principal_id) == principal_id
    return _leaves(session, about & col(Acting.kind).in_(list(kinds)))


def by_ref(session: Session, ref: str) -> Leave:
    """Return one. Raises NotFound. Who may see it is for the caller to say."""
    found = _leaves(session, col(Acting.ref) == ref)
    if not found:
        raise NotFound
    return found[0]


def scope_of(session: Session, acting: Acting) -> Scope | None:
    """Return the records it is limited to; None for all of the person's."""
    if not acting.is_limited:
        return None
    rows = session.exec(
        select(ActingScope.what, ActingScope.ref).where(ActingScope.acting_id == acting.id)
    ).all()
    return Scope(
        claims=frozenset(ref for what, ref in rows if what == "claim"),
        cases=frozenset(ref for what, ref in rows if what == "case"),
    )


def stand_in(
    session: Session, acting: Acting, principal: Person, helper_ref: str, name: str
) -> Actor:
    """Return the person of a leave as an actor, with this helper and the rights left to them."""
    assert acting.id is not None
    known = {permission.value for permission in Permission}
    return person_actor(principal).helped_by(
        Helper(helper_ref, name, acting.kind, acting.id),
        [Permission(right) for right in acting.rights if right in known],
        scope_of(session, acting),
    )


def acts_for(session: Session, helper: Person, acting_id: int, on: date) -> Actor | None:
    """Return whom this helper acts for under a leave; None when it does not hold for them now."""
    found = _leaves(session, col(Acting.id) == acting_id)
    if not found or found[0].acting.helper_id != helper.id or not runs(found[0].acting, on):
        return None
    return stand_in(session, found[0].acting, found[0].principal, helper.ref, helper.name)


def _leaves(session: Session, wanted: ColumnElement[bool]) -> list[Leave]:
    rows = session.exec(select(Acting).where(wanted).order_by(col(Acting.id))).all()
    ids = {one.principal_id for one in rows} | {one.helper_id for one in rows if one.helper_id}
    people = {
        person.id: person
        for person in session.exec(select(Person).where(col(Person.id).in_(sorted(ids))))
    }
    found = [Leave(one, people[one.principal_id], people.get(one.helper_id)) for one in rows]
    return sorted(found, key=lambda leave: leave.principal.name)
