"""What a count found of each article, lot by lot where its pieces are told apart, against what the books have."""

from collections.abc import Iterable
from dataclasses import dataclass

from services.logistics.domain.fault import Fault
from services.logistics.domain.lot import Lot, lot_id, serial_id
from services.logistics.domain.movement import MovedPieces, change
from services.logistics.domain.rules import Rules
from services.logistics.domain.stock_item import ZERO, StockItem, item_id, item_of
from shared.contracts.decision import Key, Known, Moment, Need, Selection
from shared.contracts.stocktaking import CountStock
from shared.contracts.values import GoodsLine

MOST_SERIALS = 5000
"""Pieces with numbers of one article that a count can look at."""


@dataclass(frozen=True, slots=True)
class Found:
    """items and lots as they are afterwards; lines: the differences."""

    items: tuple[StockItem, ...]
    lots: tuple[Lot, ...]
    lines: tuple[MovedPieces, ...]


def needed_to_find(message: CountStock, moment: Moment) -> Iterable[Need]:
    for line in message.lines:
        for id in _lot_ids(message, line, moment):
            yield Key(Lot, id)


def _lot_ids(message: CountStock, line: GoodsLine, moment: Moment) -> list[str]:
    if line.serials:
        return [serial_id(moment.tenant, line.article, serial) for serial in line.serials]
    return [lot_id(item_id(moment.tenant, message.warehouse, line.article), line.lot)]


def _here(item: str) -> Selection[Lot]:
    return Selection(Lot, (("item", item), ("open", True)), ("order", "id"), MOST_SERIALS)


def serials_here(message: CountStock, known: Known, moment: Moment) -> list[Need]:
    """Of articles whose pieces were counted by number, every piece that the books have."""
    return [_here(item.id) for item in _items(message, known, moment).values() if _numbered(message, item)]


def _items(message: CountStock, known: Known, moment: Moment) -> dict[str, StockItem]:
    articles = sorted({line.article for line in message.lines})
    return {code: item_of(known, moment.tenant, message.warehouse, code) for code in articles}


def _numbered(message: CountStock, item: StockItem) -> bool:
    return item.traced and any(line.serials for line in message.lines if line.article == item.article)


def why_not_found(message: CountStock, known: Known, moment: Moment) -> Fault | None:
    """The first line that cannot be what is on the shelf."""
    items = _items(message, known, moment)
    for place, line in enumerate(message.lines):
        fault = _wrong(message, line, f"/lines/{place}", items[line.article], known, moment)
        if fault is not None:
            return fault
    return None


def _wrong(
    message: CountStock, line: GoodsLine, at: str, item: StockItem, known: Known, moment: Moment
) -> Fault | None:
    values = {"article": line.article}
    if line.quantity < 0:
        return Fault("negative_quantity", "{article}: a count below zero.", "Count again.", at, values)
    if line.serials and len(set(line.serials)) != line.quantity:
        return Fault(
            "serials_missing",
            "{article}: {pieces} pieces and {serials} serial numbers.",
            "Name the serial number of each piece, once.",
            f"{at}/serials",
            values | {"pieces": str(line.quantity), "serials": str(len(set(line.serials)))},
        )
    if not item.traced and not line.lot and not line.serials:
        return None
    for id in _lot_ids(message, line, moment):
        lot = known.get(Lot, id)
        if lot is None:
            return _unknown(line, at)
        if lot.on_hand and lot.item != item.id:
            return Fault(
                "serial_on_hand",
                "{article}: serial number {serial} is on hand already, in warehouse {warehouse}.",
                "Compare it with the goods.",
                f"{at}/serials",
                values | {"serial": lot.serial, "warehouse": lot.warehouse},
            )
    return None


