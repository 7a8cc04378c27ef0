"""Stops of the walks at what is sent along with a request, and at stopping and going on."""

from tests import filemaker
from tests.browser.visit import ONWARDS, Visit

ADD = "main form[enctype] .button"


def sending_along(resident: Visit) -> None:
    """From the check of the answers: nothing chosen, a file that is none, a photo; and back."""
    check = resident.path
    resident.open(check.replace("/check", "/evidence"))
    resident.press(ADD)
    choose(resident, "notes.pdf", b"no document")
    resident.press(ADD)
    choose(resident, "payslip.jpg", filemaker.jpeg((600, 800)))
    resident.press(ADD)
    resident.open(check)
    resident.open(check.replace("/check", "/evidence"))
    resident.press("main .files .quiet")
    resident.open(check)


def choose(resident: Visit, name: str, content: bytes) -> None:
    """Choose one file in the form."""
    file = {"name": name, "mimeType": "image/jpeg", "buffer": content}
    resident.page.locator("#files").set_input_files([file])


def stopping(resident: Visit) -> None:
    """A link to go on with elsewhere: a wrong address, a right one, a link that is over."""
    check = resident.path
    resident.open(check.replace("/check", "/link"))
    resident.fill({"email": "nobody"})
    resident.press(ONWARDS)
    resident.fill({"email": "somebody@example.org"})
    resident.press(ONWARDS)
    resident.open("/back/over")
    resident.open(check)
