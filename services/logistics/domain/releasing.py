"""ReleaseStock: what was reserved is free again."""

from collections.abc import Iterable

from services.logistics.domain.reservation import Reservation, tombstone
from services.logistics.domain.stock_item import StockItem
from services.logistics.domain.waking import wake_if_waiting
from shared.contracts.decision import Decision, Key, Known, Moment, Need
from shared.contracts.stock import ReleaseStock, StockReleased


def needed(message: ReleaseStock, _moment: Moment) -> Iterable[Need]:
    return (Key(Reservation, message.case),)


def then(message: ReleaseStock, known: Known, _moment: Moment) -> Iterable[Need]:
    reservation = known.get(Reservation, message.case)
    return [Key(StockItem, item) for item in reservation.items] if reservation else ()


def release(message: ReleaseStock, known: Known, moment: Moment) -> Decision:
    """Give back what is reserved, or leave the queue; who waits for it is looked at.

    What has been shipped is nobody's reservation any more: the answer is the same, and only a recall brings
    it back.
    """
    released = StockReleased(case=message.case, step=message.step)
    reservation = known.get(Reservation, message.case)
    if reservation is None:
        return Decision(
            save=(tombstone(message.case, message.step, message.warehouse, moment),), send=(released,)
        )
    if reservation.state in ("shipped", "released"):
        return Decision(send=(released,))
    freed = _freed(reservation, known)
    return Decision(
        save=(reservation.released(), *freed),
        send=(released, *wake_if_waiting(message.case, freed)),
    )


def _freed(reservation: Reservation, known: Known) -> list[StockItem]:
    if reservation.state == "waiting":
        item = known.get(StockItem, reservation.waits_for)
        return [item.left()] if item else []
    return [
        item.release(line.quantity)
        for id, line in zip(reservation.items, reservation.lines, strict=True)
        if (item := known.get(StockItem, id))
    ]
