"""The inbox: every letter and message that came for this person, newest first."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import abort, render_template, url_for

from portal.cases.letterbox import inbox as kept
from portal.cases.letterbox.reading import seen
from portal.people.actors import Permission
from portal.web.citizen import citizen
from portal.web.context import day, letter_title
from portal.web.message_words import words
from portal.web.services import services
from portal.web.session import actor, needs


@dataclass(frozen=True)
class Row:
    """One thing that came, in words."""

    title: str
    language: str
    made_on: str
    body: str
    letter_ref: str
    is_new: bool
    onward: tuple[str, str] | None = None
    """Where one does what it asks, and the id of what that page is called."""


@citizen.get("/letters")
@citizen.get("/letters/page/<int:number>")
@needs(Permission.OWN_CLAIMS)
def inbox(number: int = 1) -> str:
    """List what came; a message without a letter counts as read once it was shown here."""
    parts = services()
    with parts.database.unit_of_work() as session:
        page = kept.page_of(session, actor(), number)
        if not page.entries and number > 1:
            abort(404)
        rows = [_row(entry) for entry in page.entries]
        if actor().helper is None:
            shown = [e.message for e in page.entries if e.message and e.is_new and not e.letter]
            seen(session, shown, parts.clock.now())
    return render_template("citizen/letters.html", page=page, rows=rows, number=number)


_ONWARD = (
    (("debit-ahead", "debit-unused"), ("citizen.debits", "debit-title")),
    (("debit-returned-", "debit-not-collected"), ("citizen.overview", "overview-title")),
    (("due-soon", "instalment-", "not-paid"), ("citizen.overview", "overview-title")),
    (("asked",), ("citizen.cases", "overview-requests")),
    (("review-facts",), ("citizen.ask_claims", "ask-lower-instalment")),
)
"""Where to go with messages of these kinds, by how their kinds begin."""


_VALUES: Mapping[str, Mapping[str, Any]] = {"citizen.ask_claims": {"ask": "lower_instalment"}}
"""What the address of such a place holds."""


def onward(kind: str) -> tuple[str, str] | None:
    """Return where one does what a message asks, with the id of its words; None for most."""
    found = next((place for kinds, place in _ONWARD if kind.startswith(kinds)), None)
    return found and (url_for(found[0], **_VALUES.get(found[0], {})), found[1])


def _row(entry: kept.Entry) -> Row:
    ref = entry.letter.ref if entry.letter else ""
    if entry.message is not None:
        told = words(entry.message)
        to = onward(entry.message.kind) if actor().may(Permission.OWN_MANAGE) else None
        return Row(told.subject, told.language, told.made_on, told.body, ref, entry.is_new, to)
    made_on = day(entry.made_on)
    title = letter_title(entry.letter) if entry.letter else ""
    return Row(title, "", made_on, "", ref, entry.is_new)
