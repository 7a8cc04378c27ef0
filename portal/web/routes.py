"""All pages, blueprint by blueprint."""

from flask import Flask

from portal.web import articles, codes, payments  # noqa: F401  (their views register themselves)
from portal.web.citizen import citizen
from portal.web.public import public
from portal.web.staff import staff


def init_app(app: Flask) -> None:
    """Add every page."""
    for blueprint in (public, citizen, staff):
        app.register_blueprint(blueprint)
