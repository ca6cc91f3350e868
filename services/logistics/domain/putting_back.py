"""Goods of a shipment that never left: back on the shelf, into their lots, at the worth they left with."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from services.logistics.domain.lot import Lot, lot_id, new_lot, serial_id
from services.logistics.domain.movement import MovedPieces
from services.logistics.domain.rules import Rules
from services.logistics.domain.shipment import Shipment
from services.logistics.domain.stock_item import ZERO, StockItem, article_of, item_of
from services.logistics.domain.valuation import cents
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
    """A piece with a number that is on hand already, since a count found it, is not put back a second time.

    freed: items that the same decision has changed already.
    """
    items = {item.id: item for item in freed}
    lots: dict[str, Lot] = {}
    lines: list[MovedPieces] = []
    for shipment in shipments:
        for line in _not_here(shipment.goods(), shipment.tenant, known, lots):
            article = article_of(line.item)
            item = items.get(line.item) or item_of(known, moment.tenant, shipment.warehouse, article)
            blocked = _into_lots(line, item, known, lots, rules, moment) if item.traced else 0
            items[line.item] = item.receive(line.quantity, line.amount).block(blocked)
            lines.append(line)
    return PutBack(tuple(items.values()), tuple(lots.values()), tuple(lines))


def _not_here(
    goods: Iterable[MovedPieces], tenant: str, known: Known, changed: dict[str, Lot]
) -> list[MovedPieces]:
    """What is to be put back of these goods; an article's worth is shared among all its pieces, of whichever lot."""
    gone = [line.back() for line in goods]
    missing = [_without(line, _here(line, tenant, known, changed)) for line in gone]
    worth: dict[str, Decimal] = {}
    for item in {line.item for line in gone}:
        pieces, left = _pieces(item, gone), _pieces(item, missing)
        amount = sum((line.amount for line in gone if line.item == item), ZERO)
        worth[item] = amount if left == pieces else cents(amount * left / pieces)
    return [replace(line, amount=worth.pop(line.item, ZERO)) for line in missing if line.quantity]


def _here(line: MovedPieces, tenant: str, known: Known, changed: dict[str, Lot]) -> set[str]:
    """The numbers of the pieces that are on hand already."""
    ids = {serial: serial_id(tenant, article_of(line.item), serial) for serial in line.serials}
    lots = {serial: changed.get(id) or known.get(Lot, id) for serial, id in ids.items()}
    return {serial for serial, lot in lots.items() if lot is not None and lot.on_hand}


def _without(line: MovedPieces, here: set[str]) -> MovedPieces:
    serials = tuple(serial for serial in line.serials if serial not in here)
    return replace(line, quantity=line.quantity - len(here), serials=serials)


def _pieces(item: str, lines: Iterable[MovedPieces]) -> int:
    return sum(line.quantity for line in lines if line.item == item)


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
