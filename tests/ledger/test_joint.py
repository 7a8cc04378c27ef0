"""Claims that several people owe: what each can be asked for, own plans, and who is let off."""

from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from portal.check import broken
from portal.db import Database
from portal.errors import NotAllowed, NotFound, NotNow
from portal.ledger import balances, claims, debtors, plans, postings
from portal.ledger.incoming import Money, receive
from portal.ledger.joint import naming
from portal.ledger.joint.letting_go import let_go
from portal.ledger.joint.liable import By
from portal.ledger.models import Claim, Postponement
from portal.ledger.movements import movements
from portal.people.actors import staff_actor
from portal.people.models import Person
from tests import builders
from tests.builders import DAY, NOW, ORDER, booking

_keys = count(1)


@pytest.fixture
def by(session: Session) -> By:
    return By(staff_actor(builders.staff(session)), "They signed for it together.", NOW, DAY)


@pytest.fixture
def pair(session: Session) -> tuple[Person, Person]:
    return builders.person(session), builders.person(session)


@pytest.fixture
def claim(session: Session, by: By, pair: tuple[Person, Person]) -> Claim:
    """A claim of 300.00 that both owe for the whole."""
    made = builders.claim(session, pair[0], 300_00)
    naming.name_one_more(session, by, made, pair[1])
    return made


def seen(session: Session, person: Person) -> claims.ClaimView:
    (view,) = claims.views(session, person.id, DAY)
    return view


def pays(session: Session, person: Person, claim: Claim, amount: int) -> None:
    """Money of which it is known whose it is."""
    money = Money(f"m:{next(_keys)}", "online", DAY, amount, person_id=person.id)
    receive(session, money, claim.id, ORDER, now=NOW, actor="provider")


def test_each_can_be_asked_for_the_whole_and_what_one_pays_counts_for_both(
    session: Session, pair: tuple[Person, Person], claim: Claim
) -> None:
    assert debtors.debtors_of(session, [claim.id]) == {claim.id: [one.id for one in pair]}
    builders.pay(session, claim, 100_00)
    for person in pair:
        view = seen(session, person)
        assert (view.balance, view.whole.total, view.debtors) == (200_00, 200_00, 2)
        assert (view.person_id, view.person_name) == (person.id, person.name)
        assert debtors.of_person(session, person.id) == 200_00


def test_a_share_is_the_most_one_can_be_asked_for(
    session: Session, by: By, pair: tuple[Person, Person]
) -> None:
    claim = builders.claim(session, pair[0], 300_00)
    naming.name_one_more(session, by, claim, pair[1], share=120_00)
    assert [seen(session, one).balance for one in pair] == [300_00, 120_00]
    pays(session, pair[1], claim, 50_00)
    assert [seen(session, one).balance for one in pair] == [250_00, 70_00]
    pays(session, pair[0], claim, 150_00)
    assert [seen(session, one).balance for one in pair] == [100_00, 70_00]
    pays(session, pair[0], claim, 60_00)
    assert [seen(session, one).balance for one in pair] == [40_00, 40_00]
    assert debtors.of_person(session, pair[1].id) == 40_00


def test_money_of_nobody_known_counts_toward_a_share(
    session: Session, by: By, pair: tuple[Person, Person]
) -> None:
    claim = builders.claim(session, pair[0], 300_00)
    naming.name_one_more(session, by, claim, pair[1], share=120_00)
    builders.pay(session, claim, 50_00)
    assert seen(session, pair[1]).balance == 70_00


def test_money_of_nobody_known_frees_nobody_where_each_owes_a_share(
    session: Session, by: By, pair: tuple[Person, Person], claim: Claim
) -> None:
    for number, person in enumerate(pair):
        let_go(session, claim.id, person.id, 150_00, reason="case:x", **booking(f"w{number}"))
    builders.pay(session, claim, 150_00)
    assert [seen(session, one).balance for one in pair] == [150_00, 150_00]
    pays(session, pair[0], claim, 150_00)
    assert [seen(session, one).phase for one in pair] == ["closed", "closed"]


def test_each_has_a_plan_of_their_own(
    session: Session, pair: tuple[Person, Person], claim: Claim
) -> None:
    first = builders.plan(session, pair[0], [claim], 100_00)
    second = builders.plan(session, pair[1], [claim], 50_00)
    assert [seen(session, one).plan.ref for one in pair] == [first.ref, second.ref]  # type: ignore[union-attr]
    assert first.ended_on is None
    again = builders.plan(session, pair[1], [claim], 30_00)
    assert (first.ended_on, second.end_reason, again.ended_on) == (None, "replaced", None)
    assert broken(session) == []