def _unknown(line: GoodsLine, at: str) -> Fault:
    if line.serials:
        return Fault(
            "unknown_serial",
            "{article}: one of these serial numbers never came in.",
            "Compare it with the goods, and record their receipt if there was none.",
            f"{at}/serials",
            {"article": line.article},
        )
    if line.lot:
        return Fault(
            "unknown_lot",
            "{article}: lot {lot} never came in here.",
            "Compare it with the goods, and record their receipt if there was none.",
            f"{at}/lot",
            {"article": line.article, "lot": line.lot},
        )
    return Fault(
        "lot_missing",
        "{article} is kept by lot, and the line names none.",
        "Count lot by lot.",
        f"{at}/lot",
        {"article": line.article},
    )


def found(message: CountStock, known: Known, rules: Rules, moment: Moment) -> Found:
    """The differences that a count, with which nothing is wrong, makes."""
    items: list[StockItem] = []
    lots: list[Lot] = []
    lines: list[MovedPieces] = []
    for article, before in _items(message, known, moment).items():
        counted = [line for line in message.lines if line.article == article]
        if not before.traced:
            after = before.count(sum(line.quantity for line in counted))
            lines.append(change(before, after))
        else:
            changed = _lots_found(message, before, counted, known, rules, moment)
            after, moved = _traced(before, changed)
            lots.extend(lot for _, lot in changed)
            lines.extend(moved)
        items.append(after)
    return Found(tuple(items), tuple(lots), tuple(lines))


def _lots_found(
    message: CountStock,
    item: StockItem,
    counted: list[GoodsLine],
    known: Known,
    rules: Rules,
    moment: Moment,
) -> list[tuple[Lot, Lot]]:
    """Each lot that was counted, or whose number was not found, before and after."""
    quantities: dict[str, int] = {}
    if _numbered(message, item):
        quantities = {lot.id: 0 for lot in known.select(_here(item.id)) if lot.serial}
    for line in counted:
        for id in _lot_ids(message, line, moment):
            pieces = 1 if line.serials else line.quantity
            quantities[id] = pieces if line.serials else quantities.get(id, 0) + pieces
    changed = []
    for id, pieces in quantities.items():
        lot = _known_lot(id, item, known, message)
        changed.append((lot, lot.lying_in(item).found(pieces, rules)))
    return changed


def _known_lot(id: str, item: StockItem, known: Known, message: CountStock) -> Lot:
    if _numbered(message, item):
        for lot in known.select(_here(item.id)):
            if lot.id == id:
                return lot
    lot_found = known.get(Lot, id)
    if lot_found is None:
        raise LookupError(f"lot {id} was counted and is not known")
    return lot_found


def _traced(before: StockItem, changed: list[tuple[Lot, Lot]]) -> tuple[StockItem, tuple[MovedPieces, ...]]:
    """Lots follow the count at once; the item keeps what is promised beyond it as missing, a line without lot."""
    by_lot: dict[tuple[str, bool], tuple[int, tuple[str, ...]]] = {}
    blocked = 0
    for lot, after in changed:
        more = after.on_hand - (lot.on_hand if lot.item == before.id else 0)
        blocked += after.blocked - lot.blocked
        quantity, serials = by_lot.get((lot.lot, more > 0), (0, ()))
        numbers = (lot.serial,) if lot.serial and more else ()
        by_lot[lot.lot, more > 0] = (quantity + more, serials + numbers)
    difference = sum(quantity for quantity, _ in by_lot.values())
    item = before.count(before.on_hand - before.missing + difference).block(blocked)
    rest = item.on_hand - before.on_hand - difference
    if rest:
        quantity, serials = by_lot.get(("", True), (0, ()))
        by_lot["", True] = (quantity + rest, serials)
    amounts = [item.value - before.value, *[ZERO] * len(by_lot)]
    lines = tuple(
        MovedPieces(before.id, quantity, amount, lot, serials)
        for amount, ((lot, _), (quantity, serials)) in zip(amounts, by_lot.items(), strict=False)
        if quantity or amount
    )
    return item, lines
