"""What somebody has opened: letters and messages, each the first time."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlmodel import Session, SQLModel, col, select

from portal.cases.letterbox.models import LetterOpened, MessageSeen
from portal.cases.models import Letter
from portal.people.actors import Actor
from portal.people.outbox import Outgoing
from portal.rows import insert_many

_OPENED = SQLModel.metadata.tables["letter_opened"]
_SEEN = SQLModel.metadata.tables["message_seen"]


def opened(session: Session, actor: Actor, letter: Letter, now: datetime) -> None:
    """Keep that a letter was opened by whom it is for, or by who acts for them; once."""
    row = {"letter_id": letter.id, "at": now, "by": actor.signature}
    insert_many(session, _OPENED, [row], ["letter_id"])


def seen(session: Session, messages: Iterable[Outgoing], now: datetime) -> None:
    """Keep that messages were shown to whom they are for; each once."""
    rows = [{"outgoing_id": message.id, "at": now} for message in messages]
    insert_many(session, _SEEN, rows, ["outgoing_id"])


def opened_among(session: Session, letter_ids: Sequence[int]) -> set[int]:
    """Return which of these letters were opened."""
    found = select(LetterOpened.letter_id).where(col(LetterOpened.letter_id).in_(letter_ids))
    return set(session.exec(found).all())


def seen_among(session: Session, message_ids: Sequence[int]) -> set[int]:
    """Return which of these messages were seen."""
    found = select(MessageSeen.outgoing_id).where(col(MessageSeen.outgoing_id).in_(message_ids))
    return set(session.exec(found).all())
