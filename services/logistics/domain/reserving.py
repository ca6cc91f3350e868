"""ReserveStock: all lines of a case or none."""

from collections.abc import Iterable

from services.logistics.domain.lines import added_up
from services.logistics.domain.reservation import Reservation, asked_for, held_up_by
from services.logistics.domain.stock_item import StockItem, items_for, items_of
from shared.contracts.decision import Decision, Key, Known, Moment, Need
from shared.contracts.stock import ReserveStock, StockReleased, StockReserved, StockShort
from shared.contracts.values import MissingStock


def needed(message: ReserveStock, moment: Moment) -> Iterable[Need]:
    articles = {line.article for line in message.lines}
    return (
        Key(Reservation, message.case),
        *items_for(moment.tenant, message.warehouse, articles),
    )


def reserve(message: ReserveStock, known: Known, moment: Moment) -> Decision:
    """Reserve every line, or put the case on backorder and say what holds it up.

    A case waits in the queue of the first article that holds it up. Nobody takes a piece of an article while
    somebody with an older or higher claim waits in its queue, even if the pieces there would do for the
    newcomer alone: otherwise a large order could be starved by a stream of small ones.
    """
    lines = added_up(message.lines)
    items = items_of(known, moment.tenant, message.warehouse, lines)
    earlier = known.get(Reservation, message.case)
    if earlier is not None:
        return _answer_again(message, earlier, items)
    wish = asked_for(message.case, message.step, message.warehouse, lines, moment)
    missing = held_up_by(wish, items)
    if missing:
        item = items[missing[0].article]
        waiting = wish.waiting(item.id)
        return Decision(
            save=(waiting, item.joined(wish.place)), send=(_short(message, missing, waiting.revision),)
        )
    taken = [items[line.article].reserve(line.quantity) for line in lines]
    reserved = wish.reserved()
    return Decision(save=(reserved, *taken), send=(_reserved(message, reserved.revision),))


def _answer_again(message: ReserveStock, earlier: Reservation, items: dict[str, StockItem]) -> Decision:
    if earlier.state == "released":
        return Decision(send=(StockReleased(case=message.case, step=message.step),))
    if earlier.state == "waiting":
        return Decision(send=(_short(message, held_up_by(earlier, items), earlier.revision),))
    return Decision(send=(_reserved(message, earlier.revision),))


def _reserved(message: ReserveStock, revision: int) -> StockReserved:
    return StockReserved(case=message.case, step=message.step, revision=revision)


def _short(message: ReserveStock, missing: tuple[MissingStock, ...], revision: int) -> StockShort:
    return StockShort(case=message.case, step=message.step, missing=missing, revision=revision)
