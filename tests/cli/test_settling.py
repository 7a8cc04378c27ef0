"""What was settled elsewhere, what the bank rejected and what to withhold, as commands."""

from pathlib import Path

import pytest

from tests.adapters.bank.test_debit_files import REPORT
from tests.cli.conftest import Run

HEAD = "key,kind,day,claim,amount,from\n"
GOOD = "a1,set_off,2026-11-20,V2026-00010,1.00,The state\n"


@pytest.mark.usefixtures("demo")
def test_settlements_are_booked_once_and_a_bad_line_stops_the_file(
    run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "settled.csv"
    file.write_text(HEAD + GOOD)
    assert run("import", "settlements", file).stdout.startswith("1 booked, 0 to look at, 0 already")
    assert run("import", "settlements", file).stdout.startswith("0 booked, 0 to look at, 1 already")
    file.write_text(HEAD + GOOD + "a2,withheld,2026-02-30,V2026-00010,1.00,x\nb,c\n")
    bad = run("import", "settlements", file)
    assert bad.exit_code == 2
    assert [line[:19] for line in bad.stderr.splitlines()] == [
        "line 3, field day: ",
        "line 4: has 2 field",
    ]
    taken = run("import", "settlements", "--skip-bad", file)
    assert (taken.exit_code, taken.stdout.count("left out")) == (0, 2)
    assert run("check").exit_code == 0


@pytest.mark.usefixtures("demo")
def test_a_report_of_the_bank_is_taken_and_anything_else_refused(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "report.xml"
    file.write_text(REPORT)
    assert run("import", "returns", file).stdout == "0 taken, 1 already there or not ours.\n"
    file.write_text("key,kind")
    refused = run("import", "returns", file)
    assert (refused.exit_code, refused.stderr) == (
        2,
        "report.xml: this is no report on payments (pain.002)\n",
    )


@pytest.mark.usefixtures("demo")
def test_the_list_of_a_month_has_its_columns(run: Run, tmp_path: Path) -> None:
    wanted = "month,name,claim,payment_reference,amount\n"
    assert run("export", "withholdings", "--on", "2026-12-01").stdout == wanted
    file = tmp_path / "list.csv"
    assert run("export", "withholdings", "--to", file).exit_code == 0
    assert file.read_text() == wanted
