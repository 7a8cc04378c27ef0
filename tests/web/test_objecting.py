"""Who disagrees with a decision: what they read of it before, while it waits, and taken back."""

import re

from flask import Flask
from werkzeug.test import TestResponse

from tests.web.conftest import Visitor, words
from tests.web.staff.desk import say
from tests.web.staff.test_upheld import WHO, decided

TOLD: dict[str, dict[str, object]] = {"reasons": {"reasons": "The rent went up since."}}
UNTIL = "You can object up to and including"


def decision(app: Flask) -> tuple[Visitor, str, str]:
    """A plan that was decided: who asked for it, their request and its letter."""
    me, case = Visitor(app, WHO), decided(app).removeprefix("/staff")
    found = re.search(r'href="(/letters/[\w-]+)"', me.get(case).text)
    assert found is not None
    return me, case, found[1]


def checked(me: Visitor, letter: str) -> TestResponse:
    """An objection to a letter, ready to send."""
    return me.answer(me.post("/ask/objection", decision=letter.removeprefix("/letters/")), TOLD)


def test_the_letter_leads_to_where_one_disagrees_and_then_to_what_waits(oss: Flask) -> None:
    me, case, letter = decision(oss)
    where = f"/ask/objection?letter={letter.removeprefix('/letters/')}"
    assert f'href="{where}"' in me.get(letter).text
    sent = me.send(checked(me, letter)).request.path
    for page in (letter, case):
        told = me.get(page).text
        assert f'{say("check-also-waits")} <a href="{sent}">' in told
        assert where not in told


def test_a_request_whose_decision_is_disputed_asks_for_no_instalment(oss: Flask) -> None:
    me, case, letter = decision(oss)
    assert "The next instalment is on" in words(me.get(case))
    me.send(checked(me, letter))
    assert "The next instalment is on" not in words(me.get(case))


def test_until_when_one_can_object_is_said_while_one_has_not(oss: Flask) -> None:
    me, _, letter = decision(oss)
    check = checked(me, letter)
    assert UNTIL in words(check)
    sent = me.send(check)
    assert UNTIL not in words(sent), "they just did"
    asked = words(me.get(f"{sent.request.path}/withdrawal"))
    assert UNTIL in asked
    assert say("withdrawal-collecting") in asked
    back = words(me.post(f"{sent.request.path}/withdrawal"))
    assert UNTIL in back
    assert say("evidence-along-title") not in back, "nothing went along, and nothing can"


def test_collecting_stands_still_without_a_word_of_interest_where_none_runs(oss: Flask) -> None:
    me, _, letter = decision(oss)
    me.send(checked(me, letter))
    overview = me.get("/overview").text
    claims = [words(me.get(one)) for one in set(re.findall(r'href="(/claims/[\w-]+)"', overview))]
    still = [told for told in claims if say("still-title") in told]
    assert still
    assert [told for told in still if told.count(say("still-title")) > 1] == [], "once"
    assert [told for told in still if say("still-interest") in told] == []
    assert [told for told in still if say("still-set-off") in told] == []


def test_where_the_state_can_set_it_off_that_is_said(norddjurs: Flask) -> None:
    me = Visitor(norddjurs, "demo-carries")
    me.send(me.ask("dispute", {"disputed": {"disputed": "paid"}, **TOLD}))
    claim = re.search(r'href="(/claims/[\w-]+)"', me.get("/overview").text)
    assert claim is not None
    told = words(me.get(claim[1]))
    assert say("still-title") in told
    assert say("still-set-off") in told
