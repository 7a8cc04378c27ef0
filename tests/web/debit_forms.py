"""The forms of direct debit and withholding: who sends them, where, and a good answer."""

from collections.abc import Callable
from typing import Any

REASON = "I looked at each of them."
MANDATE: dict[str, object] = {"account": "NL91ABNA0417164300", "holder": "B. Proefman"}
MEANS: dict[str, object] = {
    "monthly": "10",
    "from_on": "2026-12-01",
    "household": "single",
    "pension_age": "none",
    "sharers": "1",
    "income": "1500",
    "room": "",
}


def debit_forms(form: Callable[..., Any]) -> list[Any]:
    """Return them, made with the class that the list of all forms uses."""
    batch, freed = "/staff/debits/{batch}", "/staff/debits/{freed}"
    held = "/staff/withholdings/{withholding}"
    return [
        form(
            "citizen.debit_new",
            "ready",
            "/direct-debit/plans/{plan}",
            MANDATE | {"while_held": "y", "agree": "y"},
        ),
        form("citizen.debit_end", "payer", "/direct-debit/{mandate}/end", {}),
        form(
            "staff.mandate_new",
            "worker",
            "/staff/people/demo-several/mandates/new",
            MANDATE | {"subject": "{plan}", "signed_on": "2026-11-02"},
        ),
        form("staff.mandate_end", "worker", "/staff/mandates/{mandate}/end", {}),
        form(
            "staff.debit_answer",
            "worker",
            f"{batch}/answer",
            {"says": "yes", "reason": REASON, "version": "1"},
        ),
        form("staff.debit_line", "worker", f"{batch}/lines/{{collection}}", {"act": "out"}),
        form("staff.debit_take_back", "worker", f"{freed}/taken-back", {}),
        form("staff.debit_file", "worker", f"{freed}/file", {}, answers=200),
        form(
            "staff.withholding_new",
            "worker",
            "/staff/people/demo-couple/withholding",
            MEANS | {"claims": ["{couple-claim}"]},
        ),
        form("staff.withholding_change", "worker", f"{held}/change", MEANS | {"version": "1"}),
        form(
            "staff.withholding_end",
            "worker",
            f"{held}/end",
            {"from_on": "2026-12-01", "reason": REASON, "version": "1"},
        ),
        form("staff.withholdings_file", "worker", "/staff/withholdings/file", {}, answers=200),
    ]
