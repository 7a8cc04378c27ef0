"""Members of staff: who works here, in which role, and whose files are closed to them."""

import re
from functools import partial
from http import HTTPStatus
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from sqlmodel import Session
from werkzeug.wrappers import Response
from wtforms import HiddenField, StringField

from portal.people import audit, closed, colleagues, directory
from portal.people.actors import ROLES, Permission
from portal.people.models import Person, StaffMember
from portal.people.refs import new_ref
from portal.people.signing import ending
from portal.web.carrying_out import Work, carry_out, filled_in, seen_version
from portal.web.fields import choices_of, clean, one_of
from portal.web.fragments import answer
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff import staff
from portal.web.staff.forms import Text

LONGEST_NAME, LONGEST_LOGIN, MOST_FOUND = 80, 254, 5
_KEY = re.compile(r"[A-Za-z0-9_-]{1,40}")


class Member(FlaskForm):
    """Who somebody is and what they do here."""

    once, version = HiddenField(), HiddenField()
    name = StringField(
        lazy_gettext("colleague-name"), validators=[Text("error-colleague-name", 2, LONGEST_NAME)]
    )
    role = one_of(lazy_gettext("colleague-role"))
    unit = StringField(
        lazy_gettext("colleague-unit"), validators=[Text("error-colleague-unit", 0, LONGEST_NAME)]
    )
    login = StringField(
        lazy_gettext("colleague-login"), validators=[Text("error-too-long", 0, LONGEST_LOGIN)]
    )

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401
        """Offer the roles of staff."""
        super().__init__(**kwargs)
        self.role.choices = choices_of("role", colleagues.STAFF_ROLES)


class Close(FlaskForm):
    """Whose file is closed, and why."""

    person = one_of(lazy_gettext("closed-person"))
    why = one_of(lazy_gettext("closed-why"))

    def __init__(self, people: list[Person], **kwargs: Any) -> None:  # noqa: ANN401
        """`people`: who was found."""
        super().__init__(**kwargs)
        self.person.choices = [(one.ref, named(one)) for one in people]
        self.why.choices = choices_of("closed", closed.WHY)


def named(person: Person) -> str:
    """Return how a person is told from another of the same name."""
    return f"{person.name} · {person.address}" if person.address else person.name


@staff.get("/colleagues", endpoint="colleagues")
@needs(Permission.FILE_CLOSE)
def colleagues_page() -> str:
    """List who works here."""
    with services().database.reading() as session:
        found = colleagues.everyone(session, actor())
    return render_template(
        "staff/colleagues.html",
        colleagues=found,
        may_manage=actor().may(Permission.STAFF_MANAGE),
    )


@staff.get("/colleagues/rights")
@needs(Permission.FILE_CLOSE)
def colleague_rights() -> str:
    """Show what each role may do, from the table the pages go by."""
    roles = {role: sorted(ROLES[role]) for role in colleagues.STAFF_ROLES}
    return render_template("staff/colleague_rights.html", roles=roles)


@staff.get("/colleagues/<ref>")
@needs(Permission.FILE_CLOSE)
def colleague(ref: str) -> Response:
    """Show one, with the files that are closed to them."""
    return _page(ref)


@staff.route("/colleagues/new", methods=["GET", "POST"])
@needs(Permission.STAFF_MANAGE)
def colleague_new() -> Response:
    """Add somebody."""
    form = Member(data={"once": new_ref()})

    def act(session: Session) -> StaffMember:
        once = form.once.data or ""
        return colleagues.add(
            session,
            actor(),
            **_typed(form),
            ref=once if _KEY.fullmatch(once) else "",
            now=services().clock.now(),
        )

    return _saved(form, None, act)


