"""WakeBackorders: give what has come free to those who wait for it, in order of their claims."""

from collections.abc import Iterable
from dataclasses import replace

from services.logistics.domain.reservation import Reservation, held_up_by, queue_of
from services.logistics.domain.stock_item import StockItem, item_id, items_of
from shared.contracts.decision import NOTHING, Decision, Key, Known, Moment, Need
from shared.contracts.message import Message
from shared.contracts.stock import StockReserved, WakeBackorders

AT_A_TIME = 50
"""Cases that one decision looks at; for the rest the service orders itself to look again."""


def wake_if_waiting(why: str, items: Iterable[StockItem]) -> tuple[WakeBackorders, ...]:
    """The orders to look at the queues of these items, where there is anything to give and somebody to
    give it to.

    why: the case, receipt or count that freed the pieces.
    """
    return tuple(
        WakeBackorders(case=why, warehouse=item.warehouse, article=item.article)
        for item in items
        if item.waiting and item.available
    )


def needed(message: WakeBackorders, moment: Moment) -> Iterable[Need]:
    item = item_id(moment.tenant, message.warehouse, message.article)
    return (Key(StockItem, item), queue_of(item, AT_A_TIME))


def then(message: WakeBackorders, known: Known, moment: Moment) -> Iterable[Need]:
    queue = known.select(queue_of(item_id(moment.tenant, message.warehouse, message.article), AT_A_TIME))
    return [Key(StockItem, item) for item in {item for waiting in queue for item in waiting.items}]


def wake(message: WakeBackorders, known: Known, moment: Moment) -> Decision:
    """Walk the queue from its head. Who can have all lines gets them; who is held up by another article
    moves to that one's queue, keeping its place in time; who wants more of this one than there is
    stays, and all behind it too."""
    item = known.get(StockItem, item_id(moment.tenant, message.warehouse, message.article))
    if item is None:
        return NOTHING
    walk = _Walk(item, known)
    for waiting in known.select(queue_of(item.id, AT_A_TIME)):
        if not walk.passes(waiting):
            break
    return walk.outcome(message)


class _Walk:
    """One walk along the queue of one item, and what it has changed so far."""

    def __init__(self, item: StockItem, known: Known) -> None:
        self._article = item.article
        self._queue = item
        self._known = known
        self._changed: dict[str, StockItem] = {}
        self._cases: list[Reservation] = []
        self._told: list[Message] = []
        self._stopped = False

    def passes(self, case: Reservation) -> bool:
        """Whether the case leaves the queue: with its goods, or for another queue."""
        queue = replace(self._queue, first_waiting=case.place)
        items = self._items(case) | {self._article: queue}
        missing = held_up_by(case, items)
        self._stopped = any(lack.article == self._article for lack in missing)
        if self._stopped:
            self._keep(queue)
            return False
        items[self._article] = queue.left()
        self._keep(items[self._article])
        if missing:
            other = items[missing[0].article]
            self._keep(other.joined(case.place))
            self._cases.append(case.waiting(other.id))
        else:
            for line in case.lines:
                self._keep(items[line.article].reserve(line.quantity))
            reserved = case.reserved()
            self._cases.append(reserved)
            self._told.append(StockReserved(case=case.id, step=case.step, revision=reserved.revision))
        return True

    def outcome(self, message: WakeBackorders) -> Decision:
        """What was changed, and the order to go on if the end of the queue was not seen."""
        unseen = self._cases and not self._stopped and self._queue.waiting
        again: tuple[Message, ...] = (message,) if unseen else ()
        return Decision(save=(*self._cases, *self._changed.values()), send=(*self._told, *again))

    def _items(self, case: Reservation) -> dict[str, StockItem]:
        items = items_of(self._known, case.tenant, case.warehouse, case.lines)
        return {article: self._changed.get(item.id, item) for article, item in items.items()}

    def _keep(self, item: StockItem) -> None:
        self._changed[item.id] = item
        if item.id == self._queue.id:
            self._queue = item
