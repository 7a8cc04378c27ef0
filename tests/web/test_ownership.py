"""What belongs to somebody else is not found, on every route that takes a reference of theirs."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlmodel import Session, SQLModel, select
from werkzeug.routing import Rule

from portal.ledger.firms import confirming
from portal.ledger.firms.models import Branch
from portal.people import tokens as keys
from portal.people.actors import person_actor
from portal.people.models import Person
from portal.tokens import Tokens
from tests import builders
from tests.web.conftest import TODAY, Visitor
from tests.web.watched import Watched
from tests.web.world import World

STRANGER, FIRM = "demo-time-bar", "demo-business"
KINDS = {
    "acting": "acting",
    "acting/asks": "acting_ask",
    "ask": "claim",
    "ask/about": "claim",
    "business/bills": "claim",
    "business/branches": "branch",
    "business/confirmations": "balance_confirmation",
    "business/keys": "api_token",
    "business/people": "acting",
    "cases": "case",
    "claims": "claim",
    "direct-debit": "mandate",
    "helpers": "acting",
    "helpers/new": "claim",
    "letters": "letter",
    "payments": "online_payment",
    "plans": "plan",
}
"""Of which table the reference in an address is, by how the address begins."""
OWNER = {"acting": "principal_id", "acting_ask": "asker_id", "branch": "person_id"}
NOT_ANYBODYS = {
    "citizen.acting_new": "asks for a side",
    "citizen.correct": "names a fact of whoever is signed in",
    "citizen.inbox": "counts pages of one's own letters",
    "citizen.looks": "goes on in one's own list: it is read by who one is",
    "business.account": "names days",
    "business.account_file": "names days",
    "business.bills_file": "names how a file is written",
}
"""Routes whose words in the address name no record, with what they name."""
WORDS = {"ask": "plan", "question": "income", "what": "claim", "ending": "csv", "file": "x"}


def begin_of(rule: Rule) -> str:
    return "/".join(rule.rule.strip("/").split("/<")[0].split("/"))


def routes(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Every route of residents and businesses that names a record, with each of its methods."""
    for rule in app.url_map.iter_rules():
        room = rule.endpoint.partition(".")[0]
        if room not in ("citizen", "business") or rule.endpoint in NOT_ANYBODYS:
            continue
        names = set(rule.arguments) - set(WORDS) - {"page"}
        for method in sorted((rule.methods or set()) & {"GET", "POST"}) if names else ():
            yield rule, method


@pytest.fixture
def theirs(world: Watched) -> Iterator[dict[str, str]]:
    """A record of each kind that belongs to somebody else, with a name nobody else has."""
    with world.app.extensions["portal"].database.unit_of_work() as session:
        found = _found(session)
    yield found
    world.restore()


def _found(session: Session) -> dict[str, str]:
    own = set(session.exec(select(Person.id).where(Person.ref.in_((STRANGER, FIRM)))))  # type: ignore[attr-defined]
    firm = builders.person(
        session, kind="business", identity_scheme="kvk", name="Marked Fruit Trade"
    )
    claim = builders.claim(session, firm, description="Marked bill of pears")
    actor = person_actor(firm)
    when = {"on": TODAY, "now": builders.NOW}
    made = confirming.confirm(session, Tokens("x"), actor, TODAY - timedelta(days=30), **when)
    token, _ = keys.make(
        session, Tokens("x"), actor, once="o", name="Marked", scopes=["read:claims"],
        last_day=TODAY, on=TODAY, now=builders.NOW,
    )  # fmt: skip
    assert firm.id is not None
    session.add(
        Branch(ref="marked", person_id=firm.id, number="000098765432", name="Marked branch")
    )
    session.flush()
    found = {"balance_confirmation": made.ref, "api_token": token.ref, "claim": claim.ref}
    for table in set(KINDS.values()) - set(found):
        columns = SQLModel.metadata.tables[table].c
        owner = columns[OWNER.get(table, "person_id")]
        name = columns["ref" if "ref" in columns else "number"]
        row = session.connection().execute(select(name).where(owner.not_in(own))).first()
        if row is not None:
            found[table] = str(row[0])
    return found


def test_every_route_is_said_to_be_about_a_kind_of_record(world: World) -> None:
    assert {begin_of(rule) for rule, _ in routes(world.app)} <= set(KINDS)


def test_there_is_a_record_of_every_kind(theirs: dict[str, str]) -> None:
    assert set(KINDS.values()) - set(theirs) == set()


@pytest.mark.parametrize("who", [STRANGER, FIRM])
def test_the_records_of_somebody_else_are_not_found(
    world: World, theirs: dict[str, str], who: str
) -> None:
    visitor = Visitor(world.app, who)
    addresses = world.app.url_map.bind("localhost")
    told: dict[tuple[str, str], Any] = {}
    for rule, method in routes(world.app):
        ref = theirs["claim" if rule.endpoint == "citizen.debit_new" else KINDS[begin_of(rule)]]
        values = {name: WORDS.get(name, ref) for name in rule.arguments} | {"page": 1}
        address = addresses.build(rule.endpoint, values, method=method, append_unknown=False)
        answer = visitor.client.open(address, method=method)
        assert "Marked" not in answer.text, address
        if answer.status_code != 404:
            told[rule.endpoint, method] = (answer.status_code, answer.location)
    assert told == {}


def test_the_owner_finds_what_the_stranger_does_not(world: World) -> None:
    """What stands above would hold of a portal that finds nothing at all."""
    for who, path in (("sender", "/cases/{sent}"), ("asker", "/cases/{draft}/check")):
        assert world.get(who, path.format(**world.names)).status_code in (200, 302)
