"""Trying another value: the choice, the form, how far it is, the figures, and them as a file."""

from functools import partial
from typing import Any

from flask import redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from portal.adopting.kinds import base_of
from portal.cases.confirming import names_of
from portal.errors import NotFound
from portal.people.actors import Permission
from portal.ports.sheets import Cell, Heading, Table
from portal.simulate.trials import asking
from portal.simulate.trials.choices import Choice, choices
from portal.simulate.trials.figures import PARTS
from portal.simulate.trials.models import Trial
from portal.simulate.usual import usual_people
from portal.web.carrying_out import carry_out
from portal.web.context import day
from portal.web.fragments import answer
from portal.web.saving import as_file
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff import staff
from portal.web.staff.variants.drawn import group_words, measures, parts
from portal.web.staff.variants.forms import Try, try_form, values_of, wanted_of
from portal.web.staff.variants.words import entry_words, number, title_of, written_words

_COLUMNS = ("people", "gain", "lose", "freed", "burdened")
_AMOUNTS = ("paid_before", "paid_after", "year_before", "year_after")
_STAFF = ("staff_before", "staff_after")


@staff.get("/variants")
@needs(Permission.RULES_TRY)
def variants() -> Response:
    """List what can be tried, and what was tried."""
    parts_ = services()
    today = parts_.clock.today()
    with parts_.database.reading() as session:
        rows = asking.trials_of(session, actor())
    tried = [(row, _title(row)) for row in rows]
    offered = [(one, *_words(one)) for one in choices(parts_.town, today)]
    return answer("staff/variants/start.html", offered=offered, tried=tried)


def _words(choice: Choice) -> tuple[str, str]:
    name, entry = choice.name, choice.entry
    return title_of("settings", name), entry_words("settings", name, entry)


def _title(row: Trial) -> str:
    return title_of("settings", row.name)


@staff.get("/variants/of/<name>")
@needs(Permission.RULES_TRY)
def variant(name: str) -> Response:
    """Ask for up to three values of one rule."""
    choice = _choice(name)
    return _form_page(choice, try_form(choice, usual_people(services().town)))


@staff.post("/variants/of/<name>")
@needs(Permission.RULES_TRY)
def variant_try(name: str) -> Response:
    """Put the trial in the queue."""
    parts_, choice = services(), _choice(name)
    form = try_form(choice, usual_people(parts_.town))
    if not form.validate():
        return _form_page(choice, form, status=422)
    asked = asking.Asked(name, wanted_of(form, choice), form.source.data, form.people.data or 0)
    today, now = parts_.clock.today(), parts_.clock.now()
    return carry_out(
        lambda session: asking.ask(session, actor(), parts_.town, asked, today, now),
        partial(_form_page, choice, form),
        lambda made: url_for("staff.trial", ref=made.ref),
    )


def _choice(name: str) -> Choice:
    parts_ = services()
    for one in choices(parts_.town, parts_.clock.today()):
        if one.name == name:
            return one
    raise NotFound


def _form_page(choice: Choice, form: Try, status: int = 200, problem: str = "") -> Response:
    title, now = _words(choice)
    return answer(
        "staff/variants/form.html",
        status=status,
        choice=choice,
        title=title,
        now=now,
        form=form,
        values=values_of(form),
        problem=problem,
    )


@staff.get("/variants/trials/<ref>")
@needs(Permission.RULES_TRY)
def trial(ref: str) -> Response:
    """Show how far a trial is, or its figures."""
    row = _row(ref)
    told = _told(row)
    if row.state != "done" or row.result is None:
        return answer("staff/variants/trial.html", "staff/variants/_progress.html", row=row, **told)
    if request.headers.get("HX-Request"):
        response = Response(status=204)
        response.headers["HX-Refresh"] = "true"
        return response
    found = row.result["variants"]
    return answer(
        "staff/variants/figures.html",
        row=row,
        people=number(row.result["people"]),
        measures=measures(found, row.result["minutes"]) if found else [],
        parts=parts(found) if found else [],
        **told,
    )


@staff.post("/variants/trials/<ref>/stopped")
@needs(Permission.RULES_TRY)
def trial_stop(ref: str) -> Response:
    """Stop a trial, or throw its figures away."""
    parts_ = services()
    with parts_.database.unit_of_work() as session:
        asking.throw_away(session, actor(), ref, parts_.clock.now())
    return redirect(url_for("staff.variants"), code=303)


@staff.get("/variants/trials/<ref>.csv")
@needs(Permission.RULES_TRY)
def trial_file(ref: str) -> Response:
    """Save all figures of a trial."""
    row = _row(ref)
    if row.result is None:
        raise NotFound
    return as_file(_sheet(row), f"variants-{row.name}-{row.held_on}", "csv")


def _row(ref: str) -> Trial:
    with services().database.reading() as session:
        return asking.trial(session, actor(), ref)


def _told(row: Trial) -> dict[str, Any]:
    """What every page of a trial says: the rule, its article, its value now and those tried."""
    town = services().town
    known = {one.name: one for one in choices(town, row.held_on)}
    entry = town.policy.dated(base_of(row.name), row.held_on)
    with services().database.reading() as session:
        who = names_of(session).get(row.asked_by, "")
    return {
        "title": _title(row),
        "article": known[row.name].article if row.name in known else None,
        "source": entry.source,
        "now": entry_words("settings", row.name, entry),
        "variants": [written_words("settings", row.name, one, entry) for one in row.written],
        "who": who,
    }


def _sheet(row: Trial) -> Table:
    """Return a line for every group of every variant; what is not told stays empty."""
    assert row.result is not None
    told = _told(row)
    article = told["article"].label if told["article"] else told["source"]
    named = ("article", "value", "part", "group")
    kinds = {**dict.fromkeys(_COLUMNS + _STAFF, "count"), **dict.fromkeys(_AMOUNTS, "money")}
    heads = [Heading(gettext(f"variants-col-{one}")) for one in named]
    heads += [Heading(_heading(one), kind) for one, kind in kinds.items()]
    rows: list[list[Cell]] = []
    for words, found in zip(told["variants"], row.result["variants"], strict=False):
        lines = [("whole", found["whole"]), *((p, one) for p in PARTS for one in found[p])]
        for part, one in lines:
            about = gettext(f"variants-part-{part}".replace("_", "-"))
            name = "" if part == "whole" else group_words(part, one["name"])
            rows.append([article, words, about, name, *(one[column] for column in kinds)])
    return Table(f"{told['title']} {day(row.held_on)}", tuple(heads), rows)


def _heading(column: str) -> str:
    return gettext(f"variants-col-{column}".replace("_", "-"))
