"""A mandate and a batch in words."""

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext

from portal.ledger.debits.mandates import Subject
from portal.ledger.debits.models import Mandate
from portal.ledger.debits.references import shown
from portal.web.context import day, local
from portal.web.services import services


@dataclass(frozen=True)
class MandateWords:
    """A mandate as a row."""

    ref: str
    title: str
    under: str
    tag: str
    runs: bool
    url: str


def kind_text(kind: str) -> str:
    """What people call a kind of claim."""
    return local(dict(services().town.claim_kinds[kind].names))


def subject_words(subject: Subject) -> str:
    """What is collected, in the middle of a sentence."""
    if subject.plan_id is not None:
        return gettext("debit-for-plan")
    return gettext("debit-for-kind", kind=kind_text(subject.kind))


def agreed_words(subject: Subject) -> str:
    """What is collected, in the words of who agrees to it."""
    return gettext("debit-for-my-plan") if subject.plan_id else subject_words(subject)


def account_text(mandate: Mandate) -> str:
    """The account so that its owner knows it."""
    return shown(mandate.account)


def mandate_words(mandate: Mandate, *, for_staff: bool = False) -> MandateWords:
    """Say what a mandate is for, and whether it runs; staff read it of somebody else."""
    of_plan = gettext("staff-mandate-of-plan") if for_staff else gettext("debit-for-plan-title")
    runs = mandate.ended_on is None
    return MandateWords(
        ref=mandate.ref,
        title=of_plan if mandate.plan_id else kind_text(mandate.kind),
        under=f"{account_text(mandate)} · {gettext('debit-given', day=day(mandate.given_on))}",
        tag=gettext("debit-runs") if runs else _ended(mandate, for_staff=for_staff),
        runs=runs,
        url=url_for("citizen.debit", ref=mandate.ref),
    )


def _ended(mandate: Mandate, *, for_staff: bool) -> str:
    assert mandate.ended_on is not None
    on, why = day(mandate.ended_on), mandate.end_reason.replace("_", "-")
    if for_staff:
        return gettext(f"staff-mandate-ended-{why}", day=on)
    return gettext(f"debit-ended-{why}", day=on)
