"""ReceiveGoods: goods in."""

from collections.abc import Iterable

from services.logistics.domain.lines import added_up
from services.logistics.domain.movement import Movement, pieces_in
from services.logistics.domain.stock_item import items_for, items_of
from services.logistics.domain.waking import wake_if_waiting
from shared.contracts.decision import NOTHING, Decision, Key, Known, Moment, Need
from shared.contracts.stock import ReceiveGoods


def needed(message: ReceiveGoods, moment: Moment) -> Iterable[Need]:
    articles = {line.article for line in message.lines}
    return (Key(Movement, message.receipt), *items_for(moment.tenant, message.warehouse, articles))


def receive(message: ReceiveGoods, known: Known, moment: Moment) -> Decision:
    """Put the goods on hand, once per receipt, and look at who waits for them."""
    if known.get(Movement, message.receipt) is not None:
        return NOTHING
    lines = added_up(message.lines)
    items = items_of(known, moment.tenant, message.warehouse, lines)
    received = [items[line.article].receive(line.quantity) for line in lines]
    arrival = Movement(
        id=message.receipt,
        tenant=moment.tenant,
        reason="receipt",
        source=message.receipt,
        at=moment.now,
        lines=pieces_in(moment.tenant, message.warehouse, lines),
        reference=message.reference,
        actor=message.actor.id,
        warehouse=message.warehouse,
    )
    return Decision(save=(arrival, *received), send=wake_if_waiting(message.receipt, received))
