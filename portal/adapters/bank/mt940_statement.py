"""Puts the fields of one MT940 statement together."""

from portal.adapters.bank.mt940_details import described
from portal.adapters.bank.mt940_fields import Field
from portal.adapters.bank.mt940_values import Balance, balance, entry, own_account
from portal.adapters.bank.values import tidy
from portal.adapters.mistakes import Mistake
from portal.ports.bank import Statement, StatementLine


class Draft:
    """A statement while its fields come in, in the order of the file."""

    def __init__(self) -> None:
        self._account = self._number = ""
        self._opening: Balance | None = None
        self._closing: Balance | None = None
        self._lines: list[StatementLine] = []
        self._described = False

    def take(self, field: Field) -> None:
        """Take the next field; those that hold nothing of use are passed by. Raises Mistake."""
        describes, self._described = self._described, False
        match field.tag:
            case "25" | "25P":
                self._account = own_account(field.rows[0])
            case "28" | "28C":
                self._number = tidy(field.rows[0])
            case "60F" | "60M":
                self._opening = _once(self._opening, field)
            case "61":
                self._enter(field)
            case "86" if describes:
                self._lines[-1] = described(self._lines[-1], field.text)
            case "62F" | "62M":
                self._closing = _once(self._closing, field)

    def _enter(self, field: Field) -> None:
        if self._closing is not None:
            raise Mistake("an entry must stand above the closing balance (:62F:).")
        self._lines.append(entry(field.rows))
        self._described = True

    def statement(self) -> Statement:
        """Return the whole. Raises Mistake when something is missing."""
        opening, closing = self._opening, self._closing
        if opening is None or closing is None or not self._account:
            raise Mistake(f"the statement that begins here has no {self._missing()}. {_CUT_OFF}")
        if opening.currency != closing.currency:
            raise Mistake("the balances of this statement must be in one currency.")
        return Statement(
            account=self._account,
            currency=opening.currency,
            opening=opening.amount,
            opening_on=opening.on,
            closing=closing.amount,
            closing_on=closing.on,
            number=self._number,
            lines=tuple(self._lines),
        )

    def _missing(self) -> str:
        if not self._account:
            return "account (:25:)"
        return "opening balance (:60F:)" if self._opening is None else "closing balance (:62F:)"


_CUT_OFF = "The file may be cut off: download it again."


def _once(before: Balance | None, field: Field) -> Balance:
    if before is not None:
        raise Mistake("a statement has one opening and one closing balance; this is one more.")
    return balance(field.rows[0].strip())
