"""Claims and the ledger as CSV: what a spreadsheet reads sums to what the books say."""

import csv
from pathlib import Path

from portal import money
from portal.commands import exporting
from portal.commands.place import Place
from portal.config import FileSettings
from portal.db import Database
from portal.ledger.joint import naming
from portal.ledger.joint.liable import By
from portal.people.actors import staff_actor
from tests import builders
from tests.builders import DAY, NOW


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def test_the_files_hold_every_claim_and_every_movement(database: Database, tmp_path: Path) -> None:
    with database.unit_of_work() as session:
        owner = builders.person(session, name="Somebody's Name")
        claim = builders.claim(session, owner, 100_00, fee=9_00, description='=A1; "quoted", é')
        by = By(staff_actor(builders.staff(session)), "Together.", NOW, DAY)
        naming.name_one_more(session, by, claim, builders.person(session))
        builders.pay(session, claim, 59_00)
        number, ref = claim.number, owner.ref
    claims, ledger = tmp_path / "claims.csv", tmp_path / "ledger.csv"
    exporting.claims(Place(database, "oss", "k", FileSettings("")), claims, ledger)
    (row,) = read(claims)
    assert (row["number"], row["debtor"], row["debtors"]) == (number, ref, "2")
    assert row["description"] == '\'=A1; "quoted", é'
    assert (row["amount"], row["left_principal"], row["left_fee"]) == ("100.00", "50.00", "0.00")
    moved = [
        money.minor(one["amount"]) * (1 if one["debit"].startswith("receivable") else -1)
        for one in read(ledger)
        if one["claim"] == number
    ]
    assert sum(moved) == 50_00
    assert {one["recorded_at"] for one in read(ledger)} == {"2026-11-02T09:30:00+00:00"}
    assert "Somebody" not in claims.read_text("utf-8") + ledger.read_text("utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["claims.csv", "ledger.csv"]
