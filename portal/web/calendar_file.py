"""Days as a calendar file (iCalendar, RFC 5545): a day and an amount each, and nobody's name."""

from datetime import datetime, timedelta

from flask_babel import gettext

from portal.ledger.plans.courses import Instalments
from portal.web.context import amount

LONGEST_LINE = 70
"""Bytes; longer lines are folded."""
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def calendar(days: Instalments, now: datetime, ref: str) -> str:
    """Return a calendar with an event on each day, all day long."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//overblik//plan//EN"]
    for day, part in days:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{ref}-{day:%Y%m%d}@overblik",
            f"DTSTAMP:{now:%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{gettext('plan-calendar', amount=amount(part)).translate(_ESCAPED)}",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _folded(line: str) -> list[str]:
    """Break a line that is too long; what follows begins with a space."""
    parts, rest = [], line
    while len(rest.encode()) > LONGEST_LINE:
        cut = LONGEST_LINE
        while len(rest[:cut].encode()) > LONGEST_LINE:
            cut -= 1
        parts.append(rest[:cut])
        rest = f" {rest[cut:]}"
    return [*parts, rest]
