"""The forms of files: which kind of file comes in, and from which day changes are saved."""

from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, SelectField

from portal.jobs.intake.kinds import kinds_of
from portal.municipality import Municipality
from portal.web.fields import Needed, OneOffered, choices_of
from portal.web.staff.forms import DayField


class TakeFile(FlaskForm):
    """A file, its kind, and whether bad lines may be left out."""

    kind = SelectField(
        lazy_gettext("files-kind"),
        validate_choice=False,
        validators=[Needed("error-choose"), OneOffered()],
    )
    file = FileField(
        lazy_gettext("files-file"), validators=[FileRequired(lazy_gettext("error-file-needed"))]
    )
    skip_bad = BooleanField(lazy_gettext("files-skip-bad"))

    def __init__(self, town: Municipality, **kwargs: Any) -> None:  # noqa: ANN401
        """Offer the kinds this municipality has."""
        super().__init__(**kwargs)
        kinds = choices_of("files-kind", kinds_of(town))
        self.kind.choices = [("", gettext("files-kind-choose")), *kinds]


class GiveChanges(FlaskForm):
    """From which day on the changes at the collector are saved."""

    first = DayField(lazy_gettext("files-since"), validators=[Needed("error-day-needed")])
