"""The form with which a batch of direct debit is released or refused."""

from typing import Any

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm

from portal.web.fields import choices_of, one_of
from portal.web.staff.forms import own_words


class Release(FlaskForm):
    """Yes or no, and what was looked at."""

    says = one_of(lazy_gettext("staff-debit-says"))
    reason = own_words()

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401
        """Offer the two answers."""
        super().__init__(**kwargs)
        self.says.choices = choices_of("staff-debit", ("yes", "no"))
