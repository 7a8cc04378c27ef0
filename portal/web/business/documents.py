"""The bills of a business: as a list, as PDF, and as the electronic invoice for its own books."""

from flask import redirect, render_template, url_for
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from markupsafe import Markup
from werkzeug.wrappers import Response
from wtforms import StringField

from portal.errors import NotFound
from portal.ledger import own
from portal.ledger.claims import ClaimView
from portal.ledger.firms import documents
from portal.ledger.firms.branches import BranchView, branches_of
from portal.people import identity
from portal.people.actors import Permission
from portal.people.models import Person
from portal.ports.invoices import Invoice, InvoiceParty
from portal.ports.sheets import Cell, Heading, Table
from portal.web.business import business
from portal.web.business.books import kind_words
from portal.web.claim_words import payment_details
from portal.web.context import lang
from portal.web.fragments import answer
from portal.web.saving import as_file, saved
from portal.web.services import services
from portal.web.session import actor, needs

PAGE = 20
"""Bills on a page; a file holds them all."""
XML = "application/xml"


class Number(FlaskForm):
    """The number of the business, which the portal does not keep."""

    number = StringField(lazy_gettext("bills-number"))


@business.get("/bills")
@business.get("/bills/<int:page>")
@needs(Permission.FIRM_BOOKS)
def bills(page: int = 1) -> str:
    """List the bills, the newest in front."""
    views = _bills()
    pages = max(1, -(-len(views) // PAGE))
    if not 1 <= page <= pages:
        raise NotFound
    return render_template(
        "business/bills.html", views=views[(page - 1) * PAGE :][:PAGE], at=page, pages=pages
    )


@business.get("/bills.<ending>")
@needs(Permission.FIRM_BOOKS)
def bills_file(ending: str) -> Response:
    """Give all bills as a file."""
    views = _bills()
    with services().database.reading() as session:
        branches = branches_of(session, [view.id for view in views])
    kinds = {"arose": "day", "due": "day", "amount": "money", "left": "money"}
    names = (
        *("document", "kind", "what", "unit", "branch"),
        *("arose", "due", "state", "reference", "amount", "left"),
    )
    columns = tuple(Heading(gettext(f"books-col-{n}"), kinds.get(n, "text")) for n in names)
    rows = [_row(view, branches.get(view.id)) for view in views]
    name = f"bills-{services().clock.today()}"
    return as_file(Table(gettext("bills-title"), columns, rows), name, ending)


@business.get("/bills/<ref>.pdf")
@needs(Permission.FIRM_BOOKS)
def bill_pdf(ref: str) -> Response:
    """Give a bill as PDF, as it was, with what is left of it today."""
    parts, today = services(), services().clock.today()
    view, branch, name, _ = _bill(ref)
    html = render_template(
        "business/bill_paper.html",
        claim=view,
        branch=branch,
        name=name,
        kind=kind_words(view.kind),
        pay=payment_details(parts.town, view, view.balance),
        on=today,
    )
    title = f"{gettext('bills-one')} {view.number}"
    made = parts.documents.pdf(Markup(html), language=lang(), title=title, made_on=today)  # noqa: S704
    return saved(made, "application/pdf", f"{_file_name(view)}.pdf")


@business.get("/bills/<ref>.xml")
@needs(Permission.FIRM_BOOKS)
def bill_xml(ref: str) -> Response:
    """Give the electronic invoice as it came in; without one ask for what a new one needs."""
    view, _, _, original = _bill(ref)
    if original is None:
        return redirect(url_for("business.bill_invoice", ref=ref))
    return saved(original, XML, f"{_file_name(view)}.xml")


@business.route("/bills/<ref>/invoice", methods=["GET", "POST"])
@needs(Permission.FIRM_BOOKS)
def bill_invoice(ref: str) -> Response:
    """Ask for the number of the business, and give an electronic invoice with it."""
    view, branch, _, _ = _bill(ref)
    form, status = Number(), 200
    if form.is_submitted():
        given = "".join((form.number.data or "").split())
        debtor = _debtor(given, branch)
        if debtor is not None:
            content = services().invoices.write(_invoice(view, debtor))
            return saved(content, XML, f"{_file_name(view)}.xml")
        form.number.errors, status = [gettext("error-bills-number")], 422
    scheme = services().town.identity_schemes[-1]
    return answer(
        "business/invoice.html", status=status, form=form, claim=view, scheme=scheme.upper()
    )


def _bills() -> list[ClaimView]:
    with services().database.reading() as session:
        views = own.views(session, actor(), services().clock.today())
    return sorted(views, key=lambda view: (view.arose_on, view.id), reverse=True)


def _bill(ref: str) -> tuple[ClaimView, BranchView | None, Person, bytes | None]:
    with services().database.reading() as session:
        view = own.claim(session, actor(), ref, services().clock.today())
        branch = branches_of(session, [view.id]).get(view.id)
        person = session.get_one(Person, actor().id)
        return view, branch, person, documents.original(session, view.id)


def _debtor(number: str, branch: BranchView | None) -> InvoiceParty | None:
    """The business with the number it gave; None when that is not its own."""
    with services().database.reading() as session:
        person = session.get_one(Person, actor().id)
    scheme, key = person.identity_scheme, services().settings.identity_key
    is_own = identity.is_valid(scheme, number) and identity.is_under(
        person.identity_digest, identity.digest(number, scheme, key)
    )
    if not is_own:
        return None
    at = branch.number if branch else ""
    return InvoiceParty(scheme, number, person.name, person.address, branch=at)


def _invoice(view: ClaimView, debtor: InvoiceParty) -> Invoice:
    return Invoice(
        number=view.number,
        issued_on=view.arose_on,
        currency=services().town.currency,
        amount=view.principal,
        supplier=InvoiceParty(name=view.unit, phone=view.unit_phone),
        debtor=debtor,
        about=view.description,
        due_on=view.due_on,
        period_from=view.period_from,
        period_to=view.period_to,
    )


def _row(view: ClaimView, branch: BranchView | None) -> tuple[Cell, ...]:
    return (
        view.number,
        kind_words(view.kind),
        view.description,
        view.unit,
        branch.number if branch else "",
        view.arose_on,
        view.due_on,
        gettext(f"stage-{view.phase}".replace("_", "-")),
        view.payment_reference,
        view.principal,
        view.balance,
    )


def _file_name(view: ClaimView) -> str:
    """The number of the bill, with signs a file's name can have."""
    kept = (
        sign if sign.isascii() and (sign.isalnum() or sign in "-_") else "-" for sign in view.number
    )
    return "".join(kept)
