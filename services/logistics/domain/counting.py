"""CountStock: what is really on the shelf."""

from collections.abc import Iterable

from services.logistics.domain.lines import counted_up
from services.logistics.domain.movement import MovedPieces, Movement
from services.logistics.domain.stock_item import StockItem, item_of, items_for
from services.logistics.domain.waking import wake_if_waiting
from shared.contracts.decision import NOTHING, Decision, Key, Known, Moment, Need
from shared.contracts.stock import CountStock, TakeBackStock


def needed(message: CountStock, moment: Moment) -> Iterable[Need]:
    articles = {line.article for line in message.lines}
    return (Key(Movement, message.count), *items_for(moment.tenant, message.warehouse, articles))


def count(message: CountStock, known: Known, moment: Moment) -> Decision:
    """Set what is on hand to what was found, once per count.

    Found more: who waits is looked at. Found less than is promised: what is promised stays on the books as
    missing, and reservations are taken back until it is settled.
    """
    if known.get(Movement, message.count) is not None:
        return NOTHING
    found = counted_up(message.lines)
    before = {article: item_of(known, moment.tenant, message.warehouse, article) for article in sorted(found)}
    after = [item.count(found[article]) for article, item in before.items()]
    adjustment = Movement(
        id=message.count,
        tenant=moment.tenant,
        reason="count",
        source=message.count,
        at=moment.now,
        lines=tuple(_adjusted(before[item.article], item) for item in after),
        actor=message.actor.id,
        warehouse=message.warehouse,
    )
    orders = [
        TakeBackStock(case=message.count, warehouse=message.warehouse, article=item.article)
        for item in after
        if item.missing
    ]
    return Decision(save=(adjustment, *after), send=(*orders, *wake_if_waiting(message.count, after)))


def _adjusted(before: StockItem, after: StockItem) -> MovedPieces:
    return MovedPieces(after.id, after.on_hand - before.on_hand)
