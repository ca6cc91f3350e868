"""Credit notes for goods that come back: a part of an invoice, never more than it says, never twice."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from services.accounting.domain.amount import ZERO
from services.accounting.domain.chart import ADVANCES, CREDIT_NOTES, CUSTOMERS, SALES_JOURNAL
from services.accounting.domain.credit_note import credit_note
from services.accounting.domain.credited import MOST_NOTES, Credited, beyond, credited_key, totals_of
from services.accounting.domain.entering import Entering, Place
from services.accounting.domain.grouping import groups_of_case
from services.accounting.domain.invoice import Invoice
from services.accounting.domain.posting import Draft, credit_entry_id, credit_note_id, invoice_id
from services.accounting.domain.pricing import unusable
from services.accounting.domain.rules import Rules
from services.accounting.domain.sale import credit_lines, sales_account_of
from services.accounting.domain.settlement import Settlement, settlement_key, settlement_of
from shared.contracts.accounts import AdjustCredit
from shared.contracts.credit_notes import (
    CreditNoteIssued,
    CreditNoteRefused,
    CreditNoteReversed,
    IssueCreditNote,
)
from shared.contracts.decision import Decision, Key, Known, Moment, Need
from shared.contracts.message import Message


@dataclass(frozen=True, slots=True)
class CreditedReturn:
    """What became of a case that asked for a credit note; its id is the case's. of_case: the case that was invoiced;
    note: the credit note's id; number: of what reversed it, empty where there was nothing (a tombstone)."""

    id: str
    tenant: str
    ledger: str
    state: Literal["issued", "reversed"]
    of_case: str = ""
    note: str = ""
    number: str = ""


@dataclass(frozen=True)
class Returning:
    """Decides on IssueCreditNote."""

    rules: Rules

    @property
    def entering(self) -> Entering:
        return Entering(self.rules)

    def needed(self, message: IssueCreditNote, moment: Moment) -> Iterable[Need]:
        return (
            Key(CreditedReturn, message.case),
            Key(Invoice, credit_note_id(message.case)),
            Key(Invoice, invoice_id(message.of_case)),
            settlement_key(message.of_case),
            credited_key(invoice_id(message.of_case)),
            *self.entering.needed(_place(message), moment),
        )

    def further(self, message: IssueCreditNote, known: Known, moment: Moment) -> Iterable[Need]:
        return self.entering.further(_place(message), known, moment)

    def issue(self, message: IssueCreditNote, known: Known, moment: Moment) -> Decision:
        """Numbers and posts the credit note, once; what cannot be credited is refused with the reason."""
        before = known.get(CreditedReturn, message.case)
        note = known.get(Invoice, credit_note_id(message.case))
        if before is not None and before.state == "reversed":
            told = CreditNoteReversed(case=message.case, step=message.step, number=before.number)
            return Decision(send=(told,))
        if before is not None and note is not None:
            return Decision(send=(issued(note, message.case, message.step),))
        invoice = known.get(Invoice, invoice_id(message.of_case))
        settlement = settlement_of(known, moment.tenant, message.ledger, message.of_case)
        credited = known.get(Credited, invoice_id(message.of_case))
        reason = self._refusal(message, invoice, settlement, credited)
        if reason or invoice is None:
            return Decision(send=(CreditNoteRefused(case=message.case, step=message.step, reason=reason),))
        credited = credited or Credited(invoice.id, moment.tenant)
        return self._post(message, invoice, settlement, credited, known, moment)

    def _refusal(
        self,
        message: IssueCreditNote,
        invoice: Invoice | None,
        settlement: Settlement,
        credited: Credited | None,
    ) -> str:
        if invoice is None:
            return f"{message.of_case} was not invoiced: there is nothing to credit"
        if invoice.ledger != message.ledger:
            return f"invoice {invoice.number} is in ledger {invoice.ledger}, not in {message.ledger}"
        if settlement.credited:
            return f"invoice {invoice.number} was taken back as a whole"
        if message.currency != invoice.currency:
            return f"invoice {invoice.number} is in {invoice.currency}, not in {message.currency}"
        credited = credited or Credited(invoice.id, invoice.tenant)
        if len(credited.notes) >= MOST_NOTES:
            return f"invoice {invoice.number} has {MOST_NOTES} credit notes already"
        return (
            unusable(message.lines, self.rules.vat_rates)
            or beyond(message.lines, invoice, credited)
            or _worthless(message, invoice, credited)
        )

    def _post(
        self,
        message: IssueCreditNote,
        invoice: Invoice,
        settlement: Settlement,
        credited: Credited,
        known: Known,
        moment: Moment,
    ) -> Decision:
        place = _place(message)
        numbers, journal = self.entering.series_at(place, known, moment)
        totals = totals_of(message.lines, invoice, credited)
        label = f"Avoir {numbers.number} sur facture {invoice.number}"
        draft = Draft(
            credit_entry_id(message.case),
            numbers.number,
            numbers.last_on or moment.now.date(),
            label,
            message.case,
            credit_lines(totals, ZERO, label, invoice.customer, sales_account_of(invoice)),
            settles=message.of_case,
        )
        entered = self.entering.enter(draft, place, journal, known, moment)
        note = credit_note(invoice, credit_note_id(message.case), numbers, entered.entry, message.reason)
        note = replace(
            note,
            case=message.case,
            case_number=message.case_number,
            reference=message.reference or invoice.reference,
            lines=message.lines,
            prepaid=ZERO,
        ).amounting_to(totals)
        settlement, told = returned(settlement, note.gross)
        kept = CreditedReturn(message.case, moment.tenant, message.ledger, "issued", message.of_case, note.id)
        return Decision(
            save=(note, kept, credited.moved(note, 1), settlement, numbers, journal, *entered.save),
            add=entered.add,
            send=(issued(note, message.case, message.step), *told),
            effects=entered.effects,
        )


def _place(message: IssueCreditNote) -> Place:
    groups = groups_of_case(message.of_case, (CUSTOMERS, ADVANCES))
    return Place(message.ledger, (CREDIT_NOTES, SALES_JOURNAL), groups)


def returned(before: Settlement, gross: Decimal) -> tuple[Settlement, tuple[Message, ...]]:
    """The settlement of the case that was invoiced once so much (below zero: less) is credited in parts: what it holds
    of its customer's credit follows."""
    after = replace(before, returned=before.returned + gross)
    on_account = after.terms == "on_account" and after.account and after.state != "released"
    owes_again = gross < 0 and on_account and not after.credited
    held = after.missing if owes_again else min(before.held, after.missing)
    if held == before.held:
        return after, ()
    by = held - before.held
    return replace(after, held=held), (
        AdjustCredit(ledger=after.ledger, customer=after.customer, case=after.id, by=by),
    )


def _worthless(message: IssueCreditNote, invoice: Invoice, credited: Credited) -> str:
    totals = totals_of(message.lines, invoice, credited)
    gross = sum((total.net + total.vat for total in totals), ZERO)
    return "" if gross > 0 else f"the lines amount to {gross}: a credit note needs a total above zero"


def issued(note: Invoice, case: str, step: str) -> CreditNoteIssued:
    """What is told once a credit note is issued. case: the one that brings the goods back."""
    return CreditNoteIssued(
        case=case,
        step=step,
        credit_note=note.id,
        number=note.number,
        issued_on=note.issued_on,
        currency=note.currency,
        net=note.net,
        gross=note.gross,
        vat=note.vat,
    )
