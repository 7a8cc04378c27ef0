"""Who an adviser began a request for reads their name before sending it."""

from flask import Flask

from portal.people.actors import Permission
from portal.texts import text
from tests.web.conftest import MEANS, Visitor, words
from tests.web.test_acting import HELPER, PRINCIPAL, allow
from tests.web.test_crossing import check_of

NAME = "F. en G. Testveld"


def begun(name: str) -> str:
    return text("en", "check-begun-by", name=name)


def test_the_resident_reads_who_began_it_and_the_adviser_does_not(oss: Flask) -> None:
    leave = allow(oss, *Permission)
    adviser = Visitor(oss, HELPER)
    adviser.post("/acting", acting=leave)
    page = adviser.ask("plan", MEANS)
    assert begun(NAME) not in words(check_of(adviser, page))
    assert begun(NAME) in words(check_of(Visitor(oss, PRINCIPAL), page))


def test_of_what_one_began_oneself_nobody_is_named(oss: Flask) -> None:
    me = Visitor(oss, PRINCIPAL)
    assert "began this request" not in words(check_of(me, me.ask("plan", MEANS)))
