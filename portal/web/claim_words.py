"""A claim in words: its amount, what happens next and when, how to pay it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup, escape

from portal.ledger import references
from portal.ledger.claims import ClaimView
from portal.ledger.nextstep import next_step
from portal.ledger.origin.floor import collection_floor, is_collected
from portal.municipality import Municipality
from portal.web.context import amount, day, local
from portal.web.saying import gettext, spoken
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


def row(
    town: Municipality,
    view: ClaimView,
    today: date,
    waiting: Collection[int] = (),
    coming: Mapping[int, date] = {},
    collected: Mapping[int, date] = {},
) -> ClaimRow:
    """Return the claim as a row, in the page's language.

    `waiting` holds the ids of claims about which a request waits; `coming` what is on its way;
    `collected` the days on which direct debit takes what is next.
    """
    said, taken = spoken(), collected.get(view.id)
    until, is_asked = coming.get(view.id), view.id in waiting and view.plan is None
    return ClaimRow(
        ref=view.ref,
        title=said.marked(view.description),
        amount_text=said.amount(view.balance),
        next=_next(town, view, today, is_asked, until, taken),
        url=claim_address(view.ref),
        view=view,
        progress=_progress(view),
        coming=_coming(view, is_asked, until),
    )


def _next(
    town: Municipality,
    view: ClaimView,
    today: date,
    is_asked: bool,
    until: date | None,
    taken: date | None,
) -> str:
    """What is next: nothing as long as an answer or a payment is waited for, else the next step."""
    if is_asked:
        return gettext("next-waiting")
    if until is not None and view.phase in _WAITED_FOR:
        return gettext("next-coming", day=day(until))
    return next_words(town, view, today, taken)


def _coming(view: ClaimView, is_asked: bool, until: date | None) -> str | None:
    """That money is on its way, where what is next does not say so already."""
    if until is None or not (view.phase == "in_plan" or (is_asked and view.phase in _WAITED_FOR)):
        return None
    return gettext("on-its-way-tag", day=day(until))


def next_words(town: Municipality, view: ClaimView, today: date, taken: date | None = None) -> str:
    """Say what happens next, with its date; on `taken` direct debit takes what is due."""
    said = spoken()
    if view.time_bar_on <= today and view.phase in ("open", "reminded", "in_plan"):
        return said.say("next-barred")
    if view.phase in ("open", "reminded") and not is_collected(town.policy, view.charged, today):
        floor = collection_floor(town.policy, today) or 0
        return said.say("next-not-collected", amount=said.amount(floor))
    step = next_step(town, view, today)
    if taken is not None and step.code in _COLLECTED:
        return said.say("next-collected", day=said.day(taken))
    name = f"next-{step.code}".replace("_", "-") + ("-fee" if step.fee else "")
    told = {"fee": said.amount(step.fee)} if step.fee else {}
    if step.on is None:
        return said.say(name, **told)
    dated = f"{name}-on" if step.code in _ALSO_WITHOUT_A_DAY else name
    return said.say(dated, day=said.day(step.on), **told)


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
