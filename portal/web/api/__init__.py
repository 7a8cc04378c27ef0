"""The books of a business as JSON, for its own programs: opened by a key, described by OpenAPI."""

from flask import Blueprint

api = Blueprint("api", __name__, url_prefix="/api/v1")

from portal.web.api import books, description, problems  # noqa: E402  (views register themselves)

api.register_error_handler(Exception, problems.told)

__all__ = ["api", "books", "description", "problems"]
