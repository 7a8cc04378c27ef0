"""What is kept long enough goes by night, and the night writes down what went by which rule."""

from sqlmodel import Session

from portal.cases.retention import deleting
from portal.cases.retention.rules import DRAFTS, EVIDENCE, FACTS, LOOKS, NUMBERS, TYPED_WORDS, Rule
from portal.jobs import evidence
from portal.jobs.night import PEOPLE, Chunk, Night, Step, Work


def _noted(rule: Rule, work: Work) -> Work:
    """The same work, which writes down what it did."""

    def done(session: Session, night: Night, chunk: Chunk) -> int:
        count = work(session, night, chunk)
        return deleting.note(session, rule, night.town, night.on, night.now, count)

    return done


def _drafts(session: Session, night: Night, chunk: Chunk) -> int:
    return deleting.drafts(session, night.town, night.on, chunk.first, chunk.last)


def _typed(session: Session, night: Night, chunk: Chunk) -> int:
    return deleting.typed_words(session, night.town, night.on, chunk.first, chunk.last)


def _facts(session: Session, night: Night, chunk: Chunk) -> int:
    return deleting.facts(session, night.town, night.on, chunk.first, chunk.last)


def _looks(session: Session, night: Night, chunk: Chunk) -> int:
    return deleting.looks(session, night.town, night.on, night.now, chunk.first, chunk.last)


def _numbers(session: Session, night: Night, chunk: Chunk) -> int:
    return deleting.numbers(session, night.town, night.on, chunk.first, chunk.last)


STEPS = (
    Step("drafts-kept-long-enough", DRAFTS.over, _noted(DRAFTS, _drafts)),
    Step("typed-kept-long-enough", PEOPLE, _noted(TYPED_WORDS, _typed)),
    Step(evidence.STEP.name, EVIDENCE.over, _noted(EVIDENCE, evidence.let_go)),
    Step("facts-kept-long-enough", FACTS.over, _noted(FACTS, _facts)),
    Step("looks-kept-long-enough", LOOKS.over, _noted(LOOKS, _looks)),
    Step("numbers-kept-long-enough", NUMBERS.over, _noted(NUMBERS, _numbers)),
)
"""In the order of `portal.cases.retention.rules.RULES`."""