@staff.route("/colleagues/<ref>/change", methods=["GET", "POST"])
@needs(Permission.STAFF_MANAGE)
def colleague_change(ref: str) -> Response:
    """Change name, role or unit."""
    with services().database.reading() as session:
        member = colleagues.by_ref(session, actor(), ref)
    told = {name: getattr(member, name) for name in ("name", "role", "unit", "login")}
    form = Member(data=told | {"version": str(member.version)})

    def act(session: Session) -> StaffMember:
        found, now = colleagues.by_ref(session, actor(), ref), services().clock.now()
        colleagues.change(session, actor(), found, **_typed(form), seen=seen_version(), now=now)
        return found

    return _saved(form, member, act)


def _typed(form: Member) -> dict[str, str]:
    name, unit = clean(form.name.data), clean(form.unit.data)
    login = clean(form.login.data)
    return {"name": name, "role": form.role.data or "", "unit": unit, "login": login}


def _saved(form: Member, member: StaffMember | None, act: Work[StaffMember]) -> Response:
    """Show the form, or carry it out; what was typed stays where it cannot be done."""

    def page(status: int, problem: str) -> Response:
        return answer(
            "staff/colleague_form.html", status=status, form=form, member=member, problem=problem
        )

    return filled_in(form, page, act, lambda one: url_for("staff.colleague", ref=one.ref))


@staff.post("/colleagues/<ref>/end")
@needs(Permission.STAFF_MANAGE)
def colleague_end(ref: str) -> Response:
    """Let somebody go, let them come in again, or sign them out everywhere."""
    clock, deed = services().clock, request.form.get("act")
    now = clock.now()

    def act(session: Session) -> None:
        member, seen = colleagues.by_ref(session, actor(), ref), seen_version()
        if deed == "out":
            ending.of_colleague(session, actor(), member, now)
        elif deed == "back":
            colleagues.bring_back(session, actor(), member, seen=seen, now=now)
        else:
            on = clock.today()
            colleagues.end(session, actor(), member, seen=seen, on=on, now=now)

    return carry_out(act, partial(_page, ref), url_for("staff.colleague", ref=ref))


@staff.route("/colleagues/<ref>/close", methods=["GET", "POST"])
@needs(Permission.FILE_CLOSE)
def file_close(ref: str) -> Response:
    """Look for a person, then close their file to this colleague."""
    parts, now = services(), services().clock.now()
    query, closes = clean(request.form.get("q", ""))[:LONGEST_NAME], "act" in request.form
    people: list[Person] = []
    with parts.database.unit_of_work() as session:
        member = colleagues.by_ref(session, actor(), ref)
        if query:
            people = directory.to_close(session, actor(), query, MOST_FOUND + 1)
            audit.record(session, now, actor().signature, "people:search", "people")
    is_more, people = len(people) > MOST_FOUND, people[:MOST_FOUND]
    form = Close(people, formdata=request.form if closes else None)
    if closes and form.validate():
        with parts.database.unit_of_work() as session:
            closed.close(session, actor(), member, form.person.data, form.why.data, now)
        return redirect(url_for("staff.colleague", ref=ref), code=303)
    return answer(
        "staff/file_close.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if closes else HTTPStatus.OK,
        member=member,
        form=form,
        people=people,
        is_more=is_more,
        query=query,
        shortest=directory.SHORTEST,
    )


@staff.post("/colleagues/<ref>/opened")
@needs(Permission.FILE_CLOSE)
def file_open(ref: str) -> Response:
    """Open a file to this colleague again."""
    file, now = request.form.get("file", ""), services().clock.now()

    def act(session: Session) -> None:
        member = colleagues.by_ref(session, actor(), ref)
        closed.open_again(session, actor(), member, file, now)

    return carry_out(act, partial(_page, ref), url_for("staff.colleague", ref=ref))


def _page(ref: str, status: int = HTTPStatus.OK, problem: str = "") -> Response:
    with services().database.reading() as session:
        member = colleagues.by_ref(session, actor(), ref)
        files = closed.closed_for(session, actor(), member)
    return answer(
        "staff/colleague.html",
        status=status,
        member=member,
        closed=files,
        problem=problem,
        may_manage=actor().may(Permission.STAFF_MANAGE),
    )
