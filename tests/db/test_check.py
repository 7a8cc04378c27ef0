"""`portal check`: a sound database passes, and every kind of damage is found and named."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import text
from sqlmodel import Session

from portal.cases.models import Case
from portal.cases.work import triggers
from portal.check import INVARIANTS, broken, check
from portal.ledger import holds, postings
from portal.ledger.debits import mandates
from portal.ledger.debits.booking import book
from portal.ledger.debits.mandates import Given, Subject
from portal.ledger.debits.models import Collection, CollectionPart, DebitBatch
from portal.ledger.debits.settings import sepa_of
from portal.ledger.models import Claim, Plan
from portal.ledger.origin.credits import Wanted, credit
from portal.ledger.origin.models import Return
from portal.ledger.refunds.models import Refund
from portal.ledger.statements import take_statement
from portal.ledger.tables import run
from portal.municipality import load
from tests import builders, payments
from tests.builders import DAY, NOW, ORDER, booking, line, statement
from tests.db import (
    acting_damage,
    adoption_damage,
    contact_damage,
    dunning_damage,
    evidence_damage,
    firm_damage,
    handover_damage,
    letter_damage,
    matter_damage,
    ruling_damage,
    second_look_damage,
)
from tests.online.booked import paid_online

OSS = load("oss")


@dataclass
class Town:
    """A sound database with something of everything."""

    session: Session
    claims: list[Claim]
    strange: Claim
    plan: Plan
    case: Case

    def run(self, command: str, **values: object) -> None:
        self.session.flush()
        self.session.connection().execute(text(command), values)


@pytest.fixture
def town(session: Session) -> Town:
    owner = builders.person(session)
    claims = [builders.claim(session, owner, 100_00, fee=9_00) for _ in range(3)]
    strange = builders.claim(session, builders.person(session), 50_00)
    lines = [line(30_00, claims[0].payment_reference), line(5_00), line(-2_00)]
    taken = {"file_name": "f", "currency": "EUR", "order": ORDER, "on": DAY, "now": NOW}
    take_statement(session, statement(*lines), actor="import", **taken)
    postings.waive(session, claims[2].id, 10_00, **booking("w"))
    plan = builders.plan(session, owner, claims[:2])
    case = builders.case(session, owner, claims[:2], state="decided")
    builders.decision(session, case, plan_id=plan.id)
    builders.case(session, owner, claims[2:], state="draft", sent_at=None, answer_by=None)
    builders.case(session, owner, claims[2:], ask="remission")
    return Town(session, claims, strange, plan, case)


@pytest.fixture
def unguarded(town: Town) -> Iterator[Town]:
    """The same with the database's own guards off, as after damage from outside."""
    if town.session.get_bind().dialect.name == "sqlite":
        town.run("pragma ignore_check_constraints = on")
        for (name,) in town.session.connection().execute(text(_GUARDS)).all():
            town.run(f"drop trigger {name}")
        town.run("drop index uq_plan_claim_running")
    else:
        for table in (
            "ledger_entry",
            "decision",
            "receipt",
            "claim_credit",
            "incoming",
            "hand_over_event",
            "reminder",
            "delivery",
        ):
            town.run(f"alter table {table} disable trigger user")
        triggers.remove(town.session.connection())
        triggers.put_in_place(town.session.connection())
        for table, names in CONSTRAINTS.items():
            for name in names:
                town.run(f'alter table "{table}" drop constraint ck_{table}_{name}')
        town.run("drop index uq_plan_claim_running")
    yield town
    if town.session.get_bind().dialect.name == "sqlite":
        town.run("pragma ignore_check_constraints = off")


_GUARDS = "select name from sqlite_master where type = 'trigger' and name not like 'keeps_%'"
"""What keeps the table of what waits is no guard: it stays."""
CONSTRAINTS = {
    "adoption_act": ["two_people", "before_its_day"],
    "refund": ["two_people"],
    "ledger_entry": ["claim", "one_receivable", "debit"],
    "case": ["sent"],
    "decision": ["reason", "only_a_person_refuses", "rules_follow_themselves"],
}


def test_a_sound_database_holds_all_invariants(town: Town) -> None:
    assert broken(town.session) == []


