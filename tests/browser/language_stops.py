"""Stops of the walks in a language from right to left: the core journey, and its focus order."""

import re

from tests.browser import journeys
from tests.browser.journeys import CLEAR
from tests.browser.visit import ONWARDS, Visit

_BACKWARDS = """() => {
  const stops = [...document.querySelectorAll("a[href], button, summary, input:not([type=hidden])")]
    .filter((one) => one.checkVisibility() && !one.matches(".skip, [type=radio], [type=checkbox]"))
    .map((one) => [one, one.getBoundingClientRect()]);
  return stops.slice(1).filter(([, box], place) => {
    const before = stops[place][1];
    return Math.abs(box.top - before.top) < 4 && box.left > before.left;
  }).map(([one]) => one.outerHTML.slice(0, 120));
}"""
"""What Tab comes to next, to the right of where it was on the same line."""


def core_journey(resident: Visit) -> None:
    """From what is owed to the answer in short, a question answered wrongly first."""
    answers = CLEAR["oss"].answers
    with resident.in_passing():
        journeys.sign_in(resident, "demo-over-minimum")
        claim = resident.page.locator("ul.claims a").first.get_attribute("href")
    resident.look("overview")
    _read(resident)
    resident.open(str(claim))
    resident.open("/ask")
    _read(resident)
    with resident.in_passing():
        resident.open("/overview")
        journeys.begin(resident, "plan")
        journeys.answer(resident, answers, until="income")
        resident.press(ONWARDS)
    resident.look("a wrong answer")
    with resident.in_passing():
        journeys.answer(resident, answers)
    resident.look("account")
    _read(resident)
    journeys.send(resident)
    resident.press("main a[href$='/summary']")
    _read(resident)
    resident.open("/language")


def _read(resident: Visit) -> None:
    """Note what lies the wrong way round, and texts that are not there."""
    page = resident.page
    found = [f"backwards: {one}" for one in page.evaluate(_BACKWARDS)]
    missing = re.findall(r"(?<![\w./-])[a-z]+(?:-[a-z]+)+(?![\w./-])", resident.words())
    found += [f"no text: {one}" for one in missing]
    if page.locator("html").get_attribute("dir") != "rtl":
        found.append("not from right to left")
    resident.faults += [f"{resident.path}: {one}" for one in found]
