"""A portal in the middle of its day: a request in every state, money that waits, people inside."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from flask import Flask
from sqlmodel import col, select
from werkzeug.test import TestResponse

from portal.app import create_app
from portal.cases.assumptions import assumptions
from portal.cases.letterbox import codes, printing
from portal.cases.models import Case
from portal.cases.registering import returning
from portal.check import broken
from portal.config import Settings
from portal.ledger import balances, proposals
from portal.ledger.models import BankLine, Claim, Plan, PlanClaim
from portal.ledger.online.payouts import pay_out
from portal.ledger.records import Hold, Liability, Proposal
from portal.ledger.sources import Source
from portal.ledger.statements import take_statement
from portal.ledger.suspense import Act
from portal.people.actors import staff_actor
from portal.people.evidence.models import Evidence
from portal.people.models import Person, StaffMember
from tests import builders, filemaker
from tests.online.booked import paid_online
from tests.online.quick import SETTINGS, Quick
from tests.web.acting_world import acting_names
from tests.web.business_forms import FIRM, firm_names
from tests.web.conftest import KEY, MEANS, TODAY, Visitor, all_claims
from tests.web.contact_forms import contact_names
from tests.web.debit_world import PAYER, debit_names
from tests.web.second_look_world import look_names
from tests.web.trail_forms import trail_names
from tests.web.variant_forms import variant_names
from tests.web.work_forms import work_names

LOW = MEANS | {"income": {"income": "1200", "period": "month"}}
PAID: dict[str, dict[str, object]] = {
    "disputed": {"disputed": "paid"},
    "reasons": {"reasons": "I paid it in cash."},
}
OFFER = MEANS | {"way": {"way": "monthly"}, "monthly": {"monthly": "50"}}

BILL: dict[str, dict[str, object]] = {
    "kind": {"kind": "benefit_recovery"},
    "debtor": {
        "identity_scheme": "bsn",
        "number": "999990135",
        "name": "Somebody New",
        "address": "Nowhere 1",
        "born_on": "1990-01-01",
        "language": "nl",
    },
    "about": {
        "description": "Bijstand mei 2026: vakantiegeld niet verrekend",
        "arose_on": "2026-11-02",
        "period_from": "2026-05-01",
        "period_to": "2026-05-31",
        "scheme_act": "pw",
        "cause": "none",
    },
    "amount": {"amount": "850"},
}
"""The pages of a bill a unit registers."""
OTHER = BILL["debtor"] | {"number": "111222333", "name": "Somebody Too", "liability": "joint"}
"""Somebody who owes it too."""


def demo_app(database_url: str, town: str) -> Flask:
    """Put the portal together over a filled database, with forms that need no token."""
    settings = Settings(
        *(database_url, town),
        secret_key=KEY,
        identity_key=KEY,
        demo=True,
        today=TODAY,
        payments=SETTINGS,
    )
    app = create_app(settings, payments=Quick(), files=filemaker.quick())
    app.config.update(WTF_CSRF_ENABLED=False)
    return app


HOLD = {
    "kind": "social",
    "about": "all",
    "until": "2099-01-31",
    "reason": "They were taken ill.",
    "once": "x",
}


@dataclass
class World:
    """A portal with what its pages and forms can be about, by name."""

    app: Flask
    names: dict[str, str] = field(default_factory=dict)
    """References, to fill addresses and forms with."""
    _cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Live through half a day."""
        _people(self)
        _requests(self)
        _money(self)
        _rules(self)
        _message(self)
        _plan(self)
        _lists(self)
        _joint(self)
        _unit(self)
        _hold(self)
        _file(self)
        self.names |= acting_names(self.app)
        _paper(self)
        _money_back(self)
        _debits(self)
        self.names |= firm_names(self.app)
        self.names |= variant_names(self.app)
        self.names |= work_names(self.app, self.names)
        self.names |= trail_names(self.app)
        self.names |= look_names(self.app)
        self.names |= contact_names(self.app)
        for who in ("administrator", "privacy"):
            self.enter(who, f"demo-{who}")

    def enter(self, who: str, ref: str) -> Visitor:
        """Let someone of the demo in, and remember their way in."""
        visitor = Visitor(self.app, ref)
        cookie = visitor.client.get_cookie(self.app.config["SESSION_COOKIE_NAME"])
        assert cookie is not None
        self._cookies[who] = cookie.value
        return visitor

    def post(self, who: str, path: str, fields: Mapping[str, object], **more: Any) -> TestResponse:
        """Send a form as someone, in a browser that was just opened; follow nothing."""
        data = {name: _as_file(value) for name, value in fields.items()}
        return self._client(who).post(path, **{"data": data, **more})

    def get(self, who: str, path: str) -> TestResponse:
        """Open a page as someone; follow nothing."""
        return self._client(who).get(path)

    def _client(self, who: str) -> Any:
        client = self.app.test_client()
        client.set_cookie("lang", "en")
        if who in self._cookies:
            client.set_cookie(self.app.config["SESSION_COOKIE_NAME"], self._cookies[who])
        return client

    def case(self, name: str) -> Case:
        """Return a request as it is now."""
        with self.app.extensions["portal"].database.reading() as session:
            found: Case = session.exec(select(Case).where(Case.ref == self.names[name])).one()
            return found

    def broken(self) -> list[str]:
        """Return the invariants that do not hold."""
        with self.app.extensions["portal"].database.reading() as session:
            return broken(session)

    def close(self) -> None:
        """Let the database go."""
        self.app.extensions["portal"].database.engine.dispose()


