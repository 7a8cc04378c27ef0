"""Mail over SMTP, encrypted as soon as the server offers it."""

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate

from portal.ports.mail import Mail, NotSentError

TIMEOUT = 10.0
"""Seconds a server may take for one answer."""
_FINAL = 500
"""SMTP answers from here on say that trying again helps nothing."""
_AWAY = (ConnectionError, TimeoutError, socket.gaierror, smtplib.SMTPServerDisconnected)
"""What there is instead of an answer of the server."""


@dataclass(frozen=True)
class SmtpMailer:
    """Hands each mail to one server."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    is_encrypted: bool = False

    def send(self, mail: Mail) -> None:
        """Hand one mail over. Raises NotSentError; its words hold no address."""
        try:
            with self._connected() as server:
                server.send_message(self._written(mail))
        except smtplib.SMTPRecipientsRefused as refused:
            code = max(code for code, _ in refused.recipients.values())
            raise NotSentError("recipient", is_final=code >= _FINAL) from None
        except smtplib.SMTPResponseException as answer:
            raise NotSentError(f"smtp-{answer.smtp_code}", is_final=False) from None
        except (OSError, smtplib.SMTPException) as error:
            is_away = isinstance(error, _AWAY)
            raise NotSentError(type(error).__name__, is_final=False, is_away=is_away) from None

    def _written(self, mail: Mail) -> EmailMessage:
        message = EmailMessage()
        message["From"], message["To"] = self.sender, mail.to
        message["Subject"], message["Message-ID"] = mail.subject, mail.message_id
        message["Date"], message["Content-Language"] = formatdate(usegmt=True), mail.language
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(mail.body)
        return message

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        with self._opened() as server:
            server.ehlo()
            if not self.is_encrypted and server.has_extn("starttls"):
                server.starttls(context=ssl.create_default_context())
            if self.user:
                server.login(self.user, self.password)
            yield server

    def _opened(self) -> smtplib.SMTP:
        if not self.is_encrypted:
            return smtplib.SMTP(self.host, self.port, timeout=TIMEOUT)
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT, context=context)
