"""By when a case must be answered, what that rests on, and which claim is nearly too old."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext
from sqlmodel import Session

from portal.cases.assessing import Assessed
from portal.cases.plans.outliving import outliving
from portal.municipality import Municipality
from portal.web.context import amount, day, local
from portal.web.services import services
from portal.web.staff import days
from portal.web.staff.opened import Opened


@dataclass(frozen=True)
class Deadline:
    """The days that press on a case, in words; empty where none does."""

    answer: str = ""
    left: str = ""
    basis: str = ""
    is_near: bool = False
    time_bar: str = ""
    is_bar_near: bool = False


def deadline(town: Municipality, opened: Opened, today: date) -> Deadline:
    """Return the deadline of a case, as of today."""
    bar, by = opened.time_bar_on, opened.case.answer_by
    time_bar = ""
    if bar is not None:
        name = "staff-barred-since" if bar <= today else "staff-bar-on"
        time_bar = gettext(name, day=day(bar))
    first_warning = 31 * max(town.dunning.warn_months, default=0)
    is_bar_near = bar is not None and (bar - today).days <= first_warning
    if not opened.is_open or by is None:
        return Deadline(time_bar=time_bar, is_bar_near=is_bar_near)
    return Deadline(
        answer=gettext("staff-answer-by", day=day(by)),
        left=days.left(today, by),
        basis=local(town.wording["answer_basis"]),
        is_near=days.is_near(today, by),
        time_bar=time_bar,
        is_bar_near=is_bar_near,
    )


def outlives(session: Session, assessed: Assessed, amounts: Iterable[int | None]) -> list[str]:
    """Return a sentence for each of these amounts a month whose plan would outlive a claim."""
    parts = services()
    return [
        gettext(
            "staff-outlives",
            amount=amount(one.monthly),
            last=day(one.last),
            day=day(one.barred_on),
        )
        for one in outliving(session, parts.town, assessed, amounts, parts.clock.today())
    ]
