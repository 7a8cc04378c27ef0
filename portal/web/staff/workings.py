"""Calculations prepared for staff: filled in, worked out, shown. Nothing is kept or decided."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import request
from flask_babel import gettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from portal.errors import NotFound
from portal.people.actors import Permission
from portal.rules.policy import book
from portal.rules.workings.registry import WORKINGS
from portal.rules.workings.working import Asked, Fact
from portal.web.context import amount, day
from portal.web.fragments import answer
from portal.web.services import services
from portal.web.session import needs
from portal.web.staff import staff
from portal.web.staff.working_form import facts_of, form_of, is_long, kept_in
from portal.web.working_lines import account_of


@staff.get("/workings")
@needs(Permission.CASE_READ)
def workings() -> Response:
    """List the calculations of the municipality."""
    return answer("staff/workings.html", names=services().town.workings)


@staff.get("/workings/<name>")
@needs(Permission.CASE_READ)
def working(name: str) -> Response:
    """Show the empty form of a calculation."""
    return _form_page(name, _form(name))


@staff.post("/workings/<name>")
@needs(Permission.CASE_READ)
def work_out(name: str) -> Response:
    """Work it out and show it; or show the form again, with what is wrong or to change it."""
    kept = request.form.get("kept")
    form = _form(name, kept)
    if not form.validate():
        return _form_page(name, form, status=422)
    town, today = services().town, services().clock.today()
    made = WORKINGS[name](_facts(name, form, today), book(town.policy, today))
    for field, message in made.mistakes().items():
        form[field].errors = [gettext(message)]
    if form.errors:
        return _form_page(name, form, status=422)
    if kept is not None:
        return _form_page(name, form)
    return answer(
        "staff/working.html",
        name=name,
        rows=_rows(name, form),
        kept=kept_in(form, request.form),
        lines=account_of(made),
        advice=made.advice(),
    )


def _form(name: str, kept: str | None = None) -> FlaskForm:
    if name not in services().town.workings:
        raise NotFound
    return form_of(name, kept)


def _facts(name: str, form: FlaskForm, today: date) -> Mapping[str, Fact]:
    """Return what was filled in, and what the kind of a claim implies on that day."""
    facts = facts_of(name, form)
    kinds = [asked.name for asked in WORKINGS[name].asks if asked.kind == "claim_kind"]
    implied = [services().town.kind_facts(str(facts[kind]), today) for kind in kinds]
    return {key: fact for some in (facts, *implied) for key, fact in some.items()}


def _form_page(name: str, form: FlaskForm, status: int = 200) -> Response:
    asks = WORKINGS[name].asks
    hints = {asked.name: _text_if_any(f"asked-{asked.name}-hint") for asked in asks}
    return answer(
        "staff/working_form.html",
        status=status,
        name=name,
        form=form,
        asks=asks,
        hints=hints,
        is_long=is_long,
    )


def _text_if_any(name: str) -> str | None:
    message = name.replace("_", "-")
    text = gettext(message)
    return None if text == message else text


def _rows(name: str, form: FlaskForm) -> list[dict[str, str]]:
    """Return what was filled in, in words."""
    asks = [asked for asked in WORKINGS[name].asks if form[asked.name].data not in (None, "")]
    return [
        {"key": str(form[asked.name].label.text), "value": _written(asked, form[asked.name])}
        for asked in asks
    ]


def _written(asked: Asked, field: Any) -> str:  # noqa: ANN401
    if asked.kind == "money":
        return amount(field.data)
    if asked.kind == "day":
        return day(field.data)
    if asked.kind == "yes":
        return gettext("answer-yes" if field.data else "answer-no")
    if asked.kind in ("one_of", "claim_kind"):
        return next(str(label) for value, label in field.choices if value == field.data)
    return str(field.data)
