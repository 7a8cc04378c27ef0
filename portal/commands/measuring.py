"""What `portal metrics` prints: figures of the whole installation, in Prometheus' text format.

They are read from the database, so that they are the same whichever process is asked.
"""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import Table, func, select
from sqlmodel import Session, SQLModel

from portal.cases.retention.rules import CASE
from portal.cases.work import models as work  # noqa: F401  (puts the table in the metadata)
from portal.commands.place import Place
from portal.db import Database
from portal.ledger.tables import CLAIM, STATEMENT, run
from portal.people import outbox  # noqa: F401
from portal.people.switches import PARTS, closed
from portal.people.trail import models as trail  # noqa: F401

OUT = SQLModel.metadata.tables["outgoing"]
ITEM = SQLModel.metadata.tables["work_item"]
ANCHOR = SQLModel.metadata.tables["trail_anchor"]


def tell(place: Place, on: date) -> Iterator[str]:
    """Return the lines as of a day; nothing in them is of anybody."""
    with place.database.reading() as session:
        yield from _gauge("overblik_claims", "Claims there are.", _count(session, CLAIM))
        yield from _gauge("overblik_work_items", "What waits for staff.", _count(session, ITEM))
        open_cases = select(func.count()).where(CASE.c.state.in_(("sent", "asked")))
        told = int(run(session, open_cases).scalar_one())
        yield from _gauge("overblik_cases_open", "Requests that are not decided.", told)
        yield from _outgoing(session, on)
        yield from _days(session, on)
        shut = closed(session)
        yield "# HELP overblik_part_closed 1 while a part of the portal is closed."
        yield "# TYPE overblik_part_closed gauge"
        yield from (f'overblik_part_closed{{part="{part}"}} {int(part in shut)}' for part in PARTS)
    yield from _queue(place.database)


def _outgoing(session: Session, on: date) -> Iterator[str]:
    waits = (OUT.c.state == "waiting", OUT.c.channel != "post")
    count = run(session, select(func.count()).select_from(OUT).where(*waits)).scalar_one()
    oldest = run(session, select(func.min(OUT.c.made_on)).where(*waits)).scalar_one()
    yield from _gauge("overblik_outbox_waiting", "Messages that wait to be sent.", count)
    age = (on - oldest).days if oldest else 0
    yield from _gauge("overblik_outbox_oldest_days", "Days the oldest of them waits.", age)


def _days(session: Session, on: date) -> Iterator[str]:
    """How long ago the bank's file and the night were: -1 where there was none yet."""
    names = {
        "overblik_bank_file_age_days": ("Days since the newest statement.", STATEMENT.c.closing_on),
        "overblik_anchor_age_days": ("Days since a night anchored the trail.", ANCHOR.c.on),
    }
    for name, (words, column) in names.items():
        last = run(session, select(func.max(column))).scalar_one()
        yield from _gauge(name, words, (on - last).days if last else -1)


def _queue(database: Database) -> Iterator[str]:
    """Chunks of the night by state, where there is a queue."""
    if database.engine.dialect.name == "sqlite":
        return
    with database.engine.connect() as connection:
        counted = connection.exec_driver_sql(
            "select status, count(*) from queue.procrastinate_jobs group by status"
        )
        rows = {str(status): int(count) for status, count in counted}
    yield "# HELP overblik_jobs Chunks of the night by state."
    yield "# TYPE overblik_jobs gauge"
    for state in ("todo", "doing", "failed"):
        yield f'overblik_jobs{{state="{state}"}} {rows.get(state, 0)}'


def _count(session: Session, table: Table) -> int:
    return int(run(session, select(func.count()).select_from(table)).scalar_one())


def _gauge(name: str, words: str, value: float) -> Iterator[str]:
    yield from (f"# HELP {name} {words}", f"# TYPE {name} gauge", f"{name} {value}")
