"""Credit notes: an invoice is taken back in full, by a number of its own and a reversing entry."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from services.accounting.domain.amount import ZERO
from services.accounting.domain.chart import CREDIT_NOTES, SALES_JOURNAL
from services.accounting.domain.invoice import Invoice
from services.accounting.domain.journal_entry import JournalEntry
from services.accounting.domain.posting import (
    Draft,
    awaiting_pull,
    credit_entry_id,
    credit_note_id,
    invoice_id,
    post,
    sale_entry_id,
    sending,
)
from services.accounting.domain.rules import Rules
from services.accounting.domain.series import Series, series_key, series_of
from services.accounting.domain.settlement import Settlement, settlement_key, settlement_of
from shared.contracts.accounts import AdjustCredit, CreditInvoice, InvoiceCredited
from shared.contracts.decision import Decision, Key, Known, Moment, Need
from shared.contracts.errors import NotYetError
from shared.contracts.message import Message


@dataclass(frozen=True)
class Crediting:
    """Decides on CreditInvoice."""

    rules: Rules

    def needed(self, message: CreditInvoice, moment: Moment) -> Iterable[Need]:
        year = self.rules.today(moment.tenant, moment.now).year
        return (
            settlement_key(message.case),
            Key(Invoice, invoice_id(message.case)),
            Key(Invoice, credit_note_id(message.case)),
            Key(JournalEntry, sale_entry_id(message.case)),
            series_key(moment.tenant, message.ledger, CREDIT_NOTES, year),
            series_key(moment.tenant, message.ledger, SALES_JOURNAL, year),
        )

    def credit(self, message: CreditInvoice, known: Known, moment: Moment) -> Decision:
        """Takes the case's invoice back; before the invoice it leaves a tombstone and credits nothing."""
        note = known.get(Invoice, credit_note_id(message.case))
        if note is not None:
            return Decision(send=(note.tell_credited(message.step),))
        settlement = settlement_of(known, moment.tenant, message.ledger, message.case)
        nothing = InvoiceCredited(case=message.case, step=message.step, number="")
        if settlement.credited:
            return Decision(send=(nothing,))
        if settlement.invoiced == ZERO:
            return Decision(save=(replace(settlement, credited=True),), send=(nothing,))
        return self._take_back(message, settlement, known, moment)

    def _take_back(
        self, message: CreditInvoice, settlement: Settlement, known: Known, moment: Moment
    ) -> Decision:
        invoice = known.get(Invoice, invoice_id(message.case))
        sale = known.get(JournalEntry, sale_entry_id(message.case))
        if invoice is None or sale is None:
            raise NotYetError(f"the invoice of {message.case} is being posted")
        today = self.rules.today(moment.tenant, moment.now)
        numbers = series_of(known, moment.tenant, message.ledger, CREDIT_NOTES, today.year)
        journal = series_of(known, moment.tenant, message.ledger, SALES_JOURNAL, today.year)
        on = journal.earliest(numbers.earliest(today))
        numbers, journal = numbers.taken(on), journal.taken(on)
        entry = post(_reversal(sale, invoice, numbers), journal, self.rules, moment)
        note = _credit_note(invoice, numbers, entry, message.reason)
        freed = replace(settlement, credited=True, held=ZERO)
        return Decision(
            save=(note, freed, numbers, journal),
            add=(entry, *awaiting_pull(entry, self.rules)),
            send=(note.tell_credited(message.step), *_credit_freed(settlement)),
            effects=sending(entry, self.rules),
        )


def _reversal(sale: JournalEntry, invoice: Invoice, numbers: Series) -> Draft:
    return Draft(
        credit_entry_id(sale.case),
        numbers.number,
        numbers.last_on or sale.entered_on,
        f"Avoir {numbers.number} sur facture {invoice.number}",
        sale.case,
        tuple(line.reversed() for line in sale.lines),
        reverses=sale.id,
    )


def _credit_note(invoice: Invoice, numbers: Series, entry: JournalEntry, reason: str) -> Invoice:
    return replace(
        invoice,
        id=credit_note_id(invoice.case),
        kind="credit_note",
        number=numbers.number,
        issued_on=entry.piece_on,
        entry=entry.id,
        issued_at=entry.posted_at,
        credits=invoice.id,
        reason=reason,
        due_on=None,
    )


def _credit_freed(settlement: Settlement) -> tuple[Message, ...]:
    if not settlement.held:
        return ()
    return (
        AdjustCredit(
            ledger=settlement.ledger, customer=settlement.customer, case=settlement.id, by=-settlement.held
        ),
    )
