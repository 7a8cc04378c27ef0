"""Every form of the portal: who sends it, where, and what a good answer is."""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.filemaker import jpeg
from tests.web.acting_forms import acting_forms
from tests.web.business_forms import business_forms
from tests.web.contact_forms import contact_forms
from tests.web.debit_forms import debit_forms
from tests.web.second_look_world import look_forms
from tests.web.trail_forms import trail_forms
from tests.web.variant_forms import variant_forms
from tests.web.work_forms import work_forms
from tests.web.world import BILL, HOLD, World


@dataclass(frozen=True)
class Form:
    """One form. Names in braces stand for references of the world."""

    endpoint: str
    who: str
    path: str
    fields: Mapping[str, object]
    case: str = ""
    """The request it is about."""
    answers: int = 303
    """The status of a good answer: on to another page, or one that shows what was worked out."""

    def __str__(self) -> str:
        """Name the form in the list of tests."""
        return f"{self.endpoint}{self.path if 'questions/' in self.path else ''}"

    def address(self, world: World) -> str:
        """Return where it goes."""
        return self.path.format(**world.names)

    def good(self, world: World) -> dict[str, object]:
        """Return what a good answer holds, as the page that was just opened would send it."""
        names = dict(world.names)
        if self.case:
            names["version"] = str(world.case(self.case).version)
        return {name: _filled(value, names) for name, value in self.fields.items()}


def _filled(value: object, names: Mapping[str, str]) -> object:
    if isinstance(value, list):
        return [_filled(one, names) for one in value]
    return value.format(**names) if isinstance(value, str) else value


QUESTIONS: dict[str, dict[str, object]] = {
    "way": {"way": "rules"},
    "means": {"means": "no"},
    "household": {"household": "single"},
    "pension_age": {"pension_age": "none"},
    "benefit": {"benefit": "no"},
    "pause": {"pause": "3"},
    "months": {"months": "6"},
    "children": {"children": "2"},
    "sharers": {"sharers": "2", "unknown": ""},
    "monthly": {"monthly": "50", "act": ""},
    "assets": {"assets": "100", "unknown": ""},
    "income": {"income": "2000", "period": "month", "unknown": "", "act": ""},
    "circumstances": {"circumstances": ["health", "work"]},
    "story": {"story": "I was ill."},
    "payday": {"payday": "week", "next": "2026-11-27"},
    "disputed": {"disputed": "amount"},
    "reasons": {"reasons": "I paid it in May.", "unknown": ""},
    "creditors": {"creditors": "4", "unknown": ""},
}
WEIGHED: dict[str, object] = {
    "weight_health": "heavy",
    "finding_health": "The treatment comes first.",
    "weight_housing": "none",
    "finding_housing": "The rent can be paid.",
    "conclusion": "Part of it can be let go.",
}
REASON = "The rent went up, and this still ends in time."
RECOVERY: dict[str, object] = {
    "recovery_cause": "information",
    "benefit_paid": "6000",
    "benefit_right": "4500",
    "assets_value": "9000",
    "assets_on": "2026-03-01",
    "assets_family": "y",
}
BUDGET: dict[str, object] = {"yearly_net": "200000", "adults": "1", "open_debt": "9000"}
MONTHS: dict[str, object] = {f"m{number}": str(1_500 + number) for number in range(1, 13)}
PAYMENT: dict[str, object] = {"scope": "amount", "amount": "5", "key": "drawn-with-the-page"}
STAMP: dict[str, object] = {"version": "{version}"}


def _staff(act: str, endpoint: str, case: str, **fields: object) -> Form:
    path = f"/staff/cases/{{{case}}}/{act}"
    return Form(f"staff.{endpoint}", "worker", path, STAMP | fields, case)


def _matter(act: str, **fields: object) -> Form:
    path = f"/staff/matters/{{matter}}/{act}"
    return Form("staff.matter_act", "worker", path, STAMP | fields, "matter")


