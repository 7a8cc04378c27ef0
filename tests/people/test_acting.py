"""Acting for someone: whose leave holds, what is left to a helper, and whom the record names."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from portal.cases import conversation, drafts, handling, letters
from portal.db import Database
from portal.errors import NotAllowed, NotFound, NotNow
from portal.ledger import own
from portal.people import signins
from portal.people.acting import leave
from portal.people.acting.models import Acting
from portal.people.actors import Actor, Helper, Permission, Scope, person_actor
from portal.people.models import AuditEvent, Person
from portal.ports import Identity
from portal.tokens import digest_of
from tests import builders
from tests.builders import DAY, NOW

P = Permission
LOOK = frozenset({P.OWN_CLAIMS})


def terms(**more: object) -> leave.Terms:
    """A mandate to look, from the day of the tests on."""
    given: dict[str, object] = {"kind": "standing", "rights": LOOK, "from_on": DAY}
    return leave.Terms(**given | more)  # type: ignore[arg-type]


def given(session: Session, principal: Person, helper: Person, **more: object) -> Acting:
    """A leave the principal gave."""
    return leave.give(session, person_actor(principal), principal, helper, terms(**more), NOW)


def signed_in(session: Session, person: Person) -> str:
    """The secret of someone who just signed in."""
    return signins.begin(session, Identity("resident", person.ref), NOW)


def who(session: Session, secret: str, days: int = 0) -> Actor:
    """Who stands behind a secret, some days on with the sign-in kept fresh."""
    sign_in = session.get(signins.SignIn, digest_of(secret))
    assert sign_in is not None
    at = NOW + timedelta(days=days)
    sign_in.started_at = sign_in.seen_at = at
    session.flush()
    found = signins.actor_of(session, secret, at, at.date())
    assert found is not None
    return found.actor


def two(session: Session) -> tuple[Person, Person]:
    """Someone with debts, and someone who helps."""
    return builders.person(session), builders.person(session)


def test_who_switches_acts_as_the_other_and_the_record_names_both(session: Session) -> None:
    principal, helper = two(session)
    old = signed_in(session, helper)
    fresh = signins.switch(session, old, given(session, principal, helper).ref, NOW, DAY)
    now = who(session, fresh)
    assert (now.ref, now.name) == (principal.ref, principal.name)
    assert now.signature == f"helper:{helper.ref} for resident:{principal.ref}"
    assert signins.actor_of(session, old, NOW, DAY) is None, "the old secret opens nothing"


def test_only_the_rights_that_were_left_to_them(session: Session) -> None:
    principal, helper = two(session)
    acting = given(session, principal, helper)
    now = who(session, signins.switch(session, signed_in(session, helper), acting.ref, NOW, DAY))
    assert {right for right in P if now.may(right)} == {P.OWN_CLAIMS, P.OWN_SWITCH}


def test_stopping_makes_one_oneself_again(session: Session) -> None:
    principal, helper = two(session)
    acting = given(session, principal, helper)
    there = signins.switch(session, signed_in(session, helper), acting.ref, NOW, DAY)
    back = signins.switch(session, there, None, NOW, DAY)
    assert who(session, back) == person_actor(helper)


@pytest.mark.parametrize("days", [-1, 8])
def test_before_its_first_and_after_its_last_day_a_leave_opens_nothing(
    session: Session, days: int
) -> None:
    principal, helper = two(session)
    acting = given(session, principal, helper, until_on=DAY + timedelta(days=7))
    secret = signed_in(session, helper)
    later = timedelta(days=days)
    with pytest.raises(NotFound):
        signins.switch(session, secret, acting.ref, NOW + later, DAY + later)


def test_just_after_midnight_a_leave_of_the_new_day_holds(session: Session) -> None:
    """Where it is midnight, it is still the day before by the clock of the record."""
    principal, helper = two(session)
    acting = given(session, principal, helper)
    night, old = NOW - timedelta(days=1), signed_in(session, helper)
    fresh = signins.switch(session, old, acting.ref, night, DAY)
    assert signins.actor_of(session, fresh, night, DAY) is not None


def test_a_leave_that_runs_out_meanwhile_makes_one_oneself_again(session: Session) -> None:
    principal, helper = two(session)
    acting = given(session, principal, helper, until_on=DAY)
    fresh = signins.switch(session, signed_in(session, helper), acting.ref, NOW, DAY)
    assert who(session, fresh).ref == principal.ref
    assert who(session, fresh, days=1) == person_actor(helper)


def test_a_leave_that_is_ended_ends_at_once(session: Session) -> None:
    principal, helper = two(session)
    acting = given(session, principal, helper)
    fresh = signins.switch(session, signed_in(session, helper), acting.ref, NOW, DAY)
    leave.end(session, person_actor(principal), acting, now=NOW)
    assert who(session, fresh) == person_actor(helper)
    leave.end(session, person_actor(principal), acting, now=NOW)
    acts = session.exec(select(AuditEvent.act).where(AuditEvent.act == "acting:ended")).all()
    assert len(acts) == 1, "ended twice is ended once"


def test_nobody_switches_to_a_leave_of_somebody_else(session: Session) -> None:
    principal, helper = two(session)
    acting = given(session, principal, helper)
    for stranger in (principal, builders.person(session)):
        with pytest.raises(NotFound):
            signins.switch(session, signed_in(session, stranger), acting.ref, NOW, DAY)
    with pytest.raises(NotFound):
        leave.end(session, person_actor(builders.person(session)), acting, now=NOW)


def test_a_helper_ends_nothing_in_the_name_of_the_other(session: Session) -> None:
    principal, helper = two(session)
    acting = given(session, principal, helper, rights=frozenset(P))
    other = given(session, principal, builders.person(session))
    now = who(session, signins.switch(session, signed_in(session, helper), acting.ref, NOW, DAY))
    with pytest.raises(NotFound):
        leave.end(session, now, other, now=NOW)


def test_between_two_there_is_one_leave_of_a_kind(session: Session) -> None:
    principal, helper = two(session)
    first = given(session, principal, helper)
    with pytest.raises(NotNow):
        given(session, principal, helper)
    leave.end(session, person_actor(helper), first, now=NOW)
    given(session, principal, helper)
    with pytest.raises(NotNow):
        given(session, principal, principal)


def limited(principal: Person, only: Scope, *rights: Permission) -> Actor:
    """Someone who helps and sees but these."""
    helper = Helper("h", "Helper", "loan", 1)
    return person_actor(principal).helped_by(helper, rights or frozenset(P), only)


def test_who_is_limited_finds_no_other_claim_plan_case_or_letter(embedded: Database) -> None:
    with embedded.unit_of_work() as session:
        owner = builders.person(session)
        lent, other = builders.claim(session, owner), builders.claim(session, owner)
        plan = builders.plan(session, owner, [lent, other])
        mine = builders.case(session, owner, [lent], state="sent")
        theirs = builders.case(session, owner, [other], state="sent", ask="deferral")
        kept = {
            case: letters.write(
                session, person_id=mine.person_id, kind="claim", content={}, made_on=DAY, **about
            ).ref
            for case, about in (
                ("lent", {"claim_id": lent.id}),
                ("case", {"case_id": mine.id}),
                ("other", {"claim_id": other.id}),
                ("other-case", {"case_id": theirs.id}),
                ("of no record", {}),
            )
        }
        only = Scope(frozenset({lent.ref}), frozenset({mine.ref}))
        helper = limited(owner, only)
        assert own.claim(session, helper, lent.ref, DAY).ref == lent.ref
        assert drafts.own_case(session, helper, mine.ref).ref == mine.ref
        assert [one.ref for one in own.views(session, helper, DAY)] == [lent.ref]
        found = own.overview(session, helper, DAY)
        assert [one.ref for one in (*found.open, *found.in_plan)] == [lent.ref]
        assert [one.ref for one in handling.own_cases(session, helper)] == [mine.ref]
        readable = {name for name, ref in kept.items() if letters.is_readable(session, helper, ref)}
        assert readable == {"lent", "case"}
        for look in (
            lambda: own.claim(session, helper, other.ref, DAY),
            lambda: own.plan(session, helper, plan.ref),
            lambda: drafts.own_case(session, helper, theirs.ref),
            lambda: drafts.begin(session, helper, "remission", [other.ref], NOW),
        ):
            with pytest.raises(NotFound):
                look()


def test_a_letter_of_a_request_needs_the_right_to_see_requests(embedded: Database) -> None:
    with embedded.unit_of_work() as session:
        owner = builders.person(session)
        case = builders.case(session, owner, [builders.claim(session, owner)], state="sent")
        about = {"kind": "decision", "content": {}, "made_on": DAY, "case_id": case.id}
        letter = letters.write(session, person_id=case.person_id, **about)
        looks = person_actor(owner).helped_by(Helper("h", "H", "standing", 1), LOOK)
        assert not letters.is_readable(session, looks, letter.ref)
        assert handling.own_cases(session, looks) == []


def test_who_is_limited_manages_nothing(embedded: Database) -> None:
    with embedded.unit_of_work() as session:
        assert not limited(builders.person(session), Scope()).may(P.OWN_MANAGE)


def test_who_may_only_fill_in_neither_sends_nor_writes_nor_takes_back(embedded: Database) -> None:
    with embedded.unit_of_work() as session:
        owner = builders.person(session)
        case = builders.case(session, owner, [builders.claim(session, owner)], state="sent")
        fills = person_actor(owner).helped_by(
            Helper("h", "H", "standing", 1), {P.OWN_CASES, P.OWN_CLAIMS, P.OWN_FILL}
        )
        with pytest.raises(NotAllowed):
            conversation.say(session, fills, case, "hello", on=DAY, now=NOW)
        with pytest.raises(NotAllowed):
            handling.withdraw(session, fills, case, NOW, DAY)
