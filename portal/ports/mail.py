"""Mail as the portal sees it: handed over to be delivered, or not taken."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Mail:
    """One mail to one person, plain text."""

    to: str
    subject: str
    body: str
    language: str
    message_id: str
    """The same for every try, so that a mail that arrives twice is seen to be one."""


class NotSentError(Exception):
    """A mail was not taken. `is_final`: trying again helps nothing, the address is wrong.

    `is_away`: nobody answered, so that another mail would only wait as long.
    """

    def __init__(self, reason: str, *, is_final: bool, is_away: bool = False) -> None:
        super().__init__(reason)
        self.is_final, self.is_away = is_final, is_away


class Mailer(Protocol):
    """Hands mail over to be delivered."""

    def send(self, mail: Mail) -> None:
        """Hand one mail over. Raises NotSentError."""
