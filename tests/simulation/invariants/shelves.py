"""Stock: what is on hand follows from what moved, what is reserved from who holds it; nobody waits for what is free."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from services.logistics.domain.movement import Movement
from services.logistics.domain.reservation import Reservation
from services.logistics.domain.shipment import Shipment, shipment_id
from services.logistics.domain.stock_item import StockItem
from shared.contracts.stocktaking import CountStock, ReceiveGoods
from tests.simulation.invariants.evidence import Evidence
from tests.simulation.witness import See


class Shelves:
    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._items: dict[str, StockItem] = {}
        self._moved: Counter[str] = Counter()
        self._movements: dict[str, Movement] = {}
        self._sources: Counter[tuple[str, str]] = Counter()
        self._active: dict[str, Reservation] = {}
        self._shipments: dict[str, Shipment] = {}
        self._asked: list[ReceiveGoods | CountStock] = []

    @property
    def sees(self) -> Mapping[type[Any], See]:
        return {
            StockItem: self._item,
            Movement: self._movement,
            Reservation: self._reservation,
            Shipment: lambda shipment: self._shipments.update({shipment.id: shipment}),
            ReceiveGoods: self._asked.append,
            CountStock: self._asked.append,
        }

    def _item(self, item: StockItem) -> None:
        assert 0 <= item.reserved <= item.on_hand and item.missing >= 0 and item.waiting >= 0, (
            f"item {item.id}: {item.reserved} reserved of {item.on_hand}, {item.missing} missing, {item.waiting} wait"
        )
        assert item.available >= 0, f"{item} has less than nothing to give"
        self._items[item.id] = item

    def _movement(self, movement: Movement) -> None:
        before = self._movements.setdefault(movement.id, movement)
        if before is not movement:  # an ERP has acknowledged it; it moves nothing again
            assert before.lines == movement.lines, (
                f"{movement.id} was {before.lines}, and is {movement.lines}"
            )
            return
        self._sources[movement.reason, movement.source] += 1
        for line in movement.lines:
            self._moved[line.item] += line.quantity

    def _reservation(self, one: Reservation) -> None:
        if one.state in ("reserved", "waiting"):
            self._active[one.id] = one
        else:
            self._active.pop(one.id, None)

    def check(self) -> None:
        reserved: Counter[str] = Counter()
        waiting: Counter[str] = Counter()
        for one in self._active.values():
            if one.state == "waiting":
                waiting[one.waits_for] += 1
            else:
                for item, line in zip(one.items, one.lines, strict=True):
                    reserved[item] += line.quantity
        for shelf in self._items.values():
            id = shelf.id
            assert shelf.on_hand == self._moved[id], f"{shelf} but {self._moved[id]} by its movements"
            assert shelf.reserved == reserved[id], f"{shelf} but {reserved[id]} held by reservations"
            assert shelf.waiting == waiting[id], f"{shelf} but {waiting[id]} reservations wait for it"
            assert not shelf.missing, f"{shelf}: a count was never settled"
        self._check_sources()
        self._check_queues()

    def _check_sources(self) -> None:
        """Every receipt and count moved goods, unless it was turned down, every shipment and recall did, and once. (A
        count settled later adds movements; what was sent in parts is recalled together.)"""
        for asked in self._asked:
            if isinstance(asked, ReceiveGoods):
                times, least = (
                    self._sources["receipt", asked.receipt],
                    asked.receipt not in self._evidence.refused,
                )
                assert least <= times <= 1, f"receipt {asked.receipt} was booked {times} times"
            else:
                booked = self._sources["count", asked.count] or asked.count in self._evidence.refused
                assert booked, f"count {asked.count} was never booked"
        self._asked.clear()
        for shipment in self._shipments.values():
            left = 1 if shipment.parcels else 0
            first = shipment.id == shipment_id(shipment.case)
            back = 1 if first and shipment.parcels and shipment.state == "recalled" else 0
            moves = (self._sources["shipment", shipment.id], self._sources["recall", shipment.id])
            assert moves == (left, back), f"{shipment.id} is {shipment.state} and moved goods {moves} times"

    def _check_queues(self) -> None:
        """Who is first in all queues it could stand in does not wait for goods that are free."""
        waiting = [one for one in self._active.values() if one.state == "waiting"]
        first: dict[str, str] = {}
        for one in waiting:
            first[one.waits_for] = min(first.get(one.waits_for, one.place), one.place)
        for one in waiting:
            if any(first.get(item, one.place) < one.place for item in one.items):
                continue
            lacking = [
                item
                for item, line in zip(one.items, one.lines, strict=True)
                if item not in self._items or self._items[item].available < line.quantity
            ]
            assert lacking, f"everything is there and {one} waits"
