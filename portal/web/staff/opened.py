"""A case with everything staff see of it, read in one go."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext
from sqlmodel import Session, col, select

from portal.cases import conversation, deciding, handling, letters
from portal.cases.assessing import Assessed, assess_case
from portal.cases.models import Case, CaseEvent, Decision, Letter, Message, Receipt, WarningShown
from portal.cases.queue import case_for_staff
from portal.cases.rulings.models import Departure
from portal.ledger import claims as ledger_claims
from portal.ledger.claims import ClaimView
from portal.municipality import Municipality
from portal.people.acting.names import helper_names
from portal.people.actors import Actor
from portal.people.models import KnownFact, StaffMember
from portal.web.staff.standing import Standing, standing_of
from portal.web.staff.whole import AtCollector, Earlier, at_collector, earlier_decisions


@dataclass(frozen=True)
class Opened:
    """A sent case as staff see it. Amounts are minor units."""

    assessed: Assessed
    receipt: Receipt
    claims: tuple[ClaimView, ...]
    """All claims of the person, whatever the request is about."""
    decisions: list[Decision]
    unadvised: frozenset[int]
    """The decisions on which the rules gave no advice, by their ids."""
    events: list[CaseEvent]
    messages: list[Message]
    letters: list[Letter]
    warnings: list[WarningShown]
    """What the resident was warned of before sending."""
    on_file: Mapping[str, KnownFact]
    """What the municipality knew, also where the resident says otherwise."""
    colleagues: Mapping[int, StaffMember]
    helpers: Mapping[str, str]
    """Who acted for the resident, by signature."""
    listed: tuple[str, ...]
    """The questions of this kind of request, in order."""
    standing: Standing
    """How far a decision has come."""
    collector: Mapping[int, AtCollector]
    """What the state collector says of a claim that it has, by claim."""
    asked: frozenset[int]
    """The claims about which a request waits, those in a plan with them too."""
    earlier: list[Earlier]
    """What was decided on other requests of the person."""

    @property
    def case(self) -> Case:
        """The case itself."""
        return self.assessed.case

    @property
    def is_open(self) -> bool:
        """Whether it waits for a decision."""
        return self.case.is_open

    @property
    def decision(self) -> Decision | None:
        """The decision that holds."""
        return self.decisions[-1] if self.decisions else None

    @property
    def owed(self) -> list[ClaimView]:
        """The claims of the request that can still be decided about."""
        return self.assessed.owed

    @property
    def debt(self) -> int:
        """What is left of them."""
        return sum(view.balance for view in self.owed)

    @property
    def is_from_breach(self) -> bool:
        """Whether one of them comes from withheld information: the law then closes most ways."""
        return any(view.cause != "none" for view in self.owed)

    @property
    def time_bar_on(self) -> date | None:
        """The first day on which one of them can no longer be collected."""
        return min((view.time_bar_on for view in self.owed), default=None)

    def who(self, signature: str) -> str:
        """Return the name behind a signature of the record; nothing for the rules."""
        kind, _, ref = signature.partition(":")
        if kind == "resident":
            return self.assessed.person.name
        if signature in self.helpers:
            both = {"helper": self.helpers[signature], "name": self.assessed.person.name}
            return gettext("staff-by-helper", **both)
        return next((one.name for one in self.colleagues.values() if one.ref == ref), "")


def open_case(session: Session, town: Municipality, staff: Actor, ref: str, on: date) -> Opened:
    """Read a sent case. Raises NotAllowed, and NotFound, also for a draft."""
    case = case_for_staff(session, staff, ref)
    without = select(Departure.decision_id).join(Decision).where(Decision.case_id == case.id)
    warnings = select(WarningShown).where(WarningShown.case_id == case.id)
    facts = select(KnownFact).where(KnownFact.person_id == case.person_id)
    assessed = assess_case(session, town, case, on)
    claims = tuple(ledger_claims.views(session, case.person_id, on))
    events = handling.events_of(session, case)
    return Opened(
        assessed=assessed,
        receipt=deciding.last_receipt(session, case),
        claims=claims,
        decisions=deciding.decisions_of(session, case),
        unadvised=frozenset(session.exec(without.where(Departure.advice == "none"))),
        events=events,
        messages=conversation.messages_of(session, case),
        letters=letters.letters_of(session, case_id=case.id),
        warnings=list(session.exec(warnings.order_by(col(WarningShown.id)))),
        on_file={fact.name: fact for fact in session.exec(facts)},
        colleagues={one.id: one for one in session.exec(select(StaffMember)) if one.id},
        helpers=helper_names(session, (event.actor for event in events)),
        listed=town.journeys[assessed.person.kind].get(case.ask, ()),
        standing=standing_of(session, staff, case),
        collector=at_collector(session, claims),
        asked=handling.asked_about(session, claims),
        earlier=earlier_decisions(session, case),
    )
