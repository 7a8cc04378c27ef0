"""An administrator closes a part of the portal, opens it again, and takes a turn back."""

import re

from flask import Flask
from sqlmodel import select

from portal.people.models import AuditEvent
from tests.web.conftest import Visitor


def test_an_administrator_closes_a_part_says_why_and_takes_it_back(oss: Flask) -> None:
    admin, visitor = Visitor(oss, "demo-administrator"), oss.test_client()
    assert admin.get("/staff/parts").text.count("<strong>Open<") == 3
    page, why = "/staff/parts/sign-in", {"why": "A leak is looked into.", "seen": "0"}
    assert admin.post(page, why="", act="close", seen="0").status_code == 422
    shown = admin.post(page, **why, act="close")
    assert "A leak is looked into." in shown.text
    assert "S. Beheer" in shown.text
    assert "<h1>Signing in</h1>" in shown.text
    assert visitor.get("/sign-in").status_code == 503
    late = admin.post(page, **why, act="close")
    assert late.status_code == 409, "somebody turned it since"
    assert "A leak is looked into.</textarea>" in late.text
    turned = re.findall(r'name="seen" value="(\d+)"', shown.text)[-1]
    assert "Taken back" in admin.post(f"{page}/undone", seen=turned).text
    assert visitor.get("/sign-in").status_code == 200
    assert admin.post(f"{page}/undone", seen=str(int(turned) + 1)).status_code == 409, "only once"
    with oss.extensions["portal"].database.reading() as session:
        acts = session.exec(select(AuditEvent.act).where(AuditEvent.subject == "part:sign-in"))
        assert acts.all() == ["switch:close", "switch:open"]
