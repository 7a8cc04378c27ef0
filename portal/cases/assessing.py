"""Putting a case to the rules: the same facts for the estimate, the decision and staff."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from portal.cases import drafts
from portal.cases.contested import contested, is_kinder, unsaid
from portal.cases.journey import Answers, questions
from portal.cases.matters.kinds import is_matter
from portal.cases.models import Case, CaseClaim
from portal.cases.situation import situation
from portal.fixed import Fixed
from portal.ledger import claims as ledger_claims
from portal.ledger.claims import ClaimView
from portal.ledger.tables import run
from portal.municipality import Municipality
from portal.people.models import KnownFact, Person
from portal.rules.answer import RulesAnswer
from portal.rules.assess import assess
from portal.rules.facts import RunningPlan, Situation
from portal.rules.policy import book
from portal.rules.short_term import short_term
from portal.rules.transition import Transition, transition

NEEDS_PLAN = ("lower_instalment", "review")
"""What can only be asked about a running plan."""


@dataclass(frozen=True)
class Gathered:
    """A case with all that is kept of it and of whoever asks, before the rules are put it."""

    case: Case
    person: Person
    """Who asks."""
    on_file: tuple[KnownFact, ...]
    claims: tuple[ClaimView, ...]
    """The claims it is about."""
    told: Mapping[str, Any]
    """What the resident answered."""

    @cached_property
    def known(self) -> Mapping[str, KnownFact]:
        """What the municipality already had, and the resident did not say otherwise."""
        return unsaid(self.on_file, self.told)

    @cached_property
    def contested(self) -> Mapping[str, KnownFact]:
        """What the municipality has otherwise than the resident says: a person looks at it."""
        return contested(self.on_file, self.told)

    @cached_property
    def answers(self) -> dict[str, Any]:
        """Known facts and answers together; the resident's own word counts."""
        return dict(self.told) | {name: fact.value for name, fact in self.known.items()}

    @cached_property
    def running(self) -> RunningPlan | None:
        """The plan these claims run in."""
        return _running(self.claims)

    def telling(self, typed: Mapping[str, Any]) -> "Gathered":
        """Return it with other answers in place of what was told; nothing is read again."""
        return replace(self, told=dict(self.told) | dict(typed))


@dataclass(frozen=True)
class Assessed:
    """A case with all that the rules and the pages need of it."""

    gathered: Gathered
    by_file: bool
    """Whether the rules were put what is on file of these, as that asks less of the resident."""
    asked: tuple[str, ...]
    """The questions that matter, known facts left out."""
    situation: Situation
    answer: RulesAnswer | None
    """None while the facts make no sense to the rules yet."""
    transition: Transition | None
    """What runs from before the rules of today, beside what a plan by them comes to."""
    at_once: bool
    """Whether sending grants it; else a person decides, or releases what the rules give."""
    short_term: int

    @property
    def case(self) -> Case:
        """What was asked."""
        return self.gathered.case

    @property
    def person(self) -> Person:
        """Who asks."""
        return self.gathered.person

    @property
    def claims(self) -> tuple[ClaimView, ...]:
        """The claims it is about."""
        return self.gathered.claims

    @property
    def owed(self) -> list[ClaimView]:
        """The claims of the request that can still be decided about."""
        return [view for view in self.claims if view.takes_money]

    @property
    def told(self) -> Mapping[str, Any]:
        """What the resident answered."""
        return self.gathered.told

    @property
    def known(self) -> Mapping[str, KnownFact]:
        """What the municipality already had, and the resident did not say otherwise."""
        return self.gathered.known

    @property
    def contested(self) -> Mapping[str, KnownFact]:
        """What the municipality has otherwise than the resident says: a person looks at it."""
        return self.gathered.contested

    @property
    def answers(self) -> Answers:
        """Known facts and answers together; the resident's own word counts."""
        return self.gathered.answers

    @property
    def running(self) -> RunningPlan | None:
        """The plan the claims run in."""
        return self.gathered.running

    @property
    def then(self) -> str:
        """What sending comes to: the outcome of the rules, or that a person decides first."""
        outcome = self.answer.outcome if self.answer else "staff"
        return "staff" if outcome == "grant" and not self.at_once else outcome

    @property
    def missing(self) -> list[str]:
        """The questions that still have no answer."""
        return [name for name in self.asked if name not in self.told]


