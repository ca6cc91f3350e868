"""Suppliers' invoices, as they were posted, and the numbers that their suppliers gave them."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from services.accounting.domain.amount import ZERO
from shared.contracts.decision import Key
from shared.contracts.purchases import PurchasePosted, PurchaseReversed
from shared.contracts.values import VatAmount


@dataclass(frozen=True, slots=True)
class Purchase:
    """A supplier's invoice; its id is the case's. reversal: number of the entry that took it back, empty where there
    was nothing to take back (a tombstone)."""

    id: str
    tenant: str
    ledger: str
    state: Literal["posted", "reversed"]
    supplier: str = ""
    supplier_reference: str = ""
    claim: str = ""
    case_number: str = ""
    reference: str = ""
    invoiced_on: date | None = None
    due_on: date | None = None
    currency: str = ""
    vat: tuple[VatAmount, ...] = ()
    net: Decimal = ZERO
    gross: Decimal = ZERO
    entry: str = ""
    number: str = ""
    posted_at: datetime | None = None
    reversal: str = ""

    def tell_posted(self, step: str) -> PurchasePosted:
        return PurchasePosted(case=self.id, step=step, entry=self.entry, number=self.number)

    def tell_reversed(self, step: str) -> PurchaseReversed:
        return PurchaseReversed(case=self.id, step=step, number=self.reversal)


@dataclass(frozen=True, slots=True)
class SupplierNumber:
    """A supplier's invoice number is taken: by the case that posted it, empty once that was reversed."""

    id: str
    tenant: str
    case: str
    number: str


def supplier_number_key(
    tenant: str, ledger: str, supplier: str, reference: str, on: date
) -> Key[SupplierNumber]:
    """One number of one supplier and year: no supplier gives one twice (CGI annexe II, article 242 nonies A, I-7), and
    many begin anew each year. Case, blanks and punctuation do not tell numbers apart: people type them."""
    plain = "".join(sign for sign in reference.casefold() if sign.isalnum())
    return Key(SupplierNumber, f"{tenant}/{ledger}/{supplier}/{on.year}/{plain}")
