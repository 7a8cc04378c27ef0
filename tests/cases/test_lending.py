"""Lending a view with a code: what it opens, for how long, and what is seen of who looked."""

from datetime import timedelta
from secrets import token_urlsafe

import pytest
from sqlmodel import Session, select

from portal.cases import drafts, lending
from portal.cases.lending import Wanted
from portal.db import Database
from portal.errors import NotAllowed, NotFound, NotNow
from portal.ledger import own
from portal.people import signins
from portal.people.acting import leave, visits
from portal.people.acting import lending as desk
from portal.people.acting.lending import WAIT, WRONG, Knock, Told
from portal.people.acting.models import Loan
from portal.people.acting.names import helper_names
from portal.people.actors import Actor, Permission, person_actor
from portal.people.guesses import Limits
from portal.people.models import Person
from portal.tokens import Tokens
from tests import builders
from tests.builders import DAY, NOW

P = Permission
TOKENS = Tokens("a key for tests that is long enough")
LIMITS = Limits(tries=5, wait=timedelta(minutes=15))
TERMS = {"tokens": TOKENS, "country": "NL", "most_days": 30, "now": NOW, "on": DAY}
ME = Told("me")


def lend(
    session: Session, owner: Person, what: str = "all", helps: str = "look", hours: int = 24
) -> tuple[str, str]:
    """Lend something; return the reference of the leave and the code."""
    wanted, by = Wanted(what, helps, hours, ME, token_urlsafe(9)), person_actor(owner)
    made, code = lending.lend(session, by, wanted, **TERMS)
    return made.ref, code


def knock(
    session: Session, code: str, *, network: str = "198.51.100.7", after: timedelta = timedelta()
) -> desk.Opened:
    """Try a code, some time after it was made."""
    door = Knock(code, "Somebody Kind", "adviser", network)
    return desk.open_door(session, door, LIMITS, tokens=TOKENS, now=NOW + after)


def came_in(session: Session, code: str, after: timedelta = timedelta()) -> Actor:
    """Who one is with this code."""
    opened = knock(session, code, after=after)
    assert not opened.problem
    found = signins.actor_of(session, opened.secret, NOW + after, (NOW + after).date())
    assert found is not None
    return found.actor


def test_a_code_opens_what_was_lent_and_no_more(session: Session) -> None:
    owner = builders.person(session)
    lent, other = builders.claim(session, owner), builders.claim(session, owner)
    _, code = lend(session, owner, f"claim:{lent.ref}")
    helper = came_in(session, code)
    assert (helper.name, helper.helper and helper.helper.name) == (owner.name, "Somebody Kind")
    assert {right for right in P if helper.may(right)} == {P.OWN_CLAIMS, P.OWN_SWITCH}
    assert [one.ref for one in own.views(session, helper, DAY)] == [lent.ref]
    with pytest.raises(NotFound):
        own.claim(session, helper, other.ref, DAY)


def test_the_code_is_said_in_groups_and_typed_as_one_likes(embedded: Database) -> None:
    with embedded.unit_of_work() as session:
        owner = builders.person(session)
        _, code = lend(session, owner)
        said = desk.in_groups(code)
        assert [len(group) for group in said.split()] == [4, 4, 4]
        for typed in (said, code, said.replace(" ", "-"), f"  {said} "):
            assert knock(session, typed).secret
        kept = session.exec(select(Loan)).one()
        assert code not in str(kept.model_dump()), "only its digest is kept"


def test_how_long_a_helper_is_in_ends_with_the_loan(embedded: Database) -> None:
    with embedded.unit_of_work() as session:
        _, code = lend(session, builders.person(session), hours=1)
        for after, ends in ((0, 15), (50, 60)):
            then = NOW + timedelta(minutes=after)
            opened = knock(session, code, after=timedelta(minutes=after))
            found = signins.actor_of(session, opened.secret, then, then.date())
            assert found is not None
            assert found.ends_at == NOW + timedelta(minutes=ends)


@pytest.mark.parametrize("hours", [1, 24])
def test_after_its_time_it_opens_nothing_and_who_is_in_is_out(
    embedded: Database, hours: int
) -> None:
    with embedded.unit_of_work() as session:
        _, code = lend(session, builders.person(session), hours=hours)
        almost = timedelta(hours=hours) - timedelta(minutes=1)
        opened = knock(session, code, after=almost)
        assert signins.actor_of(session, opened.secret, NOW + almost, (NOW + almost).date())
        over = timedelta(hours=hours)
        assert signins.actor_of(session, opened.secret, NOW + over, (NOW + over).date()) is None
        assert knock(session, code, after=over).problem == WRONG


def test_ended_is_ended_at_once(session: Session) -> None:
    owner = builders.person(session)
    ref, code = lend(session, owner)
    opened = knock(session, code)
    acting, _ = desk.loan_of(session, person_actor(owner), ref)
    leave.end(session, person_actor(owner), acting, now=NOW)
    assert signins.actor_of(session, opened.secret, NOW, DAY) is None
    assert knock(session, code).problem == WRONG


def test_a_helper_who_goes_out_is_out(embedded: Database) -> None:
    with embedded.unit_of_work() as session:
        _, code = lend(session, builders.person(session))
        secret = knock(session, code).secret
        signins.end(session, secret, NOW)
        assert signins.actor_of(session, secret, NOW, DAY) is None


