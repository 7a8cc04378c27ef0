"""A yardstick: the same account in OpenFisca-Core, a variable for each line and part of ours."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.periods import MONTH
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.simulations import Simulation
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from portal.rules.columns import Column
from portal.rules.norms import ASSETS, NORMS, PROTECTED
from portal.rules.offers import People
from portal.rules.policy import Policy, book

HOUSEHOLD = build_entity(key="household", plural="households", label="A household", is_person=True)
_COUPLE = 2
_INPUTS = (
    "income",
    "debt",
    "assets",
    "form",
    "children",
    "is_pensioner",
    "sharers",
    "given_room",
    "room_known",
)


class Peer:
    """A tax-benefit system with the lines of the account of means as its variables."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.system = TaxBenefitSystem([HOUSEHOLD])
        for name in _INPUTS:
            self.system.add_variable(_variable(name, None))
        for name, formula in _formulas(policy).items():
            self.system.add_variable(_variable(name, formula))

    def one(self, written: str) -> str:
        """Answer one household from JSON, with the trace of all its variables, in JSON."""
        simulation = SimulationBuilder().build_from_entities(self.system, json.loads(written))
        simulation.trace = True
        month = "2026-07"
        monthly = simulation.calculate("monthly", month)
        trace = simulation.tracer.computation_log.lines()
        return json.dumps({"monthly": round(float(monthly[0]), 2), "trace": trace})

    def many(self, people: People, days: Column) -> list[Column]:
        """Answer all people; those of one period make one simulation."""
        answers = []
        for day in days:
            some = people.rows(people.on == day) if len(days) > 1 else people
            month = date.fromordinal(int(day)).strftime("%Y-%m")
            simulation = self._simulation(some, month)
            answers.append(simulation.calculate("monthly", month))
        return answers

    def _simulation(self, people: People, month: str) -> Simulation:
        simulation = SimulationBuilder().build_default_simulation(self.system, len(people))
        for name, column in (
            ("income", people.income / 100),
            ("debt", people.debt / 100),
            ("assets", people.assets / 100),
            ("form", people.form),
            ("children", people.children),
            ("is_pensioner", people.is_pensioner),
            ("sharers", people.sharers),
            ("given_room", people.room / 100),
            ("room_known", people.room >= 0),
        ):
            simulation.set_input(name, month, column)
        return simulation


def _variable(name: str, formula: Callable[..., Any] | None) -> type[Variable]:
    members: dict[str, Any] = {
        "value_type": float,
        "entity": HOUSEHOLD,
        "definition_period": MONTH,
        "label": name,
    }
    if formula is not None:
        members["formula"] = formula
    return type(name, (Variable,), members)


def _formulas(policy: Policy) -> dict[str, Callable[..., Any]]:
    """The lines; amounts of the day are looked up once a period, as its parameters are."""

    def held(period: Any, names: tuple[str, ...]) -> Column:
        values = book(policy, period.start.date)
        return np.array([values.number(name) / 100 for name in names])

    def percent(period: Any, name: str) -> float:
        return book(policy, period.start.date).number(name) / 100

    def full_norm(of: Any, period: Any) -> Column:
        at = 2 * (of("form", period) == _COUPLE) + of("is_pensioner", period)
        return held(period, NORMS)[at.astype(int)]

    def norm_of_sharers(of: Any, period: Any) -> Column:
        couple = of("form", period) == _COUPLE
        at = (2 + of("is_pensioner", period)).astype(int)
        sharers = of("sharers", period)
        share = percent(period, "sharers_percent") + percent(period, "percent_a_sharer") * sharers
        each = np.floor(held(period, NORMS)[at] * share / sharers * 100 + 0.5) / 100
        counts = percent(period, "use_cost_sharer_norm") > 0
        return each * (1 + couple) if counts else of("full_norm", period)

    def norm(of: Any, period: Any) -> Column:
        alone = of("sharers", period) <= 1 + (of("form", period) == _COUPLE)
        return np.where(alone, of("full_norm", period), of("norm_of_sharers", period))

    def threshold(of: Any, period: Any) -> Column:
        raised = of("norm", period) * percent(period, "threshold_percent")
        return np.floor(raised * 100 + 0.5) / 100

    def excess(of: Any, period: Any) -> Column:
        return np.maximum(of("income", period) - of("threshold", period), 0)

    def capacity(of: Any, period: Any) -> Column:
        return np.floor(of("excess", period) * percent(period, "capacity_percent") * 100) / 100

    def estimated_room(of: Any, period: Any) -> Column:
        couple = of("form", period) == _COUPLE
        at = of("form", period) + couple * (of("children", period) > 0)
        highest = held(period, PROTECTED)[at.astype(int)]
        income = of("income", period)
        unprotected = income * (1 - percent(period, "protected_percent"))
        return np.maximum(income - highest, np.floor(unprotected * 100) / 100)

    def room(of: Any, period: Any) -> Column:
        known = of("room_known", period) > 0
        return np.where(known, of("given_room", period), of("estimated_room", period))

    def instalment(of: Any, period: Any) -> Column:
        bearable = np.minimum(of("capacity", period), of("room", period))
        return np.minimum(bearable, of("debt", period))

    def least(of: Any, period: Any) -> Column:
        return np.minimum(held(period, ("minimum_instalment",))[0], of("debt", period))

    def would_do(of: Any, period: Any) -> Column:
        return of("instalment", period) >= of("least", period)

    def within_assets(of: Any, period: Any) -> Column:
        limit = held(period, ASSETS)[(of("form", period) != 0).astype(int)]
        return of("assets", period) <= limit

    def monthly(of: Any, period: Any) -> Column:
        fits = (of("would_do", period) > 0) & (of("within_assets", period) > 0)
        return of("instalment", period) * fits

    lines = (full_norm, norm_of_sharers, norm, threshold, excess, capacity, estimated_room, room)
    verdicts = (instalment, least, would_do, within_assets, monthly)
    return {line.__name__: line for line in (*lines, *verdicts)}
