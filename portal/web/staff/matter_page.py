"""An ask that is for a person with everything staff see of it, read in one go."""

from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext
from sqlmodel import Session, select

from portal.cases import conversation, handling
from portal.cases.assessing import Assessed, assess_case
from portal.cases.journey import is_unknown
from portal.cases.letters import letters_of
from portal.cases.matters import objected, pausing, second, settling
from portal.cases.matters.answering import By
from portal.cases.matters.correcting import since_sent
from portal.cases.matters.halves import halves
from portal.cases.matters.kinds import TO_CORRECT
from portal.cases.matters.objected import Objected
from portal.cases.matters.outcomes import outcomes_of
from portal.cases.models import Case, Letter, Message
from portal.cases.queue import case_for_staff
from portal.cases.rulings.objecting import decided_before
from portal.people.acting.names import helper_names
from portal.people.models import StaffMember
from portal.web.answer_words import in_words, known_rows
from portal.web.case_words import Step, happened
from portal.web.context import amount, day, day_here, letter_title, local
from portal.web.matter_words import outcome_words
from portal.web.services import services
from portal.web.session import actor
from portal.web.staff import days
from portal.web.staff.claims import StaffClaim, staff_claim
from portal.web.staff.facts import Fact
from portal.web.staff.objection import ObjectionSide, objection_side
from portal.web.staff.to_correct import ToCorrect, to_correct

WORKING = {"arrangement": "debt_arrangement", "settlement": "half_payment"}
"""The calculation prepared for staff that belongs to an ask."""


@dataclass(frozen=True)
class Answered:
    """One answer in words: what, who and when, and why."""

    title: str
    by: str
    reason: str


@dataclass(frozen=True)
class OpenedMatter:
    """Such a case as its page shows it."""

    assessed: Assessed
    claims: list[StaffClaim]
    facts: list[Fact]
    known: list[Fact]
    needs: list[tuple[str, str]]
    """What a person needs to know to answer: a term, and what is known of it."""
    steps: list[Step]
    messages: list[Message]
    letters: list[Letter]
    answered: list[Answered]
    names: dict[int, str]
    deadline: str
    left: str
    is_near: bool
    basis: str
    working_url: str
    decision_url: str
    not_by_you: str
    """Why who looks cannot answer it: they decided what is objected to, or what is decided anew."""
    is_paused: bool
    may_settle: bool
    last: str
    """The outcome that holds, if there is one."""
    side: ObjectionSide | None
    """The talk and the decisions, of an objection."""
    to_correct: list[ToCorrect]
    """What somebody was told is corrected, and is not yet: the answer alone does not."""
    holds_until_corrected: bool
    """Whether a yes to this lets collecting stand still until then."""
    corrected: list[str]
    """What was corrected already since they asked, while it waits for an answer."""
    to_sign: str
    """The ref of a yes that waits for its second signature."""
    needs_two: bool
    """Whether a yes would need one."""

    @property
    def case(self) -> Case:
        """The case itself."""
        return self.assessed.case

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return self.case.is_open

    @property
    def can_reopen(self) -> bool:
        """Whether the answer can be taken back: not once the rest was let go."""
        return self.case.state == "decided" and self.last not in ("settled", "")

    @property
    def can_end(self) -> bool:
        """Whether a pause runs on a yes and can be ended."""
        return self.case.state == "decided" and self.case.to_weigh


def read(ref: str) -> OpenedMatter:
    """Read it as the member of staff who is signed in. Raises NotFound."""
    parts, today = services(), services().clock.today()
    with parts.database.reading() as session:
        return _opened(session, case_for_staff(session, actor(), ref), today)


def _opened(session: Session, case: Case, today: date) -> OpenedMatter:
    town = services().town
    assessed = assess_case(session, town, case, today)
    outcomes = outcomes_of(session, case)
    names = {one.id: one.name for one in session.exec(select(StaffMember)) if one.id}
    about = objected.about(session, case) if case.ask == "objection" else None
    by, is_open = case.answer_by, case.is_open or case.to_weigh
    left = settling.missing(session, case, _by(today)) if case.ask == "settlement" else 0
    waiting = second.waiting_on(session, case)
    asked = handling.asked_about(session, assessed.claims)
    claims = [staff_claim(town, view, today, asked) for view in assessed.claims]
    last = outcomes[-1].outcome if outcomes else ""
    return OpenedMatter(
        assessed=assessed,
        claims=claims,
        facts=_facts(assessed),
        known=[Fact(row.key, row.value) for row in known_rows(assessed)],
        needs=_needs(assessed, about, left, today),
        steps=_steps(session, case, names, assessed.person.name),
        messages=conversation.messages_of(session, case),
        letters=letters_of(session, case_id=case.id),
        answered=[
            Answered(
                title=" ".join(outcome_words(case, one, is_last=one is outcomes[-1])),
                by=f"{names.get(one.staff_id, '')} · {day(one.answered_at)}",
                reason=one.words,
            )
            for one in reversed(outcomes)
        ],
        names=names,
        deadline=days.by_when(case.ask, "open" if case.is_open else "paused", by)
        if by and is_open
        else "",
        left=days.left(today, by) if by and is_open else "",
        is_near=bool(by and is_open and days.is_near(today, by)),
        basis=local(town.wording.get(f"answer_basis_{case.ask}") or town.wording["answer_basis"]),
        working_url=_working_url(case.ask),
        decision_url=_decision_url(about),
        not_by_you=_not_by(session, case, about, actor().id),
        is_paused=pausing.is_paused(session, case, today),
        may_settle=bool(outcomes and outcomes[-1].pay and not left),
        last=last,
        side=objection_side(session, case, about, today) if about is not None else None,
        to_correct=to_correct(session, case, claims, last, about),
        holds_until_corrected=case.ask in TO_CORRECT
        and pausing.stays(town, case.ask, "accepted", today),
        corrected=_corrected(session, case) if case.is_open else [],
        to_sign=waiting.ref if waiting is not None else "",
        needs_two=case.ask == second.KIND and second.offer(session, _by(today), case).needs_two,
    )