def test_nobody_lends_what_is_not_theirs_or_for_too_long(embedded: Database) -> None:
    with embedded.unit_of_work() as session:
        owner, other = builders.person(session), builders.person(session)
        theirs = builders.claim(session, other)
        case = builders.case(session, other, [theirs], state="sent")
        for what in (f"claim:{theirs.ref}", f"case:{case.ref}", "claim:", "case:x"):
            with pytest.raises(NotFound):
                lend(session, owner, what)
        for hours in (0, -1, 24 * 30 + 1):
            with pytest.raises(NotNow):
                lend(session, owner, hours=hours)


def test_who_came_with_a_code_lends_nothing_on(embedded: Database) -> None:
    with embedded.unit_of_work() as session:
        helper = came_in(session, lend(session, builders.person(session), helps="send")[1])
        wanted = Wanted("all", "look", 1, ME, "x")
        with pytest.raises(NotAllowed):
            lending.lend(session, helper, wanted, **TERMS)


def test_after_five_wrong_codes_a_network_waits_and_a_right_one_opens_nothing_either(
    session: Session,
) -> None:
    _, code = lend(session, builders.person(session))
    wrong = [f"{number:04d}00000000" for number in range(5)]
    assert [knock(session, one).problem for one in wrong] == [WRONG] * 5
    assert knock(session, code).problem == WAIT
    assert knock(session, code, network="203.0.113.9").secret, "others do not wait for it"
    assert knock(session, code, after=timedelta(minutes=16)).secret


def test_codes_that_begin_like_one_are_tried_five_times_from_anywhere(embedded: Database) -> None:
    with embedded.unit_of_work() as session:
        _, code = lend(session, builders.person(session))
        for number in range(5):
            near = f"{code[:4]}{number:08d}"
            assert knock(session, near, network=f"198.51.100.{number}").problem == WRONG
        assert knock(session, code, network="203.0.113.9").problem == WAIT


def test_a_helper_who_may_fill_in_begins_a_request_that_only_its_owner_sends(
    embedded: Database,
) -> None:
    with embedded.unit_of_work() as session:
        owner = builders.person(session)
        claim, other = builders.claim(session, owner), builders.claim(session, owner)
        older = builders.case(session, owner, [claim], ask="remission", state="sent")
        _, code = lend(session, owner, f"claim:{claim.ref}", "fill")
        helper = came_in(session, code)
        with pytest.raises(NotFound):
            drafts.own_case(session, helper, older.ref)
        made = drafts.begin(session, helper, "deferral", [claim.ref], NOW)
        again = came_in(session, code)
        assert drafts.own_case(session, again, made.ref).id == made.id
        assert again.may(P.OWN_FILL)
        assert not again.may(P.OWN_ASK)
        with pytest.raises(NotFound):
            drafts.begin(session, again, "plan", [other.ref], NOW)


def test_a_request_the_owner_began_is_not_taken_over_by_a_helper(embedded: Database) -> None:
    with embedded.unit_of_work() as session:
        owner = builders.person(session)
        claim = builders.claim(session, owner)
        drafts.begin(session, person_actor(owner), "deferral", [claim.ref], NOW)
        helper = came_in(session, lend(session, owner, f"claim:{claim.ref}", "fill")[1])
        with pytest.raises(NotNow):
            drafts.begin(session, helper, "deferral", [claim.ref], NOW)


def test_a_request_is_lent_with_the_claims_it_is_about(embedded: Database) -> None:
    with embedded.unit_of_work() as session:
        owner = builders.person(session)
        claim = builders.claim(session, owner)
        builders.claim(session, owner)
        case = builders.case(session, owner, [claim], state="sent")
        helper = came_in(session, lend(session, owner, f"case:{case.ref}")[1])
        assert drafts.own_case(session, helper, case.ref).ref == case.ref
        assert [one.ref for one in own.views(session, helper, DAY)] == [claim.ref]


def test_who_came_in_and_what_they_looked_at_is_kept_with_their_name(embedded: Database) -> None:
    with embedded.unit_of_work() as session:
        owner = builders.person(session)
        ref, code = lend(session, owner)
        helper = came_in(session, code)
        visits.note_look(session, helper, "claim", NOW)
        acting, _ = desk.loan_of(session, person_actor(owner), ref)
        (look,) = visits.looks_of(session, acting.id or 0)
        assert (look.page, look.helper_name) == ("claim", "Somebody Kind")
        assert [one.name for one in visits.visits_of(session, acting.id or 0)] == ["Somebody Kind"]
        assert helper_names(session, [helper.signature, "rules"]) == {
            helper.signature: "Somebody Kind"
        }


def test_ten_views_are_enough(embedded: Database) -> None:
    with embedded.unit_of_work() as session:
        owner = builders.person(session)
        for _ in range(desk.MOST_RUNNING):
            lend(session, owner)
        with pytest.raises(NotNow):
            lend(session, owner)


def test_the_same_page_sent_again_says_the_same_code_and_lends_nothing_more(
    embedded: Database,
) -> None:
    with embedded.unit_of_work() as session:
        by = person_actor(builders.person(session))
        wanted = Wanted("all", "look", 1, ME, "drawn with the page")
        told = TERMS
        first, again = (lending.lend(session, by, wanted, **told) for _ in range(2))
        assert first[1] == again[1]
        assert len(session.exec(select(Loan)).all()) == 1
        stranger = person_actor(builders.person(session))
        assert lending.lend(session, stranger, wanted, **told)[1] != first[1]