def test_what_another_pays_shortens_a_plan_and_meets_none_of_its_instalments(
    session: Session, pair: tuple[Person, Person], claim: Claim
) -> None:
    builders.plan(session, pair[0], [claim], 100_00)
    plan = builders.plan(session, pair[1], [claim], 50_00)
    pays(session, pair[0], claim, 100_00)
    assert (seen(session, pair[0]).months_paid, seen(session, pair[1]).months_paid) == (1, 0)
    (theirs,) = plans.running(session, pair[1].id, DAY)
    assert (theirs.ref, theirs.paid, theirs.progress.to_go) == (plan.ref, 0, 4)
    assert theirs.progress.next_due == theirs.instalments[0][0]
    pays(session, pair[1], claim, 50_00)
    assert seen(session, pair[1]).months_paid == 1
    pays(session, pair[0], claim, 150_00)
    for person in pair:
        view = seen(session, person)
        assert (view.phase, view.plan.progress.to_go) == ("closed", 0)  # type: ignore[union-attr]


def test_a_plan_takes_what_its_person_can_be_asked_for(
    session: Session, by: By, pair: tuple[Person, Person]
) -> None:
    claim = builders.claim(session, pair[0], 300_00)
    naming.name_one_more(session, by, claim, pair[1], share=120_00)
    given = {
        "claim_ids": [claim.id],
        "monthly": 60_00,
        "first_due": DAY,
        "made_on": DAY,
        "origin": "import",
        "policy_version": "1",
        "country": "NL",
    }
    made = plans.make(session, person_id=pair[1].id, schedule=[60_00, 60_00], **given)
    assert made.total == 120_00
    with pytest.raises(ValueError, match="do not sum"):
        plans.make(session, person_id=pair[0].id, schedule=[60_00, 60_00], **given)
    with pytest.raises(NotFound):
        plans.make(session, person_id=builders.person(session).id, schedule=[300_00], **given)


def test_one_is_let_off_and_the_other_still_owes(
    session: Session, by: By, pair: tuple[Person, Person], claim: Claim
) -> None:
    plan = builders.plan(session, pair[0], [claim], 100_00)
    naming.release(session, by, claim, pair[0])
    assert claims.views(session, pair[0].id, DAY) == []
    assert seen(session, pair[1]).balance == 300_00
    assert (plan.ended_on, plan.end_reason) == (DAY, "released")
    assert debtors.debtors_of(session, [claim.id]) == {claim.id: [pair[1].id]}
    assert balances.of_claim(session, claim.id).total == 300_00
    assert broken(session) == []
    with pytest.raises(NotNow, match="error-last-debtor"):
        naming.release(session, by, claim, pair[1])
    with pytest.raises(NotNow, match="error-let-off-already"):
        naming.release(session, by, claim, pair[0])


def test_being_let_off_is_taken_back_with_the_plan_as_long_as_nothing_followed(
    session: Session, by: By, pair: tuple[Person, Person], claim: Claim
) -> None:
    plan = builders.plan(session, pair[0], [claim], 100_00)
    naming.release(session, by, claim, pair[0])
    naming.undo_release(session, by, claim, pair[0])
    assert seen(session, pair[0]).plan.ref == plan.ref  # type: ignore[union-attr]
    assert broken(session) == []
    later = By(by.staff, by.reason, by.now + timedelta(minutes=5), DAY)
    naming.release(session, later, claim, pair[0])
    builders.pay(session, claim, 1_00)
    with pytest.raises(NotNow, match="error-release-stays"):
        naming.undo_release(session, later, claim, pair[0])


def test_who_is_let_off_one_claim_keeps_the_plan_for_the_other(
    session: Session, by: By, pair: tuple[Person, Person], claim: Claim
) -> None:
    other = builders.claim(session, pair[0], 200_00)
    plan = builders.plan(session, pair[0], [claim, other], 100_00)
    naming.release(session, by, claim, pair[0])
    builders.pay(session, claim, 250_00, on=DAY + timedelta(days=1))
    (view,) = plans.running(session, pair[0].id, DAY)
    assert (view.ref, view.progress.to_go, view.paid) == (plan.ref, 2, 0)
    assert seen(session, pair[0]).ref == other.ref
    assert broken(session) == []


def test_a_claim_let_go_for_one_is_still_owed_by_the_other(
    session: Session, pair: tuple[Person, Person], claim: Claim
) -> None:
    gone = let_go(session, claim.id, pair[0].id, 300_00, reason="case:x", **booking("w"))
    assert gone == 300_00
    assert claims.views(session, pair[0].id, DAY) == []
    assert seen(session, pair[1]).balance == 300_00
    assert let_go(session, claim.id, pair[1].id, 300_00, reason="case:y", **booking("v")) == 300_00
    assert balances.of_claim(session, claim.id).total == 0
    assert broken(session) == []


def test_a_part_let_go_for_one_lowers_their_share_and_their_plan(
    session: Session, pair: tuple[Person, Person], claim: Claim
) -> None:
    builders.plan(session, pair[0], [claim], 100_00)
    builders.pay(session, claim, 100_00)
    let_go(session, claim.id, pair[0].id, 150_00, reason="case:x", **booking("w"))
    views = [seen(session, one) for one in pair]
    assert [(view.balance, view.whole.total) for view in views] == [
        (50_00, 200_00),
        (200_00, 200_00),
    ]
    assert views[0].plan is not None
    assert (views[0].plan.progress.to_go, views[0].plan.progress.next_amount) == (1, 50_00)
    let_go(session, claim.id, pair[1].id, 200_00, reason="case:y", **booking("v"))
    assert balances.of_claim(session, claim.id).total == 50_00
    assert broken(session) == []


