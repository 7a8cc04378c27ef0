"""Sending photos and documents along with a request: for the resident, and for staff."""

import io
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlmodel import col, select
from werkzeug.test import TestResponse

from portal.adapters.files.scanners import TEST_FILE, Twin
from portal.people.evidence.models import Evidence
from portal.people.trail.models import Look
from portal.ports.files import FileParts
from portal.texts import MORE, text
from portal.web.services import Services
from tests import filemaker
from tests.full import FullFolder
from tests.web.conftest import MEANS, Visitor, words

MOST_BYTES = 6_000
LOW = MEANS | {"income": {"income": "1200", "period": "month"}}


class Sender(Visitor):
    """Someone with a request that a person will look at."""

    def begin(self) -> None:
        page = self.ask("plan", LOW)
        self.case = re.match(r"/cases/[^/]+", page.request.path)[0]

    def add(self, *files: tuple[str, bytes]) -> TestResponse:
        made = [(io.BytesIO(content), name) for name, content in files]
        return self.client.post(
            f"{self.case}/evidence", data={"files": made}, follow_redirects=True
        )

    def there(self) -> list[str]:
        """The addresses of the files on the page."""
        page = self.get(f"{self.case}/evidence")
        return re.findall(rf'<a href="({self.case}/evidence/[^/"]+)"', page.text)


@pytest.fixture
def portal(oss: Flask) -> Flask:
    oss.extensions["portal"] = replace(oss.extensions["portal"], files=filemaker.quick())
    return oss


@pytest.fixture
def sender(portal: Flask) -> Sender:
    made = Sender(portal, "demo-no-capacity")
    made.begin()
    return made


def rows(portal: Flask) -> list[Evidence]:
    with portal.extensions["portal"].database.reading() as session:
        return list(session.exec(select(Evidence).order_by(col(Evidence.id))).all())


def looks(portal: Flask) -> list[str]:
    portal.extensions["portal"].looks.settle()
    with portal.extensions["portal"].database.reading() as session:
        wanted = select(Look.actor).where(Look.act == "evidence:look")
        return list(session.exec(wanted).all())


def test_a_photo_and_a_document_go_along_and_can_be_looked_at(sender: Sender) -> None:
    page = sender.add(("payslip.HEIC", filemaker.heic()), ("letter.pdf", filemaker.pdf()))
    assert "payslip.HEIC photo" in words(page)
    assert "letter.pdf PDF · pages: 2" in words(page)
    photo, document = sender.there()
    seen = sender.client.get(photo)
    assert (seen.status_code, seen.mimetype) == (200, "image/jpeg")
    assert seen.headers["Content-Disposition"].startswith("inline")
    saved = sender.client.get(document)
    assert saved.mimetype == "application/pdf"
    assert saved.headers["Content-Disposition"].startswith("attachment")
    for answer in (seen, saved, sender.client.get(f"{photo}/small")):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert "no-store" in answer.headers["Cache-Control"]
        assert filemaker.SECRET not in answer.data


def test_before_sending_it_can_be_taken_back_and_is_gone(sender: Sender, portal: Flask) -> None:
    sender.add(("a.jpg", filemaker.jpeg()))
    (address,) = sender.there()
    sender.post(f"{address}/back")
    assert sender.there() == []
    assert sender.client.get(address).status_code == 404
    assert list(portal.extensions["portal"].files.store.names()) == []
    (row,) = rows(portal)
    assert (row.removed_why, row.name) == ("taken-back", "")


def test_what_is_good_is_kept_and_what_is_not_is_told_by_name(sender: Sender) -> None:
    page = sender.add(
        ("letter.pdf", filemaker.pdf(password="secret")),
        ("good.png", filemaker.png()),
        ("<script>alert(1)</script>.png", filemaker.vector()),
    )
    assert page.status_code == 422
    said = words(page)
    assert "letter.pdf: This PDF is locked with a password." in said
    assert (
        "this is not a photo or a PDF" in said.lower().replace("\n", " ") or "not a photo" in said
    )
    assert "<script>alert" not in page.text
    assert len(sender.there()) == 1


