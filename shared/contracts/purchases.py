"""Messages of accounting: what suppliers invoice."""

from datetime import date
from decimal import Decimal

from shared.contracts.accounts import BY_LEDGER
from shared.contracts.message import Message, command, event
from shared.contracts.values import PartyRef, VatAmount


@command("purchase.post.v1", by="intake", to="accounting", partition_by=BY_LEDGER)
class PostPurchase(Message):
    """Post a supplier's invoice. supplier: its account; supplier_reference: the number that the supplier gave the
    invoice; vat: net and VAT by rate, which add up to `net` and `gross`; of_case: the receipt of the goods, empty
    when there is none (services, or goods not received through here)."""

    case: str
    step: str
    ledger: str
    case_number: str
    reference: str
    supplier: str
    supplier_reference: str
    invoiced_on: date
    currency: str
    vat: tuple[VatAmount, ...]
    net: Decimal
    gross: Decimal
    supplier_party: PartyRef | None = None
    due_on: date | None = None
    of_case: str = ""


@command("purchase.reverse.v1", by="intake", to="accounting", partition_by=BY_LEDGER)
class ReversePurchase(Message):
    """Undo a posted purchase: a reversing entry. Tombstone when early."""

    case: str
    step: str
    ledger: str
    reason: str


@event("purchase.posted.v1", by="accounting", to=("intake",))
class PurchasePosted(Message):
    """entry: its id; number: of the journal."""

    case: str
    step: str
    entry: str
    number: str


@event("purchase.refused.v1", by="accounting", to=("intake",))
class PurchaseRefused(Message):
    case: str
    step: str
    reason: str


@event("purchase.reversed.v1", by="accounting", to=("intake",))
class PurchaseReversed(Message):
    """number: of the reversing entry, empty when there was nothing to reverse."""

    case: str
    step: str
    number: str