def test_every_invariant_says_how_many_records_it_looked_at(town: Town) -> None:
    counts = {finding.name: finding.count for finding in check(town.session)}
    assert counts["claim-balance-not-negative"] == 4
    assert counts["bank-line-booked-whole"] == 3
    assert counts["plan-instalments-sum-to-total"] == 1
    assert counts["sent-case-has-its-days"] == 3
    assert counts["decision-has-own-receipt"] == 1


def test_an_empty_database_is_sound(session: Session) -> None:
    findings = check(session)
    assert len(findings) > len(INVARIANTS), "one more holds adopted values against the data"
    assert {(finding.count, finding.broken) for finding in findings} == {(0, 0)}


def test_a_finding_names_some_and_counts_all(unguarded: Town) -> None:
    owner = builders.person(unguarded.session)
    made = [builders.claim(unguarded.session, owner) for _ in range(25)]
    unguarded.run("update claim set principal = principal + 1 where person_id = :p", p=owner.id)
    (finding,) = (found for found in check(unguarded.session) if not found.holds)
    assert (finding.name, finding.broken) == ("claim-charged-as-principal", 25)
    assert set(finding.ids) < {str(claim.id) for claim in made}


def too_much_paid(town: Town) -> None:
    entry = (
        "insert into ledger_entry (key, booked_on, recorded_at, debit, credit, amount, claim_id,"
    )
    entry += " kind, actor) select 'x', booked_on, recorded_at, 'waived', 'receivable_fee', 100000,"
    town.run(entry + " claim_id, 'waiver', actor from ledger_entry where key = 'w:1'")


def another_principal(town: Town) -> None:
    town.run("update claim set principal = principal + 1 where id = :id", id=town.claims[0].id)


def more_owed_again_than_was_let_go(town: Town) -> None:
    back = {"debit": "receivable_principal", "credit": "written_off", "kind": "reversal"}
    moved = booking("back") | back
    postings.post(town.session, amount=5_00, claim_id=town.claims[0].id, **moved)


def an_entry_without_claim(town: Town) -> None:
    town.run("update ledger_entry set claim_id = null where kind = 'fee'")


def an_unknown_account(town: Town) -> None:
    town.run("update ledger_entry set debit = 'elsewhere' where key = 'w:1'")


def a_line_of_another_amount(town: Town) -> None:
    town.run("update bank_line set amount = amount + 1 where posted")


def a_foreign_line_that_was_booked(town: Town) -> None:
    town.run("update bank_line set posted = :no where amount = 3000", no=False)


def more_taken_than_waited(town: Town) -> None:
    town.run("update ledger_entry set debit = 'suspense' where kind = 'payment'")


def a_line_that_is_gone(town: Town) -> None:
    town.run("update bank_statement set closing = closing + 1")


def a_line_booked_elsewhere(town: Town) -> None:
    other = payments.comes_in(town.session, 7_00)
    town.run("update ledger_entry set bank_line_id = null where bank_line_id = :id", id=other.id)


def _to_pay_back(town: Town) -> Refund:
    source = payments.comes_in(town.session, 7_00)
    return payments.approve(town.session, payments.proposed(town.session, source, 5_00))


def a_refund_that_was_not_booked(town: Town) -> None:
    source = payments.comes_in(town.session, 7_00)
    payments.proposed(town.session, source, 5_00)
    town.run("update refund set state = 'approved', answered_by = 'staff:y'")


def a_refund_of_more_than_was_booked(town: Town) -> None:
    _to_pay_back(town)
    town.run("update refund set amount = amount + 1")


def money_to_pay_back_to_nobody(town: Town) -> None:
    refund = _to_pay_back(town)
    town.run("update refund set ref = 'x' where id = :id", id=refund.id)


def a_refund_of_one_person(town: Town) -> None:
    _to_pay_back(town)
    town.run("update refund set answered_by = proposed_by")


def a_credit_that_was_not_booked(town: Town) -> None:
    claim = town.claims[0]
    wanted = Wanted("c", claim.id, 5_00, "note", DAY)
    credit(town.session, wanted, now=NOW, actor="import")
    town.run("update claim_credit set amount = 600")