def test_a_file_that_lies_is_told_kindly_and_nothing_is_lost(sender: Sender, portal: Flask) -> None:
    before = sender.get(f"{sender.case}/check").text
    for what, lie in filemaker.LIES.items():
        for name in ("photo.jpg", "../../" + "x" * 300 + ".pdf", "\x00\u202egpj.heic"):
            page = sender.add((name, lie))
            assert page.status_code == 422, what
            assert "evidence-" not in words(page), what
    assert rows(portal) == []
    assert list(portal.extensions["portal"].files.store.names()) == []
    assert answers(sender.get(f"{sender.case}/check").text) == answers(before)


def answers(page: str) -> str:
    return re.sub(r'name="csrf_token" value="[^"]*"', "", page)


def body_of(size: int) -> dict[str, Any]:
    """A form with a photo of this many bytes."""
    head = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.jpg"\r\n\r\n'
    body = head + b"\xff\xd8\xff" + b"\0" * size + b"\r\n--x--\r\n"
    return {"data": body, "content_type": "multipart/form-data; boundary=x"}


def test_fifty_megabytes_are_told_kindly_too(sender: Sender) -> None:
    page = sender.client.post(f"{sender.case}/evidence", **body_of(50_000_000))
    assert page.status_code == 413
    assert "larger than 40 MB" in words(page)
    assert "Was it one file? Then it is too large" in words(page), "one by one leads nowhere then"
    assert "Send a photo in a smaller size" in text("en", "evidence-too-large")
    assert f'href="{sender.case}/evidence"' in page.text
    assert sender.get(f"{sender.case}/evidence").status_code == 200


def test_who_is_not_signed_in_sends_nothing_large(portal: Flask, sender: Sender) -> None:
    guest, large = portal.test_client(), body_of(600_000)
    portal.config.update(WTF_CSRF_ENABLED=True)
    assert guest.post(f"{sender.case}/evidence", **large).status_code == 413


def test_malware_is_not_kept_and_a_scanner_that_is_away_holds_nothing_up(
    sender: Sender, portal: Flask
) -> None:
    page = sender.add(("a.jpg", filemaker.jpeg() + TEST_FILE))
    assert "found something harmful" in words(page)
    parts: Services = portal.extensions["portal"]
    away = FileParts(parts.files.cleaner, Twin(is_down=True), parts.files.store)
    portal.extensions["portal"] = replace(parts, files=away)
    page = sender.add(("a.jpg", filemaker.jpeg()))
    assert "Your request is saved" in words(page)
    assert rows(portal) == []
    sender.send(sender.get(f"{sender.case}/check"))


def test_a_disk_without_room_keeps_the_request_and_no_half_file(
    sender: Sender, portal: Flask, tmp_path: Path
) -> None:
    parts: Services = portal.extensions["portal"]
    store = FullFolder(tmp_path / "files")
    full = FileParts(parts.files.cleaner, parts.files.scanner, store)
    portal.extensions["portal"] = replace(parts, files=full)
    page = sender.add(("a.jpg", filemaker.jpeg()))
    assert page.status_code == 422
    assert "a.jpg: We cannot keep files just now. Your request is saved." in words(page)
    assert (rows(portal), list(store.path.iterdir())) == ([], [])
    store.is_full = False
    sender.add(("a.jpg", filemaker.jpeg()))
    assert len(sender.there()) == len(rows(portal)) == 1


def test_the_same_photo_twice_is_one(sender: Sender, portal: Flask) -> None:
    for name in ("a.jpg", "b.jpg"):
        sender.add((name, filemaker.jpeg()))
    assert len(rows(portal)) == 1
    assert len(list(portal.extensions["portal"].files.store.names())) == 2


def test_there_is_an_end_to_it(sender: Sender) -> None:
    for turn in range(2):
        page = sender.add(
            *((f"{turn}{n}.png", filemaker.png("L", 10 * turn + n)) for n in range(5))
        )
        assert page.status_code == 200
    assert "as much as one request can hold" in words(page)
    page = sender.add(("more.png", filemaker.png("L", 99)))
    assert "There is no room for it" in words(page)


