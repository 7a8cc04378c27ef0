"""Money to pay back: what is ready, what a second person signs, what is paid and how."""

from collections.abc import Callable
from dataclasses import replace

from flask import make_response, render_template, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from portal.errors import NotFound
from portal.ledger import corrections
from portal.ledger.models import Claim
from portal.ledger.refunds import bank, books, files, lists, proposing
from portal.ledger.refunds.models import Refund
from portal.ledger.sight import sight_of
from portal.ledger.sources import Source
from portal.people.actors import Permission
from portal.web.carrying_out import filled_in
from portal.web.context import day_here
from portal.web.fragments import answer
from portal.web.saving import saved
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff import list_words, paid, staff
from portal.web.staff.paid import payment_route, source_of
from portal.web.staff.refund_forms import Propose, Reject

Act = Callable[[Session, Refund], None]


@staff.get("/refunds")
@needs(Permission.PAYMENT_REFUND)
def refunds() -> str:
    """Show what is ready, what waits for a second person, what is to be paid and what was."""
    with services().database.reading() as session:
        sight = sight_of(session, actor())
        return render_template(
            "staff/refunds/list.html",
            is_seen=lambda one: sight.sees_claim(one.claim_id) and sight.sees_name(one.payee_name),
            is_seen_claim=lambda claim: sight.sees_claim(claim.id),
            prepared=lists.by_state(session, "prepared"),
            proposed=lists.by_state(session, "proposed"),
            approved=lists.by_state(session, "approved"),
            closed=lists.closed(session),
            files=lists.files(session),
            corrections=corrections.waiting(session),
            has_file=_has_file(),
        )


@staff.get("/refunds/<ref>")
@needs(Permission.PAYMENT_REFUND)
def refund(ref: str) -> str:
    """Show one refund with what can be done about it."""
    with services().database.reading() as session:
        found = books.by_ref(session, ref)
        claim = session.get(Claim, found.claim_id) if found.claim_id else None
        lines = bank.fitting_lines(session, found) if found.state == "approved" else []
        who = list_words.names_behind(session, [found.proposed_by, found.answered_by])
    return render_template(
        "staff/refunds/refund.html",
        refund=found,
        claim=claim,
        lines=lines,
        proposer=who.get(found.proposed_by or ""),
        answerer=who.get(found.answered_by or ""),
        payment_url=paid.url(books.source_of(found)),
        propose_url=paid.url(books.source_of(found), "refund_waiting"),
        is_own=found.proposed_by == actor().signature,
    )


@staff.post("/refunds/<ref>/approved")
@needs(Permission.PAYMENT_REFUND)
def refund_approve(ref: str) -> Response:
    """Sign a refund that somebody else proposed."""
    parts = services()

    def act(session: Session, found: Refund) -> None:
        order = parts.town.payment.imputation
        now, on = parts.clock.now(), parts.clock.today()
        proposing.approve(
            session, actor(), found, seen=paid.number("version"), order=order, now=now, on=on
        )

    return _do(ref, act)


@staff.route("/refunds/<ref>/rejected", methods=["GET", "POST"])
@needs(Permission.PAYMENT_REFUND)
def refund_reject(ref: str) -> Response:
    """Say no to a refund, with a reason."""
    with services().database.reading() as session:
        found = books.by_ref(session, ref)
    form = Reject()
    if form.is_submitted() and form.validate():
        now = services().clock.now()
        return _do(
            ref,
            lambda session, one: proposing.reject(
                session, actor(), one, form.reason.data or "", seen=paid.number("version"), now=now
            ),
        )
    page = render_template("staff/refunds/reject.html", refund=found, form=form)
    return make_response(page, 422 if form.errors else 200)


@staff.post("/refunds/<ref>/undone")
@needs(Permission.PAYMENT_REFUND)
def refund_undo(ref: str) -> Response:
    """Take a refund back before it is paid."""
    now, on = services().clock.now(), services().clock.today()
    return _do(
        ref,
        lambda session, found: proposing.undo(
            session, actor(), found, seen=paid.number("version"), now=now, on=on
        ),
    )


