"""Signing a resident out everywhere, where somebody else may be signed in under their name."""

from http import HTTPStatus

from flask import request
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from portal.people import audit, directory
from portal.people.actors import Permission
from portal.people.models import Person
from portal.people.signing import ending
from portal.web.fields import clean, one_of
from portal.web.fragments import answer
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff import staff
from portal.web.staff.colleagues import LONGEST_NAME, MOST_FOUND, named


class Who(FlaskForm):
    """Who is signed out."""

    person = one_of(lazy_gettext("sessions-end-person"))

    def __init__(self, people: list[Person], **kwargs: object) -> None:
        """`people`: who was found."""
        super().__init__(**kwargs)
        self.person.choices = [(one.ref, named(one)) for one in people]


@staff.route("/colleagues/signed-out", methods=["GET", "POST"])
@needs(Permission.STAFF_MANAGE)
def sessions_end() -> Response:
    """Look for a person, then sign them out; doing it twice does no harm."""
    parts, now = services(), services().clock.now()
    query, ends = clean(request.form.get("q", ""))[:LONGEST_NAME], "act" in request.form
    people: list[Person] = []
    if query:
        with parts.database.unit_of_work() as session:
            people = directory.to_close(session, actor(), query, MOST_FOUND + 1)
            audit.record(session, now, actor().signature, "people:search", "people")
    form = Who(people[:MOST_FOUND], formdata=request.form if ends else None)
    count = None
    if ends and form.validate():
        with parts.database.unit_of_work() as session:
            count = ending.of_person(session, actor(), form.person.data, now)
    return answer(
        "staff/sessions_end.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK,
        form=form,
        people=people[:MOST_FOUND],
        is_more=len(people) > MOST_FOUND,
        query=query,
        count=count,
        shortest=directory.SHORTEST,
    )
