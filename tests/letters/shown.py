"""Letters from records as they are kept, of every kind, and the portal that shows them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, g

from portal.app import create_app
from portal.cases.models import Letter
from portal.config import Settings

KEY = "0123456789abcdefghijklmnopqrstuvwxyz"
DAY = date(2026, 11, 21)
RECORDS: list[dict[str, Any]] = json.loads(Path(__file__).with_name("records.json").read_text())
NAMES = [f"{one['kind']}-{place}" for place, one in enumerate(RECORDS)]


def letter(kind: str, content: Any, language: str = "en") -> Letter:
    """A letter of this record, that lies nowhere."""
    made_on = date.fromisoformat(content["made_on"])
    return Letter(ref="AbCdEfGh", kind=kind, language=language, content=content, made_on=made_on)


@cache
def app(town: str) -> Flask:
    """The portal of a municipality; its database is empty."""
    settings = Settings("sqlite://", town, secret_key=KEY, identity_key=KEY, demo=True, today=DAY)
    return create_app(settings)


@contextmanager
def portal(town: str) -> Iterator[Flask]:
    """A page of the portal is being made, for nobody who is signed in."""
    with app(town).test_request_context("/"):
        g.actor = None
        yield app(town)