def _not_by(session: Session, case: Case, about: Objected | None, staff_id: int) -> str:
    """The id of the words that say why this member of staff does not answer it, or nothing."""
    if about is not None and staff_id in about.deciders:
        return "error-own-decision"
    return "error-decided-before" if staff_id in decided_before(session, case) else ""


def _corrected(session: Session, case: Case) -> list[str]:
    """What was corrected since they asked, each in a sentence."""
    return [
        gettext(
            "matter-corrected-since",
            claim=claim.description,
            amount=amount(one.detail["amount"]),
            day=day(one.second_at or one.first_at),
        )
        for one, claim in since_sent(session, case)
        if one.first_at is not None
    ]


def _by(today: date) -> By:
    parts = services()
    return By(actor(), parts.town, 0, parts.clock.now(), today)


def _facts(assessed: Assessed) -> list[Fact]:
    told = assessed.told
    return [
        Fact(
            gettext(f"fact-{name}".replace("_", "-")),
            in_words(name, told[name], assessed.answers.get("household")),
            mark="missing" if is_unknown(told[name]) else "",
        )
        for name in assessed.asked
        if name in told
    ]


def _needs(
    assessed: Assessed, about: Objected | None, left: int, today: date
) -> list[tuple[str, str]]:
    """What is known here of what the answer hangs on."""
    case, claims = assessed.case, assessed.claims
    if about is not None:
        return _of_objection(about, case, today)
    if case.ask == "question":
        return []
    causes = sorted({gettext(f"matter-cause-{view.cause}".replace("_", "-")) for view in claims})
    found = [(gettext("matter-cause"), ", ".join(causes))]
    if case.ask in WORKING:
        fines = [view for view in claims if services().town.claim_kinds[view.kind].fine]
        found.append((gettext("matter-fines"), gettext("answer-yes" if fines else "answer-no")))
        total = sum(view.balance for view in claims)
        found.append((gettext("matter-total"), amount(total)))
    if case.ask == "settlement":
        half = halves(services().town, claims, today)
        if case.state == "decided":
            found.append((gettext("matter-half-left"), amount(left)))
        else:
            found.append((gettext("matter-half"), amount(half.pay)))
            found.append((gettext("matter-half-let-go"), amount(half.let_go)))
    return found


def _of_objection(about: Objected, case: Case, today: date) -> list[tuple[str, str]]:
    if about.letter is None:
        return [(gettext("fact-decision"), gettext("objection-other"))]
    found = [(gettext("fact-decision"), letter_title(about.letter))]
    if about.last_day is not None:
        sent = day_here(case.sent_at) if case.sent_at else today
        late = "matter-late" if about.is_late(sent) else "matter-in-time"
        found.append((gettext("matter-last-day"), f"{day(about.last_day)}. {gettext(late)}"))
    return found


def _decision_url(about: Objected | None) -> str:
    letter = about.letter if about is not None else None
    return url_for("staff.letter", ref=letter.ref) if letter is not None else ""


def _working_url(ask: str) -> str:
    name = WORKING.get(ask, "")
    has = name in services().town.workings
    return url_for("staff.working", name=name) if has else ""


def _steps(session: Session, case: Case, names: dict[int, str], asker: str) -> list[Step]:
    members = session.exec(select(StaffMember)).all()
    by_ref = {one.ref: names[one.id] for one in members if one.id}
    events = handling.events_of(session, case)
    helpers = {
        signature: gettext("staff-by-helper", helper=name, name=asker)
        for signature, name in helper_names(session, (one.actor for one in events)).items()
    }
    return [
        Step(
            gettext(f"staff-event-{happened(case.ask, event.kind)}".replace("_", "-")),
            day(event.at),
            helpers.get(event.actor) or by_ref.get(event.actor.partition(":")[2], asker),
            "done",
        )
        for event in events
    ]
