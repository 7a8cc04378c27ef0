"""Who acted and what it was about, for people to read: names and numbers, no ids of the database.

The file of the trail keeps everything as it was written.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask_babel import gettext
from sqlmodel import Session, col, select

from portal.cases.models import Case
from portal.cases.whose import WHOSE, whose
from portal.ledger.models import Claim
from portal.ledger.records import Hold
from portal.people.acting.names import helper_names
from portal.people.actors import Actor
from portal.people.closed import closed_to, is_closed
from portal.people.models import Person, StaffMember
from portal.people.trail.reading import Line

_BY = ("night", "rules", "import", "provider")
_FOR = re.compile(r"(?:helper:[\w-]+ for )?resident:([\w-]+)")
_KINDS_OF_DETAIL = {
    "access:reason": "access",
    "hold:place": "hold",
    "hold:lift": "hold",
    "acting:ask": "acting-kind",
    "acting:given": "acting-kind",
    "acting:accepted": "acting-kind",
}
"""Acts whose detail is a code that has words, and with what the ids of these begin."""


@dataclass(frozen=True)
class Names:
    """The people that lines of the trail name."""

    staff: Mapping[str, str]
    people: Mapping[str, str]
    helpers: Mapping[str, str]

    def who(self, actor: str) -> str:
        """Return who acted; a signature of another kind, as it is."""
        if actor in _BY:
            return gettext(f"trail-by-{actor}")
        kind, _, ref = actor.partition(":")
        if kind == "staff":
            return self.staff.get(ref, actor)
        found = _FOR.match(actor)
        if found is None:
            return actor
        name = self.people.get(found[1])
        if name is None:
            return gettext("trail-by-somebody")
        if actor in self.helpers:
            return gettext("staff-by-helper", helper=self.helpers[actor], name=name)
        return gettext("trail-by-resident", name=name)


def names_in(session: Session, by: Actor, lines: Iterable[Line]) -> Names:
    """Read the names behind these signatures, but of no file that is closed to who looks."""
    signed = {line.actor for line in lines}
    refs = {found[1] for one in signed if (found := _FOR.match(one))}
    people = select(Person.ref, Person.name).where(
        col(Person.ref).in_(sorted(refs)), col(Person.id).not_in(closed_to(by))
    )
    return Names(
        staff=dict(session.exec(select(StaffMember.ref, StaffMember.name)).all()),
        people=dict(session.exec(people).all()) if refs else {},
        helpers=helper_names(session, sorted(signed)),
    )


def about(session: Session, by: Actor, names: Names, line: Line) -> str:
    """Return what an act was about: a number, a kind of request, whose it is; often nothing."""
    kind, _, ref = line.subject.partition(":")
    if kind == "staff":
        return names.staff.get(ref, "")
    if kind == "file" and ref.isdecimal():
        return gettext("trail-file", number=ref)
    found = [*_record(session, by, kind, ref), _detail(line)]
    return " · ".join(one for one in found if one)


def _record(session: Session, by: Actor, kind: str, ref: str) -> list[str]:
    """The number or the kind of a record, and the name of whom it is about."""
    person_id, called = _whose(session, kind, ref)
    if person_id is None or is_closed(session, by, person_id):
        return []
    return [called, session.get_one(Person, person_id).name]


def _whose(session: Session, kind: str, ref: str) -> tuple[int | None, str]:
    """Whom a record is about, and what people call it."""
    if kind == "hold" and ref.isdecimal():
        hold = session.get(Hold, int(ref))
        claim = session.get(Claim, hold.claim_id) if hold and hold.claim_id else None
        person_id = claim.person_id if claim else hold.person_id if hold else None
        return person_id, claim.number if claim else ""
    if kind not in WHOSE:
        return None, ""
    return whose(session, kind, ref), _called(session, kind, ref)


def _called(session: Session, kind: str, ref: str) -> str:
    if kind == "claim":
        return session.exec(select(Claim.number).where(Claim.ref == ref)).first() or ""
    if kind == "case":
        ask = session.exec(select(Case.ask).where(Case.ref == ref)).first()
        return gettext(f"staff-ask-{ask}".replace("_", "-")) if ask else ""
    return ""


def _detail(line: Line) -> str:
    """The detail in words, where it is a code that has them."""
    begin = _KINDS_OF_DETAIL.get(line.act)
    return gettext(f"{begin}-{line.detail}".replace("_", "-")) if begin and line.detail else ""
