"""The codes that belong to a demo: of the letter in somebody's hand, and of a view that is lent."""

from datetime import date

from sqlmodel import Session, col, select

from portal.cases.letterbox import codes
from portal.cases.letterbox.models import LetterCode
from portal.cases.models import Letter
from portal.demo.acting import ONCE
from portal.demo.people import read
from portal.ledger.models import Claim
from portal.municipality import Municipality
from portal.people.acting.lending import code_of, in_groups
from portal.people.models import Person
from portal.tokens import Tokens


def on_letters(
    session: Session, town: Municipality, tokens: Tokens, on: date
) -> list[tuple[str, str]]:
    """Return who has a letter in hand, and its code; codes that open nothing are left out."""
    held = [told["in_hand"] for told in read(town.name).people if "in_hand" in told]
    found = (
        select(Letter, Person.name)
        .join(Claim, col(Claim.id) == Letter.claim_id)
        .join(Person, col(Person.id) == Letter.person_id)
        .where(col(Claim.number).in_(held), col(Letter.case_id).is_(None))
        .order_by(col(Letter.id))
    )
    shown = []
    for letter, name in session.exec(found):
        code = codes.shown(tokens, letter, session.get(LetterCode, letter.id), on)
        if code is not None:
            shown.append((name, code.text))
    return shown


def of_views(town: Municipality, tokens: Tokens) -> list[tuple[str, str]]:
    """Return who lent a view, and its code."""
    people = [told for told in read(town.name).people if "lends" in told]
    return [(told["name"], in_groups(code_of(told["ref"], ONCE, tokens))) for told in people]
