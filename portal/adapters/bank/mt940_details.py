"""Reads the description of an entry (:86:) as Dutch banks code it: /EREF/…/NAME/…/REMI/….

A description without codes is kept as it is: guessing names from it would be guessing.
"""

import re
from dataclasses import replace

from portal.adapters.bank.values import account, reference, tidy, together
from portal.ports.bank import StatementLine

_CODES = (
    "ACCW|ADDR|BENM|BIC|CDTRREFTP|CDTRREF|CNTP|CSID|EREF|IBAN|ISDT|MARF|NAME|NRTX|ORDP|PREF|PURP"
    "|REMI|RTRN|SVCL|TRTP|ULTB|ULTD"
)
_CODED = re.compile(rf"/(?:{_CODES})/")
_CODE = re.compile(rf"/({_CODES})(?=/)")
_STRUCTURED = re.compile(
    r"STRD/[A-Z]*/(?P<ing>[^/]+)/?|ISSUER: ?[A-Z]* REF: ?(?P<abn>\S+)", re.IGNORECASE
)


def described(line: StatementLine, text: str) -> StatementLine:
    """Return the entry with what its description tells."""
    if not _CODED.match(text):
        return replace(line, text=together([line.text, text]))
    known = _coded(text)
    number, name = _other_side(known)
    structured, words = _remittance(known)
    return replace(
        line,
        reference=structured or line.reference,
        end_to_end=reference(known.get("EREF", "")),
        counterparty_account=number or line.counterparty_account,
        counterparty_name=name,
        # Where the payer wrote nothing, staff see all that the bank sent.
        text=together([line.text, words if words or structured else text, known.get("RTRN", "")]),
        is_reversal=line.is_reversal or "RTRN" in known,
    )


def _coded(text: str) -> dict[str, str]:
    """Return the first value of each code that has any."""
    parts = _CODE.split(text)
    known: dict[str, str] = {}
    for code, value in zip(parts[1::2], parts[2::2], strict=True):
        bare = value.strip().strip("/").strip()
        if bare:
            known.setdefault(code, bare)
    return known


def _other_side(known: dict[str, str]) -> tuple[str, str]:
    """Return account and name; ING has both in CNTP, as account/BIC/name/city."""
    number, _, rest = known.get("CNTP", "").partition("/")
    name = rest.split("/")[1] if "/" in rest else ""
    return account(known.get("IBAN", number)), tidy(known.get("NAME", name))


def _remittance(known: dict[str, str]) -> tuple[str, str]:
    """Return the structured reference and the payer's words."""
    words = tidy(known.get("REMI", "").removeprefix("USTD").lstrip("/"))
    found = _STRUCTURED.fullmatch(words)
    if found:
        return reference(found["ing"] or found["abn"]), ""
    return reference(known.get("CDTRREF", "")), words