def a_returned_claim_that_nothing_holds(town: Town) -> None:
    claim, member = town.claims[0], builders.staff(town.session)
    held = {"key": "r", "kind": "returned", "reason": "x", "by": "staff:x", "now": NOW}
    hold = holds.place(town.session, claim_id=claim.id, from_on=DAY, **held)
    town.session.add(
        Return(
            ref="r",
            claim_id=claim.id,
            hold_id=hold.id,
            returned_on=DAY,
            returned_by=f"staff:{member.ref}",
            returned_at=NOW,
        )
    )
    holds.lift(town.session, hold.id, on=DAY, by="staff:x", now=NOW)


def collected(town: Town) -> int:
    """A collection that was released and booked; return its batch."""
    mandate = mandates.give(
        town.session,
        town.plan.person_id,
        Subject(plan_id=town.plan.id),
        Given(
            account="NL91ABNA0417164300",
            holder="T. Person",
            wording="Yes.",
            language="en",
            given_on=DAY,
        ),
        sepa=sepa_of(OSS),
        on=DAY,
        by="resident:x",
        now=NOW,
    )
    batch = DebitBatch(ref="B1", key="1", collect_on=DAY, made_on=DAY, prepared_by="night")
    town.session.add(batch)
    town.session.flush()
    one = Collection(
        ref="E1",
        key="plan:1",
        mandate_id=mandate.id,
        plan_id=town.plan.id,
        no=1,
        amount=25_00,
        collect_on=DAY,
        announced_on=DAY,
        batch_id=batch.id,
        sequence="FRST",
        state="batched",
    )
    town.session.add(one)
    town.session.flush()
    part = CollectionPart(collection_id=one.id, claim_id=town.claims[0].id, amount=25_00)
    town.session.add(part)
    book(town.session, one, ORDER, now=NOW)
    assert broken(town.session) == []
    return batch.id


def a_part_of_another_amount(town: Town) -> None:
    collected(town)
    town.run("update collection_part set amount = amount - 1")


def a_collection_booked_twice(town: Town) -> None:
    collected(town)
    town.run("update incoming set amount = amount * 2 where kind = 'direct_debit'")


def a_return_that_is_not_there(town: Town) -> None:
    collected(town)
    town.run("update collection set state = 'returned'")


def a_collection_after_the_mandate_ended(town: Town) -> None:
    collected(town)
    town.run("update mandate set ended_on = '2026-01-01', end_reason = 'cancelled'")


def a_batch_paid_in_too_much(town: Town) -> None:
    batch = collected(town)
    line = "(select id from bank_line where amount = 3000)"
    told = f"insert into debit_settlement (bank_line_id, batch_id) values ({line}, :batch)"
    town.run(told, batch=batch)


def direct_debit_from_nowhere(town: Town) -> None:
    collected(town)
    town.run("update ledger_entry set incoming_id = null where debit = 'direct_debit'")


def a_withholding_of_nothing(town: Town) -> None:
    town.run(
        "insert into withholding (ref, person_id, made_on, by, end_reason, version)"
        " select 'w', id, '2026-11-02', 'staff:x', '', 1 from person limit 1"
    )


def instalments_of_another_sum(town: Town) -> None:
    town.run("update instalment set amount = amount + 1 where no = 1")


def a_hole_in_the_numbers(town: Town) -> None:
    town.run("update instalment set no = 100 where no = 1")


def a_plan_without_instalments(town: Town) -> None:
    town.run("delete from instalment")


def days_out_of_order(town: Town) -> None:
    town.run("update instalment set due_on = '2020-01-01' where no = 2")


def a_plan_whose_claims_ended(town: Town) -> None:
    town.run("update plan_claim set ended_on = '2026-11-02'")


def an_ended_plan_with_running_claims(town: Town) -> None:
    town.run("update plan set ended_on = '2026-11-02', end_reason = 'broken'")


INTO_PLAN = (
    "insert into plan_claim (plan_id, claim_id, person_id)"
    " select id, :claim, person_id from plan where id = :plan"
)


def a_claim_in_two_plans(town: Town) -> None:
    owner = builders.person(town.session)
    claim = builders.claim(town.session, owner)
    plan = builders.plan(town.session, owner, [claim])
    second = builders.plan(town.session, owner, [builders.claim(town.session, owner)])
    given = {"plan": second.id, "claim": claim.id}
    assert plan.id != second.id
    town.run(
        INTO_PLAN,
        **given,
    )


