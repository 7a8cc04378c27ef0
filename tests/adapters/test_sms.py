"""Text messages: what every sender must do, and what its folder holds."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from portal.adapters.sms.folder import FolderSms
from portal.ports.mail import NotSentError
from portal.ports.sms import Fate, Sms, SmsSender
from tests.texting import Phones

SMS = Sms("outgoing:1", "+31612345678", "There is news.", "en")


@pytest.fixture(params=["folder", "twin"])
def sender(request: pytest.FixtureRequest, tmp_path: Path) -> SmsSender:
    return FolderSms(tmp_path) if request.param == "folder" else Phones()


def tell_fate(sender: SmsSender, receipt: str, fate: Fate) -> None:
    """What whoever sends them does."""
    if isinstance(sender, FolderSms):
        (sender.folder / f"{receipt}.{fate}").touch()
    else:
        assert isinstance(sender, Phones)
        sender.fates[receipt] = fate


def test_one_has_the_same_receipt_however_often_it_is_handed_over(sender: SmsSender) -> None:
    other = replace(SMS, key="outgoing:2")
    assert sender.send(SMS) == sender.send(SMS) != sender.send(other)


@pytest.mark.parametrize("fate", ["delivered", "undelivered"])
def test_what_came_of_one_is_known_once_it_is_told(sender: SmsSender, fate: Fate) -> None:
    receipt = sender.send(SMS)
    assert sender.fate(receipt) == ""
    tell_fate(sender, receipt, fate)
    assert sender.fate(receipt) == fate


def test_a_folder_holds_one_whole_file_for_each(tmp_path: Path) -> None:
    receipt = FolderSms(tmp_path).send(SMS)
    [file] = tmp_path.iterdir()
    assert file.name == f"{receipt}.json"
    told = {"key": SMS.key, "to": SMS.to, "body": SMS.body, "language": "en"}
    assert json.loads(file.read_text()) == told


def test_a_folder_that_is_away_is_tried_again(tmp_path: Path) -> None:
    gone = FolderSms(tmp_path / "gone")
    for act in (lambda: gone.send(SMS), lambda: gone.fate("x")):
        with pytest.raises(NotSentError) as trouble:
            act()
        assert not trouble.value.is_final
