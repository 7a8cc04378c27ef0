"""The words of a mail or text message: that there is news, and where; never what it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlmodel import Session

from portal import texts
from portal.jobs.helper_news import helper_address
from portal.municipality import Municipality
from portal.people import mobiles
from portal.people.models import Person
from portal.people.outbox import CONFIRM_MAIL, CONFIRM_SMS, DRAFT_LINK, WITH_KEY, Outgoing
from portal.ports.mail import Mail
from portal.ports.sms import Sms


@dataclass(frozen=True)
class Copy:
    """What is kept of a message that was sent: where to, and its words."""

    sent_to: str
    subject: str = ""
    body: str = ""

    @property
    def kept(self) -> Mapping[str, str]:
        """Return it by the names of a Delivery."""
        return {"sent_to": self.sent_to, "subject": self.subject, "body": self.body}


def copy_of(message: Outgoing, sent: Mail | Sms) -> Copy:
    """Return what to keep of a message: not the words of one that lets somebody in."""
    if message.kind in WITH_KEY:
        return Copy(sent.to)
    return Copy(sent.to, sent.subject if isinstance(sent, Mail) else "", sent.body)


def sms_of(session: Session, message: Outgoing, town: Municipality, site: str) -> Sms:
    """Return a message as a text message; it names nobody, and no amount or reference."""
    told = {"municipality": town.title, "site": urlsplit(site).hostname or site}
    key, language = f"outgoing:{message.id}", message.language
    if message.kind == CONFIRM_SMS:
        code = message.content["code"]
        body = texts.text(language, "confirm-sms-text", code=code, municipality=town.title)
        return Sms(key, message.content["to"], body, language)
    number = mobiles.confirmed(session, message.person_id)
    body = texts.text(language, "message-sms-text", **told)
    return Sms(key, number.number if number else "", body, language)


def mail_of(session: Session, message: Outgoing, town: Municipality, site: str) -> Mail:
    """Return a message as a mail."""
    person = session.get_one(Person, message.person_id)
    language, helper = message.language, helper_address(session, message)
    kind, told = "message", {"municipality": town.title, "phone": town.contact.phone}
    about = told | {"name": person.name, "site": site}
    if helper:
        kind, about = "helper", told | {"site": f"{site.rstrip('/')}/helping"}
    if message.kind in (DRAFT_LINK, CONFIRM_MAIL):
        kind, about = message.kind, told | {"link": site.rstrip("/") + message.content["path"]}
    return Mail(
        message.content.get("to") or helper or person.email,
        texts.text(language, f"{kind}-mail-subject", municipality=town.title),
        texts.text(language, f"{kind}-mail-body", **about),
        language,
        f"<outgoing.{message.id}@{urlsplit(site).hostname or 'localhost'}>",
    )
