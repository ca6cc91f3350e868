"""Which lots a shipment takes its pieces from: the expiry that comes first is sent first (FEFO)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from services.logistics.domain.lot import Lot, first_out
from services.logistics.domain.movement import MovedPieces
from services.logistics.domain.rules import Rules
from services.logistics.domain.stock_item import ZERO, StockItem
from shared.contracts.decision import Known, Moment, Need
from shared.contracts.errors import NotYetError


@dataclass(frozen=True, slots=True)
class Picked:
    """lots: as they are afterwards; lines: what of the item leaves, by lot."""

    lots: tuple[Lot, ...]
    lines: tuple[MovedPieces, ...]


def lots_to_pick(traced: Iterable[str], quantities: dict[str, int]) -> Iterable[Need]:
    """What has to be known to pick: by item, only those that are told apart."""
    return [first_out(item, quantities[item]) for item in traced]


def pick(item: StockItem, quantity: int, known: Known, rules: Rules, moment: Moment) -> Picked:
    """Take so many pieces off the shelf.

    Raises NotYetError when the lots seen do not suffice: others of the batch took them, or one that has just
    expired is about to be noticed.
    """
    worth = item.worth(quantity)
    if not item.traced:
        return Picked((), (MovedPieces(item.id, -quantity, -worth),))
    lots, rest = [], quantity
    today = rules.today(moment.tenant, moment.now)
    for lot in known.select(first_out(item.id, quantity)):
        if not rest:
            break
        if not lot.is_over(today):
            taken = min(rest, lot.on_hand)
            lots.append((lot.moved(-taken, rules), taken))
            rest -= taken
    if rest:
        raise NotYetError("the lots of these goods are being settled")
    return Picked(tuple(lot for lot, _ in lots), _lines(item, lots, worth))


def _lines(item: StockItem, lots: list[tuple[Lot, int]], worth: Decimal) -> tuple[MovedPieces, ...]:
    """One line a lot; the first carries the worth of all, since the average cost knows no lots."""
    pieces: dict[str, tuple[int, tuple[str, ...]]] = {}
    for lot, taken in lots:
        quantity, serials = pieces.get(lot.lot, (0, ()))
        pieces[lot.lot] = (quantity + taken, serials + ((lot.serial,) if lot.serial else ()))
    amounts = [-worth, *[ZERO] * (len(pieces) - 1)]
    return tuple(
        MovedPieces(item.id, -quantity, amount, lot, serials)
        for amount, (lot, (quantity, serials)) in zip(amounts, pieces.items(), strict=True)
    )
