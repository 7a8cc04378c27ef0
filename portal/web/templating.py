"""What makes pages cheap to write: components made once, and addresses that never change kept."""

import logging
from collections.abc import Mapping
from typing import Any

from flask import Flask, g, request, url_for
from jinja2 import Template
from jinja2.environment import TemplateModule
from sqlalchemy.orm import configure_mappers

from portal.ledger.bankdays import add_bank_days
from portal.web.services import services

COMPONENTS = "_components.html"
_kept: dict[str, dict[tuple[str, str], str]] = {}
"""Addresses that are made once, by where the portal stands on its host."""


class Parts(Template):
    """A template; the components look nothing up in the page, so that they are made once."""

    def make_module(
        self,
        vars: Mapping[str, Any] | None = None,  # noqa: A002  (its name in Jinja)
        shared: bool = False,
        locals: Mapping[str, Any] | None = None,  # noqa: A002
    ) -> TemplateModule:
        """Return what an import of this template gives."""
        if self.name == COMPONENTS and vars is not None:
            return self.module
        return super().make_module(dict(vars or {}), shared, locals)


def init_app(app: Flask) -> None:
    """Let templates be of this kind, and know the addresses that are kept."""
    app.jinja_env.template_class = Parts
    app.jinja_env.globals |= {"url_for": address, "town": lambda: services().town}


def warm(app: Flask) -> None:
    """Make what every page needs, so that no first visitor waits for it.

    Templates, the shape of the tables, bank days, and the first page in each language.
    """
    parts = app.extensions["portal"]
    configure_mappers()
    add_bank_days(parts.clock.today(), 1, parts.town.country)
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)
    logging.disable(logging.INFO)  # nobody asked for these
    for lang in (*parts.town.languages, *parts.town.more_languages):
        app.test_client().get("/", headers={"Accept-Language": lang})
    logging.disable(logging.NOTSET)


def address(endpoint: str, **values: Any) -> str:  # noqa: ANN401
    """Return the address of a page; those that name nobody and nothing are made once."""
    if values and (len(values) > 1 or endpoint != "static"):
        return url_for(endpoint, **values)
    if endpoint.startswith("."):
        return url_for(endpoint, **values)
    of = services().town.name if endpoint == "theme" else values.get("filename", "")
    kept, key = _here(), (endpoint, of)
    if key not in kept:
        kept[key] = url_for(endpoint, **values)
    return kept[key]


def claim_address(ref: str) -> str:
    """Return the address of somebody's own claim."""
    kept, key = _here(), ("citizen.claim", "-")
    if key not in kept:
        kept[key] = url_for("citizen.claim", ref="-").removesuffix("-")
    return kept[key] + ref


def _here() -> dict[tuple[str, str], str]:
    """The addresses that are kept, of where this request came in."""
    held = g._get_current_object().__dict__
    found: dict[tuple[str, str], str] | None = held.get("addresses")
    if found is None:
        found = held["addresses"] = _kept.setdefault(request.script_root, {})
    return found