@staff.post("/refunds/<ref>/paid")
@needs(Permission.PAYMENT_REFUND)
def refund_paid(ref: str) -> Response:
    """Say on which line of a statement the money left."""
    line_id = paid.number("line")
    return _do(ref, lambda session, found: bank.pay_by_hand(session, found, line_id, paid.act()))


@staff.post("/refunds/files")
@needs(Permission.PAYMENT_REFUND)
def refund_file_make() -> Response:
    """Make the file for the bank, of all that was approved and is in no file yet."""
    if not _has_file():
        raise NotFound
    return paid.do(
        lambda session: files.make(session, actor(), now=services().clock.now()),
        url_for("staff.refunds") + "#files",
        url_for("staff.refunds"),
    )


@staff.get("/refunds/files/<ref>")
@needs(Permission.PAYMENT_REFUND)
def refund_file(ref: str) -> Response:
    """Answer with a file for the bank; fetched again it is the same message."""
    parts = services()
    with parts.database.reading() as session:
        file, transfers = files.content(session, ref)
    if not transfers:
        raise NotFound
    payment = parts.town.payment
    made = parts.transfers.write(
        transfers,
        message_id=file.ref.replace("_", "."),
        made_at=file.made_at,
        on=day_here(file.made_at),
        payer=payment.name,
        account=payment.account,
        text=payment.name,
    )
    return saved(made, "application/xml", f"{file.ref}.{parts.transfers.ending}")


@payment_route("/refund", "GET", "POST")
@needs(Permission.PAYMENT_REFUND)
def refund_waiting(line_id: int | None = None, incoming_id: int | None = None) -> Response:
    """Propose to pay back what waits of a payment, or show the form for it."""
    return _propose(source_of(line_id, incoming_id))


@payment_route("/claims/<ref>/refund", "GET", "POST")
@needs(Permission.PAYMENT_REFUND)
def refund_off(ref: str, line_id: int | None = None, incoming_id: int | None = None) -> Response:
    """Propose to pay back what was set against the wrong claim."""
    return _propose(source_of(line_id, incoming_id), ref)


def _propose(source: Source, off: str = "") -> Response:
    payment, parts, today = paid.read(source), services(), services().clock.today()
    on = [one.claim_ref for one in payment.on_claims]
    if off and off not in on:
        return paid.not_done("error-nothing-matched", paid.url(source))
    about = off or (on[0] if len(on) == 1 else "")
    with parts.database.reading() as session:
        claim = proposing.claim_id(session, about) if off else None
        most = proposing.free(session, source, claim)
    if most <= 0:
        return paid.not_done("error-nothing-waits", paid.url(source))
    way = parts.town.terms.word("refund_way", today)
    ways = ("nemkonto", "account") if way == "nemkonto" else ("account",)
    known = payment.account if proposing.is_iban(payment.account) else ""
    told = {"amount": most, "way": way, "account": known, "name": payment.name}
    form = Propose(most, ways, data=told)

    def page(status: int, problem: str) -> Response:
        return answer(
            "staff/refunds/propose.html",
            status=status,
            form=form,
            is_sorting=paid.is_sorting(),
            payment=payment,
            most=most,
            problem=problem,
            is_off=bool(off),
            back_url=paid.url(source),
        )

    def propose(session: Session) -> Refund:
        wanted = replace(form.wanted(source, about, off_claim=bool(off)), seen=paid.seen())
        return proposing.propose(session, actor(), wanted, now=parts.clock.now(), on=today)

    def onwards(made: Refund) -> str:
        return paid.onwards(source) if paid.is_sorting() else url_for("staff.refund", ref=made.ref)

    return filled_in(form, page, propose, onwards)


def _do(ref: str, act: Act) -> Response:
    """Do something with a refund; on to its page, or to why not."""
    page = url_for("staff.refund", ref=ref)
    return paid.do(lambda session: act(session, books.by_ref(session, ref)), page, page)


def _has_file() -> bool:
    """Whether banks take a file of transfers in this currency from here."""
    return services().town.currency == "EUR"
