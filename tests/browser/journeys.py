"""What people do: sign in, ask, answer, send; and what staff do with it."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import select

from portal.ledger.online.beginning import Wish
from portal.ledger.online.models import OnlinePayment
from portal.people.actors import person_actor
from portal.people.models import Person
from tests.browser.site import Site
from tests.browser.visit import ONWARDS, Fields, Visit

Answers = Mapping[str, Fields]
"""What someone fills in, question by question."""

WHO_AND_WHAT: Answers = {
    "way": {"way": "rules"},
    "household": {"household": "single"},
    "pension_age": {"pension_age": "none"},
    "children": {"children": "0"},
    "benefit": {"benefit": "no"},
    "sharers": {"unknown": "y"},
    "assets": {"assets": "0"},
    "circumstances": {},
    "means": {"means": "no"},
}
"""The answers of someone alone without savings; what comes in is told apart."""


@dataclass(frozen=True)
class Asker:
    """A person of the demo with what they answer when they ask to pay in parts."""

    ref: str
    name: str
    answers: Answers


CLEAR = {
    "oss": Asker(
        "demo-several",
        "B. Proefman",
        {**WHO_AND_WHAT, "income": {"income": "2000", "period": "month"}},
    ),
    "norddjurs": Asker(
        "demo-carries",
        "D. Demosen",
        {**WHO_AND_WHAT, "income": {"income": "400000", "period": "year"}},
    ),
}
"""Someone the rules grant at once."""

_PROPOSES: Answers = {**WHO_AND_WHAT, "way": {"way": "monthly"}, "monthly": {"monthly": "10"}}
UNCLEAR = {
    "oss": Asker(
        "demo-no-capacity",
        "C. Fictief",
        {**_PROPOSES, "income": {"income": "1600", "period": "month"}},
    ),
    "norddjurs": Asker(
        "demo-low-income",
        "C. Fiktivsen",
        {**_PROPOSES, "income": {"income": "140000", "period": "year"}},
    ),
}
"""Someone who offers 10 a month, about which a person must decide."""

REASON = "Met deze termijnen is de schuld op tijd betaald, en er blijft genoeg over."
"""Why staff decide otherwise; it reaches the resident word for word."""


def sign_in(visit: Visit, ref: str) -> None:
    """Come in by the front door as someone of the demo."""
    visit.open("/")
    visit.press(ONWARDS)
    visit.press(f"button[value='{ref}']")


def sign_out(visit: Visit) -> None:
    """Leave, by the menu."""
    visit.page.locator("summary").nth(1).click()
    visit.press("nav button")


def begin(visit: Visit, kind: str) -> None:
    """Ask something about all claims, from the overview to the first question."""
    cannot_pay = "main > .actions a[href='/ask']"
    if visit.page.locator(cannot_pay).count():
        visit.press(cannot_pay)
    else:  # nothing has to be paid, and one may still ask
        visit.open("/ask")
    visit.fill({"ask": kind})
    visit.press("form:has([name='ask']) .primary")
    if visit.path.startswith("/ask/"):
        visit.press(ONWARDS)


def answer(visit: Visit, answers: Answers, until: str = "") -> None:
    """Answer question after question, as far as the one named or the page after the last."""
    while "/questions/" in visit.path and not visit.path.endswith(f"/{until}"):
        visit.fill(answers[visit.path.rsplit("/", 1)[1]])
        visit.press(ONWARDS)


def ask(visit: Visit, kind: str, answers: Answers) -> None:
    """Ask something about all claims, from the overview to the page after the last question."""
    begin(visit, kind)
    answer(visit, answers)


def send(visit: Visit) -> None:
    """Go on from the account, tick what must be read, and send."""
    if visit.path.endswith("/account"):
        visit.press(ONWARDS)
    for box in visit.page.locator("[name^='read-']").all():
        box.check()
    visit.press(f"#send {ONWARDS.removeprefix('main ')}")


def tell(visit: Visit, words: str) -> None:
    """Write a message, or answer what staff asked."""
    visit.fill({"body": words})
    visit.press("form[action$='/messages'] button")


def find_case(staff: Visit, name: str) -> None:
    """Open someone's case from the queue."""
    staff.open("/staff/")
    staff.press(f"ul.claims a:has-text('{name}')")


def unfold(visit: Visit, form: str) -> None:
    """Open what a form is folded away in."""
    if not visit.page.locator(form).is_visible():
        visit.page.locator(f"details:has({form}) > summary").click()


def ask_resident(staff: Visit, words: str) -> None:
    """Ask the resident something, on the page of the case."""
    form = "form[action$='/questions']"
    unfold(staff, form)
    staff.page.locator(f"{form} textarea").fill(words)
    staff.press(f"{form} button")


def decide(
    staff: Visit, outcome: str, reason: str, press: str = "button:not([name])", **fields: str
) -> None:
    """Decide otherwise than advised, on the page of the case; without `press` only fill it in."""
    form = "form[action$='/decisions']"
    unfold(staff, form)
    staff.fill({"outcome": outcome, "reason": reason, **fields})
    for chooser in staff.page.locator(f"{form} select").all():
        chooser.select_option(index=1)
    if press:
        staff.press(f"{form} {press}")


def begun_payment(site: Site, who: str, claim: str) -> OnlinePayment:
    """Begin a payment of someone as if they had come as far as the provider's page."""
    portal = site.app.extensions["portal"]
    with portal.database.reading() as session:
        payer = person_actor(session.exec(select(Person).where(Person.ref == who)).one())
    wish = Wish(claim, "instalment", None, "a-walk")
    begun: OnlinePayment = portal.payments.start(
        payer, wish, "en_GB", portal.clock.today(), portal.clock.now()
    )
    return begun
