"""The books of a business: what is left by branch and kind, and how long it has been due."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Response, render_template
from flask_babel import gettext

from portal.errors import NotFound
from portal.ledger import own
from portal.ledger.claims import ClaimView
from portal.ledger.firms.ageing import BOUNDS, COLUMNS, Group, by_branch_and_kind, total
from portal.ledger.firms.branches import BranchView, branches_of
from portal.people.actors import Permission
from portal.ports.sheets import Cell, Heading, Table
from portal.web.business import business
from portal.web.context import amount, local
from portal.web.saving import as_file
from portal.web.services import services
from portal.web.session import actor, needs


@dataclass(frozen=True)
class Books:
    """All there is to show of what is left."""

    groups: list[Group]
    views: list[ClaimView]
    branches: Mapping[int, BranchView]
    """By claim."""


@business.get("/")
@business.get("/branches/<branch>")
@needs(Permission.FIRM_BOOKS)
def books(branch: str = "") -> str:
    """Show what is left, by branch and kind and by age; of one branch only where it is named."""
    whole, today = _books(), services().clock.today()
    every = list(dict.fromkeys(group.branch for group in whole.groups if group.branch))
    found = _only(whole, branch)
    aged = total(found.groups)
    words = zip(COLUMNS, column_words(), strict=True)
    columns = [(name, text) for name, text in words if getattr(aged, name)]
    barred = sum(view.balance for view in found.views if view.time_bar_on <= today)
    branches = list(dict.fromkeys(group.branch for group in found.groups))
    return render_template(
        "business/books.html",
        branches=[
            (branch_words(branch), [one for one in found.groups if one.branch == branch])
            for branch in branches
        ],
        has_branches=bool(every),
        every=[(one.ref, branch_words(one)) for one in every],
        only=branch,
        kind=kind_words,
        columns=columns if len(columns) > 1 else [],  # the total says the same
        ages=[{"term": text, "amount_text": amount(getattr(aged, name))} for name, text in columns],
        aged=aged,
        barred=barred,
    )


@business.get("/balance.<ending>")
@business.get("/branches/<branch>/balance.<ending>")
@needs(Permission.FIRM_BOOKS)
def balance_file(ending: str, branch: str = "") -> Response:
    """Give the same table as a file."""
    texts = ("books-branch", "books-branch-number", "books-kind")
    columns = (
        *(Heading(gettext(text)) for text in texts),
        Heading(gettext("books-count"), "count"),
        *(Heading(text, "money") for text in (*column_words(), gettext("books-total"))),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            one.branch.name if one.branch else "",
            one.branch.number if one.branch else "",
            kind_words(one.kind),
            one.claims,
            *one.aged.amounts,
            one.aged.total,
        )
        for one in _only(_books(), branch).groups
    ]
    name = f"balance-{services().clock.today()}"
    return as_file(Table(gettext("books-title"), columns, rows), name, ending)


def column_words() -> list[str]:
    """Return the words of the columns of ages."""
    first, second, third = BOUNDS
    return [
        gettext("books-not-due"),
        gettext("books-days", first=1, last=first),
        gettext("books-days", first=first + 1, last=second),
        gettext("books-days", first=second + 1, last=third),
        gettext("books-days-more", days=third),
        gettext("books-collector"),
    ]


def branch_words(branch: BranchView | None) -> str:
    """Say which branch: its name where the bills gave one, and its number."""
    if branch is None:
        return gettext("books-no-branch")
    return f"{branch.name} · {branch.number}" if branch.name else branch.number


def kind_words(kind: str) -> str:
    """Say what kind of claim it is."""
    return local(dict(services().town.claim_kinds[kind].names))


def _books() -> Books:
    today = services().clock.today()
    with services().database.reading() as session:
        views = own.views(session, actor(), today)
        branches = branches_of(session, [view.id for view in views])
    return Books(by_branch_and_kind(views, branches, today), views, branches)


def _only(found: Books, branch: str) -> Books:
    """The books of one branch, or all of them. Raises NotFound where no bill is for it."""
    if not branch:
        return found
    at = {id_: view for id_, view in found.branches.items() if view.ref == branch}
    if not at:
        raise NotFound
    groups = [one for one in found.groups if one.branch and one.branch.ref == branch]
    return Books(groups, [view for view in found.views if view.id in at], at)
