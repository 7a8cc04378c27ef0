"""Which articles the rules named on a case, counted in the database from the kept answers."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, String, func, select, true, union
from sqlmodel import Session, SQLModel

from portal.cases.figures.parts import Figure, count_if, day_of, ranked, since
from portal.ledger.tables import run

DECISION = SQLModel.metadata.tables["decision"]
RECEIPT = SQLModel.metadata.tables["receipt"]
PLAIN = "plain"
"""The rules had nothing to remark: the account alone says it."""


def named(session: Session, part: str) -> Select[Any]:
    """Return `receipt` and `article` of each entry of a part: `reasons` or `account`."""
    listed, article = _entries(session, part)
    return select(RECEIPT.c.id.label("receipt_id"), article.label("article")).join_from(
        RECEIPT, listed, true()
    )


def _entries(session: Session, part: str) -> tuple[FromClause, ColumnElement[str]]:
    """The entries of a list in the kept answer, as each database reads JSON."""
    if session.get_bind().dialect.name == "sqlite":
        listed = func.json_each(RECEIPT.c.result, f"$.{part}").table_valued("value")
        return listed, func.json_extract(listed.c.value, "$.article", type_=String)
    entries = func.json_array_elements(RECEIPT.c.result[part])
    listed = entries.table_valued("value").render_derived()
    return listed, func.json_extract_path_text(listed.c.value, "article", type_=String)


def cited(session: Session) -> FromClause:
    """Each article the rules named for a receipt once, in their account or their reasons."""
    return union(named(session, "reasons"), named(session, "account")).subquery()


_OUTCOMES = ("granted", "granted_partly", "refused")


def outcomes(session: Session, on: date) -> Figure:
    """What was decided, by the articles that the rules gave as reasons; one case may have some."""
    reasons = named(session, "reasons").distinct().subquery()
    article = func.coalesce(reasons.c.article, PLAIN)
    found = (
        select(
            article,
            func.count(),
            *(count_if(DECISION.c.outcome == one) for one in _OUTCOMES),
        )
        .select_from(
            DECISION.outerjoin(reasons, reasons.c.receipt_id == DECISION.c.receipt_id),
        )
        .where(day_of(DECISION.c.decided_at) >= str(since(on)))
        .group_by(article)
    )
    columns = ("decisions", *_OUTCOMES)
    rows = ranked(run(session, found))
    return Figure("by-article", "article", columns, rows, ("decisions",), adds_up=False)
