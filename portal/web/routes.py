"""All pages, blueprint by blueprint."""

from flask import Flask

from portal.web import (  # noqa: F401  (their views register themselves)
    articles,
    balance_check,
    codes,
    helping,
    idle,
    mail_confirming,
    outcomes,
    payments,
    ready,
    sessions,
    signing_again,
    signing_in,
    statements,
)
from portal.web.api import api
from portal.web.business import business
from portal.web.citizen import citizen
from portal.web.public import public
from portal.web.staff import staff


def init_app(app: Flask) -> None:
    """Add every page."""
    for blueprint in (public, citizen, business, api, staff):
        app.register_blueprint(blueprint)
