"""Payment checks: may a case be delivered?"""

from collections.abc import Iterable
from dataclasses import dataclass

from services.accounting.domain.amount import LARGEST, ZERO, cents, usable
from services.accounting.domain.customer import customer_id, customer_key, customer_of
from services.accounting.domain.rules import Rules
from services.accounting.domain.sandbox import payment_refused
from services.accounting.domain.settlement import Settlement, settlement_key, settlement_of, why_unpaid
from shared.contracts.accounts import AdjustCredit, CheckPayment, PaymentReleased
from shared.contracts.decision import Decision, Known, Moment, Need
from shared.contracts.message import Message
from shared.contracts.quick import replace


@dataclass(frozen=True)
class Checking:
    """Decides on CheckPayment."""

    rules: Rules

    def needed(self, message: CheckPayment, moment: Moment) -> Iterable[Need]:
        settlement = settlement_key(message.case)
        if not message.customer:
            return (settlement,)
        return (settlement, customer_key(moment.tenant, message.ledger, message.customer))

    def check(self, message: CheckPayment, known: Known, moment: Moment) -> Decision:
        """Prepaid: cleared once payments reach the gross amount. On account: cleared, and held, within the
        credit limit. A repeated question is answered again; a changed one replaces the old one."""
        settlement = settlement_of(known, moment.tenant, message.ledger, message.case)
        if settlement.state == "released":
            return Decision(send=(_released(settlement, message, self.rules),))
        asked = _asked(settlement, message, moment)
        if settlement.state == "cleared" and (_same(settlement, asked) or settlement.owes_invoice):
            return Decision(send=(asked.tell_cleared(),))
        freed = _freeing(settlement)
        if self._has_credit(asked):
            return self._against_credit(asked, known, freed)
        return self._against_payments(asked, freed)

    def _has_credit(self, asked: Settlement) -> bool:
        on_account = asked.terms == "on_account" and bool(asked.account)
        return (
            on_account
            and asked.currency == self.rules.currency
            and not payment_refused(asked.tenant, asked.customer)
        )

    def _against_payments(self, asked: Settlement, freed: tuple[Message, ...]) -> Decision:
        if asked.missing == 0 and asked.currency == self.rules.currency:
            cleared = asked.cleared()
            return Decision(save=(cleared,), send=(*freed, cleared.tell_cleared()))
        unpaid = replace(asked, state="unpaid")
        told = unpaid.tell_awaited(unpaid.missing, why_unpaid(unpaid, self.rules.currency))
        return Decision(save=(unpaid,), send=(*freed, told))

    def _against_credit(self, asked: Settlement, known: Known, freed: tuple[Message, ...]) -> Decision:
        customer = customer_of(known, asked.tenant, asked.ledger, asked.customer)
        beyond = customer.beyond(asked.missing, self.rules)
        if beyond <= 0 or asked.missing == 0:
            cleared = asked.cleared(held=asked.missing)
            changed = (cleared, customer.moved(asked.missing)) if asked.missing else (cleared,)
            return Decision(save=changed, send=(*freed, cleared.tell_cleared()))
        waiting = replace(asked, state="over_limit")
        because = (
            f"{customer.open} {asked.currency} open and {asked.missing} for this case pass"
            f" the customer's credit limit of {customer.limit(self.rules)} by {beyond}"
        )
        look = AdjustCredit(ledger=asked.ledger, customer=asked.customer, case=asked.id, by=ZERO)
        return Decision(save=(waiting,), send=(*freed, waiting.tell_awaited(beyond, because), look))


def _asked(settlement: Settlement, message: CheckPayment, moment: Moment) -> Settlement:
    gross = cents(message.gross) if usable(message.gross) else LARGEST
    account = customer_id(moment.tenant, message.ledger, message.customer) if message.customer else ""
    return replace(
        settlement,
        step=message.step,
        customer=message.customer,
        account=account,
        terms=message.terms,
        currency=message.currency,
        gross=max(gross, ZERO),
        held=ZERO,
        rank=0 if moment.lane == "urgent" else 1,
        asked_at=settlement.asked_at or moment.now,
    )


def _same(settlement: Settlement, asked: Settlement) -> bool:
    return (settlement.gross, settlement.terms, settlement.account, settlement.currency) == (
        asked.gross,
        asked.terms,
        asked.account,
        asked.currency,
    )


def _freeing(settlement: Settlement) -> tuple[Message, ...]:
    if not settlement.held:
        return ()
    return (
        AdjustCredit(
            ledger=settlement.ledger, customer=settlement.customer, case=settlement.id, by=-settlement.held
        ),
    )


def _released(settlement: Settlement, message: CheckPayment, rules: Rules) -> PaymentReleased:
    return PaymentReleased(
        case=settlement.id, step=message.step, owed_back=settlement.received, currency=rules.currency
    )
