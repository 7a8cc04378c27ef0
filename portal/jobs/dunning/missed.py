"""The night's look at plans: a missed instalment brings a reminder, or an offer to talk.

Which of the two is a term of the municipality. After a reminder without effect the plan ends and
its claims are put forward; after an offer to talk only a person ends it.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta

from sqlmodel import Session

from portal.jobs.dunning.plan_claims import PlanClaim, Sent, claims_of, sent_about
from portal.jobs.dunning.put_forward import broken, not_kept, offer_talk
from portal.jobs.dunning.quiet import quiet_claims
from portal.jobs.dunning.sending import MissedPart, Sending, send_all
from portal.jobs.night import Chunk, Night, Step
from portal.jobs.reviews import look_after_missed
from portal.ledger import proposals
from portal.ledger.bankdays import next_bank_day
from portal.ledger.dunning.course import answer_by, course_of
from portal.ledger.locks import lock_claims
from portal.ledger.missed import Missed, covered_now, missed_between
from portal.ledger.tables import PLAN


def chase(session: Session, night: Night, chunk: Chunk) -> int:
    """Do what is due about the plans of a chunk that miss an instalment; say how much."""
    missed = missed_between(session, chunk.first, chunk.last, night.on, night.town)
    sent = sent_about(session, (one.plan_id for one in missed)) if missed else {}
    due = [one for one in missed if _is_due(night, one, sent)]
    due = _unchanged(session, _not_still(session, night, due))
    claims = claims_of(session, _ids(due)) if due else {}
    if night.town.terms.word("missed_instalment", night.on) == "talk":
        return _talk(session, night, due, claims, sent)
    return _remind(session, night, due, claims, sent)


def _is_due(night: Night, one: Missed, sent: Sent) -> bool:
    """Whether the last thing sent about this instalment was given its time."""
    given = [sent.get((one.plan_id, one.no, kind)) for kind in ("word", "reminder")]
    return all(until is None or until < night.on for until in given)


def _not_still(session: Session, night: Night, due: list[Missed]) -> list[Missed]:
    still = quiet_claims(session, _ids(due), night.on) if due else frozenset()
    return [one for one in due if not still & set(one.claim_ids)]


def _unchanged(session: Session, due: list[Missed]) -> list[Missed]:
    """Hold the claims, and leave out the plans for which money came in meanwhile."""
    if not due:
        return []
    lock_claims(session, _ids(due))
    covered = covered_now(session, due[0].plan_id, due[-1].plan_id)
    return [one for one in due if covered.get(one.plan_id) == one.covered]


def _ids(missed: Iterable[Missed]) -> set[int]:
    return {claim for one in missed for claim in one.claim_ids}


def _remind(
    session: Session,
    night: Night,
    due: Iterable[Missed],
    claims: Mapping[int, PlanClaim],
    sent: Sent,
) -> int:
    sendings: list[Sending] = []
    done = 0
    for one in due:
        if (one.plan_id, one.no, "reminder") in sent:
            done += broken(session, night, one)
        else:
            sendings += _reminders(night, one, claims)
    return done + send_all(session, night, sendings)


def _reminders(night: Night, one: Missed, claims: Mapping[int, PlanClaim]) -> Iterator[Sending]:
    """A row for each open claim of the plan; one letter and one fee for all of them.

    Nothing while an earlier reminder about one of them still gives time, nor below the floor.
    """
    found = sorted((claims[id_] for id_ in one.claim_ids if id_ in claims), key=_oldest)
    quiet = any(claim.quiet_until and claim.quiet_until >= night.on for claim in found)
    if quiet or not found or one.amount < course_of(night.town, found[0].kind, night.on).floor:
        return
    bearer = next((claim for claim in found if _has_fee_left(night, claim)), None)
    first = bearer or found[0]
    for claim in found:
        course = course_of(night.town, claim.kind, night.on)
        yield Sending(
            claim_id=claim.id,
            kind="reminder",
            no=claim.reminders + 1,
            answer_by=answer_by(night.town, course, night.on, is_last=True),
            owed=claim.owed,
            asked=one.amount,
            fee=course.cost(claim.owed.total) if claim is bearer else 0,
            notice=True,
            missed=_part(one),
            leads=claim is first,
        )


def _oldest(claim: PlanClaim) -> tuple[object, int]:
    return claim.due_on, claim.id


def _has_fee_left(night: Night, claim: PlanClaim) -> bool:
    course = course_of(night.town, claim.kind, night.on)
    return claim.reminders < course.most and course.cost(claim.owed.total) > 0


def _part(one: Missed) -> MissedPart:
    return MissedPart(one.plan_id, one.no, one.due_on, one.person_id)


def _talk(
    session: Session,
    night: Night,
    due: Iterable[Missed],
    claims: Mapping[int, PlanClaim],
    sent: Sent,
) -> int:
    sendings, told, talks, ends = [], [], [], []
    for one in due:
        found = sorted((claims[id_] for id_ in one.claim_ids if id_ in claims), key=_oldest)
        if not found:
            continue
        if (one.plan_id, one.no, "word") in sent:
            ends.append(not_kept(night, one))
            continue
        first = found[0]
        days = course_of(night.town, first.kind, night.on).answer_days
        until = next_bank_day(night.on + timedelta(days=days), night.town.country)
        word = Sending(first.id, "word", first.said + 1, until, first.owed, one.amount)
        sendings.append(word.about(_part(one)))
        talks.append(offer_talk(night, one))
        told.append(one)
    done = proposals.propose_all(session, ends) + send_all(session, night, sendings)
    proposals.propose_all(session, talks)
    for one in told:
        look_after_missed(session, night, one)
    return done


STEP = Step("missed-instalments", PLAN, chase)
