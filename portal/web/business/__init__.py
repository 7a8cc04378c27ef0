"""Pages of a business: its books, documents, balances confirmed, and keys for its programs."""

from flask import Blueprint

business = Blueprint("business", __name__, url_prefix="/business")

from portal.web.business import (  # noqa: E402  (views register themselves on the blueprint)
    books,
    cash_flow,
    confirmations,
    documents,
    keys,
    people,
    statement,
)

__all__ = [
    "books",
    "business",
    "cash_flow",
    "confirmations",
    "documents",
    "keys",
    "people",
    "statement",
]

business.app_context_processor(lambda: {"cash_account": cash_flow.cash_account})
