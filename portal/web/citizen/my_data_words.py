"""What is kept about a person, in words: who they are, and what else there is, with its page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext

from portal.web.context import day

PAGES = {
    "claims": "citizen.overview",
    "requests": "citizen.cases",
    "letters": "citizen.inbox",
    "messages": "citizen.inbox",
    "mandates": "citizen.debits",
    "helped_by": "citizen.helpers",
    "helps": "citizen.acting",
    "asked_to_act": "citizen.acting",
    "looks": "citizen.looks",
    "mail_addresses": "citizen.messages",
    "digital_boxes": "citizen.messages",
    "typed": "citizen.forget",
    "keys": "business.keys",
    "invitations": "business.people",
    "confirmations": "business.confirmations",
}
"""Where each of them can be seen; what is not here is in the file one takes along."""


@dataclass(frozen=True)
class PersonRow:
    """One thing known of who somebody is."""

    name: str
    key: str
    value: str
    can_be_wrong: bool
    """Whether only staff can put it right."""
    change_url: str = ""
    """Where one can change it oneself."""


@dataclass(frozen=True)
class KeptRow:
    """How many there are of something, and where to see them."""

    text: str
    count: int
    url: str


def person_rows(person: Mapping[str, Any]) -> list[PersonRow]:
    """Return who somebody is, as far as it is kept."""
    by = gettext(f"messages-by-{person['messages_by']}")
    email = f"{by}: {person['email']}" if person["email"] else by
    known_by = gettext(f"my-data-number-{person['identity_scheme']}")
    if person["number"]:
        known_by = gettext("my-data-sealed", day=day(person["number"]["sealed_at"][:10]))
    rows = [
        PersonRow("name", gettext("my-data-name"), person["name"], can_be_wrong=True),
        PersonRow("address", gettext("my-data-address"), person["address"], can_be_wrong=True),
    ]
    if person["born_on"]:
        born = day(person["born_on"])
        rows.append(PersonRow("born_on", gettext("my-data-born"), born, can_be_wrong=True))
    language = gettext(f"language-{person['language']}")
    return [
        *rows,
        PersonRow("number", gettext("my-data-number"), known_by, can_be_wrong=False),
        PersonRow("language", gettext("my-data-language"), language, can_be_wrong=True),
        PersonRow(
            "messages_by",
            gettext("messages-title"),
            email,
            can_be_wrong=False,
            change_url=url_for("citizen.messages"),
        ),
    ]


def kept_rows(person: Mapping[str, Any]) -> list[KeptRow]:
    """Return what else is kept, in the order of the file; nothing of which there is none."""
    return [
        KeptRow(
            gettext(f"my-data-kept-{name}".replace("_", "-")),
            len(rows),
            url_for(PAGES[name]) if name in PAGES else "",
        )
        for name, rows in person.items()
        if isinstance(rows, list) and rows and name != "facts"
    ]