def a_plan_for_anothers_claim(town: Town) -> None:
    given = {"plan": town.plan.id, "claim": town.strange.id}
    town.run(
        INTO_PLAN,
        **given,
    )


def a_sent_case_without_a_day(town: Town) -> None:
    town.run("""update "case" set answer_by = null where state = 'sent'""")


def a_sent_case_without_a_moment(town: Town) -> None:
    town.run("""update "case" set sent_at = null where state = 'sent'""")


def a_case_about_anothers_claim(town: Town) -> None:
    given = {"case": town.case.id, "claim": town.strange.id}
    town.run("insert into case_claim (case_id, claim_id) values (:case, :claim)", **given)


def a_decided_case_without_decision(town: Town) -> None:
    town.run("""update "case" set state = 'decided' where state = 'sent'""")


def a_draft_with_a_decision(town: Town) -> None:
    town.run("""update "case" set state = 'sent' where state = 'decided'""")


def a_second_decision_without_a_first(town: Town) -> None:
    town.run("update decision set no = 2")


def another_cases_receipt(town: Town) -> None:
    town.run("""update receipt set case_id = (select id from "case" where state = 'sent')""")


def a_grant_without_a_plan(town: Town) -> None:
    town.run("update decision set plan_id = null")


def a_refusal_by_nobody(town: Town) -> None:
    town.run("update decision set outcome = 'refused', reason = 'Income not shown.'")


def a_refusal_without_a_reason(town: Town) -> None:
    member = builders.staff(town.session)
    given = {"id": member.id, "reason": "\n" * 40}
    town.run("update decision set outcome = 'refused', staff_id = :id, reason = :reason", **given)


def nobody_the_bill_is_for(town: Town) -> None:
    town.run("delete from liability where claim_id = :id", id=town.strange.id)


def a_debt_of_nobody(town: Town) -> None:
    let_off = "update liability set released_on = since, release_reason = 'x'"
    town.run(f"{let_off} where claim_id = :id", id=town.strange.id)


def a_plan_of_someone_let_off(town: Town) -> None:
    let_off = "update liability set released_on = since, release_reason = 'x'"
    town.run(f"{let_off} where person_id = :id", id=town.plan.person_id)


_CHANGE = (
    'insert into plan_change (plan_id, no, kind, made_on, at, "by", reason, before, after, undoes)'
    " values (:plan, :no, :kind, '2026-11-02', '2026-11-02 09:30:00+00:00', 'rules', '', '{}',"
    " '{}', :undoes)"
)


def a_change_without_a_first(town: Town) -> None:
    town.run(_CHANGE, plan=town.plan.id, no=2, kind="pause", undoes=None)


def a_change_undone_before_it_was(town: Town) -> None:
    town.run(_CHANGE, plan=town.plan.id, no=1, kind="undo", undoes=2)


def online_money_of_another_amount(town: Town) -> None:
    paid_online(town.session, town.claims[0])
    town.run("update online_payment set paid_amount = paid_amount + 1")


def online_money_that_is_denied(town: Town) -> None:
    paid_online(town.session, town.claims[0])
    town.run("update online_payment set state = 'failed', paid_amount = null, paid_on = null")


WENT_BACK = (
    "insert into online_return (key, payment_id, kind, amount, booked_on, recorded_at)"
    " select 'x', id, :kind, 500, started_on, started_at from online_payment"
)


def online_money_that_went_back_unbooked(town: Town) -> None:
    paid_online(town.session, town.claims[0])
    town.run(WENT_BACK, kind="chargeback")


def online_money_that_came_again_unbooked(town: Town) -> None:
    paid_online(town.session, town.claims[0])
    town.run(WENT_BACK, kind="reversed")


