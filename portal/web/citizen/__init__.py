"""Pages of residents and businesses: what they owe, what they ask, what was answered."""

from flask import Blueprint

citizen = Blueprint("citizen", __name__)

from portal.web.citizen import (  # noqa: E402  (views register themselves on the blueprint)
    account,
    acting,
    acting_ask,
    asking,
    budget,
    by_phone,
    cases,
    claims,
    comeback,
    debits,
    evidence,
    helpers,
    inbox,
    irregular,
    journey,
    letters,
    messages,
    objecting,
    overview,
    pay,
    payments,
    plans,
    receipts,
)

__all__ = [
    "account",
    "acting",
    "acting_ask",
    "asking",
    "budget",
    "by_phone",
    "cases",
    "citizen",
    "claims",
    "comeback",
    "debits",
    "evidence",
    "helpers",
    "inbox",
    "irregular",
    "journey",
    "letters",
    "messages",
    "objecting",
    "overview",
    "pay",
    "payments",
    "plans",
    "receipts",
]
