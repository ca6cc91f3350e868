"""Stock: what is on hand follows from what moved, what is reserved from who holds it; nobody waits for what is free."""

from collections import Counter

from services.logistics.domain.movement import Movement
from services.logistics.domain.reservation import Reservation
from services.logistics.domain.shipment import Shipment
from services.logistics.domain.stock_item import StockItem
from tests.simulation.invariants.evidence import Evidence
from tests.simulation.witness import demand


def check_shelves(evidence: Evidence) -> None:
    moved: Counter[str] = Counter()
    sources: Counter[tuple[str, str]] = Counter()
    for movement in evidence.all("logistics", Movement):
        sources[movement.reason, movement.source] += 1
        for line in movement.lines:
            moved[line.item] += line.quantity
    reservations: list[Reservation] = evidence.all("logistics", Reservation)
    reserved: Counter[str] = Counter()
    waiting: Counter[str] = Counter()
    for one in reservations:
        if one.state == "waiting":
            waiting[one.waits_for] += 1
        for item, line in zip(one.items, one.lines, strict=True):
            reserved[item] += line.quantity if one.state == "reserved" else 0
    items = {item.id: item for item in evidence.all("logistics", StockItem)}
    for item in items.values():
        demand(item.on_hand == moved[item.id], f"{item} but {moved[item.id]} by its movements")
        demand(item.reserved == reserved[item.id], f"{item} but {reserved[item.id]} held by reservations")
        demand(item.waiting == waiting[item.id], f"{item} but {waiting[item.id]} reservations wait for it")
        demand(not item.missing, f"{item}: a count was never settled")
    _check_sources(evidence, sources)
    _check_queues(reservations, items)


def _check_sources(evidence: Evidence, sources: Counter[tuple[str, str]]) -> None:
    """Every receipt, count, shipment and recall moved goods, and once. (A count settled later adds movements.)"""
    for receipt in evidence.receipts:
        times = sources["receipt", receipt]
        demand(times == 1, f"receipt {receipt} was booked {times} times")
    for count in evidence.counts:
        demand(sources["count", count] >= 1, f"count {count} was never booked")
    for shipment in evidence.all("logistics", Shipment):
        left = 1 if shipment.parcels else 0
        back = 1 if shipment.parcels and shipment.state == "recalled" else 0
        demand(
            (sources["shipment", shipment.id], sources["recall", shipment.id]) == (left, back),
            f"{shipment.id} is {shipment.state} and moved goods {sources['shipment', shipment.id]} times",
        )


def _check_queues(reservations: list[Reservation], items: dict[str, StockItem]) -> None:
    """Who is first in all queues it could stand in does not wait for goods that are free."""
    first: dict[str, str] = {}
    for one in reservations:
        if one.state == "waiting":
            first[one.waits_for] = min(first.get(one.waits_for, one.place), one.place)
    for one in reservations:
        if one.state != "waiting" or any(first.get(item, one.place) < one.place for item in one.items):
            continue
        lacking = [
            item
            for item, line in zip(one.items, one.lines, strict=True)
            if item not in items or items[item].available < line.quantity
        ]
        demand(lacking, f"everything is there and {one} waits")
