"""The night draws by chance which grants of the rules get a blind second look."""

from sqlmodel import Session

from portal.cases.second_look.drawing import DECISION, draw
from portal.jobs.night import Chunk, Night, Step


def drawn(session: Session, night: Night, chunk: Chunk) -> int:
    """Draw among the grants of the chunk; say how many are new."""
    return draw(session, night.town, night.on, chunk.first, chunk.last)


STEP = Step("second-look", DECISION, drawn)
