"""Reading a municipality's folder."""

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from portal.errors import BadFile, NotFound
from portal.money import minor
from portal.municipality.parts import (
    Basis,
    ClaimKind,
    Collector,
    Contact,
    Dunning,
    Payment,
    Service,
)
from portal.municipality.town import Municipality, Table
from portal.resources import town_folders
from portal.rules import amendment, needed, needed_articles, needed_terms
from portal.rules.policy import Policy
from portal.rules.policy_data import read_all, read_policy
from portal.rules.terms import Terms

_AMOUNTS = Path(__file__).parents[1] / "amounts"
_FITS = "fits"


@cache
def names() -> tuple[str, ...]:
    """The names of all municipalities, in the order of the alphabet."""
    return tuple(sorted(folder.name for folder in town_folders()))


@cache
def load(name: str) -> Municipality:
    """Read a municipality's folder, once. Raises NotFound."""
    found = [folder for folder in town_folders() if folder.name == name]
    if not found:
        raise NotFound(name)
    return read(found[0])


def read(folder: Path) -> Municipality:
    """Read the municipality of a folder. Raises BadFile."""
    data = table(folder / "municipality.toml")
    amounts = table(_AMOUNTS / f"{data['country'].lower()}.toml")
    policy, journeys = _policy(folder, amounts), table(folder / "journeys.toml")
    town = Municipality(
        name=folder.name,
        title=data["title"],
        country=data["country"],
        currency=data["currency"],
        languages=tuple(data["languages"]),
        more_languages=tuple(data.get("more_languages", {}).get("value", ())),
        identity_schemes=tuple(data["identity_schemes"]),
        contact=Contact(**data["contact"]),
        coverage=data["coverage"],
        service=_service(data["service"]),
        payment=_payment(data["payment"]),
        dunning=_dunning(data["dunning"]),
        collector=Collector(**data["collector"]) if "collector" in data else None,
        policy=policy,
        terms=_terms(folder),
        kinds=_kinds(table(folder / "claim_kinds.toml"), policy),
        journeys=_journeys(journeys),
        fits=_fits(journeys),
        workings=tuple(data.get("workings", ())),
        wording=table(folder / "wording.toml"),
        schemes=data.get("schemes", {}),
        folder=folder,
    )
    with _named("policy.toml"):
        must_be_whole(policy, town)
    with _named("terms.toml"):
        if lacking := needed_terms.mistakes(town.terms, _rests_on_terms(town)):
            raise BadFile(lacking)
    return town


def other_policy(file: Path, town: Municipality) -> Policy:
    """Read another version of a town's policy, with the amounts of its country. Raises BadFile."""
    data = table(file)
    with _named(file.name):
        policy = replace(read_policy(data, {}), amounts=town.policy.amounts)
        must_be_whole(policy, town)
    return policy


def must_be_whole(policy: Policy, town: Municipality) -> None:
    """Find all values and articles that the rules and this municipality need.

    Raises BadFile for what lacks.
    """
    asks = {ask for asked in town.journeys.values() for ask in asked}
    bears_interest = any(kind.interest for dated in town.kinds.values() for kind in dated)
    schemes = {name: scheme["article"] for name, scheme in town.schemes.items()}
    lacking = [
        *needed.mistakes(policy, needed.Uses(town.workings, asks, bears_interest)),
        *needed_articles.mistakes(policy, needed_articles.Cites(town.workings, schemes)),
    ]
    if lacking:
        raise BadFile(lacking)


def not_begun(town: Municipality, on: date) -> list[str]:
    """Return a sentence for each term that is needed and begins after a day."""
    late = needed_terms.not_begun(town.terms, _rests_on_terms(town), on)
    return [f"terms.toml: {told}" for told in late]


def _rests_on_terms(town: Municipality) -> needed_terms.Uses:
    debits = town.folder / "debits.toml"
    return needed_terms.Uses(
        asks={ask for asked in town.journeys.values() for ask in asked},
        has_sepa=debits.is_file() and "sepa" in table(debits),
        pays_benefits=town.pays_benefits,
    )


def table(path: Path) -> dict[str, Any]:
    """Read a file of a municipality's folder. Raises BadFile, which says what to do."""
    with _named(path.name):
        if not path.is_file():
            raise BadFile(["is missing; put it there, made after that of another municipality"])
        try:
            return tomllib.loads(path.read_text(encoding="utf-8"))
        except ValueError as bad:
            raise BadFile([f"mend it, it is no TOML in UTF-8: {bad}"]) from bad


@contextmanager
def _named(file: str) -> Iterator[None]:
    """Put the name of the file before what is wrong in it."""
    try:
        yield
    except BadFile as bad:
        raise BadFile([f"{file}: {mistake}" for mistake in bad.mistakes]) from bad


def _policy(folder: Path, amounts: Table) -> Policy:
    """Read the policy with all that was adopted after it."""
    data = table(folder / "policy.toml")
    with _named("policy.toml"):
        policy = read_policy(data, amounts)
    for file in _amendments(folder):
        adopted = table(file)
        with _named(file.name):
            policy = amendment.read(adopted).on(policy)
    return policy


def _amendments(folder: Path) -> list[Path]:
    """Later values of the policy, each file a change that was adopted, in the order of names."""
    return sorted((folder / "amendments").glob("*.toml"))


def _terms(folder: Path) -> Terms:
    """The municipality's own `terms.toml`."""
    data = table(folder / "terms.toml")
    with _named("terms.toml"):
        return Terms(read_all(data))


def _journeys(data: Table) -> dict[str, dict[str, tuple[str, ...]]]:
    return {
        debtor: {ask: tuple(questions) for ask, questions in asks.items()}
        for debtor, asks in data.items()
        if debtor != _FITS
    }


def _fits(data: Table) -> dict[str, tuple[str, ...]]:
    return {ask: tuple(kinds) for ask, kinds in data.get(_FITS, {}).items()}


def _basis(entry: Table) -> Basis:
    return Basis(entry["mark"], entry["source"])


def _service(data: Table) -> Service:
    return Service(data["basis"], data["days"]["value"], _basis(data["days"]))


def _payment(data: Table) -> Payment:
    return Payment(**{**data, "imputation": tuple(data["imputation"])})


def _dunning(data: Table) -> Dunning:
    terms = {name: entry["value"] for name, entry in data.items()}
    terms["warn_months"] = tuple(terms["warn_months"])
    rests_on = {name: _basis(entry) for name, entry in data.items()}
    return Dunning(**{"days_reminder_to_handover": None, **terms, "rests_on": rests_on})


def _kinds(data: Table, policy: Policy) -> dict[str, tuple[ClaimKind, ...]]:
    return {
        kind: tuple(_kind(kind, entry["names"], rules, policy) for rules in entry["rules"])
        for kind, entry in data.items()
    }


def _kind(kind: str, labels: Table, rules: Table, policy: Policy) -> ClaimKind:
    cap = rules.get("reminder_fee_cap")
    return ClaimKind(
        id=kind,
        names=labels,
        start=rules["from"],
        distraint=rules["distraint"],
        reminder_fee_cap=None if cap is None else minor(cap),
        interest=rules["interest"],
        enforcement=rules["enforcement"],
        fine=_is_fine(policy, kind),
        recurring=rules.get("recurring", False),
        basis=_basis(rules),
    )


def _is_fine(policy: Policy, kind: str) -> bool:
    """Whether the newest list of fines, if the policy has one, names the kind."""
    newest = policy.settings["fine_kinds"][-1].value if "fine_kinds" in policy.settings else ()
    return isinstance(newest, tuple) and kind in newest
