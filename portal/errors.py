"""What can go wrong, as types. Each carries a message id the interface can translate."""


class PortalError(Exception):
    """Something the portal will not do. `message` is the id of a text in the catalogues."""

    message = "error-general"


class BadAmount(PortalError):
    """A text that is not an amount of money."""

    message = "error-amount"


class UnsafeSettings(PortalError):
    """A setting is missing or unsafe outside the demo. The text says what to set."""


class NoValue(PortalError):
    """Dated data has no value for this date."""

    message = "error-no-value"


class NotFound(PortalError):
    """There is no such thing, or it is not this person's to see."""

    message = "error-not-found"


class NotAllowed(PortalError):
    """The actor lacks the right to do this."""

    message = "error-not-allowed"


class Conflict(PortalError):
    """Somebody else changed the same record first; nothing was overwritten."""

    message = "error-conflict"


class NotNow(PortalError):
    """The record is not in a state where this can be done; `message` says why."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class BadFile(PortalError):
    """An imported file that cannot be taken; `mistakes` has one line each."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


class PaymentRefused(PortalError):
    """The payment provider said no: it takes no such payment, or knows none by this id."""

    message = "error-payment-refused"


class PaymentDown(PortalError):
    """The payment provider did not take the request: nothing was begun."""

    message = "error-payment-down"


class PaymentUnknown(PortalError):
    """The payment provider may have taken the request: its answer is lost. Ask again later."""

    message = "error-payment-unknown"
