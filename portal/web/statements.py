"""Pages for everyone about the site: what it keeps, how fit it is for all, what it works out."""

from typing import Any

from flask import jsonify, url_for
from werkzeug.wrappers import Response

from portal.cases.figures.outcomes import is_public
from portal.cases.kept.document import VERSION
from portal.cases.kept.schema import schema
from portal.errors import NotFound
from portal.municipality.statements import statements_of
from portal.people.signins import IDLE
from portal.web.fragments import answer
from portal.web.letter_codes import site
from portal.web.public import public
from portal.web.services import services

CHECKED_ON = "2026-11-22"
"""The day on which the statement on accessibility was last held against the site."""


@public.get("/about")
def about() -> Response:
    """Lead to what is said about this site."""
    return answer(
        "public/about.html", outcomes=is_public(services().town, services().clock.today())
    )


@public.get("/accessibility")
def accessibility() -> Response:
    """Say how fit the site is for everyone, how that was tested, and what is not good yet."""
    return answer("public/accessibility.html", own=_own("accessibility"), checked_on=CHECKED_ON)


@public.get("/privacy")
def privacy() -> Response:
    """Say what is kept, why, by which law, for how long, who sees it and what one can ask."""
    parts, today = services(), services().clock.today()
    terms = parts.town.terms
    return answer(
        "public/privacy.html",
        own=_own("privacy"),
        file_days=terms.number("evidence_days", today),
        draft_days=terms.number("evidence_draft_days", today),
        typed_days=terms.number("keep_typed_days", today),
        unsent_days=terms.number("keep_draft_days", today),
        facts_months=terms.number("keep_facts_months", today),
        looks_months=terms.number("keep_looks_months", today),
        number_days=terms.number("keep_number_days", today) if parts.town.collector else 0,
        idle=int(IDLE.total_seconds()) // 60,
    )


@public.get("/algorithms")
def algorithms() -> Response:
    """Say what the rules work out and never do, and which rules are in force."""
    town, today = services().town, services().clock.today()
    own = _own("algorithms")
    asks = [ask for ask in own["grants"] if town.policy.grants_at_once(ask, today)]
    return answer("public/algorithms.html", own=own, asks=asks, on=today)


@public.get("/my-data/schema-<int:version>.json")
def my_data_schema(version: int) -> Response:
    """Give the schema of the file with what is kept about somebody; an address never changes."""
    if version != VERSION:
        raise NotFound
    return jsonify(schema(site() + url_for("public.my_data_schema", version=version)))


def _own(statement: str) -> dict[str, Any]:
    """What the municipality itself says for a statement."""
    found: dict[str, Any] = statements_of(services().town.name)[statement]
    return found
