"""Someone with a keyboard alone, who must always see where they are."""

from pathlib import Path

import pytest

from tests.browser.visit import Visit

MOST_TABS = 60
AT = "(what) => document.activeElement.matches(what)"
_SHOWN = """() => {
  const here = document.activeElement, box = here.getBoundingClientRect();
  const style = getComputedStyle(here);
  const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const inside = box.bottom > 0 && box.top < innerHeight && box.width > 0;
  return here === document.body || (ring && inside) ? "" : here.outerHTML.slice(0, 200);
}"""


class Keyboard:
    """Goes with Tab, and notes wherever the focus cannot be seen."""

    def __init__(self, visit: Visit) -> None:
        self.visit, self.page = visit, visit.page
        self.unseen: list[str] = []
        # Listened to from the start: Enter may open the chooser before a later listener is heard.
        self.page.on("filechooser", lambda _: None)

    def to(self, what: str) -> None:
        """Press Tab until the focus is there."""
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            if hidden := self.page.evaluate(_SHOWN):
                self.unseen.append(f"{self.visit.path}: {hidden}")
            if self.page.evaluate(AT, what):
                return
        pytest.fail(f"Tab does not come to {what} on {self.visit.path}")

    def enter(self, what: str) -> None:
        """Go there and press Enter, to another page."""
        self.to(what)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def choose(self, name: str, value: str) -> None:
        """Go to a group of choices and along it with the arrows, to this one."""
        self.to(f"[name='{name}']")
        self.page.keyboard.press("Space")
        for _ in range(10):
            if self.page.evaluate(AT, f"[name='{name}'][value='{value}']"):
                return
            self.page.keyboard.press("ArrowDown")
        pytest.fail(f"the arrows do not come to {value}")

    def select(self, name: str, value: str) -> None:
        """Go to a list and down it with the arrow, to this line."""
        self.to(f"[name='{name}']")
        for _ in range(10):
            if self.page.locator(f"[name='{name}']").input_value() == value:
                return
            self.page.keyboard.press("ArrowDown")
        pytest.fail(f"the arrow does not come to {value}")

    def attach(self, field: str, file: Path) -> None:
        """Go to a field for files, open it with Enter and choose one."""
        self.to(field)
        with self.page.expect_file_chooser() as asked:
            self.page.keyboard.press("Enter")
        asked.value.set_files(file)

    def type(self, name: str, value: str) -> None:
        """Go to a field and type, in place of what was there."""
        self.to(f"[name='{name}']")
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(value)
