"""Coming back to an unsent request: a link by mail, and what it opens."""

from flask import g, redirect, request, session, url_for
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from sqlmodel import Session
from werkzeug.wrappers import Response
from wtforms import StringField, ValidationError
from wtforms.validators import Length

from portal.cases import comeback, drafts
from portal.errors import NotFound
from portal.people.actors import Permission
from portal.people.models import Person
from portal.web.carrying_out import filled_in
from portal.web.citizen import citizen
from portal.web.citizen.message_forms import LONGEST, is_mail
from portal.web.fields import Needed, clean
from portal.web.fragments import answer
from portal.web.public import public
from portal.web.services import services
from portal.web.session import NEXT, actor, needs


class MailTo(FlaskForm):
    """Where the link goes."""

    email = StringField(
        lazy_gettext("link-email"),
        filters=[clean],
        validators=[
            Needed("error-mail-address"),
            Length(max=LONGEST, message=lazy_gettext("error-mail-address")),
        ],
    )

    def validate_email(self, field: StringField) -> None:
        """It looks like an address; whether it works is seen by writing to it."""
        if not is_mail(field.data or ""):
            raise ValidationError(gettext("error-mail-address"))


@citizen.route("/cases/<ref>/link", methods=["GET", "POST"])
@needs(Permission.OWN_FILL)
def link(ref: str) -> Response:
    """Mail a link with which this request can be gone on with elsewhere."""
    parts = services()
    with parts.database.reading() as reading:
        case = drafts.own_case(reading, actor(), ref)
        person = reading.get_one(Person, actor().id)
    if case.state != "draft":
        return redirect(url_for("citizen.case", ref=ref), code=303)
    known = person.email if actor().helper is None else ""
    form = MailTo(data={"email": known} if request.method == "GET" else None)

    def page(status: int, problem: str) -> Response:
        shown = {"form": form, "case": case, "days": _days(), "problem": problem}
        return answer("citizen/link.html", status=status, **shown)

    def mail_it(work: Session) -> None:
        _mail(work, ref, form.email.data or "")

    return filled_in(form, page, mail_it, url_for("citizen.link_sent", ref=ref))


def _days() -> int:
    return services().town.terms.number("draft_link_days", services().clock.today())


def _mail(work: Session, ref: str, to: str) -> None:
    parts, now, on = services(), services().clock.now(), services().clock.today()
    case = drafts.own_case(work, actor(), ref)
    path = comeback.path_of(parts.town, parts.tokens, actor(), case, now, on)
    comeback.mail(work, actor(), case, to=to, path=path, now=now, on=on)


@citizen.get("/cases/<ref>/link/sent")
@needs(Permission.OWN_FILL)
def link_sent(ref: str) -> Response:
    """Say that the mail is on its way."""
    with services().database.reading() as reading:
        case = drafts.own_case(reading, actor(), ref)
    return answer("citizen/link_sent.html", case=case, days=_days())


@public.get("/back/<token>")
def back(token: str) -> Response:
    """Open the request of a link for whom it was made, once they are signed in."""
    parts = services()
    found = comeback.read(parts.tokens, token, parts.clock.now())
    if found is None:
        return answer("public/back.html", status=410, what="over")
    if g.actor is None:
        session[NEXT] = request.path
        return redirect(url_for("public.sign_in"))
    if g.actor.is_staff or g.actor.ref != found["person"]:
        return answer("public/back.html", status=403, what="other")
    with parts.database.reading() as reading:
        try:
            case = drafts.own_case(reading, actor(), found["case"])
        except NotFound:
            return answer("public/back.html", status=410, what="gone")
    return redirect(url_for("citizen.resume", ref=case.ref), code=303)