DAMAGE: dict[Callable[[Town], None], str] = {
    too_much_paid: "claim-balance-not-negative",
    another_principal: "claim-charged-as-principal",
    more_owed_again_than_was_let_go: "no-more-owed-again-than-was-let-go",
    an_entry_without_claim: "entry-touches-one-receivable",
    an_unknown_account: "accounts-sum-to-zero",
    a_line_of_another_amount: "bank-line-booked-whole",
    a_foreign_line_that_was_booked: "bank-line-booked-whole",
    more_taken_than_waited: "suspense-not-negative",
    online_money_of_another_amount: "online-paid-is-booked-as-it-came",
    online_money_that_is_denied: "online-not-paid-is-not-booked",
    online_money_that_went_back_unbooked: "online-provider-owes-what-stays",
    online_money_that_came_again_unbooked: "online-money-again-is-booked",
    a_line_that_is_gone: "statement-lines-make-its-balance",
    a_line_booked_elsewhere: "statement-taken-whole-is-in-the-books",
    a_refund_that_was_not_booked: "refund-booked-as-its-state",
    a_refund_of_more_than_was_booked: "refundable-as-its-refund",
    money_to_pay_back_to_nobody: "refundable-has-its-reason",
    a_refund_of_one_person: "refund-signed-by-two",
    a_credit_that_was_not_booked: "credit-booked-whole",
    a_returned_claim_that_nothing_holds: "returned-claim-is-held",
    a_part_of_another_amount: "collection-is-the-sum-of-its-parts",
    a_collection_booked_twice: "collection-booked-once",
    a_return_that_is_not_there: "returned-collection-has-its-return",
    a_collection_after_the_mandate_ended: "collected-while-the-mandate-ran",
    a_batch_paid_in_too_much: "batch-settled-within-its-total",
    direct_debit_from_nowhere: "direct-debit-account-explained",
    a_withholding_of_nothing: "withholding-has-an-amount",
    instalments_of_another_sum: "plan-instalments-sum-to-total",
    a_hole_in_the_numbers: "plan-instalments-numbered",
    a_plan_without_instalments: "plan-instalments-sum-to-total",
    nobody_the_bill_is_for: "claim-owed-by-whom-its-bill-is-for",
    a_debt_of_nobody: "claim-left-is-owed-by-someone",
    a_plan_of_someone_let_off: "no-plan-of-who-was-let-off",
    days_out_of_order: "plan-instalments-in-order",
    a_change_without_a_first: "plan-changes-numbered",
    a_change_undone_before_it_was: "plan-change-undone-once",
    a_plan_whose_claims_ended: "plan-runs-as-its-claims",
    an_ended_plan_with_running_claims: "plan-runs-as-its-claims",
    a_claim_in_two_plans: "claim-in-one-running-plan",
    a_plan_for_anothers_claim: "plan-of-one-who-owes-its-claims",
    a_sent_case_without_a_day: "sent-case-has-its-days",
    a_sent_case_without_a_moment: "sent-case-has-its-days",
    a_case_about_anothers_claim: "case-of-one-who-owes-its-claims",
    a_decided_case_without_decision: "decided-case-has-decision",
    a_draft_with_a_decision: "decided-case-has-decision",
    a_second_decision_without_a_first: "decisions-numbered",
    another_cases_receipt: "decision-has-own-receipt",
    a_grant_without_a_plan: "granted-plan-exists",
    a_refusal_by_nobody: "refusal-by-person-with-reason",
    a_refusal_without_a_reason: "refusal-by-person-with-reason",
    **acting_damage.DAMAGE,
    **adoption_damage.DAMAGE,
    **contact_damage.DAMAGE,
    **dunning_damage.DAMAGE,
    **firm_damage.DAMAGE,
    **handover_damage.DAMAGE,
    **letter_damage.DAMAGE,
    **evidence_damage.DAMAGE,
    **matter_damage.DAMAGE,
    **ruling_damage.DAMAGE,
    **second_look_damage.DAMAGE,
}


NAMED = {invariant.name: invariant for invariant in INVARIANTS}


@pytest.mark.parametrize("damage", DAMAGE, ids=lambda damage: damage.__name__)
def test_damage_is_found(unguarded: Town, damage: Callable[[Town], None]) -> None:
    damage(unguarded)
    held = NAMED[DAMAGE[damage]]
    assert run(unguarded.session, held.broken).first() is not None


def test_every_invariant_has_damage_that_breaks_it() -> None:
    assert set(NAMED) == set(DAMAGE.values())
