"""How a municipality collects: its `debits.toml`, with the mark and source of each term."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from portal.municipality import Basis, Municipality


@dataclass(frozen=True)
class Sepa:
    """SEPA direct debit. Days are counted as each term says."""

    creditor_id: str
    bank: str
    """BIC of the municipality's own account."""
    scheme: str
    """`CORE` for everyone, `B2B` for businesses that agreed to it."""
    notice_days: int
    """The least days between telling an amount and collecting it."""
    announce_days: int
    """So many days ahead it is told."""
    prepare_days: int
    """Bank days before the collection on which a batch is put to people."""
    bank_days: int
    """Bank days before the collection by which its file must be at the bank."""
    signatures: int
    """How many people release a batch."""
    rests_on: Mapping[str, Basis]
    """By the name of the term."""


@dataclass(frozen=True)
class Betalingsservice:
    """The Danish direct debit: the numbers people give to their bank."""

    pbs: str
    """The creditor's number."""
    groups: Mapping[str, str]
    """The debtor group (debitorgruppe) of each kind of claim that can be paid so."""
    basis: Basis
    """Where the numbers come from."""


@lru_cache(maxsize=32)
def sepa_of(town: Municipality) -> Sepa | None:
    """Return how this municipality collects in euros, or None where it does not."""
    found = _read(town).get("sepa")
    if found is None:
        return None
    terms = found.pop("terms")
    rests_on = {name: Basis(entry["mark"], entry["source"]) for name, entry in terms.items()}
    rests_on["creditor_id"] = Basis(found.pop("mark"), found.pop("source"))
    values = {name: entry["value"] for name, entry in terms.items()}
    return Sepa(**found, **values, rests_on=rests_on)


@lru_cache(maxsize=32)
def betalingsservice_of(town: Municipality) -> Betalingsservice | None:
    """Return the numbers for Betalingsservice, or None where there is none."""
    found = _read(town).get("betalingsservice")
    if not found:
        return None
    return Betalingsservice(found["pbs"], found["groups"], Basis(found["mark"], found["source"]))


def _read(town: Municipality) -> dict[str, Any]:
    file = town.folder.joinpath("debits.toml")
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
