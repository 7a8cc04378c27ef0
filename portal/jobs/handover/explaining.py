"""Why the two sides of a month differ, said by people line by line; the rest stays in the queue."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import date, datetime
from hashlib import sha256

from sqlmodel import Session, col, func, select

from portal.errors import Conflict, NotFound, NotNow
from portal.jobs.handover.months import Line, reconcile
from portal.ledger import proposals
from portal.ledger.handover.models import CollectorMonth, MonthWord
from portal.ledger.records import Proposal
from portal.ledger.tables import MONTH_WORD, insert_once
from portal.people import audit
from portal.people.actors import Actor, Permission

KIND = "month-end"
WHY = ("timing", "theirs", "ours", "known")
"""Booked in another month; the collector mends it; we mend it; known, and stays as it is."""
LEAST_WORDS = 5
_NAME = 16


@dataclass(frozen=True)
class Explained:
    """A line on which the two sides differ, and what was said of it, oldest first."""

    line: Line
    words: tuple[MonthWord, ...]

    @property
    def name(self) -> str:
        """How the line is called in an address."""
        return name_of(self.line.reference)

    @property
    def version(self) -> int:
        """Counts what was said of it."""
        return len(self.words)

    @property
    def now(self) -> MonthWord | None:
        """The explanation that counts; None while the difference as it is now has none."""
        last = self.words[-1] if self.words else None
        counts = last is not None and last.kind == "explained" and last.seen == digest(self.line)
        return last if counts else None


@dataclass(frozen=True)
class By:
    """Who says it, and when."""

    staff: Actor
    now: datetime
    on: date


def name_of(reference: str) -> str:
    """Return how a line is called in an address: what the other side wrote stays out of it."""
    return sha256(reference.encode()).hexdigest()[:_NAME]


def digest(line: Line) -> str:
    """Return what tells one difference of a line from another."""
    return sha256(repr((astuple(line.ours), astuple(line.theirs))).encode()).hexdigest()


def of_lines(session: Session, month: date, lines: Sequence[Line]) -> list[Explained]:
    """Return these lines of a month with what was said of each."""
    found = select(MonthWord).where(MonthWord.month == month)
    said: dict[str, list[MonthWord]] = {}
    for word in session.exec(found.order_by(col(MonthWord.no))):
        said.setdefault(word.reference, []).append(word)
    return [Explained(line, tuple(said.get(line.reference, ()))) for line in lines]


def differences(session: Session, month: date) -> list[Explained]:
    """Return the lines of a month on which the two sides differ, those to explain in front."""
    found = of_lines(session, month, reconcile(session, month).differences)
    return sorted(found, key=lambda one: one.now is not None)


def one(session: Session, month: date, name: str) -> Explained:
    """Return the line of this name. Raises NotFound when the two sides say the same of it."""
    found = next((row for row in differences(session, month) if row.name == name), None)
    if found is None:
        raise NotFound
    return found


def explain(
    session: Session, by: By, month: date, name: str, why: str, words: str, seen: int
) -> MonthWord:
    """Say why the two sides differ on a line.

    Raises NotAllowed, NotFound, NotNow without a reason or when it has one, and Conflict when
    somebody said something of it since version `seen`.
    """
    by.staff.must(Permission.PROPOSAL_ANSWER)
    if why not in WHY:
        raise NotNow("error-choose")
    row = one(session, month, name)
    if row.version == seen and row.now is not None:
        raise NotNow("error-month-explained")
    return _say(session, by, month, row, seen, why, words)


def take_back(session: Session, by: By, month: date, name: str, words: str, seen: int) -> MonthWord:
    """Take an explanation back: the line is to be explained again. Raises as `explain`."""
    by.staff.must(Permission.PROPOSAL_ANSWER)
    row = one(session, month, name)
    if row.version == seen and row.now is None:
        raise NotNow("error-month-not-explained")
    return _say(session, by, month, row, seen, "", words)


def _say(
    session: Session, by: By, month: date, row: Explained, seen: int, why: str, words: str
) -> MonthWord:
    if len(words.strip()) < LEAST_WORDS:
        raise NotNow("error-reason-needed")
    kind = "explained" if why else "taken_back"
    no = seen + 1
    values = {
        "key": f"{month}:{row.line.reference}:{no}",
        "month": month,
        "reference": row.line.reference,
        "no": no,
        "kind": kind,
        "seen": digest(row.line),
        "why": why,
        "words": words.strip(),
        "by": by.staff.signature,
        "at": by.now,
    }
    made = insert_once(session, MONTH_WORD, values, "key") if seen == row.version else None
    if made is None:
        raise Conflict
    about = f"month:{month.isoformat()[:7]}"
    audit.record(session, by.now, by.staff.signature, f"month:{kind}", about, row.name)
    put_in_queue(session, month, by.on)
    return session.get_one(MonthWord, made)


def put_in_queue(session: Session, month: date, on: date) -> int:
    """Keep a month in the queue while a line of it is to be explained; return how many are."""
    left = sum(row.now is None for row in differences(session, month))
    waits = _waiting(session, month)
    if left and not waits:
        before = select(func.count()).where(col(Proposal.key).startswith(_key(month)))
        proposals.propose(
            session,
            proposals.New(
                key=f"{_key(month)}{session.exec(before).one() + 1}",
                kind=KIND,
                reason="month_differs",
                made_on=on,
                detail={"month": month.isoformat()[:7]},
            ),
        )
    elif not left:
        for proposal in waits:
            proposals.overtake(session, proposal)
    return left


def to_explain(session: Session) -> set[str]:
    """Return the months that wait, like 2026-11."""
    waits = select(Proposal).where(Proposal.kind == KIND, Proposal.state == "open")
    return {str(proposal.detail.get("month")) for proposal in session.exec(waits)}


def standing(session: Session, months: Sequence[date]) -> Mapping[date, str]:
    """Return how each month stands: `open`, `closed`, or empty while there is no file of it."""
    waits, told = to_explain(session), set(session.exec(select(col(CollectorMonth.month))).all())
    return {month: "" if month not in told else _standing(month, waits) for month in months}


def _standing(month: date, waits: set[str]) -> str:
    return "open" if month.isoformat()[:7] in waits else "closed"


def _waiting(session: Session, month: date) -> list[Proposal]:
    found = select(Proposal).where(
        Proposal.kind == KIND,
        col(Proposal.key).startswith(_key(month)),
        col(Proposal.state) == "open",
    )
    return list(session.exec(found).all())


def _key(month: date) -> str:
    return f"{KIND}:{month.isoformat()[:7]}:"
