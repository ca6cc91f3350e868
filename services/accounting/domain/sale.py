"""The entry pattern of a sale: 411 and 4191 on the debit side, 707 or 706 and 44571 on the credit side."""

from decimal import Decimal

from services.accounting.domain.chart import ADVANCES, COLLECTED_VAT, CUSTOMERS, REBATES
from services.accounting.domain.journal_entry import EntryLine, on_credit, on_debit
from services.accounting.domain.pricing import Price


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
            lines.append(on_credit(account, total.sales, label))
        if total.rebates:
            lines.append(on_credit(REBATES, total.rebates, f"Remise sur {number}"))
        if total.vat:
            lines.append(on_credit(COLLECTED_VAT, total.vat, f"TVA {total.rate:f} % sur {number}"))
    return tuple(lines)
