"""A portal of its own on a small database, as an installation has it."""

from datetime import date

import pytest
from flask import Flask

from portal.app import create_app
from portal.config import Settings
from portal.db import Database
from portal.municipality import load
from tests.builders import DAY

SECRET = "0123456789abcdefghijklmnopqrstuvwxyz"


@pytest.fixture
def portal(embedded: Database) -> Flask:
    """The demo of Oss with nobody in it."""
    return app_on(embedded, DAY)


def app_on(database: Database, day: date) -> Flask:
    """A demo on this database and this day."""
    address = str(database.engine.url)
    settings = Settings(address, load("oss").name, SECRET, SECRET, demo=True, today=day)
    app = create_app(settings, database=database)
    app.config["WTF_CSRF_ENABLED"] = False
    return app