def _as_file(value: object) -> object:
    """Bytes are a file."""
    return (BytesIO(value), "photo.jpg") if isinstance(value, bytes) else value


def _people(world: World) -> None:
    for who, ref in {
        "asker": "demo-couple",
        "ready": "demo-several",
        "sender": "demo-no-capacity",
        "offerer": "demo-over-minimum",
        "stranger": "demo-time-bar",
        "firm": FIRM,
        "worker": "demo-worker",
        "senior": "demo-senior",
        "supervisor": "demo-supervisor",
    }.items():
        world.enter(who, ref)


def _plan(world: World) -> None:
    """The plan of someone, and a claim in it."""
    with world.app.extensions["portal"].database.reading() as session:
        person = session.exec(select(Person).where(Person.ref == "demo-several")).one()
        plan = session.exec(select(Plan).where(Plan.person_id == person.id)).one()
        joined = select(Claim.ref).join(PlanClaim, col(PlanClaim.claim_id) == Claim.id)
        claim = session.exec(joined.where(PlanClaim.plan_id == plan.id)).one()
    world.names |= {"plan": plan.ref, "plan-claim": claim}


def _unit(world: World) -> None:
    """A unit with a bill ready to be sent, a claim that came back, and one that can."""
    unit = world.enter("unit", "demo-unit")
    page = unit.post("/staff/unit/register")
    world.names["bill"] = page.request.path.split("/")[4]
    for step, fields in BILL.items():
        unit.post(f"/staff/unit/register/{world.names['bill']}/{step}", **fields)
    unit.post(f"/staff/unit/register/{world.names['bill']}/others", **OTHER)
    portal = world.app.extensions["portal"]
    with portal.database.unit_of_work() as session:
        wanted = select(Claim).where(Claim.unit == "Sport en Accommodaties", Claim.stage == "open")
        claims = session.exec(wanted.order_by(col(Claim.id))).all()
        owed = [one for one in claims if balances.of_claim(session, one.id or 0).total > 10_00]
        worker = session.exec(select(StaffMember).where(StaffMember.ref == "demo-worker")).one()
        by = returning.By(staff_actor(worker), TODAY, portal.clock.now())
        back = returning.give_back(session, by, owed[-1], ["period_missing"], "Which month?")
        world.names |= {"returned": back.ref, "unit-claim": owed[-2].ref}


def _hold(world: World) -> None:
    """Something that lets collecting stand still."""
    Visitor(world.app, "demo-worker").post("/staff/people/demo-time-bar/hold", **HOLD)
    with world.app.extensions["portal"].database.reading() as session:
        hold = session.exec(select(Hold).where(Hold.kind == HOLD["kind"])).one()
    world.names["hold"] = str(hold.id)


def _file(world: World) -> None:
    """A photo that goes along with a request."""
    path = f"/cases/{world.names['ready']}/evidence"
    world.post("ready", path, {"files": (BytesIO(filemaker.png()), "screenshot.png")})
    with world.app.extensions["portal"].database.reading() as session:
        world.names["file"] = session.exec(select(Evidence.ref)).one()


