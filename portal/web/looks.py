"""What a helper looked at, noted as each page goes out, so that whom they help can read it."""

from flask import Flask, Response, g, request

from portal.people.acting import visits
from portal.web.services import services

PAGES = {
    "citizen.overview": "overview",
    "citizen.claim": "claim",
    "citizen.plan": "plan",
    "citizen.plan_days": "plan",
    "citizen.payment": "payment",
    "citizen.pay": "payment",
    "citizen.letter": "letter",
    "citizen.letter_as_pdf": "letter",
    "citizen.inbox": "messages",
    "citizen.messages": "messages",
    "citizen.evidence": "answers",
    "citizen.evidence_file": "answers",
    "citizen.cases": "cases",
    "citizen.case": "case",
    "citizen.receipt": "case",
    "citizen.receipt_facts": "case",
    "citizen.question": "answers",
    "citizen.account": "answers",
    "citizen.check": "answers",
}
"""Kinds of pages by endpoint; any other is `other`."""
UNNOTED = frozenset({"static", "theme", "citizen.acting", "citizen.claim_qr"})
_OK, _ELSEWHERE = 200, 303


def init_app(app: Flask) -> None:
    """Note each page that goes out to a helper."""
    app.after_request(_note)


def _note(response: Response) -> Response:
    actor = g.get("actor")
    if actor is None or actor.helper is None or actor.helper.how == "firm":
        return response
    endpoint = request.endpoint or ""
    if endpoint in UNNOTED or endpoint.startswith("public."):
        return response
    page = PAGES.get(endpoint, "other") if request.method == "GET" else "act"
    if response.status_code == (_OK if request.method == "GET" else _ELSEWHERE):
        parts = services()
        with parts.database.unit_of_work() as session:
            visits.note_look(session, actor, page, parts.clock.now())
    return response