def test_staff_see_it_and_who_looked_is_on_record(sender: Sender, portal: Flask) -> None:
    sender.add(("payslip.jpg", filemaker.jpeg()))
    sender.send(sender.get(f"{sender.case}/check"))
    worker = Visitor(portal, "demo-worker")
    page = worker.get(f"/staff{sender.case}")
    (address,) = re.findall(r'href="(/staff/cases/[^/]+/evidence/[^/"]+)"', page.text)
    assert worker.client.get(f"{address}/small").status_code == 200
    assert looks(portal) == []
    assert worker.client.get(address).mimetype == "image/jpeg"
    assert looks(portal) == ["staff:demo-worker"]


def test_nobody_else_sees_it(sender: Sender, portal: Flask) -> None:
    sender.add(("payslip.jpg", filemaker.jpeg()))
    (address,) = sender.there()
    for who in ("demo-couple", "demo-worker", "demo-unit"):
        stranger = Visitor(portal, who)
        for path in (address, f"{address}/small", f"/staff{address}", f"/staff{address}/small"):
            asked_why = who == "demo-worker" and path.startswith("/staff")
            assert stranger.client.get(path).status_code == (403 if asked_why else 404), (who, path)
    own, other = Sender(portal, "demo-no-capacity"), Sender(portal, "demo-several")
    other.begin()
    file = address.rsplit("/", 1)[1]
    assert own.client.get(f"{other.case}/evidence/{file}").status_code == 404
    assert other.client.get(f"{other.case}/evidence/{file}").status_code == 404


def test_what_comes_after_sending_is_on_the_timeline_and_stays(
    sender: Sender, portal: Flask
) -> None:
    sender.send(sender.get(f"{sender.case}/check"))
    sender.add(("later.jpg", filemaker.jpeg()))
    (address,) = sender.there()
    assert "You sent a photo or a document" in words(sender.get(sender.case))
    assert sender.client.post(f"{address}/back").status_code == 409
    worker = Visitor(portal, "demo-worker").get(f"/staff{sender.case}")
    assert "A photo or a document was sent" in words(worker)


def test_what_staff_asked_stands_on_the_page(sender: Sender, portal: Flask) -> None:
    sender.send(sender.get(f"{sender.case}/check"))
    worker = Visitor(portal, "demo-worker")
    version = re.search(r'name="version" value="(\d+)"', worker.get(f"/staff{sender.case}").text)
    worker.post(f"/staff{sender.case}/questions", version=version[1], body="What rent do you pay?")
    assert "What rent do you pay?" in words(sender.get(f"{sender.case}/evidence"))


def test_a_draft_thrown_away_takes_its_files_with_it(sender: Sender, portal: Flask) -> None:
    sender.add(("a.jpg", filemaker.jpeg()))
    sender.post(f"{sender.case}/discard")
    assert [row.removed_why for row in rows(portal)] == ["discarded"]
    assert list(portal.extensions["portal"].files.store.names()) == []


def test_until_something_is_added_adding_is_the_main_button(sender: Sender) -> None:
    page = sender.get(f"{sender.case}/evidence")
    assert '<button class="button primary">Add' in page.text
    assert f'<a class="button second" href="{sender.case}/check"' in page.text
    assert "Added: 0" not in words(page)
    page = sender.add(("a.png", filemaker.png()))
    assert '<button class="button second">Add' in page.text
    assert f'<a class="button primary" href="{sender.case}/check"' in page.text
    assert "Added: 1" in words(page)


@pytest.mark.parametrize("lang", MORE)
def test_the_page_is_in_every_language_of_the_core_journey(portal: Flask, lang: str) -> None:
    sender = Sender(portal, "demo-no-capacity", lang)
    sender.begin()
    page = sender.add(("a.png", filemaker.png()))
    assert re.search(rf'<html lang="{lang}"', page.text)
    shown = words(page)
    for name in ("evidence-title", "evidence-lead", "evidence-not-health", "evidence-go-on"):
        assert text(lang, name) in shown, name
    wrong = sender.add(("b.png", filemaker.vector()), ("c.pdf", filemaker.pdf(password="secret")))
    assert text(lang, "evidence-other-kind") in words(wrong)
    assert text(lang, "evidence-locked") in words(wrong)
    assert not re.findall(r"\bevidence-[a-z]+", words(wrong)), "no text is missing"
    assert len(wrong.data) <= MOST_BYTES, "an answer to a form is not compressed"
    large = sender.client.post(f"{sender.case}/evidence", **body_of(50_000_000))
    assert text(lang, "evidence-too-much-title") in words(large)
