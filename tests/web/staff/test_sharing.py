"""The file of figures that a municipality shares: it explains itself in the reader's language."""

import csv
import io

from flask import Flask

from tests.web.conftest import Visitor


def test_the_file_says_in_the_readers_language_what_its_names_mean(norddjurs: Flask) -> None:
    leader = Visitor(norddjurs, "demo-supervisor")
    leader.post("/language", lang="da")
    saved = leader.get("/staff/figures/share.csv").text
    lines = list(csv.reader(io.StringIO(saved.lstrip("\ufeff"))))
    head = [line[0].removeprefix("# ") for line in lines if line[0].startswith("#")]
    explained = {said.split(":")[0] for said in head}
    assert "Tal til deling med andre kommuner: Norddjurs Kommune" in head[0]
    assert "took-14: Op til 14 dage" in head
    used = {cell for line in lines[len(head) + 1 :] for cell in line[:3]}
    assert used <= explained, "every name is explained"
