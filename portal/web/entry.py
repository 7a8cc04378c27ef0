"""Looks as pages go out: of staff and helpers at what is about somebody, of programs with a key."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import NamedTuple

from flask import Flask, Response, g, request

from portal.people.actors import Actor
from portal.people.looks import Looked
from portal.web.fragments import wants_part
from portal.web.services import services

HELD = {"cases": "case", "claims": "claim", "letters": "letter", "plans": "plan"}
"""First parts of a resident's addresses, and the kind of record that follows."""
_PARTS_OF_PAGES = ("small", "qr.svg")
"""Last parts of addresses of what a page shows within it: no look of their own."""


class Seen(NamedTuple):
    """What a page is about, as a look will have it."""

    act: str
    subject: str
    person_id: int | None
    detail: str


def init_app(app: Flask) -> None:
    """Note the look with each page that goes out."""
    app.after_request(_note)


def look(act: str, subject: str, person_id: int | None, detail: str = "") -> None:
    """Say that this page is about somebody: it counts as a look if it goes out."""
    g.look = Seen(act, subject, person_id, detail)


def looked_at(segments: list[str], kind: str, values: Mapping[str, object]) -> tuple[str, str]:
    """Return the act and the detail of a look: which page of a record it was, by its address."""
    own = [str(values.get(part.strip("<>"), part)) for part in segments]
    if own and own[0] in ("receipt", "evidence"):
        return f"{own[0]}:look", "/".join(own[1:])
    return f"{kind}:look", "/".join(own)


def _note(response: Response) -> Response:
    is_page = request.method in ("GET", "POST") and response.status_code == HTTPStatus.OK
    if not is_page or wants_part() or request.path.rsplit("/", 1)[-1] in _PARTS_OF_PAGES:
        return response
    found = g.get("look") or _of_helper(g.get("actor")) or _of_program()
    if found is not None:
        parts = services()
        act, subject, person_id, detail = found
        parts.looks.note(
            Looked(
                at=parts.clock.now(),
                actor=_who(),
                act=act,
                subject=subject,
                detail=detail,
                person_id=person_id,
            )
        )
    return response


def _who() -> str:
    reader, actor = g.get("reader"), g.get("actor")
    return f"key:{reader.token_ref}" if actor is None else actor.signature


def _of_helper(actor: Actor | None) -> Seen | None:
    """What a helper looks at: of the one whose records they are."""
    rule = request.url_rule
    if actor is None or actor.helper is None or rule is None or request.method != "GET":
        return None
    _, first, *rest = rule.rule.split("/")
    if not (request.endpoint or "").startswith(("citizen.", "business.")):
        return None
    values = request.view_args or {}
    if first in HELD and rest and "ref" in values:
        act, detail = looked_at(rest[1:], HELD[first], values)
        return Seen(act, f"{HELD[first]}:{values['ref']}", actor.id, detail)
    return Seen("person:look", f"person:{actor.ref}", actor.id, "/".join([first, *rest]))


def _of_program() -> Seen | None:
    reader = g.get("reader")
    if reader is None:
        return None
    subject = f"person:{reader.person_ref}"
    return Seen("books:look", subject, reader.person_id, (request.endpoint or "").split(".")[-1])
