"""Partial shipment: what is there goes first, and what is short follows, all of it together."""

from collections.abc import Mapping
from dataclasses import replace

from services.logistics.domain.reservation import Reservation
from services.logistics.domain.stock_item import StockItem
from shared.contracts.values import StockLine


def split(wish: Reservation, items: Mapping[str, StockItem]) -> tuple[Reservation, Reservation] | None:
    """The reservation of what is there and the one of what is short; None where nothing is there, or where the case
    allows no partial shipment. A case is split once: two shipments at most."""
    if not wish.partial or wish.has_rest:
        return None
    there, short = [], []
    for line in wish.lines:
        pieces = min(line.quantity, items[line.article].available_to(wish.place))
        if pieces:
            there.append(StockLine(article=line.article, quantity=pieces))
        if pieces < line.quantity:
            short.append(StockLine(article=line.article, quantity=line.quantity - pieces))
    if not there or not short:
        return None
    return replace(wish, has_rest=True).with_lines(tuple(there)), wish.rest_of(tuple(short))
