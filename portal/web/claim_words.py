"""A claim in words: its amount, what happens next and when, how to pay it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from markupsafe import Markup, escape

from portal.cases.matters.half_due import HalfDue
from portal.ledger import references
from portal.ledger.claims import ClaimView
from portal.ledger.nextstep import next_step
from portal.ledger.origin.floor import collection_floor, is_collected
from portal.municipality import Municipality
from portal.web.context import amount, day, local
from portal.web.saying import Spoken, gettext, spoken
from portal.web.services import services
from portal.web.templating import claim_address

_WAITED_FOR = ("open", "reminded")
"""Phases in which money on its way is what is next; in a plan the next instalment is."""
_COLLECTED = ("instalment", "pay_before", "held")
"""Steps that direct debit does for people; for who wanted so also while collecting stands still."""
_ALSO_WITHOUT_A_DAY = ("reminder", "missed", "handover", "person", "with_collector")
"""Steps whose day can be past: then they can come any day."""


@dataclass(frozen=True)
class ClaimRow:
    """One line of the overview."""

    ref: str
    title: str
    amount_text: str
    next: str
    url: str
    view: ClaimView
    progress: str | None = None
    coming: str | None = None
    """That money is on its way, where it is."""

    @property
    def kind(self) -> str:
        """What kind of claim it is."""
        return local(dict(services().town.claim_kinds[self.view.kind].names))

    @property
    def tag(self) -> str:
        """Where it stands, in a word or two."""
        return gettext(f"stage-{self.view.phase}".replace("_", "-"))


@dataclass(frozen=True)
class Meanwhile:
    """What goes on beside claims and bears on what is next with them, by their ids."""

    asked: Collection[int] = ()
    """Claims about which a request waits."""
    coming: Mapping[int, date] = field(default_factory=dict)
    """Until when money is waited for that is on its way."""
    collected: Mapping[int, date] = field(default_factory=dict)
    """The day on which direct debit takes what is next."""
    halves: Mapping[int, HalfDue] = field(default_factory=dict)
    """Half at once that was agreed."""

    def is_asked(self, view: ClaimView) -> bool:
        """Whether a request waits about it, or about a claim of the plan it runs in."""
        return any(one in self.asked for one in view.together)


NOTHING = Meanwhile()


def row(
    town: Municipality, view: ClaimView, today: date, meanwhile: Meanwhile = NOTHING
) -> ClaimRow:
    """Return the claim as a row, in the page's language."""
    said, until = spoken(), meanwhile.coming.get(view.id)
    is_asked = view.plan is None and meanwhile.is_asked(view)
    return ClaimRow(
        ref=view.ref,
        title=said.marked(view.description),
        amount_text=said.amount(view.balance),
        next=next_words(town, view, today, meanwhile),
        url=claim_address(view.ref),
        view=view,
        progress=_progress(view),
        coming=_coming(view, is_asked, until),
    )


def _coming(view: ClaimView, is_asked: bool, until: date | None) -> str | None:
    """That money is on its way, where what is next does not say so already."""
    if until is None or not (view.phase == "in_plan" or (is_asked and view.phase in _WAITED_FOR)):
        return None
    return gettext("on-its-way-tag", day=day(until))


def next_words(
    town: Municipality,
    view: ClaimView,
    today: date,
    meanwhile: Meanwhile = NOTHING,
    *,
    to_staff: bool = False,
) -> str:
    """Say what happens next, with its date: to whoever owes it, or to staff about them.

    Nothing as long as an answer or a payment is waited for, else the next step.
    """
    said = spoken()
    code, told = _next(town, view, today, meanwhile)
    values = {name: _written(said, value) for name, value in told.items()}
    return said.say(f"staff-next-{code}" if to_staff else f"next-{code}", **values)


def _written(said: Spoken, value: int | date) -> str:
    return said.amount(value) if isinstance(value, int) else said.day(value)


