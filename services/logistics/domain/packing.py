"""How the lines of a shipment are put into parcels."""

from collections.abc import Iterable
from dataclasses import dataclass

from shared.contracts.values import StockLine


@dataclass(frozen=True, slots=True)
class PackingRule:
    """pieces: what a parcel holds; parcels: how many a shipment has at most, at most 999: a shipment too
    big for that goes in larger units. country: ISO 3166 code of the house that sends."""

    pieces: int = 20
    parcels: int = 100
    country: str = "FR"


def packed(lines: Iterable[StockLine], rule: PackingRule) -> tuple[tuple[StockLine, ...], ...]:
    """The contents of each parcel: filled one after the other in order of the lines, a line may be split."""
    lines = tuple(lines)
    total = sum(line.quantity for line in lines)
    room = max(rule.pieces, -(-total // rule.parcels))
    parcels: list[tuple[StockLine, ...]] = []
    parcel: list[StockLine] = []
    space = room
    for line in lines:
        rest = line.quantity
        while rest:
            put = min(rest, space)
            parcel.append(StockLine(article=line.article, quantity=put))
            rest -= put
            space -= put
            if not space:
                parcels.append(tuple(parcel))
                parcel, space = [], room
    return (*parcels, tuple(parcel)) if parcel else tuple(parcels)
