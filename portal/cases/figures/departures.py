"""Where people depart from what the rules advise: by article and by ground, never by colleague."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import Session, SQLModel

from portal.articles import articles_of
from portal.cases.figures import chance
from portal.cases.figures.chance import Interval
from portal.cases.figures.parts import Figure, day_of, filled
from portal.cases.rulings import models  # noqa: F401  (puts the table in the metadata)
from portal.cases.rulings.models import AREAS, FACTS
from portal.cases.rulings.tied import named_in, rows_behind
from portal.ledger.tables import run
from portal.municipality import Municipality

DEPARTURE = SQLModel.metadata.tables["departure"]
DECISION = SQLModel.metadata.tables["decision"]
RECEIPT = SQLModel.metadata.tables["receipt"]


@dataclass(frozen=True)
class Terms:
    """The municipality's terms of measuring, of one day."""

    ordinary: int
    """So many departures in a hundred are nothing to look at."""
    alarm: int
    """In so many periods of a hundred chance alone may raise an alarm, over all articles."""
    least: int
    """So many decisions an article needs before anything is said of it."""


@dataclass(frozen=True)
class Measured:
    """How often, and how far, people departed from one article."""

    article: str
    """Its id in the municipality's list."""
    cases: int
    """Decisions on an advice that rests on it."""
    departures: int
    share: Interval
    """Between which shares the true one lies, in 95 of 100 cases."""
    typical: int | None
    """By how much in a hundred the amount is higher than advised, in the middle; less than 0 for
    lower; None where no two amounts can be held against each other."""
    alarm: int | None
    """After how many cases the departures were more than chance explains; None: they are not."""


@dataclass(frozen=True)
class Disagreement:
    """All of it, for a page."""

    since: date
    terms: Terms
    measured: tuple[Measured, ...]
    too_few: int
    """Articles with departures of which too few decisions are known to say anything."""
    cases: int
    departures: int
    by_ground: Figure


def terms_of(town: Municipality, on: date) -> Terms:
    """Return the terms of a day."""
    return Terms(
        town.terms.number("departure_ordinary_percent", on),
        town.terms.number("departure_alarm_percent", on),
        town.terms.number("departure_least_cases", on),
    )


def since(on: date) -> date:
    """Return the first day that is looked at: the alarm needs a start that does not move along."""
    return date(on.year - 1, 1, 1)


def disagreement(session: Session, town: Municipality, on: date) -> Disagreement:
    """Measure the decisions on an advice since the start of last year."""
    rows, terms = list(_decisions(session, town, on)), terms_of(town, on)
    by_article: dict[str, list[_Decided]] = defaultdict(list)
    for row in rows:
        for article in row.articles:
            by_article[article].append(row)
    watched = len(articles_of(town).rows) or 1
    enough = {a: found for a, found in by_article.items() if len(found) >= terms.least}
    measured = [_measure(a, found, terms, watched) for a, found in enough.items()]
    few = sum(_departures(a, found) > 0 for a, found in by_article.items() if a not in enough)
    grounds = Counter(row.area for row in rows if row.departs)
    return Disagreement(
        since=since(on),
        terms=terms,
        measured=tuple(sorted(measured, key=_most_first)),
        too_few=few,
        cases=len(rows),
        departures=sum(row.departs for row in rows),
        by_ground=_by_ground(grounds),
    )


@dataclass(frozen=True)
class _Decided:
    day: str
    departs: bool
    article: str
    area: str
    advised: int | None
    decided: int | None
    articles: tuple[str, ...]


def _decisions(session: Session, town: Municipality, on: date) -> Iterator[_Decided]:
    """The decisions of people on an advice, oldest first, each with the articles behind it."""
    at = day_of(DEPARTURE.c.decided_at)
    asked = (
        select(
            at.label("day"),
            *(DEPARTURE.c[name] for name in ("departs", "article", "area", "advised", "decided")),
            RECEIPT.c.result,
        )
        .join(DECISION, DECISION.c.id == DEPARTURE.c.decision_id)
        .join(RECEIPT, RECEIPT.c.id == DECISION.c.receipt_id)
        .where(DEPARTURE.c.advice != "none", at >= since(on).isoformat(), at <= on.isoformat())
        .order_by(DEPARTURE.c.decided_at, DEPARTURE.c.decision_id)
    )
    for row in run(session, asked).mappings():
        told = dict(row)
        behind = rows_behind(town, *named_in(told.pop("result")))
        yield _Decided(**told, articles=tuple(one.id for one in behind) or (town.policy.id,))


def _measure(article: str, rows: list[_Decided], terms: Terms, watched: int) -> Measured:
    hits, of = _departures(article, rows), len(rows)
    return Measured(
        article=article,
        cases=of,
        departures=hits,
        share=chance.wilson(hits, of),
        typical=_typical(row for row in rows if row.departs and row.article == article),
        alarm=chance.first_alarm(
            _by_day(article, rows), terms.ordinary / 100, chance.alarm_at(terms.alarm, watched)
        ),
    )


def _departures(article: str, rows: Iterable[_Decided]) -> int:
    return sum(row.departs and row.article == article for row in rows)


def _by_day(article: str, rows: Iterable[_Decided]) -> list[tuple[int, int]]:
    days: dict[str, tuple[int, int]] = {}
    for row in rows:
        hits, of = days.get(row.day, (0, 0))
        days[row.day] = (hits + (row.departs and row.article == article), of + 1)
    return list(days.values())


def _typical(rows: Iterable[_Decided]) -> int | None:
    pairs = ((row.advised, row.decided) for row in rows)
    return chance.median([round(100 * (b - a) / a) for a, b in pairs if a and b is not None])


def _most_first(one: Measured) -> tuple[bool, float, str]:
    return (one.alarm is None, -one.share.low, one.article)


def _by_ground(grounds: Mapping[str, int]) -> Figure:
    keys = (*AREAS, FACTS)
    rows = filled(
        [f"area-{key}" for key in keys], [(f"area-{k}", n) for k, n in grounds.items()], 1
    )
    return Figure("departure-ground", "text", ("departures",), rows, ("departures",))
