"""Invoices (factures) and credit notes (avoirs), as they were issued."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from services.accounting.domain.amount import ZERO
from services.accounting.domain.pricing import RateTotal
from services.accounting.domain.seller import Seller
from shared.contracts.accounts import InvoiceCredited, InvoiceIssued
from shared.contracts.values import Line, PaymentTerms, VatAmount


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice, or the credit note that takes one back, in full or in part; never changed once issued. A credit note
    issued by mistake is taken back by an invoice. Amounts are positive.

    buyer, recipient: references of parties in the vault, the latter empty where the goods go to the buyer; prepaid:
    advance absorbed; entry: the journal entry behind it; credits: the invoice that a credit note takes back, or the
    credit note that an invoice does; credited_number, credited_on: that one's (CGI annexe II, article 242 nonies A,
    I-1: a correcting document names what it corrects); terms, due_on: when it is to be paid; supplies: what kind of
    operations it is for; seller: who issued it, as it was then, None when the installation did not say.
    """

    id: str
    tenant: str
    ledger: str
    kind: Literal["invoice", "credit_note"]
    number: str
    issued_on: date
    case: str
    case_number: str
    reference: str
    customer: str
    buyer: str
    currency: str
    lines: tuple[Line, ...]
    vat: tuple[VatAmount, ...]
    net: Decimal
    gross: Decimal
    prepaid: Decimal
    entry: str
    issued_at: datetime
    credits: str = ""
    reason: str = ""
    terms: PaymentTerms = "on_account"
    due_on: date | None = None
    supplies: Literal["goods", "services"] = "goods"
    seller: Seller | None = None
    credited_number: str = ""
    credited_on: date | None = None
    recipient: str = ""

    def amounting_to(self, totals: tuple[RateTotal, ...]) -> "Invoice":
        """The same, for these amounts by rate."""
        net = sum((total.net for total in totals), ZERO)
        gross = net + sum((total.vat for total in totals), ZERO)
        vat = tuple(VatAmount(rate=total.rate, net=total.net, vat=total.vat) for total in totals)
        return replace(self, vat=vat, net=net, gross=gross)

    def tell_issued(self, step: str) -> InvoiceIssued:
        return InvoiceIssued(
            case=self.case,
            step=step,
            invoice=self.id,
            number=self.number,
            issued_on=self.issued_on,
            currency=self.currency,
            net=self.net,
            gross=self.gross,
            vat=self.vat,
        )

    def tell_credited(self, step: str) -> InvoiceCredited:
        return InvoiceCredited(case=self.case, step=step, number=self.number)
