"""Handing over on the pages of staff: answered, released, answered by the collector, changed."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlmodel import Session, select

from portal.jobs.handover.answering import take_receipts
from portal.jobs.handover.explaining import put_in_queue
from portal.jobs.handover.listing import put_on_lists
from portal.jobs.handover.month_file import read_month
from portal.jobs.handover.months import take_month
from portal.jobs.night import Chunk, Night
from portal.ledger.handover.models import HandOver
from portal.ledger.models import BankLine, Claim
from portal.ledger.records import Proposal
from portal.ledger.statements import take_statement
from portal.people.models import Person
from portal.ports.collector import Receipt
from tests import builders
from tests.builders import line, statement
from tests.web.conftest import TODAY, Visitor, moment, words

REASON = "Nothing was arranged, and the reminder said so."
DEBTOR = "demo-carries"


@pytest.fixture
def town(norddjurs: Flask) -> Flask:
    """Norddjurs with one claim on the hand-over list, of someone who can sign in."""
    parts = norddjurs.extensions["portal"]
    with parts.database.unit_of_work() as session:
        owner = session.exec(select(Person).where(Person.ref == DEBTOR)).one()
        claim = _reminded(session, owner)
        put_on_lists(session, Night(parts.town, TODAY, moment()), Chunk(claim.id, claim.id))
    return norddjurs


def _reminded(session: Session, owner: Person) -> Claim:
    return builders.claim(
        session,
        owner,
        500_00,
        number="HO-1",
        kind="daycare",
        description="Daycare in August 2026, sent before",
        arose_on=TODAY.replace(month=8, day=1),
        due_on=TODAY.replace(month=8, day=31),
        period_from=TODAY.replace(month=8, day=1),
        period_to=TODAY.replace(month=8, day=31),
        stage="reminded",
        reminded_on=TODAY - timedelta(days=40),
        time_bar_on=TODAY.replace(year=2029),
    )


def proposal_in(app: Flask, kind: str = "handover") -> Proposal:
    with app.extensions["portal"].database.reading() as session:
        found = select(Proposal).where(Proposal.kind == kind).order_by("id")
        return session.exec(found).all()[-1]


def say(staff: Visitor, proposal: Proposal, says: str = "yes", **more: object) -> str:
    sent = {"version": proposal.version, "says": says, "reason": REASON} | more
    return words(staff.post(f"/staff/proposals/{proposal.ref}/answers", **sent))


def hand_over(app: Flask) -> Visitor:
    """Agree to the claim and release the file."""
    staff = Visitor(app, "demo-worker")
    say(staff, proposal_in(app))
    assert "File 1" in words(staff.post("/staff/handover/released"))
    return staff


def claim_of(app: Flask) -> Claim:
    with app.extensions["portal"].database.reading() as session:
        return session.exec(select(Claim).where(Claim.number == "HO-1")).one()


def as_the_owner_reads_it(app: Flask) -> str:
    return words(Visitor(app, DEBTOR).get(f"/claims/{claim_of(app).ref}"))


def told_by_collector(app: Flask, answer: str, text: str = "") -> None:
    parts = app.extensions["portal"]
    with parts.database.unit_of_work() as session:
        reference = session.exec(select(HandOver.reference)).one()
        receipt = Receipt(2, answer, reference, answer, moment(), "F1", text)
        take_receipts(session, [receipt], "DK", on=TODAY, now=parts.clock.now() + timedelta(days=1))


def test_a_yes_on_the_list_and_a_release_send_the_claim(town: Flask) -> None:
    staff = Visitor(town, "demo-worker")
    listed = words(staff.get("/staff/lists/handover"))
    assert "HO-1" in listed
    assert "Last safe day" in listed
    say(staff, proposal_in(town))
    assert "This is about to be handed over" in as_the_owner_reads_it(town)
    assert "Goes with the next file" in words(staff.get(f"/staff/claims/{claim_of(town).ref}"))
    staff.post("/staff/handover/released")
    file = staff.client.get("/staff/handover/files/1")
    assert file.mimetype == "application/xml"
    assert "HO-1-1" in file.text


def test_once_the_file_is_released_the_yes_stays_and_its_page_says_why(town: Flask) -> None:
    staff, proposal = Visitor(town, "demo-worker"), proposal_in(town)
    say(staff, proposal)
    page = f"/staff/proposals/{proposal.ref}"
    assert f"{page}/undone" in staff.get(page).text
    staff.post("/staff/handover/released")
    assert f"{page}/undone" not in staff.get(page).text
    assert "was released. Recall the claim instead." in words(staff.get(page))


def test_who_pays_by_the_old_letter_after_it_reads_that_the_money_came(town: Flask) -> None:
    hand_over(town)
    assert "Money came afterwards" not in as_the_owner_reads_it(town)
    pays_after_it(town)
    page = as_the_owner_reads_it(town)
    assert "On 21 November 2026 200.00 kr. came in with us, after this was handed over." in page


def pays_after_it(town: Flask) -> str:
    """The owner pays 200 by the old reference; return where staff see the payment."""
    parts, claim = town.extensions["portal"], claim_of(town)
    told = statement(line(200_00, claim.payment_reference, booked_on=TODAY), currency="DKK")
    with parts.database.unit_of_work() as session:
        take_statement(
            *(session, told),
            file_name="day.xml",
            currency="DKK",
            order=parts.town.payment.imputation,
            on=TODAY,
            now=moment(),
            actor="import",
        )
        [came] = session.exec(select(BankLine)).all()
    return f"/staff/money/lines/{came.id}"


def test_staff_set_that_money_on_the_claim_and_the_collector_is_told(town: Flask) -> None:
    staff = hand_over(town)
    path, ref = pays_after_it(town), claim_of(town).ref
    page = words(staff.get(path))
    assert "HO-1 · Daycare in August 2026, sent before 500.00 kr." in page
    assert "Its reference was written with it." in page
    assert "Gældsstyrelsen hears of it by the file" in page
    assert "It is for everything" not in page
    assert "See what can be done" in words(staff.get("/staff/money/sorting"))
    page = words(staff.post(f"{path}/matches", late=ref))
    assert "waits for a claim" not in page
    assert "Once this is taken back, Gældsstyrelsen collects the amount again." in page
    assert "We told Gældsstyrelsen to collect 200.00 kr. less" in as_the_owner_reads_it(town)
    assert "Amount: part of it was paid here" in words(staff.get(f"/staff/claims/{ref}"))
    page = words(staff.post(f"{path}/undone", late=ref))
    assert "waits for a claim: 200.00 kr." in page
    page = as_the_owner_reads_it(town)
    assert "Money came afterwards" in page
    assert "collect 200.00 kr. less" not in page


def test_of_a_claim_handed_over_elsewhere_staff_tell_the_collector_themselves(town: Flask) -> None:
    with town.extensions["portal"].database.unit_of_work() as session:
        claim = session.exec(select(Claim).where(Claim.number == "HO-1")).one()
        claim.stage, claim.transferred_on = "transferred", TODAY
        ref = claim.ref
    path, staff = pays_after_it(town), Visitor(town, "demo-worker")
    assert "tell Gældsstyrelsen yourself, or pay the money back" in words(staff.get(path))
    page = words(staff.post(f"{path}/matches", late=ref))
    assert "Take it back, and tell Gældsstyrelsen so yourself." in page


def test_the_resident_reads_where_to_go_and_can_do_nothing_here(town: Flask) -> None:
    hand_over(town)
    owner = Visitor(town, DEBTOR)
    page = owner.get(f"/claims/{claim_of(town).ref}")
    assert "Gældsstyrelsen" in words(page)
    assert "/pay" not in page.text
    assert "HO-1" in words(owner.get("/letters"))


def test_what_the_collector_has_stands_on_the_claim_with_its_day(town: Flask) -> None:
    staff = hand_over(town)
    told_by_collector(town, "UDFØRT")
    content = (
        "month,as_of,reference,received,recalled,written_down,written_up,base,balance\n"
        "2026-11,2026-11-30,HO-1-1,500.00,0.00,0.00,0.00,500.00,512.34\n"
    )
    parts = town.extensions["portal"]
    with parts.database.unit_of_work() as session:
        told = read_month(content.encode())
        take_month(session, told, file_name="m", by="x", now=moment())
    page = words(Visitor(town, DEBTOR).get(f"/claims/{claim_of(town).ref}"))
    assert "512.34 kr. As Gældsstyrelsen told us on 30 November 2026" in page
    month = words(staff.get("/staff/handover/months/2026-11"))
    assert "Both sides say the same of every claim." in month


def test_a_rejected_claim_stands_on_the_list_again_with_the_reason(town: Flask) -> None:
    staff = hand_over(town)
    told_by_collector(town, "AFVIST", "Stamdata mangler")
    again = proposal_in(town)
    page = words(staff.get(f"/staff/proposals/{again.ref}"))
    assert "The collector did not take it. It is ours again." in page
    assert "Stamdata mangler" in page


def test_staff_change_what_the_collector_has(town: Flask) -> None:
    staff = hand_over(town)
    path = f"/staff/claims/{claim_of(town).ref}"
    change = {"way": "write_down", "component": "principal", "amount": "120.00"}
    sent = {"version": "1", "why": "corrected", "reason": REASON}
    page = staff.post(f"{path}/at-collector", **change, **sent)
    assert "380.00" in words(page)
    assert "Written down" in words(page)
    assert "collect 120.00 kr. less, last on 21 November 2026" in as_the_owner_reads_it(town)
    twice = staff.post(f"{path}/at-collector", **change, **sent)
    assert twice.status_code == 409
    back = {"way": "recall", "version": "2", "why": "error", "reason": REASON}
    assert "Called back" in words(staff.post(f"{path}/at-collector", **back))
    assert claim_of(town).stage == "reminded"
    owner = as_the_owner_reads_it(town)
    assert "Pay us, not Gældsstyrelsen. You can ask us for a payment plan." in owner
    assert "less is collected" not in owner.lower()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"way": ""}, "Choose"),
        ({"amount": ""}, "amount"),
        ({"amount": "abc"}, "amount"),
        ({"amount": "-5"}, "amount"),
        ({"why": "error"}, "Choose a reason that fits what you do"),
        ({"why": "nobody"}, "Choose"),
        ({"component": "gold"}, "Choose"),
        ({"reason": "short"}, "at least ten characters"),
    ],
    ids=str,
)
def test_a_wrong_change_is_told_kindly_and_nothing_is_lost(
    town: Flask, wrong: dict[str, str], told: str
) -> None:
    staff = hand_over(town)
    good = {"way": "write_down", "component": "principal", "amount": "120.00"}
    sent = good | {"version": "1", "why": "corrected", "reason": REASON} | wrong
    page = staff.post(f"/staff/claims/{claim_of(town).ref}/at-collector", **sent)
    assert page.status_code == 422
    assert told in words(page)
    assert sent["reason"] in page.text
    assert len(page.data) <= 6_000


def test_nothing_to_release_is_said(town: Flask) -> None:
    staff = Visitor(town, "demo-worker")
    page = staff.post("/staff/handover/released")
    assert page.status_code == 409
    assert "Nothing can go today" in words(page)


def test_a_write_off_is_proposed_by_one_and_agreed_by_another(town: Flask) -> None:
    first, second = Visitor(town, "demo-worker"), Visitor(town, "demo-supervisor")
    path = f"/staff/claims/{claim_of(town).ref}"
    page = first.post(f"{path}/write-off", cause="estate", reason=REASON)
    assert page.status_code == 200
    proposal = proposal_in(town, "write-off")
    refused = first.post(
        f"/staff/proposals/{proposal.ref}/answers",
        version=proposal.version, says="yes", reason=REASON,
    )  # fmt: skip
    assert "You already agreed to this" in words(refused)
    say(second, proposal)
    owner = Visitor(town, DEBTOR)
    claim = owner.get(f"/claims/{claim_of(town).ref}")
    assert "Written off" in words(claim)
    assert "You need not pay this any more" in words(claim)
    letter = re.search(r'href="(/letters/[^"]+)"', claim.text)
    assert letter
    assert "Det her skal du ikke betale mere" in words(owner.get(letter[1]))


@pytest.mark.parametrize("path", ["handover", "handover/months/2026-11", "handover/files/1"])
def test_where_nobody_takes_over_there_are_no_such_pages(
    make_app: Callable[..., Flask], path: str
) -> None:
    staff = Visitor(make_app("oss"), "demo-worker")
    assert staff.get(f"/staff/{path}").status_code == 404


def test_a_month_is_explained_line_by_line_and_then_closed(norddjurs: Flask) -> None:
    head = "month,as_of,reference,received,recalled,written_down,written_up,base,balance\n"
    lines = [f"2026-11,2026-11-30,X-{no},70.00,0.00,0.00,0.00,70.00,71.00\n" for no in (1, 2)]
    staff = Visitor(norddjurs, "demo-worker")
    norddjurs.extensions["portal"].looks.settle()
    with norddjurs.extensions["portal"].database.unit_of_work() as session:
        take_month(
            session,
            read_month((head + "".join(lines)).encode()),
            file_name="m",
            by="x",
            now=moment(),
        )
        put_in_queue(session, TODAY.replace(day=1), TODAY)
    assert "The collector has other amounts than we have" in words(
        staff.get("/staff/queue/kind.month-end")
    )
    page = staff.get("/staff/handover/months/2026-11")
    assert "To explain: 2" in words(page)
    first = re.search(r'href="(/staff/handover/months/2026-11/differences/\w+)"', page.text)
    assert first
    wrong = staff.post(first[1], version="0", words="x")
    assert (wrong.status_code, len(wrong.data) <= 6_000) == (422, True)
    given = {"version": "0", "why": "theirs", "words": REASON}
    onwards = staff.post(first[1], **given)
    assert "A difference: X-" in words(onwards)
    assert first[1] not in onwards.request.path
    late = staff.post(first[1], **given | {"words": "Something else I found."})
    assert late.status_code == 409
    assert "Something else I found." in late.text
    assert "This month is closed." in words(staff.post(onwards.request.path, **given))
    assert "Closed" in words(staff.get("/staff/handover"))
    back = staff.post(f"{first[1]}/undone", version="1", words="It was ours after all.")
    assert "The explanation was taken back" in words(back)
    assert REASON in words(back)


def test_what_makes_a_line_of_a_month_has_its_name_as_heading(norddjurs: Flask) -> None:
    page = Visitor(norddjurs, "demo-supervisor").get("/staff/handover/months/2026-11/received")
    assert "Collection in November 2026: Received" in words(page)
