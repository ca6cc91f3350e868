"""Pieces that are told apart: lots add up to what is on hand, and nothing leaves that has expired."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from services.logistics.domain.lot import Lot
from services.logistics.domain.movement import MovedPieces, Movement
from services.logistics.domain.stock_item import StockItem
from tests.simulation.invariants.evidence import Evidence
from tests.simulation.witness import See

_PLACE = ZoneInfo("Europe/Paris")


class Lots:
    """_moved: pieces by item and lot, or by item and serial number; _expiries: by item and lot, where it has one."""

    def __init__(self, _evidence: Evidence) -> None:
        self._lots: dict[str, Lot] = {}
        self._items: dict[str, StockItem] = {}
        self._seen: set[str] = set()
        self._moved: Counter[tuple[str, str]] = Counter()
        self._numbers: Counter[tuple[str, str]] = Counter()
        self._sent: list[tuple[date, MovedPieces]] = []

    @property
    def sees(self) -> Mapping[type[Any], See]:
        return {Lot: self._lot, StockItem: self._item, Movement: self._movement}

    def _lot(self, lot: Lot) -> None:
        assert lot.on_hand >= 0, f"less than nothing of {lot}"
        assert not lot.serial or lot.on_hand <= 1, f"a piece with a number is there twice: {lot}"
        assert lot.open == (lot.on_hand > 0 and lot.state == "good"), f"open or not: {lot}"
        self._lots[lot.id] = lot

    def _item(self, item: StockItem) -> None:
        if item.traced:
            self._items[item.id] = item

    def _movement(self, movement: Movement) -> None:
        if movement.id in self._seen:  # acknowledged by an ERP; it moves nothing again
            return
        self._seen.add(movement.id)
        day = movement.at.astimezone(_PLACE).date()
        for line in movement.lines:
            self._moved[line.item, line.lot] += line.quantity
            for serial in line.serials:
                self._numbers[line.item, serial] += 1 if line.quantity > 0 else -1
            if movement.reason == "shipment" and line.lot:
                self._sent.append((day, line))

    def check(self) -> None:
        kept: Counter[tuple[str, str]] = Counter()
        pieces: Counter[str] = Counter()
        blocked: Counter[str] = Counter()
        for lot in self._lots.values():
            kept[lot.item, lot.lot] += lot.on_hand
            pieces[lot.item] += lot.on_hand
            blocked[lot.item] += lot.blocked
            if lot.serial:
                moved = self._numbers[lot.item, lot.serial]
                assert moved == lot.on_hand, f"{lot}, by its movements {moved}"
        for item in self._items.values():
            assert pieces[item.id] == item.on_hand, f"{item}, and its lots hold {pieces[item.id]}"
            assert blocked[item.id] == item.blocked, f"{item}, and {blocked[item.id]} are of blocked lots"
        for (where, name), quantity in kept.items():
            if name:
                moved = self._moved[where, name]
                assert moved == quantity, f"lot {name} in {where}: {quantity}, by its movements {moved}"
        self._check_sent()

    def _check_sent(self) -> None:
        expiries = {(lot.item, lot.lot): lot.expires_on for lot in self._lots.values()}
        for day, line in self._sent:
            expiry = expiries.get((line.item, line.lot))
            assert expiry is None or expiry >= day, f"{line} left on {day}, expired since {expiry}"
        self._sent.clear()
