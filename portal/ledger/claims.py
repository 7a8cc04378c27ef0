"""Claims as pages show them: frozen views, read as plain rows in at most two statements."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property
from typing import Any

from sqlmodel import Session

from portal.errors import NotFound
from portal.fixed import Fixed
from portal.ledger.balances import Balance
from portal.ledger.claim_rows import BY_IDS, BY_PERSON, BY_REF, BY_UNIT
from portal.ledger.progress import PlanView, plan_views
from portal.ledger.tables import run
from portal.rules.facts import ClaimFacts


@dataclass(frozen=True)
class SentSoFar:
    """What was sent because it was not paid, and how much time there was to answer."""

    words: int
    reminders: int
    quiet_until: date | None
    """The last day given to answer what was sent."""
    granted_until: date | None
    """The last day of time that was granted, over or not."""


@dataclass(frozen=True)
class ClaimView:
    """One claim with what is left of it. Amounts are minor units."""

    id: int
    ref: str
    number: str
    person_id: int
    """Whose view it is: one of those who owe it, not always the one the bill is for."""
    person_name: str
    kind: str
    description: str
    unit: str
    unit_phone: str
    arose_on: date
    due_on: date
    principal: int
    payment_reference: str
    stage: str
    reminded_on: date | None
    transferred_on: date | None
    cause: str
    scheme: str | None
    months_paid: int
    """Full months paid: before the claim came here, and months of its plans met since."""
    time_bar_on: date
    billed_on: date | None
    period_from: date | None
    period_to: date | None
    basis: str
    basis_on: date | None
    parts: Balance
    """What is left to pay for this person."""
    whole: Balance
    """What is left of the claim, whoever pays it."""
    share: int | None
    """The most this person can be asked for in all, where that is less than the whole."""
    debtors: int
    """How many people owe it, this one included."""
    charged: int
    """The principal less what was credited of it."""
    repaid: int
    """What was paid on the principal; what was let go is not in it."""
    plan: PlanView | None
    """The plan it runs in."""
    postponed_until: date | None
    """Nothing need be paid up to and including this day, by a decision."""
    sent: SentSoFar
    is_held: bool
    """Whether a hold is open on it, or on anyone who owes it."""
    is_plan_still: bool
    """Whether any claim of the plan it runs in is held, has more time, or is too old to collect."""

    @cached_property
    def balance(self) -> int:
        """All that is left to pay for this person."""
        return self.parts.total

    @cached_property
    def phase(self) -> str:
        """`open`, `reminded`, `in_plan`, `transferred`, or `closed` when nothing is left."""
        if self.balance == 0:
            return "closed"
        if self.stage == "transferred":
            return "transferred"
        return "in_plan" if self.plan else self.stage

    @cached_property
    def together(self) -> frozenset[int]:
        """The ids of the claims of the plan it runs in; without a plan its own."""
        return self.plan.claim_ids if self.plan is not None else frozenset((self.id,))

    @cached_property
    def takes_money(self) -> bool:
        """Whether something is left to pay of it, and here: the collector does not have it."""
        return self.phase not in ("closed", "transferred")

    @cached_property
    def next_due(self) -> date | None:
        """The day the next amount is due: of its instalment, or of all of it; None for nothing."""
        if self.phase == "in_plan" and self.plan:
            return self.plan.progress.next_due
        if self.phase in ("open", "reminded"):
            return max(self.due_on, self.postponed_until or self.due_on)
        return None

    @cached_property
    def next_amount(self) -> int:
        """What is due on that day: the instalment of its plan, or all that is left."""
        if self.next_due is None:
            return 0
        return self.plan.progress.next_amount if self.plan else self.balance

    @cached_property
    def to_pay_now(self) -> int:
        """What to pay next: that amount, or all that its plan should have had by now."""
        behind = self.plan.progress.behind if self.plan and self.next_amount else 0
        return max(self.next_amount, behind)


@dataclass(frozen=True)
class Overview:
    """All claims on one person, kept apart by where they stand."""

    open: tuple[ClaimView, ...]
    in_plan: tuple[ClaimView, ...]
    transferred: tuple[ClaimView, ...]
    closed: tuple[ClaimView, ...]
    on: date
    """The day they were looked at."""
    not_collected: tuple[ClaimView, ...] = ()
    """Claims nobody asks for, once they were taken apart: see `portal.ledger.origin.floor`."""

    @cached_property
    def total(self) -> int:
        """What is left to pay to the municipality: open and in a plan, not too old to collect."""
        return sum(claim.balance for claim in self._collected)

    def first_due(self, waiting: Collection[int] = ()) -> ClaimView | None:
        """The claim of which an amount must be paid first; its `next_due` may be past.

        A claim too old to collect need not be paid, nor one while collecting it stands still, nor
        one of the ids `waiting`, about which a request waits; a plan goes on meanwhile.
        """
        asked = [
            claim
            for claim in self._collected
            if not claim.is_held and (claim.plan is not None or claim.id not in waiting)
        ]
        due = [(claim.next_due, claim) for claim in asked if claim.next_due]
        return min(due, key=lambda pair: pair[0])[1] if due else None

    @property
    def _collected(self) -> list[ClaimView]:
        return [one for one in (*self.open, *self.in_plan) if one.time_bar_on > self.on]


def overview(session: Session, person_id: int, on: date) -> Overview:
    """Return all claims a person owes, as they stand for them on this day."""
    by_phase: dict[str, list[ClaimView]] = {}
    for view in views(session, person_id, on):
        phase = "open" if view.phase == "reminded" else view.phase
        by_phase.setdefault(phase, []).append(view)
    return Overview(
        open=tuple(by_phase.get("open", ())),
        in_plan=tuple(by_phase.get("in_plan", ())),
        transferred=tuple(by_phase.get("transferred", ())),
        closed=tuple(by_phase.get("closed", ())),
        on=on,
    )


def views(
    session: Session, person_id: int, on: date, only: Iterable[int] | None = None
) -> list[ClaimView]:
    """Return the claims a person owes, alone or with others, or only those with these ids.

    What is due first stands in front.
    """
    if only is None:
        return _views(session, BY_PERSON, {"person_id": person_id, "on": on}, on)
    wanted = {"person_id": person_id, "ids": sorted(set(only)), "on": on}
    return _views(session, BY_IDS, wanted, on)


def claim_for(session: Session, person_id: int, ref: str, on: date) -> ClaimView:
    """Return a claim this person owes. Raises NotFound, also for someone else's."""
    found = _views(session, BY_REF, {"person_id": person_id, "ref": ref, "on": on}, on)
    if not found:
        raise NotFound
    return found[0]


