"""Recording payments: once each, in the bank journal, and counted for the case that they were made for."""

from collections.abc import Iterable
from dataclasses import dataclass

from services.accounting.domain.amount import ZERO, cents, whole_cents
from services.accounting.domain.chart import ADVANCES, BANK, BANK_JOURNAL, CUSTOMERS
from services.accounting.domain.entering import Entering, Place
from services.accounting.domain.grouping import groups_of_case
from services.accounting.domain.journal_entry import on_credit, on_debit
from services.accounting.domain.payment import Payment, payment_id
from services.accounting.domain.posting import Draft, payment_entry_id
from services.accounting.domain.rules import Rules
from services.accounting.domain.settlement import Settlement, settlement_key, settlement_of, why_unpaid
from shared.contracts.accounts import AdjustCredit, RecordPayment
from shared.contracts.decision import Decision, Key, Known, Moment, Need, OnLane, done
from shared.contracts.decision import refused as not_counted
from shared.contracts.message import Message
from shared.contracts.quick import replace

_REMEDY = "Record what the bank credits to the ledger's account, in the ledger's currency."


@dataclass(frozen=True)
class Recording:
    """Decides on RecordPayment."""

    rules: Rules

    @property
    def entering(self) -> Entering:
        return Entering(self.rules)

    def needed(self, message: RecordPayment, moment: Moment) -> Iterable[Need]:
        return (
            Key(Payment, payment_id(message.case, message.payment)),
            settlement_key(message.case),
            *self.entering.needed(_place(message), moment),
        )

    def further(self, message: RecordPayment, known: Known, moment: Moment) -> Iterable[Need]:
        return self.entering.further(_place(message), known, moment)

    def record(self, message: RecordPayment, known: Known, moment: Moment) -> Decision:
        """Posts the payment once and tells what it changes for the case; what does not count is kept and
        told."""
        before = known.get(Payment, payment_id(message.case, message.payment))
        if before is not None:
            return Decision(send=(before.tell_received(),))
        settlement = settlement_of(known, moment.tenant, message.ledger, message.case)
        refused = self._refusal(message)
        if refused:
            return self._not_counted(message, settlement, refused, moment)
        return self._counted(message, settlement, known, moment)

    def _refusal(self, message: RecordPayment) -> str:
        if message.currency != self.rules.currency:
            return (
                f"the ledger is kept in {self.rules.currency}; exchange it and record what the bank credits"
            )
        if not whole_cents(message.amount) or message.amount <= 0:
            return "the amount is not a sum of whole cents above zero"
        return ""

    def _not_counted(
        self, message: RecordPayment, settlement: Settlement, refused: str, moment: Moment
    ) -> Decision:
        payment = _payment(message, moment, refused=refused)
        settlement = replace(settlement, uncounted=settlement.uncounted + 1)
        told: list[Message | OnLane] = [payment.tell_received()] if payment.amount > 0 else []
        if settlement.state in ("unpaid", "over_limit"):
            because = f"payment {message.payment} is not counted: {refused}"
            told.append(OnLane(settlement.lane, settlement.tell_awaited(settlement.missing, because)))
        answer = not_counted(
            "payment_not_counted", f"The payment is kept, and not counted: {refused}.", _REMEDY
        )
        return Decision(save=(payment, settlement), send=tuple(told), answer=answer)

    def _counted(
        self, message: RecordPayment, settlement: Settlement, known: Known, moment: Moment
    ) -> Decision:
        place = _place(message)
        (series,) = self.entering.series_at(place, known, moment)
        entered = self.entering.enter(_draft(message, settlement), place, series, known, moment)
        payment = _payment(message, moment, entry=entered.entry.id)
        settlement, told = self._paid(settlement, payment)
        return Decision(
            save=(payment, settlement, series, *entered.save),
            add=entered.add,
            send=(payment.tell_received(), *told),
            effects=entered.effects,
            answer=done(entry=entered.entry.id, number=entered.entry.number),
        )

    def _paid(self, before: Settlement, payment: Payment) -> tuple[Settlement, tuple[Message | OnLane, ...]]:
        after = replace(before, received=before.received + cents(payment.amount))
        after = replace(after, held=min(before.held, after.missing))
        told: list[Message | OnLane] = []
        if after.held != before.held or before.state == "over_limit":
            told.append(_credit_moved(after, before))
        if before.state in ("unpaid", "over_limit") and after.missing == 0 and self._countable(after):
            after = after.cleared()
            told.append(OnLane(after.lane, after.tell_cleared()))
        elif before.state == "unpaid":
            because = why_unpaid(after, self.rules.currency)
            told.append(OnLane(after.lane, after.tell_awaited(after.missing, because)))
        return after, tuple(told)

    def _countable(self, settlement: Settlement) -> bool:
        return settlement.currency == self.rules.currency


def _place(message: RecordPayment) -> Place:
    return Place(message.ledger, (BANK_JOURNAL,), groups_of_case(message.case, (CUSTOMERS, ADVANCES)))


def _credit_moved(now: Settlement, before: Settlement) -> AdjustCredit:
    return AdjustCredit(ledger=now.ledger, customer=now.customer, case=now.id, by=now.held - before.held)


def _draft(message: RecordPayment, settlement: Settlement) -> Draft:
    amount = cents(message.amount)
    against = CUSTOMERS if settlement.owes_invoice else ADVANCES
    label = "Règlement client" if settlement.owes_invoice else "Acompte reçu"
    lines = (
        on_debit(BANK, amount, label),
        on_credit(against, amount, label, settlement.customer),
    )
    return Draft(
        payment_entry_id(message.case, message.payment),
        message.payment,
        message.received_on,
        f"{label} {message.payment}",
        message.case,
        lines,
    )


def _payment(message: RecordPayment, moment: Moment, *, refused: str = "", entry: str = "") -> Payment:
    return Payment(
        id=payment_id(message.case, message.payment),
        tenant=moment.tenant,
        ledger=message.ledger,
        case=message.case,
        payment=message.payment,
        amount=message.amount if message.amount.is_finite() else ZERO,
        currency=message.currency,
        received_on=message.received_on,
        recorded_at=moment.now,
        reference=message.reference,
        refused=refused,
        entry=entry,
    )