def _next(
    town: Municipality, view: ClaimView, today: date, meanwhile: Meanwhile
) -> tuple[str, dict[str, int | date]]:
    """What is next by the end of its id, and the amounts and days to name."""
    until, half = meanwhile.coming.get(view.id), meanwhile.halves.get(view.id)
    is_open = view.phase in _WAITED_FOR
    if view.plan is None and meanwhile.is_asked(view):
        return "waiting", {}
    if until is not None and is_open:
        return "coming", {"day": until}
    if view.time_bar_on <= today and (is_open or view.phase == "in_plan"):
        return "barred", {}
    if is_open and not is_collected(town.policy, view.charged, today):
        return "not-collected", {"amount": collection_floor(town.policy, today) or 0}
    if half is not None and view.takes_money:
        return _half(half)
    return _step(town, view, today, meanwhile)


def _half(half: HalfDue) -> tuple[str, dict[str, int | date]]:
    """What is still to come of a half that was agreed."""
    if not half.missing:
        return "half-in", {}
    return "half", {"amount": half.missing, "day": half.pay_by}


def _step(
    town: Municipality, view: ClaimView, today: date, meanwhile: Meanwhile
) -> tuple[str, dict[str, int | date]]:
    """The step that comes by itself."""
    step = next_step(town, view, today, is_asked=meanwhile.is_asked(view))
    taken = meanwhile.collected.get(view.id)
    if taken is not None and step.code in _COLLECTED:
        return "collected", {"day": taken}
    name = step.code.replace("_", "-") + ("-fee" if step.fee else "")
    told: dict[str, int | date] = {"fee": step.fee} if step.fee else {}
    if step.on is None:
        return name, told
    dated = f"{name}-on" if step.code in _ALSO_WITHOUT_A_DAY else name
    return dated, {"day": step.on, **told}


def _progress(view: ClaimView) -> str | None:
    if view.plan is None:
        return None
    return gettext(
        "plan-progress", amount=amount(view.plan.monthly), count=view.plan.progress.to_go
    )


def to_pay_now(view: ClaimView) -> int:
    """Return what to pay next of a claim in minor units: what its plan asks now, or all."""
    return min(view.to_pay_now or view.balance, view.balance)


def payment_details(town: Municipality, view: ClaimView, due: int) -> dict[str, str]:
    """Return how to pay by bank: account, reference as it is shown, and the amount `due`."""
    payment = town.payment
    return {
        "scheme": payment.scheme,
        "name": payment.name,
        "account": payment.account,
        "reference": references.show(payment.scheme, view.payment_reference, payment.creditor),
        "amount": amount(due),
    }


def movement_lines(movements: Sequence[Any]) -> list[dict[str, Any]]:
    """Return the movements as lines of a receipt."""
    return [
        {
            "term": gettext(f"movement-{movement.kind}".replace("_", "-")),
            "amount": movement.amount,
            "amount_text": amount(movement.amount),
            "why": day(movement.on),
        }
        for movement in movements
    ]


_FIRST, _LAST = 1, 4
"""So many movements of a long course stand on the page, from its beginning and from its end."""


def shortened(lines: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the lines of `movement_lines` for a page, and those to fold away.

    One line stands for all that are folded, with their sum, so that what is shown adds up.
    """
    between = lines[_FIRST:-_LAST]
    if len(between) <= _LAST:
        return lines, []
    said = {
        "term": gettext("movements-between", count=len(between)),
        "amount_text": amount(sum(line["amount"] for line in between)),
        "why": f"{between[0]['why']} – {between[-1]['why']}",
    }
    return [*lines[:_FIRST], said, *lines[-_LAST:]], between


def collector_text(town: Municipality) -> str:
    """Say who took over the claims that were handed over, and how to reach them."""
    if town.collector is None:
        return ""
    number = town.collector.phone
    phone = Markup('<a class="phone" href="tel:{}">{}</a>').format(
        number.replace(" ", ""), number.replace(" ", "\N{NO-BREAK SPACE}")
    )
    return Markup(gettext("collector", name=escape(town.collector.name), phone=phone))  # noqa: S704
