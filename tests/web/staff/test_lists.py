"""What a proposal on a list says before it is answered: who says so, and what a yes does not do."""

from datetime import date

from flask import Flask

from portal.cases import signals
from portal.ledger import proposals
from portal.ledger.models import Claim
from portal.ledger.records import Proposal
from tests.builders import NOW
from tests.web.conftest import KEY, TODAY, words
from tests.web.staff.desk import Desk, rows, say


def test_that_somebody_may_have_died_names_its_source_and_leads_to_a_hold(oss: Flask) -> None:
    told = ("died", "bsn", "999990007", date(2026, 11, 2), "population_register")
    with oss.extensions["portal"].database.unit_of_work() as session:
        hint = signals.Hint(2, "s1", *told)
        signals.take(session, [hint], identity_key=KEY, now=NOW, on=TODAY, actor="import")
    (proposal,) = [one for one in rows(oss, Proposal) if one.kind == "signal"]
    page = Desk(oss).get(f"/staff/proposals/{proposal.ref}")
    assert say("signal-from-population-register") in words(page)
    assert 'href="/staff/people/demo-small-debt/hold"' in page.text


def test_what_the_notice_of_an_attachment_costs_stands_beside_the_button(norddjurs: Flask) -> None:
    claim = rows(norddjurs, Claim)[0]
    with norddjurs.extensions["portal"].database.unit_of_work() as session:
        new = proposals.New("k", "attachment", "reminder_unanswered", TODAY, claim_id=claim.id)
        proposals.propose(session, new)
    (made,) = [one for one in rows(norddjurs, Proposal) if one.kind == "attachment"]
    page = words(Desk(norddjurs).get(f"/staff/proposals/{made.ref}"))
    assert "the fee of the notice is added to the claim: 450.00 kr." in page
