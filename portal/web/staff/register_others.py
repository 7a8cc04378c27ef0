"""A unit names who else owes a bill, and for how much, before it goes out."""

from typing import Any

from flask import redirect, url_for
from flask_babel import gettext, lazy_gettext
from sqlmodel import Session
from werkzeug.wrappers import Response
from wtforms.validators import ValidationError

from portal.cases.registering import others
from portal.ledger.origin.models import Registration
from portal.people.actors import Permission
from portal.web.carrying_out import filled_in
from portal.web.fields import AmountField, choices_of, one_of
from portal.web.fragments import answer
from portal.web.services import services
from portal.web.session import needs
from portal.web.staff import staff
from portal.web.staff.register import draft_of
from portal.web.staff.register_forms import DebtorPage, offer_debtor

MAY = Permission.CLAIM_REGISTER


class OtherPage(DebtorPage):
    """Somebody who owes the bill too: for the whole, or at most for a share."""

    liability = one_of(lazy_gettext("register-liability"))
    share = AmountField(lazy_gettext("register-share"))
    principal: int | None

    def validate_share(self, field: AmountField) -> None:
        """A part of the bill, where it is for a part."""
        if self.liability.data != "share" or field.errors:
            return
        if not field.data or (self.principal is not None and field.data > self.principal):
            raise ValidationError(gettext("error-share"))

    def told(self, key: str) -> dict[str, Any]:  # noqa: D102
        share = self.share.data if self.liability.data == "share" else None
        return super().told(key) | {"share": share}


@staff.route("/unit/register/<ref>/others", methods=["GET", "POST"])
@needs(MAY)
def register_others(ref: str) -> Response:
    """Ask who else owes it, and put them on the bill."""
    parts, now = services(), services().clock.now()
    with parts.database.reading() as session:
        form = _form(draft_of(session, ref))

    def page(status: int, problem: str) -> Response:
        told = {"form": form, "problem": problem, "ref": ref}
        return answer("staff/register/others.html", status=status, **told)

    def add(session: Session) -> None:
        told = form.told(parts.settings.identity_key)
        others.add(session, draft_of(session, ref), told, now)

    return filled_in(form, page, add, url_for("staff.register_check", ref=ref))


@staff.post("/unit/register/<ref>/others/<int(max=99):no>/off")
@needs(MAY)
def register_other_off(ref: str, no: int) -> Response:
    """Take one off the bill again."""
    with services().database.unit_of_work() as session:
        others.remove(session, draft_of(session, ref), no, services().clock.now())
    return redirect(url_for("staff.register_check", ref=ref), code=303)


def _form(draft: Registration) -> OtherPage:
    town, told = services().town, draft.content
    language = told.get("language", town.languages[0])
    form = OtherPage(data={"language": language, "liability": "joint"})
    offer_debtor(form, town, {}, services().clock.today())
    form.principal = told.get("amount")
    form.liability.choices = choices_of("register-liability", ("joint", "share"))
    return form
