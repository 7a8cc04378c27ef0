"""A page for everyone: each article of the policy, how it is carried out, where to see it."""

from collections.abc import Mapping
from typing import Any

from flask import current_app, g, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from portal.articles import Row, articles_of, filled
from portal.cases.figures.outcomes import is_public
from portal.errors import NotFound
from portal.web.context import amount, local
from portal.web.fragments import answer
from portal.web.public import public
from portal.web.services import services

_BY_WORKING = ("staff.working", "citizen.budget")
"""Pages whose form is made of what a working asks."""
_OF_PERSONS = ("citizen.budget",)
"""Pages that a business does not have."""


@public.get("/rules")
def rules() -> Response:
    """List the articles in the order of the policy."""
    parts = services()
    found = articles_of(parts.town)
    if not found.rows:
        raise NotFound
    shown = [
        (local(dict(names)), [_shown(row) for row in found.of(section)])
        for section, names in found.sections.items()
    ]
    return answer(
        "public/rules.html", sections=shown, outcomes=is_public(parts.town, parts.clock.today())
    )


def anchor(key: str, line: str) -> str | None:
    """Return where the page tells of the article a line cites; None where it does not."""
    row = articles_of(services().town).citing(key, line)
    return url_for("public.rules", _anchor=f"a-{row.id}") if row else None


def _shown(row: Row) -> dict[str, Any]:
    """What the page says of one article."""
    return {
        "row": row,
        "title": _worded(row.title),
        "says": _worded(row.says),
        "how": gettext(f"articles-how-{row.how}"),
        "by": _terms(row),
        "facts": _facts(row),
        "seen": _address(row),
    }


def _worded(texts: Mapping[str, str]) -> str:
    parts = services()
    written = {True: amount, False: str}
    return filled(local(dict(texts)), parts.town.policy, parts.clock.today(), written)


def _terms(row: Row) -> list[str]:
    """The lines it is worked out by, in words."""
    return [_in_a_list(gettext(f"line-{name}".replace("_", "-"))) for name in row.lines]


def _facts(row: Row) -> list[str]:
    """What is gathered for it, in the words of the form that asks it."""
    asked = "asked" if row.opens and row.opens.page in _BY_WORKING else "fact"
    return [_in_a_list(gettext(f"{asked}-{name}".replace("_", "-"))) for name in row.facts]


def _in_a_list(label: str) -> str:
    """A label as a part of a sentence."""
    return label[:1].lower() + label[1:].rstrip("?")


def _address(row: Row) -> str:
    """Where the reader can see it; empty where they may not, or where nothing is to be seen."""
    if not row.opens or not _may_open(row.opens.page):
        return ""
    page, name = row.opens.page, row.opens.name
    return url_for(page, name=name) if name else url_for(page)


def _may_open(page: str) -> bool:
    """Whether this reader is let in on a page of their own."""
    needed = getattr(current_app.view_functions.get(page), "permission", None)
    if needed is None or g.actor is None or not g.actor.may(needed):
        return False
    return page not in _OF_PERSONS or g.actor.role == "person"
