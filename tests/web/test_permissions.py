"""Who may open what: every route for every role. A route that is not in the table fails."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from werkzeug.routing import IntegerConverter, Rule
from werkzeug.test import TestResponse

from portal.people.actors import ROLES
from portal.web.session import needs
from tests.web.conftest import Visitor

RESIDENTS = {"person", "business"}
FIRMS = {"business"}
WORKERS = {"case_worker", "senior", "supervisor"}
SENIORS = {"senior", "supervisor"}
SUPERVISORS = {"supervisor"}
UNITS = {"decentral_unit"}
ADMINISTRATORS = {"administrator"}
CLOSERS = {"administrator", "supervisor"}
PRIVACY = {"privacy_officer"}
COUNCIL = {"supervisor", "council_reader"}
NOBODY = "nobody"
EVERYONE = RESIDENTS | WORKERS | UNITS | COUNCIL | ADMINISTRATORS | PRIVACY | {NOBODY}

TABLE = {
    "static": EVERYONE,
    "theme": EVERYONE,
    "public.start": EVERYONE,
    "public.sign_in": EVERYONE,
    "public.sign_out": EVERYONE,
    "public.signed_out": EVERYONE,
    "public.sign_in_with": EVERYONE,
    "public.sign_in_return": EVERYONE,
    "public.sign_in_again": EVERYONE,
    "public.sign_in_again_go": EVERYONE,
    "public.log_out_told": EVERYONE,
    "public.sessions": EVERYONE,
    "public.session_end": EVERYONE,
    "public.language": EVERYONE,
    "public.languages": EVERYONE,
    "public.health": EVERYONE,
    "public.ready": EVERYONE,
    "public.code": EVERYONE,
    "public.mail_link": EVERYONE,
    "public.mail_confirm": EVERYONE,
    "public.code_entry": EVERYONE,
    "public.rules": EVERYONE,
    "public.outcomes": EVERYONE,
    "public.outcomes_file": EVERYONE,
    "public.about": EVERYONE,
    "public.accessibility": EVERYONE,
    "public.algorithms": EVERYONE,
    "public.privacy": EVERYONE,
    "public.my_data_schema": EVERYONE,
    "citizen.my_data": RESIDENTS,
    "citizen.my_data_file": RESIDENTS,
    "citizen.correct": RESIDENTS,
    "citizen.forget": RESIDENTS,
    "citizen.looks": RESIDENTS,
    "public.webhook": EVERYONE,
    "public.report": EVERYONE,
    "public.helping": EVERYONE,
    "citizen.helpers": RESIDENTS,
    "citizen.helper": RESIDENTS,
    "citizen.helper_choose": RESIDENTS,
    "citizen.helper_new": RESIDENTS,
    "citizen.helper_end": RESIDENTS,
    "staff.acting": WORKERS,
    "staff.acting_answer": WORKERS,
    "staff.acting_end": WORKERS,
    "citizen.acting_choose": RESIDENTS,
    "citizen.acting_new": RESIDENTS,
    "citizen.acting_withdraw": RESIDENTS,
    "citizen.acting_end": RESIDENTS,
    "citizen.by_phone": RESIDENTS,
    "citizen.acting": RESIDENTS,
    "citizen.acting_begin": RESIDENTS,
    "citizen.acting_stop": RESIDENTS,
    "public.check_balance": EVERYONE,
    "api.description": EVERYONE,
    "api.claims": EVERYONE,
    "api.claim": EVERYONE,
    "api.balance": EVERYONE,
    "api.account": EVERYONE,
    "api.plans": EVERYONE,
    "api.elsewhere": EVERYONE,
    "business.books": FIRMS,
    "business.balance_file": FIRMS,
    "business.choose_period": FIRMS,
    "business.account": FIRMS,
    "business.account_file": FIRMS,
    "business.bills": FIRMS,
    "business.bills_file": FIRMS,
    "business.bill_pdf": FIRMS,
    "business.bill_xml": FIRMS,
    "business.bill_invoice": FIRMS,
    "business.confirmations": FIRMS,
    "business.confirmation": FIRMS,
    "business.confirmation_pdf": FIRMS,
    "business.cash_flow": FIRMS,
    "business.keys": FIRMS,
    "business.end_key": FIRMS,
    "business.people": FIRMS,
    "business.end_role": FIRMS,
    "business.join": RESIDENTS,
    "citizen.overview": RESIDENTS,
    "citizen.claim": RESIDENTS,
    "citizen.claim_qr": RESIDENTS,
    "citizen.debits": RESIDENTS,
    "citizen.debit": RESIDENTS,
    "citizen.debit_new": RESIDENTS,
    "citizen.debit_end": RESIDENTS,
    "citizen.pay": RESIDENTS,
    "citizen.begin_payment": RESIDENTS,
    "citizen.said_paid": RESIDENTS,
    "citizen.payment": RESIDENTS,
    "citizen.ask": RESIDENTS,
    "citizen.ask_claims": RESIDENTS,
    "citizen.ask_decision": RESIDENTS,
    "citizen.ask_short": RESIDENTS,
    "citizen.what_if": RESIDENTS,
    "citizen.again": RESIDENTS,
    "citizen.resume": RESIDENTS,
    "citizen.question": RESIDENTS,
    "citizen.account": RESIDENTS,
    "citizen.irregular": RESIDENTS,
    "citizen.budget": RESIDENTS,
    "citizen.check": RESIDENTS,
    "citizen.no_proposal": RESIDENTS,
    "citizen.cases": RESIDENTS,
    "citizen.case": RESIDENTS,
    "citizen.message": RESIDENTS,
    "citizen.withdrawal": RESIDENTS,
    "citizen.discard": RESIDENTS,
    "citizen.evidence": RESIDENTS,
    "citizen.link": RESIDENTS,
    "citizen.link_sent": RESIDENTS,
    "public.back": EVERYONE,
    "public.session_left": EVERYONE,
    "public.session_stay": EVERYONE,
    "citizen.evidence_file": RESIDENTS,
    "citizen.evidence_small": RESIDENTS,
    "citizen.evidence_back": RESIDENTS,
    "citizen.acting_files": RESIDENTS,
    "citizen.acting_file": RESIDENTS,
    "citizen.acting_small": RESIDENTS,
    "citizen.acting_file_back": RESIDENTS,
    "staff.acting_file": WORKERS,
    "staff.acting_small": WORKERS,
    "staff.evidence": WORKERS,
    "staff.evidence_small": WORKERS,
    "citizen.letter": RESIDENTS,
    "citizen.letter_as_pdf": RESIDENTS,
    "citizen.letter_code": RESIDENTS,
    "citizen.inbox": RESIDENTS,
    "citizen.receipt": RESIDENTS,
    "citizen.summary": RESIDENTS,
    "citizen.summary_as_pdf": RESIDENTS,
    "citizen.receipt_facts": RESIDENTS,
    "staff.figures": WORKERS | COUNCIL,
    "staff.figures_file": WORKERS,
    "staff.figures_team": SUPERVISORS,
    "staff.figures_team_file": SUPERVISORS,
    "staff.figures_council": COUNCIL,
    "staff.figures_council_file": COUNCIL,
    "staff.departures": COUNCIL,
    "staff.departures_file": COUNCIL,
    "staff.share": SUPERVISORS,
    "staff.share_file": SUPERVISORS,
    "staff.second_looks": SENIORS,
    "staff.second_look": SENIORS,
    "staff.second_look_say": SENIORS,
    "staff.contacts": WORKERS,
    "staff.contact_new": WORKERS,
    "staff.contact_about": WORKERS,
    "staff.contact_correct": WORKERS,
    "staff.holds_ending": WORKERS,
    "staff.place_hold": WORKERS,
    "staff.end_hold": WORKERS,
    "staff.queue": WORKERS,
    "staff.queue_next": WORKERS,
    "staff.queue_part": WORKERS,
    "staff.queue_filter": WORKERS,
    "staff.queue_search": WORKERS,
    "staff.queue_keep": WORKERS,
    "staff.queue_drop": WORKERS,
    "staff.work": WORKERS,
    "staff.work_act": WORKERS,
    "staff.reminder_done": WORKERS,
    "staff.here": WORKERS,
    "staff.here_writes": WORKERS,
    "staff.bulk": WORKERS,
    "staff.bulk_group": WORKERS,
    "staff.bulk_begin": WORKERS,
    "staff.bulk_run": WORKERS,
    "staff.bulk_undo": WORKERS,
    "staff.case": WORKERS,
    "staff.matter": WORKERS,
    "staff.matter_act": WORKERS,
    "staff.take": WORKERS,
    "staff.leave": WORKERS,
    "staff.weighed": WORKERS,
    "staff.question": WORKERS,
    "staff.follow": WORKERS,
    "staff.decide": WORKERS,
    "staff.signing": WORKERS,
    "staff.prepared": WORKERS,
    "staff.prepared_act": WORKERS,
    "staff.weigh": WORKERS,
    "staff.keep_weighing": WORKERS,
    "staff.hear": WORKERS,
    "staff.send_hearing": WORKERS,
    "citizen.old_amount": RESIDENTS,
    "citizen.plan": RESIDENTS,
    "citizen.plan_day": RESIDENTS,
    "citizen.plan_pause": RESIDENTS,
    "citizen.plan_end": RESIDENTS,
    "citizen.plan_days": RESIDENTS,
    "staff.plan": WORKERS,
    "staff.plan_new": WORKERS,
    "staff.plan_change": WORKERS,
    "citizen.messages": RESIDENTS,
    "citizen.messages_by": RESIDENTS,
    "citizen.messages_code": RESIDENTS,
    "citizen.messages_stop": RESIDENTS,
    "citizen.sent": RESIDENTS,
    "staff.person_sent": WORKERS,
    "staff.branch": WORKERS,
    "staff.post": WORKERS,
    "staff.posted": WORKERS,
    "staff.post_print": WORKERS,
    "staff.post_batch": WORKERS,
    "staff.post_batch_pdf": WORKERS,
    "staff.people": WORKERS,
    "staff.person": WORKERS,
    "staff.debits": WORKERS,
    "staff.debit": WORKERS,
    "staff.debit_answer": WORKERS,
    "staff.debit_line": WORKERS,
    "staff.debit_take_back": WORKERS,
    "staff.debit_file": WORKERS,
    "staff.mandate_new": WORKERS,
    "staff.mandate_end": WORKERS,
    "staff.withholding_new": WORKERS,
    "staff.withholding_change": WORKERS,
    "staff.withholding_end": WORKERS,
    "staff.withholdings_file": WORKERS,
    "staff.debtors": WORKERS,
    "staff.debtor": WORKERS,
    "staff.letter": WORKERS,
    "staff.letter_as_pdf": WORKERS,
    "staff.letter_code": WORKERS,
    "staff.receipt": WORKERS,
    "staff.rules": WORKERS,
    "staff.rule": WORKERS,
    "staff.confirm": SUPERVISORS,
    "staff.withdraw": SUPERVISORS,
    "staff.variants": COUNCIL,
    "staff.variant": COUNCIL,
    "staff.variant_try": COUNCIL,
    "staff.trial": COUNCIL,
    "staff.trial_stop": COUNCIL,
    "staff.trial_file": COUNCIL,
    "staff.adopt": SUPERVISORS,
    "staff.adopt_propose": SUPERVISORS,
    "staff.adoptions": WORKERS,
    "staff.adopted": WORKERS,
    "staff.adopted_sign": SENIORS,
    "staff.adopted_withdraw": SUPERVISORS,
    "staff.money": WORKERS,
    "staff.online": WORKERS,
    "staff.payout": WORKERS,
    "staff.payout_undone": WORKERS,
    "staff.line": WORKERS,
    "staff.match": WORKERS,
    "staff.undo": WORKERS,
    "staff.payment_claims": WORKERS,
    "staff.split": WORKERS,
    "staff.move": WORKERS,
    "staff.spread": WORKERS,
    "staff.same_line": WORKERS,
    "staff.taken_back": WORKERS,
    "staff.refund_waiting": WORKERS,
    "staff.refund_off": WORKERS,
    "staff.refunds": WORKERS,
    "staff.refund": WORKERS,
    "staff.refund_approve": WORKERS,
    "staff.refund_reject": WORKERS,
    "staff.refund_undo": WORKERS,
    "staff.refund_paid": WORKERS,
    "staff.refund_file_make": WORKERS,
    "staff.refund_file": WORKERS,
    "staff.correction": WORKERS,
    "staff.corrected": WORKERS,
    "staff.correction_answer": WORKERS,
    "staff.claim": WORKERS,
    "staff.propose_write_off": WORKERS,
    "staff.change_at_collector": WORKERS,
    "staff.files": WORKERS,
    "staff.files_take": WORKERS,
    "staff.file_taken": WORKERS,
    "staff.files_give": WORKERS,
    "staff.handover": WORKERS,
    "staff.handover_release": WORKERS,
    "staff.handover_file": WORKERS,
    "staff.handover_month": WORKERS,
    "staff.handover_lines": WORKERS,
    "staff.month_line": WORKERS,
    "staff.sorting": WORKERS,
    "staff.sorted_one": WORKERS,
    "staff.month_explain": WORKERS,
    "staff.month_explain_undo": WORKERS,
    "staff.lists": WORKERS,
    "staff.list_of": WORKERS,
    "staff.proposal": WORKERS,
    "staff.answer_proposal": WORKERS,
    "staff.undo_answer": WORKERS,
    "staff.workings": WORKERS,
    "staff.working": WORKERS,
    "staff.work_out": WORKERS,
    "staff.access_reason": WORKERS,
    "staff.colleagues": CLOSERS,
    "staff.colleague": CLOSERS,
    "staff.colleague_rights": CLOSERS,
    "staff.colleague_new": ADMINISTRATORS,
    "staff.colleague_change": ADMINISTRATORS,
    "staff.colleague_end": ADMINISTRATORS,
    "staff.sessions_end": ADMINISTRATORS,
    "staff.file_close": CLOSERS,
    "staff.file_open": CLOSERS,
    "staff.parts": ADMINISTRATORS,
    "staff.part": ADMINISTRATORS,
    "staff.part_undo": ADMINISTRATORS,
    "staff.trail": PRIVACY,
    "staff.trail_acts": PRIVACY,
    "staff.trail_reasons": PRIVACY,
    "staff.trail_people": PRIVACY,
    "staff.trail_file": PRIVACY,
    "staff.unit": UNITS,
    "staff.register": UNITS,
    "staff.register_page": UNITS,
    "staff.register_check": UNITS,
    "staff.register_others": UNITS,
    "staff.register_other_off": UNITS,
    "staff.register_discard": UNITS,
    "staff.returned_claim": UNITS,
    "staff.return_act": UNITS,
    "staff.give_back": WORKERS,
    "staff.returned": WORKERS,
    "staff.return_undo": WORKERS,
}
SOMEONE = {
    "person": "demo-carries",
    "business": "demo-business",
    "case_worker": "demo-worker",
    "senior": "demo-senior",
    "supervisor": "demo-supervisor",
    "council_reader": "demo-council",
    "decentral_unit": "demo-unit",
    "administrator": "demo-administrator",
    "privacy_officer": "demo-privacy",
}


@pytest.fixture
def doors(norddjurs: Flask) -> Flask:
    """The portal with its own guards, and behind each of them nothing but a word."""
    for endpoint, view in list(norddjurs.view_functions.items()):
        permission = getattr(view, "permission", None)
        if permission is not None:
            norddjurs.view_functions[endpoint] = needs(permission)(_inside)
    return norddjurs


def _inside(**_: object) -> str:
    return "inside"


def _fitting(rule: Rule, name: str) -> object:
    """A value that fits in a route's address."""
    return 1 if isinstance(rule._converters[name], IntegerConverter) else "x"


