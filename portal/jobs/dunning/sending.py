"""Words and reminders as they go out: movement, row, letter and message in one unit of work."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session, SQLModel

from portal.cases import models  # noqa: F401  (puts the tables in the metadata)
from portal.jobs.night import ACTOR, Night
from portal.ledger.balances import Balance
from portal.ledger.dunning.recipients import Recipient, recipients
from portal.ledger.tables import CLAIM, ENTRY, REMINDER, run
from portal.ledger.timebar.acts import record_interruption
from portal.municipality import Municipality
from portal.people.outbox import Message, tell_all
from portal.people.refs import new_ref
from portal.rows import among, insert_many

LETTER = SQLModel.metadata.tables["letter"]
KIND = "reminder"
_FACTS = select(
    CLAIM.c.id,
    CLAIM.c.ref,
    CLAIM.c.number,
    CLAIM.c.kind,
    CLAIM.c.description,
    CLAIM.c.unit,
    CLAIM.c.due_on,
    CLAIM.c.payment_reference,
    CLAIM.c.person_id,
).where(among(CLAIM.c.id, "ids"))


@dataclass(frozen=True)
class MissedPart:
    """The instalment a reminder is about."""

    plan_id: int
    no: int
    due_on: date
    person_id: int
    """Whose plan it is: only they read about it."""


@dataclass(frozen=True)
class Sending:
    """One word or reminder about one claim. Amounts are minor units."""

    claim_id: int
    kind: str
    no: int
    answer_by: date
    owed: Balance
    """What is open, without the fee of this one."""
    asked: int
    """What is to be paid by then, without the fee of this one."""
    fee: int = 0
    notice: bool = False
    missed: MissedPart | None = None
    leads: bool = True
    """Whether it bears the letter about the plan; the other claims of the plan only have a row."""

    def about(self, missed: MissedPart) -> "Sending":
        """The same about an instalment."""
        return replace(self, missed=missed)

    @property
    def key(self) -> str:
        """The key of its movement and of its messages."""
        return f"{self.kind}:{self.claim_id}:{self.no}"


def send_all(session: Session, night: Night, sendings: Sequence[Sending]) -> int:
    """Send these; return how many. The claims are held by whoever decided it."""
    if not sendings:
        return 0
    ids = sorted({one.claim_id for one in sendings})
    claims = {row.id: row for row in run(session, _FACTS, {"ids": ids})}
    owing = recipients(session, ids)
    insert_many(session, ENTRY, [_fee(night, one) for one in sendings if one.fee], ["key"])
    rows = [_row(night, one) for one in sendings]
    insert_many(session, REMINDER, rows, ["claim_id", "kind", "no"])
    letters = [one for one in sendings if one.kind == "reminder"]
    _write_letters(session, night, letters, claims, owing)
    _say_words(session, night, sendings, claims, owing)
    _move_on(session, night, letters)
    return len(sendings)


def _fee(night: Night, one: Sending) -> dict[str, Any]:
    return {
        "key": f"{one.key}:1",
        "booked_on": night.on,
        "recorded_at": night.now,
        "debit": "receivable_fee",
        "credit": "charged",
        "amount": one.fee,
        "claim_id": one.claim_id,
        "kind": "fee",
        "actor": ACTOR,
    }


def _row(night: Night, one: Sending) -> dict[str, Any]:
    return {
        "claim_id": one.claim_id,
        "kind": one.kind,
        "no": one.no,
        "sent_on": night.on,
        "answer_by": one.answer_by,
        "asked": one.asked + one.fee,
        "fee": one.fee,
        "fee_key": f"{one.key}:1" if one.fee else None,
        "notice": one.notice,
        "plan_id": one.missed.plan_id if one.missed else None,
        "instalment_no": one.missed.no if one.missed else None,
    }


def _write_letters(
    session: Session,
    night: Night,
    sendings: Iterable[Sending],
    claims: Mapping[int, Any],
    owing: Mapping[int, Sequence[Recipient]],
) -> None:
    """A letter on each claim for everyone who owes it; whose plan it is hears of it once."""
    plans = _by_plan(sendings)
    letters, messages = [], []
    for one in sendings:
        claim = claims[one.claim_id]
        for person in owing[one.claim_id]:
            ref = new_ref()
            theirs = one.missed is not None and one.missed.person_id == person.person_id
            whole = plans[one.missed.plan_id] if one.missed and theirs else (one,)
            letters.append(_letter(night, one, whole, claims, person, ref))
            if theirs and not one.leads:
                continue
            key = f"{one.key}:{person.person_id}"
            told = {"number": claim.number, "until": one.answer_by.isoformat()}
            messages.append(Message(key, person.person_id, f"letter-{KIND}", told, ref))
    insert_many(session, LETTER, letters, ["ref"])
    tell_all(session, messages, made_on=night.on, now=night.now)


def _by_plan(sendings: Iterable[Sending]) -> Mapping[int, Sequence[Sending]]:
    found: dict[int, list[Sending]] = defaultdict(list)
    for one in sendings:
        if one.missed:
            found[one.missed.plan_id].append(one)
    return found


def _letter(
    night: Night,
    one: Sending,
    whole: Sequence[Sending],
    claims: Mapping[int, Any],
    person: Recipient,
    ref: str,
) -> dict[str, Any]:
    return {
        "ref": ref,
        "person_id": person.person_id,
        "claim_id": one.claim_id,
        "kind": KIND,
        "language": person.language,
        "content": reminder_record(night.town, night.on, one, whole, claims, person),
        "made_on": night.on,
    }


def reminder_record(
    town: Municipality,
    on: date,
    one: Sending,
    whole: Sequence[Sending],
    claims: Mapping[int, Any],
    person: Recipient,
) -> dict[str, Any]:
    """Return the record of a reminder's letter: amounts in minor units, dates ISO.

    `whole` has the claims it is about: those of a plan for whose plan it is, else the one.
    """
    lead = next((sent for sent in whole if sent.leads), one)
    claim, fee = claims[lead.claim_id], sum(sent.fee for sent in whole)
    missed = one.missed if one.missed and one.missed.person_id == person.person_id else None
    principal, fees, interest = (
        sum(sent.owed.of(part) for sent in whole) for part in ("principal", "fee", "interest")
    )
    total = principal + fees + interest + fee
    return {
        "name": person.name,
        "address": person.address,
        "made_on": on.isoformat(),
        "claim": claim.ref,
        "number": claim.number,
        "kind": claim.kind,
        "description": claim.description,
        "unit": claim.unit,
        "due_on": claim.due_on.isoformat(),
        "payment_reference": claim.payment_reference,
        "claims": [_named(claims[sent.claim_id], sent) for sent in whole],
        "no": one.no,
        "principal": principal,
        "fees": fees + fee,
        "interest": interest,
        "total": total,
        "fee": fee,
        "asked": one.asked + fee if missed else total,
        "answer_by": one.answer_by.isoformat(),
        "notice": one.notice,
        "then": town.claim_kind(claim.kind, on).enforcement,
        "missed_on": missed.due_on.isoformat() if missed else None,
    }


def _named(claim: Any, sent: Sending) -> dict[str, Any]:  # noqa: ANN401
    left = sent.owed.total + sent.fee
    return {"number": claim.number, "description": claim.description, "balance": left}


def _say_words(
    session: Session,
    night: Night,
    sendings: Iterable[Sending],
    claims: Mapping[int, Any],
    owing: Mapping[int, Sequence[Recipient]],
) -> None:
    """The friendly words: each person once, about an instalment only whose plan it is."""
    found = [
        Message(f"{one.key}:{person.person_id}", person.person_id, _word(one), told)
        for one in sendings
        if one.kind == "word"
        for person in owing[one.claim_id]
        if one.missed is None or one.missed.person_id == person.person_id
        for told in _told(one, claims[one.claim_id])
    ]
    if found:
        tell_all(session, found, made_on=night.on, now=night.now)


def _word(one: Sending) -> str:
    return "instalment-missed" if one.missed else "not-paid"


def _told(one: Sending, claim: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401
    due = one.missed.due_on if one.missed else claim.due_on
    yield {
        "description": claim.description,
        "amount": one.asked,
        "due": due.isoformat(),
        "until": one.answer_by.isoformat(),
    }


def _move_on(session: Session, night: Night, letters: Sequence[Sending]) -> None:
    """The claims are reminded now; where a reminder interrupts the time bar, that is kept."""
    ids = [one.claim_id for one in letters]
    moved = update(CLAIM).where(among(CLAIM.c.id, ids), CLAIM.c.stage != "transferred")
    run(session, moved.values(stage="reminded", reminded_on=night.on))
    session.expire_all()
    for one in letters:
        key = f"{one.key}:time"
        record_interruption(session, night.town, one.claim_id, KIND, night.on, key, ACTOR)
