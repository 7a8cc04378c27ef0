"""The record of who did what. Written with the change it records, never changed after."""

from datetime import datetime

from sqlmodel import Session

from portal.people.models import AuditEvent


def record(
    session: Session, at: datetime, actor: str, act: str, subject: str, detail: str = ""
) -> None:
    """Add one event. `detail` holds no identity number and no words of the resident."""
    session.add(AuditEvent(at=at, actor=actor, act=act, subject=subject, detail=detail))
