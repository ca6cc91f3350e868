"""What suppliers invoice: posted once, in the purchase journal, under the day of the invoice."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from services.accounting.domain.amount import ZERO, cents, whole_cents
from services.accounting.domain.chart import DEDUCTIBLE_VAT, PURCHASE_JOURNAL, PURCHASES, SUPPLIERS
from services.accounting.domain.entering import Entering, Place, first_day
from services.accounting.domain.grouping import groups_of_case
from services.accounting.domain.journal_entry import EntryLine, JournalEntry, on_credit, on_debit
from services.accounting.domain.payment_terms import DEFAULT_PAYMENT_DAYS
from services.accounting.domain.posting import Draft, purchase_entry_id, unpurchase_entry_id
from services.accounting.domain.purchase import Purchase, SupplierNumber, supplier_number_key
from services.accounting.domain.rules import Rules
from shared.contracts.decision import Decision, Key, Known, Moment, Need
from shared.contracts.errors import NotYetError
from shared.contracts.purchases import PostPurchase, PurchaseRefused, ReversePurchase

TOLERANCE = Decimal("0.05")
"""Between a supplier's VAT at one rate and ours: suppliers round by line, or by total."""


@dataclass(frozen=True)
class Purchasing:
    """Decides on PostPurchase and ReversePurchase."""

    rules: Rules

    @property
    def entering(self) -> Entering:
        return Entering(self.rules)

    def needed(self, message: PostPurchase, moment: Moment) -> Iterable[Need]:
        return (
            Key(Purchase, message.case),
            self._claim(message, moment),
            *self.entering.needed(self._place(message, moment), moment),
        )

    def further(self, message: PostPurchase, known: Known, moment: Moment) -> Iterable[Need]:
        return self.entering.further(self._place(message, moment), known, moment)

    def post(self, message: PostPurchase, known: Known, moment: Moment) -> Decision:
        """Posts the supplier's invoice, once; one that does not add up, or whose number the supplier has used before,
        is refused with the reason."""
        before = known.get(Purchase, message.case)
        if before is not None:
            told = before.tell_posted if before.state == "posted" else before.tell_reversed
            return Decision(send=(told(message.step),))
        taken = known.get(SupplierNumber, self._claim(message, moment).id)
        reason = self._refusal(message, moment)
        if not reason and taken is not None and taken.case:
            reason = (
                f"invoice {message.supplier_reference} of {message.supplier} is posted already, by {taken.case}"
                f" ({taken.number}); refuse this case if it is the same invoice, else correct its number"
            )
        if reason:
            return Decision(send=(PurchaseRefused(case=message.case, step=message.step, reason=reason),))
        return self._post(message, known, moment)

    def _refusal(self, message: PostPurchase, moment: Moment) -> str:
        if not message.supplier:
            return "the invoice names no supplier's account"
        if not message.supplier_reference.strip():
            return "the invoice has no number of its supplier"
        if message.currency != self.rules.currency:
            return f"the invoice is in {message.currency}, and the ledger is kept in {self.rules.currency}"
        if message.invoiced_on > self.rules.today(moment.tenant, moment.now) + timedelta(days=1):
            return f"the invoice is dated {message.invoiced_on}, which is still to come"
        return _odd(message, self.rules.vat_rates)

    def _post(self, message: PostPurchase, known: Known, moment: Moment) -> Decision:
        place = self._place(message, moment)
        (journal,) = self.entering.series_at(place, known, moment)
        due_on = message.due_on or message.invoiced_on + timedelta(days=DEFAULT_PAYMENT_DAYS)
        label = f"{'Facture' if message.gross > 0 else 'Avoir'} fournisseur {message.supplier_reference}"
        draft = Draft(
            purchase_entry_id(message.case),
            message.supplier_reference,
            message.invoiced_on,
            label,
            message.case,
            purchase_lines(message, label),
            due_on=due_on,
        )
        entered = self.entering.enter(draft, place, journal, known, moment)
        claim = SupplierNumber(
            self._claim(message, moment).id, moment.tenant, message.case, entered.entry.number
        )
        purchase = _purchase(message, entered.entry, claim.id, due_on)
        return Decision(
            save=(purchase, claim, journal, *entered.save),
            add=entered.add,
            send=(purchase.tell_posted(message.step),),
            effects=entered.effects,
        )

    def reverse_needed(self, message: ReversePurchase, moment: Moment) -> Iterable[Need]:
        return (
            Key(Purchase, message.case),
            Key(JournalEntry, purchase_entry_id(message.case)),
            *self.entering.needed(_place_of_reversal(message), moment),
        )

    def reverse_further(self, message: ReversePurchase, known: Known, moment: Moment) -> Iterable[Need]:
        before = known.get(Purchase, message.case)
        claim = (Key(SupplierNumber, before.claim),) if before is not None and before.claim else ()
        return (*claim, *self.entering.further(_place_of_reversal(message), known, moment))

    def reverse(self, message: ReversePurchase, known: Known, moment: Moment) -> Decision:
        """Takes the purchase back and frees the supplier's number; before the purchase it leaves a tombstone."""
        before = known.get(Purchase, message.case)
        if before is None:
            kept = Purchase(message.case, moment.tenant, message.ledger, "reversed")
            return Decision(save=(kept,), send=(kept.tell_reversed(message.step),))
        if before.state == "reversed":
            return Decision(send=(before.tell_reversed(message.step),))
        posted = known.get(JournalEntry, before.entry)
        claim = known.get(SupplierNumber, before.claim)
        if posted is None or claim is None:
            raise NotYetError(f"the purchase of {message.case} is being posted")
        place = _place_of_reversal(message)
        (journal,) = self.entering.series_at(place, known, moment)
        draft = Draft(
            unpurchase_entry_id(message.case),
            posted.piece,
            posted.piece_on,
            f"Annulation {posted.number} - {posted.label}",
            message.case,
            tuple(line.reversed() for line in posted.lines),
            reverses=posted.id,
        )
        entered = self.entering.enter(draft, place, journal, known, moment)
        kept = replace(before, state="reversed", reversal=entered.entry.number)
        return Decision(
            save=(kept, replace(claim, case=""), journal, *entered.save),
            add=entered.add,
            send=(kept.tell_reversed(message.step),),
            effects=entered.effects,
        )

    def _claim(self, message: PostPurchase, moment: Moment) -> Key[SupplierNumber]:
        return supplier_number_key(
            moment.tenant, message.ledger, message.supplier, message.supplier_reference, message.invoiced_on
        )

    def _place(self, message: PostPurchase, moment: Moment) -> Place:
        """The day of the invoice where it can still be entered: charges belong to the period in which they arose."""
        today = self.rules.today(moment.tenant, moment.now)
        day = min(max(message.invoiced_on, first_day(today)), today)
        return Place(message.ledger, (PURCHASE_JOURNAL,), groups_of_case(message.case, (SUPPLIERS,)), day)


