"""The hand-over file: valid by its schema, every field, each claim once, the same bytes twice."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import pytest
from sqlmodel import Session, col, select
from xmlschema import XMLSchema

from portal.commands import collecting
from portal.commands.incoming import take_file
from portal.commands.place import Place
from portal.config import FileSettings
from portal.db import Database
from portal.errors import BadFile
from portal.jobs.handover import files
from portal.jobs.handover.changing import Change, change
from portal.ledger.handover.models import HandOver, HandOverEvent
from portal.ledger.models import Claim
from portal.people import identity, vault
from portal.people.models import Person
from portal.people.outbox import Outgoing
from portal.people.trail.models import Look
from portal.sealing import new_key
from tests.jobs import handing
from tests.jobs.handing import ON
from tests.structure.tree import ROOT

KEY = "a key of these tests"
NUMBER = "0101901238"
NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
SCHEMA = XMLSchema(str(ROOT / "deploy" / "handover-file.xsd"))


@pytest.fixture
def place(database: Database) -> Place:
    """A Danish database in which people agreed to hand two claims over."""
    with database.unit_of_work() as session:
        owner = handing.debtor(session, identity_digest=identity.digest(NUMBER, "cpr", KEY))
        handing.reminded(session, owner, fee=250_00)
        handing.reminded(session, description="Place in a kindergarten <&> more")
        agree(session)
    return Place(database, "norddjurs", KEY, FileSettings(""))


def agree(session: Session) -> None:
    handing.night(session)
    staff = handing.worker(session)
    for proposal in handing.waiting(session, "handover"):
        handing.say(session, staff, proposal)


def write(place: Place, to: Path, number: int | None = None, **more: Path) -> bytes:
    collecting.handover(place, to, number, more.get("identities"), on=ON, now=NOW)
    return to.read_bytes()


def claims_in(content: bytes) -> list[Element]:
    return list(fromstring(content).iter("claim"))


def test_the_file_is_valid_and_holds_every_claim_once(place: Place, tmp_path: Path) -> None:
    content = write(place, tmp_path / "out.xml")
    SCHEMA.validate(content.decode())
    root = fromstring(content)
    assert (root.get("count"), root.get("total")) == ("2", "1250.00")
    first = claims_in(content)[0]
    assert (first.get("type"), first.findtext("payBy"), first.findtext("principal")) == (
        "KFDAGIN",
        "2026-08-31",
        "500.00",
    )
    fee = first.find("subClaim")
    assert fee is not None
    assert (fee.get("type"), fee.get("amount"), fee.get("main")) == (
        "GEDAGIN",
        "250.00",
        first.get("reference"),
    )
    assert first.find("debtor/notice").get("on") == "2026-09-20"  # type: ignore[union-attr]


def test_the_same_command_twice_writes_the_same_bytes_and_releases_nothing(
    place: Place, tmp_path: Path
) -> None:
    first = write(place, tmp_path / "one.xml")
    assert write(place, tmp_path / "two.xml") == first
    with place.database.unit_of_work() as session:
        handing.reminded(session)
        agree(session)
    second = write(place, tmp_path / "three.xml")
    assert len(claims_in(second)) == 1
    assert write(place, tmp_path / "four.xml", 1) == first


@pytest.mark.parametrize(
    ("on", "now", "day"),
    [
        (date(2026, 11, 21), datetime(2026, 12, 3, 9, tzinfo=UTC), date(2026, 11, 21)),
        (date(2026, 12, 1), datetime(2026, 11, 30, 22, tzinfo=UTC), date(2026, 12, 1)),
        (None, datetime(2026, 11, 30, 22, 30, tzinfo=UTC), date(2026, 11, 30)),
        (None, datetime(2026, 11, 30, 23, 30, tzinfo=UTC), date(2026, 12, 1)),
    ],
    ids=["a day before", "a day to come", "late in the evening", "after midnight there"],
)
def test_the_day_is_the_one_asked_for_else_the_one_it_is_in_the_municipality(
    place: Place, tmp_path: Path, on: date | None, now: datetime, day: date
) -> None:
    out = tmp_path / "out.xml"
    (told,) = collecting.handover(place, out, None, None, on=on, now=now)
    assert told == f"file 1 of {day}: 2 claims, written to {out}"
    assert fromstring(out.read_bytes()).get("releasedOn") == day.isoformat()
    with place.database.reading() as session:
        file = files.newest(session)
        assert files.name_of(file) == f"handover-00001-{day}.xml"
        assert (file.released_on, file.released_at) == (day, now)
        assert {one.handed_on for one in session.exec(select(HandOver))} == {day}
        assert {claim.transferred_on for claim in session.exec(select(Claim))} == {day}
        sent = select(HandOverEvent.on).where(HandOverEvent.kind == "sent")
        assert set(session.exec(sent)) == {day}
        told_on = select(Outgoing.made_on).where(Outgoing.kind == "handed-over")
        assert session.exec(told_on).all() == [day, day]


def test_a_file_that_is_written_again_keeps_its_day(place: Place, tmp_path: Path) -> None:
    first = write(place, tmp_path / "one.xml")
    later = NOW + timedelta(days=40)
    again = tmp_path / "again.xml"
    for number in (None, 1):
        collecting.handover(place, again, number, None, on=later.date(), now=later)
        assert again.read_bytes() == first


def test_identity_numbers_are_filled_in_and_kept_nowhere(place: Place, tmp_path: Path) -> None:
    sheet = tmp_path / "numbers.csv"
    sheet.write_text("scheme,number\ncpr,010190-1238\ncvr,13748136\n")
    content = write(place, tmp_path / "out.xml", identities=sheet)
    SCHEMA.validate(content.decode())
    numbers = [claim.find("debtor").get("number") for claim in claims_in(content)]  # type: ignore[union-attr]
    assert numbers == [NUMBER, None]
    assert NUMBER.encode() not in write(place, tmp_path / "again.xml")
    with place.database.reading() as session:
        assert all(NUMBER not in str(one.record) for one in session.exec(select(HandOver)))


def test_numbers_that_are_kept_are_in_the_file_without_a_sheet(
    place: Place, tmp_path: Path
) -> None:
    url = place.database.engine.url.render_as_string(hide_password=False)
    place = replace(place, database=Database(url, new_key("k")))
    with place.database.unit_of_work() as session:
        owner = identity.find(session, NUMBER, "cpr", KEY)
        assert owner is not None
        vault.keep(session, [(owner, NUMBER)], NOW)
    content = write(place, tmp_path / "out.xml")
    SCHEMA.validate(content.decode())
    numbers = [claim.find("debtor").get("number") for claim in claims_in(content)]  # type: ignore[union-attr]
    assert numbers == [NUMBER, None]
    assert write(place, tmp_path / "again.xml") == content
    assert (tmp_path / "out.xml").stat().st_mode & 0o077 == 0
    with place.database.reading() as session:
        looks = session.exec(select(Look.person_id).where(Look.act == vault.LOOK)).all()
    assert looks == [owner.id, owner.id]
    place.database.engine.dispose()


def test_a_bad_number_is_told_by_its_line_and_not_repeated(place: Place, tmp_path: Path) -> None:
    sheet = tmp_path / "numbers.csv"
    sheet.write_text("scheme,number\ncpr,9999999999\n")
    with pytest.raises(BadFile) as bad:
        write(place, tmp_path / "out.xml", identities=sheet)
    assert bad.value.mistakes == ["line 2, field number: is not a number of this scheme"]
    assert not (tmp_path / "out.xml").exists()


def test_what_happens_after_the_release_changes_no_byte_of_it(place: Place, tmp_path: Path) -> None:
    first = write(place, tmp_path / "one.xml")
    with place.database.unit_of_work() as session:
        for claim in session.exec(select(Claim)):
            claim.description = "Something else, written later"
        for person in session.exec(select(Person).order_by(col(Person.id))):
            person.address = "Elsewhere 2"
    assert write(place, tmp_path / "two.xml") == first


def test_without_anything_agreed_there_is_no_file(database: Database, tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="nothing was agreed to"):
        write(Place(database, "norddjurs", KEY, FileSettings("")), tmp_path / "out.xml")
    with pytest.raises(BadFile, match="hands nothing over"):
        write(Place(database, "oss", KEY, FileSettings("")), tmp_path / "out.xml")


def test_receipts_come_back_by_file_whole_or_not_at_all(place: Place, tmp_path: Path) -> None:
    references = [claim.get("reference") for claim in claims_in(write(place, tmp_path / "o.xml"))]
    file = tmp_path / "receipts.csv"
    head = "id,reference,answer,at,code,text\n"
    file.write_text(
        f"{head}1,{references[0]},UDFØRT,2026-11-22,,\n2,nobody-1,AFVIST,2026-11-22,,\n"
    )
    later = NOW + timedelta(days=2)
    with pytest.raises(BadFile, match="line 3"):
        take_file("receipts", file, place, now=later)
    taken = take_file("receipts", file, place, skip_bad=True, now=later)
    assert taken.counts == {"new": 1, "unchanged": 0, "rejected": 0}
    again = take_file("receipts", file, place, skip_bad=True, now=later)
    assert again.counts == {"new": 0, "unchanged": 1, "rejected": 0}
    month = tmp_path / "month.csv"
    month.write_text(
        "month,as_of,reference,received,recalled,written_down,written_up,base,balance\n"
        f"2026-11,2026-11-30,{references[0]},500.00,0.00,0.00,0.00,500.00,760.00\n"
    )
    assert collecting.month(month, place, now=later) == "2026-11: 1 claims, 0 differ."


def test_changes_go_to_the_collector_each_with_its_own_number(place: Place, tmp_path: Path) -> None:
    (first, _) = claims_in(write(place, tmp_path / "out.xml"))
    reference = str(first.get("reference"))
    with place.database.unit_of_work() as session:
        staff, down = handing.worker(session), ("corrected", "Their child had left.", 1)
        change(
            session, staff, reference, Change("write_down", *down, "principal", 50_00),
            on=ON, now=NOW,
        )  # fmt: skip
        change(
            session, staff, reference, Change("recall", "error", "Wrong person.", 2),
            on=ON + timedelta(days=1), now=NOW,
        )  # fmt: skip
    out = tmp_path / "changes.csv"
    assert collecting.changes(place, ON, out) == f"2 changes, written to {out}"
    assert out.read_text().splitlines() == [
        "id;reference;change;on;component;amount;reason;paid_on",
        f"write_down:{reference}:1;{reference};written_down;2026-11-21;principal;50.00;corrected;",
        f"recall:{reference};{reference};recalled;2026-11-22;;450.00;error;",
    ]
    collecting.changes(place, ON + timedelta(days=1), out)
    assert len(out.read_text().splitlines()) == 2
