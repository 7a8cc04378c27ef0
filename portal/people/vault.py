"""Identity numbers that a file to the collector needs: sealed, and opened for nothing else.

A number is sealed for one person: moved to another one's row it opens no more. Whoever has one
opened leaves a look in the trail.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from sqlmodel import Field, Session, SQLModel, col, delete, select

from portal.db import VAULT, Moment
from portal.people.looks import Looked
from portal.people.looks import keep as keep_looks
from portal.people.models import Person
from portal.rows import in_parts, insert_many
from portal.sealing import CannotOpen, Sealer, sealer

LOOK = "number:look"


class SealedNumber(SQLModel, table=True):
    """The identity number of a person, sealed."""

    __tablename__ = "sealed_number"
    person_id: int = Field(foreign_key="person.id", primary_key=True)
    key: str = Field(index=True)
    """The name of the key it is sealed with."""
    sealed: str
    sealed_at: datetime = Field(sa_type=Moment)


_TABLE = SQLModel.metadata.tables["sealed_number"]


def keep(session: Session, numbers: Iterable[tuple[Person, str]], now: datetime) -> None:
    """Seal the numbers of these people that are not kept yet; none is where no keys are set."""
    own = _sealer(session)
    if own is None:
        return
    rows = [
        {
            "person_id": person.id,
            "key": own.newest,
            "sealed": own.seal(number.replace("-", ""), place(person)),
            "sealed_at": now,
        }
        for person, number in numbers
    ]
    insert_many(session, _TABLE, rows, ["person_id"])


def is_open(session: Session) -> bool:
    """Whether there are keys to seal numbers with."""
    return _sealer(session) is not None


def read(
    session: Session, refs: Collection[str], *, by: str, why: str, now: datetime
) -> dict[str, str]:
    """Return the numbers that are kept of these references; each is a look by somebody.

    `why` names the file they are for. One that opens no more is left out: `portal keys` counts it.
    """
    own = _sealer(session)
    if own is None:
        return {}
    numbers: dict[str, str] = {}
    looks: list[Looked] = []
    for person, row in _rows(session, refs):
        try:
            numbers[person.ref] = own.open(row.key, row.sealed, place(person))
        except CannotOpen:
            continue
        subject = f"person:{person.ref}"
        looks.append(
            Looked(at=now, actor=by, act=LOOK, subject=subject, detail=why, person_id=person.id)
        )
    keep_looks(session, looks)
    return numbers


def forget(session: Session, person_ids: Collection[int]) -> None:
    """Throw the numbers of these people away."""
    session.exec(delete(SealedNumber).where(col(SealedNumber.person_id).in_(person_ids)))


def place(person: Person) -> str:
    """Return where the number of a person belongs: part of its seal."""
    return f"sealed_number:{person.ref}:{person.identity_scheme}"


def _sealer(session: Session) -> Sealer | None:
    return sealer(session.info.get(VAULT, ""))


def _rows(session: Session, refs: Collection[str]) -> Iterator[tuple[Person, SealedNumber]]:
    found = select(Person, SealedNumber).join(
        SealedNumber, col(SealedNumber.person_id) == col(Person.id)
    )
    for part in in_parts(sorted(refs)):
        yield from session.exec(found.where(col(Person.ref).in_(part))).all()
