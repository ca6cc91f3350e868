"""Releases: the undo of a payment check."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from services.accounting.domain.amount import ZERO
from services.accounting.domain.rules import Rules
from services.accounting.domain.settlement import settlement_key, settlement_of
from shared.contracts.accounts import AdjustCredit, PaymentReleased, ReleasePayment
from shared.contracts.decision import Decision, Known, Moment, Need
from shared.contracts.message import Message


@dataclass(frozen=True)
class Releasing:
    """Decides on ReleasePayment."""

    rules: Rules

    def needed(self, message: ReleasePayment, _moment: Moment) -> Iterable[Need]:
        return (settlement_key(message.case),)

    def release(self, message: ReleasePayment, known: Known, moment: Moment) -> Decision:
        """Credit held is free again and money received is owed back. Before the check it leaves a
        tombstone."""
        settlement = settlement_of(known, moment.tenant, message.ledger, message.case)
        told: Message = PaymentReleased(
            case=message.case, step=message.step, owed_back=settlement.received, currency=self.rules.currency
        )
        if settlement.state == "released":
            return Decision(send=(told,))
        released = replace(settlement, state="released", held=ZERO)
        if not settlement.held:
            return Decision(save=(released,), send=(told,))
        freed = AdjustCredit(
            ledger=settlement.ledger,
            customer=settlement.customer,
            case=settlement.id,
            by=-settlement.held,
        )
        return Decision(save=(released,), send=(told, freed))
