"""Calls about money that did not come in, and what they were followed by; not what they caused."""

from datetime import date

from sqlmodel import Session

from portal.cases.contacts.brought import brought
from portal.cases.figures.parts import Figure, Row, since
from portal.municipality import Municipality


def calls(session: Session, town: Municipality, on: date) -> Figure:
    """Calls of the last months: with somebody, and in vain."""
    told = brought(session, town, since(on), on)
    rows = (Row("call-spoken", (told.spoken,)), Row("call-missed", (told.calls - told.spoken,)))
    return Figure("calls", "text", ("calls",), rows, ("calls",))


def followed(session: Session, town: Municipality, on: date) -> Figure:
    """People who were spoken with: all, those who paid soon after, and those who got a plan."""
    told = brought(session, town, since(on), on)
    rows = (
        Row("called", (told.people, 0)),
        Row("called-paid", (told.paid, told.amount)),
        Row("called-plan", (told.plans, 0)),
    )
    return Figure("followed", "text", ("people", "amount"), rows, ("people",), adds_up=False)
