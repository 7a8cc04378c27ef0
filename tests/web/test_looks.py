"""Whoever opens a page about somebody leaves a look: staff, helpers, programs with a key."""

import re

from flask import Flask
from sqlmodel import select

from portal.people.models import Person
from portal.people.trail.models import Look
from portal.web.staff.door import KINDS
from tests.web.acting_world import OWNER, acting_names
from tests.web.conftest import Visitor
from tests.web.test_api import key_of, read

ABOUT_NOBODY = {
    "adopted": "a value of the rules",
    "bulk": "equal cases, of many",
    "colleagues": "a member of staff",
    "debits": "a batch for the bank, of many",
    "figures": "counts",
    "files": "a file that came in, of many",
    "handover": "a file or month for the collector, of many",
    "lists": "a list",
    "money": "a payment whose owner may not be known",
    "parts": "a part of the portal",
    "post": "a batch of letters, of many",
    "queue": "a list",
    "reminders": "a reminder of one's own",
    "rules": "a value of the rules",
    "trail": "the trail; whom it is asked about is looked at by that",
    "unit": "a unit's own claims",
    "variants": "a value of the rules, tried",
    "waiting": "a place in the list of what waits; the record has a door of its own",
    "workings": "a calculation with typed numbers",
}
"""Parts of staff addresses that name a record, but nobody's own."""


def looks(portal: Flask) -> list[tuple[str, str, str, str]]:
    """Who opened what, of whom, in order."""
    parts = portal.extensions["portal"]
    parts.looks.settle()
    with parts.database.reading() as session:
        people = {person.id: person.ref for person in session.exec(select(Person))}
        rows = session.exec(select(Look).order_by("id")).all()
    return [(row.actor, row.act, row.detail, people.get(row.person_id, "")) for row in rows]


def test_staff_leave_a_look_at_each_page_about_somebody(oss: Flask) -> None:
    worker = Visitor(oss, "demo-worker")
    page = worker.get(f"/staff/people/{OWNER}").text
    claim = re.search(r"/staff/claims/([\w-]+)", page)
    assert claim
    worker.get(f"/staff/claims/{claim[1]}")
    worker.get(f"/staff/claims/{claim[1]}/correction")
    worker.get("/staff/")
    worker.get("/staff/people/nobody")
    who = "staff:demo-worker"
    assert looks(oss) == [
        (who, "person:look", "", OWNER),
        (who, "claim:look", "", OWNER),
        (who, "claim:look", "correction", OWNER),
    ]


def test_a_helper_leaves_a_look_and_the_resident_themselves_none(oss: Flask) -> None:
    leave = acting_names(oss)["leave"]
    Visitor(oss, OWNER).get("/")
    helper = Visitor(oss, "demo-couple")
    helper.post("/acting", acting=leave)
    found = looks(oss)
    assert found
    assert {(who, whom) for who, _, _, whom in found} == {
        (f"helper:demo-couple for resident:{OWNER}", OWNER)
    }


def test_a_program_with_a_key_leaves_a_look(norddjurs: Flask) -> None:
    key = key_of(norddjurs)
    with norddjurs.test_client() as client:
        read(client, "claims", key)
        read(client, "claims")
    ((who, act, what, whom),) = looks(norddjurs)
    assert who.startswith("key:")
    assert (act, what, whom) == ("books:look", "claims", "demo-business")


def test_no_page_of_staff_about_somebody_is_without_a_door(norddjurs: Flask) -> None:
    named = {
        rule.rule.split("/")[2]
        for rule in norddjurs.url_map.iter_rules()
        if rule.rule.startswith("/staff/") and rule.arguments
    }
    assert named <= set(KINDS) | set(ABOUT_NOBODY)