def test_everyone_is_freed_only_when_that_is_said(
    session: Session, pair: tuple[Person, Person], claim: Claim
) -> None:
    let_go(session, claim.id, pair[0].id, 300_00, reason="case:x", everyone=True, **booking("w"))
    assert [seen(session, one).phase for one in pair] == ["closed", "closed"]


def test_how_another_pays_is_not_told(
    session: Session, pair: tuple[Person, Person], claim: Claim
) -> None:
    money = Money("held", "withheld", DAY, 20_00, person_id=pair[0].id)
    receive(session, money, claim.id, ORDER, now=NOW, actor="import")
    kinds = [[row.kind for row in movements(session, claim.id, one.id)] for one in pair]
    assert kinds == [["charge", "withholding"], ["charge", "payment"]]


def test_time_granted_to_one_is_not_seen_by_the_other(
    session: Session, pair: tuple[Person, Person], claim: Claim
) -> None:
    until = DAY + timedelta(days=60)
    given = {"claim_id": claim.id, "from_on": DAY, "until_on": until, "origin": "case:x"}
    session.add(Postponement(person_id=pair[0].id, **given))
    assert [seen(session, one).postponed_until for one in pair] == [until, None]


def test_only_who_may_change_claims_names_somebody_and_only_with_a_reason(
    session: Session, by: By, pair: tuple[Person, Person], claim: Claim
) -> None:
    third = builders.person(session)
    unit = staff_actor(builders.staff(session, "decentral_unit", "Parks"))
    with pytest.raises(NotAllowed):
        naming.name_one_more(session, By(unit, "x", NOW, DAY), claim, third)
    with pytest.raises(NotNow, match="error-reason-needed"):
        naming.name_one_more(session, By(by.staff, " ", NOW, DAY), claim, third)
    with pytest.raises(NotNow, match="error-owes-already"):
        naming.name_one_more(session, by, claim, pair[1])
    with pytest.raises(NotNow, match="error-share"):
        naming.name_one_more(session, by, claim, third, share=300_01)
    claim.stage = "transferred"
    with pytest.raises(NotNow, match="error-handed-over"):
        naming.name_one_more(session, by, claim, third)


acts = st.lists(
    st.tuples(
        st.sampled_from(["pays", "somebody pays", "let go", "let go for all", "plan", "let off"]),
        st.integers(0, 2),
        st.integers(1, 150_00),
    ),
    max_size=12,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts, st.one_of(st.none(), st.integers(1, 200_00)))
def test_whatever_happens_nobody_is_asked_too_much_and_nothing_is_owed_by_nobody(
    embedded: Database, told: list[tuple[str, int, int]], share: int | None
) -> None:
    with embedded.unit_of_work() as session:
        people = [builders.person(session) for _ in range(3)]
        claim = builders.claim(session, people[0], 200_00)
        by = By(staff_actor(builders.staff(session)), "Together.", NOW, DAY)
        naming.name_one_more(session, by, claim, people[1])
        naming.name_one_more(session, by, claim, people[2], share)
        for act, who, amount in told:
            _do(session, claim, people[who], act, amount)
            whole = balances.of_claim(session, claim.id).total
            asked = [debtors.owed_by(session, one.id, [claim.id]) for one in people]
            owed = [theirs.get(claim.id, 0) for theirs in asked]
            assert all(0 <= part <= whole <= sum(owed) for part in owed)
        assert broken(session) == []


def _do(session: Session, claim: Claim, person: Person, act: str, amount: int) -> None:
    """Do it where it can be done: somebody still owes something."""
    left = debtors.owed_by(session, person.id, [claim.id]).get(claim.id, 0)
    if not left:
        return
    key, part = f"act:{next(_keys)}", min(amount, left)
    match act:
        case "pays":
            pays(session, person, claim, part)
        case "somebody pays":
            postings.pay(session, claim.id, part, ORDER, **booking(key))
        case "let off":
            _let_off(session, claim, person)
        case "plan":
            plans.make(
                session,
                person_id=person.id,
                claim_ids=[claim.id],
                schedule=[left],
                monthly=left,
                first_due=DAY,
                made_on=DAY,
                origin="import",
                policy_version="1",
                country="NL",
            )
        case _:
            let_go(
                session,
                claim.id,
                person.id,
                part,
                reason="case:x",
                everyone=act == "let go for all",
                **booking(key),
            )


def _let_off(session: Session, claim: Claim, person: Person) -> None:
    """Let them off and take it back, or leave it when somebody else owes it."""
    if len(debtors.debtors_of(session, [claim.id])[claim.id]) > 1:
        staff = staff_actor(builders.staff(session))
        by = By(staff, "Said by phone.", NOW + timedelta(minutes=next(_keys)), DAY)
        naming.release(session, by, claim, person)
