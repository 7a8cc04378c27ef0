"""What camt.053 tells of one payment (TxDtls): who, with which reference, and in what words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from portal.adapters.bank.elements import all_inner, inner
from portal.adapters.bank.values import account, reference, tidy, together


@dataclass(frozen=True)
class Details:
    """The facts about a payment besides its amount and dates."""

    reference: str = ""
    end_to_end: str = ""
    account: str = ""
    name: str = ""
    text: str = ""
    bank_reference: str = ""
    is_return: bool = False


def details(payment: Element, money_in: bool, own: str) -> Details:
    """Return what is known of a payment on the account `own`."""
    references = all_inner(payment, "RmtInf/Strd/CdtrRefInf/Ref")
    words = all_inner(payment, "RmtInf/Ustrd") + all_inner(payment, "AddtlTxInf")
    words += all_inner(payment, "RtrInf/Rsn/Cd")
    name, number = _counterparty(payment, money_in, own)
    return Details(
        reference=reference(references[0]) if references else "",
        end_to_end=reference(inner(payment, "Refs/EndToEndId")),
        account=number,
        name=name,
        # A payment for several claims has several references: none of them gets lost.
        text=together([*references[1:], *words]),
        bank_reference=reference(inner(payment, "Refs/AcctSvcrRef")),
        is_return=payment.find("RtrInf") is not None,
    )


def agreed(known: Sequence[Details]) -> Details:
    """Return what all payments of an entry have in common, and all their words."""
    return Details(
        reference=_common(one.reference for one in known),
        end_to_end=_common(one.end_to_end for one in known),
        account=_common(one.account for one in known),
        name=_common(one.name for one in known),
        text=together(one.text for one in known),
        bank_reference=_common(one.bank_reference for one in known),
        is_return=bool(known) and all(one.is_return for one in known),
    )


def _counterparty(payment: Element, money_in: bool, own: str) -> tuple[str, str]:
    """Return name and account of the other side.

    The debtor when money came in, the creditor when it went out. Banks turn the two round in a
    reversal, so a party that is the account itself gives way to the other.
    """
    first, second = ("Dbtr", "Cdtr") if money_in else ("Cdtr", "Dbtr")
    name, number = _party(payment, first)
    other = _party(payment, second)
    swapped = number == own or not (name or number)
    if swapped and other[1] not in ("", own):
        return other
    return ("", "") if number == own else (name, number)


def _party(payment: Element, role: str) -> tuple[str, str]:
    base = "RltdPties/"
    name = inner(payment, *(f"{base}{path}" for path in _names(role)))
    number = inner(payment, f"{base}{role}Acct/Id/IBAN", f"{base}{role}Acct/Id/Othr/Id")
    return tidy(name), account(number)


def _names(role: str) -> tuple[str, ...]:
    """Return where a name may stand: versions from .08 have Pty around it."""
    return (f"{role}/Nm", f"{role}/Pty/Nm", f"Ultmt{role}/Nm", f"Ultmt{role}/Pty/Nm")


def _common(values: Iterable[str]) -> str:
    different = set(values)
    return different.pop() if len(different) == 1 else ""
