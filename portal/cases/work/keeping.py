"""What waits as a whole: the days the municipality means, and a check of the kept table."""

from datetime import date

from sqlmodel import Session, SQLModel, select

from portal.cases.work import triggers
from portal.cases.work.models import WorkTerm
from portal.cases.work.sources import COLUMNS, Words, all_of
from portal.errors import NoValue
from portal.ledger.tables import run
from portal.municipality import Municipality

ITEM = SQLModel.metadata.tables["work_item"]
TERMS = "work_days"
"""The name of the municipality's term; with `_<kind>` behind it that of a kind."""


def set_terms(session: Session, town: Municipality, on: date) -> bool:
    """Bring the terms to those of a day, and what waits along; False when they were so already."""
    wanted = dict(_terms(town, on))
    kept = {one.kind: one for one in session.exec(select(WorkTerm))}
    if {kind: one.days for kind, one in kept.items()} == wanted:
        return False
    for kind in kept.keys() - wanted.keys():
        session.delete(kept[kind])
    for kind, days in wanted.items():
        session.merge(WorkTerm(kind=kind, days=days))
    session.flush()
    triggers.rebuild(session.connection())
    return True


def _terms(town: Municipality, on: date) -> list[tuple[str, int]]:
    found = []
    for name in town.terms.series:
        if name == TERMS or name.startswith(f"{TERMS}_"):
            try:
                days = town.terms.number(name, on)
            except NoValue:
                continue
            found.append((name.removeprefix(TERMS).removeprefix("_").replace("_", "-"), days))
    return found


def differing(session: Session) -> list[str]:
    """Return `source:subject` of every row that is missing, too many or not as it should be."""
    words = Words(session.get_bind().dialect.name == "sqlite")
    names, order = ", ".join(COLUMNS), "order by 1, 2"
    found = f"select {names} from ({all_of(words)}) q"  # noqa: S608  (names of our own)
    kept = f"select {names} from work_item"  # noqa: S608
    both = (f"{one} except {other} {order}" for one, other in ((found, kept), (kept, found)))
    rows = [row for each in both for row in run(session, triggers.as_it_stands(each))]
    return sorted({f"{row.source}:{row.subject}" for row in rows})