def _place_of_reversal(message: ReversePurchase) -> Place:
    """Today, whatever the day of the purchase: what happened meanwhile stays as it was told."""
    return Place(message.ledger, (PURCHASE_JOURNAL,), groups_of_case(message.case, (SUPPLIERS,)))


def _odd(message: PostPurchase, vat_rates: frozenset[Decimal]) -> str:
    net = vat = ZERO
    for amount in message.vat:
        if amount.rate.is_nan() or amount.rate not in vat_rates:
            return f"VAT rate {amount.rate} is not in force"
        if not whole_cents(amount.net) or not whole_cents(amount.vat):
            return f"net or VAT at {amount.rate:f} % are not whole cents"
        expected = cents(amount.net * amount.rate / 100)
        if abs(amount.vat - expected) > TOLERANCE:
            return (
                f"VAT at {amount.rate:f} % of {amount.net} is {expected}, and the invoice says {amount.vat}"
            )
        net, vat = net + amount.net, vat + amount.vat
    if not message.vat or message.gross == 0:
        return "the invoice has no amount"
    if (net, net + vat) != (message.net, message.gross):
        return f"{net} net and {vat} VAT do not make {message.net} net and {message.gross} in all"
    return ""


def purchase_lines(message: PostPurchase, label: str) -> tuple[EntryLine, ...]:
    """607 and 44566 on the debit side, by rate; 401 on the credit side; the other way round what is below zero, as on
    a supplier's credit note. Amounts of zero make no line."""
    lines = []
    for amount in message.vat:
        if amount.net:
            lines.append(on_debit(PURCHASES, cents(amount.net), label, vat_rate=amount.rate))
        if amount.vat:
            said = f"TVA {amount.rate:f} % - {label}"
            lines.append(on_debit(DEDUCTIBLE_VAT, cents(amount.vat), said, vat_rate=amount.rate))
    return (*lines, on_credit(SUPPLIERS, cents(message.gross), label, message.supplier))


def _purchase(message: PostPurchase, entry: JournalEntry, claim: str, due_on: date) -> Purchase:
    return Purchase(
        id=message.case,
        tenant=entry.tenant,
        ledger=message.ledger,
        state="posted",
        supplier=message.supplier,
        supplier_reference=message.supplier_reference,
        claim=claim,
        case_number=message.case_number,
        reference=message.reference,
        invoiced_on=message.invoiced_on,
        due_on=due_on,
        currency=message.currency,
        vat=message.vat,
        net=cents(message.net),
        gross=cents(message.gross),
        entry=entry.id,
        number=entry.number,
        posted_at=entry.posted_at,
    )
