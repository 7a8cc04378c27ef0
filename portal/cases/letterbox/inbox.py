"""What came for someone: letters and messages in one list, and which of them are new to them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from portal.cases.letterbox.reading import opened_among, seen_among
from portal.cases.letters import PREPARED, may_read
from portal.cases.models import Letter
from portal.people.actors import Actor, Permission
from portal.people.outbox import Outgoing

MOST = 500
"""Letters and messages that are looked at, newest first."""
PAGE = 20


@dataclass(frozen=True)
class Entry:
    """One thing that came: a message, a letter, or a letter with the message that announced it."""

    made_on: date
    message: Outgoing | None
    letter: Letter | None
    is_new: bool


@dataclass(frozen=True)
class Page:
    """Some entries, newest first, and whether there are older ones."""

    entries: Sequence[Entry]
    has_older: bool
    new: int
    """How many of all are new."""


def page_of(session: Session, actor: Actor, number: int) -> Page:
    """Return a page of what came for someone, counted from 1; what is out of reach is left out."""
    letters = [one for one in _letters(session, actor) if may_read(session, actor, one)]
    by_ref = {letter.ref: letter for letter in letters}
    messages = [one for one in _messages(session, actor) if _may_see(actor, one, by_ref)]
    announced = {message.letter_ref for message in messages}
    alone = [letter for letter in letters if letter.ref not in announced]
    is_new = _newness(session, messages, letters)
    found = [_entry(message, by_ref.get(message.letter_ref), is_new) for message in messages]
    found += [_entry(None, letter, is_new) for letter in alone]
    found.sort(key=lambda entry: entry.made_on, reverse=True)
    new, first = sum(entry.is_new for entry in found), (number - 1) * PAGE
    return Page(found[first : first + PAGE], len(found) > first + PAGE, new)


def _letters(session: Session, actor: Actor) -> Sequence[Letter]:
    found = select(Letter).where(Letter.person_id == actor.id, col(Letter.kind).not_in(PREPARED))
    return session.exec(found.order_by(col(Letter.id).desc()).limit(MOST)).all()


def _messages(session: Session, actor: Actor) -> Sequence[Outgoing]:
    found = select(Outgoing).where(Outgoing.person_id == actor.id)
    return session.exec(found.order_by(col(Outgoing.id).desc()).limit(MOST)).all()


def _may_see(actor: Actor, message: Outgoing, letters: dict[str, Letter]) -> bool:
    """Whether a helper may see a message: with its letter, or with all there is."""
    if actor.helper is None:
        return True
    if message.letter_ref:
        return message.letter_ref in letters
    return actor.only is None and actor.may(Permission.OWN_CASES)


_IsNew = Callable[[Outgoing | None, Letter | None], bool]


def _newness(session: Session, messages: Sequence[Outgoing], letters: Sequence[Letter]) -> _IsNew:
    """A letter is new until it is opened, a message without a letter until it is shown."""
    opened = opened_among(session, [one.id for one in letters if one.id is not None])
    seen = seen_among(session, [one.id for one in messages if one.id is not None])

    def is_new(message: Outgoing | None, letter: Letter | None) -> bool:
        if letter is not None:
            return letter.id not in opened
        return message is not None and message.id not in seen

    return is_new


def _entry(message: Outgoing | None, letter: Letter | None, is_new: _IsNew) -> Entry:
    made_on = message.made_on if message else letter.made_on if letter else date.min
    return Entry(made_on, message, letter, is_new(message, letter))
