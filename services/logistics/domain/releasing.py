"""ReleaseStock: what was reserved is free again."""

from collections.abc import Iterable

from services.logistics.domain.reservation import Reservation, rest_id, tombstone
from services.logistics.domain.stock_item import StockItem
from services.logistics.domain.stock_level import levels
from services.logistics.domain.waking import wake_if_waiting
from shared.contracts.decision import Decision, Key, Known, Moment, Need
from shared.contracts.stock import ReleaseStock, StockReleased


def needed(message: ReleaseStock, _moment: Moment) -> Iterable[Need]:
    return (Key(Reservation, message.case), Key(Reservation, rest_id(message.case)))


def then(message: ReleaseStock, known: Known, _moment: Moment) -> Iterable[Need]:
    return items_held(message.case, known)


def release(message: ReleaseStock, known: Known, moment: Moment) -> Decision:
    """Give back what is reserved, or leave the queue; who waits for it is looked at.

    What has been shipped is nobody's reservation any more: the answer is the same, and only a recall brings
    it back.
    """
    released = StockReleased(case=message.case, step=message.step)
    parts = held_by(message.case, known)
    if known.get(Reservation, message.case) is None:
        return Decision(
            save=(tombstone(message.case, message.step, message.warehouse, moment),), send=(released,)
        )
    freed, _ = levels(freed_by(parts, known))
    ended = [part.released() for part in parts if part.state not in ("shipped", "released")]
    return Decision(save=(*ended, *freed), send=(released, *wake_if_waiting(message.case, freed)))


def held_by(case: str, known: Known) -> list[Reservation]:
    """The reservation of a case and that of its rest, as far as there are any."""
    found = (known.get(Reservation, id) for id in (case, rest_id(case)))
    return [part for part in found if part is not None]


def items_held(case: str, known: Known) -> list[Need]:
    """The items of the case's reservations."""
    return [Key(StockItem, item) for part in held_by(case, known) for item in part.items]


def freed_by(parts: Iterable[Reservation], known: Known) -> list[StockItem]:
    """The items as they are once these reservations hold nothing and wait for nothing."""
    items: dict[str, StockItem] = {}
    for part in parts:
        for id, pieces in part.quantities().items():
            item = items.get(id) or known.get(StockItem, id)
            if item is not None and part.state == "reserved":
                items[id] = item.release(pieces)
            elif item is not None and part.state == "waiting" and id == part.waits_for:
                items[id] = item.left()
    return list(items.values())
