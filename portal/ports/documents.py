"""Documents for paper as the portal asks for them."""

from datetime import date
from typing import Protocol


class Documents(Protocol):
    """Makes documents for paper."""

    def pdf(self, html: str, *, language: str, title: str, made_on: date) -> bytes:
        """Return the `<article>`s of this HTML as one tagged PDF, each from a page of its own.

        The HTML is that of a page here: headings, paragraphs, lists, tables, the receipt; a letter
        has a `<p class="head">`, a `to` (the window of the envelope) and a `meta` in front.
        What has class `screen` is left out. `data-foot`, `data-page`, `data-what`, `data-amount` of
        an article are the words of its foot and of the heads of its rows. The same HTML gives the
        same bytes.
        """
