"""What an accountant asks and does by hand."""

from typing import Any

from marshmallow import validates_schema

from gateway.schemas.composed import Items, Part
from gateway.schemas.explained import Amount, Choice, Day, Shape, Text, Whole, an_id, code, distinct, refuse
from gateway.schemas.paging import InAddress, Page
from gateway.schemas.since_until import check_order

_MONTH = r"[0-9]{4}-(0[1-9]|1[0-2])"
_ACCOUNT = r"[1-7][0-9]{2}[0-9A-Z]{0,17}"


def _month(**options: Any) -> Text:
    return Text(7, pattern=_MONTH, wanted="year and month, such as 2026-03", **options)


def _account(**options: Any) -> Text:
    return Text(20, pattern=_ACCOUNT, wanted="the number of an account, such as 411", **options)


class NewAccount(Shape):
    """What an account is called."""

    name = Text(100, required=True)


class HandLine(Shape):
    """One amount on one account: debit or credit."""

    account = _account(required=True)
    debit = Amount(load_default=None, allow_none=True)
    credit = Amount(load_default=None, allow_none=True)
    party = code(metadata={"description": "Customer or supplier, on 401, 411 and 4191."})
    label = Text(140, least=0, load_default="")


class HandEntry(Shape):
    """A journal entry by hand. journal: OD (miscellaneous) or BQ (bank, such as what suppliers are paid)."""

    journal = Choice("OD", "BQ", load_default="OD")
    entered_on = Day(required=True)
    piece = Text(100, required=True, metadata={"description": "The voucher behind it."})
    piece_on = Day(metadata={"description": "The voucher's day; that of the entry by default."})
    label = Text(140, required=True)
    due_on = Day(metadata={"description": "When what it puts on 401 or 411 is to be paid."})
    lines = Items(Part(HandLine), least=2, most=500, required=True)


class Reversal(Shape):
    """On which day an entry is taken back."""

    entered_on = Day(required=True)


class Lock(Shape):
    """The last day that is locked."""

    until = Day(required=True)


class Closing(Shape):
    """Which year is closed."""

    year = Whole(2000, 2999, required=True)


class Match(Shape):
    """Groups of lines that settle each other."""

    letterings = Items(an_id("let"), least=2, most=100, required=True)

    @validates_schema
    def differ(self, data: dict[str, Any], **_: Any) -> None:
        """Each group once."""
        distinct(data["letterings"], "letterings")


class LetteringList(Page):
    """Groups of lines on one account."""

    account = _account(load_default="411")
    party = code()
    state = Choice("open", "settled", load_default="open")


class Months(Shape):
    """Whole months, both included; in the address they are called `from` and `until`."""

    since = _month(required=True, data_key="from")
    until = _month(required=True)

    @validates_schema
    def in_order(self, data: dict[str, Any], **_: Any) -> None:
        """Nothing lies between an end and what comes after it."""
        check_order(data, "since", "until")


class MonthsOfYear(Months):
    """Whole months of one year: charges and income begin anew with the next one."""

    @validates_schema
    def one_year(self, data: dict[str, Any], **_: Any) -> None:
        """A balance is one of a year."""
        if data["since"][:4] != data["until"][:4]:
            error = refuse("several_years", "The months are of different years.", "Ask for each year alone.")
            error.field_name = "until"
            raise error


class AccountLineList(MonthsOfYear, Page):
    """Lines on one account over whole months of one year."""


class AgedList(Page):
    """on: the day from which it is reckoned how long something is overdue; today by default."""

    on = Day()


class PurchaseList(Page):
    """Suppliers' invoices of a ledger."""

    ledger = code(load_default="main")
    supplier = code()


class OfYear(Shape):
    """A year of a ledger. siren: of the organisation; as its invoices say by default."""

    year = InAddress(2000, 2999, required=True)
    siren = Text(9, pattern="[0-9]{9}", wanted="nine digits")
