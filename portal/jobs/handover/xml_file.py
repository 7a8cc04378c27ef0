"""The hand-over file as XML, by `deploy/handover-file.xsd`: the same records, the same bytes."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from portal.money import plain

VERSION = "1"
_DAYS = (
    ("arose_on", "aroseOn"),
    ("due_on", "dueOn"),
    ("pay_by", "payBy"),
    ("period_from", "periodFrom"),
    ("period_to", "periodTo"),
    ("time_bar_on", "timeBarOn"),
)
Record = Mapping[str, Any]


def write(
    records: Sequence[Record],
    *,
    number: int,
    released_on: date,
    creditor: str,
    currency: str,
    identities: Mapping[str, str] | None = None,
) -> bytes:
    """Write a file of claims. `identities` gives identity numbers by the reference of a debtor."""
    root = Element(
        "handOver",
        version=VERSION,
        number=str(number),
        releasedOn=released_on.isoformat(),
        creditor=creditor,
        currency=currency,
        count=str(len(records)),
        total=plain(sum(_total(record) for record in records)),
    )
    for record in records:
        _claim(root, record, identities or {})
    indent(root)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _total(record: Record) -> int:
    return int(record["principal"]) + sum(int(part["amount"]) for part in record["parts"])


def _claim(root: Element, record: Record, identities: Mapping[str, str]) -> None:
    claim = SubElement(root, "claim", reference=record["reference"], type=record["type"])
    _text(claim, "number", record["number"])
    for name, tag in _DAYS:
        _text(claim, tag, record[name])
    _text(claim, "principalAtStart", plain(record["principal_at_start"]))
    _text(claim, "principal", plain(record["principal"]))
    _text(claim, "interestRule", record["interest_rule"])
    basis = SubElement(claim, "basis", kind=record["basis"])
    if record["basis_on"]:
        basis.set("on", record["basis_on"])
    _text(claim, "description", record["description"])
    for part in record["parts"]:
        _part(claim, part, record["reference"])
    for debtor in record["debtors"]:
        _debtor(claim, debtor, identities)


def _part(claim: Element, part: Record, main: str) -> None:
    SubElement(
        claim,
        "subClaim",
        reference=part["reference"],
        main=main,
        type=part["type"],
        part=part["part"],
        aroseOn=part["arose_on"],
        amount=plain(part["amount"]),
    )


def _debtor(claim: Element, debtor: Record, identities: Mapping[str, str]) -> None:
    told = SubElement(
        claim,
        "debtor",
        reference=debtor["ref"],
        scheme=debtor["scheme"],
        liability=debtor["liability"],
    )
    if debtor["ref"] in identities:
        told.set("number", identities[debtor["ref"]])
    if debtor["share"] is not None:
        told.set("share", plain(debtor["share"]))
    _text(told, "name", debtor["name"])
    _text(told, "address", debtor["address"])
    notice = SubElement(told, "notice", on=debtor["notice_on"])
    if debtor["notice_letter"]:
        notice.set("letter", debtor["notice_letter"])


def _text(parent: Element, tag: str, text: str | None) -> None:
    """An element, left out where there is nothing to say."""
    if text:
        SubElement(parent, tag).text = text
