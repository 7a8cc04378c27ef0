"""Digital post: what every adapter must do, and that what it does not take is printed."""

import json
from pathlib import Path

import pytest
from sqlmodel import Session, select

from portal.adapters.digital_post.folder import FolderPost
from portal.cases.letterbox import digital
from portal.cases.letterbox.models import DigitalDelivery
from portal.cases.models import Letter
from portal.db import Database
from portal.jobs.digital_post import LEASE, deliver_waiting
from portal.people import messages
from portal.people.actors import person_actor, staff_actor
from portal.people.deliveries import Delivery
from portal.people.models import Person
from portal.people.outbox import Outgoing
from portal.ports.mail import NotSentError
from portal.ports.post import DigitalLetter, DigitalPost
from portal.ports.sms import Fate
from tests import builders
from tests.builders import DAY, NOW

LETTER = DigitalLetter("ref-1", "person-1", "Letter", "nl", b"%PDF-1")


class Twin:
    """Digital post that lives in memory, and is away or does not know someone when told so."""

    def __init__(self) -> None:
        self.boxes: dict[str, DigitalLetter] = {}
        self.troubles: list[NotSentError] = []
        self.fates: dict[str, Fate] = {}

    def deliver(self, letter: DigitalLetter) -> str:
        if self.troubles:
            raise self.troubles.pop()
        self.boxes[letter.key] = letter
        return f"receipt-{letter.key}"

    def fate(self, receipt: str) -> Fate:
        return self.fates.get(receipt, "")


@pytest.fixture(params=["folder", "twin"])
def post(request: pytest.FixtureRequest, tmp_path: Path) -> DigitalPost:
    return FolderPost(tmp_path) if request.param == "folder" else Twin()


def test_a_letter_gets_the_same_receipt_however_often_it_is_handed_over(post: DigitalPost) -> None:
    other = DigitalLetter("ref-2", "person-1", "Letter", "nl", b"%PDF-2")
    assert post.deliver(LETTER) == post.deliver(LETTER)
    assert post.deliver(other) != post.deliver(LETTER)


def test_what_came_of_a_letter_is_known_once_it_is_told(tmp_path: Path) -> None:
    post = FolderPost(tmp_path)
    receipt = post.deliver(LETTER)
    assert post.fate(receipt) == ""
    (tmp_path / f"{receipt}.undelivered").touch()
    assert post.fate(receipt) == "undelivered"


def test_a_folder_holds_the_letter_and_what_it_is_and_no_half_files(tmp_path: Path) -> None:
    receipt = FolderPost(tmp_path).deliver(LETTER)
    told = json.loads((tmp_path / f"{receipt}.json").read_text())
    assert (told["recipient"], told["key"]) == ("person-1", "ref-1")
    assert (tmp_path / told["file"]).read_bytes() == b"%PDF-1"
    assert len(list(tmp_path.iterdir())) == 2


def test_a_folder_that_is_away_is_tried_again(tmp_path: Path) -> None:
    with pytest.raises(NotSentError) as trouble:
        FolderPost(tmp_path / "gone").deliver(LETTER)
    assert not trouble.value.is_final


def letter_for(database: Database, *, wants: bool) -> None:
    with database.unit_of_work() as session:
        person = builders.person(session)
        digital.choose(session, person_actor(person), wanted=wants, now=NOW)
        told = builders.message(session, person)
        told.letter_ref = builders.letter(session, person, DAY).ref


def render(_session: Session, letter: Letter) -> tuple[str, bytes]:
    return "Letter", letter.ref.encode()


def states(database: Database) -> tuple[list[str], list[str]]:
    with database.reading() as session:
        messages = session.exec(select(Outgoing.state).order_by(Outgoing.id)).all()
        return list(messages), list(session.exec(select(DigitalDelivery.state)).all())


def test_only_who_wants_digital_post_gets_it_and_each_letter_once(database: Database) -> None:
    letter_for(database, wants=True)
    letter_for(database, wants=False)
    post = Twin()
    assert deliver_waiting(database, post, render, NOW) == 1
    assert deliver_waiting(database, post, render, NOW + LEASE) == 0
    assert states(database) == (["sent", "waiting"], ["delivered"])
    with database.unit_of_work() as session:
        staff = staff_actor(builders.staff(session))
        assert messages.last_posted(session, staff) == [], "it was not printed"
        refs = set(session.exec(select(Person.ref)))
        assert {one.recipient for one in post.boxes.values()} <= refs


@pytest.mark.parametrize(
    ("troubles", "rounds"),
    [([NotSentError("no-box", is_final=True)], 1), ([NotSentError("away", is_final=False)] * 3, 3)],
)
def test_what_digital_post_does_not_take_waits_for_paper(
    embedded: Database, troubles: list[NotSentError], rounds: int
) -> None:
    letter_for(embedded, wants=True)
    post = Twin()
    post.troubles = list(troubles)
    for number in range(rounds):
        assert deliver_waiting(embedded, post, render, NOW + number * LEASE) == 0
    assert states(embedded) == (["waiting"], ["failed"])
    assert deliver_waiting(embedded, post, render, NOW + 9 * LEASE) == 0


def test_what_failed_once_is_tried_again_after_a_while(embedded: Database) -> None:
    letter_for(embedded, wants=True)
    post = Twin()
    post.troubles = [NotSentError("away", is_final=False)]
    assert deliver_waiting(embedded, post, render, NOW) == 0
    assert deliver_waiting(embedded, post, render, NOW) == 0
    assert deliver_waiting(embedded, post, render, NOW + LEASE) == 1


def test_a_letter_that_did_not_come_into_the_box_is_printed_after_all(embedded: Database) -> None:
    letter_for(embedded, wants=True)
    post = Twin()
    assert deliver_waiting(embedded, post, render, NOW) == 1
    [key] = post.boxes
    post.fates[f"receipt-{key}"] = "undelivered"
    assert deliver_waiting(embedded, post, render, NOW + LEASE) == 0
    assert states(embedded) == (["waiting"], ["failed"])
    with embedded.reading() as session:
        steps = session.exec(select(Delivery.what).order_by(Delivery.id)).all()
        assert steps == ["sent", "undelivered"]
