"""Reads camt.053 (ISO 20022 bank to customer statement), every version of it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO
from xml.etree.ElementTree import Element

from portal.adapters.bank.camt053_entries import booked, entry_lines
from portal.adapters.bank.camt053_values import amount_of, day, direction
from portal.adapters.bank.content import content
from portal.adapters.bank.elements import inner
from portal.adapters.bank.values import account, tidy
from portal.adapters.mistakes import Mistake, Mistakes
from portal.adapters.safe_xml import Format, is_named, read
from portal.errors import BadFile
from portal.ports.bank import Statement, StatementLine

FORMAT = Format(
    root=re.compile(r"\{urn:iso:std:iso:20022:tech:xsd:camt\.053\.001\.\d\d\}"),
    other="The file is XML, but not a camt.053 statement.",
    too_much="The file holds more elements than a bank statement has.",
    again="Download the statement as camt.053 from the bank again.",
)


class Camt053:
    """The reader of camt.053 files."""

    def recognises(self, head: bytes) -> bool:
        """Say whether the file begins as XML that names camt.053."""
        return is_named(head, b":camt.053.001.")

    def read(self, file: BinaryIO) -> Sequence[Statement]:
        """Return the statements in the file. Raises BadFile with a sentence per mistake."""
        found = read(content(file), FORMAT).findall("BkToCstmrStmt/Stmt")
        if not found:
            raise BadFile(["The file holds no statement (Stmt). Download it from the bank again."])
        mistakes = Mistakes()
        statements: list[Statement] = []
        for number, stmt in enumerate(found, start=1):
            with mistakes.at(f"Stmt {number}"):
                statements.append(_statement(stmt, f"Stmt {number}", mistakes))
        mistakes.stop()
        return statements


@dataclass(frozen=True)
class _Balance:
    code: str
    amount: int
    currency: str
    on: date


def _statement(stmt: Element, place: str, mistakes: Mistakes) -> Statement:
    own = account(inner(stmt, "Acct/Id/IBAN", "Acct/Id/Othr/Id"))
    if not own:
        raise Mistake("the account (Acct, Id, IBAN) is missing. Ask the bank for a full file.")
    opening, closing = _ends([_balance(bal) for bal in stmt.findall("Bal")])
    if opening.currency != closing.currency:
        raise Mistake("the balances (Bal) must be in one currency. Ask the bank for a file each.")
    lines: list[StatementLine] = []
    for number, ntry in enumerate(stmt.findall("Ntry"), start=1):
        with mistakes.at(f"{place}, Ntry {number}"):
            lines += entry_lines(ntry, opening.currency, own) if booked(ntry) else ()
    return Statement(
        account=own,
        currency=opening.currency,
        opening=opening.amount,
        opening_on=opening.on,
        closing=closing.amount,
        closing_on=closing.on,
        number=tidy(inner(stmt, "LglSeqNb", "ElctrncSeqNb", "Id")),
        lines=tuple(lines),
    )


def _balance(bal: Element) -> _Balance:
    code = inner(bal, "Tp/CdOrPrtry/Cd", "Tp/CdOrPrtry/Prtry")
    amount, currency = amount_of(bal.find("Amt"))
    return _Balance(code, direction(bal) * amount, currency, day(bal, "Dt"))


def _ends(balances: list[_Balance]) -> tuple[_Balance, _Balance]:
    """Return the opening and the closing balance.

    A statement sent in pages opens or closes a page with an interim balance (ITBD).
    """
    interim = [balance for balance in balances if balance.code == "ITBD"]
    opening = next(_coded(balances, "OPBD", "PRCD"), None)
    if opening is None and interim:
        opening = interim.pop(0)
    closing = next(_coded(balances, "CLBD"), None)
    if closing is None and interim:
        closing = interim.pop()
    if opening is None or closing is None:
        which = "opening balance (OPBD)" if opening is None else "closing balance (CLBD)"
        raise Mistake(f"the {which} is missing. Ask the bank for a full statement.")
    return opening, closing


def _coded(balances: list[_Balance], *codes: str) -> Iterator[_Balance]:
    return (balance for code in codes for balance in balances if balance.code == code)
