"""ReceiveGoods: goods in."""

from collections.abc import Iterable
from dataclasses import dataclass

from services.logistics.domain.arriving import arrive, needed_to_arrive, why_not
from services.logistics.domain.movement import Movement, traces_of
from services.logistics.domain.rules import Rules
from services.logistics.domain.stock_level import levels
from services.logistics.domain.valuation import value_posted
from services.logistics.domain.waking import wake_if_waiting
from shared.contracts.decision import NOTHING, Decision, Key, Known, Moment, Need
from shared.contracts.stocktaking import ReceiveGoods


@dataclass(frozen=True)
class Receiving:
    """Decides on ReceiveGoods."""

    rules: Rules

    def needed(self, message: ReceiveGoods, moment: Moment) -> Iterable[Need]:
        return (
            Key(Movement, message.receipt),
            *needed_to_arrive(message.warehouse, message.lines, moment),
        )

    def receive(self, message: ReceiveGoods, known: Known, moment: Moment) -> Decision:
        """Put the goods on hand, once per receipt, and look at who waits for them; all of them or, when something is
        wrong, nothing."""
        if known.get(Movement, message.receipt) is not None:
            return NOTHING
        fault = why_not(message.warehouse, message.lines, known, moment)
        if fault is not None:
            return Decision(answer=fault.answer)
        arrived = arrive(message.warehouse, message.lines, known, self.rules, moment)
        arrival = Movement(
            id=message.receipt,
            tenant=moment.tenant,
            reason="receipt",
            source=message.receipt,
            at=moment.now,
            lines=arrived.lines,
            reference=message.reference,
            actor=message.actor.id,
            warehouse=message.warehouse,
            traces=traces_of(arrived.lines),
        )
        items, told = levels(arrived.items)
        today = self.rules.today(moment.tenant, moment.now)
        return Decision(
            save=(arrival, *items, *arrived.lots),
            send=(
                *wake_if_waiting(message.receipt, items),
                *value_posted(arrival, message.receipt, self.rules.currency, today),
                *told,
            ),
        )
