"""Bank files as they come: real ones are taken, broken ones get a sentence and change nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import func, select

from portal.commands.place import place
from portal.ledger.models import BankLine, BankStatement, LedgerEntry
from tests.adapters.bank.bank_files import camt, mt940, ntry, sample
from tests.adapters.bank.test_real_samples import BANK, CONTENT
from tests.cli.conftest import Run

CAMT = sample("statements.xml")
MT940 = sample("statements.sta")
ENTRY = ":61:2603010301C12,50NTRFNONREF"
LAUGHS = b"".join(
    b'<!ENTITY l%d "%s">' % (number, b"&l%d;" % (number - 1) * 10) for number in range(1, 10)
)
NAMESPACE = b'xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"'
HEAD = b'<?xml version="1.0"?><!DOCTYPE d [%s]><Document ' + NAMESPACE + b">%s</Document>"


def huge(path: Path) -> None:
    """A file of 100 MB that begins as a statement does, without a byte of it on the disk."""
    with path.open("wb") as file:
        file.write(MT940)
        file.truncate(100 * 1024 * 1024)


BROKEN: dict[str, bytes | Callable[[Path], None]] = {
    "cut off in the middle.xml": CAMT[: len(CAMT) // 2],
    "cut off at the end.xml": CAMT[:-30],
    "cut off.sta": MT940[: MT940.rindex(b":62")],
    "another encoding.xml": CAMT.replace(b"UTF-8", b"UTF-16", 1),
    "signs of another encoding.xml": CAMT.replace(b"Rekening", b"Rek\xe9ning", 1),
    "nonsense.txt": b"hello",
    "no text.sta": MT940.replace(b"Rekening", b"Rek\0ning", 1),
    "30 February.sta": mt940(ENTRY.replace("260301", "260230").replace("0301", "0230", 1)),
    "30 February.xml": camt(ntry(booked="<Dt>2026-02-30</Dt>")),
    "a billion laughs.xml": HEAD % (b'<!ENTITY l0 "ha">' + LAUGHS, b"&l9;"),
    "an entity from outside.xml": HEAD % (b'<!ENTITY x SYSTEM "file:///etc/passwd">', b"&x;"),
    "a hundred megabytes.sta": huge,
    "a negative opening.xml": camt(ntry()).replace(b">0.00<", b">-5.00<", 1),
    "a negative opening.sta": mt940(ENTRY).replace(b"EUR0,00", b"EUR-5,00", 1),
    "an unknown currency.xml": camt(ntry()).replace(b'"EUR"', b'"ZZZ"'),
    "an unknown currency.sta": mt940(ENTRY).replace(b"EUR0,00", b"ZZZ0,00", 1),
}


def rows() -> list[int]:
    """Return how many statements, lines and bookings there are."""
    with place().database.reading() as session:
        tables = (BankStatement, BankLine, LedgerEntry)
        return [session.exec(select(func.count()).select_from(table)).one() for table in tables]


@pytest.mark.usefixtures("demo")
def test_a_broken_file_gets_one_sentence_that_names_it_and_changes_nothing(
    run: Run, tmp_path: Path
) -> None:
    good = tmp_path / "good.xml"
    good.write_bytes(CAMT)
    before = rows()
    for name, content in BROKEN.items():
        path = tmp_path / name
        if callable(content):
            content(path)
        else:
            path.write_bytes(content)
        done = run("import", "bank", good, path)
        assert done.exit_code == 2, name
        assert done.stdout == "", name
        (told,) = done.stderr.splitlines()
        assert told.startswith(f"{name}: "), told
        assert told.endswith((".", "nor MT940")), told
        assert rows() == before, name
    assert "nothing changed" not in run("import", "bank", good).stdout
    assert "nothing changed" in run("import", "bank", good).stdout


@pytest.mark.usefixtures("demo")
def test_all_real_files_are_taken_and_taken_once(run: Run) -> None:
    files = [BANK / name for name in sorted(CONTENT)]
    if not all(path.exists() for path in files):
        pytest.skip("the samples are not on this machine (PORTAL_SHARED)")
    done = run("import", "bank", *files)
    assert done.exit_code == 0, done.stderr
    after = rows()
    again = run("import", "bank", *files)
    assert again.stdout.count("nothing changed") == sum(map(len, CONTENT.values()))
    assert rows() == after
    assert run("check").exit_code == 0