DEBTOR: dict[str, object] = {
    "scheme": "bsn",
    "number": "999990135",
    "name": "Somebody New",
    "address": "Nowhere 1",
    "born_on": "1990-01-01",
    "share": "10",
    "reason": REASON,
}
OTHER_DEBTOR: dict[str, object] = {
    "identity_scheme": "bsn",
    "number": "999990159",
    "name": "Somebody Else",
    "address": "Nowhere 2",
    "born_on": "1990-01-01",
    "language": "nl",
    "liability": "share",
    "share": "1",
}
PLAN: dict[str, object] = {
    "claims": ["{plan-claim}"],
    "rhythm": "week",
    "monthly": "25",
    "count": "",
    "amounts": "",
    "first": "2026-12-04",
    "wish": "y",
    "reason": REASON,
    "act": "make",
    "replaces": ["{plan}"],
}
CHANGE: dict[str, object] = {
    "act": "amounts",
    "to": "",
    "monthly": "",
    "amounts": "42,16\n700",
    "wish": "y",
    "reason": REASON,
    "version": "0",
}


MENDED: dict[str, object] = {
    "description": "Zaalhuur, mei 2026",
    "arose_on": "2020-01-02",
    "period_from": "2026-05-01",
    "period_to": "2026-05-31",
}


def _returned(act: str, **fields: object) -> Form:
    path = f"/staff/unit/returned/{{returned}}/{act}"
    return Form("staff.return_act", "unit", path, {"version": "1"} | fields)


REFUND: dict[str, object] = {
    "amount": "1",
    "account": "NL91ABNA0417164300",
    "name": "V. Test",
    "reason": REASON,
}
FIRST: dict[str, object] = {"version": "1"}


def _paid(endpoint: str, path: str, answers: int = 303, **fields: object) -> Form:
    """A form about a payment."""
    return Form(f"staff.{endpoint}", "worker", f"/staff/money/lines/{path}", fields, "", answers)


def _refund(endpoint: str, path: str, **fields: object) -> Form:
    """A form about money that goes back."""
    return Form(f"staff.refund_{endpoint}", "worker", f"/staff/refunds/{path}", fields)


