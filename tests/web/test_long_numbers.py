"""A number longer than any here counts as none, in a form and in an address: no page falls over."""

import pytest
from flask import Flask

from tests.web.conftest import Visitor

LONG = pytest.mark.parametrize("number", ["9" * 20, "9" * 5_000], ids=["long", "very-long"])


@LONG
@pytest.mark.parametrize("field", ["message", "back", "returned", "again"])
def test_in_the_form_of_the_post(oss: Flask, field: str, number: str) -> None:
    assert Visitor(oss, "demo-worker").post("/staff/post", **{field: number}).status_code == 409


@LONG
@pytest.mark.parametrize(
    ("who", "path", "status"),
    [
        ("demo-couple", "/my-data/looks/{}", 404),
        ("demo-supervisor", "/staff/rules/settings.threshold_percent/change?value={}", 200),
        ("demo-worker", "/staff/queue/all/2026-11-21.{}", 404),
    ],
)
def test_in_an_address(oss: Flask, who: str, path: str, status: int, number: str) -> None:
    assert Visitor(oss, who).get(path.format(number)).status_code == status
