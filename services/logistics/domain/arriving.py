"""Goods that come in, whoever sends them: what is wrong with them, and what they change."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from services.logistics.domain.article import Article, article_id
from services.logistics.domain.closed_doors import no_such_warehouse, under_count
from services.logistics.domain.fault import Fault
from services.logistics.domain.house import house_key, house_of
from services.logistics.domain.lot import Lot, lot_id, new_lot, serial_id
from services.logistics.domain.movement import MovedPieces
from services.logistics.domain.rules import Rules
from services.logistics.domain.stock_item import StockItem, item_id, item_of, items_for
from shared.contracts.decision import Key, Known, Moment, Need
from shared.contracts.values import GoodsLine


@dataclass(frozen=True, slots=True)
class Arrived:
    """items and lots as they are afterwards; lines: what came in."""

    items: tuple[StockItem, ...]
    lots: tuple[Lot, ...]
    lines: tuple[MovedPieces, ...]


def needed_to_arrive(warehouse: str, lines: Sequence[GoodsLine], moment: Moment) -> Iterable[Need]:
    articles = {line.article for line in lines}
    yield house_key(moment.tenant)
    yield from items_for(moment.tenant, warehouse, articles)
    for article in articles:
        yield Key(Article, article_id(moment.tenant, article))
        yield Key(Lot, lot_id(item_id(moment.tenant, warehouse, article), ""))
    for line in lines:
        for id in _lot_ids(moment.tenant, warehouse, line):
            yield Key(Lot, id)


def _lot_ids(tenant: str, warehouse: str, line: GoodsLine) -> list[str]:
    if line.serials:
        return [serial_id(tenant, line.article, serial) for serial in line.serials]
    return [lot_id(item_id(tenant, warehouse, line.article), line.lot)] if line.lot else []


def why_not(warehouse: str, lines: Sequence[GoodsLine], known: Known, moment: Moment) -> Fault | None:
    """The first thing that is wrong with goods that are to come in; nothing of them comes in then."""
    house = house_of(known, moment.tenant)
    if not house.knows(warehouse):
        return no_such_warehouse(warehouse)
    if house.is_frozen(warehouse):
        return under_count(warehouse)
    seen: set[tuple[str, str]] = set()
    for place, line in enumerate(lines):
        fault = _wrong(line, f"/lines/{place}", warehouse, known, moment) or _repeated(
            line, f"/lines/{place}", seen
        )
        if fault is not None:
            return fault
    return None


def _wrong(line: GoodsLine, at: str, warehouse: str, known: Known, moment: Moment) -> Fault | None:
    article = known.get(Article, article_id(moment.tenant, line.article))
    values = {"article": line.article}
    if line.quantity < 0:
        return Fault(
            "negative_quantity", "{article}: a quantity below zero.", "Send whole pieces.", at, values
        )
    if article is not None and article.lot_tracked and not line.lot:
        return Fault(
            "lot_missing",
            "{article} is kept by lot, and the line names none.",
            "Name the lot, as it stands on the goods.",
            f"{at}/lot",
            values,
        )
    if (line.serials or (article is not None and article.serial_tracked)) and (
        len(line.serials) != line.quantity
    ):
        return Fault(
            "serials_missing",
            "{article}: {pieces} pieces and {serials} serial numbers.",
            "Name the serial number of each piece.",
            f"{at}/serials",
            values | {"pieces": str(line.quantity), "serials": str(len(line.serials))},
        )
    return _known_otherwise(line, at, warehouse, known, moment)


def _known_otherwise(line: GoodsLine, at: str, warehouse: str, known: Known, moment: Moment) -> Fault | None:
    """Against what is already known of these lots and serial numbers."""
    for id in _lot_ids(moment.tenant, warehouse, line):
        lot = known.get(Lot, id)
        if lot is not None and lot.serial and lot.on_hand:
            return Fault(
                "serial_on_hand",
                "{article}: serial number {serial} is on hand already, in warehouse {warehouse}.",
                "Compare it with the goods: each piece has a number of its own.",
                f"{at}/serials",
                {"article": line.article, "serial": lot.serial, "warehouse": lot.warehouse},
            )
        if lot is not None and lot.on_hand and line.expires_on not in (None, lot.expires_on):
            day = lot.expires_on.isoformat() if lot.expires_on else "-"
            return Fault(
                "other_expiry",
                "{article}: lot {lot} is known to expire on another day: {day}.",
                "Compare it with the goods; a lot has one expiry.",
                f"{at}/expires_on",
                {"article": line.article, "lot": line.lot, "day": day},
            )
    return None


def _repeated(line: GoodsLine, at: str, seen: set[tuple[str, str]]) -> Fault | None:
    for serial in line.serials:
        if (line.article, serial) in seen:
            return Fault(
                "serial_repeated",
                "{article}: serial number {serial} is named twice.",
                "Name each piece once.",
                f"{at}/serials",
                {"article": line.article, "serial": serial},
            )
        seen.add((line.article, serial))
    return None


def arrive(warehouse: str, lines: Sequence[GoodsLine], known: Known, rules: Rules, moment: Moment) -> Arrived:
    """Put goods, which nothing is wrong with, on hand."""
    arrival = _Arrival(warehouse, known, rules, moment)
    for line in lines:
        if line.quantity > 0:
            arrival.take_in(line)
    return Arrived(tuple(arrival.items.values()), tuple(arrival.lots.values()), tuple(arrival.lines))


class _Arrival:
    """What one arrival has changed so far."""

    def __init__(self, warehouse: str, known: Known, rules: Rules, moment: Moment) -> None:
        self._warehouse = warehouse
        self._known = known
        self._rules = rules
        self._moment = moment
        self.items: dict[str, StockItem] = {}
        self.lots: dict[str, Lot] = {}
        self.lines: list[MovedPieces] = []

    def take_in(self, line: GoodsLine) -> None:
        tenant = self._moment.tenant
        item = self.items.get(line.article) or item_of(self._known, tenant, self._warehouse, line.article)
        worth = item.worth_of_more(line.quantity, line.unit_cost)
        if (line.lot or line.serials) and not item.traced:
            item = self._traced(item)
        blocked = self._put_into_lots(item, line) if item.traced else 0
        self.lines.append(MovedPieces(item.id, line.quantity, worth, line.lot, line.serials))
        item = item.receive(line.quantity, worth)
        self.items[line.article] = item.block(blocked) if blocked else item

    def _traced(self, item: StockItem) -> StockItem:
        """From now on its pieces are told apart; those that were there before are of no known lot."""
        if item.on_hand:
            unknown = new_lot(item, "", "", None)
            self.lots[unknown.id] = unknown.moved(item.on_hand - item.missing, self._rules)
        return replace(item, traced=True)

    def _put_into_lots(self, item: StockItem, line: GoodsLine) -> int:
        """Returns how many more pieces are not to be promised."""
        if not line.serials:
            return self._put(item, line, "", line.quantity)
        return sum(self._put(item, line, serial, 1) for serial in line.serials)

    def _put(self, item: StockItem, line: GoodsLine, serial: str, pieces: int) -> int:
        fresh = new_lot(item, line.lot, serial, line.expires_on)
        before = self.lots.get(fresh.id) or self._known.get(Lot, fresh.id)
        blocked = before.blocked if before else 0
        if before is not None and not before.on_hand and before.state != "recalled":
            # nothing of it is left: what is said now counts
            expires_on = line.expires_on or before.expires_on
            before = new_lot(item, line.lot or before.lot, serial, expires_on)
        lot = (before or fresh).lying_in(item).moved(pieces, self._rules)
        if lot.state == "good" and lot.is_over(self._rules.today(self._moment.tenant, self._moment.now)):
            lot = lot.expired(self._rules)
        self.lots[lot.id] = lot
        return lot.blocked - blocked
