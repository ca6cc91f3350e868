"""Goods of a shipment that never left: back on the shelf, into their lots, at the worth they left with."""

from collections.abc import Iterable
from dataclasses import dataclass

from services.logistics.domain.lot import Lot, lot_id, new_lot, serial_id
from services.logistics.domain.movement import MovedPieces
from services.logistics.domain.rules import Rules
from services.logistics.domain.shipment import Shipment
from services.logistics.domain.stock_item import StockItem, article_of, item_of
from shared.contracts.decision import Key, Known, Moment, Need


@dataclass(frozen=True, slots=True)
class PutBack:
    """items and lots as they are afterwards; lines: what came back."""

    items: tuple[StockItem, ...]
    lots: tuple[Lot, ...]
    lines: tuple[MovedPieces, ...]


def needed_to_put_back(shipments: Iterable[Shipment]) -> Iterable[Need]:
    for shipment in shipments:
        for line in shipment.goods():
            yield Key(StockItem, line.item)
            yield Key(Lot, lot_id(line.item, line.lot))
            for serial in line.serials:
                yield Key(Lot, serial_id(shipment.tenant, article_of(line.item), serial))


def put_back(
    shipments: Iterable[Shipment], freed: Iterable[StockItem], known: Known, rules: Rules, moment: Moment
) -> PutBack:
    """freed: items that the same decision has changed already."""
    items = {item.id: item for item in freed}
    lots: dict[str, Lot] = {}
    lines: list[MovedPieces] = []
    for shipment in shipments:
        for gone in shipment.goods():
            line = gone.back()
            article = article_of(line.item)
            item = items.get(line.item) or item_of(known, moment.tenant, shipment.warehouse, article)
            blocked = _into_lots(line, item, known, lots, rules, moment) if item.traced else 0
            items[line.item] = item.receive(line.quantity, line.amount).block(blocked)
            lines.append(line)
    return PutBack(tuple(items.values()), tuple(lots.values()), tuple(lines))


def _into_lots(
    line: MovedPieces, item: StockItem, known: Known, lots: dict[str, Lot], rules: Rules, moment: Moment
) -> int:
    """Returns how many pieces more are not to be promised."""
    blocked = 0
    for lot, pieces in _lots_of(line, item, known, lots):
        after = lot.lying_in(item).moved(pieces, rules)
        if after.state == "good" and after.is_over(rules.today(moment.tenant, moment.now)):
            after = after.expired(rules)
        blocked += after.blocked - lot.blocked
        lots[after.id] = after
    return blocked


def _lots_of(
    line: MovedPieces, item: StockItem, known: Known, changed: dict[str, Lot]
) -> Iterable[tuple[Lot, int]]:
    """One line may hold pieces with numbers and, from the time before they had any, pieces without."""
    without = line.quantity - len(line.serials)
    for serial, pieces in (*((serial, 1) for serial in line.serials), ("", without)):
        if pieces:
            fresh = new_lot(item, line.lot, serial, None)
            yield changed.get(fresh.id) or known.get(Lot, fresh.id) or fresh, pieces