def _paper(world: World) -> None:
    """A photo of the paper that shows that one may act for another."""
    path = f"/acting/asks/{world.names['acting-ask']}/files"
    world.post("ready", path, {"files": (BytesIO(filemaker.png()), "decision.png")})
    with world.app.extensions["portal"].database.reading() as session:
        about = f"mandate:{world.names['acting-ask']}"
        found = select(Evidence.ref).where(Evidence.about == about)
        world.names["acting-file"] = session.exec(found).one()


def _message(world: World) -> None:
    """Something printed, something that waits; a letter with a code."""
    parts = world.app.extensions["portal"]
    with parts.database.unit_of_work() as session:
        person = session.exec(select(Person).where(Person.ref == "demo-no-capacity")).one()
        worker = session.exec(select(StaffMember).where(StaffMember.ref == "demo-worker")).one()
        now = parts.clock.now()
        builders.message(session, person)
        batch = printing.make(session, parts.town, staff_actor(worker), on=TODAY, now=now)
        told, letter = builders.message(session, person), builders.letter(session, person, TODAY)
        codes.code_of(session, parts.town, parts.tokens, letter)
    world.names |= {"message": str(told.id), "printed": batch.ref, "letter": letter.ref}


def _requests(world: World) -> None:
    """A draft just begun, one ready to send, and requests that were sent."""
    _note(world, "draft", Visitor(world.app, "demo-couple").post("/ask", ask="plan"))
    _note(world, "ready", Visitor(world.app, "demo-several").ask("plan", MEANS))
    _sent(world, "sent", "demo-no-capacity", LOW)
    _sent(world, "taken", "demo-benefit", MEANS)
    _sent(world, "matter", "demo-time-bar", PAID, "dispute")
    _sent(world, "advised", "demo-over-minimum", OFFER)
    _sent(
        world, "weigh", "demo-under-minimum", MEANS | {"circumstances": {"circumstances": "health"}}
    )
    offered = Visitor(world.app, "demo-several").get("/ask/deferral")
    world.names["ready-claim"] = all_claims(offered)[0]
    worker = Visitor(world.app, "demo-worker")
    version = world.case("taken").version
    worker.post(f"/staff/cases/{world.names['taken']}/taken", version=version)
    version = str(world.case("advised").version)
    looked = f"/staff/cases/{world.names['advised']}/advice"
    page = worker.post(looked, version=version, look="1")
    world.names["prepared"] = page.request.path.rsplit("/", 1)[1]


def _sent(
    world: World, name: str, ref: str, answers: dict[str, dict[str, object]], ask: str = "plan"
) -> None:
    visitor = Visitor(world.app, ref)
    ticks = {f"read-{kind}": "y" for kind in ("time_barred", "above_capacity", "costs_more")}
    _note(world, name, visitor.send(visitor.ask(ask, answers), **ticks))


def _note(world: World, name: str, page: TestResponse) -> None:
    found = re.match(r"/cases/([^/]+)", page.request.path)
    assert found, page.request.path
    world.names[name] = found[1]


def _money(world: World) -> None:
    """A payment that waits, and one that reached its claim by its reference."""
    portal = world.app.extensions["portal"]
    with portal.database.unit_of_work() as session:
        claim = session.exec(select(Claim).where(Claim.stage == "open")).first()
        lines = (
            builders.line(9_00, counterparty_name="Nobody"),
            builders.line(3_00, claim.payment_reference),
            builders.line(4_00, counterparty_name="Provider"),
        )
        take_statement(
            session,
            builders.statement(*lines, currency=portal.town.currency),
            file_name="statement.xml",
            currency=portal.town.currency,
            order=portal.town.payment.imputation,
            on=TODAY,
            now=portal.clock.now(),
            actor="import",
        )
        world.names["claim"] = claim.ref
        paid_online(session, claim, 20_00)
        act = Act(portal.town.payment.imputation, portal.clock.now(), "staff:x")
        pay_out(session, Source.line(3), act)


