"""Someone with a browser: goes from page to page as people do, in any language."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus

from playwright.sync_api import ConsoleMessage, Page, Response

from portal import texts
from tests.browser.site import Site
from tests.browser.wire import wire_of

Fields = Mapping[str, str | Sequence[str]]
"""What someone fills in: a value by field, or several to tick."""
Look = Callable[[Page], list[str]]
"""Something to hold against every page; returns what is wrong."""

ONWARDS = "main .actions .primary"
_REF = re.compile(r"/(cases|claims|letters|lines)/[^/]+")


@dataclass(frozen=True)
class Cost:
    """What a page cost on the wire."""

    page: str
    status: int
    bytes: int
    requests: int
    compressed: bool


class Visit:
    """One person in one browser."""

    def __init__(self, page: Page, site: Site, lang: str) -> None:
        self.page, self.site, self.lang = page, site, lang
        self.complaints: list[str] = []
        """What the browser complained of: errors, refusals of the policy, faults of the server."""
        self.elsewhere: tuple[str, ...] = ()
        """Other sites that this person may be sent to."""
        self.costs: list[Cost] = []
        self.looks: Sequence[Look] = ()
        self.faults: list[str] = []
        """What the looks found wrong, page by page."""
        self.wire = wire_of(page)
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("response", self._answered)

    # --- Going ---

    def open(self, path: str) -> None:
        """Type an address."""
        self.wire.reset()
        self._arrived(self.page.goto(path))

    def press(self, what: str) -> None:
        """Press a link or button that leads to another page."""
        self.wire.reset()
        with self.page.expect_navigation() as arriving:
            self.page.locator(what).click()
        self._arrived(arriving.value)

    def send_untouched(self, form: str) -> None:
        """Send a form without pressing any of its buttons."""
        self.wire.reset()
        with self.page.expect_navigation() as arriving:
            self.page.locator(form).evaluate("form => form.submit()")
        self._arrived(arriving.value)

    def fill(self, fields: Fields) -> None:
        """Fill fields of the page in."""
        for name, value in fields.items():
            for one in [value] if isinstance(value, str) else value:
                self._fill(name, one)

    def _fill(self, name: str, value: str) -> None:
        field = self.page.locator(f"main [name='{name}']")
        choice = self.page.locator(f"main [name='{name}'][value='{value}']")
        kind = field.first.get_attribute("type")
        if kind in ("radio", "checkbox"):
            choice.check()
        elif self.page.locator(f"main select[name='{name}']").count():
            field.select_option(value)
        else:
            field.fill(value)

    # --- Seeing ---

    @property
    def path(self) -> str:
        """Where this person is."""
        return re.sub(r"^https?://[^/]+|[?#].*$", "", self.page.url)

    def words(self) -> str:
        """Return the text of the page as it is read."""
        return re.sub(r"\s+", " ", self.page.locator("main").inner_text())

    def says(self, message: str, **values: object) -> str:
        """Return a text of the portal in this person's language, as `words` has it."""
        return re.sub(r"\s+", " ", texts.text(self.lang, message, **values))

    def sees(self, message: str, **values: object) -> bool:
        """Whether the page says this."""
        return self.says(message, **values) in self.words()

    def amount(self, minor: int) -> str:
        """Return an amount as this person reads it."""
        currency = self.site.app.extensions["portal"].town.currency
        return re.sub(r"\s+", " ", texts.amount(self.lang, currency, minor))

    # --- What is noticed on the way ---

    def _arrived(self, response: Response | None) -> None:
        status, name = response.status if response else 0, _REF.sub(r"/\1/…", self.path)
        wire = self.wire
        self.costs.append(Cost(name, status, wire.bytes, wire.requests, wire.encoded))
        self.look(f"{name} {status}")
        if (
            status == HTTPStatus.FORBIDDEN
            and self.page.locator("form[action='/staff/access']").count()
        ):
            self.fill({"why": "contact"})
            self.press(ONWARDS)

    @contextmanager
    def in_passing(self) -> Iterator[None]:
        """Do not look at the pages of this block: they are looked at elsewhere."""
        looks, self.looks = self.looks, ()
        yield
        self.looks = looks

    def look(self, name: str) -> None:
        """Hold the looks against the page as it stands now."""
        for look in self.looks:
            self.faults += [f"{name}: {fault}" for fault in look(self.page)]

    def _said(self, message: ConsoleMessage) -> None:
        # A page that says "not found" or "fill this in" is an answer, not a fault.
        is_answer = re.search(r"status of 4\d\d", message.text)
        if message.type in ("error", "warning") and not is_answer:
            self.complaints.append(f"{self.page.url}: {message.text}")

    def _answered(self, response: Response) -> None:
        if response.status >= 500 or not response.url.startswith((self.site.url, *self.elsewhere)):
            self.complaints.append(f"{response.status} {response.url}")
