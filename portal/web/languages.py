"""The language of a page, and what is not there in the language its reader chose.

Beside its own languages a municipality offers some in which only the core journey is there. Every
other page is wholly in the municipality's first language, and says so in the reader's.
"""

from copy import copy
from dataclasses import dataclass
from functools import lru_cache

from babel.support import Translations
from flask import current_app, g, request
from flask_babel import Domain, force_locale, get_locale, gettext, refresh
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from portal.texts import MORE, catalogue, filled
from portal.web.services import services

_COOKIE = "lang"
CORE = frozenset(
    {
        *("public.start", "public.sign_in", "public.languages"),
        *("public.sign_out", "public.signed_out"),
        *("public.session_left", "public.session_stay"),
        *("citizen.overview", "citizen.claim", "citizen.cases", "citizen.case", "citizen.summary"),
        *("citizen.ask", "citizen.ask_short", "citizen.ask_claims", "citizen.question"),
        *("citizen.account", "citizen.what_if", "citizen.check", "citizen.no_proposal"),
        *("citizen.message", "citizen.withdrawal", "citizen.discard", "citizen.old_amount"),
        *("citizen.said_paid", "citizen.summary_as_pdf"),
        *("citizen.evidence", "citizen.evidence_back"),
    }
)
"""The pages of the core journey. Which texts they need says tests/structure/core_journey.py."""
QUESTIONS = frozenset(
    {
        *("way", "months", "monthly", "means", "pause", "circumstances", "story", "payday"),
        *("household", "pension_age", "benefit", "children", "sharers", "income", "assets"),
    }
)
"""The questions of the core journey."""


@dataclass(frozen=True)
class Band:
    """What stands above a page about its language, and the language this is said in."""

    text: str
    lang: str


class OwnTexts(Domain):
    """The catalogues; what one of the core journey lacks is said in the municipality's language."""

    def get_translations(self) -> Translations:
        """Return the texts of the language in force."""
        return self.of(str(get_locale()))

    def of(self, lang: str) -> Translations:
        """Return the texts of a language."""
        if lang not in MORE:
            return catalogue(lang)
        if lang not in self.cache:
            self.cache[lang] = copy(catalogue(lang))
            self.cache[lang].add_fallback(catalogue(services().town.languages[0]))
        return self.cache[lang]

    def gettext(self, string: str, **variables: object) -> str:
        """Return the text with this id, with its places filled."""
        found: str = self.get_translations().ugettext(string)
        return filled(found, variables) if variables else found


def cookie() -> str:
    """Return the name of the language's cookie: like the session's, of this host alone on https."""
    own: str = current_app.config["SESSION_COOKIE_NAME"]
    return f"__Host-{_COOKIE}" if own.startswith("__Host-") else _COOKIE


def wanted() -> str:
    """Return the language someone reads: chosen, or the browser's, or the municipality's first."""
    town = services().town
    offered = (*town.languages, *town.more_languages)
    chosen = request.cookies.get(cookie(), "")
    if chosen in offered:
        return chosen
    return _best(request.headers.get("Accept-Language", ""), offered) or town.languages[0]


@lru_cache(maxsize=512)
def _best(accepted: str, offered: tuple[str, ...]) -> str | None:
    """Which of the languages offered a browser wants most; most send one of few headers."""
    return parse_accept_header(accepted, LanguageAccept).best_match(offered)


def language() -> str:
    """Return the language of this page: what its reader wants, where the page is there in it."""
    chosen = wanted()
    return chosen if chosen not in MORE or _is_core() else services().town.languages[0]


def only_own() -> None:
    """Say that what this page shows is not in the core journey, whatever its address."""
    g.only_own = True
    refresh()


def band() -> Band | None:
    """Say that a page is a translation, or that it is not there in the reader's language."""
    chosen = wanted()
    if chosen not in MORE:
        return None
    first, is_there = services().town.languages[0], _is_core()
    with force_locale(chosen):
        said = gettext(f"translated-{first}" if is_there else f"not-translated-{first}")
    return Band(said, chosen)


def _is_core() -> bool:
    if g.get("only_own"):
        return False
    name = (request.view_args or {}).get("question")
    return request.endpoint is None or (
        request.endpoint in CORE and (name is None or name in QUESTIONS)
    )
