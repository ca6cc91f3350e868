"""Stock: what is on hand follows from what moved, what is reserved from who holds it; nobody waits for what is free."""

from collections import Counter

from services.logistics.domain.movement import Movement
from services.logistics.domain.reservation import Reservation
from services.logistics.domain.shipment import Shipment
from services.logistics.domain.stock_item import StockItem
from shared.contracts.stock import CountStock, ReceiveGoods
from tests.simulation.witness import demand
from tests.simulation.world import World


def check_shelves(world: World) -> None:
    moved: Counter[str] = Counter()
    sources: Counter[tuple[str, str]] = Counter()
    for movement in world.all("logistics", Movement):
        sources[movement.reason, movement.source] += 1
        for line in movement.lines:
            moved[line.item] += line.quantity
    reservations: list[Reservation] = world.all("logistics", Reservation)
    reserved: Counter[str] = Counter()
    waiting: Counter[str] = Counter()
    for one in reservations:
        if one.state == "waiting":
            waiting[one.waits_for] += 1
        for item, line in zip(one.items, one.lines, strict=True):
            reserved[item] += line.quantity if one.state == "reserved" else 0
    items = {item.id: item for item in world.all("logistics", StockItem)}
    for item in items.values():
        demand(item.on_hand == moved[item.id], f"{item} but {moved[item.id]} by its movements")
        demand(item.reserved == reserved[item.id], f"{item} but {reserved[item.id]} held by reservations")
        demand(item.waiting == waiting[item.id], f"{item} but {waiting[item.id]} reservations wait for it")
        demand(not item.missing, f"{item}: a count was never settled")
    _check_sources(world, sources)
    _check_queues(reservations, items)


def _check_sources(world: World, sources: Counter[tuple[str, str]]) -> None:
    """Every receipt, count, shipment and recall moved goods, and once. (A count settled later adds movements.)"""
    for request in world.gateway.requests.values():
        if isinstance(request.message, ReceiveGoods):
            times = sources["receipt", request.message.receipt]
            demand(times == 1, f"receipt {request.message.receipt} was booked {times} times")
        elif isinstance(request.message, CountStock):
            demand(
                sources["count", request.message.count] >= 1,
                f"count {request.message.count} was never booked",
            )
    for shipment in world.all("logistics", Shipment):
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
