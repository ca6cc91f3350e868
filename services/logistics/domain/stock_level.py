"""When an article runs low in a warehouse, somebody is told, once, how much to order."""

from collections.abc import Iterable
from dataclasses import replace

from services.logistics.domain.reorder_rule import ReorderRule
from services.logistics.domain.stock_item import StockItem
from shared.contracts.stock import StockLow


def levels(items: Iterable[StockItem]) -> tuple[tuple[StockItem, ...], tuple[StockLow, ...]]:
    """The items, marked where they run low or do no more, and what is to be told of those that have just begun to."""
    judged, told = [], []
    for item in items:
        if item.reorder is None:
            judged.append(item)
            continue
        low = item.available <= item.reorder.point
        if low and not item.low:
            told.append(_low(item, item.reorder))
        judged.append(item if low == item.low else replace(item, low=low))
    return tuple(judged), tuple(told)


def _low(item: StockItem, rule: ReorderRule) -> StockLow:
    return StockLow(
        warehouse=item.warehouse,
        article=item.article,
        available=item.available,
        reorder_point=rule.point,
        proposed=rule.proposed(item.available),
        waiting=item.waiting,
    )
