"""A decision made ready, as its letter will read: to send, to change a little, or to sign."""

from collections.abc import Callable, Mapping
from functools import partial
from http import HTTPStatus

from flask import abort, render_template, url_for
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from markupsafe import Markup
from sqlmodel import Session
from werkzeug.wrappers import Response
from wtforms import TextAreaField
from wtforms.validators import Length

from portal.cases.assessing import assess_case
from portal.cases.models import Case
from portal.cases.ruling import Ruling
from portal.cases.rulings import preparing
from portal.cases.rulings.models import Prepared
from portal.cases.rulings.objecting import decided_before
from portal.cases.rulings.preparing import Desk
from portal.cases.rulings.signatures import to_sign
from portal.errors import Conflict, NotNow
from portal.ledger.sight import sight_of
from portal.people import audit
from portal.people.actors import Permission
from portal.people.models import Person, StaffMember
from portal.web.carrying_out import filled_in, seen_version
from portal.web.fields import clean
from portal.web.fragments import answer
from portal.web.letter_words import letter_article
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff import staff
from portal.web.staff.case_page import DECIDE
from portal.web.staff.deadline import outlives
from portal.web.staff.decision import desk
from portal.web.staff.forms import own_words
from portal.web.staff.second_person import also_to_sign

LONGEST_NOTE = 1000


class Notes(FlaskForm):
    """Paragraphs of one's own, in the two places of the letter that take one."""

    decision = TextAreaField(
        lazy_gettext("prepared-note-decision"), validators=[Length(max=LONGEST_NOTE)]
    )
    end = TextAreaField(lazy_gettext("prepared-note-end"), validators=[Length(max=LONGEST_NOTE)])


class SendBack(FlaskForm):
    """Why somebody does not sign."""

    reason = own_words()


Act = Callable[[Session, Desk, Prepared, int, FlaskForm], object]
ACTS: Mapping[str, Act] = {
    "notes": lambda s, by, made, seen, form: preparing.with_notes(
        s, by, made, {name: clean(form[name].data) for name in ("decision", "end")}, seen=seen
    ),
    "done": lambda s, by, made, seen, _: preparing.settle(s, by, made, seen=seen),
    "signed": lambda s, by, made, seen, _: preparing.sign(s, by, made, seen=seen),
    "back": lambda s, by, made, seen, form: preparing.send_back(
        s, by, made, clean(form["reason"].data), seen=seen
    ),
    "dropped": lambda s, by, made, seen, _: preparing.take_back(s, by, made, seen=seen),
}
"""The acts by the last part of their address."""


@staff.get("/signing")
@needs(Permission.CASE_READ)
def signing() -> str:
    """Show the decisions that wait for a second person."""
    with services().database.reading() as session:
        rows, sight = to_sign(session, actor()), sight_of(session, actor())
        also = also_to_sign(session)
    return render_template("staff/signing.html", rows=rows, sight=sight, also=also)


@staff.get("/cases/<ref>/prepared/<made>")
@needs(Permission.CASE_READ)
def prepared(ref: str, made: str) -> Response:
    """Show the letter as it will read, and what can be done with it; who looked is recorded."""
    return _page(ref, made, {})


@staff.post("/cases/<ref>/prepared/<made>/<act>")
@needs(Permission.CASE_DECIDE)
def prepared_act(ref: str, made: str, act: str) -> Response:
    """Do one act, or say why not with nothing lost."""
    if act not in ACTS:
        abort(404)
    form = SendBack() if act == "back" else Notes()
    onwards = url_for("staff.case", ref=ref) + DECIDE
    if act == "notes":
        onwards = url_for("staff.prepared", ref=ref, made=made)
    elif act in ("signed", "back"):
        onwards = url_for("staff.signing")

    def work(session: Session) -> None:
        found, _ = preparing.one(session, actor(), ref, made)
        ACTS[act](session, desk(), found, seen_version(), form)

    return filled_in(form, partial(_page, ref, made, {act: form}), work, onwards)


def _page(
    ref: str,
    made: str,
    forms: Mapping[str, FlaskForm],
    status: int = HTTPStatus.OK,
    problem: str = "",
) -> Response:
    """Show it. After a form that was not carried out the letter is left out: see `answer`."""
    is_whole = status == HTTPStatus.OK
    with services().database.unit_of_work() as session:
        found, case = preparing.one(session, actor(), ref, made)
        name = session.get_one(Person, case.person_id).name
        decider = session.get_one(StaffMember, found.staff_id)
        signer = session.get_one(StaffMember, found.answered_by) if found.answered_by else None
        article, problem = _letter(session, found, problem) if is_whole else ("", problem)
        too_long = _too_long(session, found, case) if article else []
        is_for_another = actor().id in decided_before(session, case)
        now = services().clock.now()
        audit.record(session, now, actor().signature, "prepared:look", f"case:{case.ref}")
    return answer(
        "staff/prepared.html",
        status=status,
        made=found,
        case=case,
        name=name,
        decider=decider,
        signer=signer,
        article=article,
        too_long=too_long,
        problem=problem,
        is_whole=is_whole,
        is_mine=found.staff_id == actor().id,
        may_sign=actor().may(Permission.CASE_SIGN)
        and found.staff_id != actor().id
        and not is_for_another,
        is_for_another=is_for_another,
        notes=forms.get("notes") or Notes(formdata=None, data=found.ruling["notes"]),
        back=forms.get("back") or SendBack(formdata=None),
        form=next(iter(forms.values()), None),
        shown=next(iter(forms), ""),
        needs_two=_needs_two(found, case),
    )


def _letter(session: Session, made: Prepared, problem: str) -> tuple[Markup | str, str]:
    """The letter while it can still be written; else why it cannot."""
    if made.state not in ("shown", "to_sign"):
        return "", problem
    try:
        letter = preparing.as_it_will_read(session, desk(), made)
    except (Conflict, NotNow) as why:
        return "", why.message
    return letter_article(services().town, letter), problem


def _too_long(session: Session, made: Prepared, case: Case) -> list[str]:
    by, ruling = desk(), Ruling.kept(made.ruling)
    if ruling.outcome == "refused" or not ruling.monthly:
        return []
    return outlives(session, assess_case(session, by.town, case, by.on), [ruling.monthly])


def _needs_two(made: Prepared, case: Case) -> bool:
    with services().database.reading() as session:
        return made.state == "shown" and preparing.needs_two(session, desk(), made, case)
