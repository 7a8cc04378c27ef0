"""Letting a debt go: what the dates and amounts of one claim say."""

from portal.rules.facts import ClaimFacts
from portal.rules.policy import Rulebook
from portal.rules.verdict import Verdict, grant, staff

_GRANTS = ("crumb_amount", "loan_paid_36_months")


def remission(claims: tuple[ClaimFacts, ...], book: Rulebook) -> Verdict:
    """Grant when every claim grants by itself; else a person weighs the whole."""
    codes = tuple(dict.fromkeys(sign(claim, book) for claim in claims))
    if all(code in _GRANTS for code in codes):
        return grant(None, *codes)
    return staff(*codes)


def sign(claim: ClaimFacts, book: Rulebook) -> str:
    """The code of one claim: the first of these that it meets."""
    if is_crumb(claim, book):
        return "crumb_amount"
    if claim.cause != "none":
        return "information_breach"
    furnishing = claim.kind in book.names("furnishing_kinds")
    if furnishing and claim.paid_months >= book.number("furnishing_months"):
        return "loan_paid_36_months"
    # A share is kept in hundredths of a percent.
    share = book.number("remission_share_percent") * 100
    if claim.paid_months >= book.number("remission_months") and claim.repaid_share >= share:
        return "remission_signs"
    return "weighing_needed"


def is_crumb(claim: ClaimFacts, book: Rulebook) -> bool:
    """Too small to collect: by what it was at the start or, if the policy says so, what is left."""
    if claim.kind in book.names("fine_kinds") and not book.number("crumb_takes_fines"):
        return False
    amount = claim.principal
    if book.number("crumb_takes_remainders"):
        amount = min(amount, claim.balance)
    limit = book.number("crumb_amount")
    return amount < limit or (amount == limit and bool(book.number("crumb_includes_limit")))