def _lists(world: World) -> None:
    """A warning that waits for people, and one they said no to."""
    portal = world.app.extensions["portal"]
    with portal.database.unit_of_work() as session:
        claims = session.exec(select(Claim).where(Claim.stage == "open")).all()
        for name, claim in zip(("warning", "refused-warning"), claims, strict=False):
            proposals.propose(
                session,
                proposals.New(
                    key=name,
                    kind="time-bar-warning",
                    reason="time-bar-first",
                    made_on=TODAY,
                    claim_id=claim.id,
                    detail={"time_bar_on": claim.time_bar_on.isoformat()},
                ),
            )
            made = session.exec(select(Proposal).where(Proposal.key == name)).one()
            world.names[name] = made.ref
    refused = {"version": "1", "says": "no", "reason": "It was paid in cash."}
    world.post("worker", f"/staff/proposals/{world.names['refused-warning']}/answers", refused)


def _joint(world: World) -> None:
    """A claim two people owe, and one of them."""
    with world.app.extensions["portal"].database.reading() as session:
        (owes,) = session.exec(
            select(Liability)
            .join(Claim, col(Claim.id) == Liability.claim_id)
            .where(Liability.person_id != Claim.person_id)
        ).all()
        world.names["joint"] = session.get_one(Claim, owes.claim_id).ref
        world.names["joint-debtor"] = session.get_one(Person, owes.person_id).ref


def _rules(world: World) -> None:
    """A value that nobody confirmed, and one that was."""
    town = world.app.extensions["portal"].town
    first, second, *_ = assumptions(town, TODAY)
    world.names |= {"assumed": first.name, "assumed-digest": first.digest, "confirmed": second.name}
    path = f"/staff/rules/{second.name}/confirmed"
    note = {"version": "0", "digest": second.digest, "note": "Decided by the board."}
    world.post("supervisor", path, note)


def _debits(world: World) -> None:
    """Someone who pays by direct debit, batches in their states, and a withholding."""
    world.enter("payer", PAYER)
    world.names |= debit_names(world.app)


def _money_back(world: World) -> None:
    """Money that left, money that came twice, refunds in their states, a correction to sign."""
    portal = world.app.extensions["portal"]
    currency = portal.town.currency
    lines = (
        builders.line(30_00, counterparty_name="Once", text="paid"),
        builders.line(8_00, counterparty_name="Twice", text="more"),
        builders.line(-4_00, text="out"),
        builders.line(-30_00, text="taken back", is_reversal=True),
    )
    told = builders.statement(*lines, currency=currency)
    again = builders.statement(lines[1], currency=currency, opening=9_000_00, closing=9_008_00)
    with portal.database.unit_of_work() as session:
        for statement in (told, again):
            take_statement(
                session,
                statement,
                file_name="statement.xml",
                currency=currency,
                order=portal.town.payment.imputation,
                on=TODAY,
                now=portal.clock.now(),
                actor="import",
            )
        found = session.exec(select(BankLine).order_by(col(BankLine.id).desc()).limit(5)).all()
        names = ("double", "taken-back", "went-out", "refunded", "paid-in")
        world.names |= {name: str(line.id) for name, line in zip(names, found, strict=True)}
        claim = session.exec(select(Claim).where(Claim.ref == world.names["claim"])).one()
        other = session.exec(
            select(Claim.number).where(Claim.stage == "open", Claim.id != claim.id)
        ).first()
        world.names |= {"claim-number": claim.number, "other-number": other}
        world.names["debtor"] = session.get_one(Person, claim.person_id).ref
    _sign(world)


def _sign(world: World) -> None:
    """Two refunds, one of them signed, and a correction; each by somebody else than the worker."""
    refund = f"/staff/money/lines/{world.names['refunded']}/refund"
    given = {"account": "NL91ABNA0417164300", "name": "V. Test", "reason": "It was too much"}
    for name, seen in (("approved", 8_00), ("proposed", 4_00)):
        page = world.post("supervisor", refund, {**given, "seen": seen, "amount": "4"})
        world.names[name] = page.location.rsplit("/", 1)[1]
    world.post("worker", f"/staff/refunds/{world.names['approved']}/approved", {"version": "1"})
    page = f"/staff/claims/{world.names['claim']}/correction"
    large = {"once": "first", "what": "too_low", "amount": "90000", "reason": "It was forgotten"}
    world.post("supervisor", page, large)
    with world.app.extensions["portal"].database.reading() as session:
        pending = session.exec(select(Proposal.ref).where(Proposal.kind == "correction"))
        world.names["correction"] = pending.one()
