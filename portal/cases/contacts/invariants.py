"""What must hold of the contact log: a correction is about whom its note was about."""

from sqlalchemy import select
from sqlmodel import SQLModel

from portal.cases import models as cases  # noqa: F401  (puts the tables in the metadata)
from portal.cases.contacts import models  # noqa: F401
from portal.ledger.invariant import Invariant

CONTACT = SQLModel.metadata.tables["contact"]
CASE = SQLModel.metadata.tables["case"]
_OLD = CONTACT.alias("old")
CONTACTS = (
    Invariant(
        "contact-correction-of-the-same-person",
        CONTACT,
        select(CONTACT.c.id)
        .join(_OLD, _OLD.c.id == CONTACT.c.replaces_id)
        .where((_OLD.c.person_id != CONTACT.c.person_id) | (_OLD.c.id >= CONTACT.c.id)),
    ),
    Invariant(
        "contact-about-a-request-of-the-person",
        CONTACT,
        select(CONTACT.c.id)
        .join(CASE, CASE.c.id == CONTACT.c.case_id)
        .where(CASE.c.person_id != CONTACT.c.person_id),
    ),
)
