"""What those who run the portal see of it: lines without anybody's data, and figures."""

import json
import logging
from datetime import timedelta

import pytest
from flask import Flask

from portal.commands.measuring import tell
from portal.commands.place import Place
from portal.config import FileSettings
from portal.db import Database
from portal.people import switches
from portal.web.logs import Line
from tests import builders
from tests.builders import DAY, NOW


def test_a_line_names_the_route_and_the_request_and_nothing_that_was_in_it(
    portal: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "portal.asked")
    answer = portal.test_client().get("/claims/secret-ref?name=000000012")
    (record,) = [one for one in caplog.records if one.name == "portal.asked"]
    line = json.loads(Line().format(record))
    assert (line["route"], line["method"], line["status"]) == ("/claims/<ref>", "GET", 302)
    assert len(answer.headers["X-Request-ID"]) == 16
    assert not {"secret", "000000012"} & set(json.dumps(line).replace("-", " ").split())


def test_of_a_fault_only_its_kind_is_written() -> None:
    record = logging.LogRecord(
        "portal",
        logging.ERROR,
        "",
        0,
        "went wrong",
        (),
        (ValueError, ValueError("999990019"), None),
    )
    assert json.loads(Line().format(record))["fault"] == "ValueError"
    assert "999990019" not in Line().format(record)


def test_the_figures_tell_what_waits_how_old_the_bank_file_is_and_what_is_closed(
    database: Database,
) -> None:
    with database.unit_of_work() as session:
        owner = builders.person(session)
        builders.case(session, owner, [builders.claim(session, owner)])
        builders.message(session, owner)
        switches.turn(session, "payments", is_closed=True, by="x", why="", now=NOW)
    place = Place(database, "oss", "", FileSettings("/nowhere"))
    lines = [line for line in tell(place, NOW + timedelta(days=2)) if not line.startswith("#")]
    told = dict(line.rsplit(" ", 1) for line in lines)
    assert told["overblik_claims"] == "1"
    assert told["overblik_cases_open"] == "1"
    assert told["overblik_bank_file_age_days"] == "-1"
    assert told['overblik_part_closed{part="payments"}'] == "1"
    assert told['overblik_part_closed{part="sign-in"}'] == "0"
    assert DAY.isoformat() not in " ".join(lines)
