"""The short address on a letter: where it leads, and its drawing."""

from dataclasses import dataclass
from datetime import date
from io import BytesIO

import segno
from flask import request, url_for
from flask_babel import gettext
from markupsafe import Markup
from sqlmodel import Session

from portal.cases.letterbox import codes
from portal.cases.models import Letter
from portal.web.code_words import tells_how_to_pay
from portal.web.services import services


@dataclass(frozen=True)
class Printed:
    """The code of a letter as it stands on it."""

    url: str
    until: date
    has_amount: bool = True
    """Whether it shows what to pay and how; of a letter that asks for nothing it does not."""

    @property
    def address(self) -> str:
        """The address as people type it."""
        return self.url.split("://", 1)[-1]

    @property
    def drawing(self) -> Markup:
        """The square to scan, with its words in the language that is in force."""
        picture = BytesIO()
        segno.make(self.url, error="m", micro=False).save(
            picture, kind="svg", xmldecl=False, omitsize=True, nl=False, light="#fff"
        )
        label = Markup('<svg role="img" aria-label="{}"').format(
            gettext("letter-code-alt", address=self.address)
        )
        return Markup(picture.getvalue().decode().replace("<svg", label, 1))  # noqa: S704


def printed(session: Session, letter: Letter) -> Printed | None:
    """Return the code of a letter, which is made now if it has none; None when it opens nothing."""
    parts = services()
    made = codes.code_of(session, parts.town, parts.tokens, letter)
    shown = codes.shown(parts.tokens, letter, made, parts.clock.today())
    if shown is None:
        return None
    has_amount = tells_how_to_pay(parts.town, letter.kind, letter.content)
    return Printed(site() + url_for("public.code", code=shown.text), shown.last_day, has_amount)


def site() -> str:
    """Return the portal's own address: as it was set, else the one it was asked at."""
    return services().settings.site or request.url_root.rstrip("/")
