"""The door of staff pages to what is about somebody: whose it is, and that it was looked at.

It goes by the address alone (`/staff/claims/<ref>/…`), so that a new page has it without asking.
"""

from flask import current_app, request

from portal.cases.whose import whose
from portal.people.actors import Actor
from portal.web import entry
from portal.web.services import services
from portal.web.session import actor
from portal.web.staff import staff

KINDS = {
    "acting": "acting-ask",
    "cases": "case",
    "claims": "claim",
    "corrections": "proposal",
    "letters": "letter",
    "mandates": "mandate",
    "matters": "case",
    "people": "person",
    "plans": "plan",
    "proposals": "proposal",
    "refunds": "refund",
    "returned": "return",
    "withholdings": "withholding",
}
"""The part of an address behind `/staff/`, and the kind of record whose reference follows it."""
_REF = 3
"""Where it stands."""


@staff.before_request
def _enter() -> None:
    found = _record()
    if found is None or not _may_enter():
        return
    kind, ref, rest = found
    with services().database.reading() as session:
        person_id = whose(session, kind, ref)
    if person_id is not None and request.method == "GET":
        act, detail = entry.looked_at(rest, kind, request.view_args or {})
        entry.look(act, f"{kind}:{ref}", person_id, detail)


def _record() -> tuple[str, str, list[str]] | None:
    """Return the kind and reference of the record this page is of, and the rest of its address."""
    segments = request.url_rule.rule.split("/") if request.url_rule else []
    if len(segments) <= _REF or segments[2] not in KINDS or not segments[_REF].startswith("<"):
        return None
    name = segments[_REF].strip("<>").split(">")[0]
    return KINDS[segments[2]], str((request.view_args or {})[name]), segments[_REF + 1 :]


def _may_enter() -> bool:
    """Whether the page itself will let them in; where it will not, the door says nothing."""
    view = current_app.view_functions.get(request.endpoint or "")
    permission = getattr(view, "permission", None)
    who: Actor | None = actor()
    return who is not None and permission is not None and who.may(permission)