FORMS = [
    *acting_forms(Form),
    *variant_forms(Form),
    *work_forms(Form),
    *look_forms(Form),
    *trail_forms(Form),
    *contact_forms(Form),
    *debit_forms(Form),
    *business_forms(Form),
    Form("staff.register", "unit", "/staff/unit/register", {}),
    *(
        Form("staff.register_page", "unit", f"/staff/unit/register/{{bill}}/{step}", fields)
        for step, fields in BILL.items()
    ),
    Form("staff.register_check", "unit", "/staff/unit/register/{bill}", {"version": "6"}),
    Form("staff.register_discard", "unit", "/staff/unit/register/{bill}/discarded", {}),
    Form("staff.register_others", "unit", "/staff/unit/register/{bill}/others", OTHER_DEBTOR),
    Form("staff.register_other_off", "unit", "/staff/unit/register/{bill}/others/0/off", {}),
    Form(
        "staff.give_back",
        "worker",
        "/staff/claims/{unit-claim}/returned",
        {"lacks": ["period_missing"], "words": "Which month?"},
    ),
    Form("staff.return_undo", "worker", "/staff/returned/{returned}/undone", {"version": "1"}),
    _returned("correct", **MENDED),
    _returned("lower", amount="5"),
    _returned("sent-back", words="It is right."),
    _returned("withdrawn", words="It was the wrong person."),
    Form("citizen.plan_day", "ready", "/plans/{plan}/day", {"to": "2026-12-09", "version": "0"}),
    Form("citizen.plan_pause", "ready", "/plans/{plan}/pause", {"version": "0"}),
    Form("citizen.plan_end", "ready", "/plans/{plan}/end", {"version": "0"}),
    Form("staff.plan_new", "worker", "/staff/people/demo-several/plans/new", PLAN),
    Form("staff.plan_change", "worker", "/staff/plans/{plan}/change", CHANGE),
    Form("citizen.messages_by", "sender", "/messages", {"by": "mail", "email": "a@example.org"}),
    Form("citizen.messages_code", "sender", "/messages/code", {"code": "000000"}, answers=422),
    Form("citizen.messages_stop", "sender", "/messages/stop", {"way": "mail"}),
    Form("citizen.letter_code", "sender", "/letters/{letter}/code", {"act": "stop"}),
    Form("staff.letter_code", "worker", "/staff/letters/{letter}/code", {"act": "stop"}),
    Form("public.code_entry", "sender", "/l", {"code": "BCDFG-23456"}),
    Form("staff.post_print", "worker", "/staff/post/batches", {}),
    Form("staff.post_batch", "worker", "/staff/post/batches/{printed}", {"act": "posted"}),
    Form("staff.posted", "worker", "/staff/post", {"message": ["{message}"], "back": ""}),
    Form("staff.place_hold", "worker", "/staff/people/demo-several/hold", HOLD | {"once": "y"}),
    Form("staff.end_hold", "worker", "/staff/people/demo-time-bar/holds/{hold}/end", {}),
    Form("staff.people", "worker", "/staff/people", {"q": "Voorbeeld"}, answers=200),
    Form("public.sign_in", "guest", "/sign-in", {"person": "demo-couple", "next": "/ask"}),
    Form("public.session_end", "stranger", "/sessions/end", {"session": "others"}),
    Form("public.sign_out", "stranger", "/sign-out", {}),
    Form("public.language", "guest", "/language", {"lang": "nl", "next": "/ask"}),
    Form("citizen.ask", "asker", "/ask", {"ask": "deferral"}),
    Form("citizen.ask_claims", "ready", "/ask/deferral", {"claims": ["{ready-claim}"]}),
    *(
        Form("citizen.question", "asker", f"/cases/{{draft}}/questions/{name}", fields, "draft")
        for name, fields in QUESTIONS.items()
    ),
    Form("citizen.begin_payment", "ready", "/claims/{ready-claim}/pay", PAYMENT),
    Form("citizen.said_paid", "ready", "/claims/{ready-claim}/paid-by-bank", {}),
    Form("citizen.irregular", "ready", "/cases/{ready}/irregular", MONTHS, "ready", answers=200),
    Form("citizen.check", "ready", "/cases/{ready}/check", {**STAMP, "read-x": "y"}, "ready"),
    Form("citizen.no_proposal", "asker", "/cases/{draft}/no-proposal", {}, "draft"),
    Form("citizen.evidence", "ready", "/cases/{ready}/evidence", {"files": jpeg()}),
    Form("citizen.link", "ready", "/cases/{ready}/link", {"email": "a@example.org"}),
    Form("citizen.evidence_back", "ready", "/cases/{ready}/evidence/{file}/back", {}),
    Form("citizen.discard", "asker", "/cases/{draft}/discard", {}, "draft"),
    Form("citizen.message", "sender", "/cases/{sent}/messages", {"body": "I moved."}, "sent"),
    Form("citizen.withdrawal", "sender", "/cases/{sent}/withdrawal", {}, "sent"),
    Form(
        "citizen.what_if",
        "ready",
        "/cases/{ready}/what-if",
        {"by": "monthly", "monthly": "150", "act": ""},
        "ready",
        answers=200,
    ),
    Form("citizen.ask_short", "ready", "/ask/short", {"claim": "{ready-claim}"}),
    Form("citizen.ask_decision", "ready", "/ask/objection", {"decision": "other"}),
    _matter("answered", outcome="accepted", reason=REASON),
    _matter("asked", body="Which day was it?"),
    _staff("taken", "take", "sent"),
    _staff("left", "leave", "taken"),
    _staff("weighed", "weighed", "weigh"),
    _staff("questions", "question", "sent", body="What rent do you pay?"),
    _staff("advice", "follow", "advised"),
    _staff("weighing", "keep_weighing", "sent", **WEIGHED),
    _staff("hearing", "send_hearing", "sent", words=REASON),
    Form(
        "staff.prepared_act",
        "worker",
        "/staff/cases/{advised}/prepared/{prepared}/notes",
        {"version": "1", "decision": "We spoke on Monday."},
    ),
    _staff("decisions", "decide", "sent", outcome="other", monthly="25", months="", reason=REASON),
    Form("staff.work_out", "worker", "/staff/workings/recovery", RECOVERY, answers=200),
    Form(
        "staff.confirm",
        "supervisor",
        "/staff/rules/{assumed}/confirmed",
        {"version": "0", "digest": "{assumed-digest}", "note": REASON},
    ),
    Form(
        "staff.withdraw",
        "supervisor",
        "/staff/rules/{confirmed}/withdrawn",
        {"version": "1", "note": REASON},
    ),
    Form(
        "staff.answer_proposal",
        "worker",
        "/staff/proposals/{warning}/answers",
        {"version": "1", "says": "later", "later_on": "2027-01-04", "reason": REASON},
    ),
    Form(
        "staff.undo_answer",
        "worker",
        "/staff/proposals/{refused-warning}/undone",
        {"version": "2", "reason": REASON},
    ),
    Form(
        "staff.propose_write_off",
        "worker",
        "/staff/claims/{claim}/write-off",
        {"cause": "estate", "reason": REASON},
    ),
    Form("staff.debtors", "worker", "/staff/claims/{joint}/debtors", DEBTOR),
    Form(
        "staff.debtor",
        "worker",
        "/staff/claims/{joint}/debtors/{joint-debtor}",
        {"act": "release", "reason": REASON},
    ),
    Form("staff.match", "worker", "/staff/money/lines/1/matches", {"claim": "{claim}"}),
    Form("staff.payout", "worker", "/staff/money/lines/1/payout", {}),
    Form("staff.payout_undone", "worker", "/staff/money/lines/3/payout/undone", {}),
    Form("staff.undo", "worker", "/staff/money/lines/2/undone", {"claim": "{claim}"}),
    _paid("payment_claims", "1/claims", answers=200, q="V2026"),
    _paid("spread", "1/people", person="{debtor}"),
    _paid("split", "1/split", seen="900", claim1="{claim-number}", amount1="1"),
    _paid("move", "2/claims/{claim}/moved", seen="300", to="{other-number}", amount="1"),
    _paid("same_line", "{double}/same"),
    _paid("taken_back", "{taken-back}/taken-back", payment="{paid-in}"),
    _paid("refund_waiting", "1/refund", seen="900", **REFUND),
    _paid("refund_off", "2/claims/{claim}/refund", seen="300", **REFUND),
    _refund("approve", "{proposed}/approved", **FIRST),
    _refund("reject", "{proposed}/rejected", **FIRST, reason=REASON),
    _refund("undo", "{proposed}/undone", **FIRST),
    _refund("paid", "{approved}/paid", line="{went-out}"),
    _refund("file_make", "files"),
    Form("staff.files_give", "worker", "/staff/files/saved/claims", {}, answers=200),
    Form(
        "staff.correction",
        "worker",
        "/staff/claims/{claim}/correction",
        {"once": "x", "what": "too_low", "amount": "1", "reason": REASON},
    ),
    Form(
        "staff.correction_answer",
        "worker",
        "/staff/corrections/{correction}",
        {"version": "2", "says": "yes", "reason": REASON},
    ),
]
ELSEWHERE = {
    "citizen.again",
    "citizen.budget",
    "citizen.old_amount",
    "public.log_out_told",
    "public.webhook",
    "public.report",
    "public.check_balance",
    "public.mail_confirm",
    "business.join",
    "api.elsewhere",
    "staff.files_take",
    "staff.handover_release",
    "staff.month_explain",
    "staff.month_explain_undo",
    "staff.change_at_collector",
    "staff.bulk_begin",
    "staff.bulk_undo",
}
"""Forms the municipality or the people of these tests do not have, and the provider's own calls:
theirs are in files of their own."""
CHOSEN = {
    "staff.access_reason": {"why"},
    "staff.file_close": {"why"},
    "staff.correction": {"what"},
}
"""Fields of forms that are chosen, though elsewhere one types in fields of that name."""
TYPED = {
    *("amounts", "email", "code"),
    "description",
    "words",
    "name",
    *("why", "what"),
    "address",
    *(
        "months",
        "children",
        "sharers",
        "monthly",
        "assets",
        "income",
        "amount",
        *("amount1", "claim1", "to", "account"),
        "story",
        "reasons",
        "creditors",
        "body",
        "reason",
    ),
    *("benefit_paid", "benefit_right", "assets_value"),
    *MONTHS,
}
"""Fields that people write in; the others are pressed, ticked or carried along."""
