"""How each kind of file is read, and what taking it does: for commands and pages alike."""

from collections.abc import Callable, Mapping, Sequence
from typing import BinaryIO

from sqlmodel import Session

from portal.cases import known as known_facts
from portal.cases import signals as hints
from portal.errors import BadFile
from portal.jobs.handover import explaining, months
from portal.jobs.handover import files as collector_files
from portal.jobs.handover.month_file import read_month
from portal.jobs.intake.base import Means, Outcome, Take, head
from portal.jobs.intake.invoices import is_xml, read_invoice
from portal.ledger import intake, statements
from portal.ledger.debits.returns import Told
from portal.ledger.debits.returns import take as take_return
from portal.ledger.debits.settings import sepa_of
from portal.ledger.setoff import file as settlement_file
from portal.ledger.setoff import taking as settling
from portal.municipality import Municipality
from portal.ports import reader_for
from portal.sheets import Mistake

_HINTED = ("new", "unchanged", "strangers")
_KNOWN = ("new", "newer", "unchanged", "older", "strangers")
"""What is counted of a file about people, by the names of what was taken."""


def bank(means: Means, file: BinaryIO, name: str) -> Take:
    """Bank statements (camt.053, MT940). Raises BadFile."""
    reader = reader_for(head(file), means.readers.statements)
    if reader is None:
        raise BadFile([f"{name}: this is neither camt.053 nor MT940"])
    try:
        found = reader.read(file)
    except BadFile as bad:
        raise BadFile([f"{name}: {mistake}" for mistake in bad.mistakes]) from bad

    def take(session: Session) -> Outcome:
        done = [
            statements.take_statement(
                session,
                one,
                file_name=name,
                currency=means.town.currency,
                on=means.today,
                order=means.town.payment.imputation,
                now=means.now,
                actor=means.actor,
            )
            for one in found
        ]
        sums = ("matched", "suspense", "settled", "repeated", "skipped")
        counts = {"statements": sum(one.new for one in done)}
        counts |= {sum_: sum(getattr(one, sum_) for one in done) for sum_ in sums}
        counts["unchanged"] = sum(not one.new for one in done)
        counts["differ"] = sum(bool(one.difference) for one in done)
        return Outcome(counts, results=tuple(zip(found, done, strict=True)))

    return take


def claims(means: Means, file: BinaryIO, _name: str) -> Take:
    """Claims (CSV), or one electronic invoice or credit note. Raises BadFile."""
    if is_xml(head(file)):
        return read_invoice(means, file)
    found = intake.read(file, means.town)
    _stop_at(found.mistakes, means)

    def take(session: Session) -> Outcome:
        taken = intake.take(
            session,
            found.rows,
            municipality=means.town,
            identity_key=means.identity_key,
            now=means.now,
            actor=means.actor,
            skip_bad=means.skip_bad,
        )
        counts = {"new": taken.new, "unchanged": taken.unchanged}
        return Outcome(counts, _words((*found.mistakes, *taken.mistakes)), (taken,))

    return take


def settlements(means: Means, file: BinaryIO, _name: str) -> Take:
    """What was withheld, paid over or set off (CSV). Raises BadFile."""
    found = settlement_file.read(file, means.town)
    _stop_at(found.mistakes, means)

    def take(session: Session) -> Outcome:
        taken = settling.take(
            session,
            found.rows,
            town=means.town,
            now=means.now,
            actor=means.actor,
            skip_bad=means.skip_bad,
        )
        names = ("booked", "waiting", "unchanged")
        counts = {name: getattr(taken, name) for name in names}
        return Outcome(counts, _words((*found.mistakes, *taken.mistakes)), (taken,))

    return take


def returns(means: Means, file: BinaryIO, name: str) -> Take:
    """The bank's report on direct debits it rejected (pain.002). Raises BadFile."""
    reader = reader_for(head(file), means.readers.reports)
    if reader is None:
        raise BadFile([f"{name}: this is no report on payments (pain.002)"])
    rejected = reader.read(file)

    def take(session: Session) -> Outcome:
        done = [
            take_return(
                session,
                Told(one.key, one.end_to_end, one.reason, one.on, "report"),
                on=means.today,
                now=means.now,
                actor=means.actor,
            )
            for one in rejected
        ]
        return Outcome({"returned": sum(done), "unchanged": len(done) - sum(done)})

    return take


def receipts(means: Means, file: BinaryIO, _name: str) -> Take:
    """The collector's answers to what was handed over (CSV). Raises BadFile."""
    sent = file.read()

    def take(session: Session) -> Outcome:
        taken = collector_files.take_in(
            *(session, sent, means.town.country),
            skip_bad=means.skip_bad,
            on=means.today,
            now=means.now,
        )
        counts = {"new": taken.new, "rejected": taken.rejected, "unchanged": taken.known}
        return Outcome(counts, _words(taken.mistakes), (taken,))

    return take


def month(means: Means, file: BinaryIO, name: str) -> Take:
    """What the collector has at the end of a month (CSV). Raises BadFile."""
    told = read_month(file.read())

    def take(session: Session) -> Outcome:
        new = months.take_month(session, told, file_name=name, by=means.actor, now=means.now)
        if not new:
            return Outcome({"unchanged": 1})
        found = months.reconcile(session, told.month)
        explaining.put_in_queue(session, told.month, means.today)
        counts = {"month": 1, "claims": len(told.lines), "differ": len(found.differences)}
        return Outcome(counts, results=((told, found),))

    return take


def signals(means: Means, file: BinaryIO, _name: str) -> Take:
    """Hints from outside (CSV). Raises BadFile."""
    found, mistakes = hints.read(file, means.town, means.today)
    return _of_people(means, hints.take, found, mistakes, _HINTED)


def facts(means: Means, file: BinaryIO, _name: str) -> Take:
    """What registers know of people (CSV). Raises BadFile."""
    found, mistakes = known_facts.read(file, means.town, means.today)
    return _of_people(means, known_facts.take, found, mistakes, _KNOWN)


def _of_people(
    means: Means,
    taking: Callable[..., object],
    found: Sequence[object],
    mistakes: Sequence[Mistake],
    names: Sequence[str],
) -> Take:
    """Take in what names people by their identity number, and count it by these names."""
    _stop_at(mistakes, means)

    def take(session: Session) -> Outcome:
        taken = taking(
            session,
            found,
            identity_key=means.identity_key,
            now=means.now,
            on=means.today,
            actor=means.actor,
        )
        return Outcome({name: getattr(taken, name) for name in names}, _words(mistakes), (taken,))

    return take


KINDS: Mapping[str, Callable[[Means, BinaryIO, str], Take]] = {
    "bank": bank,
    "claims": claims,
    "settlements": settlements,
    "returns": returns,
    "receipts": receipts,
    "month": month,
    "signals": signals,
    "facts": facts,
}


def kinds_of(town: Municipality) -> list[str]:
    """Return the kinds of files a municipality has, in the order they are offered."""
    missing = set() if town.collector else {"receipts", "month"}
    missing |= set() if sepa_of(town) else {"returns"}
    return [kind for kind in KINDS if kind not in missing]


def _stop_at(mistakes: Sequence[Mistake], means: Means) -> None:
    if mistakes and not means.skip_bad:
        raise BadFile(list(_words(mistakes)))


def _words(mistakes: Sequence[Mistake]) -> tuple[str, ...]:
    return tuple(str(mistake) for mistake in mistakes)
