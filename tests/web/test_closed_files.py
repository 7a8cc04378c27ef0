"""A file that is closed to a member of staff: no page and no list says whose it is.

Every page of staff is opened, found by its address: a new one is looked at without asking.
"""

import html
from collections.abc import Iterator

import pytest
from sqlmodel import col, select
from werkzeug.routing import Rule

from portal.cases.work.views import View
from portal.jobs.answers import KINDS as LISTS
from portal.ledger.models import BankLine, Incoming
from portal.people.models import Person, StaffMember
from portal.people.refs import new_ref
from portal.people.trail.models import ClosedFile
from portal.web.staff.door import KINDS
from tests.web.watched import Watched

WHO = {"worker": "demo-worker", "supervisor": "demo-supervisor"}
CLOSED = "Closed file"
SHOWN = {
    "staff.acting",
    "staff.debit",
    "staff.money",
    "staff.post",
    "staff.refunds",
    "staff.returned",
}
"""Lists that count such a row like any other, and say only that."""
NOBODY = {
    "adopted": "values of the rules",
    "bulk": "groups hold no closed files: tests of deciding together",
    "colleagues": "members of staff; whose files are closed to whom is for who closes them",
    "figures": "counts",
    "files": "files as they came, which say how many lines",
    "handover": "there is no collector here; claims by their number",
    "parts": "parts of the portal",
    "rules": "values of the rules",
    "trail": "for the privacy officer, to whom no file is closed",
    "unit": "a unit's own bills",
    "variants": "values of the rules",
    "waiting": "one thing of the queue: behind a door of its own",
    "workings": "typed numbers",
}
"""Parts of addresses with a name in them that are not opened here, and why."""
Named = dict[str, list[dict[str, object]]]


@pytest.fixture
def shut(world: Watched) -> Iterator[Watched]:
    """Everybody's file is closed to the worker and to the supervisor."""
    parts = world.app.extensions["portal"]
    with parts.database.unit_of_work() as session:
        people = session.exec(select(Person.id)).all()
        staff = select(StaffMember.id).where(col(StaffMember.ref).in_(WHO.values()))
        session.add_all(
            ClosedFile(
                ref=new_ref(),
                staff_id=member,
                person_id=person,
                why="other",
                closed_at=parts.clock.now(),
                closed_by="staff:x",
            )
            for member in session.exec(staff).all()
            for person in people
        )
    yield world
    world.restore()


def everybody(world: Watched) -> list[str]:
    """The names of all people."""
    with world.app.extensions["portal"].database.reading() as session:
        return sorted(set(session.exec(select(Person.name))))


def named(world: Watched) -> Named:
    """What the address of a page can name that is no record behind the door of staff."""
    with world.app.extensions["portal"].database.reading() as session:
        money: list[dict[str, object]] = [
            {"line_id": one} for one in session.exec(select(BankLine.id)).all()
        ]
        money += [{"incoming_id": one} for one in session.exec(select(Incoming.id)).all()]
    batches: list[dict[str, object]] = [{"ref": world.names[name]} for name in ("batch", "freed")]
    return {
        "staff.list_of": [{"kind": kind} for kind in LISTS],
        "staff.queue_part": [{"view": View().text}],
        "staff.debit": batches,
        "staff.line": money,
        "staff.sorted_one": money,
        "staff.split": money[:2],
        "staff.payment_claims": money[:2],
        "staff.refund_waiting": money[:2],
        "staff.move": [],
        "staff.refund_off": [],
        "staff.post_batch_pdf": [],
    }


def pages(world: Watched) -> Iterator[tuple[Rule, str]]:
    """Every page of staff that is not behind the door of one record, with addresses of it."""
    addresses, values = world.app.url_map.bind("localhost"), named(world)
    for rule in world.app.url_map.iter_rules():
        if not rule.rule.startswith("/staff/") or "GET" not in (rule.methods or ()):
            continue
        if not rule.arguments:
            yield rule, addresses.build(rule.endpoint, method="GET")
        elif rule.rule.split("/")[2] not in {*KINDS, *NOBODY}:
            for one in values[rule.endpoint]:
                if set(one) == rule.arguments:
                    yield rule, addresses.build(rule.endpoint, one, method="GET")


def test_no_page_of_staff_names_whose_file_is_closed(shut: Watched) -> None:
    names, told, shown = everybody(shut), {}, set()
    for rule, address in pages(shut):
        page = shut.get("worker", address)
        if page.status_code == 404:
            page = shut.get("supervisor", address)
        assert page.status_code in (200, 302, 303, 404), address
        text = html.unescape(page.text)
        if found := [name for name in names if name in text]:
            told[address] = found
        if CLOSED in text:
            shown.add(rule.endpoint)
    assert told == {}
    assert shown >= SHOWN


def test_money_of_a_closed_file_cannot_be_put_anywhere_by_who_it_is_closed_to(
    shut: Watched,
) -> None:
    claim, line = shut.names["claim"], named(shut)["staff.line"][0]["line_id"]
    page = shut.post("worker", f"/staff/money/lines/{line}/matches", {"claim": claim})
    assert page.status_code == 404
