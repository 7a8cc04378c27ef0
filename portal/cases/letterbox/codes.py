"""The code on a letter: made, stopped, made to work again; and what it opens for whoever has it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, SQLModel, col, func, select

from portal.cases.letterbox.models import LetterCode, LetterLook
from portal.cases.letters import PREPARED
from portal.cases.models import Letter
from portal.errors import NotNow
from portal.municipality import Municipality
from portal.people import audit
from portal.people.actors import Actor, Permission
from portal.people.guesses import Limits
from portal.rows import insert_many
from portal.tokens import ALPHABET, Tokens

_TABLE = SQLModel.metadata.tables["letter_code"]
DAYS = "letter_code_days"
_PURPOSE = "letter"
_LENGTH = 10
"""Signs of a code: 48 bits, of which a network may try a handful in an hour."""
_HALF = _LENGTH // 2
MOST_SHOWN = 20
LIMITS = Limits(tries=5, wait=timedelta(hours=1))
"""How many wrong codes one network may try."""


@dataclass(frozen=True)
class Code:
    """The code of a letter, as it stands on paper."""

    text: str
    last_day: date


def code_of(
    session: Session, town: Municipality, tokens: Tokens, letter: Letter
) -> LetterCode | None:
    """Return the code of a letter, made the first time it is asked for; None where it has none."""
    if letter.kind in PREPARED:
        return None
    assert letter.id is not None
    found = session.get(LetterCode, letter.id)
    if found is None:
        days = town.terms.number(DAYS, letter.made_on)
        digest = tokens.digest(_PURPOSE, _text(tokens, letter))
        row = {"letter_id": letter.id, "digest": digest, "stopped_by": ""}
        row["last_day"] = letter.made_on + timedelta(days=days)
        insert_many(session, _TABLE, [row], ["letter_id"])
        found = session.get_one(LetterCode, letter.id)
    elif _printed(tokens, letter, found) is None:  # its key is gone: what was printed is void
        found.digest = tokens.digest(_PURPOSE, _text(tokens, letter))
    session.flush()
    return found


def shown(tokens: Tokens, letter: Letter, code: LetterCode | None, on: date) -> Code | None:
    """Return a code as it is printed: XXXXX-XXXXX; None when it opens nothing any more."""
    if code is None or code.stopped_at is not None or code.last_day < on:
        return None
    text = _printed(tokens, letter, code) or _text(tokens, letter)
    return Code(f"{text[:_HALF]}-{text[_HALF:]}", code.last_day)


def _printed(tokens: Tokens, letter: Letter, code: LetterCode) -> str | None:
    """The code as it was printed first, under whichever key; None when that key is gone."""
    made = ((one, _text(one, letter)) for one in tokens.each())
    return next((text for one, text in made if one.digest(_PURPOSE, text) == code.digest), None)


def _text(tokens: Tokens, letter: Letter) -> str:
    return tokens.code(_PURPOSE, letter.ref, _LENGTH)


def clean(typed: str) -> str | None:
    """Return the code somebody typed, without what they put between; None for what is none."""
    signs = "".join(sign for sign in typed.upper() if sign.isalnum())
    return signs if len(signs) == _LENGTH and set(signs) <= set(ALPHABET) else None


def open_letter(
    session: Session, tokens: Tokens, typed: str, *, on: date, now: datetime
) -> Letter | None:
    """Return the letter a code opens, and keep that it was opened; None for any that opens none.

    Unknown, over and stopped are all the same to whoever asks.
    """
    code = clean(typed)
    digests = tokens.digests(_PURPOSE, code or "")
    row = session.exec(
        select(Letter, LetterCode)
        .join(LetterCode, col(LetterCode.letter_id) == Letter.id)
        .where(col(LetterCode.digest).in_(digests))
    ).one_or_none()
    if row is None or row[1].stopped_at is not None or row[1].last_day < on:
        return None
    letter = row[0]
    assert letter.id is not None
    session.add(LetterLook(letter_id=letter.id, at=now))
    return letter


def looks_at(session: Session, letter: Letter) -> list[datetime]:
    """Return when a letter was opened with its code, the last time first."""
    found = select(LetterLook.at).where(LetterLook.letter_id == letter.id)
    return list(session.exec(found.order_by(col(LetterLook.id).desc()).limit(MOST_SHOWN)).all())


def opened_by_code(session: Session, person_id: int) -> list[tuple[Letter, datetime]]:
    """Return which letters to a person were opened with their code and when, the last in front."""
    found = (
        select(Letter, LetterLook.at)
        .join(LetterLook, col(LetterLook.letter_id) == Letter.id)
        .where(Letter.person_id == person_id)
    )
    return list(session.exec(found.order_by(col(LetterLook.id).desc()).limit(MOST_SHOWN)).all())


def last_opened(session: Session, letter_ids: Sequence[int]) -> dict[int, datetime]:
    """Return when each of these letters was opened with its code the last time, if it was."""
    if not letter_ids:
        return {}
    found = (
        select(LetterLook.letter_id, func.max(LetterLook.at))
        .where(col(LetterLook.letter_id).in_(letter_ids))
        .group_by(col(LetterLook.letter_id))
    )
    return dict(session.exec(found).all())


def stop(session: Session, actor: Actor, letter: Letter, now: datetime) -> None:
    """Let the code of a letter open nothing any more. Raises NotAllowed, NotNow."""
    _must(actor)
    code = session.get(LetterCode, letter.id, with_for_update=True)
    if code is None or code.stopped_at is not None:
        raise NotNow("error-code-stopped")
    code.stopped_at, code.stopped_by = now, actor.signature
    audit.record(session, now, actor.signature, "letter-code:stop", f"letter:{letter.ref}")


def let_work(session: Session, actor: Actor, letter: Letter, now: datetime) -> None:
    """Let a code that was stopped work again. Raises NotAllowed, NotNow."""
    _must(actor)
    code = session.get(LetterCode, letter.id, with_for_update=True)
    if code is None or code.stopped_at is None:
        raise NotNow("error-code-stopped")
    code.stopped_at, code.stopped_by = None, ""
    audit.record(session, now, actor.signature, "letter-code:again", f"letter:{letter.ref}")


def _must(actor: Actor) -> None:
    actor.must(Permission.PERSON_READ if actor.is_staff else Permission.OWN_MANAGE)
