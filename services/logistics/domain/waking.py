"""WakeBackorders: give what has come free to those who wait for it, in order of their claims."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from services.logistics.domain.reservation import Reservation, held_up_by, queue_of, rest_id
from services.logistics.domain.rules import Rules
from services.logistics.domain.splitting import split
from services.logistics.domain.stock_item import StockItem, item_id, items_of
from services.logistics.domain.stock_level import levels
from shared.contracts.decision import NOTHING, Decision, Key, Known, Moment, Need
from shared.contracts.message import Message
from shared.contracts.shipments import ShipRest
from shared.contracts.stock import StockReserved, WakeBackorders
from shared.contracts.values import MissingStock

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


@dataclass(frozen=True)
class Waking:
    """Decides on WakeBackorders."""

    rules: Rules

    def needed(self, message: WakeBackorders, moment: Moment) -> Iterable[Need]:
        item = item_id(moment.tenant, message.warehouse, message.article)
        return (Key(StockItem, item), queue_of(item, AT_A_TIME))

    def then(self, message: WakeBackorders, known: Known, moment: Moment) -> Iterable[Need]:
        queue = known.select(queue_of(item_id(moment.tenant, message.warehouse, message.article), AT_A_TIME))
        return [
            *(Key(StockItem, item) for item in {item for waiting in queue for item in waiting.items}),
            *(Key(Reservation, rest_id(waiting.id)) for waiting in queue if waiting.partial),
        ]

    def wake(self, message: WakeBackorders, known: Known, moment: Moment) -> Decision:
        """Walk the queue from its head. Who can have all lines gets them, and who may be sent in parts what is there;
        who is held up by another article moves to that one's queue, keeping its place in time; who wants more of this
        one than there is stays, and all behind it too."""
        item = known.get(StockItem, item_id(moment.tenant, message.warehouse, message.article))
        if item is None:
            return NOTHING
        walk = _Walk(item, known, self.rules, moment)
        for waiting in known.select(queue_of(item.id, AT_A_TIME)):
            if not walk.passes(waiting):
                break
        return walk.outcome(message)


class _Walk:
    """One walk along the queue of one item, and what it has changed so far."""

    def __init__(self, item: StockItem, known: Known, rules: Rules, moment: Moment) -> None:
        self._article = item.article
        self._queue = item
        self._known = known
        self._rules = rules
        self._moment = moment
        self._changed: dict[str, StockItem] = {}
        self._cases: list[Reservation] = []
        self._told: list[Message] = []
        self._stopped = False

    def passes(self, case: Reservation) -> bool:
        """Whether the next one is to be looked at: this case has left, with its goods or for another queue."""
        queue = replace(self._queue, first_waiting=case.place)
        items = self._items(case) | {self._article: queue}
        missing = held_up_by(case, items)
        parts = split(case, items) if missing else None
        self._stopped = parts is None and any(lack.article == self._article for lack in missing)
        if self._stopped:
            self._keep(queue)
            return False
        items[self._article] = queue.left()
        self._keep(items[self._article])
        if parts is not None:
            self._grant_in_parts(*parts, items)
        elif missing:
            other = items[missing[0].article]
            self._keep(other.joined(case.place))
            self._cases.append(case.waiting(other.id))
        else:
            self._grant(case, items)
        # The rest of a case that is sent in parts may go on waiting here, before all others.
        return not self._stopped

    def _grant(
        self, case: Reservation, items: dict[str, StockItem], rest: tuple[MissingStock, ...] = ()
    ) -> None:
        for line in case.lines:
            items[line.article] = items[line.article].reserve(line.quantity)
            self._keep(items[line.article])
        reserved = case.reserved(items, self._rules, self._moment.now)
        self._cases.append(reserved)
        if not case.is_rest:
            self._told.append(_reserved(reserved, rest))
        elif case.ship_step:
            self._told.append(ShipRest(case=case.case, warehouse=case.warehouse))

    def _grant_in_parts(self, now: Reservation, rest: Reservation, items: dict[str, StockItem]) -> None:
        after = dict(items)
        for line in now.lines:
            after[line.article] = after[line.article].reserve(line.quantity)
        missing = held_up_by(rest, after)
        self._grant(now, items, missing)
        other = items[missing[0].article].joined(rest.place)
        self._keep(other)
        self._cases.append(rest.waiting(other.id))
        self._stopped = other.id == self._queue.id

    def outcome(self, message: WakeBackorders) -> Decision:
        """What was changed, and the order to go on if the end of the queue was not seen."""
        unseen = self._cases and not self._stopped and self._queue.waiting
        again: tuple[Message, ...] = (message,) if unseen else ()
        items, low = levels(self._changed.values())
        return Decision(save=(*self._cases, *items), send=(*self._told, *low, *again))

    def _items(self, case: Reservation) -> dict[str, StockItem]:
        items = items_of(self._known, case.tenant, case.warehouse, case.lines)
        return {article: self._changed.get(item.id, item) for article, item in items.items()}

    def _keep(self, item: StockItem) -> None:
        self._changed[item.id] = item
        if item.id == self._queue.id:
            self._queue = item


def _reserved(reservation: Reservation, rest: tuple[MissingStock, ...]) -> StockReserved:
    return StockReserved(
        case=reservation.id,
        step=reservation.step,
        revision=reservation.revision,
        warehouse=reservation.warehouse,
        rest=rest,
    )
