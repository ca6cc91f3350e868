"""Settlement (règlement): what a case has to pay, has paid, and holds of its customer's credit."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from services.accounting.domain.amount import ZERO
from services.accounting.domain.sandbox import REFUSED_BECAUSE, payment_refused
from shared.contracts.accounts import PaymentAwaited, PaymentCleared
from shared.contracts.decision import Key, Known
from shared.contracts.message import Lane
from shared.contracts.quick import replace
from shared.contracts.values import PaymentTerms

SettlementState = Literal["unchecked", "unpaid", "over_limit", "cleared", "released"]


@dataclass(frozen=True, slots=True)
class Settlement:
    """The payment side of one case; its id is the case's. Amounts are in the ledger's currency.

    state: unchecked (prelude has asked yet: payments or an invoice came first), unpaid (waits for money),
    over_limit (waits for the customer's credit), cleared, or released (also as the tombstone of a release
    that came early). account: the customer's id in `customers`, empty without one; received: payments
    counted; uncounted: payments that could not be (another currency ...); held: how much of the customer's
    open amount is this case's; invoiced: gross of the invoice, zero before; credited: a credit note took it
    back as a whole, or came before it; returned: gross of the credit notes that take back parts of it.
    """

    id: str
    tenant: str
    ledger: str
    state: SettlementState = "unchecked"
    step: str = ""
    customer: str = ""
    account: str = ""
    terms: PaymentTerms = "on_account"
    currency: str = ""
    gross: Decimal = ZERO
    received: Decimal = ZERO
    uncounted: int = 0
    held: Decimal = ZERO
    invoiced: Decimal = ZERO
    credited: bool = False
    rank: int = 1
    asked_at: datetime | None = None
    returned: Decimal = ZERO

    @property
    def missing(self) -> Decimal:
        """What has still to come in for the amount that was checked."""
        return max(self.gross - self.returned - self.received, ZERO)

    @property
    def owes_invoice(self) -> bool:
        """Whether an invoice stands, so that money coming in pays it instead of being an advance."""
        return self.invoiced > 0 and not self.credited

    @property
    def lane(self) -> Lane:
        return "urgent" if self.rank == 0 else "normal"

    def cleared(self, held: Decimal = ZERO) -> "Settlement":
        return replace(self, state="cleared", held=held)

    def tell_cleared(self) -> PaymentCleared:
        return PaymentCleared(case=self.id, step=self.step)

    def tell_awaited(self, missing: Decimal, because: str) -> PaymentAwaited:
        return PaymentAwaited(
            case=self.id, step=self.step, missing=missing, currency=self.currency, because=because
        )


def settlement_key(case: str) -> Key[Settlement]:
    return Key(Settlement, case)


def settlement_of(known: Known, tenant: str, ledger: str, case: str) -> Settlement:
    """The case's settlement as it stands, or a new one of which nothing is known yet."""
    return known.get(Settlement, case) or Settlement(case, tenant, ledger)


def why_unpaid(settlement: Settlement, ledger_currency: str) -> str:
    """Says what an unpaid case waits for."""
    if settlement.currency != ledger_currency:
        return (
            f"the case is in {settlement.currency} and the ledger in {ledger_currency}:"
            " no payment can be counted; submit the case in the ledger's currency"
        )
    prelude = ""
    if payment_refused(settlement.tenant, settlement.customer):
        prelude = REFUSED_BECAUSE
    elif settlement.terms == "on_account":
        prelude = "the case names no customer to give credit to; "
    text = f"{prelude}{settlement.received} of {settlement.gross} {settlement.currency} received"
    if settlement.uncounted:
        text += f"; {settlement.uncounted} payment(s) not counted: see the case's payments"
    return text
