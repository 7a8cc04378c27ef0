"""The ledger's tables, to read and post as plain rows: half the cost of objects."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Executable, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import CursorResult
from sqlmodel import Session, SQLModel

from portal.db import connection_of
from portal.fixed import Fixed
from portal.ledger import (  # noqa: F401  (puts the tables in the metadata)
    models,
    plan_records,
    records,
)
from portal.ledger.debits import models as debits  # noqa: F401
from portal.ledger.dunning import models as dunning  # noqa: F401
from portal.ledger.firms import models as firms  # noqa: F401
from portal.ledger.handover import models as handover  # noqa: F401
from portal.ledger.online import models as online  # noqa: F401
from portal.ledger.origin import models as origin  # noqa: F401
from portal.ledger.refunds import models as refunds  # noqa: F401
from portal.ledger.setoff import models as setoff  # noqa: F401
from portal.ledger.timebar import models as timebar  # noqa: F401
from portal.people import models as people  # noqa: F401
from portal.people import tokens  # noqa: F401
from portal.people.acting import models as acting  # noqa: F401
from portal.people.firm import models as firm_people  # noqa: F401
from portal.people.signing import models as signing  # noqa: F401

CLAIM = SQLModel.metadata.tables["claim"]
ENTRY = SQLModel.metadata.tables["ledger_entry"]
PLAN = SQLModel.metadata.tables["plan"]
PLAN_CHANGE = SQLModel.metadata.tables["plan_change"]
PLAN_CLAIM = SQLModel.metadata.tables["plan_claim"]
INSTALMENT = SQLModel.metadata.tables["instalment"]
POSTPONEMENT = SQLModel.metadata.tables["postponement"]
STATEMENT = SQLModel.metadata.tables["bank_statement"]
LINE = SQLModel.metadata.tables["bank_line"]
REPEAT = SQLModel.metadata.tables["bank_repeat"]
RETURN = SQLModel.metadata.tables["bank_return"]
REFUND = SQLModel.metadata.tables["refund"]
INCOMING = SQLModel.metadata.tables["incoming"]
LIABILITY = SQLModel.metadata.tables["liability"]
REMINDER = SQLModel.metadata.tables["reminder"]
HOLD = SQLModel.metadata.tables["hold"]
INTERRUPTION = SQLModel.metadata.tables["interruption"]
HAND_OVER = SQLModel.metadata.tables["hand_over"]
HAND_OVER_FILE = SQLModel.metadata.tables["hand_over_file"]
HAND_OVER_EVENT = SQLModel.metadata.tables["hand_over_event"]
MONTH_WORD = SQLModel.metadata.tables["month_word"]
PROPOSAL = SQLModel.metadata.tables["proposal"]
CREDIT = SQLModel.metadata.tables["claim_credit"]
GIVEN_BACK = SQLModel.metadata.tables["claim_return"]
ONLINE = SQLModel.metadata.tables["online_payment"]
ONLINE_RETURN = SQLModel.metadata.tables["online_return"]
ON_ITS_WAY = SQLModel.metadata.tables["on_its_way"]
PERSON = SQLModel.metadata.tables["person"]
BRANCH = SQLModel.metadata.tables["branch"]
CLAIM_BRANCH = SQLModel.metadata.tables["claim_branch"]


def run(
    session: Session,
    statement: Executable | Fixed,
    params: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None,
) -> CursorResult[Any]:
    """Run one statement in the session's transaction and return plain rows."""
    connection = connection_of(session)
    if isinstance(statement, Fixed):
        return statement.send(connection, params)
    return connection.execute(statement, params)


def insert_once(
    session: Session, table: Table, values: Mapping[str, Any], unique: str
) -> int | None:
    """Insert a row unless one with this unique value is there; return its id, or None if it was.

    Of two transactions at once one inserts; the other waits for it and gets None.
    """
    statement = _insert_once(session.get_bind().dialect.name, table, unique)
    return run(session, statement, values).scalar_one_or_none()


@cache
def _insert_once(dialect: str, table: Table, unique: str) -> Executable:
    engine = sqlite if dialect == "sqlite" else postgresql
    insert = engine.insert(table).on_conflict_do_nothing(index_elements=[unique])
    statement: Executable = insert.returning(table.c.id)
    return statement
