"""Asking without choosing: each choice keeps its explaining line, and the answer stays small."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from portal.texts import text
from tests.web.conftest import Visitor, words

MOST_BYTES = 6_000
FRAME = 15
"""Of the line that begins an answer."""
WHO = {"oss": "demo-several", "norddjurs": "demo-carries"}


@pytest.mark.parametrize("town", ["oss", "norddjurs"])
@pytest.mark.parametrize("lang", ["nl", "da", "en", "uk", "ar", "pl", "tr"])
def test_a_mistake_is_told_within_what_an_answer_may_weigh(
    make_app: Callable[..., Flask], town: str, lang: str
) -> None:
    app = make_app(town)
    visitor = Visitor(app, WHO[town])
    visitor.post("/language", lang=lang, next="/ask")
    app.config["WTF_CSRF_ENABLED"] = True
    token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', visitor.get("/ask").text)
    assert token is not None
    page = visitor.client.post("/ask", data={"csrf_token": token[1]})
    app.config["WTF_CSRF_ENABLED"] = False
    headers = sum(len(f"{name}: {value}\r\n") for name, value in page.headers)
    assert page.status_code == 422
    assert len(page.data) + headers + FRAME <= MOST_BYTES
    keeps = lang in ("nl", "da", "en")
    assert (text(lang, "ask-plan-hint") in words(page)) is keeps, "in those there is no room"