def assess_case(session: Session, town: Municipality, case: Case, on: date) -> Assessed:
    """Gather the facts of a case and let the rules answer them for this date."""
    return assess_gathered(town, gather_case(session, case, on), on)


def assess_facts(
    session: Session,
    town: Municipality,
    case: Case,
    on: date,
    told: Mapping[str, Any],
    claims: Sequence[ClaimView],
) -> Assessed:
    """Let the rules answer a case, kept or not, by these answers and about these claims."""
    return assess_gathered(town, _gather(session, case, told, claims), on)


def gather_case(session: Session, case: Case, on: date) -> Gathered:
    """Read all that is kept of a case, with its claims as they stand on this day."""
    told = drafts.answers_of(session, case)
    return _gather(session, case, told, claims_about(session, case, on))


def _gather(
    session: Session, case: Case, told: Mapping[str, Any], claims: Sequence[ClaimView]
) -> Gathered:
    person = session.exec(_PERSON, params={"id": case.person_id}).one()
    on_file = session.exec(_ON_FILE, params={"person_id": person.id}).all()
    return Gathered(case, person, tuple(on_file), tuple(claims), told)


def assess_gathered(town: Municipality, gathered: Gathered, on: date) -> Assessed:
    """Let the rules answer what was gathered."""
    case, person, claims = gathered.case, gathered.person, gathered.claims
    known, otherwise, everything = gathered.known, gathered.contested, gathered.answers
    facts = [ledger_claims.claim_facts(view) for view in claims if view.balance > 0]
    owed = sum(claim.balance for claim in facts if claim.phase != "transferred")
    months = short_term(book(town.policy, on), owed)
    listed = town.journeys[person.kind].get(case.ask, ())
    asked = [name for name in questions(listed, everything, months) if name not in known]
    running = gathered.running
    by = partial(
        situation,
        on=on,
        ask=case.ask,
        debtor=person.kind,
        claims=facts,
        running_plan=running,
        income_period=town.policy.income_period,
        short_term=months,
    )
    put = by(answers=everything)
    ready = (
        bool(facts)
        and not is_matter(case.ask)
        and (case.ask not in NEEDS_PLAN or running is not None)
    )
    answer = assess(put, town.policy) if ready else None
    by_file = False
    if otherwise and answer is not None:
        values = {name: fact.value for name, fact in otherwise.items()}
        filed = by(answers=everything | values)
        beside_it = assess(filed, town.policy)
        if by_file := is_kinder(beside_it, answer):
            put, answer = filed, beside_it
    if case.ask == "remission" and answer is not None and answer.outcome == "grant":
        asked = []  # the rules let it go on its size alone: nothing need be asked
    beside = None
    if answer is not None and case.ask in ("plan", "lower_instalment"):
        beside = transition(put, answer, town.policy, running)
    return Assessed(
        gathered=gathered,
        by_file=by_file,
        asked=tuple(asked),
        situation=put,
        answer=answer,
        transition=beside,
        at_once=_goes_out(town, case.ask, on, answer, beside),
        short_term=months,
    )


def _goes_out(
    town: Municipality, ask: str, on: date, answer: RulesAnswer | None, beside: Transition | None
) -> bool:
    """What the rules give goes out at once, unless what ran before them was kinder."""
    if answer is None or answer.outcome != "grant" or (beside and beside.cost):
        return False
    return town.policy.grants_at_once(ask, on)


def _running(claims: Sequence[ClaimView]) -> RunningPlan | None:
    """The plans these claims run in, taken together."""
    plans = {view.plan.id: view.plan for view in claims if view.plan is not None}
    if not plans:
        return None
    return RunningPlan(
        monthly=sum(plan.monthly for plan in plans.values()),
        since=min(plan.made_on for plan in plans.values()),
    )


def claims_about(session: Session, case: Case, on: date) -> list[ClaimView]:
    """Return the claims a case is about, as they stand for who asked."""
    ids = run(session, _ABOUT, {"case_id": case.id}).scalars().all()
    return ledger_claims.views(session, case.person_id, on, only=ids)


_ON_FILE = (
    select(KnownFact)
    .where(KnownFact.person_id == bindparam("person_id"))
    .order_by(col(KnownFact.id))
)
_ABOUT = Fixed(select(CaseClaim.claim_id).where(col(CaseClaim.case_id) == bindparam("case_id")))
_PERSON = select(Person).where(Person.id == bindparam("id"))
"""Built once: every page of a request needs them."""
