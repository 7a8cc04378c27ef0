"""A sender of text messages that lives in memory."""

from portal.ports.mail import NotSentError
from portal.ports.sms import Fate, Sms


class Phones:
    """Keeps what it takes, once for each key; is away or knows no number when told so."""

    def __init__(self) -> None:
        self.taken: dict[str, Sms] = {}
        self.fates: dict[str, Fate] = {}
        self.troubles: list[NotSentError] = []

    def send(self, sms: Sms) -> str:
        if self.troubles:
            raise self.troubles.pop()
        self.taken[sms.key] = sms
        return f"receipt-{sms.key}"

    def fate(self, receipt: str) -> Fate:
        return self.fates.get(receipt, "")

    @property
    def bodies(self) -> list[str]:
        return [sms.body for sms in self.taken.values()]
