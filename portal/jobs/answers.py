"""What people's answers do: for each kind of proposal what a yes does, and how it is taken back.

A new kind adds a line to KINDS, and texts: `list-<kind>` for its name, `list-<kind>-about` for what
a yes does, `list-why-<reason>` for each reason, `list-fact-<name>` for each name in its detail.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlmodel import Session

from portal.errors import NotNow
from portal.jobs import enforcing, minor, review_plan, settlements, signals, write_off
from portal.jobs.answers_given import Given, Said
from portal.jobs.calling.made import called, not_called
from portal.jobs.dunning import put_forward
from portal.jobs.handover import agreeing
from portal.ledger import proposals
from portal.ledger.records import Proposal
from portal.municipality import Municipality
from portal.people.actors import Actor, Permission

Act = Callable[[Said], None]
"""Does what an answer means, in the unit of work of the answer. Raises NotNow when it cannot."""


def nothing(_said: Said) -> None:
    """Do nothing but keep the answer."""


def ask_again(said: Said) -> None:
    """Let a proposal wait again whose yes did nothing but say that somebody saw it."""
    seen = said.proposal.version
    proposals.reopen(said.session, said.staff, said.proposal, seen=seen, now=said.now)


def anybody(_session: Session, _proposal: Proposal, _staff: Actor) -> str:
    """Nothing keeps a member of staff from answering."""
    return ""


def always(_session: Session, _proposal: Proposal) -> str:
    """Nothing stands in the way of taking a yes back."""
    return ""


@dataclass(frozen=True)
class Kind:
    """One kind of proposal."""

    yes: Act = nothing
    """What the last yes does."""
    no: Act = nothing
    later: Act = nothing
    undo: Act | None = None
    """How a yes is taken back; None when it cannot be. It reopens the proposal, or proposes."""
    stays: Callable[[Session, Proposal], str] = always
    """The id of why this yes cannot be taken back any more; nothing while it can be."""
    undo_no: bool = False
    """Whether `undo` also takes back a no; else a no that did nothing just waits again."""
    not_by: Callable[[Session, Proposal, Actor], str] = anybody
    """The id of why this member of staff does not answer it; nothing where they may."""
    no_stays: bool = False
    """Whether a no cannot be taken back."""
    asks: tuple[str, ...] = ()
    """Which of FIELDS a yes needs."""


FIELDS = ("on", "at", "place", "amount", "outcome")
"""What a yes can need besides a reason: a day, a time of day, a place, an amount, what came of a
call."""
KINDS: dict[str, Kind] = {
    "call": Kind(yes=called, undo=not_called, asks=("outcome",)),
    "talk": Kind(yes=called, undo=not_called, asks=("outcome",)),
    "plan-end": Kind(yes=put_forward.end_plan),
    "signal": Kind(yes=signals.look_again),
    "time-bar-warning": Kind(undo=ask_again),
    "plan-outlives": Kind(undo=ask_again),
    "rate-missing": Kind(undo=ask_again),
    "handover": Kind(yes=agreeing.agree, undo=agreeing.take_back, stays=agreeing.why_it_stays),
    "handover-lacks": Kind(yes=agreeing.to_unit),
    "attachment": Kind(yes=enforcing.give_notice, asks=("on", "at", "place")),
    "attachment-made": Kind(yes=enforcing.note_attachment, asks=("on",)),
    "writ": Kind(yes=enforcing.prepare_writ),
    "writ-served": Kind(yes=enforcing.note_service, asks=("on", "amount")),
    "minor": Kind(yes=minor.owes_it, no=minor.drop, undo=minor.ask_again, undo_no=True),
    "review-due": Kind(yes=review_plan.look_now, no=review_plan.leave_it, no_stays=True),
    "settlement": Kind(yes=settlements.say_yes, not_by=settlements.not_by),
    "write-off": Kind(yes=write_off.carry_out, undo=write_off.ask_back),
    "write-off-undo": Kind(yes=write_off.take_back),
}
"""Every kind, in the order staff see the lists."""
_OF_COLLECTOR = frozenset({"handover", "handover-lacks"})
_OF_POLICY = {"review-due": "review_months", "settlement": "half_payment_percent"}
"""Lists that are there where the policy has a setting."""
_OF_OWN = {
    "attachment": frozenset({"attachment", "attachment-made"}),
    "writ": frozenset({"writ", "writ-served"}),
}
"""Lists of the municipality's own enforcement, by the way it takes."""


