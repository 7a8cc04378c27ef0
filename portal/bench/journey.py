"""The main job as somebody does it, with time to think: sign in, look, ask, answer, send."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from random import Random

from portal.bench.visitor import Fields, Page, Visitor

MOST_QUESTIONS = 20
TRIES = 40
"""How often somebody tries again what got no answer."""
OK = 200
ANSWERS: Mapping[str, Fields] = {
    "way": {"way": "rules"},
    "household": {"household": "single"},
    "pension_age": {"pension_age": "none"},
    "children": {"children": "0"},
    "benefit": {"benefit": "no"},
    "income": {"income": "2,400.00", "period": "month"},
    "assets": {"assets": "0"},
    "circumstances": {},
    "story": {"story": ""},
    "means": {"means": "no"},
    "sharers": {"unknown": "y"},
}
_CLAIM = re.compile(r'href="/claims/([^"/]+)"')
_OFFERED = re.compile(r'name="claims" value="([^"]+)"')
_VERSION = re.compile(r'name="version" value="(\d+)"')
_CASE = re.compile(r"/cases/([^/]+)")


class LostError(Exception):
    """Somebody came to a page from which they know no way on."""


@dataclass
class Told:
    """What the portal told its visitors that it did."""

    sent: set[str] = field(default_factory=set)
    """References of requests that were sent."""
    said: set[str] = field(default_factory=set)
    """Claims somebody said they paid."""
    lost: list[str] = field(default_factory=list)


@dataclass
class Traveller:
    """Does the main job once, and tries again what got no answer."""

    visitor: Visitor
    chance: Random
    think: tuple[float, float]
    told: Told
    ref: str = ""
    """Who they are on this way."""

    async def travel(self, ref: str) -> None:
        """Do it as this person."""
        self.ref = ref
        try:
            await self._until(lambda: self.visitor.get("/"))
            await self._enter()
            overview = await self._until(lambda: self.visitor.get("/overview"), ok=_is("/overview"))
            claim = overview.all(_CLAIM.pattern)[0]
            await self._until(lambda: self.visitor.get(f"/claims/{claim}"))
            await self._send(await self._answer(await self._begin()))
            if await self._says_paid(claim):
                self.told.said.add(claim)
        except (LostError, IndexError) as error:
            self.told.lost.append(f"{type(error).__name__}: {error}")

    async def to_question(self, ref: str, question: str) -> str:
        """Begin a request as this person and answer up to a question; return its address."""
        self.ref = ref
        await self._enter()
        page = await self._begin()
        for _ in range(MOST_QUESTIONS):
            if page.path.endswith(f"/questions/{question}"):
                return page.path
            page = await self._one(page.path)
        raise LostError(f"{question} was not asked")

    async def _enter(self) -> None:
        for _ in range(TRIES):
            await asyncio.sleep(self.chance.uniform(*self.think))
            page = await self.visitor.get("/sign-in")
            if page.status == OK:
                page = await self.visitor.post("/sign-in", {"person": self.ref})
            if page.status == OK and page.path != "/sign-in":
                return
        raise LostError("no way in")

    async def _begin(self) -> Page:
        await self._until(lambda: self.visitor.get("/ask"), ok=_is("/ask"))
        page = await self._until(lambda: self.visitor.post("/ask", {"ask": "plan"}))
        if page.path.startswith("/ask/"):
            chosen = {"claims": page.all(_OFFERED.pattern)}
            page = await self._until(lambda: self.visitor.post(page.path, chosen))
        return page

    async def _answer(self, page: Page) -> Page:
        """Answer question after question, the estimate asked for beside that of income."""
        for _ in range(MOST_QUESTIONS):
            if "/questions/" not in page.path:
                return page
            page = await self._one(page.path)
        raise LostError("questions without end")

    async def _one(self, path: str) -> Page:
        question = path.rsplit("/", 1)[1]
        told = ANSWERS[question]
        if question == "income":
            await self._until(lambda: self.visitor.post(path, {**told, "act": "estimate"}))
        return await self._until(lambda: self.visitor.post(path, told))

    async def _send(self, page: Page) -> None:
        """Check and send; after no answer look whether it was sent, before sending it again."""
        found = _CASE.match(page.path)
        if found is None:
            raise LostError(page.path)
        own = f"/cases/{found[1]}"
        for _ in range(TRIES):
            check = await self._until(lambda: self.visitor.get(f"{own}/check"))
            version = check.all(_VERSION.pattern)
            if check.path == own or not version:
                break
            page = await self.visitor.post(f"{own}/check", {"version": version[0]})
            if page.status == OK:
                break
        page = await self._until(lambda: self.visitor.get(own))
        if page.path != own:
            raise LostError(page.path)
        self.told.sent.add(found[1])

    async def _says_paid(self, claim: str) -> bool:
        page = await self._until(lambda: self.visitor.get(f"/claims/{claim}"))
        if f"/claims/{claim}/paid-by-bank" not in page.text:
            return False
        path = f"/claims/{claim}/paid-by-bank"
        await self._until(lambda: self.visitor.post(path, {"paid": "y"}))
        return True

    async def _until(
        self, act: Callable[[], Awaitable[Page]], ok: Callable[[Page], bool] | None = None
    ) -> Page:
        """Think, then do it, again and again until an answer comes."""
        page = Page(0, "", "")
        for _ in range(TRIES):
            await asyncio.sleep(self.chance.uniform(*self.think))
            page = await act()
            if page.path == "/sign-in":  # their time ran out meanwhile
                await self._enter()
                continue
            if page.status == OK and (ok is None or ok(page)):
                return page
        raise LostError(f"{page.status} {page.path}")


def _is(path: str) -> Callable[[Page], bool]:
    return lambda page: page.path == path
