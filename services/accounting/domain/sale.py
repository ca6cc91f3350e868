"""The entry patterns of a sale (411, 4191 on the debit side; 707 or 706, 44571 on the other) and of its credit."""

from decimal import Decimal

from services.accounting.domain.amount import ZERO
from services.accounting.domain.chart import ADVANCES, COLLECTED_VAT, CUSTOMERS, GOODS, REBATES, SERVICES
from services.accounting.domain.invoice import Invoice
from services.accounting.domain.journal_entry import EntryLine, on_credit, on_debit
from services.accounting.domain.pricing import Price, RateTotal


def sale_lines(
    price: Price, prepaid: Decimal, number: str, customer: str, account: str
) -> tuple[EntryLine, ...]:
    """The lines of an invoice's entry. prepaid: the advance that the invoice absorbs, at most its gross;
    account: where sales go; rebates go to 709 so that turnover stays visible. Amounts of zero make no
    line."""
    label = f"Facture {number}"
    lines = []
    if price.gross != prepaid:
        lines.append(on_debit(CUSTOMERS, price.gross - prepaid, label, customer))
    if prepaid:
        lines.append(on_debit(ADVANCES, prepaid, f"Acompte imputé sur {number}", customer))
    for total in price.rates:
        if total.sales:
            lines.append(on_credit(account, total.sales, label, vat_rate=total.rate))
        if total.rebates:
            lines.append(on_credit(REBATES, total.rebates, f"Remise sur {number}", vat_rate=total.rate))
        if total.vat:
            said = f"TVA {total.rate:f} % sur {number}"
            lines.append(on_credit(COLLECTED_VAT, total.vat, said, vat_rate=total.rate))
    return tuple(lines)


def credit_lines(
    totals: tuple[RateTotal, ...], to_advances: Decimal, label: str, customer: str, account: str
) -> tuple[EntryLine, ...]:
    """The lines of a credit note's entry, whatever it takes back. to_advances: how much of it is an advance again; the
    rest is the customer's on 411."""
    lines = []
    for total in totals:
        if total.sales:
            lines.append(on_debit(account, total.sales, label, vat_rate=total.rate))
        if total.rebates:
            lines.append(on_debit(REBATES, total.rebates, label, vat_rate=total.rate))
        if total.vat:
            said = f"TVA {total.rate:f} % - {label}"
            lines.append(on_debit(COLLECTED_VAT, total.vat, said, vat_rate=total.rate))
    gross = sum((total.net + total.vat for total in totals), ZERO)
    if gross != to_advances:
        lines.append(on_credit(CUSTOMERS, gross - to_advances, label, customer))
    if to_advances:
        lines.append(on_credit(ADVANCES, to_advances, label, customer))
    return tuple(lines)


def sales_account_of(invoice: Invoice) -> str:
    """Where the invoice's sales went."""
    return SERVICES if invoice.supplies == "services" else GOODS