def lists_of(town: Municipality, on: date, filled: Collection[str] = ()) -> list[str]:
    """Return the lists a municipality has, in order; one that is `filled` is there in any case.

    Without those of a collector where it has none, and of ways of enforcing it does not take.
    """
    own = town.terms.word("own_enforcement", on)
    not_here = set[str]() if town.collector is not None else set(_OF_COLLECTOR)
    not_here |= {kind for kind, name in _OF_POLICY.items() if name not in town.policy.settings}
    not_here |= {kind for way, kinds in _OF_OWN.items() if way != own for kind in kinds}
    return [kind for kind in KINDS if kind not in not_here or kind in filled]


@dataclass(frozen=True)
class Answer:
    """What someone says to a proposal."""

    says: str
    """`yes`, `no` or `later`."""
    reason: str
    seen: int
    """The version of the proposal they saw."""
    later_on: date | None = None
    given: Mapping[str, Given] = field(default_factory=dict)


def answer(
    session: Session,
    town: Municipality,
    staff: Actor,
    ref: str,
    answered: Answer,
    *,
    now: datetime,
    on: date,
) -> None:
    """Keep an answer and do what it means, or neither.

    Raises NotFound, NotAllowed, Conflict when somebody answered first, and NotNow.
    """
    staff.must(Permission.PROPOSAL_ANSWER)
    proposal = proposals.by_ref(session, ref)
    kind = KINDS[proposal.kind]
    _must_be_able_to_sign(staff, proposal, answered)
    is_last = proposals.answer(
        session,
        staff,
        proposal,
        answered.says,
        answered.reason,
        seen=answered.seen,
        now=now,
        on=on,
        later_on=answered.later_on,
    )
    said = Said(session, town, staff, proposal, answered.reason, now, on, answered.given)
    if answered.says != "yes":
        (kind.no if answered.says == "no" else kind.later)(said)
    elif is_last:
        kind.yes(said)


def _must_be_able_to_sign(staff: Actor, proposal: Proposal, answered: Answer) -> None:
    """Raise NotNow when a second yes comes from someone who cannot sign for two."""
    is_second = proposal.state == "open" and proposal.first_by not in (None, staff.signature)
    if answered.says != "yes" or proposal.signatures == 1 or not is_second:
        return
    if not staff.may(Permission.CASE_SIGN):
        raise NotNow("error-senior-signs")


def undo(
    session: Session,
    town: Municipality,
    staff: Actor,
    ref: str,
    answered: Answer,
    *,
    now: datetime,
    on: date,
) -> None:
    """Take an answer back. Raises NotFound, NotAllowed, Conflict, and NotNow when it stays."""
    staff.must(Permission.PROPOSAL_ANSWER)
    proposal = proposals.by_ref(session, ref)
    if not answered.reason.strip():
        raise NotNow("error-reason-needed")
    is_own = is_own_first_yes(staff, proposal)
    if not is_own and not can_be_undone(proposal):
        raise NotNow("error-answer-stays")
    is_plain_no = proposal.state == "no" and not KINDS[proposal.kind].undo_no
    if is_own or is_plain_no:
        proposals.reopen(session, staff, proposal, seen=answered.seen, now=now)
        return
    proposals.must_be_seen(proposal, answered.seen)
    take_back = KINDS[proposal.kind].undo
    assert take_back is not None
    take_back(Said(session, town, staff, proposal, answered.reason, now, on))


def is_own_first_yes(staff: Actor, proposal: Proposal) -> bool:
    """Whether they said the first of two yeses, and the second is waited for."""
    return proposal.state == "open" and proposal.first_by == staff.signature


def can_be_undone(proposal: Proposal) -> bool:
    """Whether the kind of proposal lets this answer be taken back."""
    kind = KINDS[proposal.kind]
    return (proposal.state == "no" and not kind.no_stays) or (
        proposal.state == "yes" and kind.undo is not None
    )


def why_it_stays(session: Session, proposal: Proposal) -> str:
    """Return the id of why a yes of a kind that can be taken back stays now, or nothing."""
    return KINDS[proposal.kind].stays(session, proposal) if proposal.state == "yes" else ""