def ways(app: Flask) -> Iterator[tuple[Rule, str, str]]:
    """Return every route with each of its methods and an address that leads there."""
    addresses = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        values = {name: _fitting(rule, name) for name in rule.arguments}
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, method, addresses.build(rule.endpoint, values, method=method)


def met(page: TestResponse) -> str:
    """Say what someone met at a door."""
    if page.status_code == 302 and page.location.startswith("/sign-in"):
        return "sign in first"
    return {"inside": "inside"}.get(page.text, f"{page.status_code}")


def test_every_route_is_in_the_table_and_every_role_has_someone(norddjurs: Flask) -> None:
    assert {rule.endpoint for rule in norddjurs.url_map.iter_rules()} == set(TABLE)
    assert set(SOMEONE) == set(ROLES)


def test_only_what_is_for_everyone_has_no_guard(norddjurs: Flask) -> None:
    open_to_all = {endpoint for endpoint, roles in TABLE.items() if roles == EVERYONE}
    views = norddjurs.view_functions.items()
    assert {name for name, view in views if not hasattr(view, "permission")} == open_to_all


@pytest.mark.parametrize("role", [*SOMEONE, NOBODY])
def test_every_door_for(role: str, doors: Flask) -> None:
    client = doors.test_client() if role == NOBODY else Visitor(doors, SOMEONE[role]).client
    closed = "sign in first" if role == NOBODY else "404"
    guarded = [way for way in ways(doors) if TABLE[way[0].endpoint] != EVERYONE]
    wanted = {
        (method, address): "inside" if role in TABLE[rule.endpoint] else closed
        for rule, method, address in guarded
    }
    found = {
        (method, address): met(client.open(address, method=method))
        for _, method, address in guarded
    }
    assert found == wanted


def test_a_role_that_was_taken_away_counts_at_once(make_app: Callable[..., Flask]) -> None:
    app = make_app("norddjurs")
    worker = Visitor(app, "demo-worker")
    assert worker.get("/staff/").status_code == 200
    with app.extensions["portal"].database.engine.begin() as connection:
        connection.exec_driver_sql("update staff_member set role = 'decentral_unit'")
    assert worker.get("/staff/").status_code == 404
