"""What is kept long enough goes by night, and the night writes down what went by which rule."""

from collections.abc import Callable
from datetime import date

from sqlmodel import Session

from portal.cases.retention import deleting
from portal.cases.retention.rules import DRAFTS, EVIDENCE, FACTS, LOOKS, NUMBERS, TYPED_WORDS, Rule
from portal.jobs import evidence
from portal.jobs.night import Chunk, Night, Step, Work
from portal.ledger.tables import PERSON
from portal.municipality import Municipality


def _noted(rule: Rule, work: Work) -> Work:
    """The same work, which writes down what it did."""

    def done(session: Session, night: Night, chunk: Chunk) -> int:
        count = work(session, night, chunk)
        return deleting.note(session, rule, night.town, night.on, night.now, count)

    return done


def _by(rule: Rule, delete: Callable[[Session, Municipality, date, int, int], int]) -> Work:
    def work(session: Session, night: Night, chunk: Chunk) -> int:
        return delete(session, night.town, night.on, chunk.first, chunk.last)

    return _noted(rule, work)


def _looks(session: Session, night: Night, chunk: Chunk) -> int:
    return deleting.looks(session, night.town, night.on, night.now, chunk.first, chunk.last)


STEPS = (
    Step("drafts-kept-long-enough", DRAFTS.over, _by(DRAFTS, deleting.drafts)),
    Step("typed-kept-long-enough", PERSON, _by(TYPED_WORDS, deleting.typed_words)),
    Step("evidence-kept-long-enough", EVIDENCE.over, _noted(EVIDENCE, evidence.let_go)),
    Step("facts-kept-long-enough", FACTS.over, _by(FACTS, deleting.facts)),
    Step("looks-kept-long-enough", LOOKS.over, _noted(LOOKS, _looks)),
    Step("numbers-kept-long-enough", NUMBERS.over, _by(NUMBERS, deleting.numbers)),
)
"""In the order of `portal.cases.retention.rules.RULES`."""
