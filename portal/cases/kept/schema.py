"""The JSON Schema of the document, made from the tables it is read from."""

from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Column, Date, DateTime, Integer, LargeBinary

from portal.cases.kept.document import OBLIGATION, OTHER, PAYMENT, VERSION
from portal.cases.kept.parts import PERSON, Part
from portal.cases.kept.reading import columns

AMOUNT = {"type": "string", "pattern": r"^-?\d+\.\d{2}$"}
_DAY = {"type": "string", "format": "date"}
_MOMENT = {"type": "string", "format": "date-time"}
_BYTES = {"type": "string", "contentEncoding": "base64"}
_TEXT = {"type": "string"}
_ACT = {"at": _MOMENT, **dict.fromkeys(("by", "act", "subject", "detail"), _TEXT)}
_KINDS: tuple[tuple[type, dict[str, Any]], ...] = (
    (BigInteger, AMOUNT),
    (Boolean, {"type": "boolean"}),
    (Integer, {"type": "integer"}),
    (DateTime, _MOMENT),
    (Date, _DAY),
    (LargeBinary, _BYTES),
)
"""What a column's values are in JSON; the first that fits."""


def schema(address: str) -> dict[str, Any]:
    """Return the schema, which is found at this address."""
    claim = {
        **dict.fromkeys(("claim", "number", "kind", "description"), _TEXT),
        "as_of": _DAY,
        "balance": AMOUNT,
        "sums": _object(dict.fromkeys((OBLIGATION, PAYMENT, OTHER), AMOUNT)),
        "events": {"type": "array", "items": _event()},
    }
    document = {
        "$schema": _TEXT,
        "version": {"const": VERSION},
        "made_at": _MOMENT,
        "municipality": _TEXT,
        "currency": _TEXT,
        "financial_claims": {"type": "array", "items": _object(claim)},
        "person": _part(PERSON),
        "acts": {"type": "array", "items": _object(_ACT)},
    }
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": address}
    return head | _object(document)


def _event() -> dict[str, Any]:
    return _object(
        {
            "type": {"enum": [OBLIGATION, PAYMENT, OTHER]},
            "on": _DAY,
            "kind": _TEXT,
            "component": {"enum": ["principal", "fee", "interest"]},
            "amount": AMOUNT,
            "balance": AMOUNT,
        }
    )


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _part(part: Part) -> dict[str, Any]:
    """The schema of one row of a part, with all that is under it."""
    told = {
        key: _value(column, is_link=bool(link is not None)) for key, column, link in columns(part)
    }
    for under in part.parts:
        row = _part(under)
        told[under.name] = _or_nothing(row) if under.is_one else {"type": "array", "items": row}
    return _object(told)


def _value(column: Column[Any], *, is_link: bool) -> dict[str, Any]:
    if isinstance(column.type, JSON):
        return {}
    found: dict[str, Any] = _TEXT
    if not is_link:
        found = next((known for kind, known in _KINDS if isinstance(column.type, kind)), _TEXT)
    return _or_nothing(found) if column.nullable else found


def _or_nothing(found: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [found, {"type": "null"}]}
