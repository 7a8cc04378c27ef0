"""A proposal in words: why it is there, its amounts and days, who answered what."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext
from sqlmodel import Session, col, select

from portal.ledger.listed import Listed
from portal.ledger.records import Proposal
from portal.ledger.timebar.acts import last_safe_day
from portal.people.models import StaffMember
from portal.web.context import amount, day, local
from portal.web.services import services

_COUNTS = ("count", "months", "number", "years")
"""Names in a detail that are numbers, not amounts."""


@dataclass(frozen=True)
class ListRow:
    """One proposal as a line of a list."""

    title: str
    amount_text: str
    why: str
    under: str
    url: str
    tag: str
    is_prepared: bool
    lacks: str = ""
    """What keeps it from going on, where something does."""


@dataclass(frozen=True)
class Signed:
    """Who said something to it, when and why."""

    who: str
    on: str
    reason: str


def row(found: Listed, today: date, is_undone: bool = False) -> ListRow:
    """Return a proposal as a line; `is_undone`: what its yes did was taken back."""
    proposal = found.proposal
    return ListRow(
        title=" · ".join(_about(found)),
        amount_text=amount(_amount_of(found)) if _amount_of(found) else "",
        why=why(proposal),
        under=" · ".join(_under(found, today)),
        url=url_for("staff.proposal", ref=proposal.ref),
        tag=gettext("list-state-undone") if is_undone else state(proposal),
        is_prepared=proposal.prepared == "yes" and proposal.state == "open",
        lacks=_written("lacks_code", proposal.detail.get("lacks_code", [])),
    )


def why(proposal: Proposal) -> str:
    """Say why it was proposed."""
    return gettext(f"list-why-{proposal.reason}".replace("_", "-"))


def state(proposal: Proposal) -> str:
    """Say what was answered; that one signed and another must; nothing when nobody did."""
    if proposal.state == "open":
        return gettext("list-signed-once") if proposal.first_by else ""
    if proposal.state == "later" and proposal.later_on:
        return gettext("list-state-later", day=day(proposal.later_on))
    return gettext(f"list-state-{proposal.state}")


def facts(found: Listed) -> list[dict[str, str]]:
    """Return what the proposal holds, as rows of a summary; what is as it was is said once."""
    hidden = {"letters", "plan_id", "case", "write_off"}
    if found.proposal.detail.get("balance") == found.balance:
        hidden.add("balance")
    return [
        {"key": gettext(f"list-fact-{name}".replace("_", "-")), "value": _written(name, value)}
        for name, value in found.proposal.detail.items()
        if value not in (None, "", []) and name not in hidden
    ]


def _written(name: str, value: object) -> str:
    match value:
        case bool():
            return gettext("answer-yes" if value else "answer-no")
        case int():
            return str(value) if name in _COUNTS or name.endswith(_COUNTS) else amount(value)
        case list():
            said = [_written(name, one) for one in value]
            return (" " if all(one.endswith(".") for one in said) else ", ").join(said)
    text = str(value)
    if name.endswith("_on") or name == "on":
        return day(text)
    return _named(name, text)


def _named(name: str, code: str) -> str:
    """Say in words what is kept as a code."""
    if name == "lacks_code":
        most = services().town.terms.number("description_most", services().clock.today())
        return gettext(f"lack-{code}".replace("_", "-"), most=most)
    if name == "source":
        return gettext(f"signal-from-{code}".replace("_", "-"))
    return kind_name(code) if name == "claim_kind" else code


def signed(proposal: Proposal, names: Mapping[str, str]) -> list[Signed]:
    """Return who said yes, no or later, the first of two in front."""
    said = (
        (proposal.first_by, proposal.first_at, proposal.first_reason),
        (proposal.second_by, proposal.second_at, proposal.second_reason),
    )
    return [
        Signed(names.get(by.partition(":")[2], ""), day(at), reason)
        for by, at, reason in said
        if by and at
    ]


def names_of(session: Session, proposal: Proposal) -> Mapping[str, str]:
    """Return the names of the staff who answered, by their reference."""
    return {
        by.partition(":")[2]: name
        for by, name in names_behind(session, [proposal.first_by, proposal.second_by]).items()
    }


def names_behind(session: Session, signatures: Iterable[str | None]) -> dict[str, str]:
    """Return the names of the staff behind these signatures of the record, by signature."""
    refs = {by.partition(":")[2]: by for by in signatures if by}
    found = select(StaffMember).where(col(StaffMember.ref).in_(refs))
    return {refs[member.ref]: member.name for member in session.exec(found)}


def _about(found: Listed) -> Iterator[str]:
    if found.person:
        yield found.person.name
    if found.claim:
        yield kind_name(found.claim.kind)
        yield found.claim.number
    if kind := found.proposal.detail.get("claim_kind"):
        yield kind_name(kind)


def kind_name(kind: str) -> str:
    """The name of a kind of claim, or its id when the municipality no longer has it."""
    known = services().town.claim_kinds.get(kind)
    return local(dict(known.names)) if known else kind


def _amount_of(found: Listed) -> int:
    """What is left of the claim, or the amount a proposal without a claim is about."""
    if found.claim:
        return found.balance
    held = found.proposal.detail.get("amount", 0)
    return held if isinstance(held, int) else 0


def _under(found: Listed, today: date) -> Iterator[str]:
    """How long it waits, how old the claim is, and its last safe day."""
    yield gettext("list-waits", count=max(0, (today - found.proposal.made_on).days))
    if found.claim is None:
        return
    yield gettext("list-due", day=day(found.claim.due_on))
    name = "staff-barred-since" if found.claim.time_bar_on <= today else "list-last-safe-day"
    barred = found.claim.time_bar_on
    yield gettext(name, day=day(barred if barred <= today else last_safe_day(barred)))