def unit_claims(session: Session, unit: str, on: date) -> list[ClaimView]:
    """Return the claims of one unit of the municipality, whoever owes them."""
    return _views(session, BY_UNIT, {"unit": unit, "on": on}, on)


def claim_facts(view: ClaimView) -> ClaimFacts:
    """Return the claim as the rules see it; meant for claims of which something is left."""
    principal = view.charged or view.principal
    return ClaimFacts(
        id=view.ref,
        kind=view.kind,
        balance=view.balance,
        principal=principal,
        phase=view.phase,
        paid_months=view.months_paid,
        repaid_share=view.repaid * 10_000 // principal,
        cause=view.cause,
        scheme=view.scheme or "",
    )


def _views(
    session: Session,
    statement: Fixed,
    params: Mapping[str, Any],
    on: date,
) -> list[ClaimView]:
    found = run(session, statement, params)
    names = tuple(found.keys())
    rows = [dict(zip(names, row, strict=True)) for row in found.all()]
    plans = plan_views(session, (row["plan_id"] for row in rows if row["plan_id"]), on)
    return [_view(row, plans) for row in rows]


def _view(row: dict[str, Any], plans: Mapping[int, PlanView]) -> ClaimView:
    plan = plans.get(row.pop("plan_id"))
    whole = Balance(row.pop("owed_principal"), row.pop("owed_fee"), row.pop("owed_interest"))
    parts = whole.at_most(int(row.pop("owed")))
    earlier = row.pop("met_before")
    row.pop("said")
    sent = SentSoFar(
        *(row.pop(name) for name in ("words", "reminders", "quiet_until", "granted_until"))
    )
    row["is_held"], row["is_plan_still"] = bool(row["is_held"]), bool(row["is_plan_still"])
    row["months_paid"] += earlier + (plan.progress.months if plan else 0)
    row.update(parts=parts, whole=whole, plan=plan, sent=sent)
    return _filled(row)


def _filled(row: dict[str, Any]) -> ClaimView:
    """Return the view of these fields; its own constructor sets each of forty by a call."""
    if row.keys() != _FIELDS:
        raise TypeError("a claim's view needs each of its fields once")
    view = object.__new__(ClaimView)
    view.__dict__.update(row)
    return view


_FIELDS = {one.name for one in fields(ClaimView)}
