"""The page and its address; loaded once Django is set up."""

from typing import Any

from django.db.models import Case, F, Sum, When
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.translation import get_language, gettext
from jinja2 import Environment

from portal.bench.django_twin.models import Claim, Person
from portal.texts import day

ENGINES = {"django": "django", "django-jinja": "jinja2", "django-whole": "django"}
"""Who writes the page, by its address; the last reads all that the portal's own page rests on."""


def environment(**options: Any) -> Any:  # noqa: ANN401  (as Django calls it)
    """Return Django's Jinja with what the page uses."""
    made = Environment(**options)  # noqa: S701  (Django turns escaping on)
    made.globals |= {"static": static, "_": gettext, "url": _address}
    made.filters |= {"figures": lambda value: f"{value:,.2f}", "day": lambda on: day("nl", on)}
    return made


def _address(name: str, **values: str) -> Any:  # noqa: ANN401  (as Django gives it)
    return reverse(name, kwargs=values)


BESIDE = (
    "liabilities",
    "holds",
    "reminders",
    "postponements",
    "in_plans__plan__instalments",
    "cases",
)
"""What says, with the claims, what is next with each of them."""


def next_on(claim: Claim) -> Any:  # noqa: ANN401  (a day, or none)
    """Return the day that the line of a claim names."""
    if any(hold.lifted_on is None for hold in claim.holds.all()):
        return None
    if any(case.state in ("sent", "asked") for case in claim.cases.all()):
        return None
    for running in claim.in_plans.all():
        return min(one.due_on for one in running.plan.instalments.all())
    days = [one.until_on for one in claim.postponements.all()]
    days += [one.answer_by for one in claim.reminders.all()]
    return max([claim.due_on, *days])


def page(request: HttpRequest, kind: str) -> HttpResponse:
    """Show what the person of the session owes."""
    person = Person.objects.get(pk=request.session["person"])
    off_or_on = Case(
        When(entries__debit__startswith="receivable", then="entries__amount"),
        default=-F("entries__amount"),
    )
    found = Claim.objects.filter(person=person).annotate(owed=Sum(off_or_on))
    if kind == "django-whole":
        found = found.prefetch_related(*BESIDE)
    claims = list(found.order_by("due_on", "id"))
    for claim in claims:
        claim.owed /= 100
        if kind == "django-whole":
            claim.due_on = next_on(claim)
    words = ("overview-title", "ask-title", "overview-requests", "inbox-title", "helpers-title")
    shown = {
        "lang": get_language(),
        "languages": ("nl", "en", "da"),
        "town": "Gemeente",
        "phone": "000",
        "person": person,
        "nav": [(f"/{word}", gettext(word)) for word in words],
        "claims": claims,
        "first": claims[0],
        "total": sum(claim.owed for claim in claims),
    }
    template = engines[ENGINES[kind]].get_template("overview.html")
    answer = HttpResponse(template.render(shown, request))
    answer["Content-Security-Policy"] = "default-src 'none'; style-src 'self'; script-src 'self'"
    answer["Cache-Control"] = "no-store"
    return answer


urlpatterns = [path("<str:kind>", page, name="page")]
