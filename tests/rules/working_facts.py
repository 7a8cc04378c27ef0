"""Works a working out as a test writes it: amounts as texts, days as dates, a kind by its name."""

from datetime import date

from portal.money import minor, plain
from portal.municipality import Municipality
from portal.rules.policy import book
from portal.rules.workings.registry import WORKINGS
from portal.rules.workings.working import Fact, Working


def worked(town: Municipality, name: str, on: date, **said: Fact) -> Working:
    """Make the working of these facts. "25.00" is money; a kind brings what it implies."""
    facts: dict[str, Fact] = dict(said)
    amounts = {asked.name for asked in WORKINGS[name].asks if asked.kind == "money"}
    facts |= {key: minor(str(said[key])) for key in amounts & set(said)}
    if "kind" in said:
        facts |= town.kind_facts(str(said["kind"]), on)
    return WORKINGS[name](facts, book(town.policy, on))


def figures(made: Working) -> dict[str, str]:
    """Every line of the account by its id: an amount as a text, anything else as it is written."""
    lines = made.account()
    return {
        entry.id: plain(entry.amount) if entry.amount is not None else str(entry.value)
        for entry in lines
    }


def codes(made: Working) -> list[str]:
    """What it advises."""
    return [advice.code for advice in made.advice()]


def marks(made: Working) -> dict[str, str]:
    """How firm each line is."""
    return {entry.id: entry.mark for entry in made.account()}
